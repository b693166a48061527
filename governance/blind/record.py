"""What was drawn, opened and rated; and from whom a list is still hidden."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import scope
from governance.access import Actor
from governance.people.restrictions import restrictions
from governance.storage.tables import (
    BlindEnd,
    BlindPlace,
    BlindReading,
    BlindStage,
    Requisition,
    Shortlist,
)
from governance.vault import Owner, open_words
from governance.views import BlindPlaceRecord, BlindReadingRecord, BlindRecord, BlindReviewRecord, Person
from matching.errors import NotFound

# An edit takes a request back to the draft with its list still in force.
_NOBODY_CHOSEN = ("draft", "submitted", "approved", "sourcing", "in_review")


def hides(session: Session, actor: Actor, row: Requisition) -> bool:
    """Whether the list in force is closed to somebody who decides on it: they have not been through its blind stage.

    Once people are chosen from it, by whoever went through it, it is open to all.
    """
    if row.state not in _NOBODY_CHOSEN or not scope.reaches(session, actor, "review.decide", row):
        return False
    stage = stage_in_force(session, row.id)
    return stage is not None and not is_open(session, stage.shortlist_id, actor.id)


def stage_in_force(session: Session, requisition_id: str) -> BlindStage | None:
    """The stage of the list in force."""
    return session.scalar(
        select(BlindStage)
        .join(Shortlist, Shortlist.id == BlindStage.shortlist_id)
        .where(BlindStage.requisition_id == requisition_id, Shortlist.superseded_at.is_(None))
    )


def is_open(session: Session, shortlist_id: str, account_id: str) -> bool:
    return session.get(BlindEnd, (shortlist_id, account_id)) is not None


def blind_record(
    session: Session, row: Requisition, names: Mapping[str, str], *, hidden: bool
) -> BlindRecord | None:
    """The stage of the list in force; `hidden` keeps who stands where. `names`: account id -> the name to show."""
    stage = stage_in_force(session, row.id)
    if stage is None:
        return None
    places = places_of(session, stage.shortlist_id)
    return BlindRecord(
        shortlist_id=stage.shortlist_id,
        required=stage.required,
        rules=tuple(stage.rules),
        seed="" if hidden else stage.seed,
        drawn_at=stage.drawn_at,
        places=tuple(
            BlindPlaceRecord(one.position, None if hidden else one.person_id, one.propensity)
            for one in places
        ),
        readable=readable(session, row, places),
        reviewed=_reviewed(session, row, stage, names),
    )


def person_at(session: Session, actor: Actor, shortlist_id: str, position: int) -> str:
    """Who stands at a place, for a reviewer who opened it; NotFound where they did not."""
    opened = readings_of(session, shortlist_id, actor.id)
    found = next((one.person_id for one in opened if one.position == position), None)
    if found is None:
        raise NotFound(f"nobody is open at place {position}", hint="open the next person first")
    return found


def places_of(session: Session, shortlist_id: str) -> list[BlindPlace]:
    """The order that was drawn."""
    query = select(BlindPlace).where(BlindPlace.shortlist_id == shortlist_id)
    return list(session.scalars(query.order_by(BlindPlace.position)))


def readable(session: Session, row: Requisition, places: list[BlindPlace]) -> tuple[int, ...]:
    """The places of those who can be rated: nobody blocked, opted out or erased since."""
    kept_out = restrictions(session, row.business_unit)
    return tuple(one.position for one in places if one.person_id not in kept_out)


def readings_of(session: Session, shortlist_id: str, account_id: str) -> list[BlindReading]:
    """Whom one reviewer opened, in the order of the lot."""
    query = select(BlindReading).where(
        BlindReading.shortlist_id == shortlist_id, BlindReading.reviewer == account_id
    )
    return list(session.scalars(query.order_by(BlindReading.position)))


def _reviewed(
    session: Session, row: Requisition, stage: BlindStage, names: Mapping[str, str]
) -> tuple[BlindReviewRecord, ...]:
    ends = {
        one.reviewer: one
        for one in session.scalars(select(BlindEnd).where(BlindEnd.shortlist_id == stage.shortlist_id))
    }
    opened = select(BlindReading.reviewer).where(BlindReading.shortlist_id == stage.shortlist_id).distinct()
    reviewers = sorted({*ends, *session.scalars(opened)})
    return tuple(
        _one(session, row, stage.shortlist_id, Person.of(account_id, names), ends.get(account_id))
        for account_id in reviewers
    )


def _one(
    session: Session, row: Requisition, shortlist_id: str, reviewer: Person, end: BlindEnd | None
) -> BlindReviewRecord:
    place = f"blind_end.reason:{shortlist_id}:{reviewer.id}"
    return BlindReviewRecord(
        reviewer=reviewer,
        readings=tuple(
            BlindReadingRecord(one.position, one.opened_at, one.rating, one.rated_at, one.version)
            for one in readings_of(session, shortlist_id, reviewer.id)
        ),
        ended_at=end.ended_at if end else None,
        reason=open_words(session, Owner("requisition", row.id), end.reason, place=place) if end else None,
    )
