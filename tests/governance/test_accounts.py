"""Accounts, grants, log-in, sessions and tokens."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from governance import accounts
from governance.database import open_database
from governance.money import Money
from governance.storage.tables import Account, ApiToken, LoginSession
from matching.errors import Conflict, Forbidden, InputError, Unauthenticated
from tests.governance.world import PASSWORD, World


def test_only_an_empty_home_takes_a_first_administrator(world: World, tmp_path) -> None:
    empty = open_database(tmp_path / "empty" / "candor.db")

    administrator = accounts.bootstrap_administrator(empty, "root", PASSWORD, "Root", demo=True)

    assert [grant.role for grant in administrator.grants] == ["administrator"]
    assert accounts.has_demo_accounts(empty)
    with pytest.raises(Conflict, match="has accounts already"):
        accounts.bootstrap_administrator(world.database, "root", PASSWORD, "Root")
    empty.close()


def test_passwords_are_kept_as_argon2id_only(world: World) -> None:
    with world.database.read() as session:
        kept = session.scalars(select(Account.password_hash)).all()

    assert all(value.startswith("$argon2id$") and PASSWORD not in value for value in kept)


def test_a_right_password_gives_the_actor_with_their_grants(world: World) -> None:
    paul = accounts.authenticate(world.database, " Paul ", PASSWORD)

    assert (paul.name, paul.grants[0].role) == ("paul", "procurement")
    assert paul.grants[0].approval_limit == Money.of(100_000, "USD")


def test_a_wrong_password_and_an_unknown_name_read_the_same(world: World) -> None:
    with pytest.raises(Unauthenticated) as wrong:
        accounts.authenticate(world.database, "paul", "not it")
    with pytest.raises(Unauthenticated) as unknown:
        accounts.authenticate(world.database, "nobody", "not it")

    assert str(wrong.value) == str(unknown.value)


@pytest.mark.parametrize("name", ["paul", "nobody"])
def test_repeated_failures_lock_a_name_whether_it_exists_or_not(world: World, name: str) -> None:
    for _ in range(5):
        with pytest.raises(Unauthenticated, match="wrong"):
            accounts.authenticate(world.database, name, "not it")

    with pytest.raises(Unauthenticated, match="too many") as refused:
        accounts.authenticate(world.database, name, PASSWORD)

    assert "31 seconds" in str(refused.value.hint)


def test_a_lock_ends_by_itself_grows_when_ignored_and_a_log_in_clears_it(world: World) -> None:
    for _ in range(5):
        with pytest.raises(Unauthenticated, match="wrong"):
            accounts.authenticate(world.database, "paul", "not it")
    world.clock.advance(seconds=31)
    with pytest.raises(Unauthenticated, match="wrong"):
        accounts.authenticate(world.database, "paul", "not it")
    world.clock.advance(seconds=31)
    with pytest.raises(Unauthenticated, match="too many"):
        accounts.authenticate(world.database, "paul", PASSWORD)
    world.clock.advance(seconds=31)

    accounts.authenticate(world.database, "paul", PASSWORD)

    with pytest.raises(Unauthenticated, match="wrong"):
        accounts.authenticate(world.database, "paul", "not it")


def test_a_session_ends_after_half_an_hour_without_use(world: World) -> None:
    token = accounts.open_session(world.database, world.actor("mona"))

    world.clock.advance(minutes=29)
    assert accounts.resolve_session(world.database, token) == world.actor("mona")
    world.clock.advance(minutes=29)
    assert accounts.resolve_session(world.database, token) == world.actor("mona")
    world.clock.advance(minutes=31)
    assert accounts.resolve_session(world.database, token) is None


def test_a_session_in_constant_use_ends_after_twelve_hours(world: World) -> None:
    token = accounts.open_session(world.database, world.actor("mona"))

    used = 0
    while accounts.resolve_session(world.database, token) and used < 100:
        world.clock.advance(minutes=20)
        used += 1

    assert timedelta(minutes=20) * (used - 1) == timedelta(hours=12)


def test_a_closed_session_and_a_made_up_one_belong_to_nobody(world: World) -> None:
    token = accounts.open_session(world.database, world.actor("mona"))

    accounts.close_session(world.database, token)
    accounts.close_session(world.database, "made up")

    assert accounts.resolve_session(world.database, token) is None
    assert accounts.resolve_session(world.database, "made up") is None


def test_disabling_an_account_ends_its_sessions_tokens_and_log_in(world: World) -> None:
    session_token = accounts.open_session(world.database, world.actor("mona"))
    with world.as_("mona") as work:
        token = accounts.issue_token(work, "nightly script")
    assert accounts.resolve_token(world.database, token) == world.actor("mona")

    with world.as_("ada") as work:
        accounts.disable(work, world.actor("mona").id)

    assert accounts.resolve_session(world.database, session_token) is None
    assert accounts.resolve_token(world.database, token) is None
    with pytest.raises(Unauthenticated, match="wrong"):
        accounts.authenticate(world.database, "mona", PASSWORD)


def test_a_new_password_ends_open_sessions(world: World) -> None:
    token = accounts.open_session(world.database, world.actor("mona"))

    with world.as_("mona") as work:
        accounts.set_password(work, work.actor.id, "another long password")

    assert accounts.resolve_session(world.database, token) is None
    assert accounts.authenticate(world.database, "mona", "another long password").name == "mona"


def test_sessions_and_tokens_are_kept_only_as_hashes(world: World) -> None:
    session_token = accounts.open_session(world.database, world.actor("mona"))
    with world.as_("mona") as work:
        token = accounts.issue_token(work, "script")

    with world.database.read() as session:
        kept = [
            *session.scalars(select(LoginSession.token_hash)),
            *session.scalars(select(ApiToken.token_hash)),
        ]

    assert kept
    assert not {session_token, token} & set(kept)


def test_a_token_ends_on_its_day_or_when_revoked(world: World) -> None:
    with world.as_("mona") as work:
        short = accounts.issue_token(work, "short", expires=work.now + timedelta(days=1))
        long = accounts.issue_token(work, "long")
    with world.as_("mona") as work:
        accounts.revoke_token(work, "T-1002")
    world.clock.advance(days=1)

    assert accounts.resolve_token(world.database, short) is None
    assert accounts.resolve_token(world.database, long) is None


def test_nobody_grants_themselves_and_only_administrators_grant(world: World) -> None:
    with pytest.raises(Forbidden, match="nobody grants themselves"), world.as_("ada") as work:
        accounts.grant(work, work.actor.id, "procurement")
    with pytest.raises(Forbidden, match=r"account\.manage"), world.as_("paul") as work:
        accounts.grant(work, world.actor("rita").id, "procurement")


@pytest.mark.parametrize(
    ("name", "role"), [("audrey", "procurement"), ("paul", "administrator"), ("mona", "auditor")]
)
def test_administrators_and_auditors_hold_no_other_role(world: World, name: str, role: str) -> None:
    with pytest.raises(Conflict, match="cannot also be"), world.as_("ada") as work:
        accounts.grant(work, world.actor(name).id, role)


def test_a_revoked_grant_no_longer_counts(world: World) -> None:
    with world.database.read() as session:
        records = {record.name: record for record in accounts.list_accounts(session, world.actor("ada"))}

    with world.as_("ada") as work:
        accounts.revoke_grant(work, records["paul"].grants[0][0])

    assert world.actor("paul").grants == ()


def test_short_passwords_taken_names_and_unknown_roles_are_refused(world: World) -> None:
    with pytest.raises(InputError, match="at least 10"), world.as_("ada") as work:
        accounts.add_account(work, "new", "short", "New")
    with pytest.raises(Conflict, match="already"), world.as_("ada") as work:
        accounts.add_account(work, "PAUL", PASSWORD, "Another Paul")
    with pytest.raises(InputError, match="expected a role"), world.as_("ada") as work:
        accounts.grant(work, world.actor("rita").id, "king")
