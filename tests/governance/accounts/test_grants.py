"""Giving a role takes two people, neither of whom receives it; taking it back takes one."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from governance import accounts, approvals, requisitions
from governance.access import Grant
from governance.database import Database, open_database
from governance.money import Money
from matching.errors import Conflict, Forbidden, InputError, NotFound
from tests.governance.giving import add, give
from tests.governance.world import PASSWORD, UNIT, World


def propose(world: World, name: str, role: str, by: str = "ada", **terms: object) -> str:
    with world.as_(by) as work:
        return accounts.grant(work, world.actor(name).id, role, **terms)


def confirm(world: World, grant_id: str, by: str = "bea") -> None:
    with world.as_(by) as work:
        accounts.confirm_grant(work, grant_id)


def pending(world: World, by: str) -> dict[str, str | None]:
    with world.database.read() as session:
        return {one.id: one.why_not for one in accounts.pending_grants(session, world.actor(by))}


def roles(world: World, name: str) -> set[str]:
    return {grant.role.value for grant in world.actor(name).grants}


def held(world: World, name: str) -> list[str]:
    """Ids of the grants in force."""
    with world.database.read() as session:
        found = accounts.list_accounts(session, world.actor("ada"))
    return [grant_id for record in found if record.name == name for grant_id, _ in record.grants]


# ---- two people


def test_a_proposed_role_gives_nothing_until_another_administrator_confirms_it(world: World) -> None:
    proposed = propose(world, "dan", "finance", approval_limit=Money.of(500, "USD"))
    assert roles(world, "dan") == {"data_scientist"}

    confirm(world, proposed)

    assert world.actor("dan").grants[-1] == Grant("finance", "*", Money.of(500, "USD"))
    assert pending(world, "ada") == {}


def test_who_proposed_it_may_not_confirm_it(world: World) -> None:
    proposed = propose(world, "dan", "finance")

    with pytest.raises(Forbidden, match="Ada proposed this and so may not confirm it"):
        confirm(world, proposed, by="ada")
    assert roles(world, "dan") == {"data_scientist"}


def test_who_receives_it_neither_proposes_nor_confirms_it(world: World) -> None:
    world.add("cleo")
    world.give("cleo", "administrator")
    with pytest.raises(Forbidden, match="nobody grants themselves"):
        propose(world, "ada", "administrator", by="ada")
    proposed = propose(world, "cleo", "administrator", business_unit="Legal")

    with pytest.raises(Forbidden, match="nobody confirms a role for themselves"):
        confirm(world, proposed, by="cleo")


@pytest.mark.parametrize("name", ["paul", "mona", "audrey", "cora", "dan", "rita"])
def test_only_administrators_propose_confirm_or_deny(world: World, name: str) -> None:
    proposed = propose(world, "dora", "finance")

    with pytest.raises(Forbidden, match=r"account\.manage"):
        propose(world, "rita" if name != "rita" else "mona", "finance", by=name)
    with pytest.raises(Forbidden, match="administrator"):
        confirm(world, proposed, by=name)
    with pytest.raises(Forbidden, match=r"account\.close"), world.as_(name) as work:
        accounts.deny_grant(work, proposed)


@pytest.mark.parametrize(
    ("by", "action"), [("ada", "account.grant_withdrawn"), ("bea", "account.grant_denied")]
)
def test_one_person_says_no(world: World, by: str, action: str) -> None:
    proposed = propose(world, "dan", "finance")

    with world.as_(by) as work:
        accounts.deny_grant(work, proposed)

    assert logged(world)[-1] == (action, world.actor(by).id)
    with pytest.raises(Conflict, match="no longer waits"):
        confirm(world, proposed)
    assert roles(world, "dan") == {"data_scientist"}


def test_a_higher_limit_is_a_new_grant_that_takes_two(world: World) -> None:
    requisition_id = world.draft(budget=Money.of(150_000, "USD"))
    with world.as_("rita") as work:
        requisitions.submit(work, requisition_id)
    raised = propose(
        world, "paul", "procurement", business_unit=UNIT, approval_limit=Money.of(200_000, "USD")
    )

    with pytest.raises(Forbidden, match="above every"), world.as_("paul") as work:
        requisitions.approve_requisition(work, requisition_id)
    confirm(world, raised)
    with world.as_("paul") as work:
        requisitions.approve_requisition(work, requisition_id)


def test_one_person_takes_a_role_back_but_nobody_their_own(world: World) -> None:
    with pytest.raises(Forbidden, match="own role"), world.as_("ada") as work:
        accounts.revoke_grant(work, held(world, "ada")[0])
    proposed = propose(world, "dan", "finance")
    with pytest.raises(Conflict, match="not in force yet"), world.as_("ada") as work:
        accounts.revoke_grant(work, proposed)
    granted = held(world, "paul")[0]

    with world.as_("ada") as work:
        accounts.revoke_grant(work, granted)

    assert world.actor("paul").grants == ()
    with pytest.raises(Conflict, match="revoked already"), world.as_("ada") as work:
        accounts.revoke_grant(work, granted)


def test_two_administrators_at_once_cannot_take_each_other_out(world: World) -> None:
    ada, bea = world.actor("ada"), world.actor("bea")
    of_ada, of_bea = held(world, "ada")[0], held(world, "bea")[0]
    with world.database.command(ada) as work:
        accounts.revoke_grant(work, of_bea)

    with pytest.raises(Forbidden, match=r"account\.close"), world.database.command(bea) as work:
        accounts.revoke_grant(work, of_ada)


def test_who_waits_and_why_one_may_not_confirm_is_listed(world: World) -> None:
    first, second = propose(world, "dan", "finance"), propose(world, "rita", "finance", by="bea")

    assert pending(world, "bea") == {
        first: None,
        second: "Bea proposed this and so may not confirm it",
    }
    assert set(pending(world, "audrey")) == {first, second}
    assert pending(world, "audrey")[first] == "Audrey may not confirm grants"
    with pytest.raises(Forbidden, match=r"account\.read"):
        pending(world, "paul")


@pytest.mark.parametrize(
    ("name", "role"), [("audrey", "procurement"), ("paul", "administrator"), ("mona", "auditor")]
)
def test_administrators_and_auditors_hold_no_other_role(world: World, name: str, role: str) -> None:
    with pytest.raises(Conflict, match="cannot also be"):
        propose(world, name, role)


def test_a_mixture_of_two_proposals_is_refused_when_the_second_is_confirmed(world: World) -> None:
    world.add("cleo")
    first, second = propose(world, "cleo", "auditor"), propose(world, "cleo", "finance")
    confirm(world, first)

    with pytest.raises(Conflict, match="cannot also be finance"):
        confirm(world, second)


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"role": "king"}, "expected a role"),
        ({"business_unit": " "}, "expected a business unit"),
        ({"business_unit": "U" * 81}, "expected a business unit"),
        ({"starts": date(2025, 3, 2), "ends": date(2025, 3, 1)}, "on or after the start"),
        ({"jurisdiction": "Germany"}, "expected a jurisdiction"),
        ({"jurisdiction": "QQ"}, "expected a jurisdiction"),
        ({"approval_limit": Money(0, "USD")}, "limit above zero"),
    ],
)
def test_a_role_that_cannot_be_is_not_proposed(world: World, terms: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        propose(world, "rita", **{"role": "finance"} | terms)


def test_an_unknown_grant_is_not_found(world: World) -> None:
    for attempt in (accounts.confirm_grant, accounts.deny_grant, accounts.revoke_grant):
        with pytest.raises(NotFound, match="no grant G-9"), world.as_("ada") as work:
            attempt(work, "G-9")


# ---- the beginning, and the end


@pytest.fixture
def alone(tmp_path) -> Database:
    """A new record with its first administrator, ada, and an account without a role, cleo."""
    database = open_database(tmp_path / "new" / "candor.db", durable=False)
    accounts.bootstrap_administrator(database, "ada", PASSWORD, "Ada")
    add(database, "cleo", PASSWORD)
    yield database
    database.close()


def alone_confirms(database: Database, name: str, role: str) -> None:
    ada = accounts.find_account(database, "ada")
    with database.command(ada) as work:
        proposed = accounts.grant(work, accounts.find_account(database, name).id, role)
    with database.command(ada) as work:
        accounts.confirm_grant(work, proposed)


def test_the_only_administrator_confirms_alone_the_second_and_nothing_else(alone: Database) -> None:
    with pytest.raises(Forbidden, match="Ada proposed this"):
        alone_confirms(alone, "cleo", "finance")

    alone_confirms(alone, "cleo", "administrator")

    add(alone, "dan", PASSWORD)
    with pytest.raises(Forbidden, match="Ada proposed this"):
        alone_confirms(alone, "dan", "administrator")
    give(alone, "dan", "data_scientist", by=("ada", "cleo"))
    with alone.read() as session:
        bases = session.execute(
            text("SELECT basis FROM account_grant WHERE confirmed_at IS NOT NULL ORDER BY id")
        )
        assert bases.scalars().all() == ["bootstrap", "founding", "two_people"]


def test_an_administrator_alone_again_founds_nobody_but_compliance_confirms_the_next(alone: Database) -> None:
    alone_confirms(alone, "cleo", "administrator")
    for name in ("cora", "dan"):
        add(alone, name, PASSWORD)
    give(alone, "cora", "compliance", by=("ada", "cleo"))
    ada, cora = (accounts.find_account(alone, name) for name in ("ada", "cora"))
    with alone.command(ada) as work:
        other = accounts.grant(work, accounts.find_account(alone, "dan").id, "finance")
    with alone.command(ada) as work:
        accounts.disable(work, accounts.find_account(alone, "cleo").id)

    with pytest.raises(Forbidden, match="Ada proposed this"):
        alone_confirms(alone, "dan", "administrator")
    with (
        pytest.raises(Forbidden, match="compliance confirms only an administrator"),
        alone.command(cora) as work,
    ):
        accounts.confirm_grant(work, other)
    with alone.read() as session:
        waiting = {one.grant.role.value: one for one in accounts.pending_grants(session, cora)}
    assert waiting["administrator"].why_not is None
    with alone.command(cora) as work:
        accounts.confirm_grant(work, waiting["administrator"].id)
    assert accounts.find_account(alone, "dan").grants[0].role == "administrator"


def test_compliance_confirms_nobody_while_two_administrators_are_there(world: World) -> None:
    world.add("cleo")
    proposed = propose(world, "cleo", "administrator")

    with pytest.raises(Forbidden, match="only where one is left"):
        confirm(world, proposed, by="cora")


# ---- duties rest on people, not on the role they have today


def test_who_asked_in_one_role_does_not_approve_in_the_next(world: World) -> None:
    requisition_id = world.draft()
    with world.as_("rita") as work:
        requisitions.submit(work, requisition_id)
    with world.as_("ada") as work:
        accounts.revoke_grant(work, held(world, "rita")[0])
    world.give("rita", "procurement", UNIT, approval_limit=Money.of(10**6, "USD"))
    assert roles(world, "rita") == {"procurement"}

    with pytest.raises(Forbidden, match="Rita requested this"), world.as_("rita") as work:
        requisitions.approve_requisition(work, requisition_id)
    world.drop_guards("guard_approval_routed")
    with pytest.raises(IntegrityError, match="nobody approves what they requested"):
        world.direct(APPROVED_BY, requisition=requisition_id, who=world.actor("rita").id)


def test_who_selected_in_one_role_does_not_approve_in_the_next(world: World) -> None:
    requisition_id = world.selected()
    with world.as_("ada") as work:
        accounts.revoke_grant(work, held(world, "mona")[0])
    world.give("mona", "procurement", UNIT, approval_limit=Money.of(10**6, "USD"))

    with pytest.raises(Forbidden, match="Mona selected these people"), world.as_("mona") as work:
        approvals.approve_selection(work, requisition_id)


APPROVED_BY = """INSERT INTO approval (id, kind, requisition_id, role_version, business_unit, decision, decided_by,
    decided_at, version) SELECT 'V-9', 'requisition', id, role_version, business_unit, 'approved', :who, created_at, 1
    FROM requisition WHERE id = :requisition"""


# ---- the database by itself

COLUMNS = "id, account_id, role, business_unit, jurisdiction, granted_by, granted_at, basis, confirmed_by, confirmed_at, version"
INSERTED = (
    f"INSERT INTO account_grant ({COLUMNS}) SELECT 'G-9', account_id, role, business_unit, jurisdiction, {{granted_by}}, "
    "granted_at, {basis}, {confirmed_by}, {confirmed_at}, 1 FROM account_grant WHERE id = :one"
)


@pytest.mark.parametrize("basis", ["bootstrap", "founding", "two_people", "sign_on", "legacy"])
def test_another_program_puts_no_grant_in_force_in_one_step(world: World, basis: str) -> None:
    given = INSERTED.format(
        granted_by="'A-1'", basis=f"'{basis}'", confirmed_by="'A-2'", confirmed_at="granted_at"
    )

    with pytest.raises(IntegrityError, match="a grant is proposed first"):
        world.direct(given, one=held(world, "paul")[0])


@pytest.mark.parametrize("basis", ["legacy", "founding"])
def test_another_program_proposes_under_no_other_name(world: World, basis: str) -> None:
    given = INSERTED.format(granted_by="'A-1'", basis=f"'{basis}'", confirmed_by="NULL", confirmed_at="NULL")

    with pytest.raises(IntegrityError, match="a grant is proposed first"):
        world.direct(given, one=held(world, "paul")[0])


@pytest.mark.parametrize("basis", ["two_people", "founding", "bootstrap", "legacy", "sign_on"])
@pytest.mark.parametrize("confirmer", ["granted_by", "account_id", "NULL"])
@pytest.mark.parametrize("role", ["finance", "administrator"])
def test_another_program_confirms_nothing_alone(world: World, basis: str, confirmer: str, role: str) -> None:
    world.add("cleo")
    proposed = propose(world, "cleo", role)

    with pytest.raises(IntegrityError, match="a grant takes two people"):
        world.direct(
            f"UPDATE account_grant SET basis = '{basis}', confirmed_by = {confirmer}, confirmed_at = granted_at "
            "WHERE id = :one",
            one=proposed,
        )


@pytest.mark.parametrize(
    "change",
    [
        "account_id = (SELECT id FROM account WHERE name = 'otto')",
        "role = 'finance'",
        "business_unit = '*'",
        "jurisdiction = 'DE'",
        "limit_minor = 99999999",
        "limit_currency = 'EUR'",
        "ends = NULL",
        "granted_by = 'A-9'",
        "confirmed_by = 'A-9'",
        "confirmed_at = NULL",
        "basis = 'legacy'",
    ],
)
def test_another_program_changes_no_grant_in_force(world: World, change: str) -> None:
    granted = world.give(
        "dan", "procurement", "Legal", approval_limit=Money.of(1, "USD"), ends=date(2026, 1, 1)
    )

    with pytest.raises(IntegrityError, match="never changes but to be ended"):
        world.direct(f"UPDATE account_grant SET {change} WHERE id = :one", one=granted)


def test_another_program_brings_no_revoked_grant_back_and_deletes_none(world: World) -> None:
    granted = held(world, "paul")[0]
    with world.as_("ada") as work:
        accounts.revoke_grant(work, granted)

    with pytest.raises(IntegrityError, match="never changes but to be ended"):
        world.direct("UPDATE account_grant SET revoked_at = NULL WHERE id = :one", one=granted)
    with pytest.raises(IntegrityError, match="never deleted"):
        world.direct("DELETE FROM account_grant WHERE id = :one", one=granted)


def test_a_file_refuses_to_replace_a_grant(file_world: World) -> None:
    with pytest.raises(IntegrityError, match="a grant is proposed first"):
        file_world.direct(
            "INSERT OR REPLACE INTO account_grant SELECT * FROM account_grant WHERE basis = 'founding'"
        )


def logged(world: World) -> list[tuple[str, str]]:
    with world.database.read() as session:
        return [
            tuple(row) for row in session.execute(text("SELECT action, actor FROM audit_entry ORDER BY seq"))
        ]


def test_no_grant_comes_into_force_for_an_account_closed_behind_the_program(world: World) -> None:
    world.add("nina")
    with world.as_("ada") as work:
        proposed = accounts.grant(work, world.actor("nina").id, "requester")
    world.direct("UPDATE account SET disabled_at = created_at WHERE name = 'nina'")

    with pytest.raises(Conflict, match="account nina is disabled"), world.as_("bea") as work:
        accounts.confirm_grant(work, proposed)
