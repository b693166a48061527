"""Tokens: told once, scoped, ending, and never able to make more of themselves."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from governance import accounts, requisitions
from governance.access import BY_PEOPLE_ONLY, PERMISSIONS, SCOPES, Actor
from governance.audit import verify
from governance.audit.offline import check_file
from governance.audit_export import Asked, export_log
from governance.reading import audit_timeline
from governance.storage.tables import ApiToken, AuditEntry
from matching.errors import Conflict, Forbidden, InputError
from tests.governance.world import PASSWORD, World


def script(world: World, name: str, *scopes: str) -> Actor:
    """Who a new token of that person acts as."""
    with world.as_(name) as work:
        token = accounts.issue_token(work, "script", scopes)
    actor = accounts.resolve_token(world.database, token)
    assert actor is not None
    return actor


def test_a_token_acts_as_its_owner_within_its_scopes(world: World) -> None:
    requisition_id = world.draft()
    reading, asking = script(world, "rita", "read"), script(world, "rita", "request")

    assert (reading.id, reading.grants) == (world.actor("rita").id, world.actor("rita").grants)
    with pytest.raises(Forbidden, match="this token may not"), world.database.command(reading) as work:
        requisitions.submit(work, requisition_id)
    with world.database.command(asking) as work:
        requisitions.submit(work, requisition_id)


def test_a_scope_gives_nothing_that_its_owner_may_not(world: World) -> None:
    requisition_id = world.draft()
    with world.as_("rita") as work:
        requisitions.submit(work, requisition_id)
    everything = script(world, "rita", *SCOPES)

    with pytest.raises(Forbidden, match=r"requisition\.approve"), world.database.command(everything) as work:
        requisitions.approve_requisition(work, requisition_id)


def test_the_log_says_which_token_acted_and_nothing_of_one_where_the_person_did(
    world: World, tmp_path: Path
) -> None:
    requisition_id, asking = world.draft(), script(world, "rita", "request")
    with world.database.command(asking) as work:
        requisitions.submit(work, requisition_id)
    file, table = tmp_path / "part.jsonl", tmp_path / "part.csv"
    asked = Asked(requisition=requisition_id)
    with file.open("wb") as out:
        export_log(world.database, world.actor("audrey"), asked, out)
    with table.open("wb") as out:
        export_log(world.database, world.actor("audrey"), asked, out, form="csv")

    with world.database.read() as session:
        shown = audit_timeline(session, world.actor("audrey"), subject_id=requisition_id)
        texts = list(session.scalars(select(AuditEntry.entry).where(AuditEntry.subject_id == requisition_id)))
    lines = [json.loads(line)["entry"] for line in file.read_text().splitlines()[1:-1]]
    rows = list(csv.DictReader(table.read_text().splitlines()))

    assert [(line.action, line.token) for line in shown] == [
        ("requisition.created", None),
        ("requisition.submitted", "T-1001"),
    ]
    assert ["token" in json.loads(text) for text in texts] == [False, True]
    assert [entry.get("token") for entry in lines] == [None, "T-1001", None]
    assert [row["token"] for row in rows] == ["", "T-1001", "", ""]
    assert verify(world.database).ok
    assert check_file(file).ok


def test_a_token_changed_in_an_entry_is_found(world: World) -> None:
    requisition_id, asking = world.draft(), script(world, "rita", "request")
    with world.database.command(asking) as work:
        requisitions.submit(work, requisition_id)
    world.drop_guards("guard_audit_update")

    world.direct(
        """UPDATE audit_entry SET entry = replace(entry, '"token":"T-1001"}', '"token":"T-1002"}') """
        "WHERE action = 'requisition.submitted'"
    )

    report = verify(world.database)
    assert report.first_bad is not None
    assert report.first_bad.seq == report.size


@pytest.mark.parametrize("scopes", [(), ("read", "king")])
def test_a_token_names_its_scopes(world: World, scopes: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="cannot be issued") as refused, world.as_("mona") as work:
        accounts.issue_token(work, "", scopes, expires=work.now)

    assert {fault.field for fault in refused.value.faults} == {"label", "scopes", "expires"}


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_a_token_ends_within_a_year(world: World, days: int) -> None:
    with pytest.raises(InputError, match="cannot be issued"), world.as_("mona") as work:
        accounts.issue_token(work, "ci", ["read"], expires=work.now + timedelta(days=days))


def test_a_token_ends_after_90_days_on_its_own_day_or_when_revoked(world: World) -> None:
    with world.as_("mona") as work:
        usual = accounts.issue_token(work, "usual", ["read"])
        short = accounts.issue_token(work, "short", ["read"], expires=work.now + timedelta(days=1))
        taken_back = accounts.issue_token(work, "taken back", ["read"])
    with world.as_("mona") as work:
        accounts.revoke_token(work, "T-1003")

    assert accounts.resolve_token(world.database, taken_back) is None
    assert accounts.resolve_token(world.database, short) is not None
    world.clock.advance(days=1)
    assert accounts.resolve_token(world.database, short) is None
    world.clock.advance(days=88)
    assert accounts.resolve_token(world.database, usual) is not None
    world.clock.advance(days=1)
    assert accounts.resolve_token(world.database, usual) is None


def test_no_token_issues_tokens_gives_grants_or_sets_passwords(world: World) -> None:
    administrator = script(world, "bea", *SCOPES)
    with world.as_("ada") as work:
        proposed = accounts.grant(work, world.actor("dan").id, "finance")

    for attempt in (
        lambda work: accounts.issue_token(work, "more", ["read"]),
        lambda work: accounts.grant(work, world.actor("rita").id, "finance"),
        lambda work: accounts.confirm_grant(work, proposed),
        lambda work: accounts.set_password(work, work.actor.id, PASSWORD),
        lambda work: accounts.set_password(work, world.actor("rita").id, PASSWORD),
        lambda work: accounts.add_account(work, "eve", PASSWORD, "Eve"),
        lambda work: accounts.enable(work, world.actor("rita").id),
    ):
        with pytest.raises(Forbidden, match="token may"), world.database.command(administrator) as work:
            attempt(work)


def test_a_token_of_an_administrator_may_close_an_account(world: World) -> None:
    with world.database.command(script(world, "bea", "manage")) as work:
        accounts.disable(work, world.actor("mona").id)

    assert accounts.resolve_token(world.database, "x") is None
    with (
        pytest.raises(Forbidden, match="this token may not"),
        world.database.command(script(world, "bea", "read")) as work,
    ):
        accounts.disable(work, world.actor("dan").id)


def test_a_token_is_revoked_by_its_owner_or_an_administrator(world: World) -> None:
    script(world, "mona", "read")

    with pytest.raises(Forbidden, match=r"account\.close"), world.as_("dan") as work:
        accounts.revoke_token(work, "T-1001")
    with world.as_("ada") as work:
        accounts.revoke_token(work, "T-1001")
    with pytest.raises(Conflict, match="revoked already"), world.as_("mona") as work:
        accounts.revoke_token(work, "T-1001")


def test_one_sees_one_s_own_tokens_that_still_work(world: World) -> None:
    script(world, "mona", "read", "review")
    script(world, "mona", "audit")
    script(world, "dan", "learn")
    with world.as_("mona") as work:
        accounts.revoke_token(work, "T-1002")

    with world.database.read() as session:
        found = accounts.own_tokens(session, world.actor("mona"))

    assert [(one.id, one.scopes) for one in found] == [("T-1001", ("read", "review"))]


def test_a_token_from_before_scopes_does_all_that_a_token_may(world: World) -> None:
    script(world, "mona", "read")
    world.drop_guards("guard_token_update")
    with world.as_("mona") as work:
        token = accounts.issue_token(work, "old", ["read"])
    world.direct("UPDATE api_token SET scopes = NULL WHERE id = 'T-1002'")

    actor = accounts.resolve_token(world.database, token)

    assert actor is not None
    assert actor.only == frozenset(PERMISSIONS) - BY_PEOPLE_ONLY


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE api_token SET expires_at = NULL",
        "UPDATE api_token SET scopes = NULL",
        """UPDATE api_token SET scopes = '["manage"]'""",
        "UPDATE api_token SET account_id = (SELECT id FROM account WHERE name = 'ada')",
        "INSERT INTO api_token (id, token_hash, account_id, label, issued_at, version) "
        "SELECT 'T-9', 'h', account_id, label, issued_at, version FROM api_token",
    ],
)
def test_another_program_makes_no_token_longer_or_wider(world: World, statement: str) -> None:
    script(world, "mona", "read")

    with pytest.raises(IntegrityError, match="a token"):
        world.direct(statement)


def test_a_file_refuses_to_replace_a_token(file_world: World) -> None:
    script(file_world, "mona", "read")

    with pytest.raises(IntegrityError, match="a token"):
        file_world.direct("INSERT OR REPLACE INTO api_token SELECT * FROM api_token")


def test_a_revoked_token_stays_revoked(world: World) -> None:
    script(world, "mona", "read")
    with world.as_("mona") as work:
        accounts.revoke_token(work, "T-1001")

    with pytest.raises(IntegrityError, match="never changes"):
        world.direct("UPDATE api_token SET revoked_at = NULL")


def test_tokens_are_kept_only_as_hashes(world: World) -> None:
    with world.as_("mona") as work:
        token = accounts.issue_token(work, "script", ["read"])

    with world.database.read() as session:
        row = session.scalars(select(ApiToken)).one()
        logged = session.scalars(text("SELECT entry FROM audit_entry")).all()

    assert token not in str(vars(row))
    assert not any(token in entry for entry in logged)
