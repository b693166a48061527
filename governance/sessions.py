"""Proving to be someone: log-in, sessions of the pages, tokens of scripts.

Sessions and tokens are kept as hashes. Failed log-ins slow down by name, known or not, so a refusal never
tells which names exist. Making accounts is `accounts.py`.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import select

from governance.access import HOME, Actor
from governance.database import Database, UnitOfWork
from governance.identity import active_actor, actor_of, hash_password, verify_password
from governance.storage.tables import Account, ApiToken, LoginAttempt, LoginSession
from matching.clock import Clock
from matching.errors import Conflict, InputError, Unauthenticated

IDLE_LIMIT = timedelta(minutes=30)
SESSION_LIMIT = timedelta(hours=12)
FREE_ATTEMPTS = 5
FIRST_LOCK = timedelta(seconds=30)
LONGEST_LOCK = timedelta(hours=1)

_FORGET_FAILURES_AFTER = timedelta(days=1)
_TOUCH_EVERY = timedelta(minutes=1)
_TOKEN_PREFIX = "cnd_"  # noqa: S105 - what tokens start with, so that a leaked one is recognised


def authenticate(database: Database, name: str, password: str, *, clock: Clock | None = None) -> Actor:
    """The person with this name and password, else Unauthenticated; for a while so after failures."""
    now = (clock or database.clock)()
    folded = name.strip().casefold()
    attempt = database.vault.mac("login", folded.encode())
    locked_until = _count_attempt(database, attempt, now)
    with database.read() as session:
        account = session.scalar(select(Account).where(Account.name == folded))
    # The hash of nothing is verified for an unknown name, so that both take the same time.
    right = verify_password(account.password_hash if account else _nobodys_hash(), password)
    if account is None or not right or account.disabled_at is not None:
        if account is not None and locked_until is not None:
            _record_lock(database, account.id, clock)
        raise Unauthenticated("the name or the password is wrong", hint="check both and try again")
    with database.upkeep() as session:
        if row := session.get(LoginAttempt, attempt):
            session.delete(row)
    with database.read() as session:
        return actor_of(session, account.id)


def open_session(database: Database, actor: Actor, *, clock: Clock | None = None) -> str:
    """Start a session for someone who has just authenticated; the token goes into their cookie, only its hash here."""
    token = secrets.token_urlsafe(32)
    with database.command(actor, clock=clock) as work:
        work.add(
            LoginSession(token_hash=_digest(token), account_id=actor.id, opened_at=work.now, seen_at=work.now)
        )
        work.audit("session.opened", "account", actor.id)
    return token


def resolve_session(database: Database, token: str, *, clock: Clock | None = None) -> Actor | None:
    """Who a session token belongs to; None once closed, 30 minutes idle, 12 hours old, or the account disabled."""
    now = (clock or database.clock)()
    with database.read() as session:
        row = session.get(LoginSession, _digest(token))
        if row is None or row.closed_at is not None:
            return None
        if now - row.seen_at > IDLE_LIMIT or now - row.opened_at > SESSION_LIMIT:
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
        row = session.get(LoginSession, _digest(token))
        actor = actor_of(session, row.account_id) if row is not None and row.closed_at is None else None
    if actor is None:
        return
    with database.command(actor, clock=clock) as work:
        work.locked(LoginSession, _digest(token), "session").closed_at = work.now
        work.audit("session.closed", "account", actor.id)


def issue_token(work: UnitOfWork, label: str, *, expires: datetime | None = None) -> str:
    """A token that acts as the caller from scripts. It is told once; only its hash is kept."""
    work.require("account.own")
    if expires is not None and expires <= work.now:
        raise InputError(f"expected an expiry in the future, found {expires.isoformat()}")
    token = _TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        id=work.new_id("T"),
        token_hash=_digest(token),
        account_id=work.actor.id,
        label=label,
        issued_at=work.now,
        expires_at=expires,
    )
    work.add(row)
    work.audit("token.issued", "account", work.actor.id, facts={"token": row.id})
    return token


def resolve_token(database: Database, token: str, *, clock: Clock | None = None) -> Actor | None:
    """Who a token acts as; None when unknown, expired, revoked, or the account disabled."""
    now = (clock or database.clock)()
    with database.read() as session:
        row = session.scalar(select(ApiToken).where(ApiToken.token_hash == _digest(token)))
        if (
            row is None
            or row.revoked_at is not None
            or (row.expires_at is not None and row.expires_at <= now)
        ):
            return None
        return active_actor(session, row.account_id)


def revoke_token(work: UnitOfWork, token_id: str) -> None:
    """One's own, or anybody's for an administrator."""
    row = work.locked(ApiToken, token_id, "token")
    if row.account_id != work.actor.id:
        work.require("account.manage")
    if row.revoked_at is not None:
        raise Conflict(f"token {token_id} is revoked already")
    row.revoked_at = work.now
    work.audit("token.revoked", "account", row.account_id, facts={"token": token_id})


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


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
