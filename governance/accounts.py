"""Accounts, grants, log-in, sessions and tokens: who is who.

Passwords are kept as argon2id, sessions and tokens as hashes. Failed log-ins slow down by name, known or not, so a
refusal never tells which names exist. What an account may do once known is `access.py`.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from governance.access import EVERYWHERE, HOME, STANDS_ALONE, Actor, Grant, RoleName
from governance.database import Database, UnitOfWork
from governance.money import Money
from governance.storage.tables import Account, AccountGrant, ApiToken, LoginAttempt, LoginSession
from governance.vault import Owner
from matching.clock import Clock, system_clock
from matching.errors import Conflict, Forbidden, InputError, NotFound, Unauthenticated

IDLE_LIMIT = timedelta(minutes=30)
SESSION_LIMIT = timedelta(hours=12)
FREE_ATTEMPTS = 5
FIRST_LOCK = timedelta(seconds=30)
LONGEST_LOCK = timedelta(hours=1)
SHORTEST_PASSWORD = 10

_FORGET_FAILURES_AFTER = timedelta(days=1)
_TOUCH_EVERY = timedelta(minutes=1)
_NAME = re.compile(r"[\w.@+-]{1,80}")
_TOKEN_PREFIX = "cnd_"


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account as the people who manage accounts see it; `grants` pairs each grant with its id."""

    id: str
    name: str
    display_name: str
    demo: bool
    disabled: bool
    grants: tuple[tuple[str, Grant], ...]


def bootstrap_administrator(
    database: Database,
    name: str,
    password: str,
    display_name: str,
    *,
    demo: bool = False,
    clock: Clock | None = None,
) -> Actor:
    """The first account of an empty home, an administrator everywhere. Refused once any account exists."""
    with database.command(HOME, clock=clock) as work:
        if work.session.scalar(select(exists().where(Account.id.is_not(None)))):
            raise Conflict("this home has accounts already", hint="an administrator adds further ones")
        account_id = _insert_account(work, name, password, display_name, demo)
        _insert_grant(work, account_id, Grant(RoleName.ADMINISTRATOR, EVERYWHERE))
        return actor_of(work.session, account_id)


def add_account(work: UnitOfWork, name: str, password: str, display_name: str, demo: bool = False) -> str:
    """A new account without any grant; gives its id."""
    work.require("account.manage")
    return _insert_account(work, name, password, display_name, demo)


def disable(work: UnitOfWork, account_id: str) -> None:
    """No log-in, session or token of the account works from now on."""
    work.require("account.manage")
    if account_id == work.actor.id:
        raise Forbidden("nobody disables their own account", hint="another administrator must do it")
    account = work.locked(Account, account_id, "account")
    if account.disabled_at is not None:
        raise Conflict(f"account {account.name} is disabled already")
    account.disabled_at = work.now
    work.audit("account.disabled", "account", account_id)


def set_password(work: UnitOfWork, account_id: str, password: str) -> None:
    """One's own, or anybody's for an administrator. Open sessions of the account end."""
    if account_id != work.actor.id:
        work.require("account.manage")
    account = work.locked(Account, account_id, "account")
    account.password_hash = _hash_password(password, demo=account.demo)
    for session in work.session.scalars(_open_sessions(account_id)):
        session.closed_at = work.now
    work.audit("account.password_changed", "account", account_id)


def grant(
    work: UnitOfWork,
    account_id: str,
    role: str | RoleName,
    business_unit: str = EVERYWHERE,
    *,
    approval_limit: Money | None = None,
    starts: date | None = None,
    ends: date | None = None,
    jurisdiction: str = EVERYWHERE,
) -> str:
    """Give an account a role. Nobody grants themselves; administrators and auditors hold no other role."""
    work.require("account.manage")
    if account_id == work.actor.id:
        raise Forbidden("nobody grants themselves a role", hint="another administrator must do it")
    if role not in set(RoleName):
        raise InputError(f"expected a role of {', '.join(RoleName)}, found {role!r}")
    if not business_unit.strip():
        raise InputError("expected a business unit or *, found nothing")
    if starts and ends and ends < starts:
        raise InputError(f"expected an end on or after the start {starts}, found {ends}")
    work.locked(Account, account_id, "account")
    _refuse_mixture(work.session, account_id, RoleName(role))
    return _insert_grant(
        work, account_id, Grant(RoleName(role), business_unit, approval_limit, starts, ends, jurisdiction)
    )


