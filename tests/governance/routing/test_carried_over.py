"""Requests that waited when routing came keep the rule they were asked under."""

from importlib import import_module
from pkgutil import iter_modules

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from governance import approvals, requisitions
from governance.reading import requisition_case
from governance.routing.escalation import escalate_overdue
from governance.storage.migrations import versions
from matching.errors import Forbidden, InputError
from tests.governance.world import World


def as_before(world: World) -> None:
    """The record as it was without routes and intakes, carried over as the migration does."""
    guarded = ("guard_step_delete", "guard_route_delete", "guard_intake_delete")
    world.drop_guards(*guarded)
    world.direct("DELETE FROM approval_step", "DELETE FROM approval_route", "DELETE FROM requisition_intake")
    (name,) = [
        one.name for one in iter_modules(versions.__path__) if one.name.endswith("_intake_and_routing")
    ]
    migration = import_module(f"{versions.__name__}.{name}")
    with world.another_program() as connection, Operations.context(MigrationContext.configure(connection)):
        migration.carry_over()


def test_what_waited_takes_one_yes_within_the_limit(world: World) -> None:
    asked, chosen = world.submitted(), world.selected()
    as_before(world)

    with world.as_("paul") as work:
        assert requisitions.approve_requisition(work, asked).waits_for == ()
    with world.as_("petra") as work:
        assert approvals.approve_selection(work, chosen).waits_for == ()

    with world.database.read() as session:
        routes = requisition_case(session, world.actor("paul"), asked).routes
    assert [(route.policy_version, route.policy_sha256) for route in routes] == [("0", "0" * 64)]


def test_separation_of_duties_holds_for_it_as_ever(world: World) -> None:
    chosen = world.selected()
    as_before(world)

    with pytest.raises(Forbidden), world.as_("mona") as work:
        approvals.approve_selection(work, chosen)


def test_what_was_approved_stays_so_and_goes_on(world: World) -> None:
    requisition_id = world.approved_to_engage()
    as_before(world)

    world.accepted(requisition_id)
    assert world.start(requisition_id)


def test_a_draft_from_before_is_asked_for_its_intake(world: World) -> None:
    requisition_id = world.draft()
    as_before(world)

    with pytest.raises(InputError, match="does not say enough yet") as refused, world.as_("rita") as work:
        requisitions.submit(work, requisition_id)
    assert len(refused.value.faults) == 9


def test_it_has_no_day_by_which_it_is_late(world: World) -> None:
    world.submitted()
    as_before(world)
    world.clock.advance(days=60)

    assert escalate_overdue(world.database) == []
