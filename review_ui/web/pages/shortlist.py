"""The review desk: the frozen list, one person's sheet, deciding, who was left out, the person's own record."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response

from governance import review as commands
from governance.lifecycle import REQUISITION
from governance.reading import RequisitionCase
from matching.errors import Conflict
from review_ui.web.caller import Caller, Page
from review_ui.web.coming_back import comes_back
from review_ui.web.contexts.people import ExcludedPage, RecordPage, ShortlistPage
from review_ui.web.layout import redirect, respond
from review_ui.web.loading import (
    called_in,
    frozen,
    load_case,
    load_record,
    load_sources,
    may_in,
    new_in,
    pick_ranked,
    pick_shortlist,
    stops_over,
)
from review_ui.web.pages.case import case_again
from review_ui.web.requests import Act, Cancelling, Deciding
from review_ui.web.views.facts import asked_of
from review_ui.web.views.problems import NOTHING_REFUSED, Refused
from review_ui.web.views.record import record_facts, record_fields
from review_ui.web.views.rows import is_stale, seen_at
from review_ui.web.views.shortlist import (
    ExcludedPerson,
    May,
    empty_desk,
    excluded_people,
    make_desk,
    next_undecided,
)

router = APIRouter(prefix="/requisitions/{requisition_id}")

_AT_ONCE = 200


def desk_again(request: Request, caller: Caller, refused: Refused) -> ShortlistPage:
    """For what is sent from the desk and comes back."""
    case = load_case(caller, request.path_params["requisition_id"])
    if case.closed:
        raise Conflict("the list is closed to this reader")
    return _desk(caller, case, request.path_params.get("person_id", ""), refused=refused)


def _desk(
    caller: Caller,
    case: RequisitionCase,
    open: str,
    shortlist: str = "",
    refused: Refused = NOTHING_REFUSED,
) -> ShortlistPage:
    chosen = pick_shortlist(case, shortlist)
    new, fresh = new_in(caller, case)
    may_rank = _may(caller, case, "freeze", "shortlist.freeze")
    if chosen is None:
        shown = empty_desk(case.summary, may_rank=may_rank)
    else:
        may = May(
            decide=_may(caller, case, "decide", "review.decide"),
            rank=may_rank,
            change=_may(caller, case, "change_list", "list.change"),
            add=_may(caller, case, "change_list", "list.add"),
        )
        shown = make_desk(load_sources(caller, case, chosen, fresh), open, may)
    return ShortlistPage(
        requisition=case.summary,
        asked=asked_of(case.role),
        stops=stops_over(caller, case.summary.id),
        new=new,
        desk=shown,
        refused=refused,
    )


@router.get("/shortlist")
def desk(
    request: Request, caller: Page, requisition_id: str, open: str = "", shortlist: str = ""
) -> Response:
    case = load_case(caller, requisition_id)
    if case.closed:
        return redirect(f"/requisitions/{requisition_id}/blind")
    return respond(request, _desk(caller, case, open, shortlist), caller=caller)


@router.post("/candidates/{person_id}/decision")
@comes_back(desk_again, about="reason_code", apart_by=("decision",))
def decide(caller: Page, requisition_id: str, person_id: str, sent: Annotated[Deciding, Form()]) -> Response:
    with caller.command() as work:
        commands.decide(work, requisition_id, person_id, **sent.model_dump())
    return _back_to_desk(caller, requisition_id, person_id, "decided")


@router.post("/candidates/{person_id}/undo")
def undo(caller: Page, requisition_id: str, person_id: str, sent: Annotated[Act, Form()]) -> Response:
    with caller.command() as work:
        commands.undo_decision(work, requisition_id, person_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}/shortlist?{urlencode({'open': person_id})}", "undone")


@router.post("/finish")
def finish(caller: Page, requisition_id: str, sent: Annotated[Act, Form()]) -> Response:
    with caller.command() as work:
        commands.finish_review(work, requisition_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}", "finished")


@router.post("/reopen")
@comes_back(case_again, about="reason")
def reopen(caller: Page, requisition_id: str, sent: Annotated[Cancelling, Form()]) -> Response:
    with caller.command() as work:
        commands.reopen_review(work, requisition_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}/shortlist", "reopened")


@router.get("/excluded")
def excluded(
    request: Request,
    caller: Page,
    requisition_id: str,
    gate: str = "",
    shortlist: str = "",
    upto: int = _AT_ONCE,
) -> Response:
    case = load_case(caller, requisition_id)
    chosen = pick_ranked(case, shortlist)
    document = frozen(caller, chosen.id)
    people = excluded_people(document, gate)
    query = {"gate": gate, "shortlist": shortlist, "upto": str(upto + _AT_ONCE)}
    pool = document.get("pool", {})
    context = ExcludedPage(
        requisition=case.summary,
        counts=tuple(sorted(document.get("excluded_counts", {}).items(), key=lambda item: -item[1])),
        people=tuple(people[:upto]),
        unrankable=tuple(
            ExcludedPerson(p["id"], (p.get("why", "erased"),)) for p in document.get("unrankable", ())
        ),
        gate=gate,
        total=pool.get("total", 0) - pool.get("eligible", 0),
        listed_in_full="excluded" in document,
        may_add=chosen.current and not case.closed and _may(caller, case, "change_list", "list.add"),
        listed=frozenset(c.person_id for c in case.candidates),
        more=f"?{urlencode({k: v for k, v in query.items() if v})}" if len(people) > upto else None,
    )
    return respond(request, context, caller=caller)


@router.get("/candidates/{person_id}/record")
def record(
    request: Request,
    caller: Page,
    requisition_id: str,
    person_id: str,
    field: str = "",
    start: int = 0,
    end: int = 0,
) -> Response:
    case, profile = load_record(caller, requisition_id, person_id)
    context = RecordPage(
        requisition=case.summary,
        called=called_in(caller, case, person_id),
        back=f"/requisitions/{requisition_id}/shortlist?{urlencode({'open': person_id})}",
        platform=seen_at(profile) if profile else None,
        seen=profile.get("as_of") if profile else None,
        stale=is_stale(profile, caller.now.date()) if profile else False,
        facts=record_facts(profile, caller.now.date()) if profile else (),
        record=record_fields(profile, field, start, end) if profile else (),
        person_id=person_id,
        may_hold=profile is not None and caller.may("hold.manage"),
        may_erase=caller.may("people.erase"),
    )
    return respond(request, context, caller=caller)


def _may(caller: Caller, case: RequisitionCase, move: str, action: str) -> bool:
    allowed = REQUISITION.get(case.summary.state, {})
    return move in allowed and may_in(caller, case, action)


def _back_to_desk(caller: Caller, requisition_id: str, person_id: str, said: str) -> Response:
    """Open the next candidate nobody decided, so that ten can be read in a row."""
    case = load_case(caller, requisition_id)
    chosen = pick_shortlist(case, None)
    candidates = {c.person_id: c for c in case.candidates}
    after = next_undecided(frozen(caller, chosen.id), candidates, person_id) if chosen else person_id
    return redirect(f"/requisitions/{requisition_id}/shortlist?{urlencode({'open': after})}", said)
