"""Procurement: the queue, and the answer to a selection."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from governance import approvals as commands
from governance import together
from governance.identity import names_of
from governance.looks import looks_of
from governance.reading import approval_queue
from governance.routing import delegation
from matching.errors import CandorError, Conflict, InputError
from review_ui.problems import status_of
from review_ui.web.caller import Caller, Page
from review_ui.web.contexts.front import ApprovalsPage
from review_ui.web.layout import redirect, respond
from review_ui.web.requests import Answering, Overriding, Refusal
from review_ui.web.routing_requests import TogetherChosen
from review_ui.web.views.access import DelegationLine, delegation_line
from review_ui.web.views.looks import marks_of
from review_ui.web.views.problems import NOTHING_REFUSED, refused

router = APIRouter()

_SELECTION = "/requisitions/{requisition_id}/selection"


@router.get("/approvals")
def queue(request: Request, caller: Page) -> Response:
    return _queue(request, caller)


@router.post("/approvals/together")
def approve_together(request: Request, caller: Page, sent: Annotated[TogetherChosen, Form()]) -> Response:
    try:
        with caller.command() as work:
            together.approve_together(work, sent.seen(), note=sent.note)
    except (InputError, Conflict) as refusal:
        return _queue(request, caller, sent, refusal)
    return redirect("/approvals", "approved-together")


@router.post(_SELECTION + "/approve")
def approve(caller: Page, requisition_id: str, sent: Annotated[Answering, Form()]) -> Response:
    with caller.command() as work:
        answered = commands.approve_selection(work, requisition_id, **sent.model_dump())
    said = "selection-approved" if answered.approval else "step-approved"
    return redirect(f"/requisitions/{requisition_id}", said)


@router.post(_SELECTION + "/override")
def override(caller: Page, requisition_id: str, sent: Annotated[Overriding, Form()]) -> Response:
    with caller.command() as work:
        commands.override_selection(work, requisition_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}", "overridden")


@router.post(_SELECTION + "/send-back")
def send_back(caller: Page, requisition_id: str, sent: Annotated[Refusal, Form()]) -> Response:
    with caller.command() as work:
        commands.send_back(work, requisition_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}", "sent-back")


@router.post(_SELECTION + "/deny")
def deny(caller: Page, requisition_id: str, sent: Annotated[Refusal, Form()]) -> Response:
    with caller.command() as work:
        commands.deny_selection(work, requisition_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}", "denied")


def _queue(
    request: Request,
    caller: Caller,
    sent: TogetherChosen | None = None,
    refusal: CandorError | None = None,
) -> Response:
    """With what was chosen still chosen after a refusal, but for what has changed: that is to be read first."""
    with caller.reading() as session:
        items, names = approval_queue(session, caller.actor), names_of(session)
        looks = looks_of(session, caller.actor)
        given = delegation.delegated_by(session, caller.actor, names)
        received = delegation.delegated_to(session, caller.actor, names)
    choosable = {item.requisition.id for item in items if item.goes_together}
    if refusal is not None and not choosable:
        raise refusal  # the form that it would stand over is not there any more
    now = caller.now
    context = ApprovalsPage(
        queue=tuple(items),
        chosen=frozenset(sent.case) if sent else frozenset(),
        refused=refused("together", {"note": sent.note}, refusal) if sent and refusal else NOTHING_REFUSED,
        at_most=together.AT_MOST,
        given=_in_force(given),
        received=_in_force(received),
        marks=marks_of(looks, now, waiting=[item.requisition.id for item in items]),
        now=now,
    )
    return respond(request, context, caller=caller, status=status_of(refusal))


def _in_force(found: list[delegation.DelegationRecord]) -> tuple[DelegationLine, ...]:
    return tuple(delegation_line(one) for one in found if one.state == "in force")
