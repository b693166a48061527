"""Legal holds: while one stands, nothing of whom it covers is erased, expires, or is let go by the retention schedule.

Compliance places a hold on a person, a requisition or an engagement, and another person lifts it. It covers everybody
the thing speaks of, now and as it grows, and everybody who is the same person. Who that is: `storage/held.py`; the
database keeps to it by itself (`storage/guards/`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import access, cases, engagements, scope
from governance.access import EVERYWHERE, Actor, require_another
from governance.database import UnitOfWork, today
from governance.identity import names_of
from governance.people.erasures import carry_out_freed, reach_person
from governance.people.held import held_people, holds_on, reached_by_erasing
from governance.people.restrictions import require_reason
from governance.storage.tables import ErasureRequest, LegalHold
from governance.vault import Owner, open_words
from governance.views import Person
from matching.errors import Conflict, Forbidden, InputError, NotFound

SUBJECTS = ("person", "requisition", "engagement")
HOLD_KEY = "hold"

SubjectKind = Literal["person", "requisition", "engagement"]


@dataclass(frozen=True, slots=True)
class HoldRecord:
    """`people`: how many it covers now. `waiting`: who is to be erased once nothing holds them.

    `frees`: who of those would be erased by lifting this hold now, since no other holds them.
    """

    id: str
    kind: str
    subject: str
    business_unit: str
    reason: str | None
    placed_by: Person
    placed_at: datetime
    people: int
    waiting: tuple[str, ...]
    frees: tuple[str, ...]
    lifted_by: Person | None
    lifted_at: datetime | None
    lift_reason: str | None


def place_hold(work: UnitOfWork, kind: str, subject: str, reason: str) -> str:
    """Hold a person, a requisition or an engagement; gives the hold's id. There may be several on one subject."""
    if kind not in SUBJECTS:
        raise InputError(f"expected a hold on {', '.join(SUBJECTS)}, found {kind!r}")
    unit = _reach(work, kind, subject)
    require_reason(reason)
    hold_id = work.new_id("H")
    owner = Owner(HOLD_KEY, hold_id)
    sealed = work.seal(owner, reason, place=f"legal_hold.reason:{hold_id}")
    assert sealed is not None
    work.add(
        LegalHold(
            id=hold_id,
            subject_kind=kind,
            subject_id=subject,
            business_unit=unit,
            reason=sealed,
            placed_by=work.actor.id,
            placed_at=work.now,
        )
    )
    _audit(work, "hold.placed", hold_id, kind, subject, unit, reason)
    return hold_id


def lift_hold(work: UnitOfWork, hold_id: str, reason: str) -> tuple[str, ...]:
    """End a hold that somebody else placed; erases whoever waited for that and gives their ids."""
    row = work.session.get(LegalHold, hold_id, with_for_update=True)
    if row is None or not _in_scope(work, row):
        work.require("hold.manage")
        raise NotFound(f"no hold {hold_id}", hint="check the identifier")
    _require_reach(work.actor, row.business_unit, work.today)
    require_reason(reason)
    require_another(work.actor, [(row.placed_by, "placed this hold")], "lift it")
    if row.lifted_at is not None:
        raise Conflict(f"hold {hold_id} is lifted already")
    sealed = work.seal(Owner(HOLD_KEY, hold_id), reason, place=f"legal_hold.lift_reason:{hold_id}")
    row.lifted_by, row.lifted_at, row.lift_reason = work.actor.id, work.now, sealed
    work.session.flush()
    _audit(work, "hold.lifted", hold_id, row.subject_kind, row.subject_id, row.business_unit, reason)
    return carry_out_freed(work)


def may_lift(actor: Actor, business_unit: str, *, on: date) -> bool:
    """Whether the actor's grants reach as far as a hold of that unit does, were it not their own: of `*`, all of them."""
    try:
        _require_reach(actor, business_unit, on)
    except (Forbidden, NotFound):
        return False
    return True


