"""A list of grants: all faults at once, nothing twice, nothing in force without a second person."""

import pytest

from governance import accounts
from governance.accounts.grant_lists import (
    COLUMNS,
    GrantLine,
    GrantPlan,
    apply_grants,
    plan_grants,
    read_lines,
)
from governance.money import Money
from matching.errors import Forbidden, InputError, Stale, Unauthenticated
from tests.governance.world import PASSWORD, SECOND_ROLES, STAFF, World

FILE = "grants.csv"


def lines(*cells: str) -> tuple[GrantLine, ...]:
    """Lines of `name, display_name, role, business_unit, jurisdiction, limit_amount, limit_currency, starts, ends`."""
    rows = [dict(zip(COLUMNS, line.split(","), strict=True)) for line in cells]
    return read_lines(enumerate(rows, start=2), FILE)


STAFF_LINES = tuple(
    f"{name},{name.title()},{role},{unit},,{limit or ''},{'USD' if limit else ''},,"
    for name, (role, unit, limit) in (*STAFF.items(), *SECOND_ROLES.items())
)


def plan(world: World, *cells: str, by: str = "ada") -> GrantPlan:
    with world.database.read() as session:
        return plan_grants(session, world.actor(by), lines(*cells), FILE)


def apply(world: World, *cells: str, by: str = "ada", revoke_missing: bool = False) -> GrantPlan:
    with world.as_(by) as work:
        return apply_grants(work, lines(*cells), FILE, revoke_missing=revoke_missing)


def waiting(world: World) -> list[str]:
    with world.database.read() as session:
        return [one.id for one in accounts.pending_grants(session, world.actor("bea"))]


def test_a_list_that_says_what_is_on_record_changes_nothing(world: World) -> None:
    found = plan(world, *STAFF_LINES)

    assert (found.new_accounts, found.proposals, found.missing) == ((), (), ())
    assert found.unchanged == len(STAFF_LINES)


def test_what_is_new_is_proposed_and_gives_nothing_until_confirmed(world: World) -> None:
    new = "nina,Nina Berg,procurement,Legal,DE,7500.50,eur,2025-01-01,2025-12-31"

    planned = plan(world, *STAFF_LINES, new)
    assert waiting(world) == []
    applied = apply(world, *STAFF_LINES, new)

    assert applied == planned
    assert applied.new_accounts == (("nina", "Nina Berg"),)
    assert world.actor("nina").grants == ()
    with pytest.raises(Unauthenticated, match="wrong"):
        accounts.authenticate(world.database, "nina", PASSWORD)
    with world.as_("bea") as work:
        for grant_id in waiting(world):
            accounts.confirm_grant(work, grant_id)
    (given,) = world.actor("nina").grants
    assert (given.business_unit, given.jurisdiction) == ("Legal", "DE")
    assert given.approval_limit == Money.of("7500.50", "EUR")


def test_the_same_list_again_proposes_nothing_again(world: World) -> None:
    new = "paul,Paul,procurement,Payments,,200000,USD,,"
    apply(world, *STAFF_LINES, new)

    again = apply(world, *STAFF_LINES, new)

    assert again.proposals == ()
    assert again.unchanged == len(STAFF_LINES) + 1
    assert len(waiting(world)) == 1


def test_what_is_missing_is_told_and_taken_back_only_when_asked(world: World) -> None:
    without_paul = [line for line in STAFF_LINES if not line.startswith("paul")]
    with world.as_("bea") as work:
        pending = accounts.grant(work, world.actor("rita").id, "finance")

    told = apply(world, *without_paul)
    assert [(one.name, one.pending) for one in told.missing] == [("paul", False), ("rita", True)]
    assert world.actor("paul").grants
    apply(world, *without_paul, revoke_missing=True)

    assert world.actor("paul").grants == ()
    assert pending not in waiting(world)
    assert world.actor("ada").grants, "no list takes an administrator away"
    assert world.actor("bea").grants


def test_every_fault_is_told_at_once_with_its_line() -> None:
    with pytest.raises(InputError, match="cannot be read") as refused:
        lines(
            "no name!,,king,,,,,,",
            "nina,,finance,,Germany,,,,",
            "nina,,finance,,,12,,,",
            "nina,,finance,,,twelve,USD,,",
            "nina,,finance,,,12,XYZ,,",
            "nina,,finance,,,,,soon,",
            "nina,,finance,,,,,2025-03-02,2025-03-01",
            "nina,,finance,,,,,,",
            "nina,,finance,*,*,,,,",
            f"nina,{'N' * 201},finance,{'U' * 81},,,,,",
        )

    assert [(fault.line, fault.field) for fault in refused.value.faults] == [
        (2, "name"),
        (2, None),
        (3, None),
        (4, "limit_amount"),
        (5, "limit_amount"),
        (6, "limit_amount"),
        (7, "starts"),
        (8, None),
        (10, None),
        (11, "display_name"),
        (11, None),
    ]
    assert {fault.file for fault in refused.value.faults} == {FILE}


def test_an_empty_list_is_no_list() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        lines()


def test_what_can_not_be_is_told_at_once_and_nothing_of_it_is_done(world: World) -> None:
    with world.as_("bea") as work:
        accounts.disable(work, world.actor("dora").id)

    with pytest.raises(InputError, match="cannot be followed") as refused:
        apply(
            world,
            "ada,Ada,procurement,,,,,,",
            "audrey,Audrey,finance,,,,,,",
            "dora,Dora,finance,,,,,,",
            "nina,Nina,auditor,,,,,,",
            "nina,Nina,finance,,,,,,",
            "rita,Rita,finance,,,,,,",
        )

    assert [(fault.line, fault.field) for fault in refused.value.faults] == [
        (2, "name"),
        (2, "role"),
        (3, "role"),
        (4, "name"),
        (5, "role"),
        (6, "role"),
    ]
    assert waiting(world) == []


@pytest.mark.parametrize("name", ["paul", "audrey"])
def test_only_administrators_follow_a_list(world: World, name: str) -> None:
    with pytest.raises(Forbidden, match=r"account\.manage"):
        apply(world, *STAFF_LINES, by=name)


def test_a_list_is_followed_only_as_it_was_looked_at(world: World) -> None:
    new = "nina,Nina Berg,requester,Legal,,,,,"
    seen = plan(world, *STAFF_LINES, new)
    same = plan(world, *STAFF_LINES, new, by="bea")
    world.give("dan", "finance")

    with pytest.raises(Stale, match="have changed since"), world.as_("ada") as work:
        apply_grants(work, lines(*STAFF_LINES, new), FILE, revoke_missing=True, expected=seen.digest)

    assert seen.digest == same.digest
    assert waiting(world) == []
    again = plan(world, *STAFF_LINES, new)
    with world.as_("ada") as work:
        apply_grants(work, lines(*STAFF_LINES, new), FILE, expected=again.digest)
    assert len(waiting(world)) == 1
