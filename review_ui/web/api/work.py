"""From contact to outcome: stages, engagements, how the work went."""

from typing import Any

from governance import candidates, engagements
from governance.finding import find_engagement
from governance.outcomes import record_outcome
from review_ui.web.api.routes import Versioned, api_part, takes
from review_ui.web.api.values import as_object, as_objects
from review_ui.web.caller import Api
from review_ui.web.requests import Act, Cancelling, Declining, Engaging, Noted, Outcome, Refusal, Screening

router = api_part("work")

_PERSON = "/requisitions/{requisition_id}/candidates/{person_id}"


@router.post(_PERSON + "/contact", openapi_extra=takes("candidate.move"), summary="Someone spoke to them")
def contact(caller: Api, requisition_id: str, person_id: str, sent: Noted) -> dict[str, Any]:
    with caller.command() as work:
        candidates.contact(work, requisition_id, person_id, **caller.terms(sent))
    return {"person": person_id, "stage": "contacted"}


@router.post(
    _PERSON + "/screen",
    openapi_extra=takes("candidate.move"),
    summary="A conversation with its scorecard, each criterion 1 to 5",
)
def screen(caller: Api, requisition_id: str, person_id: str, sent: Screening) -> dict[str, Any]:
    with caller.command() as work:
        candidates.screen(work, requisition_id, person_id, **caller.terms(sent))
    return {"person": person_id, "stage": "screened"}


@router.post(
    _PERSON + "/offer",
    openapi_extra=takes("candidate.move"),
    summary="Offer the work to someone whose engagement is approved",
)
def offer(caller: Api, requisition_id: str, person_id: str, sent: Noted) -> dict[str, Any]:
    with caller.command() as work:
        candidates.offer(work, requisition_id, person_id, **caller.terms(sent))
    return {"person": person_id, "stage": "offered"}


@router.post(_PERSON + "/accept", openapi_extra=takes("candidate.move"), summary="The freelancer said yes")
def accept(caller: Api, requisition_id: str, person_id: str, sent: Noted) -> dict[str, Any]:
    with caller.command() as work:
        candidates.accept(work, requisition_id, person_id, **caller.terms(sent))
    return {"person": person_id, "stage": "accepted"}


@router.post(
    _PERSON + "/decline",
    openapi_extra=takes("candidate.move"),
    summary="The freelancer said no; it never counts against them",
)
def decline(caller: Api, requisition_id: str, person_id: str, sent: Declining) -> dict[str, Any]:
    with caller.command() as work:
        candidates.decline(work, requisition_id, person_id, **caller.terms(sent))
    return {"person": person_id, "stage": "declined"}


@router.post(
    _PERSON + "/withdraw", openapi_extra=takes("candidate.move"), summary="We no longer consider them"
)
def withdraw(caller: Api, requisition_id: str, person_id: str, sent: Cancelling) -> dict[str, Any]:
    with caller.command() as work:
        candidates.withdraw(work, requisition_id, person_id, **caller.terms(sent))
    return {"person": person_id, "stage": "withdrawn"}


@router.post(
    _PERSON + "/engagement",
    status_code=201,
    openapi_extra=takes("engagement.manage"),
    summary="Start onboarding, within the approved budget",
)
def engage(caller: Api, requisition_id: str, person_id: str, sent: Engaging) -> dict[str, Any]:
    with caller.command() as work:
        engagement_id = engagements.start_engagement(
            work,
            requisition_id,
            person_id,
            rate=sent.rate.money(),
            hours=sent.hours,
            start=sent.start,
            end=sent.end,
            deliverables=sent.deliverables,
        )
    return {"engagement": engagement_id}


@router.get("/engagements/{engagement_id}", summary="An engagement: its terms, its extensions, how it went")
def engagement(caller: Api, engagement_id: str, versioned: Versioned) -> dict[str, Any]:
    with caller.reading() as session:
        case, found = find_engagement(session, caller.actor, engagement_id)
    versioned(found.version)
    extended = [one for one in case.extensions if one.engagement_id == engagement_id]
    return as_object(found) | {"requisition": case.summary.id, "extensions": as_objects(extended)}


@router.post(
    "/engagements/{engagement_id}/activate", openapi_extra=takes("engagement.manage"), summary="Work begins"
)
def activate(caller: Api, engagement_id: str, sent: Act) -> dict[str, Any]:
    with caller.command() as work:
        engagements.activate_engagement(work, engagement_id, **caller.terms(sent))
    return {"engagement": engagement_id, "state": "active"}


@router.post(
    "/engagements/{engagement_id}/complete",
    openapi_extra=takes("engagement.manage"),
    summary="The work is done",
)
def complete(caller: Api, engagement_id: str, sent: Act) -> dict[str, Any]:
    with caller.command() as work:
        engagements.complete_engagement(work, engagement_id, **caller.terms(sent))
    return {"engagement": engagement_id, "state": "completed"}


@router.post(
    "/engagements/{engagement_id}/terminate",
    openapi_extra=takes("engagement.manage"),
    summary="End it early, with the reason",
)
def terminate(caller: Api, engagement_id: str, sent: Refusal) -> dict[str, Any]:
    with caller.command() as work:
        engagements.terminate_engagement(work, engagement_id, **caller.terms(sent))
    return {"engagement": engagement_id, "state": "terminated"}


@router.post(
    "/engagements/{engagement_id}/outcome",
    status_code=201,
    openapi_extra=takes("outcome.record"),
    summary="How the work went",
)
def outcome(caller: Api, engagement_id: str, sent: Outcome) -> dict[str, Any]:
    with caller.command() as work:
        return {"outcome": record_outcome(work, engagement_id, **sent.model_dump())}
