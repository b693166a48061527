"""Lists with a blind stage, and going through one."""

from typing import Any

from governance import requisitions, review
from governance.blind.rating import open_list, open_next, rate
from governance.reading import RequisitionCase, requisition_case
from governance.views import BlindRecord
from tests.governance.world import World, intake


def asked_for(world: World) -> str:
    """In review with a stage that nobody requires."""
    return freeze(world, world.approved(), blind=True)


def required(world: World) -> str:
    """In review, with a stage because the work is restricted."""
    requisition_id = world.submitted(intake=intake("mona", security_class="restricted"))
    for name in ("paul", "cora"):
        with world.as_(name) as work:
            requisitions.approve_requisition(work, requisition_id)
    return freeze(world, requisition_id)


def freeze(world: World, requisition_id: str, people: list[str] | None = None, **options: Any) -> str:
    with world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, world.document(people), "m" * 64, "s" * 64, **options)
    return requisition_id


def begin(world: World, requisition_id: str, by: str = "mona") -> int | None:
    with world.as_(by) as work:
        return open_next(work, requisition_id)


def rated(world: World, requisition_id: str, position: int, rating: int = 3, by: str = "mona") -> int | None:
    with world.as_(by) as work:
        return rate(work, requisition_id, position, rating)


def opened(world: World, requisition_id: str, by: str = "mona", reason: str | None = None) -> None:
    with world.as_(by) as work:
        open_list(work, requisition_id, reason=reason)


def rate_all(world: World, requisition_id: str, by: str = "mona") -> None:
    place = begin(world, requisition_id, by)
    while place is not None:
        world.clock.advance(seconds=40)
        place = rated(world, requisition_id, place, 1 + place % 5, by)


def gone_through(world: World, requisition_id: str, by: str = "mona") -> None:
    rate_all(world, requisition_id, by)
    opened(world, requisition_id, by)


def case_of(world: World, requisition_id: str, by: str = "mona") -> RequisitionCase:
    with world.database.read() as session:
        return requisition_case(session, world.actor(by), requisition_id)


def stage_of(world: World, requisition_id: str, by: str = "paul") -> BlindRecord:
    stage = case_of(world, requisition_id, by).blind
    assert stage is not None
    return stage
