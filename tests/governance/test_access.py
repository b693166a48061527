"""Nothing is allowed that no grant allows, and what is out of scope looks absent."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.access import (
    BY_PEOPLE_ONLY,
    EVERYWHERE,
    HOME,
    PERMISSIONS,
    SCOPES,
    Actor,
    Grant,
    RoleName,
    allows,
    places_for,
    reads,
    require,
    require_another,
    require_everywhere,
    require_person,
    units_for,
)
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

    assert allowed == {
        "account.manage",
        "account.close",
        "account.read",
        "account.own",
        "people.import",
        "template.save",
        "bundle.release",
    }


def test_an_auditor_changes_nothing() -> None:
    auditor = actor(Grant(RoleName.AUDITOR, "*"))
    allowed = {action for action in PERMISSIONS if allows(auditor, action, on=TODAY)}

    assert allowed == {
        "account.own",
        "account.read",
        "people.read",
        "requisition.read",
        "fit.read",
        "policy.read",
        "bundle.read",
        "hold.read",
        "audit.read",
        "evidence.make",
        "oversight.read",
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


@pytest.mark.parametrize("role", list(RoleName))
def test_fit_and_reasons_are_for_whoever_reads_requests_but_finance(role: RoleName) -> None:
    someone = actor(Grant(role, "Payments"))
    reading = reads(someone, "Payments", on=TODAY)

    assert allows(someone, "fit.read", business_unit="Payments", on=TODAY) is (
        reading and role != RoleName.FINANCE
    )


UNITS = st.sampled_from(["Payments", "Legal", EVERYWHERE])
PLACES = st.sampled_from(["DE", "FR", "US-CA", EVERYWHERE])
GRANTS = st.lists(
    st.builds(
        Grant,
        st.sampled_from(RoleName),
        UNITS,
        st.none() | st.builds(Money, st.integers(0, 10**6), st.just("USD")),
        starts=st.none() | st.dates(date(2025, 1, 1), date(2025, 6, 1)),
        ends=st.none() | st.dates(date(2025, 1, 1), date(2025, 6, 1)),
        jurisdiction=PLACES,
    ),
    max_size=4,
).map(tuple)
WHERE = st.sampled_from(["Payments", "Legal"])
LAND = st.none() | st.sampled_from(["DE", "FR", "US-CA"])
ACTIONS = st.sampled_from(sorted(PERMISSIONS))


@given(GRANTS, ACTIONS, WHERE, LAND)
def test_a_grant_reaches_its_own_jurisdiction_all_of_them_or_what_states_none(
    grants: tuple[Grant, ...], action: str, unit: str, land: str | None
) -> None:
    allowed = allows(actor(*grants), action, business_unit=unit, jurisdiction=land, on=TODAY)

    assert allowed == any(
        grant.role in PERMISSIONS[action]
        and grant.holds(TODAY)
        and grant.business_unit in (EVERYWHERE, unit)
        and (land is None or grant.jurisdiction in (EVERYWHERE, land))
        for grant in grants
    )


@given(GRANTS, ACTIONS, WHERE, LAND)
def test_asking_for_a_jurisdiction_never_allows_more_than_not_asking(
    grants: tuple[Grant, ...], action: str, unit: str, land: str | None
) -> None:
    someone = actor(*grants)

    if allows(someone, action, business_unit=unit, jurisdiction=land, on=TODAY):
        assert allows(someone, action, business_unit=unit, on=TODAY)


@given(GRANTS, ACTIONS, WHERE, LAND)
def test_the_places_for_an_action_are_exactly_where_it_is_allowed(
    grants: tuple[Grant, ...], action: str, unit: str, land: str | None
) -> None:
    someone = actor(*grants)
    places = places_for(someone, action, on=TODAY)

    assert allows(someone, action, business_unit=unit, jurisdiction=land, on=TODAY) == any(
        place[0] in (EVERYWHERE, unit) and (land is None or place[1] in (EVERYWHERE, land))
        for place in places
    )
    assert units_for(someone, action, on=TODAY) == {place[0] for place in places}


@given(GRANTS, ACTIONS, WHERE, LAND, st.integers(1, 10**6))
def test_no_two_grants_are_added_up(
    grants: tuple[Grant, ...], action: str, unit: str, land: str | None, minor: int
) -> None:
    """A limit of one grant never serves the place of another."""
    amount = Money(minor, "USD")

    allowed = allows(actor(*grants), action, business_unit=unit, jurisdiction=land, amount=amount, on=TODAY)

    assert allowed == any(
        allows(actor(one), action, business_unit=unit, jurisdiction=land, amount=amount, on=TODAY)
        for one in grants
    )


def test_what_lies_in_another_jurisdiction_looks_absent() -> None:
    buyer = actor(Grant(RoleName.PROCUREMENT, "Payments", Money.of(100, "USD"), jurisdiction="DE"))

    require(buyer, "selection.approve", business_unit="Payments", jurisdiction="DE", on=TODAY)
    require(buyer, "selection.approve", business_unit="Payments", on=TODAY)
    with pytest.raises(NotFound, match="nothing of that name"):
        require(buyer, "selection.approve", business_unit="Payments", jurisdiction="FR", on=TODAY)
    assert not reads(buyer, "Payments", jurisdiction="FR", on=TODAY)


def test_every_action_is_in_a_scope_or_for_people_only() -> None:
    scoped = frozenset().union(*SCOPES.values())

    assert scoped | BY_PEOPLE_ONLY == set(PERMISSIONS)
    assert not scoped & BY_PEOPLE_ONLY


@given(GRANTS, ACTIONS, WHERE, st.sets(st.sampled_from(sorted(SCOPES))))
def test_a_token_does_what_both_its_scopes_and_its_owner_s_grants_allow(
    grants: tuple[Grant, ...], action: str, unit: str, scopes: set[str]
) -> None:
    owner = actor(*grants)
    token = replace(owner, only=frozenset().union(*(SCOPES[scope] for scope in scopes)))

    allowed = allows(token, action, business_unit=unit, on=TODAY)

    assert allowed == (
        allows(owner, action, business_unit=unit, on=TODAY) and any(action in SCOPES[one] for one in scopes)
    )


def test_a_token_without_the_scope_is_told_which_it_would_take() -> None:
    token = replace(actor(Grant(RoleName.PROCUREMENT, "*")), only=SCOPES["read"])

    with pytest.raises(Forbidden, match="this token may not do this") as refused:
        require(token, "selection.approve", business_unit="Payments", on=TODAY)
    assert "procure" in str(refused.value.hint)
    with pytest.raises(Forbidden, match="no token may set a password"):
        require_person(token, "set a password")


def test_whoever_may_not_at_all_is_told_the_roles_and_not_the_places() -> None:
    with pytest.raises(Forbidden, match="it takes one of the roles"):
        require_everywhere(actor(Grant(RoleName.REQUESTER, "*")), "hold.manage", on=TODAY)
