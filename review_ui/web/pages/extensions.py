"""Work that is to go on longer: asking, classifying it as it would then be, and another person's answer. The case shows them."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from governance import extensions as commands
from governance.classification.rules import load_rules
from governance.reading import EngagementRecord, RequisitionCase
from governance.views import ExtensionRecord
from matching.errors import InputError, NotFound
from review_ui.web.caller import Caller, Page
from review_ui.web.coming_back import comes_back
from review_ui.web.contexts.cases import ExtensionForm
from review_ui.web.layout import redirect, respond
from review_ui.web.loading import called_in, engagement_in, load_case
from review_ui.web.pages.case import case_again
from review_ui.web.pages.classification import question_form
from review_ui.web.requests import (
    Cancelling,
    ClassificationFields,
    ExtensionFields,
    LegalAnswer,
    Noted,
    Refusal,
    read_count,
    read_date,
)
from review_ui.web.views.problems import faults_in
from review_ui.web.words import plural

router = APIRouter(prefix="/requisitions/{requisition_id}")

_ASK = "/engagements/{engagement_id}/extensions"
_AT = "/extensions/{extension_id}"


@router.get(_ASK)
def ask_page(request: Request, caller: Page, requisition_id: str, engagement_id: str) -> Response:
    case = load_case(caller, requisition_id)
    engagement = engagement_in(case, engagement_id)
    values = {
        "end": engagement.end.isoformat(),
        "hours": str(engagement.hours),
        "deliverables": "\n".join(engagement.deliverables),
        "reason": "",
    }
    return _form(request, caller, case, engagement, values)


@router.post(_ASK)
def ask(
    request: Request,
    caller: Page,
    requisition_id: str,
    engagement_id: str,
    fields: Annotated[ExtensionFields, Form()],
) -> Response:
    try:
        with caller.command() as work:
            commands.extend_engagement(work, engagement_id, **_terms(fields))
    except InputError as refusal:
        case = load_case(caller, requisition_id)
        return _form(
            request,
            caller,
            case,
            engagement_in(case, engagement_id),
            fields.model_dump(exclude={"expected_version"}),
            refusal,
        )
    return _back(requisition_id, "extension-asked")


@router.get(_AT + "/classification")
def questions(request: Request, caller: Page, requisition_id: str, extension_id: str) -> Response:
    return _questions(request, caller, requisition_id, extension_id, {}, caller.actor.display_name)


@router.post(_AT + "/classification")
def classify(
    request: Request,
    caller: Page,
    requisition_id: str,
    extension_id: str,
    fields: Annotated[ClassificationFields, Form()],
) -> Response:
    given = fields.given([question.id for question in load_rules().questions])
    try:
        with caller.command() as work:
            commands.classify_extension(
                work,
                extension_id,
                given,
                answered_by=fields.answered_by,
                expected_version=fields.expected_version,
            )
    except InputError as refusal:
        return _questions(
            request, caller, requisition_id, extension_id, fields.typed(), fields.answered_by, refusal
        )
    return _back(requisition_id, "extension-classified")


@router.post(_AT + "/classification/decision")
@comes_back(case_again, about="reason")
def decide(
    caller: Page, requisition_id: str, extension_id: str, sent: Annotated[LegalAnswer, Form()]
) -> Response:
    with caller.command() as work:
        commands.decide_extension(work, extension_id, **sent.model_dump())
    return _back(requisition_id, f"extension-{sent.decision}")


@router.post(_AT + "/approve")
@comes_back(case_again)
def approve(caller: Page, requisition_id: str, extension_id: str, sent: Annotated[Noted, Form()]) -> Response:
    with caller.command() as work:
        commands.approve_extension(work, extension_id, **sent.model_dump())
    return _back(requisition_id, "extension-approved")


@router.post(_AT + "/deny")
@comes_back(case_again, about="reason_code")
def deny(caller: Page, requisition_id: str, extension_id: str, sent: Annotated[Refusal, Form()]) -> Response:
    with caller.command() as work:
        commands.deny_extension(work, extension_id, **sent.model_dump())
    return _back(requisition_id, "extension-denied")


@router.post(_AT + "/withdraw")
@comes_back(case_again, about="reason")
def withdraw(
    caller: Page, requisition_id: str, extension_id: str, sent: Annotated[Cancelling, Form()]
) -> Response:
    with caller.command() as work:
        commands.withdraw_extension(work, extension_id, **sent.model_dump())
    return _back(requisition_id, "extension-withdrawn")


def _back(requisition_id: str, said: str) -> Response:
    return redirect(f"/requisitions/{requisition_id}#people", said)


def _terms(fields: ExtensionFields) -> dict[str, Any]:
    return {
        "end": read_date(fields.end, "last day"),
        "hours": read_count(fields.hours, "hours"),
        "deliverables": fields.deliverables.splitlines(),
        "reason": fields.reason,
        "expected_version": fields.expected_version,
    }


def _form(
    request: Request,
    caller: Caller,
    case: RequisitionCase,
    engagement: EngagementRecord,
    values: Mapping[str, str],
    refusal: InputError | None = None,
) -> Response:
    context = ExtensionForm(
        requisition=case.summary,
        engagement=engagement,
        called=called_in(caller, case, engagement.person_id),
        values=values,
        problems=faults_in(refusal),
    )
    return respond(request, context, caller=caller, status=422 if refusal else 200)


def _questions(
    request: Request,
    caller: Caller,
    requisition_id: str,
    extension_id: str,
    values: Mapping[str, str],
    answered_by: str,
    refusal: InputError | None = None,
) -> Response:
    case = load_case(caller, requisition_id)
    extension = next((one for one in case.extensions if one.id == extension_id), None)
    if extension is None:
        raise NotFound(f"no extension {extension_id} of {requisition_id}", hint="check the identifier")
    return question_form(
        request,
        caller,
        case.summary,
        values,
        answered_by,
        refusal,
        action=f"/requisitions/{case.summary.id}/extensions/{extension_id}/classification",
        version=extension.version,
        planned=f"Extended, it lasts {_length(case, extension)} in all.",
    )


def _length(case: RequisitionCase, extension: ExtensionRecord) -> str:
    days = (extension.end - engagement_in(case, extension.engagement_id).start).days + 1
    return plural(-(-days // 7), "week")