def holds(
    session: Session, actor: Actor, *, lifted: bool = False, subjects: Collection[str] | None = None
) -> list[HoldRecord]:
    """Holds in force in the actor's units, the oldest first; with `lifted` the others too. `subjects`: only on these."""
    access.require(actor, "hold.read", on=today(session))
    units = access.units_for(actor, "hold.read", on=today(session))
    query = select(LegalHold).where(scope.about_reached(session, actor, "hold.read", LegalHold.id))
    query = query.order_by(LegalHold.placed_at, LegalHold.id)
    if not lifted:
        query = query.where(LegalHold.lifted_at.is_(None))
    if EVERYWHERE not in units:
        query = query.where(LegalHold.business_unit.in_({EVERYWHERE, *units}))
    if subjects is not None:
        query = query.where(LegalHold.subject_id.in_(subjects))
    rows = session.scalars(query).all()
    # Whom holds cover takes a look at every list that is held: not where there is nothing to say it of.
    return _with_people(session, rows) if rows else []


def _with_people(session: Session, rows: Sequence[LegalHold]) -> list[HoldRecord]:
    """The holds with how many people each covers, and who waits to be erased."""
    covered: dict[str, list[str]] = {}
    for person_id, hold_ids in held_people(session).items():
        for hold_id in hold_ids:
            covered.setdefault(hold_id, []).append(person_id)
    waiting: dict[str, list[str]] = {}
    frees: dict[str, list[str]] = {}
    asked = select(ErasureRequest.person_id).where(ErasureRequest.carried_out_at.is_(None))
    for person_id in session.scalars(asked.order_by(ErasureRequest.id)).all():
        standing = holds_on(session, reached_by_erasing(session, person_id))
        for hold_id in standing:
            waiting.setdefault(hold_id, []).append(person_id)
        if len(standing) == 1:
            frees.setdefault(standing[0], []).append(person_id)
    names = names_of(session)
    return [
        _record(
            session,
            row,
            len(covered.get(row.id, ())),
            waiting.get(row.id, ()),
            frees.get(row.id, ()),
            names,
        )
        for row in rows
    ]


def _reach(work: UnitOfWork, kind: str, subject: str) -> str:
    """The business unit of the subject, if it is in scope and the actor may hold it."""
    if kind == "requisition":
        return cases.requisition(work, subject, "hold.manage").business_unit
    if kind == "engagement":
        return engagements.reach(work, subject, "hold.manage").business_unit
    person = reach_person(work, subject, "hold.manage")
    if person.erased_at is not None or person.expired_at is not None:
        raise Conflict(f"of person {subject} nothing is left to hold", hint="hold the requisition instead")
    return person.business_unit


def _require_reach(actor: Actor, business_unit: str, on: date) -> None:
    """Whoever is held for every unit is let go by whose grant is for every unit."""
    if business_unit == EVERYWHERE:
        access.require_everywhere(actor, "hold.manage", on=on)
    else:
        access.require(actor, "hold.manage", business_unit=business_unit, on=on)


def _in_scope(work: UnitOfWork, row: LegalHold) -> bool:
    if row.business_unit != EVERYWHERE and not access.reads(work.actor, row.business_unit, on=work.today):
        return False
    reached = scope.about_reached(work.session, work.actor, "hold.manage", LegalHold.id)
    return work.session.scalar(select(LegalHold.id).where(LegalHold.id == row.id, reached)) is not None


def _audit(
    work: UnitOfWork, action: str, hold_id: str, kind: str, subject: str, unit: str, reason: str
) -> None:
    work.audit(
        action,
        "hold",
        hold_id,
        business_unit=unit,
        facts={kind: subject},
        words={"reason": (Owner(HOLD_KEY, hold_id), reason)},
    )


def _record(
    session: Session,
    row: LegalHold,
    covered: int,
    waiting: Sequence[str],
    frees: Sequence[str],
    names: Mapping[str, str],
) -> HoldRecord:
    owner = Owner(HOLD_KEY, row.id)
    return HoldRecord(
        id=row.id,
        kind=row.subject_kind,
        subject=row.subject_id,
        business_unit=row.business_unit,
        reason=open_words(session, owner, row.reason, place=f"legal_hold.reason:{row.id}"),
        placed_by=Person.of(row.placed_by, names),
        placed_at=row.placed_at,
        people=covered,
        waiting=tuple(waiting),
        frees=tuple(frees),
        lifted_by=Person.of(row.lifted_by, names) if row.lifted_by else None,
        lifted_at=row.lifted_at,
        lift_reason=open_words(session, owner, row.lift_reason, place=f"legal_hold.lift_reason:{row.id}"),
    )
