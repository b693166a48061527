"""What proves a case: every list that was made for it, each replayed, and everything in one file.

The rules are `review_ui/replaying.py` and `governance/evidence/`; a pack goes on record, so it is sent for and not followed to.
"""

from fastapi import APIRouter, Request, Response

from review_ui.evidence import make_pack
from review_ui.replaying import replay as replay_list
from review_ui.web.archives import archive
from review_ui.web.caller import Page
from review_ui.web.contexts.cases import ReplayPage, ShortlistsPage
from review_ui.web.layout import respond
from review_ui.web.loading import engagement_in, load_case, may_replay, pick_ranked
from review_ui.web.views.proof import lists_of, replay_view

router = APIRouter(prefix="/requisitions/{requisition_id}")


@router.get("/shortlists")
def shortlists(request: Request, caller: Page, requisition_id: str) -> Response:
    case = load_case(caller, requisition_id)
    context = ShortlistsPage(
        requisition=case.summary,
        lists=lists_of(case.shortlists),
        may_replay=may_replay(caller, case),
    )
    return respond(request, context, caller=caller)


@router.get("/replay")
def replay(request: Request, caller: Page, requisition_id: str, shortlist: str = "") -> Response:
    case = load_case(caller, requisition_id)
    chosen = pick_ranked(case, shortlist)
    _, replayed = replay_list(caller.workspace, caller.actor, chosen.id)
    context = ReplayPage(
        requisition=case.summary,
        made=lists_of([chosen])[0],
        replay=replay_view(replayed),
        now=caller.now,
        lists=len(case.shortlists),
    )
    return respond(request, context, caller=caller)


@router.post("/evidence")
def evidence(caller: Page, requisition_id: str) -> Response:
    return archive(make_pack(caller.workspace, caller.actor, requisition=requisition_id))


@router.post("/engagements/{engagement_id}/evidence")
def engagement_evidence(caller: Page, requisition_id: str, engagement_id: str) -> Response:
    engagement_in(load_case(caller, requisition_id), engagement_id)
    return archive(make_pack(caller.workspace, caller.actor, engagement=engagement_id))
