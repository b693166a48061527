"""Accounts, log-in and sessions. Grants are `test_grants.py`, tokens `test_tokens.py`, leaving `test_leaving.py`."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from governance import accounts, requisitions
from governance.access import Grant
from governance.database import open_database
from governance.identity import actor_of
from governance.money import Money
from governance.storage.tables import Account, ApiToken, LoginSession
from matching.errors import Conflict, Forbidden, InputError, NotFound, Unauthenticated
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


def test_a_new_password_ends_open_sessions(world: World) -> None:
    token = accounts.open_session(world.database, world.actor("mona"))

    with world.as_("mona") as work:
        accounts.set_password(work, work.actor.id, "another long password")

    assert accounts.resolve_session(world.database, token) is None
    assert accounts.authenticate(world.database, "mona", "another long password").name == "mona"


def test_sessions_and_tokens_are_kept_only_as_hashes(world: World) -> None:
    session_token = accounts.open_session(world.database, world.actor("mona"))
    with world.as_("mona") as work:
        token = accounts.issue_token(work, "script", ["read"])

    with world.database.read() as session:
        kept = [
            *session.scalars(select(LoginSession.token_hash)),
            *session.scalars(select(ApiToken.token_hash)),
        ]

    assert kept
    assert not {session_token, token} & set(kept)


def test_short_passwords_taken_names_and_endless_words_are_refused(world: World) -> None:
    with pytest.raises(InputError, match="at least 10"), world.as_("ada") as work:
        accounts.add_account(work, "new", "short", "New")
    with pytest.raises(Conflict, match="already"), world.as_("ada") as work:
        accounts.add_account(work, "PAUL", PASSWORD, "Another Paul")
    with pytest.raises(InputError, match="at most 1,000"), world.as_("ada") as work:
        accounts.add_account(work, "new", "x" * 1001, "New")
    with pytest.raises(InputError, match="name to show of at most 200"), world.as_("ada") as work:
        accounts.add_account(work, "new", PASSWORD, "N" * 201)


def test_an_account_without_a_password_is_let_in_by_none(world: World) -> None:
    with world.as_("ada") as work:
        account = accounts.add_account(work, "sign-on-only", None, "Sign-on Only")

    for guess in ("", "!", PASSWORD):
        with pytest.raises(Unauthenticated, match="wrong"):
            accounts.authenticate(world.database, "sign-on-only", guess)
    with world.as_("ada") as work:
        accounts.set_password(work, account, PASSWORD)
    assert accounts.authenticate(world.database, "sign-on-only", PASSWORD).id == account


def test_a_session_known_before_a_log_in_is_worth_nothing_after_it(world: World) -> None:
    planted = accounts.open_session(world.database, world.actor("dan"))

    token = accounts.open_session(world.database, world.actor("mona"), replaces=planted)

    assert accounts.resolve_session(world.database, planted) is None
    assert accounts.resolve_session(world.database, token) == world.actor("mona")
    assert accounts.resolve_session(
        world.database, accounts.open_session(world.database, world.actor("mona"), replaces="made up")
    )


def test_logging_out_everywhere_ends_every_session_of_one_account_and_no_other(world: World) -> None:
    first, second = (accounts.open_session(world.database, world.actor("mona")) for _ in range(2))
    other = accounts.open_session(world.database, world.actor("dan"))

    with world.as_("mona") as work:
        closed = accounts.close_sessions(work, work.actor.id)

    assert closed == 2
    assert accounts.resolve_session(world.database, first) is None
    assert accounts.resolve_session(world.database, second) is None
    assert accounts.resolve_session(world.database, other) == world.actor("dan")


def test_an_administrator_logs_anybody_out_and_nobody_else_does(world: World) -> None:
    token = accounts.open_session(world.database, world.actor("mona"))

    with pytest.raises(Forbidden, match=r"account\.close"), world.as_("dan") as work:
        accounts.close_sessions(work, world.actor("mona").id)
    assert accounts.resolve_session(world.database, token)
    with world.as_("ada") as work:
        assert accounts.close_sessions(work, world.actor("mona").id) == 1
    assert accounts.resolve_session(world.database, token) is None
    with pytest.raises(NotFound, match="no account"), world.as_("ada") as work:
        accounts.close_sessions(work, "A-9")


def test_one_sees_one_s_own_open_sessions(world: World) -> None:
    accounts.open_session(world.database, world.actor("mona"))
    world.clock.advance(minutes=20)
    accounts.open_session(world.database, world.actor("mona"))
    accounts.open_session(world.database, world.actor("dan"))
    world.clock.advance(minutes=20)

    with world.database.read() as session:
        found = accounts.own_sessions(session, world.actor("mona"))

    assert [world.clock.now - one.opened_at for one in found] == [timedelta(minutes=20)]
    assert found[0].ends_at - found[0].opened_at == timedelta(hours=12)


def test_a_session_acts_under_the_roles_of_this_moment(world: World) -> None:
    token = accounts.open_session(world.database, world.actor("paul"))
    ((granted, _),) = grants(world, "paul")

    with world.as_("ada") as work:
        accounts.revoke_grant(work, granted)

    found = accounts.resolve_session(world.database, token)
    assert found is not None
    assert found.grants == ()


def test_a_command_asks_what_the_actor_may_do_now_and_not_when_they_came_in(world: World) -> None:
    paul_then, dan_then = world.actor("paul"), world.actor("dan")
    requisition_id = world.draft()
    with world.as_("rita") as work:
        requisitions.submit(work, requisition_id)
    with world.as_("ada") as work:
        accounts.revoke_grant(work, grants(world, "paul")[0][0])
        accounts.disable(work, dan_then.id)

    with pytest.raises(NotFound, match="no requisition"), world.database.command(paul_then) as work:
        requisitions.approve_requisition(work, requisition_id)
    with pytest.raises(Unauthenticated, match="closed"), world.database.command(dan_then) as work:
        accounts.set_password(work, dan_then.id, PASSWORD)


def grants(world: World, name: str) -> tuple[tuple[str, Grant], ...]:
    with world.database.read() as session:
        found = accounts.list_accounts(session, world.actor("ada"))
    return next(record.grants for record in found if record.name == name)


def test_an_unknown_name_or_id_is_nobodys(world: World) -> None:
    with pytest.raises(NotFound, match="no account 'nobody'"):
        accounts.find_account(world.database, "nobody")
    with world.database.read() as session, pytest.raises(NotFound, match="no account A-9"):
        actor_of(session, "A-9")


@pytest.mark.parametrize("name", ["", "two words", "semi;colon", "x" * 300])
def test_a_name_is_of_letters_digits_and_few_signs(world: World, name: str) -> None:
    with pytest.raises(InputError, match="expected a name of letters, digits"):
        world.add(name)


def test_a_token_is_refused_a_new_password_before_the_old_one_is_looked_at(world: World) -> None:
    """Or whoever has a token could guess with it."""
    with world.as_("mona") as work:
        token = accounts.issue_token(work, "script", ["read"])

    with pytest.raises(Forbidden, match="no token may set a password"):
        accounts.change_password(
            world.database, accounts.resolve_token(world.database, token), "a guess", PASSWORD
        )
