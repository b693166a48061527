"""Answering for another: their grant, their limit, between two days, and nothing beyond."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from governance import accounts, approvals, requisitions
from governance.access import PERMISSIONS, Actor, DelegatedGrant, Grant, RoleName, allows
from governance.accounts import leaving
from governance.identity import live_grants
from governance.money import Money
from governance.reading import approval_queue, requisition_case
from governance.routing.delegation import (
    delegate,
    delegated_by,
    delegated_to,
    delegations,
    end_delegation,
    reassign_from,
)
from matching.errors import Conflict, Forbidden, InputError, NotFound, Unauthenticated
from tests.governance.world import PASSWORD, UNIT, World, intake

FIRST, LAST = date(2025, 3, 3), date(2025, 3, 14)


def stand_in(world: World, by: str = "paul", to: str = "otto", **changes: Any) -> str:
    terms: dict[str, Any] = {
        "role": "procurement",
        "business_unit": UNIT,
        "starts": FIRST,
        "ends": LAST,
        "reason": "Leave",
    }
    with world.as_(by) as work:
        return delegate(work, world.actor(to).id, **terms | changes)


def approve(world: World, requisition_id: str, by: str) -> Any:
    with world.as_(by) as work:
        return requisitions.approve_requisition(work, requisition_id)


def test_a_delegate_answers_for_the_other_and_the_record_says_so(world: World) -> None:
    requisition_id = world.submitted()
    delegation_id = stand_in(world)

    approve(world, requisition_id, "otto")

    with world.database.read() as session:
        found = requisition_case(session, world.actor("paul"), requisition_id)
        entry = session.scalar(text("SELECT entry FROM audit_entry WHERE action = 'requisition.approved'"))
    step = found.routes[0].steps[0]
    assert found.summary.state == "approved"
    assert (step.answered_by and step.answered_by.name, step.on_behalf_of and step.on_behalf_of.name) == (
        "Otto",
        "Paul",
    )
    assert f'"for":"{world.actor("paul").id}"' in entry
    assert delegation_id in entry


def test_the_queue_of_a_delegate_says_for_whom(world: World) -> None:
    world.submitted()
    stand_in(world)

    with world.database.read() as session:
        items = approval_queue(session, world.actor("otto"))

    assert [(item.on_behalf_of, item.why_not) for item in items] == [("Paul", None)]


def test_without_a_delegation_the_case_is_absent_to_them(world: World) -> None:
    requisition_id = world.submitted()

    with pytest.raises(NotFound, match=f"no requisition {requisition_id}"):
        approve(world, requisition_id, "otto")


def test_a_delegation_reaches_answers_and_what_one_reads_for_them_alone() -> None:
    lent = Grant(RoleName.PROCUREMENT, "*", Money.of(10**6, "USD"))
    stranger = Actor("A-9", "sam", "Sam", (), (DelegatedGrant("B-1", "A-8", "Paul", lent),))

    allowed = {action for action in PERMISSIONS if allows(stranger, action, on=FIRST)}

    assert allowed == {"requisition.approve", "selection.approve", "requisition.read", "people.read"}


def test_the_limit_is_the_delegators(world: World) -> None:
    world.give("petra", "finance", approval_limit=Money.of(10, "USD"))
    stand_in(world, by="petra", role="finance", business_unit="*")
    requisition_id = world.submitted()

    with pytest.raises(Forbidden, match="above every approval limit"):
        approve(world, requisition_id, "otto")


@pytest.mark.parametrize("day", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
def test_nothing_is_answered_before_the_first_or_after_the_last_day(world: World, day: date) -> None:
    requisition_id = world.submitted()
    world.clock.advance(days=-10)
    stand_in(world)
    world.clock.advance(days=10 + (day - FIRST).days)

    with pytest.raises(NotFound):
        approve(world, requisition_id, "otto")


def test_the_last_day_still_counts(world: World) -> None:
    requisition_id = world.submitted()
    stand_in(world)
    world.clock.advance(days=(LAST - FIRST).days)

    approve(world, requisition_id, "otto")


def test_it_is_not_passed_on(world: World) -> None:
    stand_in(world)

    with pytest.raises((NotFound, Forbidden)):
        stand_in(world, by="otto", to="mona")


def test_not_even_by_who_holds_another_role_that_approves(world: World) -> None:
    stand_in(world, to="cora")

    with pytest.raises(Forbidden, match="nobody delegates what they do not hold themselves"):
        stand_in(world, by="cora", to="mona")


@pytest.mark.parametrize("how", ["delegator leaves", "delegate leaves", "grant revoked", "ended"])
def test_it_ends_at_once(world: World, how: str) -> None:
    requisition_id = world.submitted()
    delegation_id = stand_in(world)
    otto = world.actor("otto")
    with world.as_("paul" if how == "ended" else "ada") as work:
        if how == "ended":
            end_delegation(work, delegation_id)
        elif how == "grant revoked":
            row = work.session.execute(
                text("SELECT id FROM account_grant WHERE account_id = :id"), {"id": world.actor("paul").id}
            )
            accounts.revoke_grant(work, row.scalar_one())
        else:
            accounts.disable(work, world.actor("paul" if how == "delegator leaves" else "otto").id)

    assert world.actor("otto").delegated == () or how == "delegate leaves"
    with (
        pytest.raises((NotFound, Forbidden, Unauthenticated)),
        world.database.command(otto) as work,
    ):  # an actor from before it ended
        requisitions.approve_requisition(work, requisition_id)


def test_a_delegate_may_not_approve_what_the_delegator_asked_for(world: World) -> None:
    world.give("rita", "procurement", approval_limit=Money.of(10**6, "USD"))
    requisition_id = world.submitted()
    stand_in(world, by="rita", to="cora")

    with pytest.raises(Forbidden, match="Rita requested this, so nobody may approve it for them"):
        approve(world, requisition_id, "cora")


def test_nor_what_the_delegator_selected(world: World) -> None:
    world.give("mona", "procurement", approval_limit=Money.of(10**6, "USD"))
    requisition_id = world.selected()
    stand_in(world, by="mona", to="cora")

    with (
        pytest.raises(Forbidden, match="Mona selected these people, so nobody may"),
        world.as_("cora") as work,
    ):
        approvals.approve_selection(work, requisition_id)


def test_a_delegation_to_the_requester_gives_nothing_for_their_case(world: World) -> None:
    requisition_id = world.submitted()
    stand_in(world, to="rita")

    with pytest.raises(Forbidden, match="Rita requested this and so may not approve it"):
        approve(world, requisition_id, "rita")


@pytest.mark.parametrize(("first", "second"), [("otto", "fay"), ("fay", "otto")])
def test_delegate_and_delegator_count_once_on_one_route(world: World, first: str, second: str) -> None:
    said = intake("mona")
    requisition_id = world.submitted(budget=Money.of(200_000, "USD"), intake=said)
    stand_in(world, by="fay", to="otto", role="finance")
    approve(world, requisition_id, first)

    with pytest.raises(Forbidden, match=r"(Fay|Otto) has answered another step of this already"):
        approve(world, requisition_id, second)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"to": "paul"}, "another account"),
        ({"role": "requester"}, "a role that approves"),
        ({"starts": FIRST - timedelta(days=1)}, "or later"),
        ({"ends": FIRST - timedelta(days=1)}, "a last day within 366 days"),
        ({"ends": FIRST + timedelta(days=366)}, "a last day within 366 days"),
        ({"reason": " "}, "a reason"),
    ],
)
def test_terms_that_cannot_be_are_refused(world: World, changes: dict[str, Any], refusal: str) -> None:
    with pytest.raises(InputError) as refused:
        stand_in(world, **changes)

    assert [refusal in str(fault) for fault in refused.value.faults] == [True]


@pytest.mark.parametrize("name", ["ada", "audrey"])
def test_administrators_and_auditors_answer_for_nobody(world: World, name: str) -> None:
    with pytest.raises(Forbidden, match="may answer for nobody"):
        stand_in(world, to=name)


def test_who_approves_nothing_delegates_nothing(world: World) -> None:
    with pytest.raises(Forbidden, match=r"approval\.delegate"):
        stand_in(world, by="mona")


def test_a_leaver_takes_every_delegation_along(world: World) -> None:
    given, had = stand_in(world), stand_in(world, by="fay", to="paul", role="finance")

    with world.as_("ada") as work:
        assert reassign_from(work, world.actor("paul").id) == [given, had]
        assert reassign_from(work, world.actor("paul").id) == []


def test_only_those_concerned_see_and_end_it(world: World) -> None:
    delegation_id = stand_in(world)

    def seen(name: str) -> list[tuple[str, str | None]]:
        with world.database.read() as session:
            return [(one.state, one.reason) for one in delegations(session, world.actor(name), {})]

    assert seen("paul") == seen("otto") == seen("audrey") == [("in force", "Leave")]
    assert seen("petra") == []
    with pytest.raises(NotFound, match=f"no delegation {delegation_id}"), world.as_("petra") as work:
        end_delegation(work, delegation_id)
    with world.as_("otto") as work:
        end_delegation(work, delegation_id)
    with pytest.raises(Conflict, match="has ended already"), world.as_("paul") as work:
        end_delegation(work, delegation_id)


def test_the_reason_lies_in_no_row_and_no_entry(world: World) -> None:
    stand_in(world, reason="An operation in hospital")

    with world.database.read() as session:
        entry = session.scalar(text("SELECT entry FROM audit_entry WHERE action = 'delegation.made'"))
        kept = session.scalar(text("SELECT reason FROM delegation"))
    assert "hospital" not in entry
    assert b"hospital" not in bytes(kept)


# Another program at the same database, going round every command.

FOR_PAUL = (
    "UPDATE approval_step SET answer = 'approved', answered_by = :by, answered_at = '2025-03-03 09:00:00', "
    "answered_on = :day, on_behalf_of = :whom, delegation_id = :delegation"
)


@pytest.mark.parametrize(
    ("by", "whom", "day"),
    [("otto", "paul", "2025-03-15"), ("otto", "paul", "2025-03-02"), ("otto", "fay", "2025-03-03"), ("dora", "paul", "2025-03-03")],
    ids=["too late", "too early", "for somebody else", "by somebody else"],
)  # fmt: skip
def test_the_database_refuses_an_answer_that_no_delegation_covers(
    world: World, by: str, whom: str, day: str
) -> None:
    world.submitted()
    delegation_id = stand_in(world)
    ids = {"by": world.actor(by).id, "whom": world.actor(whom).id, "delegation": delegation_id}

    with pytest.raises(IntegrityError, match="under a delegation that holds that day"):
        world.direct(FOR_PAUL, day=day, **ids)
    world.direct(
        FOR_PAUL, day="2025-03-03", **ids | {"by": world.actor("otto").id, "whom": world.actor("paul").id}
    )


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE delegation SET ended_at = '2025-03-03 10:00:00'",
        "UPDATE account SET disabled_at = '2025-03-03 10:00:00' WHERE name = 'paul'",
        "UPDATE account SET disabled_at = '2025-03-03 10:00:00' WHERE name = 'otto'",
        "UPDATE account_grant SET revoked_at = '2025-03-03 10:00:00' WHERE role = 'procurement'",
        "UPDATE account_grant SET ends = '2025-03-02' WHERE role = 'procurement'",
    ],
)
def test_the_database_refuses_an_answer_under_a_delegation_that_has_ended(world: World, ending: str) -> None:
    world.submitted()
    delegation_id = stand_in(world)
    ids = {"by": world.actor("otto").id, "whom": world.actor("paul").id, "delegation": delegation_id}
    world.drop_guards("guard_grant_update")
    world.direct(ending)

    with pytest.raises(
        IntegrityError, match=r"under a delegation that holds that day|holds a role of the step"
    ):
        world.direct(FOR_PAUL, day="2025-03-03", **ids)


def test_the_database_refuses_an_answer_for_who_asked(world: World) -> None:
    world.give("rita", "procurement", approval_limit=Money.of(10**6, "USD"))
    world.submitted()
    delegation_id = stand_in(world, by="rita", to="cora")
    ids = {"by": world.actor("cora").id, "whom": world.actor("rita").id, "delegation": delegation_id}

    with pytest.raises(IntegrityError, match="not on their own request or choice"):
        world.direct(FOR_PAUL, day="2025-03-03", **ids)


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE delegation SET ends = '2030-01-01'", "never changes but to be ended"),
        ("DELETE FROM delegation", "never deleted"),
        ("INSERT INTO delegation SELECT * FROM delegation", "but a grant of their own"),
        (
            "INSERT INTO delegation SELECT 'B-9', delegate_id, delegator_id, grant_id, business_unit, starts, ends, reason, "
            "made_at, ended_at, ended_by, version FROM delegation",
            "but a grant of their own",
        ),
    ],
    ids=["longer", "deleted", "again", "chained"],
)
def test_the_database_refuses_to_rewrite_a_delegation(world: World, statement: str, refusal: str) -> None:
    stand_in(world)

    with pytest.raises(IntegrityError, match=refusal):
        world.direct(statement)


def test_a_file_refuses_to_replace_a_delegation(file_world: World) -> None:
    stand_in(file_world)

    with pytest.raises(IntegrityError, match="but a grant of their own"):
        file_world.direct("INSERT OR REPLACE INTO delegation SELECT * FROM delegation")


def test_somebody_new_with_no_role_at_all_can_stand_in(world: World) -> None:
    with world.as_("ada") as work:
        accounts.add_account(work, "nina", PASSWORD, "Nina")
    requisition_id = world.submitted()
    stand_in(world, to="nina")

    assert approve(world, requisition_id, "nina").approval


def test_a_delegation_is_over_with_the_grant_it_is_under(world: World) -> None:
    stand_in(world)
    (grant,) = [one.id for one in _grants(world, "paul")]
    with world.as_("ada") as work:
        accounts.revoke_grant(work, grant)

    with world.database.read() as session:
        (found,) = delegated_to(session, world.actor("otto"), {})
        assert delegated_by(session, world.actor("otto"), {}) == []

    assert (found.state, found.ended_at) == ("ended", None)
    assert world.actor("otto").delegated == ()


def _grants(world: World, name: str) -> list[Any]:
    with world.database.read() as session:
        return live_grants(session, world.actor(name).id)


def test_nobody_unknown_or_gone_answers_for_another(world: World) -> None:
    with pytest.raises(NotFound, match="no account A-9"), world.as_("paul") as work:
        delegate(work, "A-9", "procurement", UNIT, starts=FIRST, ends=LAST, reason="Leave")
    otto = world.actor("otto").id
    with world.as_("ada") as work:
        leaving.disable(work, otto)
    with pytest.raises(NotFound, match=f"no account {otto}"), world.as_("paul") as work:
        delegate(work, otto, "procurement", UNIT, starts=FIRST, ends=LAST, reason="Leave")
