"""The list as people changed it: both orders, every change with its reason, and the forms to change it.

A refused change comes back with what was typed. Who may change what is for `governance/lists/overrides.py`.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from governance.lifecycle import REQUISITION
from governance.lists import overrides
from governance.reading import RequisitionCase
from governance.reasons import LIST_REASONS
from matching.errors import Conflict, InputError, NotFound
from review_ui import adding
from review_ui.web import words
from review_ui.web.caller import Caller, Page
from review_ui.web.coming_back import comes_back
from review_ui.web.contexts.people import ListPage
from review_ui.web.layout import redirect, respond
from review_ui.web.loading import frozen_fit, load_case, may_in, names_for, pick_ranked
from review_ui.web.pages.shortlist import desk_again
from review_ui.web.requests import ListChange, ListMove, MorePeople
from review_ui.web.views.listing import ACTS, change_lines, listed_rows
from review_ui.web.views.problems import NOTHING_REFUSED, Refused

router = APIRouter(prefix="/requisitions/{requisition_id}/list")

_REFUSALS = (InputError, Conflict, NotFound)
# Given by asking for more, never chosen.
_CHOSEN = {code: label for code, label in LIST_REASONS.items() if code != "more_asked"}


def _again(request: Request, caller: Caller, refused: Refused) -> ListPage:
    case = load_case(caller, request.path_params["requisition_id"])
    if case.closed:
        raise Conflict("the list is closed to this reader")
    return _page(caller, case, refused)


@router.get("")
def show(request: Request, caller: Page, requisition_id: str, person: str = "", add: str = "") -> Response:
    case = load_case(caller, requisition_id)
    if case.closed:
        return redirect(f"/requisitions/{requisition_id}/blind")
    return respond(request, _page(caller, case, person=person, add=add), caller=caller)


@router.post("")
@comes_back(_again, about="person_id", on=_REFUSALS)
def change(caller: Page, requisition_id: str, sent: Annotated[ListMove, Form()]) -> Response:
    terms = sent.model_dump()
    if sent.action == "exclude":
        terms["place"] = None
    with caller.command() as work:
        overrides.change_list(work, requisition_id, **terms)
    return redirect(f"/requisitions/{requisition_id}/list", "list-changed")


@router.post("/add")
@comes_back(_again, about="person_id", on=_REFUSALS)
def add_person(caller: Page, requisition_id: str, sent: Annotated[ListChange, Form()]) -> Response:
    adding.add_to_list(caller.workspace, caller.actor, requisition_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}/list", "list-added")


@router.post("/more")
@comes_back(desk_again)
def more(caller: Page, requisition_id: str, sent: Annotated[MorePeople, Form()]) -> Response:
    adding.ask_for_more(caller.workspace, caller.actor, requisition_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}/shortlist", "list-longer")


def _page(
    caller: Caller,
    case: RequisitionCase,
    refused: Refused = NOTHING_REFUSED,
    *,
    person: str = "",
    add: str = "",
) -> ListPage:
    at = f"/requisitions/{case.summary.id}/list"
    added = str(refused.sent(f"{at}/add").given("person_id", add))
    current = pick_ranked(case, None)
    document = frozen_fit(caller, current.id)
    names = names_for(caller, [c.person_id for c in case.candidates if c.decision is not None])
    open_now = current.current and "change_list" in REQUISITION.get(case.summary.state, {})
    return ListPage(
        requisition=case.summary,
        rows=listed_rows(case, names),
        changes=change_lines(case, names),
        open_now=open_now,
        may_change=open_now and may_in(caller, case, "list.change"),
        may_add=open_now and may_in(caller, case, "list.add"),
        acts=ACTS,
        reasons=_CHOSEN,
        person=str(refused.sent(at).given("person_id", person)),
        added=added,
        kept_out=_gates(document, added),
        refused=refused,
    )


def _gates(document: Mapping[str, Any], person_id: str) -> tuple[str, ...]:
    """The limits that kept somebody out when the list was made."""
    found = (one.get("gates", ()) for one in document.get("excluded", ()) if one["id"] == person_id)
    return words.gates(next(found, ()))
