"""Asking, editing, and another person's yes or no."""

import threading
from datetime import date

import pytest
from sqlalchemy import text

from governance import cases, requisitions
from governance.money import Money
from governance.reading import RequisitionCase, requisition_case
from matching.errors import Conflict, Forbidden, InputError, NotFound
from tests.governance.world import ROLE, World


def case(world: World, requisition_id: str, by: str = "rita") -> RequisitionCase:
    with world.database.read() as session:
        return requisition_case(session, world.actor(by), requisition_id)


def test_a_draft_says_what_is_asked_by_whom_and_for_how_much(world: World) -> None:
    requisition_id = world.draft(positions=2, needed_by=date(2025, 5, 1))

    summary = case(world, requisition_id).summary

    assert requisition_id == "R-1001"
    assert (summary.state, summary.requested_by.name, summary.role_version) == ("draft", "Rita", 1)
    assert (summary.budget, summary.positions, summary.needed_by) == (
        Money.of(50_000, "USD"),
        2,
        date(2025, 5, 1),
    )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"title": " "}, "expected a title"),
        ({"budget": Money(0, "USD")}, "budget above zero"),
        ({"positions": 0}, "at least one position"),
        ({"role": None}, "a template or a role"),
        ({"role": {"hours_per_week": 40}}, "role is not as expected"),
        ({"business_unit": "*"}, "one business unit"),
    ],
)
def test_a_draft_that_says_too_little_is_refused(
    world: World, changes: dict[str, object], refusal: str
) -> None:
    with pytest.raises(InputError, match=refusal):
        world.draft(**changes)


def test_nobody_asks_for_another_business_unit(world: World) -> None:
    with pytest.raises(NotFound, match="nothing of that name"):
        world.draft(business_unit="Legal")


def test_another_person_within_their_limit_approves(world: World) -> None:
    assert case(world, world.approved()).summary.state == "approved"


def test_a_requester_cannot_approve_their_own_requisition(world: World) -> None:
    world.give("rita", "procurement", approval_limit=Money.of(10**6, "USD"))
    requisition_id = world.draft()
    with world.as_("rita") as work:
        requisitions.submit(work, requisition_id)

    with (
        pytest.raises(Forbidden, match="Rita requested this and so may not approve it"),
        world.as_("rita") as work,
    ):
        requisitions.approve_requisition(work, requisition_id)


def test_who_edited_it_cannot_approve_it_either(world: World) -> None:
    world.give("mona", "finance", approval_limit=Money.of(10**6, "USD"))
    requisition_id = world.draft()
    with world.as_("mona") as work:
        requisitions.edit_requisition(work, requisition_id, title="Mona's words")
    with world.as_("rita") as work:
        requisitions.submit(work, requisition_id)

    with pytest.raises(Forbidden, match="Mona wrote a version of this"), world.as_("mona") as work:
        requisitions.approve_requisition(work, requisition_id)


def test_an_approver_stays_within_their_limit(world: World) -> None:
    requisition_id = world.draft(budget=Money.of(100_001, "USD"))
    with world.as_("rita") as work:
        requisitions.submit(work, requisition_id)

    with pytest.raises(Forbidden, match="above every approval limit"), world.as_("paul") as work:
        requisitions.approve_requisition(work, requisition_id)


def test_an_edit_makes_a_new_version_and_voids_the_approval(world: World) -> None:
    requisition_id = world.approved()

    with world.as_("rita") as work:
        number = requisitions.edit_requisition(work, requisition_id, role=ROLE | {"must_have": ["Go"]})

    edited = case(world, requisition_id)
    assert (number, edited.summary.role_version, edited.summary.state) == (2, 2, "draft")
    assert edited.role["must_have"] == ["Go"]
    assert [approval.voided_at is None for approval in edited.approvals] == [False]


def test_an_edit_after_the_selection_was_approved_voids_that_too(world: World) -> None:
    requisition_id = world.approved_to_engage()

    with world.as_("rita") as work:
        requisitions.edit_requisition(work, requisition_id, budget=Money.of(90_000, "USD"))

    edited = case(world, requisition_id)
    assert edited.selected == ()
    assert all(approval.voided_at for approval in edited.approvals)
    assert not any(shortlist.current for shortlist in edited.shortlists)


