"""Requisitions: the list, the form, the case on one screen, and the moves of the request itself."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from governance import requisitions as commands
from governance.access import EVERYWHERE
from governance.database import UnitOfWork
from governance.intake import Intake, defaults_of
from governance.looks import looks_of
from governance.reading import IntakeRecord, RequisitionSummary, requisitions_for
from governance.templates import list_templates, read_template
from matching.errors import InputError
from review_ui import services
from review_ui.web.caller import Caller, Page
from review_ui.web.coming_back import comes_back
from review_ui.web.contexts.cases import RequisitionForm, RequisitionsPage
from review_ui.web.layout import redirect, respond
from review_ui.web.loading import load_case
from review_ui.web.pages.case import case_again, case_page
from review_ui.web.requests import (
    Act,
    Answering,
    Cancelling,
    Ranking,
    Refusal,
    RequisitionFields,
    read_count,
    read_date,
    read_role,
)
from review_ui.web.views.facts import skill_line
from review_ui.web.views.looks import marks_of
from review_ui.web.views.problems import faults_in

router = APIRouter(prefix="/requisitions")

_BLANK = {name: str(field.default or "") for name, field in RequisitionFields.model_fields.items()}


@router.get("")
def list_page(request: Request, caller: Page, state: str = "") -> Response:
    with caller.reading() as session:
        everything = requisitions_for(session, caller.actor)
        looks = looks_of(session, caller.actor)
    found = [r.state for r in everything]
    context = RequisitionsPage(
        requisitions=tuple(r for r in everything if not state or r.state == state),
        may_create=caller.may("requisition.write"),
        state=state,
        states=tuple((name, found.count(name)) for name in dict.fromkeys(found)),
        marks=marks_of(looks, caller.now),
    )
    return respond(request, context, caller=caller)


@router.get("/new")
def new_page(request: Request, caller: Page, template: str = "") -> Response:
    values = _BLANK | {"positions": "1"}
    units = _units(caller)
    if units and units[0] != EVERYWHERE:
        values["business_unit"] = units[0]
    if template:
        with caller.reading() as session:
            chosen = read_template(session, template)
        values |= _values_of(dict(chosen.role)) | {"template_id": chosen.id, "title": chosen.title}
        values |= _intake_values(defaults_of(chosen.role, None))
    return _form(request, caller, values)


@router.post("")
def create(request: Request, caller: Page, fields: Annotated[RequisitionFields, Form()]) -> Response:
    try:
        requisition_id = _create(caller, fields)
    except InputError as refusal:
        return _form(request, caller, _typed(fields), refusal)
    return redirect(f"/requisitions/{requisition_id}", "submitted" if fields.then == "submit" else "created")


@router.get("/{requisition_id}")
def show(request: Request, caller: Page, requisition_id: str) -> Response:
    return respond(request, case_page(caller, requisition_id), caller=caller)


@router.get("/{requisition_id}/edit")
def edit_page(request: Request, caller: Page, requisition_id: str) -> Response:
    case = load_case(caller, requisition_id)
    it = case.summary
    values = _BLANK | _values_of(dict(case.role))
    values |= {"title": it.title, "template_id": it.template_id or "", "positions": str(it.positions)}
    values |= {"budget_amount": f"{it.budget.amount:f}", "budget_currency": it.budget.currency}
    values |= {
        "needed_by": it.needed_by.isoformat() if it.needed_by else "",
        "business_unit": it.business_unit,
    }
    owner = {"budget_owner": case.intake.budget_owner.id if case.intake.budget_owner else ""}
    return _form(request, caller, values | _intake_values(case.intake) | owner, requisition=it)


@router.post("/{requisition_id}/edit")
def edit(
    request: Request, caller: Page, requisition_id: str, fields: Annotated[RequisitionFields, Form()]
) -> Response:
    case = load_case(caller, requisition_id)
    try:
        role = read_role(fields.role(dict(case.role)))
        terms = _terms(fields)
        with caller.command() as work:
            commands.edit_requisition(
                work,
                requisition_id,
                role=role,
                intake=fields.intake(),
                expected_version=fields.expected_version,
                **terms,
            )
    except InputError as refusal:
        return _form(request, caller, _typed(fields), refusal, requisition=case.summary)
    return redirect(f"/requisitions/{requisition_id}", "edited")


@router.post("/{requisition_id}/submit")
@comes_back(case_again)
def submit(caller: Page, requisition_id: str, sent: Annotated[Act, Form()]) -> Response:
    return _move(
        caller,
        requisition_id,
        "submitted",
        lambda work: commands.submit(work, requisition_id, **sent.model_dump()),
    )


@router.post("/{requisition_id}/approve")
@comes_back(case_again)
def approve(caller: Page, requisition_id: str, sent: Annotated[Answering, Form()]) -> Response:
    with caller.command() as work:
        answered = commands.approve_requisition(work, requisition_id, **sent.model_dump())
    return redirect(f"/requisitions/{requisition_id}", "approved" if answered.approval else "step-approved")


@router.post("/{requisition_id}/deny")
@comes_back(case_again, about="reason_code")
def deny(caller: Page, requisition_id: str, sent: Annotated[Refusal, Form()]) -> Response:
    return _move(
        caller,
        requisition_id,
        "denied",
        lambda work: commands.deny_requisition(work, requisition_id, **sent.model_dump()),
    )


@router.post("/{requisition_id}/cancel")
@comes_back(case_again, about="reason")
def cancel(caller: Page, requisition_id: str, sent: Annotated[Cancelling, Form()]) -> Response:
    return _move(
        caller,
        requisition_id,
        "cancelled",
        lambda work: commands.cancel_requisition(work, requisition_id, **sent.model_dump()),
    )


@router.post("/{requisition_id}/rank")
def rank(caller: Page, requisition_id: str, sent: Annotated[Ranking, Form()]) -> Response:
    services.make_shortlist(
        caller.workspace, caller.actor, requisition_id, diversity=sent.diversity, blind=sent.blind
    )
    return redirect(f"/requisitions/{requisition_id}/shortlist", "ranked")


def _move(
    caller: Caller, requisition_id: str, said: str, command: Callable[[UnitOfWork], object]
) -> Response:
    with caller.command() as work:
        command(work)
    return redirect(f"/requisitions/{requisition_id}", said)


def _create(caller: Caller, fields: RequisitionFields) -> str:
    base: dict[str, Any] = {}
    if fields.template_id:
        with caller.reading() as session:
            base = dict(read_template(session, fields.template_id).role)
    role, terms = read_role(fields.role(base)), _terms(fields)
    with caller.command() as work:
        requisition_id = commands.create_requisition(
            work,
            business_unit=fields.business_unit,
            template_id=fields.template_id or None,
            role=role,
            intake=fields.intake(),
            **terms,
        )
        if fields.then == "submit":
            commands.submit(work, requisition_id)
    return requisition_id


def _terms(fields: RequisitionFields) -> dict[str, Any]:
    """Title, budget, positions and date, every fault at once."""
    readers: dict[str, Callable[[], object]] = {
        "title": lambda: fields.title,
        "budget": fields.budget,
        "positions": lambda: read_count(fields.positions, "positions"),
        "needed_by": lambda: read_date(fields.needed_by, "decide by"),
    }
    terms: dict[str, Any] = {}
    faults: list[Any] = []
    messages: list[str] = []
    for name, read in readers.items():
        try:
            terms[name] = read()
        except InputError as refusal:
            faults += refusal.faults
            messages += [] if refusal.faults else [refusal.message]
    if faults or messages:
        raise InputError("; ".join(messages) or "some of it cannot be read", faults=faults)
    return terms


def _form(
    request: Request,
    caller: Caller,
    values: dict[str, str],
    refusal: InputError | None = None,
    requisition: RequisitionSummary | None = None,
) -> Response:
    with caller.reading() as session:
        templates = list_templates(session)
    context = RequisitionForm(
        requisition=requisition,
        templates=tuple(sorted(templates, key=lambda t: t.title)),
        units=_units(caller),
        values=values,
        problems=faults_in(refusal),
    )
    return respond(request, context, caller=caller, status=422 if refusal else 200)


def _typed(fields: RequisitionFields) -> dict[str, str]:
    return {name: str(value if value is not None else "") for name, value in fields.model_dump().items()}


def _values_of(role: dict[str, Any]) -> dict[str, str]:
    """A role as the form's fields."""
    cap = role.get("max_hourly_rate") or {}
    plain = {name: str(role.get(name) or "") for name in ("title", "description", "start_by")}
    figures = {
        name: f"{role[name]:g}" if role.get(name) else "" for name in ("hours_per_week", "duration_weeks")
    }
    skills = {
        name: "\n".join(skill_line(s) for s in role.get(name, ())) for name in ("must_have", "nice_to_have")
    }
    return (
        plain
        | figures
        | skills
        | {
            "max_rate": f"{cap['amount']:g}" if cap else "",
            "budget_currency": cap.get("currency", "USD"),
        }
    )


def _intake_values(said: Intake | IntakeRecord) -> dict[str, str]:
    """An intake as the form's fields; the budget owner is the caller's to add."""
    plain = ("cost_centre", "scope", "security_class", "sensitive_data")
    return {name: str(getattr(said, name) or "") for name in plain} | {
        "deliverables": "\n".join(said.deliverables),
        "jurisdiction": "" if said.jurisdiction == EVERYWHERE else said.jurisdiction,
    }


def _units(caller: Caller) -> tuple[str, ...]:
    """Business units this person may ask for; `*` first when it is all of them."""
    units = sorted({g.business_unit for g in caller.actor.grants if g.holds(caller.today)})
    return tuple(unit for unit in units if caller.may("requisition.write", business_unit=unit))
