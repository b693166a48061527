"""Which requisitions somebody reaches, with all that hangs on them: by business unit and jurisdiction of one and the same grant.

The one answer to that question, for one row and as a condition of a query; whoever reads or acts on a case asks here. What a
grant allows is `access.py`. A request that names no jurisdiction yet takes a grant for all of them, to read as to act.
"""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from governance import access
from governance.access import EVERYWHERE, Actor
from governance.database import UnitOfWork, today
from governance.intake import jurisdiction_of
from governance.money import Money
from governance.storage.tables import AuditEntry, Engagement, LegalHold, Requisition, RequisitionIntake


def reaches(session: Session, actor: Actor, action: str, row: Requisition) -> bool:
    """Whether some grant of the actor allows the action on that requisition today, whatever it costs."""
    return access.allows(
        actor,
        action,
        business_unit=row.business_unit,
        jurisdiction=jurisdiction_of(session, row),
        on=today(session),
    )


def reads(session: Session, actor: Actor, row: Requisition) -> bool:
    """Whether the requisition is there at all for the actor."""
    return reaches(session, actor, "requisition.read", row)


def require(work: UnitOfWork, action: str, row: Requisition, *, amount: Money | None = None) -> None:
    """Raise unless the actor may do that to the requisition; NotFound where it is not there for them."""
    work.require(
        action,
        business_unit=row.business_unit,
        jurisdiction=jurisdiction_of(work.session, row),
        amount=amount,
    )


def reached(session: Session, actor: Actor, action: str) -> ColumnElement[bool]:
    """`reaches`, as a condition on the requisitions of a query."""
    places = access.places_for(actor, action, on=today(session))
    return or_(false(), *(_within(unit, jurisdiction) for unit, jurisdiction in places))


def about_reached(
    session: Session, actor: Actor, action: str, subject: InstrumentedAttribute[str]
) -> ColumnElement[bool]:
    """True of rows whose `subject` is not a requisition out of the actor's reach, nor an engagement of one or a hold on either.

    What speaks of no requisition has a business unit and no jurisdiction: that the caller asks for.
    """
    if all(place == EVERYWHERE for _, place in access.places_for(actor, action, on=today(session))):
        return true()
    # Each of them stands by itself, also within a query of the same table.
    away = select(Requisition.id).where(~reached(session, actor, action)).correlate(None)
    engaged = select(Engagement.id).where(Engagement.requisition_id.in_(away)).correlate(None)
    held = select(LegalHold.id).where(
        or_(LegalHold.subject_id.in_(away), LegalHold.subject_id.in_(engaged)),
        LegalHold.subject_kind != "person",
    )
    held = held.correlate(None)
    return and_(subject.not_in(away), subject.not_in(engaged), subject.not_in(held))


def entries_reached(session: Session, actor: Actor) -> ColumnElement[bool]:
    """Entries of the log that are in the actor's business units, and of no case out of their reach."""
    units = access.units_for(actor, "audit.read", on=today(session))
    in_units = true() if EVERYWHERE in units else AuditEntry.business_unit.in_(units)
    return and_(in_units, about_reached(session, actor, "audit.read", AuditEntry.subject_id))


def described(places: Iterable[tuple[str, str]]) -> list[str]:
    """Places as a file may state them: `Payments`, or `Payments/DE` where one country of it is meant."""
    return sorted(unit if place == EVERYWHERE else f"{unit}/{place}" for unit, place in places)


def _within(unit: str, jurisdiction: str) -> ColumnElement[bool]:
    in_unit = true() if unit == EVERYWHERE else Requisition.business_unit == unit
    if jurisdiction == EVERYWHERE:
        return in_unit
    newest = (
        select(RequisitionIntake.jurisdiction)
        .where(
            RequisitionIntake.requisition_id == Requisition.id,
            RequisitionIntake.number == Requisition.role_version,
        )
        .correlate(Requisition)
        .scalar_subquery()
    )
    # A request from before there was an intake states none; nothing may turn out as NULL, or its negation would be one too.
    stated = func.coalesce(newest, EVERYWHERE)
    return and_(in_unit, or_(stated == jurisdiction, stated.startswith(f"{jurisdiction}-", autoescape=True)))