def revoke_grant(work: UnitOfWork, grant_id: str) -> None:
    work.require("account.manage")
    row = work.locked(AccountGrant, grant_id, "grant")
    if row.revoked_at is not None:
        raise Conflict(f"grant {grant_id} is revoked already")
    row.revoked_at = work.now
    work.audit(
        "account.grant_revoked",
        "account",
        row.account_id,
        business_unit=row.business_unit,
        facts={"grant": grant_id, "role": row.role},
    )


def authenticate(database: Database, name: str, password: str, *, clock: Clock | None = None) -> Actor:
    """The person with this name and password; Unauthenticated otherwise, and for a while after repeated failures."""
    now = (clock or database.clock)()
    folded = name.strip().casefold()
    attempt = database.vault.mac("login", folded.encode())
    locked_until = _count_attempt(database, attempt, now)
    with database.read() as session:
        account = session.scalar(select(Account).where(Account.name == folded))
    # The hash of nothing is verified for an unknown name, so that both take the same time.
    right = _verify(account.password_hash if account else _nobodys_hash(), password)
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
        actor = _active_actor(session, row.account_id)
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
        return _active_actor(session, row.account_id)


def revoke_token(work: UnitOfWork, token_id: str) -> None:
    """One's own, or anybody's for an administrator."""
    row = work.locked(ApiToken, token_id, "token")
    if row.account_id != work.actor.id:
        work.require("account.manage")
    if row.revoked_at is not None:
        raise Conflict(f"token {token_id} is revoked already")
    row.revoked_at = work.now
    work.audit("token.revoked", "account", row.account_id, facts={"token": token_id})


def has_accounts(database: Database) -> bool:
    with database.read() as session:
        return bool(session.scalar(select(exists().where(Account.id.is_not(None)))))


def has_demo_accounts(database: Database) -> bool:
    """Whether an account with a published password can still log in."""
    with database.read() as session:
        return bool(session.scalar(select(exists().where(Account.demo, Account.disabled_at.is_(None)))))


def find_account(database: Database, name: str) -> Actor:
    """An account by the name typed at log-in. It proves nothing: use `authenticate` to act as someone."""
    with database.read() as session:
        account_id = session.scalar(select(Account.id).where(Account.name == name.strip().casefold()))
        if account_id is None:
            raise NotFound(f"no account {name!r}", hint="`candor account add` makes one")
        return actor_of(session, account_id)


def list_accounts(session: Session, actor: Actor) -> list[AccountRecord]:
    """Every account with its grants, for those who manage accounts or audit them."""
    if not {g.role for g in actor.grants} & {RoleName.ADMINISTRATOR, RoleName.AUDITOR}:
        raise Forbidden(f"{actor.display_name} may not list accounts", hint="ask an administrator")
    return [
        AccountRecord(
            row.id,
            row.name,
            row.display_name,
            row.demo,
            row.disabled_at is not None,
            tuple((g.id, _as_grant(g)) for g in _grants(session, row.id)),
        )
        for row in session.scalars(select(Account).order_by(Account.name))
    ]


def actor_of(session: Session, account_id: str) -> Actor:
    """The account as an actor with the grants it has now."""
    row = session.get(Account, account_id)
    if row is None:
        raise NotFound(f"no account {account_id}")
    return Actor(
        row.id, row.name, row.display_name, tuple(_as_grant(g) for g in _grants(session, account_id))
    )


