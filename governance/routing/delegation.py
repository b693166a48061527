"""Answering for somebody who is away: one of their grants, for one business unit, between two days.

A delegation reaches answers alone (`access.DELEGABLE`), under the delegator's limit, and never further: it is not passed
on, ends with either account or with the grant, and gives nothing where delegate or delegator has a hand in the case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from governance.access import EVERYWHERE, PERMISSIONS, STANDS_ALONE, Actor, RoleName, allows
from governance.database import UnitOfWork, today
from governance.identity import active_actor, live_grants
from governance.storage.tables import AccountGrant, Delegation
from governance.vault import Owner, open_words
from matching.errors import Conflict, Fault, Forbidden, InputError, NotFound

LONGEST_DAYS = 366
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class DelegationRecord:
    """`state`: to come, in force, over, ended. `reason` is for those it concerns."""

    id: str
    delegator: str
    delegate: str
    role: str
    business_unit: str
    starts: date
    ends: date
    reason: str | None
    state: str
    made_at: datetime
    ended_at: datetime | None


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
    if row.ended_at is not None:
        raise Conflict(f"delegation {delegation_id} has ended already", hint="nothing needs to be done")
    _end(work, row)


def reassign_from(work: UnitOfWork, account_id: str) -> list[str]:
    """Somebody leaves: what they gave and what was given to them ends, so those steps wait for the role again.

    Gives the ids of the delegations that ended. Asks nothing: it is part of closing an account.
    """
    query = select(Delegation).where(
        or_(Delegation.delegator_id == account_id, Delegation.delegate_id == account_id),
        Delegation.ended_at.is_(None),
    )
    rows = list(work.session.scalars(query.order_by(Delegation.id).with_for_update()))
    for row in rows:
        _end(work, row)
    return [row.id for row in rows]


def delegations(session: Session, actor: Actor, names: Mapping[str, str]) -> list[DelegationRecord]:
    """What the actor gave or was given, and everything for those who audit; the newest first. `names`: by account id."""
    query = select(Delegation, AccountGrant.role).join(AccountGrant, AccountGrant.id == Delegation.grant_id)
    if not allows(actor, "audit.read", on=today(session)):
        query = query.where(or_(Delegation.delegator_id == actor.id, Delegation.delegate_id == actor.id))
    found = session.execute(query.order_by(Delegation.made_at.desc(), Delegation.id.desc()))
    return [_record(session, row, role, names) for row, role in found]


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


def _record(session: Session, row: Delegation, role: str, names: Mapping[str, str]) -> DelegationRecord:
    day = today(session)
    state = (
        "ended"
        if row.ended_at is not None
        else "over"
        if row.ends < day
        else "to come"
        if row.starts > day
        else "in force"
    )
    reason = open_words(
        session, Owner("account", row.delegator_id), row.reason, place=f"delegation.reason:{row.id}"
    )
    return DelegationRecord(
        row.id,
        names.get(row.delegator_id, row.delegator_id),
        names.get(row.delegate_id, row.delegate_id),
        role,
        row.business_unit,
        row.starts,
        row.ends,
        reason,
        state,
        row.made_at,
        row.ended_at,
    )
