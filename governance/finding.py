"""The case that an engagement or an extension belongs to, found by its own id. Absent where the case is out of scope."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Actor
from governance.reading import requisition_case
from governance.storage.tables import Engagement, Extension
from governance.views import EngagementRecord, ExtensionRecord, RequisitionCase
from matching.errors import NotFound


def find_engagement(
    session: Session, actor: Actor, engagement_id: str
) -> tuple[RequisitionCase, EngagementRecord]:
    """An engagement with its case."""
    found = select(Engagement.requisition_id).where(Engagement.id == engagement_id)
    case = _case(session, actor, session.scalar(found), f"no engagement {engagement_id}")
    return case, next(one for one in case.engagements if one.id == engagement_id)


def find_extension(
    session: Session, actor: Actor, extension_id: str
) -> tuple[RequisitionCase, ExtensionRecord]:
    """An extension with its case."""
    found = select(Extension.requisition_id).where(Extension.id == extension_id)
    case = _case(session, actor, session.scalar(found), f"no extension {extension_id}")
    return case, next(one for one in case.extensions if one.id == extension_id)


def _case(session: Session, actor: Actor, requisition_id: str | None, absent: str) -> RequisitionCase:
    """The same words whether it does not exist or is out of scope."""
    try:
        if requisition_id is not None:
            return requisition_case(session, actor, requisition_id)
    except NotFound:
        pass
    raise NotFound(absent, hint="check the identifier")
