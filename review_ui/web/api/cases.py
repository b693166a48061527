"""The parts of one case, each as a list or a thing of its own: who was left out, one person, the log of it.

What a reader may not see of a ranking is kept from them here as on the pages: `governance/fit.py` says what that is.
"""

from typing import Annotated, Any

from fastapi import Query

from models import explained
from models.renderings import render_for
from review_ui.explaining import frozen_change
from review_ui.web.api.paging import Listing, Paged, moment
from review_ui.web.api.routes import Versioned, api_part, takes
from review_ui.web.api.values import as_object, as_objects
from review_ui.web.caller import Api
from review_ui.web.loading import (
    absent,
    frozen,
    load_case,
    load_explanation,
    load_frozen,
    load_record,
    names_for,
    pick_ranked,
    rank_on,
)
from review_ui.web.views.change import aim
from review_ui.web.views.rows import is_stale, seen_at

router = api_part("cases", "/requisitions/{requisition_id}")

_PERSON = "/candidates/{person_id}"
RECORD = "candor.record/1"
CHANGE = "candor.change/1"
BRIEF = "candor.brief/1"


class Excluded(Listing):
    """`counts`: how many each gate left out. `in_full`: whether the list names them all."""

    shortlist: str
    total: int
    counts: dict[str, int]
    in_full: bool


@router.get("/shortlists", summary="Every list that was frozen for it, the newest first")
def shortlists(caller: Api, requisition_id: str, paging: Paged) -> Listing:
    found = load_case(caller, requisition_id).shortlists
    return paging.of(found, lambda one: (moment(one.created_at), one.id), down=True)


@router.get("/candidates", summary="Everybody on the list in force, with stage, decision and version")
def candidates(caller: Api, requisition_id: str, paging: Paged) -> Listing:
    return paging.of(load_case(caller, requisition_id).candidates, lambda one: (one.person_id,))


@router.get(_PERSON, summary="One person on the list in force, and what was decided and done about them")
def candidate(caller: Api, requisition_id: str, person_id: str, versioned: Versioned) -> dict[str, Any]:
    case = load_case(caller, requisition_id)
    found = next((one for one in case.candidates if one.person_id == person_id), None)
    if found is None:
        raise absent(case, person_id)
    versioned(found.version)
    return as_object(found) | {
        "name": names_for(caller, [person_id]).get(person_id),
        "decisions": as_objects(one for one in case.decisions if one.person_id == person_id),
        "stages": as_objects(one for one in case.stage_events if one.person_id == person_id),
        "engagements": as_objects(one for one in case.engagements if one.person_id == person_id),
    }


@router.get(_PERSON + "/record", summary="The record of somebody on a list (candor.record/1)")
def record(caller: Api, requisition_id: str, person_id: str) -> dict[str, Any]:
    _, profile = load_record(caller, requisition_id, person_id)
    return {
        "schema": RECORD,
        "person": person_id,
        "name": names_for(caller, [person_id]).get(person_id),
        "erased": profile is None,
        "platform": seen_at(profile) if profile else None,
        "stale": is_stale(profile, caller.today) if profile else None,
        "profile": profile,
    }


@router.get(
    _PERSON + "/change",
    openapi_extra=takes("fit.read"),
    summary="What would bring somebody to place k, proved (candor.change/1)",
)
def change(
    caller: Api,
    requisition_id: str,
    person_id: str,
    k: Annotated[int | None, Query(ge=1, le=100)] = None,
    shortlist: str = "",
) -> dict[str, Any]:
    _, chosen, document = load_frozen(caller, requisition_id, shortlist, [person_id])
    wanted = k or aim(rank_on(document, person_id))
    found = frozen_change(caller.workspace, chosen, document, person_id, k=wanted)
    return {"schema": CHANGE, "shortlist": chosen.id, "person": person_id, **explained.change_document(found)}


@router.get(
    _PERSON + "/brief",
    openapi_extra=takes("fit.read"),
    summary="What may be said to the person themselves (candor.brief/1)",
)
def brief(caller: Api, requisition_id: str, person_id: str, shortlist: str = "") -> dict[str, Any]:
    _, explanation = load_explanation(caller, requisition_id, person_id, shortlist)
    sections = render_for("candidate", explanation)
    return {"schema": BRIEF, "person": person_id, "sections": as_objects(sections)}


@router.get("/excluded", summary="Who was left out of a list, by which gates and why")
def excluded(
    caller: Api,
    requisition_id: str,
    paging: Paged,
    gate: Annotated[str, Query(max_length=40)] = "",
    shortlist: str = "",
) -> Excluded:
    chosen = pick_ranked(load_case(caller, requisition_id), shortlist)
    document = frozen(caller, chosen.id)
    named = document.get("excluded", ())
    wanted = [one for one in named if not gate or any(found["gate"] == gate for found in one["gates"])]
    pool = document.get("pool", {})
    return Excluded(
        **paging.of(wanted, lambda one: (one["id"],)).model_dump(),
        shortlist=chosen.id,
        total=pool.get("total", 0) - pool.get("eligible", 0),
        counts=document.get("excluded_counts", {}),
        in_full="excluded" in document,
    )


@router.get("/unrankable", summary="Who could not be ranked fairly by machine, and why")
def unrankable(caller: Api, requisition_id: str, paging: Paged, shortlist: str = "") -> Listing:
    chosen = pick_ranked(load_case(caller, requisition_id), shortlist)
    return paging.of(frozen(caller, chosen.id).get("unrankable", ()), lambda one: (one["id"],))


@router.get("/decisions", summary="Every decision on a candidate, taken back or not, the first first")
def decisions(caller: Api, requisition_id: str, paging: Paged) -> Listing:
    found = load_case(caller, requisition_id).decisions
    return paging.of(found, lambda one: (moment(one.decided_at), one.id))


@router.get(
    "/answers", summary="Every answer to the request and to the selection, void or not, the first first"
)
def answers(caller: Api, requisition_id: str, paging: Paged) -> Listing:
    found = load_case(caller, requisition_id).approvals
    return paging.of(found, lambda one: (moment(one.decided_at), one.id))


@router.get("/engagements", summary="Engagements of the requisition, with how they went")
def engagements(caller: Api, requisition_id: str, paging: Paged) -> Listing:
    return paging.of(load_case(caller, requisition_id).engagements, lambda one: (one.id,))


@router.get("/extensions", summary="Every extension that was asked for, the first first")
def extensions(caller: Api, requisition_id: str, paging: Paged) -> Listing:
    found = load_case(caller, requisition_id).extensions
    return paging.of(found, lambda one: (moment(one.asked_at), one.id))


@router.get("/timeline", summary="The audit log of the case, in order")
def timeline(caller: Api, requisition_id: str, paging: Paged) -> Listing:
    return paging.of(load_case(caller, requisition_id).timeline, lambda one: (one.seq,))
