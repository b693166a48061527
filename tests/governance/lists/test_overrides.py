"""People over the machine's order: kept beside it for good, with who and why, and never approved by who did it."""

import json
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from governance import approvals, review
from governance.audit import verify
from governance.lists import overrides
from governance.lists.overrides import add_more, add_to_list, change_list, overrides_of
from governance.lists.shortlists import prove_shortlist, read_shortlist
from governance.people import restrictions
from governance.people.importing import upsert_profiles
from governance.people.restrictions import erase_person
from governance.people.same_person import link_profiles, unlink
from governance.reading import RequisitionCase, approval_queue, requisition_case
from governance.storage.tables import AuditEntry, Shortlist
from governance.training_data import training_rows
from matching.errors import CandorError, Conflict, Forbidden, InputError, NotFound
from tests.governance.test_approvals import ENGAGEMENT
from tests.governance.test_stops import freeze, stop, unranked
from tests.governance.world import UNIT, World

ONE, TWO, THREE, FOUR, FIVE = "P-1001", "P-1002", "P-1003", "P-1004", "P-1005"
NOTE = "Ran our last migration."


def change(
    world: World, requisition_id: str, action: Any, person: str, place: int | None = None, **given: Any
) -> str:
    by = given.pop("by", "paul")
    terms: dict[str, Any] = {"reason_code": "worked_with_us", "note": NOTE} | given
    with world.as_(by) as work:
        return change_list(work, requisition_id, action, person, place=place, **terms)


def add(world: World, requisition_id: str, person: str = FIVE, by: str = "paul", **part: Any) -> str:
    said = {"id": person, "rank": 7, "score": 0.05, "reasons": []} | part
    with world.as_(by) as work:
        return add_to_list(work, requisition_id, said, reason_code="worked_with_us", note=NOTE)


def case_of(world: World, requisition_id: str, by: str = "mona") -> RequisitionCase:
    with world.database.read() as session:
        return requisition_case(session, world.actor(by), requisition_id)


def order(world: World, requisition_id: str) -> list[str]:
    return [one.person_id for one in case_of(world, requisition_id).candidates if one.place is not None]


def finish(world: World, requisition_id: str) -> tuple[str, ...]:
    with world.as_("mona") as work:
        return review.finish_review(work, requisition_id)


def approve(world: World, requisition_id: str, by: str) -> None:
    with world.as_(by) as work:
        approvals.approve_selection(work, requisition_id)


def test_the_list_is_read_as_people_changed_it_with_the_machines_rank_beside(world: World) -> None:
    requisition_id = world.in_review()
    change(world, requisition_id, "pin", THREE, 1)
    change(world, requisition_id, "reorder", FOUR, 2)
    change(world, requisition_id, "exclude", ONE)
    add(world, requisition_id)

    found = case_of(world, requisition_id)

    assert [(one.person_id, one.place, one.rank, one.marks) for one in found.candidates] == [
        (THREE, 1, 3, ("pinned",)),
        (FOUR, 2, 4, ("moved",)),
        (TWO, 3, 2, ()),
        (FIVE, 4, 7, ("added",)),
        (ONE, None, 1, ("excluded",)),
    ]
    last = found.overrides[-1]
    assert (last.action, last.before, last.after) == ("add", (THREE, FOUR, TWO), (THREE, FOUR, TWO, FIVE))
    assert (last.made_by.name, last.reason_code, last.note) == ("Paul", "worked_with_us", NOTE)


def test_the_frozen_list_stays_as_it_was_and_is_proved(world: World) -> None:
    requisition_id = world.in_review()
    frozen = read_shortlist(world.database, "S-1001")

    change(world, requisition_id, "exclude", ONE)
    add(world, requisition_id)

    assert read_shortlist(world.database, "S-1001") == frozen
    assert prove_shortlist(world.database, "S-1001").intact
    assert verify(world.database).ok


