"""Asking that somebody be forgotten: at once, or, while a legal hold keeps them, as soon as the last one is lifted.

Whoever waits to be erased is not ranked and not learned from. The erasing itself is `restrictions.py`.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import access
from governance.access import EVERYWHERE, Actor, reads
from governance.database import UnitOfWork, today
from governance.people.held import holds_on, reached_by_erasing
from governance.people.restrictions import ERASURE_KEY, erase_person, require_reason
from governance.storage.tables import ErasureRequest, Person
from governance.vault import Owner, open_words
from matching.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class ErasureAnswer:
    """`erased` now, or kept as `request` until the last of `holds` is lifted."""

    erased: bool
    request: str | None = None
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasureAhead:
    """What an erasure would meet now: `holds` that keep it waiting, a `request` that waits already, or one that is done."""

    person: str
    holds: tuple[str, ...]
    request: str | None
    erased_at: datetime | None


def foresee_erasure(session: Session, actor: Actor, person_id: str) -> ErasureAhead:
    """What `request_erasure` would find; changes nothing. For who may ask for it; NotFound out of their reach."""
    on = today(session)
    access.require(actor, "people.erase", on=on)
    row = session.get(Person, person_id)
    if row is None or not _held_for(actor, row, on):
        raise NotFound(f"no person {person_id}", hint="check the identifier")
    access.require(actor, "people.erase", business_unit=_unit(row), on=on)
    return ErasureAhead(
        person_id,
        holds_on(session, reached_by_erasing(session, person_id)),
        _waiting_for(session, person_id),
        row.erased_at,
    )


def request_erasure(work: UnitOfWork, person_id: str, reason: str) -> ErasureAnswer:
    """Forget a person now, or keep the request while a legal hold covers them."""
    person = reach_person(work, person_id, "people.erase")
    require_reason(reason)
    holds = holds_on(work.session, reached_by_erasing(work.session, person.id))
    if not holds:
        erase_person(work, person_id, reason)
        return ErasureAnswer(True)
    if person.erased_at is not None:
        raise Conflict(f"person {person_id} is erased already")
    if earlier := _waiting_for(work.session, person_id):
        raise Conflict(
            f"the erasure of {person_id} waits already ({earlier})",
            hint=f"it is carried out when the last hold is lifted: {', '.join(holds)}",
        )
    return ErasureAnswer(False, _keep(work, person, reason, holds), holds)


def carry_out_freed(work: UnitOfWork) -> tuple[str, ...]:
    """Erase everybody who waits for it and whom no hold covers any longer; gives their ids."""
    waiting = (
        select(ErasureRequest).where(ErasureRequest.carried_out_at.is_(None)).order_by(ErasureRequest.id)
    )
    freed = []
    for request in work.session.scalars(waiting).all():
        if holds_on(work.session, reached_by_erasing(work.session, request.person_id)):
            continue
        owner = Owner(ERASURE_KEY, request.person_id)
        reason = open_words(work.session, owner, request.reason, place=_place(request.id)) or "as asked"
        if work.locked(Person, request.person_id, "person").erased_at is None:
            erase_person(work, request.person_id, reason, request=request.id)
            freed.append(request.person_id)
        request.carried_out_at = work.now
    work.session.flush()
    return tuple(freed)


def reach_person(work: UnitOfWork, person_id: str, action: str) -> Person:
    """The person, locked, if the actor may do this to whom their business unit holds; absent where it lies outside theirs."""
    row = work.session.get(Person, person_id, with_for_update=True)
    if row is None or not _held_for(work.actor, row, work.today):
        work.require(action)
        raise NotFound(f"no person {person_id}", hint="check the identifier")
    work.require(action, business_unit=_unit(row))
    return row


def _held_for(actor: Actor, row: Person, on: date) -> bool:
    return row.business_unit == EVERYWHERE or reads(actor, row.business_unit, on=on)


def _unit(row: Person) -> str | None:
    return None if row.business_unit == EVERYWHERE else row.business_unit


def _waiting_for(session: Session, person_id: str) -> str | None:
    return session.scalar(
        select(ErasureRequest.id).where(
            ErasureRequest.person_id == person_id, ErasureRequest.carried_out_at.is_(None)
        )
    )


def _keep(work: UnitOfWork, person: Person, reason: str, holds: tuple[str, ...]) -> str:
    request_id, owner = work.new_id("Z"), Owner(ERASURE_KEY, person.id)
    sealed = work.seal(owner, reason, place=_place(request_id))
    assert sealed is not None
    work.add(
        ErasureRequest(
            id=request_id,
            person_id=person.id,
            reason=sealed,
            requested_by=work.actor.id,
            requested_at=work.now,
        )
    )
    work.audit(
        "person.erasure_requested",
        "person",
        person.id,
        business_unit=person.business_unit,
        facts={"request": request_id, "holds": list(holds)},
        words={"reason": (owner, reason)},
    )
    return request_id


def _place(request_id: str) -> str:
    return f"erasure_request.reason:{request_id}"
