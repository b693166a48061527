"""Is it a freelancer's work at all: the questions, and legal's answer to a high risk."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from governance.classification import commands
from governance.classification.rules import load_rules
from governance.reading import RequisitionSummary
from matching.errors import InputError
from review_ui.web.caller import Caller, Page
from review_ui.web.coming_back import comes_back
from review_ui.web.contexts.cases import ClassificationForm
from review_ui.web.layout import redirect, respond
from review_ui.web.loading import load_case
from review_ui.web.pages.case import case_again
from review_ui.web.requests import ClassificationFields, LegalAnswer
from review_ui.web.views.classification import grouped
from review_ui.web.views.problems import faults_in
from review_ui.web.words import number

router = APIRouter(prefix="/requisitions/{requisition_id}/classification")


@router.get("")
def questions(request: Request, caller: Page, requisition_id: str) -> Response:
    return _form(request, caller, requisition_id, {}, caller.actor.display_name)


@router.post("")
def classify(
    request: Request, caller: Page, requisition_id: str, fields: Annotated[ClassificationFields, Form()]
) -> Response:
    asked = [question.id for question in load_rules().questions]
    try:
        with caller.command() as work:
            commands.classify(
                work,
                requisition_id,
                fields.given(asked),
                answered_by=fields.answered_by,
                expected_version=fields.expected_version,
            )
    except InputError as refusal:
        return _form(request, caller, requisition_id, fields.typed(), fields.answered_by, refusal)
    return redirect(f"/requisitions/{requisition_id}#classification", "classified")


@router.post("/decision")
@comes_back(case_again, about="reason")
def decide(caller: Page, requisition_id: str, sent: Annotated[LegalAnswer, Form()]) -> Response:
    with caller.command() as work:
        commands.decide(work, requisition_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}#classification", sent.decision)


def _form(
    request: Request,
    caller: Caller,
    requisition_id: str,
    values: Mapping[str, str],
    answered_by: str,
    refusal: InputError | None = None,
) -> Response:
    case = load_case(caller, requisition_id)
    weeks = case.role.get("duration_weeks")
    return question_form(
        request,
        caller,
        case.summary,
        values,
        answered_by,
        refusal,
        action=f"/requisitions/{requisition_id}/classification",
        version=case.summary.version,
        planned=f"The request says {number(weeks)} weeks." if weeks else None,
    )


def question_form(
    request: Request,
    caller: Caller,
    requisition: RequisitionSummary,
    values: Mapping[str, str],
    answered_by: str,
    refusal: InputError | None,
    *,
    action: str,
    version: int,
    planned: str | None,
) -> Response:
    """The questions, for the request or for an extension of its work (`extensions.py`)."""
    rules = load_rules()
    context = ClassificationForm(
        requisition=requisition,
        action=action,
        version=version,
        planned=planned,
        groups=grouped(rules),
        not_legal_advice=rules.not_legal_advice,
        answered_by=answered_by,
        values=values,
        problems=faults_in(refusal),
    )
    return respond(request, context, caller=caller, status=422 if refusal else 200)
