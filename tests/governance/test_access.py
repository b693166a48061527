"""Nothing is allowed that no grant allows, and what is out of scope looks absent."""

from datetime import date

import pytest

from governance.access import HOME, PERMISSIONS, Actor, Grant, RoleName, allows, require, require_another
from governance.money import Money
from matching.errors import Forbidden, NotFound

TODAY = date(2025, 3, 3)


def actor(*grants: Grant) -> Actor:
    return Actor("A-1", "someone", "Someone", grants)


def test_without_a_grant_no_action_is_allowed() -> None:
    assert not any(
        allows(actor(), action, on=TODAY) or allows(HOME, action, on=TODAY) for action in PERMISSIONS
    )


def test_an_action_that_no_line_names_is_refused_to_everybody() -> None:
    everything = actor(*(Grant(role, "*") for role in RoleName))

    with pytest.raises(Forbidden, match="nobody"):
        require(everything, "person.delete_quietly", on=TODAY)


def test_an_administrator_decides_nothing_about_people_or_models() -> None:
    administrator = actor(Grant(RoleName.ADMINISTRATOR, "*", Money.of(10**9, "USD")))
    allowed = {action for action in PERMISSIONS if allows(administrator, action, on=TODAY)}

    assert allowed == {"account.manage", "account.own", "people.import", "template.save", "bundle.release"}


def test_an_auditor_changes_nothing() -> None:
    auditor = actor(Grant(RoleName.AUDITOR, "*"))
    allowed = {action for action in PERMISSIONS if allows(auditor, action, on=TODAY)}

    assert allowed == {
        "account.own",
        "people.read",
        "requisition.read",
        "policy.read",
        "bundle.read",
        "audit.read",
    }


def test_another_business_unit_looks_absent_and_the_own_one_forbidden() -> None:
    requester = actor(Grant(RoleName.REQUESTER, "Payments"))

    with pytest.raises(NotFound, match="nothing of that name"):
        require(requester, "requisition.approve", business_unit="Legal", on=TODAY)
    with pytest.raises(Forbidden, match="takes one of the roles compliance, finance, procurement"):
        require(requester, "requisition.approve", business_unit="Payments", on=TODAY)


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        (date(2025, 3, 3), date(2025, 3, 3), True),
        (date(2025, 3, 4), None, False),
        (None, date(2025, 3, 2), False),
    ],
)
def test_a_grant_holds_from_its_first_to_its_last_day(
    starts: date | None, ends: date | None, holds: bool
) -> None:
    grant = Grant(RoleName.REQUESTER, "*", starts=starts, ends=ends)

    assert allows(actor(grant), "requisition.write", business_unit="Payments", on=TODAY) is holds


@pytest.mark.parametrize(
    ("limit", "allowed"),
    [
        (None, False),
        (Money.of(99, "USD"), False),
        (Money.of(100, "USD"), True),
        (Money.of(1000, "EUR"), False),
    ],
)
def test_an_amount_needs_a_limit_in_its_currency(limit: Money | None, allowed: bool) -> None:
    approver = actor(Grant(RoleName.PROCUREMENT, "*", limit))
    amount = Money.of(100, "USD")

    assert allows(approver, "selection.approve", business_unit="X", amount=amount, on=TODAY) is allowed
    if not allowed:
        with pytest.raises(Forbidden, match="above every approval limit"):
            require(approver, "selection.approve", business_unit="X", amount=amount, on=TODAY)


def test_who_had_a_hand_in_it_is_told_which() -> None:
    with pytest.raises(Forbidden, match="Someone requested this and so may not approve it"):
        require_another(actor(), [("A-2", "selected"), ("A-1", "requested this")], "approve it")
