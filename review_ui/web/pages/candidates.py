"""A candidate's way after the selection is approved: contact, screening, offer, the freelancer's answer or our own no."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from governance import candidates as commands
from review_ui.web.caller import Page
from review_ui.web.coming_back import comes_back
from review_ui.web.layout import redirect
from review_ui.web.pages.case import case_again
from review_ui.web.requests import Cancelling, Declining, Noted, ScreeningForm

router = APIRouter(prefix="/requisitions/{requisition_id}/candidates/{person_id}")

Sent = Annotated[Noted, Form()]


@router.post("/contact")
@comes_back(case_again)
def contact(caller: Page, requisition_id: str, person_id: str, sent: Sent) -> Response:
    with caller.command() as work:
        commands.contact(work, requisition_id, person_id, **sent.model_dump())
    return _back(requisition_id)


@router.post("/screen")
@comes_back(case_again)
def screen(
    caller: Page, requisition_id: str, person_id: str, sent: Annotated[ScreeningForm, Form()]
) -> Response:
    with caller.command() as work:
        commands.screen(
            work,
            requisition_id,
            person_id,
            sent.scorecard,
            note=sent.note,
            expected_version=sent.expected_version,
        )
    return _back(requisition_id)


@router.post("/offer")
@comes_back(case_again)
def offer(caller: Page, requisition_id: str, person_id: str, sent: Sent) -> Response:
    with caller.command() as work:
        commands.offer(work, requisition_id, person_id, **sent.model_dump())
    return _back(requisition_id)


@router.post("/accept")
@comes_back(case_again)
def accept(caller: Page, requisition_id: str, person_id: str, sent: Sent) -> Response:
    with caller.command() as work:
        commands.accept(work, requisition_id, person_id, **sent.model_dump())
    return _back(requisition_id)


@router.post("/decline")
@comes_back(case_again, about="reason_code")
def decline(
    caller: Page, requisition_id: str, person_id: str, sent: Annotated[Declining, Form()]
) -> Response:
    with caller.command() as work:
        commands.decline(work, requisition_id, person_id, **sent.model_dump())
    return _back(requisition_id)


@router.post("/withdraw")
@comes_back(case_again, about="reason")
def withdraw(
    caller: Page, requisition_id: str, person_id: str, sent: Annotated[Cancelling, Form()]
) -> Response:
    with caller.command() as work:
        commands.withdraw(work, requisition_id, person_id, **sent.model_dump())
    return _back(requisition_id)


def _back(requisition_id: str) -> Response:
    return redirect(f"/requisitions/{requisition_id}#people", "moved")
