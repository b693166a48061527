"""Is it a freelancer's work at all: the rules, the answers, legal's decision."""

from typing import Any

from governance.classification import commands
from governance.classification.rules import load_rules
from governance.reading import ClassificationRecord
from review_ui.web.api.routes import api_part, takes
from review_ui.web.api.values import as_object
from review_ui.web.caller import Api
from review_ui.web.loading import load_case
from review_ui.web.requests import Classifying, LegalAnswer

router = api_part("classification")

_AT = "/requisitions/{requisition_id}/classification"


@router.get(
    "/classification/rules",
    openapi_extra=takes("requisition.read"),
    summary="The questions with their points; not legal advice",
)
def rules(caller: Api) -> dict[str, Any]:
    caller.require("requisition.read")
    return load_rules().model_dump(mode="json", by_alias=True, exclude_none=True)


@router.get(_AT, summary="How the work is classified: in force, its standing, and every earlier one")
def show(caller: Api, requisition_id: str) -> dict[str, Any]:
    case = load_case(caller, requisition_id)
    return {
        "in_force": _classified(case.classification),
        "all": [_classified(one) for one in case.classifications if one.extension_id is None],
        "not_legal_advice": load_rules().not_legal_advice,
    }


@router.post(
    _AT,
    status_code=201,
    openapi_extra=takes("classification.assess"),
    summary="Answer the questions; gives the risk and every point behind it",
)
def classify(caller: Api, requisition_id: str, sent: Classifying) -> dict[str, Any]:
    with caller.command() as work:
        commands.classify(
            work,
            requisition_id,
            sent.given(),
            answered_by=sent.answered_by,
            expected_version=caller.expected(sent),
        )
    record = load_case(caller, requisition_id).classification
    assert record is not None
    answers = [
        {"question": one.question, "choice": one.choice, "points": one.points} for one in record.answers
    ]
    # Without people's words: an answer may be kept for a day, and those are read where they are sealed.
    said = as_object(_classified(record)) | {
        "answers": answers,
        "not_legal_advice": load_rules().not_legal_advice,
    }
    return {name: value for name, value in said.items() if name != "answered_by"}


@router.post(
    _AT + "/decision",
    status_code=201,
    openapi_extra=takes("classification.decide"),
    summary="Legal's answer to a high risk, with its reason",
)
def decide(caller: Api, requisition_id: str, sent: LegalAnswer) -> dict[str, Any]:
    with caller.command() as work:
        return {"decision": commands.decide(work, requisition_id, **caller.terms(sent))}


def _classified(record: ClassificationRecord | None) -> dict[str, Any] | None:
    return None if record is None else as_object(record) | {"standing": record.standing}
