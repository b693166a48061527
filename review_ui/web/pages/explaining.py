"""Explanations that can be challenged: people side by side, what would change it, every figure, a brief for the person.

All are read from the frozen list; only what would change it is worked out when it is asked for.
"""

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import PlainTextResponse

from models.renderings import as_text, render_for
from review_ui.explaining import frozen_change
from review_ui.web.caller import Caller, Page
from review_ui.web.contexts.people import ChangePage, ComparePage, ExplanationPage
from review_ui.web.layout import respond
from review_ui.web.loading import (
    called_in,
    load_case,
    load_explanation,
    load_frozen,
    load_sources,
    pick_ranked,
    rank_on,
)
from review_ui.web.views.change import aim, make_change
from review_ui.web.views.compare import make_side_by_side

router = APIRouter(prefix="/requisitions/{requisition_id}")

K = Annotated[int | None, Query(ge=1, le=100)]


@router.get("/compare")
def side_by_side(
    request: Request,
    caller: Page,
    requisition_id: str,
    a: str = "",
    b: str = "",
    c: str = "",
    d: str = "",
    shortlist: str = "",
) -> Response:
    case = load_case(caller, requisition_id)
    chosen = pick_ranked(case, shortlist)
    context = ComparePage(
        requisition=case.summary,
        shown=make_side_by_side(load_sources(caller, case, chosen), (a, b, c, d)),
        shortlist=shortlist,
    )
    return respond(request, context, caller=caller)


@router.get("/candidates/{person_id}/change")
def change(
    request: Request, caller: Page, requisition_id: str, person_id: str, k: K = None, shortlist: str = ""
) -> Response:
    case, chosen, document = load_frozen(caller, requisition_id, shortlist, [person_id])
    wanted = k or aim(rank_on(document, person_id))
    found = frozen_change(caller.workspace, chosen, document, person_id, k=wanted)
    address = f"/requisitions/{requisition_id}/candidates/{person_id}/change"
    query = {"shortlist": shortlist} if shortlist else {}
    context = ChangePage(
        requisition=case.summary,
        called=called_in(caller, case, person_id),
        back=_back(requisition_id, person_id, shortlist),
        change=make_change(found, address, query),
    )
    return respond(request, context, caller=caller)


@router.get("/candidates/{person_id}/explanation")
def in_full(
    request: Request,
    caller: Page,
    requisition_id: str,
    person_id: str,
    form: Annotated[Literal["page", "text"], Query(alias="as")] = "page",
    shortlist: str = "",
) -> Response:
    return _rendered(request, caller, requisition_id, person_id, "procurement", form, shortlist)


@router.get("/candidates/{person_id}/brief")
def brief(
    request: Request,
    caller: Page,
    requisition_id: str,
    person_id: str,
    form: Annotated[Literal["page", "text"], Query(alias="as")] = "page",
    shortlist: str = "",
) -> Response:
    return _rendered(request, caller, requisition_id, person_id, "candidate", form, shortlist)


def _rendered(
    request: Request,
    caller: Caller,
    requisition_id: str,
    person_id: str,
    reader: Literal["procurement", "candidate"],
    form: str,
    shortlist: str,
) -> Response:
    case, explanation = load_explanation(caller, requisition_id, person_id, shortlist)
    known_as = called_in(caller, case, person_id)
    sections = render_for(reader, explanation, known_as)
    if form == "text":
        name = f"{requisition_id}-{person_id}-{reader}.txt"
        return PlainTextResponse(
            as_text(sections),
            headers={"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{name}"'},
        )
    context = ExplanationPage(
        requisition=case.summary,
        called=known_as,
        back=_back(requisition_id, person_id, shortlist),
        reader=reader,
        text=f"?{urlencode({'as': 'text', **({'shortlist': shortlist} if shortlist else {})})}",
        sections=sections,
    )
    return respond(request, context, caller=caller)


def _back(requisition_id: str, person_id: str, shortlist: str) -> str:
    query = {"open": person_id, **({"shortlist": shortlist} if shortlist else {})}
    return f"/requisitions/{requisition_id}/shortlist?{urlencode(query)}"
