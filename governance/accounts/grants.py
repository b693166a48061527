"""Giving and taking back roles. Giving takes two people: one proposes, another confirms; neither receives it.

Saying no and taking back take one. A new record has one administrator, who alone may confirm one grant: the second
administrator's. Where only one is left later, compliance confirms the next. What a role allows is `access.py`; the database
keeps the same rules by itself (`storage/guards/`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from governance import access
from governance.access import EVERYWHERE, STANDS_ALONE, Actor, Grant, RoleName
from governance.database import UnitOfWork, today
from governance.identity import as_grant, in_force, live_grants, names_of
from governance.money import Money
from governance.storage.tables import Account, AccountGrant
from governance.views import Person
from matching.codes import is_place
from matching.errors import Conflict, Forbidden, InputError

LONGEST_UNIT = 80


@dataclass(frozen=True, slots=True)
class PendingGrant:
    """A grant that waits for another person. `why_not` says why this actor may not confirm it; `name` is typed at log-in."""

    id: str
    account: Person
    name: str
    grant: Grant
    proposed_by: Person
    proposed_at: datetime
    why_not: str | None


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
    """Propose a role for an account; gives the grant's id. It gives nothing until another person confirms it.

    A higher limit is a new grant. Administrators and auditors hold no other role.
    """
    work.require("account.manage")
    if account_id == work.actor.id:
        raise Forbidden("nobody grants themselves a role", hint="another administrator must do it")
    proposed = checked(role, business_unit, approval_limit, starts, ends, jurisdiction)
    account = work.locked(Account, account_id, "account")
    _refuse_disabled(account)
    _refuse_mixture(work, account_id, proposed.role)
    return insert_grant(work, account_id, proposed, "account.grant_proposed")


def confirm_grant(work: UnitOfWork, grant_id: str) -> None:
    """Another administrator's yes: the grant is in force from now on, within its days."""
    work.require("account.rescue" if _rescues(work.actor, on=work.today) else "account.manage")
    row = _pending(work, grant_id)
    found = administrators(work.session, on=work.today)
    if refused := _why_not(work.session, work.actor, row, found, on=work.today):
        raise refused
    _refuse_disabled(work.locked(Account, row.account_id, "account"))
    _refuse_mixture(work, row.account_id, RoleName(row.role))
    if row.granted_by == work.actor.id:
        row.basis = "founding"
    row.confirmed_by, row.confirmed_at = work.actor.id, work.now
    _audit(work, row, "account.granted", {"basis": row.basis, "proposed_by": row.granted_by})


def deny_grant(work: UnitOfWork, grant_id: str) -> None:
    """A no to a proposed grant, or its withdrawal by whoever proposed it; one person is enough."""
    work.require("account.close")
    row = _pending(work, grant_id)
    row.revoked_at = work.now
    _audit(
        work, row, "account.grant_withdrawn" if row.granted_by == work.actor.id else "account.grant_denied"
    )


def revoke_grant(work: UnitOfWork, grant_id: str) -> None:
    """Take back a grant in force, at once; one person is enough, but not for their own."""
    work.require("account.close")
    row = work.locked(AccountGrant, grant_id, "grant")
    if row.confirmed_at is None and row.revoked_at is None:
        raise Conflict(f"grant {grant_id} is not in force yet", hint="deny it instead")
    if row.revoked_at is not None:
        raise Conflict(f"grant {grant_id} is revoked already")
    if is_over(row, on=work.today, now=work.now):
        raise Conflict(f"grant {grant_id} is over already", hint="nothing needs to be done")
    if row.account_id == work.actor.id:
        raise Forbidden("nobody revokes their own role", hint="another administrator must do it")
    row.revoked_at = work.now
    _audit(work, row, "account.grant_revoked")


def is_over(row: AccountGrant, *, on: date, now: datetime) -> bool:
    """Whether a grant has run out by itself: its last day is past, or the log-in that gave it is long ago."""
    return (row.ends is not None and row.ends < on) or (row.lapses_at is not None and row.lapses_at <= now)


def pending_grants(session: Session, actor: Actor) -> list[PendingGrant]:
    """What waits for confirmation, oldest first, for those who see accounts or may confirm."""
    on = today(session)
    if not access.allows(actor, "account.rescue", on=on):
        access.require(actor, "account.read", on=on)
    query = (
        select(AccountGrant, Account.name)
        .join(Account, Account.id == AccountGrant.account_id)
        .where(AccountGrant.confirmed_at.is_(None), AccountGrant.revoked_at.is_(None))
    )
    names, found = names_of(session), administrators(session, on=on)
    return [
        PendingGrant(
            id=row.id,
            account=Person.of(row.account_id, names),
            name=name,
            grant=as_grant(row),
            proposed_by=Person.of(row.granted_by, names),
            proposed_at=row.granted_at,
            why_not=str(refused) if (refused := _why_not(session, actor, row, found, on=on)) else None,
        )
        for row, name in session.execute(query.order_by(AccountGrant.granted_at, AccountGrant.id))
    ]


def checked(
    role: str,
    business_unit: str,
    approval_limit: Money | None,
    starts: date | None,
    ends: date | None,
    jurisdiction: str,
) -> Grant:
    """The grant these describe, or InputError."""
    if role not in set(RoleName):
        raise InputError(f"expected a role of {', '.join(RoleName)}, found {role!r}")
    if not business_unit.strip() or len(business_unit) > LONGEST_UNIT:
        raise InputError(
            f"expected a business unit of at most {LONGEST_UNIT} characters or *, found {business_unit[:90]!r}"
        )
    if starts and ends and ends < starts:
        raise InputError(f"expected an end on or after the start {starts}, found {ends}")
    if approval_limit is not None and approval_limit.minor <= 0:
        raise InputError(f"expected a limit above zero, found {approval_limit}")
    if jurisdiction != EVERYWHERE and not is_place(jurisdiction):
        raise InputError(
            f"expected a jurisdiction such as DE or US-CA, or *, found {jurisdiction[:20]!r}",
            hint="a country of ISO 3166, with a part of it where its law differs",
        )
    return Grant(RoleName(role), business_unit.strip(), approval_limit, starts, ends, jurisdiction)


