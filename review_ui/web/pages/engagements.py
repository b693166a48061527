"""Engagements: starting one, its moves, and how it went."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from governance import engagements as commands
from governance.outcomes import record_outcome
from governance.people.profiles import read_profiles
from governance.reading import RequisitionCase
from matching.errors import InputError
from review_ui.web.caller import Caller, Page
from review_ui.web.coming_back import comes_back
from review_ui.web.contexts.cases import EngagementForm, OutcomeForm
from review_ui.web.layout import redirect, respond
from review_ui.web.loading import called_in, engagement_in, load_case
from review_ui.web.pages.case import case_again
from review_ui.web.requests import (
    Act,
    EngagementFields,
    Outcome,
    Refusal,
    read_count,
    read_date,
    read_money,
)
from review_ui.web.views.problems import NOTHING_REFUSED, Refused, faults_in
from review_ui.web.words import amount

router = APIRouter(prefix="/requisitions/{requisition_id}")


@router.get("/candidates/{person_id}/engagement")
def start_page(request: Request, caller: Page, requisition_id: str, person_id: str) -> Response:
    case = load_case(caller, requisition_id)
    return _form(request, caller, case, person_id, _suggested(caller, case, person_id))


@router.post("/candidates/{person_id}/engagement")
def start(
    request: Request,
    caller: Page,
    requisition_id: str,
    person_id: str,
    fields: Annotated[EngagementFields, Form()],
) -> Response:
    try:
        with caller.command() as work:
            commands.start_engagement(work, requisition_id, person_id, **_terms(fields))
    except InputError as refusal:
        case = load_case(caller, requisition_id)
        return _form(request, caller, case, person_id, fields.model_dump(), refusal)
    return redirect(f"/requisitions/{requisition_id}#people", "engaged")


@router.post("/engagements/{engagement_id}/activate")
def activate(caller: Page, requisition_id: str, engagement_id: str, sent: Annotated[Act, Form()]) -> Response:
    with caller.command() as work:
        commands.activate_engagement(work, engagement_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}#people", "engagement")


@router.post("/engagements/{engagement_id}/complete")
def complete(caller: Page, requisition_id: str, engagement_id: str, sent: Annotated[Act, Form()]) -> Response:
    with caller.command() as work:
        commands.complete_engagement(work, engagement_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}#people", "engagement")


@router.post("/engagements/{engagement_id}/terminate")
@comes_back(case_again, about="reason_code")
def terminate(
    caller: Page, requisition_id: str, engagement_id: str, sent: Annotated[Refusal, Form()]
) -> Response:
    with caller.command() as work:
        commands.terminate_engagement(work, engagement_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}#people", "engagement")


def _outcome(request: Request, caller: Caller, refused: Refused = NOTHING_REFUSED) -> OutcomeForm:
    case = load_case(caller, request.path_params["requisition_id"])
    engagement = engagement_in(case, request.path_params["engagement_id"])
    return OutcomeForm(
        requisition=case.summary,
        engagement_id=engagement.id,
        called=called_in(caller, case, engagement.person_id),
        criteria=tuple(case.role.get("acceptance_criteria", ())),
        refused=refused,
    )


@router.get("/engagements/{engagement_id}/outcome")
def outcome_page(request: Request, caller: Page) -> Response:
    return respond(request, _outcome(request, caller), caller=caller)


@router.post("/engagements/{engagement_id}/outcome")
@comes_back(_outcome)
def record(
    caller: Page, requisition_id: str, engagement_id: str, sent: Annotated[Outcome, Form()]
) -> Response:
    with caller.command() as work:
        record_outcome(work, engagement_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}#people", "outcome")


def _terms(fields: EngagementFields) -> dict[str, Any]:
    start, end = read_date(fields.start, "first day"), read_date(fields.end, "last day")
    if start is None or end is None:
        raise InputError("expected a first and a last day, found none")
    return {
        "rate": read_money(fields.rate_amount, fields.rate_currency, "rate"),
        "hours": read_count(fields.hours, "hours"),
        "start": start,
        "end": end,
        "deliverables": [line.strip() for line in fields.deliverables.splitlines() if line.strip()],
    }


def _suggested(caller: Caller, case: RequisitionCase, person_id: str) -> dict[str, str]:
    """What the role and the record say already; every field can be changed."""
    rate, currency = _asks(caller, person_id), case.summary.budget.currency
    weeks, weekly = _weeks(case), case.role.get("hours_per_week") or 20
    first = caller.today + timedelta(days=7)
    return {
        "rate_amount": f"{rate['amount']:g}" if rate and rate["currency"] == currency else "",
        "rate_currency": currency,
        "hours": str(round(weeks * weekly)),
        "start": first.isoformat(),
        "end": (first + timedelta(weeks=weeks)).isoformat(),
        "deliverables": "\n".join(case.role.get("deliverables", ())),
    }


def _weeks(case: RequisitionCase) -> float:
    """As long as the role says, and no longer than the work was classified for."""
    planned, classified = case.role.get("duration_weeks") or 4, case.classification
    covered = classified.up_to_weeks if classified else None
    return float(planned if covered is None else min(planned, covered))


def _form(
    request: Request,
    caller: Caller,
    case: RequisitionCase,
    person_id: str,
    values: dict[str, str],
    refusal: InputError | None = None,
) -> Response:
    name = called_in(caller, case, person_id)
    rate = _asks(caller, person_id)
    asks = f"{amount(rate['amount'], rate['currency'])}/h" if rate else None
    context = EngagementForm(case.summary, person_id, name, asks, values, faults_in(refusal))
    return respond(request, context, caller=caller, status=422 if refusal else 200)


def _asks(caller: Caller, person_id: str) -> dict[str, Any] | None:
    """The hourly rate on the person's record."""
    rate: dict[str, Any] | None = (
        read_profiles(caller.database, [person_id]).get(person_id, {}).get("hourly_rate")
    )
    return rate
