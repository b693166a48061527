"""Evidence packs: everything about a case in one file. Each is recorded, so each is a POST."""

from fastapi import Response

from review_ui.evidence import make_pack
from review_ui.web.api.routes import TOLD_ONCE, api_part, takes
from review_ui.web.archives import Archive, archive
from review_ui.web.caller import Api

router = api_part("proof")


@router.post(
    "/requisitions/{requisition_id}/evidence",
    summary="Everything about a case in one file that proves itself",
    response_class=Archive,
    openapi_extra=TOLD_ONCE | takes("evidence.make"),
)
def requisition_evidence(caller: Api, requisition_id: str) -> Response:
    return archive(make_pack(caller.workspace, caller.actor, requisition=requisition_id))


@router.post(
    "/engagements/{engagement_id}/evidence",
    summary="As for a requisition, of one of its engagements",
    response_class=Archive,
    openapi_extra=TOLD_ONCE | takes("evidence.make"),
)
def engagement_evidence(caller: Api, engagement_id: str) -> Response:
    return archive(make_pack(caller.workspace, caller.actor, engagement=engagement_id))