def insert_grant(work: UnitOfWork, account_id: str, given: Grant, action: str, **columns: Any) -> str:
    """The row with its audit entry, pending unless `columns` say how it came to be in force; gives its id."""
    limit = given.approval_limit
    row = AccountGrant(
        id=work.new_id("G"),
        account_id=account_id,
        role=given.role.value,
        business_unit=given.business_unit,
        jurisdiction=given.jurisdiction,
        limit_minor=limit.minor if limit else None,
        limit_currency=limit.currency if limit else None,
        starts=given.starts,
        ends=given.ends,
        **{"granted_by": work.actor.id, "granted_at": work.now, "basis": "two_people", **columns},
    )
    work.add(row)
    _audit(work, row, action, {"basis": row.basis})
    return row.id


def administrators(session: Session, *, on: date) -> frozenset[str]:
    """Accounts that are administrators on that day and can log in."""
    query = (
        select(AccountGrant)
        .join(Account, Account.id == AccountGrant.account_id)
        .where(
            AccountGrant.role == RoleName.ADMINISTRATOR.value,
            in_force(session),
            Account.disabled_at.is_(None),
        )
    )
    return frozenset(row.account_id for row in session.scalars(query) if as_grant(row).holds(on))


def grants_of(session: Session, account_id: str) -> list[AccountGrant]:
    """Whatever of theirs is in force or pending, and what they proposed for others that is pending."""
    pending = AccountGrant.confirmed_at.is_(None)
    query = select(AccountGrant).where(
        AccountGrant.revoked_at.is_(None),
        or_(AccountGrant.account_id == account_id, pending & (AccountGrant.granted_by == account_id)),
    )
    return list(session.scalars(query.order_by(AccountGrant.id)))


def end_group_grants(work: UnitOfWork, account_id: str | None = None) -> int:
    """End what groups gave, to one account or to all, within a command that says so in the log; gives how many."""
    query = select(AccountGrant).where(AccountGrant.basis == "sign_on", AccountGrant.revoked_at.is_(None))
    if account_id is not None:
        query = query.where(AccountGrant.account_id == account_id)
    found = work.session.scalars(query).all()
    for row in found:
        row.revoked_at = work.now
    work.session.flush()
    return sum(row.lapses_at is not None and row.lapses_at > work.now for row in found)


def _pending(work: UnitOfWork, grant_id: str) -> AccountGrant:
    row = work.locked(AccountGrant, grant_id, "grant")
    if row.confirmed_at is not None or row.revoked_at is not None:
        raise Conflict(
            f"grant {grant_id} no longer waits for confirmation", hint="list what does and choose there"
        )
    return row


def _rescues(actor: Actor, *, on: date) -> bool:
    return access.allows(actor, "account.rescue", on=on)


def _why_not(
    session: Session, actor: Actor, row: AccountGrant, found: frozenset[str], *, on: date
) -> Forbidden | None:
    """What keeps this actor from confirming, if anything. `found`: the administrators of that day."""
    if row.account_id == actor.id:
        return Forbidden("nobody confirms a role for themselves", hint="another administrator must do it")
    if _rescues(actor, on=on) and (row.role != RoleName.ADMINISTRATOR or len(found) > 1):
        return Forbidden(
            "compliance confirms only an administrator, and only where one is left",
            hint="an administrator other than who proposed it must do it",
        )
    if not _rescues(actor, on=on) and not access.allows(actor, "account.manage", on=on):
        return Forbidden(f"{actor.display_name} may not confirm grants", hint="ask an administrator")
    if row.granted_by != actor.id or _may_found(session, actor, row, found):
        return None
    return Forbidden(
        f"{actor.display_name} proposed this and so may not confirm it",
        hint="another administrator must do it; the second administrator of a new record needs only the first",
    )


def _may_found(session: Session, actor: Actor, row: AccountGrant, found: frozenset[str]) -> bool:
    """The only administrator confirms the second, once in the life of a record."""
    founded = exists().where(AccountGrant.basis == "founding")
    return row.role == RoleName.ADMINISTRATOR and found == {actor.id} and not session.scalar(select(founded))


def _refuse_disabled(account: Account) -> None:
    if account.disabled_at is not None:
        raise Conflict(f"account {account.name} is disabled", hint="enable it first")


def _refuse_mixture(work: UnitOfWork, account_id: str, role: RoleName) -> None:
    held = {RoleName(g.role) for g in live_grants(work.session, account_id)}
    mixed = held - {role}
    if mixed and (role in STANDS_ALONE or held & STANDS_ALONE):
        raise Conflict(
            f"an account that is {', '.join(sorted(held))} cannot also be {role}",
            hint="administrators decide nothing and auditors change nothing: use a second account",
        )


def _audit(work: UnitOfWork, row: AccountGrant, action: str, more: Mapping[str, Any] | None = None) -> None:
    work.audit(
        action,
        "account",
        row.account_id,
        business_unit=row.business_unit,
        facts={
            "grant": row.id,
            "role": row.role,
            "jurisdiction": row.jurisdiction,
            "limit": row.limit and {"minor": row.limit.minor, "currency": row.limit.currency},
            "starts": row.starts and row.starts.isoformat(),
            "ends": row.ends and row.ends.isoformat(),
            **(more or {}),
        },
    )
