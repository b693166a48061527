"""Shortlists, decisions, and procurement's answer."""

from typing import Annotated, Any

from fastapi import Query, Response

from governance import approvals, review
from governance.fit import read_visible
from models import explained
from review_ui import explaining, replaying, services
from review_ui.web.api.routes import api_part, takes
from review_ui.web.api.values import as_object
from review_ui.web.caller import Api
from review_ui.web.loading import load_case, load_frozen, load_message, pick_ranked
from review_ui.web.requests import Act, Answering, Cancelling, Deciding, Overriding, Ranking, Refusal

router = api_part("review", "/requisitions/{requisition_id}")


@router.post(
    "/shortlist",
    status_code=201,
    openapi_extra=takes("shortlist.freeze"),
    summary="Rank the pool and freeze the result; unranked while ranking is stopped",
)
def rank(caller: Api, requisition_id: str, sent: Ranking | None = None) -> dict[str, Any]:
    asked = sent or Ranking()
    made = services.make_shortlist(
        caller.workspace, caller.actor, requisition_id, diversity=asked.diversity, blind=asked.blind
    )
    case = load_case(caller, requisition_id)
    return {"shortlist": made, "ranked": next(one.ranked for one in case.shortlists if one.id == made)}


@router.get(
    "/shortlist",
    summary="The frozen document (candor.rank/1 or candor.unranked/1), byte for byte; without places and reasons where they are withheld",
)
def shortlist(caller: Api, requisition_id: str, shortlist: str = "") -> Response:
    chosen = pick_ranked(load_case(caller, requisition_id), shortlist)
    document = read_visible(caller.database, caller.actor, chosen.id)
    return Response(document, media_type="application/json", headers={"X-Candor-Shortlist": chosen.id})


@router.get(
    "/replay",
    openapi_extra=takes("fit.read"),
    summary="Whether a frozen list is the same today, and when ranked again (candor.replay/1)",
)
def replay(caller: Api, requisition_id: str, shortlist: str = "") -> dict[str, Any]:
    chosen = pick_ranked(load_case(caller, requisition_id), shortlist)
    return replaying.replay(caller.workspace, caller.actor, chosen.id)[1].as_dict()


@router.get(
    "/compare",
    openapi_extra=takes("fit.read"),
    summary="Why one of two people of a frozen list stands above the other (candor.compare/1)",
)
def compare_two(caller: Api, requisition_id: str, a: str, b: str, shortlist: str = "") -> dict[str, Any]:
    _, chosen, document = load_frozen(caller, requisition_id, shortlist, (a, b))
    found = explained.explain(document, a, against=b).comparison
    assert found is not None
    return {"schema": "candor.compare/1", "shortlist": chosen.id, **explained.comparison_document(found)}


@router.get(
    "/candidates/{person_id}/explanation",
    openapi_extra=takes("fit.read"),
    summary="One place of a frozen list, explained (candor.explain/1)",
)
def explain(
    caller: Api,
    requisition_id: str,
    person_id: str,
    against: str | None = None,
    top: Annotated[int | None, Query(ge=1, le=100)] = None,
    shortlist: str = "",
) -> dict[str, Any]:
    _, chosen, document = load_frozen(caller, requisition_id, shortlist, (person_id, against))
    explanation = explaining.explain_frozen(
        caller.workspace,
        chosen,
        document,
        person_id,
        requisition_id=requisition_id,
        against=against,
        k=top,
    )
    return explained.as_document(explanation)


@router.get(
    "/candidates/{person_id}/message",
    openapi_extra=takes("fit.read"),
    summary="A first message to somebody chosen, to be sent by hand (candor.message/1)",
)
def message(caller: Api, requisition_id: str, person_id: str) -> dict[str, Any]:
    text = load_message(caller, requisition_id, person_id)[2]
    return {"schema": "candor.message/1", "person": person_id, "text": text}


@router.post(
    "/candidates/{person_id}/decision",
    status_code=201,
    openapi_extra=takes("review.decide"),
    summary="Select, shortlist, not now or reject",
)
def decide(caller: Api, requisition_id: str, person_id: str, sent: Deciding) -> dict[str, Any]:
    with caller.command() as work:
        return {"decision": review.decide(work, requisition_id, person_id, **caller.terms(sent))}


@router.post(
    "/candidates/{person_id}/undo",
    openapi_extra=takes("review.decide"),
    summary="Take a decision back while the review is open",
)
def undo(caller: Api, requisition_id: str, person_id: str, sent: Act) -> dict[str, Any]:
    with caller.command() as work:
        review.undo_decision(work, requisition_id, person_id, **caller.terms(sent))
    return {"person": person_id}


@router.post("/finish", openapi_extra=takes("review.decide"), summary="Hand the selected to procurement")
def finish(caller: Api, requisition_id: str, sent: Act) -> dict[str, Any]:
    with caller.command() as work:
        return {"selected": list(review.finish_review(work, requisition_id, **caller.terms(sent)))}


@router.post("/reopen", openapi_extra=takes("review.decide"), summary="Take the selection back into review")
def reopen(caller: Api, requisition_id: str, sent: Cancelling) -> dict[str, Any]:
    with caller.command() as work:
        review.reopen_review(work, requisition_id, **caller.terms(sent))
    return {"id": requisition_id}


@router.post(
    "/selection/approve",
    openapi_extra=takes("selection.approve"),
    summary="Another person's yes to a step of the selection",
)
def approve(caller: Api, requisition_id: str, sent: Answering) -> dict[str, Any]:
    with caller.command() as work:
        return as_object(approvals.approve_selection(work, requisition_id, **caller.terms(sent)))


@router.post(
    "/selection/override",
    openapi_extra=takes("selection.change"),
    summary="Replace the selection; yet another person approves it",
)
def override(caller: Api, requisition_id: str, sent: Overriding) -> dict[str, Any]:
    with caller.command() as work:
        return {"approval": approvals.override_selection(work, requisition_id, **caller.terms(sent))}


@router.post(
    "/selection/send-back", openapi_extra=takes("selection.change"), summary="Ask the manager to look again"
)
def send_back(caller: Api, requisition_id: str, sent: Refusal) -> dict[str, Any]:
    with caller.command() as work:
        return {"approval": approvals.send_back(work, requisition_id, **caller.terms(sent))}


@router.post("/selection/deny", openapi_extra=takes("selection.approve"), summary="A final no")
def deny(caller: Api, requisition_id: str, sent: Refusal) -> dict[str, Any]:
    with caller.command() as work:
        return {"approval": approvals.deny_selection(work, requisition_id, **caller.terms(sent))}
