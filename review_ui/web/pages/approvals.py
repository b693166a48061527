"""Procurement: the queue, and the answer to a selection."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from governance import approvals as commands
from governance import together
from governance.identity import names_of
from governance.looks import looks_of
from governance.reading import approval_queue
from governance.routing import delegation
from matching.errors import Conflict, InputError, Stale
from review_ui.web.caller import Caller, Page
from review_ui.web.coming_back import comes_back
from review_ui.web.contexts.front import ApprovalsPage
from review_ui.web.layout import redirect, respond
from review_ui.web.pages.case import case_again
from review_ui.web.requests import Answering, Overriding, Refusal
from review_ui.web.routing_requests import TogetherChosen
from review_ui.web.views.access import DelegationLine, delegation_line
from review_ui.web.views.looks import marks_of
from review_ui.web.views.problems import NOTHING_REFUSED, Refused

router = APIRouter()

_SELECTION = "/requisitions/{requisition_id}/selection"


def _queue(_: Request, caller: Caller, refused: Refused = NOTHING_REFUSED) -> ApprovalsPage:
    """What was ticked stays so after a refusal, but for what has changed: that is to be read first."""
    with caller.reading() as session:
        items, names = approval_queue(session, caller.actor), names_of(session)
        looks = looks_of(session, caller.actor)
        given = delegation.delegated_by(session, caller.actor, names)
        received = delegation.delegated_to(session, caller.actor, names)
    now = caller.now
    return ApprovalsPage(
        queue=tuple(items),
        refused=refused,
        at_most=together.AT_MOST,
        given=_in_force(given),
        received=_in_force(received),
        marks=marks_of(looks, now, waiting=[item.requisition.id for item in items]),
        now=now,
    )


@router.get("/approvals")
def queue(request: Request, caller: Page) -> Response:
    return respond(request, _queue(request, caller), caller=caller)


@router.post("/approvals/together")
@comes_back(_queue, on=(InputError, Conflict, Stale))
def approve_together(caller: Page, sent: Annotated[TogetherChosen, Form()]) -> Response:
    with caller.command() as work:
        together.approve_together(work, sent.seen(), note=sent.note)
    return redirect("/approvals", "approved-together")


@router.post(_SELECTION + "/approve")
@comes_back(case_again)
def approve(caller: Page, requisition_id: str, sent: Annotated[Answering, Form()]) -> Response:
    with caller.command() as work:
        answered = commands.approve_selection(work, requisition_id, **sent.model_dump())
    said = "selection-approved" if answered.approval else "step-approved"
    return redirect(f"/requisitions/{requisition_id}", said)


@router.post(_SELECTION + "/override")
@comes_back(case_again, about="reason_code")
def override(caller: Page, requisition_id: str, sent: Annotated[Overriding, Form()]) -> Response:
    with caller.command() as work:
        commands.override_selection(work, requisition_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}", "overridden")


@router.post(_SELECTION + "/send-back")
@comes_back(case_again, about="reason_code")
def send_back(caller: Page, requisition_id: str, sent: Annotated[Refusal, Form()]) -> Response:
    with caller.command() as work:
        commands.send_back(work, requisition_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}", "sent-back")


@router.post(_SELECTION + "/deny")
@comes_back(case_again, about="reason_code")
def deny(caller: Page, requisition_id: str, sent: Annotated[Refusal, Form()]) -> Response:
    with caller.command() as work:
        commands.deny_selection(work, requisition_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}", "denied")


def _in_force(found: list[delegation.DelegationRecord]) -> tuple[DelegationLine, ...]:
    return tuple(delegation_line(one) for one in found if one.state == "in force")
