"""What is new since somebody last opened a requisition: what others did, told once they come back."""

import pytest
from sqlalchemy import select

from governance import accounts, engagements, requisitions
from governance.audit import verify
from governance.database import UnauditedChangeError
from governance.keeping.applying import apply_schedule
from governance.keeping.schedule import shipped_schedule
from governance.looks import ONE_VISIT, LastLook, last_look, log_size, looks_of, new_since, note_look
from governance.reading import requisition_case
from governance.storage.tables import Look, Requisition
from tests.governance.world import World


def look(world: World, name: str, requisition_id: str) -> None:
    with world.database.read() as session:
        seen = log_size(session)
    note_look(world.database, world.actor(name).id, requisition_id, seen=seen, now=world.clock.now)


def news(world: World, name: str) -> dict[str, tuple[int, str, str] | None]:
    with world.database.read() as session:
        found = looks_of(session, world.actor(name))
    return {
        key: None if one is None else (one.changes, one.action, one.by.name) for key, one in found.items()
    }


def fresh(world: World, name: str, requisition_id: str) -> list[str]:
    """What is marked on the case for somebody who has it open now."""
    actor = world.actor(name)
    with world.database.read() as session:
        since = last_look(session, actor, requisition_id, world.clock.now)
        timeline = requisition_case(session, actor, requisition_id).timeline
    return [one.action for one in new_since(since, timeline, actor)]


def looks(world: World) -> list[tuple[str, str]]:
    with world.database.read() as session:
        return [(row.account_id, row.requisition_id) for row in session.scalars(select(Look))]


def test_what_others_did_since_is_counted_and_the_last_of_it_named(world: World) -> None:
    requisition_id = world.submitted()
    look(world, "paul", requisition_id)
    assert news(world, "paul") == {requisition_id: None}

    with world.as_("rita") as work:
        requisitions.cancel_requisition(work, requisition_id, reason="not needed any more")

    assert news(world, "paul") == {
        requisition_id: (1, "requisition.cancelled", world.actor("rita").display_name)
    }
    assert news(world, "mona") == {}


def test_ones_own_acts_are_no_news(world: World) -> None:
    requisition_id = world.draft()
    look(world, "rita", requisition_id)

    world.clock.advance(hours=1)
    with world.as_("rita") as work:
        requisitions.submit(work, requisition_id)

    assert news(world, "rita") == {requisition_id: None}
    assert fresh(world, "rita", requisition_id) == []


def test_what_happens_to_an_engagement_is_news_of_its_requisition(world: World) -> None:
    requisition_id, engagement_id = world.engaged()
    look(world, "rita", requisition_id)

    with world.as_("mona") as work:
        engagements.activate_engagement(work, engagement_id)

    assert news(world, "rita") == {
        requisition_id: (1, "engagement.activated", world.actor("mona").display_name)
    }


def test_what_is_new_stays_marked_while_somebody_moves_about_and_is_old_at_the_next_visit(
    world: World,
) -> None:
    requisition_id = world.submitted()
    look(world, "mona", requisition_id)
    world.clock.advance(days=1)
    with world.as_("paul") as work:
        requisitions.approve_requisition(work, requisition_id)

    before = fresh(world, "mona", requisition_id)
    look(world, "mona", requisition_id)
    world.clock.advance(minutes=5)
    look(world, "mona", requisition_id)
    during = fresh(world, "mona", requisition_id)
    world.clock.now += ONE_VISIT
    after = fresh(world, "mona", requisition_id)

    assert before == during == ["requisition.approved"]
    assert after == []
    assert news(world, "mona") == {requisition_id: None}


def test_the_first_visit_marks_nothing(world: World) -> None:
    requisition_id = world.submitted()

    look(world, "paul", requisition_id)

    assert fresh(world, "paul", requisition_id) == []


def test_what_happens_within_the_first_visit_is_new(world: World) -> None:
    requisition_id = world.submitted()
    look(world, "mona", requisition_id)
    world.clock.advance(minutes=3)

    with world.as_("paul") as work:
        requisitions.approve_requisition(work, requisition_id)

    assert fresh(world, "mona", requisition_id) == ["requisition.approved"]
    look(world, "mona", requisition_id)
    assert fresh(world, "mona", requisition_id) == ["requisition.approved"]


def test_a_look_that_was_noted_before_a_longer_one_takes_nothing_back(world: World) -> None:
    requisition_id = world.submitted()
    look(world, "paul", requisition_id)
    at, paul = world.clock.now, world.actor("paul")
    world.clock.advance(hours=2)

    note_look(world.database, paul.id, requisition_id, seen=1, now=world.clock.now)
    world.clock.now += ONE_VISIT

    with world.database.read() as session:
        found = last_look(session, paul, requisition_id, world.clock.now)
        size = log_size(session)
    assert found == LastLook(world.clock.now - ONE_VISIT, size)
    assert found.at > at


def test_a_look_stands_in_no_log_and_cannot_smuggle_anything_else_in(world: World) -> None:
    requisition_id = world.submitted()
    entries = verify(world.database).size

    look(world, "paul", requisition_id)

    assert verify(world.database).size == entries
    with world.database.upkeep() as session:
        session.get_one(Requisition, requisition_id).title = "another"
        with pytest.raises(UnauditedChangeError, match="only"):
            session.flush()
        session.rollback()


def test_an_account_that_is_closed_leaves_no_looks(world: World) -> None:
    requisition_id = world.submitted()
    look(world, "paul", requisition_id)
    look(world, "mona", requisition_id)

    with world.as_("ada") as work:
        accounts.disable(work, world.actor("paul").id)

    assert looks(world) == [(world.actor("mona").id, requisition_id)]


def test_looks_go_ninety_days_after_the_last_one(world: World) -> None:
    requisition_id, other = world.submitted(), world.submitted()
    look(world, "paul", requisition_id)
    world.clock.advance(days=60)
    look(world, "paul", other)
    world.clock.advance(days=31)

    with world.as_("cora") as work:
        report = apply_schedule(work, shipped_schedule(), work.today)

    assert {one.kind: one.due for one in report.kinds}["looks"] == 1
    assert looks(world) == [(world.actor("paul").id, other)]