def test_what_was_said_of_somebody_added_is_committed_to_in_the_log(world: World) -> None:
    requisition_id = world.in_review()
    add(world, requisition_id)
    world.direct("UPDATE shortlist_part SET commitment = 'x' WHERE section = 'added'")

    proof = prove_shortlist(world.database, "S-1001")

    assert (proof.intact, proof.unproven) == (False, ("added[1]",))


def test_notes_are_sealed_under_the_persons_key_and_go_with_them(world: World) -> None:
    requisition_id = world.in_review()
    change(world, requisition_id, "reorder", TWO, 1)
    with world.database.read() as session:
        row = session.execute(text("SELECT * FROM list_override")).one()
        logged = session.scalars(select(AuditEntry.entry)).all()
    assert not any("migration" in str(value) for value in row)
    assert not any("migration" in entry for entry in logged)

    with world.as_("cora") as work:
        erase_person(work, TWO, "asked to be forgotten")

    [kept] = case_of(world, requisition_id).overrides
    assert (kept.note, kept.after) == (None, (TWO, ONE, THREE, FOUR))


def test_the_selected_are_handed_over_in_the_order_people_read(world: World) -> None:
    requisition_id = world.in_review()
    change(world, requisition_id, "pin", THREE, 1)
    world.decide(requisition_id, ONE)
    world.decide(requisition_id, THREE)

    assert finish(world, requisition_id) == (THREE, ONE)


def test_who_was_taken_off_is_not_selected_by_any_way(world: World) -> None:
    requisition_id = world.in_review()
    world.decide(requisition_id, ONE)
    taken_off = change(world, requisition_id, "exclude", ONE)

    with pytest.raises(Conflict, match=rf"taken off the list S-1001: {ONE} \({taken_off}\)"):
        finish(world, requisition_id)
    with pytest.raises(Conflict, match="taken off the list"):
        world.decide(requisition_id, ONE, "shortlist", "backup")
    with world.as_("mona") as work:
        review.undo_decision(work, requisition_id, ONE)
    world.decide(requisition_id, TWO)
    assert finish(world, requisition_id) == (TWO,)
    with pytest.raises(Conflict, match=f"taken off the list S-1001: {ONE}"), world.as_("petra") as work:
        approvals.override_selection(work, requisition_id, [ONE], reason_code="budget")


def test_somebody_added_goes_the_whole_way(world: World) -> None:
    requisition_id = world.in_review()
    add(world, requisition_id, by="mona")
    world.decide(requisition_id, FIVE)
    finish(world, requisition_id)
    approve(world, requisition_id, "paul")
    world.classified(requisition_id)
    world.accepted(requisition_id, FIVE)

    assert world.start(requisition_id, FIVE)


@pytest.mark.parametrize("action", ["pin", "reorder", "exclude", "add"])
def test_whoever_changed_the_list_does_not_approve_the_choice(world: World, action: str) -> None:
    requisition_id = world.in_review()
    if action == "add":
        add(world, requisition_id)
    else:
        change(world, requisition_id, action, FOUR, None if action == "exclude" else 1)
    world.decide(requisition_id, ONE)
    finish(world, requisition_id)

    with pytest.raises(Forbidden, match="changed the list they are chosen from and so may not approve"):
        approve(world, requisition_id, "paul")
    with world.database.read() as session:
        waiting = {
            name: [item.why_not for item in approval_queue(session, world.actor(name))]
            for name in ("paul", "petra")
        }
    assert waiting == {
        "paul": ["Paul changed the list they are chosen from and so may not approve it"],
        "petra": [None],
    }
    approve(world, requisition_id, "petra")


