"""The list that people read: the machine's order with what people changed in it, and the ways to change it."""

from collections.abc import Mapping
from typing import Any

from governance.lists import overrides
from governance.lists.listing import Action
from governance.lists.shortlists import candidate_parts
from matching.errors import NotFound
from review_ui import adding
from review_ui.web.api.routes import api_part, takes
from review_ui.web.api.values import as_json, as_objects
from review_ui.web.caller import Api, Caller
from review_ui.web.loading import in_scope, load_case, pick_shortlist
from review_ui.web.requests import Exclusion, ListChange, MorePeople

router = api_part("list", "/requisitions/{requisition_id}/list")

SCHEMA = "candor.list/1"
_SAID = ("score", "fit", "flags", "gates", "unranked")


@router.get("", summary="The list in force as people read it, the machine's rank beside it (candor.list/1)")
def show(caller: Api, requisition_id: str) -> dict[str, Any]:
    case = load_case(caller, requisition_id)
    current = pick_shortlist(case, None)
    if current is None or not current.current:
        raise NotFound(f"{requisition_id} has no list in force", hint="POST to its /shortlist makes one")
    with caller.reading() as session:
        parts = candidate_parts(session, current.id)
    visible = set(in_scope(caller, list(parts)))
    return {
        "schema": SCHEMA,
        "shortlist": current.id,
        "ranked": current.ranked,
        "people": [
            {"id": one.person_id, "place": one.place, "rank": one.rank, "marks": as_json(one.marks)}
            | (_said(parts[one.person_id]) if one.person_id in visible else {})
            for one in case.candidates
        ],
        "changes": as_objects(one for one in case.overrides if one.shortlist_id == current.id),
        "earlier_changes": sum(one.shortlist_id != current.id for one in case.overrides),
    }


@router.post(
    "/reorder", status_code=201, openapi_extra=takes("list.change"), summary="Put somebody at a place, once"
)
def reorder(caller: Api, requisition_id: str, sent: ListChange) -> dict[str, Any]:
    return _change(caller, requisition_id, "reorder", caller.terms(sent))


@router.post(
    "/pin",
    status_code=201,
    openapi_extra=takes("list.change"),
    summary="Hold somebody at a place, whatever else changes",
)
def pin(caller: Api, requisition_id: str, sent: ListChange) -> dict[str, Any]:
    return _change(caller, requisition_id, "pin", caller.terms(sent))


@router.post(
    "/exclude",
    status_code=201,
    openapi_extra=takes("list.change"),
    summary="Take somebody off this list; they cannot be selected from it",
)
def exclude(caller: Api, requisition_id: str, sent: Exclusion) -> dict[str, Any]:
    return _change(caller, requisition_id, "exclude", caller.terms(sent))


@router.post(
    "/add",
    status_code=201,
    openapi_extra=takes("list.add"),
    summary="Bring somebody of the record onto the list by hand, marked so",
)
def add(caller: Api, requisition_id: str, sent: ListChange) -> dict[str, Any]:
    return {
        "change": adding.add_to_list(caller.workspace, caller.actor, requisition_id, **caller.terms(sent))
    }


@router.post(
    "/more",
    status_code=201,
    openapi_extra=takes("list.add"),
    summary="Bring the next people of the list's own ranking to its end; nothing else moves",
)
def more(caller: Api, requisition_id: str, sent: MorePeople) -> dict[str, Any]:
    return {
        "changes": adding.ask_for_more(caller.workspace, caller.actor, requisition_id, **caller.terms(sent))
    }


def _change(caller: Caller, requisition_id: str, action: Action, given: Mapping[str, Any]) -> dict[str, Any]:
    with caller.command() as work:
        return {"change": overrides.change_list(work, requisition_id, action, **given)}


def _said(part: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part[key] for key in _SAID if key in part}
