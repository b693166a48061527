"""Five cases of five reviewers, small enough to work every figure by hand."""

from typing import Any

from governance import approvals, review
from governance.blind.rating import open_list, open_next, rate
from governance.blind.record import person_at
from governance.cases import current_shortlist
from governance.lists.overrides import change_list
from governance.oversight.report import Oversight, oversight
from tests.governance.world import World

REVIEWERS = ("vera", "vito", "vic", "val", "vlad")
# What each gives the machine's first to fourth, and seconds on each of them.
MARKS = ((4, 3, 2, 1), (1, 2, 3, 4), (4, 4, 2, 2), (4, 3, 2, 1), (5, 5, 5, 1))
SECONDS = (10, 20, 30, 40, 50)
# 1 and -1; 4 of 6 pairs agree, 2 tied: 4/sqrt(24); 1; 3 of 6 agree, 3 tied: 3/sqrt(18).
AGREEMENT = (1 - 1 + 4 / 24**0.5 + 1 + 3 / 18**0.5) / 5
CHOSEN = (("P-1001",), ("P-1001", "P-1002"), ("P-1002",), ("P-1001",), ("P-1001",))


def worked(world: World) -> list[str]:
    """The cases, in March; the clock then stands in April. Gives their requests.

    The third does not take the machine's first. Procurement changes the fourth's list, and replaces the fifth's choice,
    whose fit is weak.
    """
    for name in REVIEWERS:
        world.hire(name, "hiring_manager", "Payments")
    made = [case(world, number) for number in range(5)]
    with world.as_("paul") as work:
        approvals.override_selection(work, made[4], ["P-1003"], reason_code="other", note="knows the ledger")
    world.clock.advance(days=31)
    return made


def case(world: World, number: int, **changes: Any) -> str:
    by, chosen = REVIEWERS[number], CHOSEN[number]
    requisition_id = world.approved(**changes)
    document = world.document()
    for person in document["candidates"]:
        person["fit"] = "weak" if number == 4 else "strong"
    with world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, document, "m" * 64, "s" * 64, blind=True)
    _rate(world, requisition_id, by, MARKS[number], SECONDS[number])
    if number == 3:
        with world.as_("paul") as work:
            change_list(
                work, requisition_id, "pin", "P-1001", place=1, reason_code="worked_with_us", note="x"
            )
    _decide(world, requisition_id, by, ("P-1004", "not_now", "not_available"))
    for person in chosen:
        world.clock.advance(seconds=SECONDS[number] / 10)
        _decide(world, requisition_id, by, (person, "select", "evidence_strong"))
    with world.as_(by) as work:
        review.finish_review(work, requisition_id)
    return requisition_id


def seen(world: World, by: str = "audrey", year: int | None = None) -> Oversight:
    with world.database.read() as session:
        return oversight(session, world.actor(by), year=year)


def _decide(world: World, requisition_id: str, by: str, decision: tuple[str, str, str]) -> None:
    with world.as_(by) as work:
        review.decide(work, requisition_id, *decision)


def _rate(world: World, requisition_id: str, by: str, marks: tuple[int, ...], seconds: int) -> None:
    with world.as_(by) as work:
        place = open_next(work, requisition_id)
    while place is not None:
        world.clock.advance(seconds=seconds)
        with world.as_(by) as work:
            shortlist = current_shortlist(work.session, requisition_id).id
            person = person_at(work.session, work.actor, shortlist, place)
            place = rate(work, requisition_id, place, marks[int(person[-1]) - 1])
    with world.as_(by) as work:
        open_list(work, requisition_id)
