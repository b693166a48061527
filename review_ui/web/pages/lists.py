"""The list as people changed it: both orders, every change with its reason, and the forms to change it.

A refused change comes back with what was typed. Who may change what is for `governance/overrides.py`.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from governance import overrides
from governance.lifecycle import REQUISITION
from governance.reasons import LIST_REASONS
from matching.errors import CandorError, Conflict, InputError, NotFound, Stale
from review_ui import adding
from review_ui.problems import status_of
from review_ui.web import words
from review_ui.web.caller import Caller, Page
from review_ui.web.contexts.people import ListPage
from review_ui.web.layout import redirect, respond
from review_ui.web.loading import frozen_fit, load_case, may_in, names_for, pick_ranked
from review_ui.web.requests import ListChange, ListMove, MorePeople
from review_ui.web.views.listing import ACTS, change_lines, listed_rows

router = APIRouter(prefix="/requisitions/{requisition_id}/list")

# Given by asking for more, never chosen.
_CHOSEN = {code: label for code, label in LIST_REASONS.items() if code != "more_asked"}


@router.get("")
def show(request: Request, caller: Page, requisition_id: str, person: str = "", add: str = "") -> Response:
    typed = {"person_id": add, "form": "add"} if add else {"person_id": person, "form": "change"}
    return _page(request, caller, requisition_id, typed)


@router.post("")
def change(
    request: Request, caller: Page, requisition_id: str, sent: Annotated[ListMove, Form()]
) -> Response:
    terms = sent.model_dump()
    if sent.action == "exclude":
        terms["place"] = None

    def act() -> None:
        with caller.command() as work:
            overrides.change_list(work, requisition_id, **terms)

    return _done(
        request, caller, requisition_id, act, {**sent.model_dump(), "form": "change"}, "list-changed"
    )


@router.post("/add")
def add_person(
    request: Request, caller: Page, requisition_id: str, sent: Annotated[ListChange, Form()]
) -> Response:
    def act() -> None:
        adding.add_to_list(caller.workspace, caller.actor, requisition_id, **sent.model_dump())

    return _done(request, caller, requisition_id, act, {**sent.model_dump(), "form": "add"}, "list-added")


@router.post("/more")
def more(caller: Page, requisition_id: str, sent: Annotated[MorePeople, Form()]) -> Response:
    adding.ask_for_more(caller.workspace, caller.actor, requisition_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}/shortlist", "list-longer")


def _done(
    request: Request,
    caller: Caller,
    requisition_id: str,
    act: Callable[[], Any],
    typed: Mapping[str, Any],
    said: str,
) -> Response:
    """Do it; refused, the page again with what was typed. Who wrote on an older state is told what changed since."""
    try:
        act()
    except Stale:
        raise
    except (Conflict, InputError, NotFound) as refusal:
        kept = {name: "" if value is None else str(value) for name, value in typed.items()}
        return _page(request, caller, requisition_id, kept, refusal)
    return redirect(f"/requisitions/{requisition_id}/list", said)


def _page(
    request: Request,
    caller: Caller,
    requisition_id: str,
    typed: Mapping[str, str],
    refusal: CandorError | None = None,
) -> Response:
    case = load_case(caller, requisition_id)
    if case.closed:
        return redirect(f"/requisitions/{requisition_id}/blind")
    current = pick_ranked(case, None)
    document = frozen_fit(caller, current.id)
    names = names_for(caller, [c.person_id for c in case.candidates if c.decision is not None])
    open_now = current.current and "change_list" in REQUISITION.get(case.summary.state, {})
    adds = typed.get("form") == "add"
    context = ListPage(
        requisition=case.summary,
        rows=listed_rows(case, names),
        changes=change_lines(case, names),
        open_now=open_now,
        may_change=open_now and may_in(caller, case, "list.change"),
        may_add=open_now and may_in(caller, case, "list.add"),
        acts=ACTS,
        reasons=_CHOSEN,
        typed=typed if not adds else {},
        added=typed if adds else {},
        kept_out=_gates(document, typed["person_id"]) if adds else (),
        problems=_said(refusal) if refusal else (),
    )
    return respond(request, context, caller=caller, status=status_of(refusal))


def _gates(document: Mapping[str, Any], person_id: str) -> tuple[str, ...]:
    """The limits that kept somebody out when the list was made."""
    found = (one.get("gates", ()) for one in document.get("excluded", ()) if one["id"] == person_id)
    return words.gates(next(found, ()))


def _said(refusal: CandorError) -> tuple[str, ...]:
    if isinstance(refusal, InputError) and refusal.faults:
        return tuple(map(str, refusal.faults))
    return (f"{refusal.message}{f': {refusal.hint}' if refusal.hint else ''}",)
