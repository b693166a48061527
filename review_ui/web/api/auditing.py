"""The audit log: searching it, checking it, its signed head, and taking entries out with proofs.

What leaves the record is recorded, so taking entries out is a POST.
"""

import io
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import Query, Response

from governance.audit import verify
from governance.audit.log import SCHEMA
from governance.audit.verification import take_head
from governance.audit_export import Asked, Form, export_log
from governance.reading import audit_timeline
from matching.errors import InputError
from review_ui.web.api.paging import Listing, Paged
from review_ui.web.api.routes import TOLD_ONCE, api_part, takes
from review_ui.web.caller import Api, Caller
from review_ui.web.requests import Exporting, Proving

router = api_part("audit", "/audit")

_TYPES: dict[Form, str] = {"jsonl": "application/jsonl", "csv": "text/csv", "proof": "application/json"}


class Export(Response):
    media_type = _TYPES["jsonl"]


@router.get(
    "/entries",
    openapi_extra=takes("audit.read"),
    summary="Entries of the log in your business units, in order",
)
def entries(
    caller: Api,
    paging: Paged,
    subject: Annotated[str, Query(max_length=200)] = "",
    actor: Annotated[str, Query(max_length=80, description="Id of the account that acted")] = "",
    action: Annotated[
        str, Query(max_length=80, description="Such as `selection.approved`, or `selection.`")
    ] = "",
    since: date | None = None,
    until: date | None = None,
) -> Listing:
    with caller.reading() as session:
        found = audit_timeline(
            session,
            caller.actor,
            subject_id=subject or None,
            actor_id=actor or None,
            action=action or None,
            since=since,
            until=until,
            after=paging.after_number() or 0,
            limit=paging.limit + 1,
        )
    return paging.part(found, lambda one: (one.seq,))


@router.get(
    "/verification",
    openapi_extra=takes("audit.read"),
    summary="Whether the log holds: every hash, every column, every guard",
)
def verification(caller: Api) -> dict[str, Any]:
    caller.require("audit.read")
    return {"schema": SCHEMA, **asdict(verify(caller.database))}


@router.get(
    "/head",
    openapi_extra=takes("audit.read"),
    summary="The signed head of the log as it is now, to keep elsewhere (candor.tree-head/1)",
)
def head(caller: Api) -> dict[str, Any]:
    caller.require("audit.read")
    return take_head(caller.database).document()


@router.post(
    "/exports",
    summary="Entries as JSON Lines that prove themselves, or as a table; recorded in the log",
    response_class=Export,
    openapi_extra=TOLD_ONCE | takes("audit.read"),
    responses={200: {"content": {_TYPES["csv"]: {}}}},
)
def export(caller: Api, sent: Exporting) -> Response:
    asked = Asked(person=sent.person, requisition=sent.requisition, since=sent.since, until=sent.until)
    return _taken_out(caller, asked, sent.form)


@router.post(
    "/proofs",
    openapi_extra=TOLD_ONCE | takes("audit.read"),
    summary="Entries of the log with their inclusion proofs (candor.audit-proof/1)",
)
def prove(caller: Api, sent: Proving) -> Response:
    if (sent.entry is None) == (sent.requisition is None):
        raise InputError("expected an entry or a requisition, found both or neither", hint="name one of them")
    return _taken_out(caller, Asked(entry=sent.entry, requisition=sent.requisition), "proof")


def _taken_out(caller: Caller, asked: Asked, form: Form) -> Response:
    out = io.BytesIO()
    export_log(caller.database, caller.actor, asked, out, form=form)
    return Response(out.getvalue(), media_type=_TYPES[form])
