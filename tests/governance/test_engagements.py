"""From the first call to the end of the work."""

from datetime import date

import pytest

from governance import candidates, engagements
from governance.money import Money
from governance.people import restrictions
from governance.people.restrictions import restrict
from governance.reading import RequisitionCase, requisition_case
from matching.errors import Conflict, Forbidden, InputError, NotFound
from tests.governance.world import World


def case(world: World, requisition_id: str) -> RequisitionCase:
    with world.database.read() as session:
        return requisition_case(session, world.actor("mona"), requisition_id)


def test_a_candidate_goes_from_contact_to_yes_with_who_when_and_scores(world: World) -> None:
    requisition_id = world.approved_to_engage()
    world.accepted(requisition_id)

    events = case(world, requisition_id).stage_events

    assert [event.stage for event in events] == ["contacted", "screened", "offered", "accepted"]
    assert (events[1].by.name, events[1].scorecard, events[1].note) == (
        "Mona",
        {"Python": 4, "communication": 5},
        "clear",
    )


def test_an_offer_waits_for_the_approval(world: World) -> None:
    requisition_id = world.selected()
    with world.as_("mona") as work:
        candidates.contact(work, requisition_id, "P-1001")
        candidates.screen(work, requisition_id, "P-1001", {"Python": 4})

    with pytest.raises(Conflict, match="is selected, which does not allow: offer"), world.as_("mona") as work:
        candidates.offer(work, requisition_id, "P-1001")


def test_an_offer_goes_only_to_the_selected_and_never_to_more_than_there_are_positions(world: World) -> None:
    requisition_id = world.in_review()
    world.decide(requisition_id, "P-1001")
    world.decide(requisition_id, "P-1002")
    world.decide(requisition_id, "P-1003", "shortlist", "backup")
    from governance import approvals, review

    with world.as_("mona") as work:
        review.finish_review(work, requisition_id)
    with world.as_("paul") as work:
        approvals.approve_selection(work, requisition_id)
    with world.as_("mona") as work:
        for person in ("P-1002", "P-1003"):
            candidates.contact(work, requisition_id, person)
            candidates.screen(work, requisition_id, person, {"Python": 3})
    world.accepted(requisition_id, "P-1001")

    with pytest.raises(Conflict, match="P-1003 is not among the people selected"), world.as_("mona") as work:
        candidates.offer(work, requisition_id, "P-1003")
    with (
        pytest.raises(Conflict, match="the one position of R-1001 is offered or filled"),
        world.as_("mona") as work,
    ):
        candidates.offer(work, requisition_id, "P-1002")


@pytest.mark.parametrize("scorecard", [{}, {"Python": 6}, {"Python": 0}, {" ": 3}])
def test_a_scorecard_has_named_criteria_from_one_to_five(world: World, scorecard: dict[str, int]) -> None:
    requisition_id = world.approved_to_engage()
    with world.as_("mona") as work:
        candidates.contact(work, requisition_id, "P-1001")

    with pytest.raises(InputError, match="1 to 5"), world.as_("mona") as work:
        candidates.screen(work, requisition_id, "P-1001", scorecard)


def test_someone_who_opted_out_is_neither_contacted_nor_offered_nor_engaged(world: World) -> None:
    requisition_id = world.approved_to_engage()
    world.accepted(requisition_id)
    with world.as_("cora") as work:
        restrict(work, "P-1001", "opt_out", "asked us to")

    with pytest.raises(Conflict, match="opt_out"):
        world.start(requisition_id)


def test_nobody_is_engaged_before_they_said_yes_nor_twice(world: World) -> None:
    requisition_id = world.approved_to_engage()
    with pytest.raises(Conflict, match="P-1001 is shortlisted, not accepted"):
        world.start(requisition_id)
    world.accepted(requisition_id)
    world.start(requisition_id)

    with pytest.raises(Conflict, match="engaged for R-1001 already"):
        world.start(requisition_id, hours=1)


def test_an_engagement_stays_within_the_approved_budget_and_its_currency(world: World) -> None:
    requisition_id = world.approved_to_engage()
    world.accepted(requisition_id)

    with pytest.raises(
        Conflict, match=r"at most the approved budget of 50,000\.00 USD, found 50,040\.00 USD"
    ):
        world.start(requisition_id, hours=556)
    with pytest.raises(InputError, match="rate in USD"):
        world.start(requisition_id, rate=Money.of(90, "EUR"))
    with pytest.raises(InputError, match="end on or after"):
        world.start(requisition_id, end=date(2025, 3, 1))
    world.start(requisition_id, hours=555)


def test_the_requisition_follows_its_engagement(world: World) -> None:
    requisition_id, engagement_id = world.engaged()
    states = [case(world, requisition_id).summary.state]
    for command in (engagements.activate_engagement, engagements.complete_engagement):
        with world.as_("mona") as work:
            command(work, engagement_id)
        states.append(case(world, requisition_id).summary.state)

    assert states == ["onboarding", "active", "completed"]


