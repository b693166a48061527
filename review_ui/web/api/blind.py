"""The blind stage by API: what stands at each place that the reviewer opened, rating it, opening the list."""

from typing import Any

from governance.blind import rating as commands
from matching.errors import NotFound
from review_ui.web.api.routes import api_part, takes
from review_ui.web.api.values import as_json, as_object
from review_ui.web.caller import Api
from review_ui.web.loading import load_blind_sheet, load_case
from review_ui.web.requests import OpeningList, Rating

router = api_part("review", "/requisitions/{requisition_id}/blind")


@router.get("", summary="The blind stage of the list in force; who stands where only once the list is open")
def show(caller: Api, requisition_id: str) -> dict[str, Any]:
    stage = load_case(caller, requisition_id).blind
    if stage is None:
        raise NotFound(f"the list of {requisition_id} has no blind stage", hint="it is open already")
    return as_object(stage)


@router.get("/{position}", summary="The evidence of the person at a place, names and the like blanked")
def person(caller: Api, requisition_id: str, position: int) -> dict[str, Any]:
    sheet = load_blind_sheet(caller, load_case(caller, requisition_id), position)
    return {key: as_json(value) for key, value in as_object(sheet).items() if key != "called"}


@router.post(
    "/begin",
    openapi_extra=takes("review.decide"),
    summary="Open whoever comes next; gives their place, null when all are rated",
)
def begin(caller: Api, requisition_id: str) -> dict[str, int | None]:
    with caller.command() as work:
        return {"next": commands.open_next(work, requisition_id)}


@router.post(
    "/{position}/rating",
    openapi_extra=takes("review.decide"),
    summary="Rate the person at a place from 1 to 5, and open the next",
)
def rate(caller: Api, requisition_id: str, position: int, sent: Rating) -> dict[str, int | None]:
    with caller.command() as work:
        return {"next": commands.rate(work, requisition_id, position, **caller.terms(sent))}


@router.post("/open", openapi_extra=takes("review.decide"), summary="Open the list to yourself for good")
def open_list(caller: Api, requisition_id: str, sent: OpeningList | None = None) -> dict[str, bool]:
    with caller.command() as work:
        commands.open_list(work, requisition_id, reason=sent.reason if sent else None)
    return {"open": True}
