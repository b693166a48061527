"""Engagements that are to go on longer: asking, classifying the work as it would be, and another person's answer."""

from typing import Any

from governance import extensions as commands
from governance.finding import find_extension
from review_ui.web.api.routes import Versioned, api_part, takes
from review_ui.web.api.values import as_object
from review_ui.web.caller import Api
from review_ui.web.requests import Cancelling, Classifying, Extending, LegalAnswer, Noted, Refusal

router = api_part("extensions")

_AT = "/extensions/{extension_id}"


@router.post(
    "/engagements/{engagement_id}/extensions",
    status_code=201,
    openapi_extra=takes("engagement.manage"),
    summary="Ask for a later end, more hours or other deliverables",
)
def ask(caller: Api, engagement_id: str, sent: Extending) -> dict[str, Any]:
    with caller.command() as work:
        return {"extension": commands.extend_engagement(work, engagement_id, **caller.terms(sent))}


@router.get(_AT, summary="What an engagement would become, and what was answered")
def show(caller: Api, extension_id: str, versioned: Versioned) -> dict[str, Any]:
    with caller.reading() as session:
        case, extension = find_extension(session, caller.actor, extension_id)
    versioned(extension.version)
    classified = case.classification_of(extension_id)
    risk = None if classified is None else as_object(classified) | {"standing": classified.standing}
    return as_object(extension) | {"requisition": case.summary.id, "classification": risk}


@router.post(
    _AT + "/classification",
    status_code=201,
    openapi_extra=takes("classification.assess"),
    summary="Answer the questions for the extended work",
)
def classify(caller: Api, extension_id: str, sent: Classifying) -> dict[str, Any]:
    with caller.command() as work:
        made = commands.classify_extension(
            work,
            extension_id,
            sent.given(),
            answered_by=sent.answered_by,
            expected_version=caller.expected(sent),
        )
    return {"classification": made}


@router.post(
    _AT + "/classification/decision",
    status_code=201,
    openapi_extra=takes("classification.decide"),
    summary="Legal's answer to a high risk",
)
def decide(caller: Api, extension_id: str, sent: LegalAnswer) -> dict[str, Any]:
    with caller.command() as work:
        return {"decision": commands.decide_extension(work, extension_id, **caller.terms(sent))}


@router.post(
    _AT + "/approve",
    openapi_extra=takes("extension.approve"),
    summary="Another person's yes, within their limit for the new total",
)
def approve(caller: Api, extension_id: str, sent: Noted) -> dict[str, Any]:
    with caller.command() as work:
        commands.approve_extension(work, extension_id, **caller.terms(sent))
    return {"extension": extension_id, "state": "approved"}


@router.post(
    _AT + "/deny", openapi_extra=takes("extension.approve"), summary="A no; the engagement goes on as agreed"
)
def deny(caller: Api, extension_id: str, sent: Refusal) -> dict[str, Any]:
    with caller.command() as work:
        commands.deny_extension(work, extension_id, **caller.terms(sent))
    return {"extension": extension_id, "state": "denied"}


@router.post(_AT + "/withdraw", openapi_extra=takes("engagement.manage"), summary="Take the question back")
def withdraw(caller: Api, extension_id: str, sent: Cancelling) -> dict[str, Any]:
    with caller.command() as work:
        commands.withdraw_extension(work, extension_id, **caller.terms(sent))
    return {"extension": extension_id, "state": "withdrawn"}
