"""Taking proofs out of the record: entries of the audit log, evidence packs. Each is recorded, so each is a POST."""

import io

from fastapi import APIRouter, Response

from governance.audit_export import Asked, export_log
from governance.evidence.gathering import Pack
from matching.errors import InputError
from review_ui.evidence import make_pack
from review_ui.web.caller import Api
from review_ui.web.requests import Proving

router = APIRouter(tags=["proof"])


class Archive(Response):
    media_type = "application/zip"


@router.post("/audit/proofs", summary="Entries of the log with their inclusion proofs (candor.audit-proof/1)")
def prove(caller: Api, sent: Proving) -> Response:
    if (sent.entry is None) == (sent.requisition is None):
        raise InputError("expected an entry or a requisition, found both or neither", hint="name one of them")
    out = io.BytesIO()
    asked = Asked(entry=sent.entry, requisition=sent.requisition)
    export_log(caller.database, caller.actor, asked, out, form="proof")
    return Response(out.getvalue(), media_type="application/json")


@router.post(
    "/requisitions/{requisition_id}/evidence",
    summary="Everything about a case in one file that proves itself",
    response_class=Archive,
)
def requisition_evidence(caller: Api, requisition_id: str) -> Response:
    return _archive(make_pack(caller.workspace, caller.actor, requisition=requisition_id))


@router.post(
    "/engagements/{engagement_id}/evidence",
    summary="As for a requisition, of one of its engagements",
    response_class=Archive,
)
def engagement_evidence(caller: Api, engagement_id: str) -> Response:
    return _archive(make_pack(caller.workspace, caller.actor, engagement=engagement_id))


def _archive(pack: Pack) -> Archive:
    return Archive(pack.content, headers={"Content-Disposition": f'attachment; filename="{pack.name}"'})