def test_a_new_list_starts_without_changes_and_says_that_there_were_some(world: World) -> None:
    requisition_id = world.in_review()
    change(world, requisition_id, "exclude", ONE)
    change(world, requisition_id, "pin", THREE, 1)

    with world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, world.document(), "m" * 64, "s" * 64)

    assert order(world, requisition_id) == [ONE, TWO, THREE, FOUR]
    assert [one.shortlist_id for one in case_of(world, requisition_id).overrides] == ["S-1001", "S-1001"]
    with world.database.read() as session:
        entries = session.scalars(
            select(AuditEntry.entry).where(AuditEntry.action == "shortlist.frozen")
        ).all()
    assert [json.loads(entry)["facts"].get("left_behind") for entry in entries] == [
        None,
        {"shortlist": "S-1001", "changes": 2},
    ]
    world.decide(requisition_id, ONE)
    finish(world, requisition_id)
    approve(world, requisition_id, "paul")  # had a hand in the earlier list alone


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("mona", Forbidden),
        ("rita", Forbidden),
        ("cora", Forbidden),
        ("audrey", Forbidden),
        ("otto", NotFound),
    ],
)
def test_only_procurement_reorders_pins_and_excludes(
    world: World, name: str, refusal: type[CandorError]
) -> None:
    requisition_id = world.in_review()

    for action, place in (("reorder", 1), ("pin", 1), ("exclude", None)):
        with pytest.raises(refusal):
            change(world, requisition_id, action, TWO, place, by=name)


@pytest.mark.parametrize(("name", "refusal"), [("rita", Forbidden), ("cora", Forbidden), ("otto", NotFound)])
def test_only_procurement_and_the_manager_add(world: World, name: str, refusal: type[CandorError]) -> None:
    requisition_id = world.in_review()

    with pytest.raises(refusal):
        add(world, requisition_id, by=name)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"reason_code": "mood"}, "a reason of preferred_supplier"),
        ({"reason_code": "other", "note": " "}, "a note that says which other reason"),
        ({"place": 9}, "a place from 1 to 4"),
        ({"place": None}, "a place on the list, found none"),
        ({"action": "add"}, "one of reorder, pin, exclude"),
        ({"action": "exclude"}, "no place for somebody taken off"),
    ],
)
def test_a_change_that_is_not_one_is_told_why(world: World, given: dict[str, Any], refusal: str) -> None:
    requisition_id = world.in_review()

    terms: dict[str, Any] = {"action": "reorder", "place": 1, "reason_code": "duplicate"} | given

    with pytest.raises(InputError, match=refusal), world.as_("paul") as work:
        change_list(work, requisition_id, terms.pop("action"), TWO, **terms)
    assert order(world, requisition_id) == [ONE, TWO, THREE, FOUR]


def test_two_people_changing_at_once_do_not_both_win(world: World) -> None:
    requisition_id = world.in_review()
    seen = case_of(world, requisition_id).summary.version
    change(world, requisition_id, "reorder", TWO, 1, expected_version=seen)

    with pytest.raises(Conflict, match="has changed: expected version"):
        change(world, requisition_id, "reorder", THREE, 1, by="petra", expected_version=seen)


def test_nobody_out_of_scope_restricted_erased_or_joined_is_added(world: World) -> None:
    requisition_id = world.in_review()
    with world.as_("ada") as work:
        upsert_profiles(
            work,
            [{"id": "theirs", "text": "Python"}],
            source="legal",
            as_of=work.today,
            licence="contract 8",
            business_unit="Legal",
        )
    with pytest.raises(NotFound, match="no person P-1006"):
        add(world, requisition_id, "P-1006")
    with pytest.raises(NotFound, match="no person P-9"):
        add(world, requisition_id, "P-9")
    with world.as_("paul") as work:
        restriction = restrictions.restrict(work, FIVE, "opt_out", "asked us", business_unit=UNIT)
    with pytest.raises(Conflict, match=r"may not be considered: P-1005 \(opt_out\)"):
        add(world, requisition_id)
    with world.as_("paul") as work:
        restrictions.lift_restriction(work, restriction, "changed their mind")
    with world.as_("cora") as work:
        erase_person(work, FIVE, "asked to be forgotten")
    with pytest.raises(Conflict, match=r"P-1005 \(erased\)"):
        add(world, requisition_id)