def _active_actor(session: Session, account_id: str) -> Actor | None:
    row = session.get(Account, account_id)
    return None if row is None or row.disabled_at is not None else actor_of(session, account_id)


def _insert_account(work: UnitOfWork, name: str, password: str, display_name: str, demo: bool) -> str:
    folded = name.strip().casefold()
    if not _NAME.fullmatch(folded):
        raise InputError(f"expected a name of letters, digits and . @ + - _, found {name!r}")
    if not display_name.strip():
        raise InputError("expected a name to show, found nothing")
    if work.session.scalar(select(exists().where(Account.name == folded))):
        raise Conflict(f"there is an account {folded!r} already", hint="choose another name")
    account_id = work.new_id("A")
    work.add(
        Account(
            id=account_id,
            name=folded,
            display_name=display_name.strip(),
            password_hash=_hash_password(password, demo=demo),
            demo=demo,
            created_at=work.now,
        )
    )
    work.audit(
        "account.added",
        "account",
        account_id,
        facts={"demo": demo},
        words={"name": (Owner("account", account_id), folded)},
    )
    return account_id


def _insert_grant(work: UnitOfWork, account_id: str, given: Grant) -> str:
    grant_id = work.new_id("G")
    work.add(
        AccountGrant(
            id=grant_id,
            account_id=account_id,
            role=given.role.value,
            business_unit=given.business_unit,
            jurisdiction=given.jurisdiction,
            limit_minor=given.approval_limit.minor if given.approval_limit else None,
            limit_currency=given.approval_limit.currency if given.approval_limit else None,
            starts=given.starts,
            ends=given.ends,
            granted_by=work.actor.id,
            granted_at=work.now,
        )
    )
    limit = given.approval_limit
    work.audit(
        "account.granted",
        "account",
        account_id,
        business_unit=given.business_unit,
        facts={
            "grant": grant_id,
            "role": given.role.value,
            "limit": limit and {"minor": limit.minor, "currency": limit.currency},
            "starts": given.starts and given.starts.isoformat(),
            "ends": given.ends and given.ends.isoformat(),
        },
    )
    return grant_id


def _refuse_mixture(session: Session, account_id: str, role: RoleName) -> None:
    held = {RoleName(g.role) for g in _grants(session, account_id)}
    mixed = held - {role}
    if mixed and (role in STANDS_ALONE or held & STANDS_ALONE):
        raise Conflict(
            f"an account that is {', '.join(sorted(held))} cannot also be {role}",
            hint="administrators decide nothing and auditors change nothing: use a second account",
        )


def _grants(session: Session, account_id: str) -> list[AccountGrant]:
    query = select(AccountGrant).where(
        AccountGrant.account_id == account_id, AccountGrant.revoked_at.is_(None)
    )
    return list(session.scalars(query.order_by(AccountGrant.id)))


def _as_grant(row: AccountGrant) -> Grant:
    return Grant(RoleName(row.role), row.business_unit, row.limit, row.starts, row.ends, row.jurisdiction)


def _open_sessions(account_id: str):  # type: ignore[no-untyped-def]
    return select(LoginSession).where(LoginSession.account_id == account_id, LoginSession.closed_at.is_(None))


def _count_attempt(database: Database, attempt: str, now: datetime) -> datetime | None:
    """Count before the password is looked at, so that guesses made at once all count. Gives the lock now in force."""
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


def _hash_password(password: str, *, demo: bool) -> str:
    from argon2 import PasswordHasher

    if not password or (len(password) < SHORTEST_PASSWORD and not demo):
        raise InputError(
            f"expected a password of at least {SHORTEST_PASSWORD} characters, found {len(password)}"
        )
    return PasswordHasher().hash(password)


def _verify(password_hash: str, password: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import VerifyMismatchError

    try:
        return PasswordHasher().verify(password_hash, password)
    except VerifyMismatchError:
        return False


@cache
def _nobodys_hash() -> str:
    return _hash_password(secrets.token_urlsafe(16), demo=False)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
