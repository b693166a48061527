"""Proving to be someone: log-in and the sessions of the pages.

Sessions are kept as hashes. Failed log-ins slow down by name, known or not, so a refusal never tells which names exist.
Making accounts is `register.py`; the tokens of scripts are `tokens.py`.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import HOME, Actor
from governance.accounts.grants import end_group_grants
from governance.database import Database, UnitOfWork
from governance.identity import (
    NO_PASSWORD,
    active_actor,
    actor_of,
    digest,
    hash_password,
    moment,
    verify_password,
)
from governance.storage.tables import Account, LoginAttempt, LoginSession
from matching.clock import Clock
from matching.errors import Unauthenticated

IDLE_LIMIT = timedelta(minutes=30)
SESSION_LIMIT = timedelta(hours=12)
FREE_ATTEMPTS = 5
FIRST_LOCK = timedelta(seconds=30)
LONGEST_LOCK = timedelta(hours=1)

_FORGET_FAILURES_AFTER = timedelta(days=1)
_TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """An open session as its owner sees it. It ends at `ends_at` at the latest, or half an hour after `seen_at`.

    `current`: the one that asks.
    """

    opened_at: datetime
    seen_at: datetime
    ends_at: datetime
    current: bool = False


def authenticate(database: Database, name: str, password: str, *, clock: Clock | None = None) -> Actor:
    """The person with this name and password, else Unauthenticated; for a while so after failures."""
    now = (clock or database.clock)()
    folded = name.strip().casefold()
    attempt = database.vault.mac("login", folded.encode())
    locked_until = _count_attempt(database, attempt, now)
    with database.read() as session:
        account = session.scalar(select(Account).where(Account.name == folded))
    # The hash of nothing is verified for an unknown name, so that both take the same time.
    known = account is not None and account.password_hash != NO_PASSWORD
    right = verify_password(account.password_hash if account and known else _nobodys_hash(), password)
    if account is None or not known or not right or account.disabled_at is not None:
        if account is not None and locked_until is not None:
            _record_lock(database, account.id, clock)
        raise Unauthenticated("the name or the password is wrong", hint="check both and try again")
    with database.upkeep() as session:
        if row := session.get(LoginAttempt, attempt):
            session.delete(row)
    with database.read() as session:
        return actor_of(session, account.id)


def open_session(
    database: Database, actor: Actor, *, replaces: str | None = None, clock: Clock | None = None
) -> str:
    """Start a session for someone who has just authenticated; the token goes into their cookie, only its hash here.

    The session that the browser brought along (`replaces`) ends, whosever it was: a token known before a log-in is worth
    nothing after it.
    """
    token = secrets.token_urlsafe(32)
    with database.command(actor, clock=clock) as work:
        work.add(
            LoginSession(token_hash=digest(token), account_id=actor.id, opened_at=work.now, seen_at=work.now)
        )
        rotated = replaces is not None and _close(work, replaces)
        work.audit("session.opened", "account", actor.id, facts={"rotated": True} if rotated else None)
    return token


def resolve_session(database: Database, token: str, *, clock: Clock | None = None) -> Actor | None:
    """Who a session token belongs to; None once closed, 30 minutes idle, 12 hours old, or the account disabled."""
    now = (clock or database.clock)()
    with database.read() as session:
        row = session.get(LoginSession, digest(token))
        if row is None or not _is_open(row, now):
            return None
        actor = active_actor(session, row.account_id)
    if actor is not None and now - row.seen_at >= _TOUCH_EVERY:
        with database.upkeep() as session:
            if current := session.get(LoginSession, row.token_hash):
                current.seen_at = now
    return actor


def close_session(database: Database, token: str, *, clock: Clock | None = None) -> None:
    """End a session; nothing happens for a token that is not open."""
    with database.read() as session:
        row = session.get(LoginSession, digest(token))
        actor = actor_of(session, row.account_id) if row is not None and row.closed_at is None else None
    if actor is None:
        return
    with database.command(actor, clock=clock) as work:
        _close(work, token)
        work.audit("session.closed", "account", actor.id)


def close_sessions(work: UnitOfWork, account_id: str) -> int:
    """Log out everywhere: oneself, or anybody for an administrator. Gives how many sessions were open."""
    if account_id != work.actor.id:
        work.require("account.close")
    work.locked(Account, account_id, "account")
    closed = close_open_sessions(work, account_id)
    work.audit("session.all_closed", "account", account_id, facts={"sessions": closed})
    return closed


def close_open_sessions(work: UnitOfWork, account_id: str) -> int:
    """Close whatever is open of an account, within a command that says so in the log; gives how many could be used."""
    found = work.session.scalars(
        select(LoginSession).where(LoginSession.account_id == account_id, LoginSession.closed_at.is_(None))
    ).all()
    usable = sum(_is_open(row, work.now) for row in found)
    for row in found:
        row.closed_at = work.now
    end_group_grants(work, account_id)
    return usable


def own_sessions(session: Session, actor: Actor, *, token: str | None = None) -> list[SessionRecord]:
    """The actor's own open sessions, last seen first. `token`: that of the session which asks, if one does."""
    this = digest(token) if token else None
    return [
        SessionRecord(row.opened_at, row.seen_at, row.opened_at + SESSION_LIMIT, row.token_hash == this)
        for row in sorted(_usable(session, actor.id), key=lambda row: row.seen_at, reverse=True)
    ]