def short_list(world: World) -> str:
    """In review with the first two of five; the others were ranked and not shown."""
    requisition_id = world.approved()
    with world.as_("mona") as work:
        document = world.document([ONE, TWO]) | {"excluded": []}
        review.freeze_shortlist(work, requisition_id, document, "m" * 64, "s" * 64)
    return requisition_id


def next_ones() -> list[dict[str, Any]]:
    ranked = enumerate((THREE, FOUR, FIVE), start=3)
    return [{"id": person, "rank": rank, "score": 1.0 / rank, "reasons": []} for rank, person in ranked]


def more(world: World, requisition_id: str, *, most: int = 2, by: str = "mona", **given: Any) -> list[str]:
    with world.as_(by) as work:
        return add_more(work, requisition_id, given.pop("parts", next_ones()), most=most, **given)


def test_more_people_join_at_the_end_and_what_was_decided_stays(world: World) -> None:
    requisition_id = short_list(world)
    world.decide(requisition_id, TWO)
    frozen = read_shortlist(world.database, case_of(world, requisition_id).shortlists[0].id)

    changes = more(world, requisition_id, note=NOTE)

    found = case_of(world, requisition_id)
    assert [(one.person_id, one.place, one.rank, one.marks) for one in found.candidates] == [
        (ONE, 1, 1, ()),
        (TWO, 2, 2, ()),
        (THREE, 3, 3, ("added",)),
        (FOUR, 4, 4, ("added",)),
    ]
    assert [one.decision.decision for one in found.candidates if one.decision] == ["select"]
    assert [(one.id, one.reason_code, one.note) for one in found.overrides] == [
        (change, "more_asked", NOTE) for change in changes
    ]
    assert len(found.shortlists) == 1
    assert read_shortlist(world.database, found.shortlists[0].id) == frozen
    assert verify(world.database).ok
    assert prove_shortlist(world.database, found.shortlists[0].id).intact


def test_whoever_may_not_be_considered_is_passed_over_when_more_are_asked_for(world: World) -> None:
    requisition_id = short_list(world)
    with world.as_("paul") as work:
        restrictions.restrict(work, THREE, "opt_out", "asked us", business_unit=UNIT)

    more(world, requisition_id, most=1)

    assert order(world, requisition_id) == [ONE, TWO, FOUR]


def test_asking_for_more_where_nobody_is_left_says_so(world: World) -> None:
    requisition_id = short_list(world)

    with pytest.raises(Conflict, match="nobody else was ranked"):
        more(world, requisition_id, parts=[])


@pytest.mark.parametrize(("name", "refusal"), [("rita", Forbidden), ("cora", Forbidden), ("otto", NotFound)])
def test_only_procurement_and_the_manager_ask_for_more(
    world: World, name: str, refusal: type[CandorError]
) -> None:
    requisition_id = short_list(world)

    with pytest.raises(refusal):
        more(world, requisition_id, by=name)


def test_more_asked_for_on_an_older_state_is_refused_whole(world: World) -> None:
    requisition_id = short_list(world)
    seen = case_of(world, requisition_id).summary.version
    more(world, requisition_id, most=1, expected_version=seen)

    with pytest.raises(Conflict, match="has changed: expected version"):
        more(world, requisition_id, parts=next_ones()[1:], expected_version=seen)
    assert order(world, requisition_id) == [ONE, TWO, THREE]


def test_nobody_asks_for_more_before_the_blind_stage_is_over(world: World) -> None:
    requisition_id = world.approved()
    with world.as_("mona") as work:
        document = world.document([ONE, TWO]) | {"excluded": []}
        review.freeze_shortlist(work, requisition_id, document, "m" * 64, "s" * 64, blind=True)

    for parts in (next_ones(), []):
        with pytest.raises(Conflict, match="still closed"):
            more(world, requisition_id, parts=parts)


def test_more_people_are_asked_for_while_the_list_is_in_review(world: World) -> None:
    with pytest.raises(Conflict, match="is approved, which does not allow: change list"):
        more(world, world.approved())


