"""A request under a key changes something once: whole or not at all, on both engines, whoever sends it twice at once."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text

from governance import once, requisitions
from governance.once import KEPT_FOR, Answer, Claim
from matching.errors import Conflict, InputError
from tests.governance.world import World


def claim(world: World, key: str = "k-1", request: bytes = b"submit", who: str = "rita") -> Claim:
    return once.claim_of(world.database.vault, world.actor(who).id, key, request)


def submit(
    world: World, requisition_id: str, under: Claim, *, then: Callable[[], object] = lambda: None
) -> None:
    before = once.CURRENT.set(under)
    try:
        with world.as_("rita") as work:
            requisitions.submit(work, requisition_id)
            then()
    finally:
        once.CURRENT.reset(before)


def looked_up(world: World, under: Claim) -> Answer | None:
    with world.database.read() as session:
        return once.answer_to(session, under, world.clock())


def kept(world: World) -> int:
    with world.database.read() as session:
        return int(session.scalar(text("SELECT COUNT(*) FROM kept_answer")) or 0)


def test_a_request_is_carried_out_once_and_answered_as_before(world: World) -> None:
    requisition_id, first = world.draft(), claim(world)
    assert looked_up(world, first) is None

    submit(world, requisition_id, first)
    with world.database.upkeep() as session:
        once.keep_answer(session, first, Answer(200, '{"id": "R-1001"}'))

    assert looked_up(world, claim(world)) == Answer(200, '{"id": "R-1001"}')


def test_what_fails_leaves_neither_the_change_nor_the_key(world: World) -> None:
    requisition_id, first = world.draft(), claim(world)

    with pytest.raises(ZeroDivisionError):
        submit(world, requisition_id, first, then=lambda: 1 / 0)

    assert (kept(world), first.made) == (0, False)
    submit(world, requisition_id, claim(world))
    assert kept(world) == 1


def test_a_request_whose_answer_was_lost_is_told_so_and_not_repeated(world: World) -> None:
    requisition_id = world.draft()
    submit(world, requisition_id, claim(world))

    with pytest.raises(Conflict, match=r"entry [0-9]+ of the log, and its answer is not kept"):
        looked_up(world, claim(world))


def test_a_key_serves_one_request(world: World) -> None:
    submit(world, world.draft(), claim(world))

    with pytest.raises(InputError, match="used for another request"):
        looked_up(world, claim(world, request=b"approve"))


def test_keys_of_two_accounts_are_two_keys(world: World) -> None:
    submit(world, world.draft(), claim(world))

    assert looked_up(world, claim(world, who="mona")) is None


def test_a_key_is_kept_for_a_day_and_then_gone(world: World) -> None:
    submit(world, world.draft(), claim(world))
    world.clock.advance(seconds=KEPT_FOR.total_seconds())

    assert looked_up(world, claim(world)) is None
    submit(world, world.draft(), claim(world, key="k-2"))
    assert kept(world) == 1


@pytest.mark.parametrize("key", ["", "a b", 'a"b', "a\\b", "é", "a\n", "x" * 256])
def test_a_key_that_cannot_be_one_is_refused(file_world: World, key: str) -> None:
    with pytest.raises(InputError, match="not as expected"):
        claim(file_world, key=key)


def test_the_table_tells_neither_key_nor_request(world: World) -> None:
    submit(world, world.draft(), claim(world, key="about-Zoe-Quandt", request=b"about Zoe Quandt"))

    with world.database.read() as session:
        assert "Zoe" not in str(session.execute(text("SELECT * FROM kept_answer")).all())


def test_of_two_at_once_one_changes_something(world: World) -> None:
    """Both looked before either had begun; the second finds the first one's claim once it holds the record."""
    drafts, start, ended = [world.draft(), world.draft()], threading.Barrier(2), []

    def send(requisition_id: str) -> None:
        mine = claim(world)
        assert looked_up(world, mine) is None
        start.wait(timeout=20)
        try:
            submit(world, requisition_id, mine)
            ended.append("done")
        except Conflict as refusal:
            ended.append(refusal.message)

    threads = [threading.Thread(target=send, args=(one,)) for one in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    done, refused = sorted(ended, key=lambda one: one != "done")
    assert done == "done"
    assert "carried out" in refused
    with world.database.read() as session:
        query = text("SELECT COUNT(*) FROM requisition WHERE state = 'submitted'")
        assert session.scalar(query) == 1


def test_a_second_command_of_one_request_goes_on_under_its_claim(world: World) -> None:
    under = claim(world)

    submit(world, world.draft(), under)
    submit(world, world.draft(), under)

    assert kept(world) == 1


def test_what_the_home_does_meanwhile_is_no_part_of_a_request(world: World) -> None:
    under = claim(world)
    before = once.CURRENT.set(under)

    with world.as_("mona") as work:
        work.audit("snapshot.published", "snapshot", "x")
    once.CURRENT.reset(before)

    assert (under.made, kept(world)) == (False, 0)
