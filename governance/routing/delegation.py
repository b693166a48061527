"""Answering for somebody who is away: one of their grants, for one business unit, between two days.

A delegation reaches answers alone (`access.DELEGABLE`), under the delegator's limit, and never further: it is not passed
on, ends with either account or with the grant, and gives nothing where delegate or delegator has a hand in the case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from governance.access import EVERYWHERE, PERMISSIONS, STANDS_ALONE, Actor, RoleName, allows
from governance.database import UnitOfWork, today
from governance.identity import active_actor, delegated_grants, live_grants
from governance.money import Money
from governance.storage.tables import AccountGrant, Delegation
from governance.vault import Owner, open_words
from governance.views import Person
from matching.errors import Conflict, Fault, Forbidden, InputError, NotFound

LONGEST_DAYS = 366
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class DelegationRecord:
    """`state`: to come, in force, over, ended, the last also where the grant it is under has ended. `reason` is for those it concerns.

    `limit` and `jurisdiction` are those of the grant.
    """

    id: str
    delegator: str
    delegate: str
    role: str
    business_unit: str
    jurisdiction: str
    limit: Money | None
    starts: date
    ends: date
    reason: str | None
    state: str
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who may answer for another today, as those see it who read what waits: not why."""

    delegate: Person
    delegator: Person
    role: str
    ends: date


def delegate(
    work: UnitOfWork,
    to: str,
    role: str,
    business_unit: str,
    *,
    starts: date,
    ends: date,
    reason: str,
) -> str:
    """Let account `to` answer under one's own grant of that role from the first to the last day; gives the id.

    `business_unit` may be narrower than the grant: one of them where the grant is for all (`*`).
    """
    work.require("approval.delegate", business_unit=None if business_unit == EVERYWHERE else business_unit)
    _check_terms(work, to, role, starts, ends, reason)
    grant = _own_grant(work, role, business_unit, starts, ends)
    delegate_actor = active_actor(work.session, to)
    if delegate_actor is None:
        raise NotFound(f"no account {to}", hint="check the identifier")
    if {held.role for held in delegate_actor.grants} & STANDS_ALONE:
        raise Forbidden(
            f"{delegate_actor.display_name} may answer for nobody",
            hint="administrators decide nothing and auditors change nothing: choose somebody else",
        )
    delegation_id, owner = work.new_id("B"), Owner("account", work.actor.id)
    work.add(
        Delegation(
            id=delegation_id,
            delegator_id=work.actor.id,
            delegate_id=to,
            grant_id=grant.id,
            business_unit=business_unit,
            starts=starts,
            ends=ends,
            reason=work.seal(owner, reason.strip(), place=f"delegation.reason:{delegation_id}"),
            made_at=work.now,
        )
    )
    facts = {
        "delegate": to,
        "grant": grant.id,
        "role": role,
        "starts": starts.isoformat(),
        "ends": ends.isoformat(),
    }
    words = {"reason": (owner, reason.strip())}
    work.audit(
        "delegation.made", "delegation", delegation_id, business_unit=business_unit, facts=facts, words=words
    )
    return delegation_id


def end_delegation(work: UnitOfWork, delegation_id: str) -> None:
    """End it now; by who gave it, who has it, or an administrator. To anybody else it is absent."""
    row = work.session.get(Delegation, delegation_id, with_for_update=True)
    concerned = row is not None and work.actor.id in (row.delegator_id, row.delegate_id)
    if row is None or not (concerned or allows(work.actor, "account.manage", on=work.today)):
        raise NotFound(f"no delegation {delegation_id}", hint="check the identifier")
    grant = work.session.get_one(AccountGrant, row.grant_id)
    if _state(row, grant, work.today) in ("ended", "over"):
        raise Conflict(f"delegation {delegation_id} has ended already", hint="nothing needs to be done")
    _end(work, row)


def reassign_from(work: UnitOfWork, account_id: str) -> list[str]:
    """Somebody leaves: what they gave and what was given to them ends, so those steps wait for the role again.

    Gives the ids of the delegations that ended. Asks nothing: it is part of closing an account.
    """
    rows = delegations_with(work.session, account_id, locked=True)
    for row in rows:
        _end(work, row)
    return [row.id for row in rows]


def delegations_with(session: Session, account_id: str, *, locked: bool = False) -> list[Delegation]:
    """Those that have not been ended, given by the account or to it; `locked`: for a command that ends them."""
    concerned = or_(Delegation.delegator_id == account_id, Delegation.delegate_id == account_id)
    query = select(Delegation).where(concerned, Delegation.ended_at.is_(None)).order_by(Delegation.id)
    return list(session.scalars(query.with_for_update() if locked else query))


def delegations(session: Session, actor: Actor, names: Mapping[str, str]) -> list[DelegationRecord]:
    """What the actor gave or was given, and everything for those who audit; the newest first. `names`: by account id."""
    if allows(actor, "audit.read", on=today(session)):
        return _found(session, names, true())
    return _found(
        session, names, or_(Delegation.delegator_id == actor.id, Delegation.delegate_id == actor.id)
    )


