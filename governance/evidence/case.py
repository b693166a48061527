"""The case of an evidence pack as one JSON value: the record's own words and codes, nobody's name but staff's.

Reads only what a page of the case shows. Notes of whoever is erased are null, and `people` says who is gone.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Actor
from governance.canonical import canonical
from governance.identity import names_of
from governance.plain import as_json
from governance.reading import requisition_case
from governance.storage.tables import (
    Person,
    RequisitionVersion,
    Selection,
    ShortlistPart,
    StageEvent,
)
from governance.storage.tables import Shortlist as ShortlistRow
from governance.views import RequisitionCase

SCHEMA = "candor.evidence-case/1"


def case_document(
    session: Session, actor: Actor, requisition_id: str, engagement_id: str | None
) -> tuple[dict[str, Any], RequisitionCase]:
    """The case and the record it was made from; of an engagement that one alone and no other of the requisition."""
    case = requisition_case(session, actor, requisition_id)
    told: dict[str, Any] = as_json(case)
    engagements = [one for one in told["engagements"] if engagement_id in (None, one["id"])]
    names = names_of(session)
    return {
        "schema": SCHEMA,
        "requisition": told["summary"],
        "engagement": engagement_id,
        "versions": _versions(session, requisition_id, names),
        "shortlists": told["shortlists"],
        "decisions": told["decisions"],
        "selections": _selections(session, requisition_id, names),
        "approvals": told["approvals"],
        "classifications": told["classifications"],
        "stage_events": _stage_events(session, requisition_id, told["stage_events"]),
        "engagements": engagements,
        "people": people_gone(session, requisition_id),
    }, case


def roles(session: Session, requisition_id: str) -> dict[int, bytes]:
    """Each version of the role as the log commits to it."""
    query = select(RequisitionVersion.number, RequisitionVersion.role)
    rows = session.execute(query.where(RequisitionVersion.requisition_id == requisition_id))
    return {number: canonical(role) for number, role in rows}


def people_gone(session: Session, requisition_id: str) -> dict[str, str]:
    """Who of the case's lists was `erased`, or `expired` with the licence that held them."""
    query = (
        select(Person.id, Person.erased_at)
        .join(ShortlistPart, ShortlistPart.person_id == Person.id)
        .join(ShortlistRow, ShortlistRow.id == ShortlistPart.shortlist_id)
        .where(ShortlistRow.requisition_id == requisition_id)
        .where(Person.erased_at.is_not(None) | Person.expired_at.is_not(None))
    )
    gone = {person: "erased" if erased_at else "expired" for person, erased_at in session.execute(query)}
    return dict(sorted(gone.items()))


def _stage_events(session: Session, requisition_id: str, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events with their ids, by which the log names them."""
    query = select(StageEvent.id).where(StageEvent.requisition_id == requisition_id)
    ids = session.scalars(query.order_by(StageEvent.at, StageEvent.id))
    return [{"id": event_id, **event} for event_id, event in zip(ids, told, strict=True)]


def _versions(session: Session, requisition_id: str, names: dict[str, str]) -> list[dict[str, Any]]:
    query = select(RequisitionVersion).where(RequisitionVersion.requisition_id == requisition_id)
    return [
        {
            "number": row.number,
            "title": row.title,
            "role": row.role,
            "budget": {"minor": row.budget_minor, "currency": row.budget_currency},
            "positions": row.positions,
            "needed_by": as_json(row.needed_by),
            "author": {"id": row.author, "name": names.get(row.author, row.author)},
            "created_at": as_json(row.created_at),
        }
        for row in session.scalars(query.order_by(RequisitionVersion.number))
    ]


def _selections(session: Session, requisition_id: str, names: dict[str, str]) -> list[dict[str, Any]]:
    query = select(Selection).where(Selection.requisition_id == requisition_id)
    return [
        {
            "id": row.id,
            "shortlist_id": row.shortlist_id,
            "person_id": row.person_id,
            "position": row.position,
            "origin": row.origin,
            "selected_by": {"id": row.selected_by, "name": names.get(row.selected_by, row.selected_by)},
            "submitted_by": {"id": row.submitted_by, "name": names.get(row.submitted_by, row.submitted_by)},
            "selected_at": as_json(row.selected_at),
            "voided_at": as_json(row.voided_at),
        }
        for row in session.scalars(query.order_by(Selection.selected_at, Selection.position, Selection.id))
    ]