def test_whoever_is_on_the_list_as_another_record_is_passed_over_when_more_are_asked_for(
    world: World,
) -> None:
    requisition_id = world.approved()
    with world.as_("mona") as work:
        document = world.document([TWO, THREE]) | {"excluded": []}
        review.freeze_shortlist(work, requisition_id, document, "m" * 64, "s" * 64)
    with world.as_("cora") as work:
        link_profiles(work, ONE, TWO, "one person on two platforms")
    ranked = [{"id": one, "rank": at, "score": 1.0 / at, "reasons": []} for at, one in ((3, ONE), (4, FOUR))]

    more(world, requisition_id, most=1, parts=ranked)

    assert order(world, requisition_id) == [TWO, THREE, FOUR]


def test_changes_of_a_list_come_to_an_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overrides, "MOST_CHANGES", 1)
    requisition_id = world.in_review()
    change(world, requisition_id, "pin", ONE, 1)

    with pytest.raises(Conflict, match="expected at most 1 changes of a list"):
        change(world, requisition_id, "pin", TWO, 2)


@pytest.mark.parametrize(("taken_off", "words"), [(True, "who was taken off"), (False, "who is on")])
def test_nobody_comes_in_a_second_time_as_another_record_of_theirs(
    world: World, taken_off: bool, words: str
) -> None:
    requisition_id = world.approved()
    with world.as_("mona") as work:
        document = world.document([TWO, THREE]) | {"excluded": []}
        review.freeze_shortlist(work, requisition_id, document, "m" * 64, "s" * 64)
    if taken_off:
        change(world, requisition_id, "exclude", TWO)
    with world.as_("cora") as work:
        link_profiles(work, ONE, TWO, "one person on two platforms")

    with pytest.raises(Conflict, match=f"{ONE} is the same person as {TWO}, {words}"):
        add(world, requisition_id, ONE)
    with pytest.raises(Conflict, match=f"{TWO} is the same person as {ONE}"):
        add(world, requisition_id, TWO)
    with world.as_("cora") as work:
        unlink(work, ONE, TWO, "two people after all")
    add(world, requisition_id, ONE)


def test_somebody_added_is_ranked_or_says_why_not_and_never_ranked_under_a_stop(world: World) -> None:
    requisition_id = world.in_review()
    with pytest.raises(InputError, match="a rank and a score, or the reason why there are none"):
        add(world, requisition_id, unranked="gates")
    with pytest.raises(InputError, match="a rank and a score, or the reason why there are none"):
        add(world, requisition_id, rank=None, score=None)
    stop_id = stop(world, business_unit=UNIT)

    with pytest.raises(Conflict, match="ranking by machine is stopped"):
        add(world, requisition_id)
    add(world, requisition_id, rank=None, score=None, unranked="stopped")
    freeze(world, requisition_id, unranked(world, requisition_id, [stop_id]))
    with pytest.raises(Conflict, match="ranking by machine is stopped"):
        add(world, requisition_id)
    add(world, requisition_id, rank=None, score=None, unranked="stopped")

    assert case_of(world, requisition_id).candidates[-1].rank is None


def test_training_takes_no_place_from_a_list_that_people_changed(world: World) -> None:
    requisition_id = world.in_review()
    change(world, requisition_id, "reorder", TWO, 1)
    world.decide(requisition_id, ONE)

    rows = training_rows(world.database, world.clock())

    assert {row.rank for row in rows} == {None}
    assert [row.grade for row in rows if row.person_id == ONE] == [2]


# Another program at the same record, going round every command.