def delegated_by(session: Session, actor: Actor, names: Mapping[str, str]) -> list[DelegationRecord]:
    """Who answers for the actor, did or will; the newest first."""
    return _found(session, names, Delegation.delegator_id == actor.id)


def delegated_to(session: Session, actor: Actor, names: Mapping[str, str]) -> list[DelegationRecord]:
    """For whom the actor answers, did or will; the newest first."""
    return _found(session, names, Delegation.delegate_id == actor.id)


def stand_ins(
    session: Session, roles: Iterable[str], business_unit: str, jurisdiction: str, names: Mapping[str, str]
) -> list[StandIn]:
    """Who may answer today for a holder of one of these roles there; limits and hands in the case are asked when they do."""
    wanted, day = set(roles), today(session)
    open_now = select(Delegation.delegate_id).where(Delegation.ended_at.is_(None)).distinct()
    found = [
        StandIn(
            Person.of(delegate_id, names),
            Person.of(given.delegator_id, names),
            given.grant.role.value,
            given.grant.ends or day,
        )
        for delegate_id in session.scalars(open_now)
        if active_actor(session, delegate_id) is not None
        for given in delegated_grants(session, delegate_id)
        if given.grant.role in wanted
        and given.grant.holds(day)
        and given.grant.covers(business_unit, jurisdiction)
    ]
    return sorted(found, key=lambda one: (one.delegator.name, one.delegate.name))


def _found(session: Session, names: Mapping[str, str], which: ColumnElement[bool]) -> list[DelegationRecord]:
    query = select(Delegation, AccountGrant).join(AccountGrant, AccountGrant.id == Delegation.grant_id)
    found = session.execute(query.where(which).order_by(Delegation.made_at.desc(), Delegation.id.desc()))
    return [_record(session, row, grant, names) for row, grant in found]


def _check_terms(work: UnitOfWork, to: str, role: str, starts: date, ends: date, reason: str) -> None:
    faults = []
    if to == work.actor.id:
        faults.append(Fault("another account", "one's own", field="to"))
    if role not in PERMISSIONS["approval.delegate"]:
        may = ", ".join(sorted(PERMISSIONS["approval.delegate"]))
        faults.append(Fault(f"a role that approves: {may}", repr(role)[:80], field="role"))
    if starts < work.today:
        faults.append(Fault(f"{work.today} or later", str(starts), field="starts"))
    if not 0 <= (ends - starts).days < LONGEST_DAYS:
        faults.append(Fault(f"a last day within {LONGEST_DAYS} days of the first", str(ends), field="ends"))
    if not reason.strip() or len(reason) > LONGEST_REASON:
        faults.append(
            Fault(f"a reason of at most {LONGEST_REASON:,} characters", f"{len(reason)}", field="reason")
        )
    if faults:
        raise InputError("the delegation is not as expected", faults=faults)


def _own_grant(work: UnitOfWork, role: str, business_unit: str, starts: date, ends: date) -> AccountGrant:
    """The actor's own grant of that role there which holds on some of these days, the highest limit first."""
    found = [
        row
        for row in live_grants(work.session, work.actor.id)
        if row.role == role
        and row.business_unit in (business_unit, EVERYWHERE)
        and (row.starts is None or row.starts <= ends)
        and (row.ends is None or row.ends >= starts)
    ]
    if not found:
        raise Forbidden(
            f"{work.actor.display_name} is not {RoleName(role).replace('_', ' ')} in {business_unit} on those days,"
            " and nobody delegates what they do not hold themselves",
            hint="delegate a role of your own; what was delegated to you cannot be passed on",
        )
    return max(found, key=_limit)


def _limit(row: AccountGrant) -> int:
    return row.limit_minor or 0


def _end(work: UnitOfWork, row: Delegation) -> None:
    row.ended_at, row.ended_by = work.now, work.actor.id
    work.session.flush()
    facts = {"delegator": row.delegator_id, "delegate": row.delegate_id}
    work.audit("delegation.ended", "delegation", row.id, business_unit=row.business_unit, facts=facts)


def _record(
    session: Session, row: Delegation, grant: AccountGrant, names: Mapping[str, str]
) -> DelegationRecord:
    reason = open_words(
        session, Owner("account", row.delegator_id), row.reason, place=f"delegation.reason:{row.id}"
    )
    return DelegationRecord(
        id=row.id,
        delegator=names.get(row.delegator_id, row.delegator_id),
        delegate=names.get(row.delegate_id, row.delegate_id),
        role=grant.role,
        business_unit=row.business_unit,
        jurisdiction=grant.jurisdiction,
        limit=grant.limit,
        starts=row.starts,
        ends=row.ends,
        reason=reason,
        state=_state(row, grant, today(session)),
        made_at=row.made_at,
        ended_at=row.ended_at,
    )


def _state(row: Delegation, grant: AccountGrant, day: date) -> str:
    if row.ended_at is not None or grant.revoked_at is not None:
        return "ended"
    if min(row.ends, grant.ends or row.ends) < day:
        return "over"
    return "to come" if max(row.starts, grant.starts or row.starts) > day else "in force"
