"""What must be kept and what must go: legal holds and erasures."""

from typing import Any

from governance.holds import holds, lift_hold, place_hold
from governance.people.erasures import foresee_erasure, request_erasure
from review_ui import keeping
from review_ui.web.api.paging import Listing, Paged, moment
from review_ui.web.api.routes import api_part, takes
from review_ui.web.api.values import as_object
from review_ui.web.caller import Api
from review_ui.web.requests import Agreed, Holding, Reasoned

router = api_part("keeping")


@router.get(
    "/holds",
    openapi_extra=takes("hold.read"),
    summary="Legal holds in force in your business units; lifted=true gives the others too",
)
def list_holds(caller: Api, paging: Paged, lifted: bool = False) -> Listing:
    with caller.reading() as session:
        found = holds(session, caller.actor, lifted=lifted)
    return paging.of(found, lambda one: (moment(one.placed_at), one.id))


@router.post(
    "/holds",
    status_code=201,
    openapi_extra=takes("hold.manage"),
    summary="Hold a person, a requisition or an engagement",
)
def place(caller: Api, sent: Holding) -> dict[str, Any]:
    with caller.command() as work:
        return {"hold": place_hold(work, sent.kind, sent.subject, sent.reason)}


@router.post(
    "/holds/{hold_id}/lift",
    openapi_extra=takes("hold.manage"),
    summary="End a hold that somebody else placed; tells who was erased by it",
)
def lift(caller: Api, hold_id: str, sent: Reasoned) -> dict[str, Any]:
    with caller.command() as work:
        return {"hold": hold_id, "erased": list(lift_hold(work, hold_id, sent.reason))}


@router.get(
    "/retention",
    openapi_extra=takes("audit.read"),
    summary="What is kept how long, and what is past its time today (candor.retention/1)",
)
def schedule(caller: Api) -> dict[str, Any]:
    caller.require("audit.read")
    in_force = keeping.schedule_of(caller.workspace)
    return keeping.as_document(in_force, keeping.what_is_due(caller.workspace), dry_run=True)


@router.post(
    "/retention/apply",
    openapi_extra=takes("retention.apply", "people.purge", but="for all business units"),
    summary="Let go of everything past its time that no hold covers",
)
def apply(caller: Api, sent: Agreed | None = None) -> dict[str, Any]:
    caller.require("retention.apply")
    expected = sent.expected_records if sent else None
    report = keeping.apply(caller.workspace, caller.actor, expected=expected)
    return keeping.as_document(keeping.schedule_of(caller.workspace), report, dry_run=False)


@router.get(
    "/people/{person_id}/erasure",
    openapi_extra=takes("people.erase"),
    summary="What asking to forget a person would meet now: holds, an earlier request, or that it is done",
)
def ahead(caller: Api, person_id: str) -> dict[str, Any]:
    with caller.reading() as session:
        return as_object(foresee_erasure(session, caller.actor, person_id))


@router.post(
    "/people/{person_id}/erasure",
    openapi_extra=takes("people.erase"),
    summary="Forget a person, now or when the last legal hold is lifted",
)
def erase(caller: Api, person_id: str, sent: Reasoned) -> dict[str, Any]:
    with caller.command() as work:
        return as_object(request_erasure(work, person_id, sent.reason))
