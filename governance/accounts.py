"""Accounts and their grants: who is who.

Passwords are kept as argon2id. Proving to be someone is `sessions.py`; what they may do once known is
`access.py`.
"""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from governance.access import EVERYWHERE, HOME, STANDS_ALONE, Actor, Grant, RoleName
from governance.database import Database, UnitOfWork
from governance.identity import actor_of, as_grant, hash_password, live_grants
from governance.money import Money
from governance.routing.delegation import reassign_from
from governance.sessions import (
    authenticate,
    close_session,
    issue_token,
    open_session,
    resolve_session,
    resolve_token,
    revoke_token,
)
from governance.storage.tables import Account, AccountGrant, LoginSession
from governance.vault import Owner
from matching.clock import Clock
from matching.errors import Conflict, Forbidden, InputError, NotFound

__all__ = [
    "AccountRecord",
    "add_account",
    "authenticate",
    "bootstrap_administrator",
    "close_session",
    "disable",
    "find_account",
    "grant",
    "has_accounts",
    "has_demo_accounts",
    "issue_token",
    "list_accounts",
    "open_session",
    "resolve_session",
    "resolve_token",
    "revoke_grant",
    "revoke_token",
    "set_password",
]

_NAME = re.compile(r"[\w.@+-]{1,80}")


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
    reassign_from(work, account_id)
    work.audit("account.disabled", "account", account_id)


def set_password(work: UnitOfWork, account_id: str, password: str) -> None:
    """One's own, or anybody's for an administrator. Open sessions of the account end."""
    if account_id != work.actor.id:
        work.require("account.manage")
    account = work.locked(Account, account_id, "account")
    account.password_hash = hash_password(password, demo=account.demo)
    work.session.execute(
        update(LoginSession)
        .where(LoginSession.account_id == account_id, LoginSession.closed_at.is_(None))
        .values(closed_at=work.now)
    )
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
    return [_record(session, row) for row in session.scalars(select(Account).order_by(Account.name))]


def demo_accounts(session: Session) -> list[AccountRecord]:
    """Accounts with a published password that can log in: the log-in page names them, so anybody may ask."""
    query = (
        select(Account)
        .where(Account.demo, Account.disabled_at.is_(None))
        .order_by(Account.created_at, Account.name)
    )
    return [_record(session, row) for row in session.scalars(query)]


def _record(session: Session, row: Account) -> AccountRecord:
    grants = tuple((g.id, as_grant(g)) for g in live_grants(session, row.id))
    return AccountRecord(row.id, row.name, row.display_name, row.demo, row.disabled_at is not None, grants)


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
            password_hash=hash_password(password, demo=demo),
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
    held = {RoleName(g.role) for g in live_grants(session, account_id)}
    mixed = held - {role}
    if mixed and (role in STANDS_ALONE or held & STANDS_ALONE):
        raise Conflict(
            f"an account that is {', '.join(sorted(held))} cannot also be {role}",
            hint="administrators decide nothing and auditors change nothing: use a second account",
        )
