"""Taking proofs out of the record: entries of the audit log, evidence packs."""

import io

from fastapi import APIRouter, Response

from governance.audit_export import Asked, export_log
from matching.errors import InputError
from review_ui.web.caller import Api
from review_ui.web.requests import Proving

router = APIRouter(tags=["proof"])


@router.post("/audit/proofs", summary="Entries of the log with their inclusion proofs (candor.audit-proof/1)")
def prove(caller: Api, sent: Proving) -> Response:
    if (sent.entry is None) == (sent.requisition is None):
        raise InputError("expected an entry or a requisition, found both or neither", hint="name one of them")
    out = io.BytesIO()
    asked = Asked(entry=sent.entry, requisition=sent.requisition)
    export_log(caller.database, caller.actor, asked, out, form="proof")
    return Response(out.getvalue(), media_type="application/json")
