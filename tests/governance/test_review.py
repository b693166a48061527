"""The manager decides with reasons, may change their mind, and hands the choice over."""

import pytest

from governance import candidates, review
from governance.people.restrictions import restrict
from governance.reading import RequisitionCase, requisition_case
from governance.reasons import REASON_CODES, check_decision
from matching.errors import Conflict, Forbidden, InputError, NotFound
from tests.governance.world import World


def case(world: World, requisition_id: str) -> RequisitionCase:
    with world.database.read() as session:
        return requisition_case(session, world.actor("mona"), requisition_id)


@pytest.mark.parametrize(
    ("decision", "reason", "stage"),
    [
        ("select", "evidence_strong", "shortlisted"),
        ("shortlist", "backup", "shortlisted"),
        ("not_now", "not_available", "set_aside"),
        ("reject", "must_have_missing", "set_aside"),
    ],
)
def test_a_decision_has_a_reason_and_moves_the_candidate(
    world: World, decision: str, reason: str, stage: str
) -> None:
    requisition_id = world.in_review()

    world.decide(requisition_id, "P-1002", decision, reason)

    found = case(world, requisition_id).candidates[1]
    assert (found.stage, found.version) == (stage, 2)
    assert found.decision is not None
    assert (found.decision.decision, found.decision.reason_code, found.decision.note) == (
        decision,
        reason,
        "about P-1002",
    )
    assert found.decision.decided_by.name == "Mona"


@pytest.mark.parametrize(
    ("decision", "reason", "note", "expected"),
    [
        ("reject", "backup", None, "a reason for 'reject'"),
        ("select", "rate_too_high", None, "a reason for 'select'"),
        ("hire", "backup", None, "a decision of select, shortlist"),
        ("reject", "other", " ", "a note"),
    ],
)
def test_a_reason_that_does_not_fit_the_decision_is_refused(
    decision: str, reason: str, note: str | None, expected: str
) -> None:
    with pytest.raises(InputError, match=f"expected {expected}"):
        check_decision(decision, reason, note)


def test_every_decision_has_reasons_to_choose_from() -> None:
    for decision in ("select", "shortlist", "not_now", "reject"):
        assert sum(decision in reason.decisions for reason in REASON_CODES.values()) >= 3


def test_only_a_hiring_manager_decides(world: World) -> None:
    requisition_id = world.in_review()

    for person in ("rita", "paul", "cora"):
        with pytest.raises(Forbidden, match=r"review\.decide"), world.as_(person) as work:
            review.decide(work, requisition_id, "P-1001", "select", "evidence_strong")


def test_a_second_decision_replaces_the_first_and_both_are_kept(world: World) -> None:
    requisition_id = world.in_review()
    world.decide(requisition_id, "P-1001")
    world.decide(requisition_id, "P-1001", "reject", "evidence_weak")

    found = case(world, requisition_id)

    assert [(d.decision, d.undone_at is None) for d in found.decisions] == [
        ("select", False),
        ("reject", True),
    ]
    assert found.candidates[0].stage == "set_aside"


def test_deciding_over_someone_elses_newer_decision_is_a_conflict(world: World) -> None:
    requisition_id = world.in_review()
    seen = case(world, requisition_id).candidates[0].version
    world.decide(requisition_id, "P-1001")

    with pytest.raises(Conflict, match="candidate P-1001 has changed"), world.as_("mona") as work:
        review.decide(work, requisition_id, "P-1001", "reject", "evidence_weak", expected_version=seen)
    with world.as_("mona") as work:
        review.decide(work, requisition_id, "P-1002", "reject", "evidence_weak", expected_version=seen)


def test_an_undone_decision_leaves_the_candidate_not_reached(world: World) -> None:
    requisition_id = world.in_review()
    world.decide(requisition_id, "P-1001", "reject", "evidence_weak")

    with world.as_("mona") as work:
        review.undo_decision(work, requisition_id, "P-1001")

    found = case(world, requisition_id).candidates[0]
    assert (found.stage, found.decision) == ("not_reached", None)
    with pytest.raises(Conflict, match="nothing is decided"), world.as_("mona") as work:
        review.undo_decision(work, requisition_id, "P-1001")


def test_a_review_needs_someone_selected_and_goes_in_the_order_of_the_list(world: World) -> None:
    requisition_id = world.in_review()
    with pytest.raises(Conflict, match="nobody is selected"), world.as_("mona") as work:
        review.finish_review(work, requisition_id)
    world.decide(requisition_id, "P-1003")
    world.decide(requisition_id, "P-1001")
    world.decide(requisition_id, "P-1002", "shortlist", "backup")

    with world.as_("mona") as work:
        people_selected = review.finish_review(work, requisition_id)

    assert people_selected == ("P-1001", "P-1003")
    assert case(world, requisition_id).selected == people_selected


def test_someone_who_opted_out_meanwhile_cannot_be_selected_nor_handed_over(world: World) -> None:
    requisition_id = world.in_review()
    world.decide(requisition_id, "P-1001")
    with world.as_("cora") as work:
        restrict(work, "P-1001", "opt_out", "asked us to")
        restrict(work, "P-1002", "block", "dispute", business_unit="Payments")
        restrict(work, "P-1003", "block", "dispute", business_unit="Legal")

    with pytest.raises(Conflict, match="opt_out"), world.as_("mona") as work:
        review.finish_review(work, requisition_id)
    with pytest.raises(Conflict, match="block"), world.as_("mona") as work:
        review.decide(work, requisition_id, "P-1002", "select", "evidence_strong")
    world.decide(requisition_id, "P-1002", "reject", "evidence_weak")
    world.decide(requisition_id, "P-1003")


def test_a_choice_can_be_taken_back_when_the_selected_person_declines(world: World) -> None:
    requisition_id = world.approved_to_engage()
    with world.as_("mona") as work:
        candidates.decline(work, requisition_id, "P-1001", "rate")
        review.reopen_review(work, requisition_id, "they declined")
    world.decide(requisition_id, "P-1002")

    with world.as_("mona") as work:
        assert review.finish_review(work, requisition_id) == ("P-1002",)

    assert [approval.voided_at is None for approval in case(world, requisition_id).approvals] == [True, False]
    with pytest.raises(Conflict, match="is declined, which does not allow"), world.as_("mona") as work:
        candidates.contact(work, requisition_id, "P-1001")


def test_a_choice_cannot_be_taken_back_while_an_offer_is_out(world: World) -> None:
    requisition_id = world.approved_to_engage()
    world.accepted(requisition_id)

    with pytest.raises(Conflict, match="holds an offer"), world.as_("mona") as work:
        review.reopen_review(work, requisition_id, "changed my mind")


def test_deciding_on_someone_not_on_the_list_is_refused(world: World) -> None:
    requisition_id = world.in_review()

    with pytest.raises(NotFound, match="P-1005 is not on shortlist S-1001"), world.as_("mona") as work:
        review.decide(work, requisition_id, "P-1005", "select", "evidence_strong")