def count_sessions(session: Session, account_id: str) -> int:
    """How many sessions of an account could be used now, for whoever was asked already."""
    return len(_usable(session, account_id))


def _usable(session: Session, account_id: str) -> list[LoginSession]:
    now = moment(session)
    query = select(LoginSession).where(
        LoginSession.account_id == account_id, LoginSession.closed_at.is_(None)
    )
    return [row for row in session.scalars(query) if _is_open(row, now)]


def _close(work: UnitOfWork, token: str) -> bool:
    row = work.session.get(LoginSession, digest(token), with_for_update=True)
    if row is None or row.closed_at is not None:
        return False
    row.closed_at = work.now
    others = work.session.scalars(
        select(LoginSession).where(
            LoginSession.account_id == row.account_id, LoginSession.closed_at.is_(None)
        )
    )
    if not any(_is_open(other, work.now) for other in others):
        end_group_grants(work, row.account_id)
    return True


def _is_open(row: LoginSession, now: datetime) -> bool:
    return row.closed_at is None and now - row.seen_at <= IDLE_LIMIT and now - row.opened_at <= SESSION_LIMIT


def _count_attempt(database: Database, attempt: str, now: datetime) -> datetime | None:
    """Count before the password is checked, so that guesses made at once all count; gives the lock."""
    with database.upkeep() as session:
        row = session.get(LoginAttempt, attempt, with_for_update=True)
        if row is not None and now - row.last_at > _FORGET_FAILURES_AFTER:
            row.failures, row.locked_until = 0, None
        if row is not None and row.locked_until is not None and now < row.locked_until:
            seconds = int((row.locked_until - now).total_seconds()) + 1
            raise Unauthenticated(
                "too many failed log-ins under this name", hint=f"try again in {seconds} seconds"
            )
        if row is None:
            row = LoginAttempt(name_hash=attempt, failures=0, last_at=now)
            session.add(row)
        row.failures += 1
        row.last_at = now
        beyond = row.failures - FREE_ATTEMPTS
        row.locked_until = None if beyond < 0 else now + min(FIRST_LOCK * 2 ** min(beyond, 20), LONGEST_LOCK)
        return row.locked_until


def _record_lock(database: Database, account_id: str, clock: Clock | None) -> None:
    with database.command(HOME, clock=clock) as work:
        work.audit("account.locked", "account", account_id)


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_urlsafe(16), demo=False)
