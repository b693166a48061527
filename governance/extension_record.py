"""What was asked to go on longer and what was answered, for pages and queues."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.storage.tables import Extension
from governance.vault import Owner, open_words
from governance.views import ExtensionRecord, Person


def extensions(
    session: Session, requisition_id: str, names: Mapping[str, str]
) -> tuple[ExtensionRecord, ...]:
    """Every extension of the requisition's engagements, the oldest first. `names`: account id -> the name to show."""
    owner = Owner("requisition", requisition_id)
    query = select(Extension).where(Extension.requisition_id == requisition_id)
    return tuple(
        ExtensionRecord(
            id=found.id,
            engagement_id=found.engagement_id,
            state=found.state,
            version=found.version,
            end=found.ends_on,
            hours=found.hours,
            deliverables=tuple(found.deliverables),
            reason=open_words(session, owner, found.reason, place=f"extension.reason:{found.id}"),
            asked_by=Person.of(found.asked_by, names),
            asked_at=found.asked_at,
            reason_code=found.reason_code,
            note=open_words(session, owner, found.note, place=f"extension.note:{found.id}"),
            decided_by=None if found.decided_by is None else Person.of(found.decided_by, names),
            decided_at=found.decided_at,
        )
        for found in session.scalars(query.order_by(Extension.asked_at, Extension.id))
    )
