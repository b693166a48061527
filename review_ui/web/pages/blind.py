"""The blind stage: rating the first of a list one after the other, before the list opens."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from governance.blind import rating as commands
from governance.reading import RequisitionCase
from governance.routing.policies import in_force
from matching.errors import Conflict, InputError
from review_ui.web.caller import Caller, Page
from review_ui.web.coming_back import comes_back
from review_ui.web.contexts.people import BlindPage
from review_ui.web.layout import redirect, respond
from review_ui.web.loading import load_blind_sheet, load_case
from review_ui.web.requests import OpeningList, Rating
from review_ui.web.views.blind import make_blind_desk, next_open
from review_ui.web.views.facts import asked_of
from review_ui.web.views.problems import NOTHING_REFUSED, Refused

router = APIRouter(prefix="/requisitions/{requisition_id}/blind")


def _again(request: Request, caller: Caller, refused: Refused) -> BlindPage:
    case = load_case(caller, request.path_params["requisition_id"])
    if not _stands(case):
        raise Conflict(f"the list of {case.summary.id} is not rated blind now")
    return _page(caller, case, refused=refused)


def _page(
    caller: Caller, case: RequisitionCase, place: int = 0, refused: Refused = NOTHING_REFUSED
) -> BlindPage:
    position = place or next_open(case, caller.actor.id)
    sheet = load_blind_sheet(caller, case, position) if position else None
    return BlindPage(
        requisition=case.summary,
        asked=asked_of(case.role),
        desk=make_blind_desk(case, caller.actor.id, sheet, position),
        why=_why(caller, case),
        refused=refused,
    )


@router.get("")
def show(request: Request, caller: Page, requisition_id: str, place: int = 0) -> Response:
    case = load_case(caller, requisition_id)
    if not _stands(case):
        return redirect(f"/requisitions/{requisition_id}/shortlist")
    return respond(request, _page(caller, case, place), caller=caller)


@router.post("/begin")
def begin(caller: Page, requisition_id: str) -> Response:
    with caller.command() as work:
        position = commands.open_next(work, requisition_id)
    return _to(requisition_id, position)


@router.post("/{position}/rating")
def rate(caller: Page, requisition_id: str, position: int, sent: Annotated[Rating, Form()]) -> Response:
    with caller.command() as work:
        following = commands.rate(work, requisition_id, position, **sent.model_dump())
    return _to(requisition_id, following)


@router.post("/open")
@comes_back(_again, about="reason", on=(InputError, Conflict))
def open_list(caller: Page, requisition_id: str, sent: Annotated[OpeningList, Form()]) -> Response:
    with caller.command() as work:
        commands.open_list(work, requisition_id, reason=sent.reason)
    return redirect(f"/requisitions/{requisition_id}/shortlist", "list-opened")


def _stands(case: RequisitionCase) -> bool:
    """Whether there is something to rate blind for this reader."""
    return case.closed and case.blind is not None


def _to(requisition_id: str, position: int | None) -> Response:
    query = f"?place={position}" if position else ""
    return redirect(f"/requisitions/{requisition_id}/blind{query}")


def _why(caller: Caller, case: RequisitionCase) -> tuple[str, ...]:
    if case.blind is None:
        raise Conflict(f"the list of {case.summary.id} has no blind stage")
    with caller.reading() as session:
        said = {rule.id: rule.why for rule in in_force(session).blind}
    return tuple(said.get(rule, rule) for rule in case.blind.rules)
