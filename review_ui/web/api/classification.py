"""Is it a freelancer's work at all: the rules, the answers, legal's decision."""

from typing import Any

from fastapi import APIRouter

from governance.classification import commands
from governance.classification.rules import load_rules
from governance.reading import requisition_case
from review_ui.web.api.values import as_object
from review_ui.web.caller import Api
from review_ui.web.requests import Classifying, LegalAnswer

router = APIRouter(tags=["classification"])

_AT = "/requisitions/{requisition_id}/classification"


@router.get("/classification/rules", summary="The questions with their points; not legal advice")
def rules(caller: Api) -> dict[str, Any]:
    caller.require("requisition.read")
    return load_rules().model_dump(mode="json", by_alias=True, exclude_none=True)


@router.post(_AT, status_code=201, summary="Answer the questions; gives the risk and every point behind it")
def classify(caller: Api, requisition_id: str, sent: Classifying) -> dict[str, Any]:
    with caller.command() as work:
        commands.classify(
            work,
            requisition_id,
            sent.given(),
            answered_by=sent.answered_by,
            expected_version=sent.expected_version,
        )
    with caller.reading() as session:
        record = requisition_case(session, caller.actor, requisition_id).classification
    assert record is not None
    said = {"standing": record.standing, "not_legal_advice": load_rules().not_legal_advice}
    return as_object(record) | said


@router.post(_AT + "/decision", status_code=201, summary="Legal's answer to a high risk, with its reason")
def decide(caller: Api, requisition_id: str, sent: LegalAnswer) -> dict[str, Any]:
    with caller.command() as work:
        return {"decision": commands.decide(work, requisition_id, **sent.model_dump())}
