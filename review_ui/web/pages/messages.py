"""A message to somebody who was chosen, to copy and send by hand: Candor itself writes to nobody."""

from fastapi import APIRouter, Request, Response

from review_ui.web.caller import Page
from review_ui.web.contexts.people import MessagePage
from review_ui.web.layout import respond
from review_ui.web.loading import load_message

router = APIRouter(prefix="/requisitions/{requisition_id}/candidates/{person_id}/message")


@router.get("")
def show(request: Request, caller: Page, requisition_id: str, person_id: str) -> Response:
    case, called, text = load_message(caller, requisition_id, person_id)
    context = MessagePage(
        requisition=case.summary,
        called=called,
        back=f"/requisitions/{requisition_id}/shortlist?open={person_id}",
        text=text,
        may_be_sent=person_id in case.selected and case.summary.state == "approved_to_engage",
    )
    return respond(request, context, caller=caller)
