"""Every step of every stage, each by another person, in the commands and in the database itself."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from governance import approvals, requisitions, review
from governance.money import Money
from governance.reading import RequisitionCase, approval_queue, requisition_case
from governance.routing.policy import shipped
from matching.errors import Conflict, Forbidden, NotFound
from tests.governance.blind.stages import gone_through
from tests.governance.world import World, intake


def case(world: World, requisition_id: str, by: str = "cora") -> RequisitionCase:
    with world.database.read() as session:
        return requisition_case(session, world.actor(by), requisition_id)


def grant(world: World, name: str, role: str, limit: int = 10**6) -> None:
    world.give(name, role, approval_limit=Money.of(limit, "USD"))


def large(world: World, **intake_changes: Any) -> str:
    """Submitted, with steps of procurement and compliance, then one of finance."""
    grant(world, "petra", "procurement")
    said = intake("mona", sensitive_data="special_category", **intake_changes)
    return world.submitted(budget=Money.of(200_000, "USD"), intake=said)


def approve(world: World, requisition_id: str, by: str, **more: Any) -> Any:
    with world.as_(by) as work:
        return requisitions.approve_requisition(work, requisition_id, **more)


def approve_all(world: World, requisition_id: str) -> None:
    for name in ("petra", "cora", "fay"):
        approve(world, requisition_id, name)


def test_a_small_request_takes_one_answer_as_ever(world: World) -> None:
    requisition_id = world.submitted()

    answered = approve(world, requisition_id, "paul")

    assert (answered.approval, answered.waits_for) == ("V-1001", ())
    found = case(world, requisition_id)
    assert found.summary.state == "approved"
    assert [(step.state, step.answered_by and step.answered_by.name) for step in found.routes[0].steps] == [
        ("approved", "Paul")
    ]


def test_a_route_says_which_policy_it_followed(world: World) -> None:
    requisition_id = world.submitted()

    route = case(world, requisition_id).routes[0]

    assert (route.policy_version, route.policy_sha256) == (shipped().version, shipped().sha256)
    with world.database.read() as session:
        entry = session.scalar(text("SELECT entry FROM audit_entry WHERE action = 'requisition.submitted'"))
    assert shipped().sha256 in entry


def test_the_request_is_approved_only_when_every_step_of_every_stage_is(world: World) -> None:
    requisition_id = large(world)

    first = approve(world, requisition_id, "petra")
    assert (first.approval, [one.roles for one in first.waits_for]) == (None, [("compliance",), ("finance",)])
    assert case(world, requisition_id).summary.state == "submitted"
    second = approve(world, requisition_id, "cora")
    assert [(one.roles, one.opened_at is not None) for one in second.waits_for] == [(("finance",), True)]
    last = approve(world, requisition_id, "fay", note="within the plan")

    assert last.waits_for == ()
    found = case(world, requisition_id)
    assert found.summary.state == "approved"
    assert [step.answered_by.name for step in found.routes[0].steps if step.answered_by] == [
        "Petra",
        "Cora",
        "Fay",
    ]
    assert found.routes[0].steps[-1].note == "within the plan"
    assert [line.action for line in found.timeline[2:]] == ["requisition.step_approved"] * 2 + [
        "requisition.approved"
    ]


def test_a_later_stage_opens_when_the_earlier_is_done(world: World) -> None:
    requisition_id = large(world)
    last = case(world, requisition_id).routes[0].steps[-1]

    assert (last.state, last.due_at) == ("later", None)
    with pytest.raises(NotFound, match=f"no open step {last.id}"):
        approve(world, requisition_id, "fay", step=last.id)
    approve(world, requisition_id, "petra")
    with pytest.raises(Forbidden, match="Fay may not answer it now: it waits for compliance, then finance"):
        approve(world, requisition_id, "fay")


def test_steps_of_one_stage_are_answered_in_any_order(world: World) -> None:
    requisition_id = large(world)

    for name in ("cora", "petra", "fay"):
        approve(world, requisition_id, name)

    assert case(world, requisition_id).summary.state == "approved"


def test_nobody_answers_two_steps_of_a_route(world: World) -> None:
    requisition_id = large(world)
    grant(world, "fay", "procurement")
    approve(world, requisition_id, "fay")
    approve(world, requisition_id, "cora")

    with pytest.raises(Forbidden, match="Fay has answered another step of this already"):
        approve(world, requisition_id, "fay")


def test_who_asked_answers_no_step_whatever_their_role(world: World) -> None:
    for role in ("procurement", "compliance", "finance"):
        grant(world, "rita", role)
    requisition_id = large(world)

    with pytest.raises(Forbidden, match="Rita requested this and so may not approve it"):
        approve(world, requisition_id, "rita")


def test_who_holds_several_roles_answers_the_step_that_fewest_may(world: World) -> None:
    grant(world, "paul", "compliance")
    requisition_id = large(world)

    approve(world, requisition_id, "paul")

    answered = [step for step in case(world, requisition_id).routes[0].steps if step.state == "approved"]
    assert [step.roles for step in answered] == [("compliance",)]


def test_one_no_ends_it_whichever_step_it_answers(world: World) -> None:
    requisition_id = large(world)
    approve(world, requisition_id, "petra")

    with world.as_("cora") as work:
        requisitions.deny_requisition(work, requisition_id, reason_code="not_needed")

    found = case(world, requisition_id)
    assert found.summary.state == "denied"
    assert [step.state for step in found.routes[0].steps] == ["approved", "denied", "later"]
    with pytest.raises(Conflict, match="is denied"):
        approve(world, requisition_id, "fay")


def test_a_no_is_for_those_whose_step_is_open(world: World) -> None:
    requisition_id = large(world)
    approve(world, requisition_id, "petra")
    approve(world, requisition_id, "cora")

    with pytest.raises(Forbidden, match="it waits for finance"), world.as_("paul") as work:
        requisitions.deny_requisition(work, requisition_id, reason_code="not_needed")


def test_an_edit_voids_what_was_answered_and_the_next_submission_asks_anew(world: World) -> None:
    requisition_id = large(world)
    approve(world, requisition_id, "petra")

    with world.as_("rita") as work:
        requisitions.edit_requisition(
            work, requisition_id, budget=Money.of(40_000, "USD"), intake={"sensitive_data": "none"}
        )
        requisitions.submit(work, requisition_id)

    first, second = case(world, requisition_id).routes
    assert first.voided_at is not None
    assert [step.state for step in second.steps] == ["open"]


def test_a_cancelled_request_waits_for_nobody(world: World) -> None:
    requisition_id = large(world)

    with world.as_("rita") as work:
        requisitions.cancel_requisition(work, requisition_id, reason="over")

    assert all(route.voided_at for route in case(world, requisition_id).routes)


def test_a_selection_has_a_route_of_its_own(world: World) -> None:
    requisition_id = large(world)
    approve_all(world, requisition_id)
    choose(world, requisition_id)

    for name, waits in (("petra", 2), ("cora", 1), ("fay", 0)):
        with world.as_(name) as work:
            assert len(approvals.approve_selection(work, requisition_id).waits_for) == waits

    assert case(world, requisition_id).summary.state == "approved_to_engage"


@pytest.mark.parametrize("by", ["override", "send_back", "reopen"])
def test_another_choice_is_answered_from_the_beginning(world: World, by: str) -> None:
    requisition_id = large(world)
    approve_all(world, requisition_id)
    choose(world, requisition_id)
    with world.as_("cora") as work:
        approvals.approve_selection(work, requisition_id)

    if by == "override":
        with world.as_("paul") as work:
            approvals.override_selection(work, requisition_id, ["P-1002"], reason_code="budget")
    else:
        with world.as_("mona" if by == "reopen" else "paul") as work:
            if by == "reopen":
                review.reopen_review(work, requisition_id, "again")
            else:
                approvals.send_back(work, requisition_id, reason_code="evidence")
        with world.as_("mona") as work:
            review.finish_review(work, requisition_id)

    routes = [route for route in case(world, requisition_id).routes if route.kind == "selection"]
    assert [route.voided_at is None for route in routes] == [False, True]
    assert not any(step.state == "approved" for step in routes[-1].steps)


def test_a_high_risk_that_is_known_brings_compliance_to_the_selection(world: World) -> None:
    from tests.governance.answers import worst

    requisition_id = world.in_review()
    world.classified(requisition_id, **worst())
    world.decide(requisition_id, "P-1001")
    with world.as_("mona") as work:
        review.finish_review(work, requisition_id)

    assert [step.roles for step in case(world, requisition_id).routes[-1].steps] == [
        ("procurement",),
        ("compliance",),
    ]


def test_a_grant_for_another_jurisdiction_answers_nothing(world: World) -> None:
    world.hire("anna", "procurement", approval_limit=Money.of(10**6, "USD"), jurisdiction="FR")
    requisition_id = world.submitted()

    with pytest.raises(NotFound, match=f"no requisition {requisition_id}"):
        approve(world, requisition_id, "anna")
    world.give("anna", "requester")  # she may read it now
    with pytest.raises(Forbidden, match=r"Anna may not do this \(requisition\.approve\)"):
        approve(world, requisition_id, "anna")


def test_the_queue_shows_an_item_to_those_who_may_answer_an_open_step(world: World) -> None:
    requisition_id = large(world)
    approve(world, requisition_id, "petra")

    def queue(name: str) -> list[tuple[str, str | None, str | None]]:
        with world.database.read() as session:
            return [
                (i.requisition.id, i.why_not, i.waits_for) for i in approval_queue(session, world.actor(name))
            ]

    assert queue("cora") == [(requisition_id, None, "compliance, then finance")]
    assert queue("fay") == queue("paul") == []
    assert case(world, requisition_id, by="cora").answers == {"requisition": None}
    assert case(world, requisition_id, by="paul").answers == {}


# Another program at the same database, going round every command.

ANSWER = (
    "UPDATE approval_step SET answer = 'approved', answered_by = :by, answered_at = '2025-03-03 09:00:00', "
    "answered_on = '2025-03-03' WHERE stage = :stage AND position = :position"
)


def choose(world: World, requisition_id: str) -> None:
    with world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, world.document(), "m" * 64, "s" * 64)
    if case(world, requisition_id).blind:
        gone_through(world, requisition_id)
    world.decide(requisition_id, "P-1001")
    with world.as_("mona") as work:
        review.finish_review(work, requisition_id)


@pytest.mark.parametrize(
    "state", ["approved", "sourcing", "in_review", "selected", "approved_to_engage", "active"]
)
def test_the_database_refuses_a_request_that_goes_on_with_a_step_open(world: World, state: str) -> None:
    large(world)

    with pytest.raises(IntegrityError, match="while a step of its route is not"):
        world.direct("UPDATE requisition SET state = :state", state=state)


@pytest.mark.parametrize("state", ["approved_to_engage", "onboarding", "active", "completed"])
def test_the_database_refuses_a_selection_that_goes_on_with_a_step_open(world: World, state: str) -> None:
    world.selected()

    with pytest.raises(IntegrityError, match="while a step of its route is not"):
        world.direct("UPDATE requisition SET state = :state", state=state)


def test_the_database_refuses_a_request_without_any_step(world: World) -> None:
    world.draft()

    with pytest.raises(IntegrityError, match="while a step of its route is not"):
        world.direct("UPDATE requisition SET state = 'approved'")
    with pytest.raises(IntegrityError, match="begins as a draft"):
        world.direct("INSERT INTO requisition SELECT * FROM requisition")


def test_the_database_refuses_to_go_on_with_the_route_of_an_earlier_version(world: World) -> None:
    requisition_id = world.approved()
    with world.as_("rita") as work:
        requisitions.edit_requisition(work, requisition_id, title="Another")

    with pytest.raises(IntegrityError, match="while a step of its route is not"):
        world.direct("UPDATE requisition SET state = 'approved'")


def test_the_database_refuses_an_approval_while_a_step_is_open(world: World) -> None:
    requisition_id = large(world)

    for kind in ("requisition", "selection", "something"):
        with pytest.raises(IntegrityError, match="nothing is approved while a step of its route is not"):
            world.direct(
                "INSERT INTO approval (id, kind, requisition_id, role_version, business_unit, decision, decided_by, "
                "decided_at, version) VALUES ('V-9', :kind, :id, 1, 'Payments', 'approved', :by, "
                "'2025-03-03 09:00:00', 1)",
                kind=kind, id=requisition_id, by=world.actor("petra").id,
            )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "stage", "position"),
    [("rita", 1, 2), ("fay", 2, 3), ("petra", 1, 2)],
    ids=["who asked", "a later stage", "a second step"],
)
def test_the_database_refuses_an_answer_that_is_not_theirs(
    world: World, name: str, stage: int, position: int
) -> None:
    requisition_id = large(world)
    approve(world, requisition_id, "petra")
    grant(world, name, "compliance" if position == 2 else "finance")
    by = world.actor(name).id

    with pytest.raises(IntegrityError, match="a step is answered when it is open"):
        world.direct(ANSWER, by=by, stage=stage, position=position)
    world.direct(ANSWER, by=world.actor("cora").id, stage=1, position=2)


@pytest.mark.parametrize(
    ("name", "why"),
    [("dora", "no role of the step"), ("cora", "another step's role"), ("paul", "a limit below the budget")],
)
def test_the_database_refuses_an_answer_without_the_role_or_the_limit(
    world: World, name: str, why: str
) -> None:
    large(world)

    with pytest.raises(IntegrityError, match="holds a role of the step"):
        world.direct(ANSWER, by=world.actor(name).id, stage=1, position=1)
    world.direct(ANSWER, by=world.actor("petra").id, stage=1, position=1)


def test_the_database_takes_an_answer_of_the_other_role_once_the_step_is_escalated(world: World) -> None:
    world.submitted()
    world.give("cora", "compliance", approval_limit=Money.of(10**6, "USD"))

    with pytest.raises(IntegrityError, match="holds a role of the step"):
        world.direct(ANSWER, by=world.actor("cora").id, stage=1, position=1)
    world.direct("UPDATE approval_step SET escalated_at = '2025-03-10 09:00:00'")
    world.direct(ANSWER, by=world.actor("cora").id, stage=1, position=1)


def test_the_database_refuses_an_answer_of_who_wrote_a_version(world: World) -> None:
    grant(world, "mona", "procurement")
    requisition_id = world.draft(intake=intake("mona"))
    with world.as_("mona") as work:
        requisitions.edit_requisition(work, requisition_id, title="Mona's words")
        requisitions.submit(work, requisition_id)

    with pytest.raises(IntegrityError, match="not on their own request or choice"):
        world.direct(ANSWER, by=world.actor("mona").id, stage=1, position=1)


def test_the_database_refuses_an_answer_of_who_selected(world: World) -> None:
    grant(world, "mona", "procurement")
    world.selected()
    answer = ANSWER + " AND answer IS NULL"

    with pytest.raises(IntegrityError, match="not on their own request or choice"):
        world.direct(answer, by=world.actor("mona").id, stage=1, position=1)
    world.direct(answer, by=world.actor("petra").id, stage=1, position=1)


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        (
            "UPDATE approval_step SET answer = 'denied' WHERE answer IS NOT NULL",
            "answered once and never changes",
        ),
        ("UPDATE approval_step SET answered_by = 'A-1002' WHERE answer IS NOT NULL", "a step is answered"),
        (
            "UPDATE approval_step SET roles = '[\"requester\"]' WHERE answer IS NULL",
            "answered once and never changes",
        ),
        (
            "UPDATE approval_step SET within_limit = FALSE WHERE position = 1",
            "answered once and never changes",
        ),
        (
            "UPDATE approval_step SET due_at = '2030-01-01 00:00:00' WHERE position = 2",
            "answered once and never changes",
        ),
        ("UPDATE approval_step SET answered_by = 'A-1002' WHERE answer IS NULL", "a step is answered"),
        ("UPDATE approval_step SET answer = 'approved' WHERE position = 2", "a step is answered"),
        ("DELETE FROM approval_step", "a step is never deleted"),
        ("INSERT INTO approval_step SELECT * FROM approval_step WHERE answer IS NULL", "a step is made once"),
        ("UPDATE approval_route SET policy_version = 'mine'", "a route never changes"),
        ("DELETE FROM approval_route", "a route is never deleted"),
        ("INSERT INTO approval_route SELECT * FROM approval_route", "a route is made once"),
        ("UPDATE requisition_intake SET sensitive_data = 'none'", "never changes"),
        ("DELETE FROM requisition_intake", "never deleted"),
        ("INSERT INTO requisition_intake SELECT * FROM requisition_intake", "says one thing"),
    ],
)
def test_the_database_refuses_to_rewrite_who_answered(world: World, statement: str, refusal: str) -> None:
    requisition_id = large(world)
    approve(world, requisition_id, "petra")

    with pytest.raises(IntegrityError, match=refusal):
        world.direct(statement)


@pytest.mark.parametrize(
    ("table", "refusal"),
    [("approval_step", "a step is made once"), ("approval_route", "a route is made once"),
     ("requisition_intake", "says one thing"), ("requisition", "begins as a draft")],
)  # fmt: skip
def test_a_file_refuses_to_replace_a_route(file_world: World, table: str, refusal: str) -> None:
    requisition_id = large(file_world)
    approve(file_world, requisition_id, "petra")

    with pytest.raises(IntegrityError, match=refusal):
        file_world.direct(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_a_route_that_is_void_takes_no_answer(world: World) -> None:
    requisition_id = world.submitted()
    world.direct("UPDATE approval_route SET voided_at = '2025-03-03 10:00:00'")

    with pytest.raises(Conflict, match="waits for no answer"):
        approve(world, requisition_id, "paul")
    with pytest.raises(IntegrityError, match="a step is answered when it is open"):
        world.direct(ANSWER, by=world.actor("paul").id, stage=1, position=1)