CHANGE = (
    "INSERT INTO list_override (id, requisition_id, shortlist_id, business_unit, number, action, person_id, before, after, "
    "reason_code, made_by, made_at) VALUES ('O-9', 'R-1001', 'S-1001', 'Payments', :number, :action, 'P-1001', '[]', '[]', "
    "'other', :by, '2025-03-03 09:00:00')"
)
SELECTION = (
    "INSERT INTO selection (id, requisition_id, shortlist_id, person_id, business_unit, position, origin, selected_by, "
    "submitted_by, selected_at, version) VALUES ('C-9', 'R-1001', 'S-1001', 'P-1001', 'Payments', 1, 'override', "
    "'A-1002', 'A-1002', '2025-03-03 09:00:00', 1)"
)
APPROVAL = (
    "INSERT INTO approval (id, kind, requisition_id, role_version, business_unit, decision, decided_by, decided_at, "
    "version) VALUES ('V-9', 'selection', 'R-1001', 1, 'Payments', 'approved', :by, '2025-03-03 09:00:00', 1)"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE list_override SET after = '[]'",
        "UPDATE list_override SET note = NULL",
        "DELETE FROM list_override",
    ],
)
def test_the_database_keeps_every_change_as_it_was(world: World, statement: str) -> None:
    change(world, world.in_review(), "pin", THREE, 1)

    with pytest.raises(IntegrityError, match=r"a change of a list (never changes|is never deleted)"):
        world.direct(statement)


@pytest.mark.parametrize(("number", "action"), [(1, "pin"), (3, "pin"), (2, "promote")])
def test_the_database_takes_changes_one_after_the_other(world: World, number: int, action: str) -> None:
    change(world, world.in_review(), "pin", THREE, 1)

    with pytest.raises(IntegrityError, match="a list is changed while it is in force and in review"):
        world.direct(CHANGE, number=number, action=action, by="A-1002")
    world.direct(CHANGE, number=2, action="pin", by="A-1002")


def test_the_database_refuses_a_change_of_a_list_no_longer_in_review_or_in_force(world: World) -> None:
    requisition_id = world.selected()
    with pytest.raises(IntegrityError, match="in force and in review"):
        world.direct(CHANGE, number=1, action="pin", by="A-1002")
    with world.as_("mona") as work:
        review.reopen_review(work, requisition_id, "again")
        review.freeze_shortlist(work, requisition_id, world.document(), "m" * 64, "s" * 64)

    with pytest.raises(IntegrityError, match="in force and in review"):
        world.direct(CHANGE, number=1, action="pin", by="A-1002")


def test_the_database_refuses_to_select_who_was_taken_off(world: World) -> None:
    change(world, world.in_review(), "exclude", ONE)

    with pytest.raises(IntegrityError, match="nobody is selected who was taken off the list"):
        world.direct(SELECTION)


def test_the_database_refuses_an_approval_by_who_changed_the_list(world: World) -> None:
    requisition_id = world.in_review()
    change(world, requisition_id, "pin", THREE, 1)
    world.decide(requisition_id, ONE)
    finish(world, requisition_id)
    world.drop_guards("guard_approval_routed")

    with pytest.raises(IntegrityError, match="nobody approves what they requested, selected or trained"):
        world.direct(APPROVAL, by=world.actor("paul").id)
    world.direct(APPROVAL, by=world.actor("petra").id)


def test_the_database_refuses_an_engagement_approved_by_who_changed_the_list(world: World) -> None:
    requisition_id = world.approved_to_engage()
    world.drop_guards("guard_override_insert")
    world.direct(CHANGE, number=1, action="pin", by=world.actor("paul").id)

    with pytest.raises(IntegrityError, match="without a manager's selection and another person's approval"):
        world.direct(ENGAGEMENT, requisition=requisition_id, person=ONE, approval="V-1002")


def test_every_change_is_kept_in_its_order(world: World) -> None:
    requisition_id = world.in_review()
    for place in (2, 3, 4):
        change(world, requisition_id, "reorder", ONE, place)

    with world.database.read() as session:
        shortlist = session.scalars(select(Shortlist)).one()
        found = overrides_of(session, shortlist.id)

    assert [(one.number, one.place) for one in found] == [(1, 2), (2, 3), (3, 4)]
    assert [one.before for one in found[1:]] == [one.after for one in found[:-1]]