def test_with_two_positions_the_last_to_end_decides(world: World) -> None:
    requisition_id = world.approved_to_engage(("P-1001", "P-1002"), positions=2)
    world.accepted(requisition_id, "P-1001")
    world.accepted(requisition_id, "P-1002")
    first, second = (world.start(requisition_id, person, hours=200) for person in ("P-1001", "P-1002"))
    with world.as_("mona") as work:
        engagements.activate_engagement(work, first)
        engagements.complete_engagement(work, first)
    assert case(world, requisition_id).summary.state == "active"

    with world.as_("mona") as work:
        engagements.terminate_engagement(work, second, reason_code="other", note="moved away")

    assert case(world, requisition_id).summary.state == "completed"


def test_the_only_engagement_terminated_terminates_the_requisition(world: World) -> None:
    requisition_id, engagement_id = world.engaged()

    with world.as_("mona") as work:
        engagements.terminate_engagement(work, engagement_id, reason_code="not_started")

    assert case(world, requisition_id).summary.state == "terminated"
    with (
        pytest.raises(Conflict, match="is terminated, which does not allow: activate"),
        world.as_("mona") as work,
    ):
        engagements.activate_engagement(work, engagement_id)


def test_an_engaged_person_cannot_be_withdrawn(world: World) -> None:
    requisition_id, _ = world.engaged()

    with pytest.raises(Conflict, match="P-1001 is engaged"), world.as_("mona") as work:
        candidates.withdraw(work, requisition_id, "P-1001", "changed our mind")


def test_an_engagement_of_another_unit_looks_absent(world: World) -> None:
    _, engagement_id = world.engaged()

    with pytest.raises(NotFound, match=rf"^no engagement {engagement_id}$"), world.as_("otto") as work:
        engagements.activate_engagement(work, engagement_id)
    with pytest.raises(NotFound, match=r"^no engagement N-9$"), world.as_("mona") as work:
        engagements.activate_engagement(work, "N-9")
    with pytest.raises(Forbidden, match=r"engagement\.manage"), world.as_("rita") as work:
        engagements.activate_engagement(work, engagement_id)


def test_a_stale_engagement_version_is_a_conflict(world: World) -> None:
    _, engagement_id = world.engaged()

    with pytest.raises(Conflict, match="engagement N-1001 has changed"), world.as_("mona") as work:
        engagements.activate_engagement(work, engagement_id, expected_version=9)


def test_a_grant_that_has_ended_no_longer_moves_anything(world: World) -> None:
    requisition_id = world.approved_to_engage()
    world.add("temp")
    world.give("temp", "hiring_manager", "Payments", ends=date(2025, 3, 3))
    with world.as_("temp") as work:
        candidates.contact(work, requisition_id, "P-1001")
    world.clock.advance(days=1)

    with pytest.raises(NotFound, match="no requisition"), world.as_("temp") as work:
        candidates.screen(work, requisition_id, "P-1001", {"Python": 3})


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"rate": Money(0, "USD")}, "a rate above zero"),
        ({"hours": 0}, "at least one hour"),
    ],
)
def test_work_is_paid_and_takes_time(world: World, changes: dict[str, object], refusal: str) -> None:
    requisition_id = world.approved_to_engage()
    world.accepted(requisition_id)

    with pytest.raises(InputError, match=refusal):
        world.start(requisition_id, **changes)


def test_nobody_is_engaged_who_was_not_selected(world: World) -> None:
    requisition_id = world.approved_to_engage()

    with pytest.raises(Conflict, match="P-1002 is not selected and approved"):
        world.start(requisition_id, "P-1002")


def test_nobody_is_offered_work_on_an_approval_taken_back_behind_the_program(world: World) -> None:
    requisition_id = world.approved_to_engage()
    with world.as_("mona") as work:
        candidates.contact(work, requisition_id, "P-1001")
        candidates.screen(work, requisition_id, "P-1001", {"Python": 4})
    world.direct("UPDATE approval SET voided_at = decided_at WHERE kind = 'selection'")

    with pytest.raises(Conflict, match=r"the selection for .* is not approved"), world.as_("mona") as work:
        candidates.offer(work, requisition_id, "P-1001")


def test_whoever_opted_out_meanwhile_is_neither_called_nor_offered_work(world: World) -> None:
    requisition_id = world.approved_to_engage(("P-1001", "P-1002"), positions=2)
    with world.as_("mona") as work:
        candidates.contact(work, requisition_id, "P-1001")
        candidates.screen(work, requisition_id, "P-1001", {"Python": 4})
    with world.as_("cora") as work:
        for person_id in ("P-1001", "P-1002"):
            restrictions.restrict(work, person_id, "opt_out", "asked us")

    with pytest.raises(Conflict, match="may not be considered: P-1002"), world.as_("mona") as work:
        candidates.contact(work, requisition_id, "P-1002")
    with pytest.raises(Conflict, match="may not be considered: P-1001"), world.as_("mona") as work:
        candidates.offer(work, requisition_id, "P-1001")


@pytest.mark.parametrize("way", ["decline", "withdraw"])
def test_whoever_is_engaged_leaves_by_ending_the_engagement(world: World, way: str) -> None:
    requisition_id, engagement_id = world.engaged()

    with (
        pytest.raises(Conflict, match=rf"P-1001 is engaged \({engagement_id}\)"),
        world.as_("mona") as work,
    ):
        getattr(candidates, way)(work, requisition_id, "P-1001", "rate")