def test_an_offer_that_is_out_cannot_be_edited_away(world: World) -> None:
    requisition_id = world.approved_to_engage()
    world.accepted(requisition_id)

    with pytest.raises(Conflict, match="P-1001 holds an offer"), world.as_("rita") as work:
        requisitions.edit_requisition(work, requisition_id, title="Something else")


def test_a_denial_takes_one_person_and_a_reason(world: World) -> None:
    requisition_id = world.draft()
    with world.as_("rita") as work:
        requisitions.submit(work, requisition_id)
    with pytest.raises(InputError, match="expected a reason"), world.as_("paul") as work:
        requisitions.deny_requisition(work, requisition_id, reason_code="mood")

    with world.as_("paul") as work:
        requisitions.deny_requisition(work, requisition_id, reason_code="other", note="duplicate of another")

    denied = case(world, requisition_id)
    assert denied.summary.state == "denied"
    assert (denied.approvals[0].reason_code, denied.approvals[0].note) == ("other", "duplicate of another")


def test_a_stale_version_is_a_conflict(world: World) -> None:
    requisition_id = world.draft()
    version = case(world, requisition_id).summary.version
    with world.as_("rita") as work:
        requisitions.edit_requisition(work, requisition_id, title="New", expected_version=version)

    with (
        pytest.raises(Conflict, match=f"expected version {version}, found {version + 1}"),
        world.as_("rita") as work,
    ):
        requisitions.submit(work, requisition_id, expected_version=version)


def test_absent_and_out_of_scope_read_the_same(world: World) -> None:
    requisition_id = world.draft()

    for person, wanted in (
        ("otto", requisition_id),
        ("rita", "R-9"),
        ("dan", requisition_id),
        ("ada", requisition_id),
    ):
        with pytest.raises(NotFound, match=f"^no requisition {wanted}$"), world.as_(person) as work:
            requisitions.submit(work, wanted)
        with pytest.raises(NotFound, match=f"^no requisition {wanted}$"):
            case(world, wanted, by=person)


def test_of_two_people_approving_at_once_exactly_one_wins(world: World) -> None:
    requisition_id = world.draft()
    with world.as_("rita") as work:
        requisitions.submit(work, requisition_id)
    together, results = threading.Barrier(2), []

    def approve(name: str) -> None:
        actor = world.actor(name)
        together.wait()
        try:
            with world.database.command(actor) as work:
                requisitions.approve_requisition(work, requisition_id)
            results.append("won")
        except Conflict as conflict:
            results.append(conflict.message)

    threads = [threading.Thread(target=approve, args=(name,)) for name in ("paul", "petra")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == sorted(
        ["won", f"requisition {requisition_id} is approved, which does not allow: approve"]
    )
    with world.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM approval")) == 1


def test_a_cancelled_requisition_keeps_its_reason_in_the_log_only_as_a_commitment(world: World) -> None:
    requisition_id = world.approved()

    with world.as_("rita") as work:
        requisitions.cancel_requisition(work, requisition_id, reason="the customer left")

    with world.database.read() as session:
        entry = session.scalar(text("SELECT entry FROM audit_entry ORDER BY seq DESC LIMIT 1"))
    assert "customer" not in entry
    assert '"reason"' in entry


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"title": " "}, "expected a title"),
        ({"budget": Money(0, "USD")}, "budget above zero"),
        ({"positions": 0}, "at least one position"),
    ],
)
def test_an_edit_keeps_to_the_terms_of_a_draft(
    world: World, changes: dict[str, object], refusal: str
) -> None:
    requisition_id = world.draft()

    with pytest.raises(InputError, match=refusal), world.as_("rita") as work:
        requisitions.edit_requisition(work, requisition_id, **changes)  # type: ignore[arg-type]


def test_nothing_is_cancelled_under_somebody_who_holds_an_offer(world: World) -> None:
    requisition_id = world.approved_to_engage()
    world.accepted(requisition_id)

    with pytest.raises(Conflict, match="P-1001 holds an offer"), world.as_("rita") as work:
        requisitions.cancel_requisition(work, requisition_id, reason="not needed")


def test_without_a_frozen_list_there_is_none_in_force(world: World) -> None:
    requisition_id = world.approved()

    with world.database.read() as session, pytest.raises(Conflict, match="has no shortlist in force"):
        cases.current_shortlist(session, requisition_id)
