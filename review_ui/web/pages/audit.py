"""The audit log: reading it, by subject, and verifying it."""

from fastapi import APIRouter, Query, Request, Response

from governance.audit import verify as verify_log
from governance.reading import audit_timeline
from review_ui.web.caller import Page
from review_ui.web.contexts import AuditPage
from review_ui.web.layout import respond
from review_ui.web.views.timeline import timeline

router = APIRouter(prefix="/audit")

_AT_ONCE = 100


@router.get("")
def log(
    request: Request,
    caller: Page,
    subject: str = Query("", max_length=200),
    after: int = Query(0, ge=0),
    verify: bool = False,
) -> Response:
    with caller.reading() as session:
        entries = audit_timeline(
            session, caller.actor, subject_id=subject.strip() or None, after=after, limit=_AT_ONCE
        )
    caller.require("audit.read")
    context = AuditPage(
        subject=subject.strip(),
        lines=timeline(entries),
        report=verify_log(caller.database) if verify else None,
        next_after=entries[-1].seq if len(entries) == _AT_ONCE else None,
    )
    return respond(request, context, caller=caller)
