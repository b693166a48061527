"""Whatever people change in a list, pins hold, who was taken off stays off, and nobody else changes sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.lists.listing import ACTIONS, Change, Listing, changed, listed
from matching.errors import CandorError, Conflict, InputError, NotFound

MACHINE = ("a", "b", "c", "d", "e", "f")
CHANGES = st.lists(
    st.builds(
        Change,
        st.sampled_from(ACTIONS),
        st.sampled_from([*MACHINE, "x", "y", "z"]),
        st.none() | st.integers(0, 10),
    ),
    max_size=14,
)


def accepted(changes: list[Change]) -> list[tuple[Listing, Change, Listing]]:
    """Each change that the list takes, between the list before and after it."""
    listing, steps = Listing(MACHINE), []
    for change in changes:
        try:
            after = changed(listing, change)
        except CandorError:
            continue
        steps.append((listing, change, after))
        listing = after
    return steps


@given(CHANGES)
def test_pins_hold_as_long_as_the_list_reaches_them(changes: list[Change]) -> None:
    for _, _, after in accepted(changes):
        order = after.order
        for place, person in after.pins.items():
            if place <= len(order):
                beyond = [one for one in after.pins if one > len(order)]
                assert order.index(person) + 1 == place or (beyond and not after.free)
            else:
                assert order.index(person) >= len(after.free)


@given(CHANGES)
def test_who_was_taken_off_stays_off_and_nobody_else_is_lost_or_doubled(changes: list[Change]) -> None:
    out: set[str] = set()
    known = set(MACHINE)
    for _, change, after in accepted(changes):
        if change.action == "exclude":
            out.add(change.person_id)
        if change.action == "add":
            known.add(change.person_id)
        assert sorted(after.order) == sorted(known - out)
        assert set(after.excluded) == out


@given(CHANGES)
def test_everybody_else_who_is_not_pinned_keeps_their_order(changes: list[Change]) -> None:
    for before, change, after in accepted(changes):
        others = [one for one in before.free if one != change.person_id]
        assert [one for one in after.free if one != change.person_id] == others
        assert [one for one in after.order if one in others] == others


@given(CHANGES)
def test_somebody_moved_or_pinned_or_added_stands_where_it_was_said(changes: list[Change]) -> None:
    for _, change, after in accepted(changes):
        if change.place is not None and change.action != "exclude":
            reached = all(place <= len(after.order) for place in after.pins)
            assert not reached or after.order[change.place - 1] == change.person_id


@given(CHANGES)
def test_the_same_changes_give_the_same_list_again(changes: list[Change]) -> None:
    steps = accepted(changes)

    assert listed(MACHINE, [change for _, change, _ in steps]) == (
        steps[-1][2] if steps else Listing(MACHINE)
    )


def test_a_pin_outlives_what_comes_after_and_a_move_does_not() -> None:
    pinned = listed("abcd", [Change("pin", "d", 1), Change("reorder", "c", 2), Change("exclude", "a")])
    moved = listed("abcd", [Change("reorder", "d", 1), Change("reorder", "c", 1)])

    assert pinned.order == ("d", "c", "b")
    assert moved.order == ("c", "d", "a", "b")


def test_a_pin_beyond_the_end_stands_last_and_returns_to_its_place() -> None:
    short = listed("abcd", [Change("pin", "a", 4), Change("exclude", "b"), Change("exclude", "c")])

    assert short.order == ("d", "a")
    assert listed("abcd", [Change("pin", "a", 4), Change("exclude", "b"), Change("add", "x"), Change("add", "y")]).order == (
        "c", "d", "x", "a", "y",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "refusal", "words"),
    [
        (Change("reorder", "z", 1), NotFound, "z is not on the list"),
        (Change("reorder", "c", 0), InputError, "a place from 1 to 3"),
        (Change("reorder", "c", 4), InputError, "a place from 1 to 3"),
        (Change("add", "z", 5), InputError, "a place from 1 to 4"),
        (Change("reorder", "c"), InputError, "found none"),
        (Change("reorder", "c", 1), Conflict, "place 1 is pinned for b"),
        (Change("add", "c"), Conflict, "on the list already, at place 3"),
        (Change("pin", "d", 2), Conflict, "was taken off"),
        (Change("add", "d"), Conflict, "was taken off"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_the_reason(
    change: Change, refusal: type[Exception], words: str
) -> None:
    listing = listed("abcd", [Change("pin", "b", 1), Change("exclude", "d")])

    with pytest.raises(refusal, match=words):
        changed(listing, change)
