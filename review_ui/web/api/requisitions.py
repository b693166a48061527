"""Requisitions and what waits for an answer."""

from typing import Annotated, Any

from fastapi import Query

from governance import requisitions as commands
from governance import together
from governance.reading import (
    RequisitionSummary,
    approval_queue,
    requisitions_for,
    requisitions_made,
)
from governance.templates import file_template, list_templates, read_template, save_template
from review_ui import services
from review_ui.web.api.paging import Key, Listing, Paged, moment
from review_ui.web.api.routes import Versioned, api_part, takes
from review_ui.web.api.values import as_object, as_objects
from review_ui.web.caller import Api, Caller
from review_ui.web.loading import load_case, next_step_is_theirs
from review_ui.web.requests import (
    Act,
    Answering,
    Cancelling,
    EditedRequisition,
    Filing,
    NewRequisition,
    Refusal,
    TemplateSent,
    read_role,
)
from review_ui.web.routing_requests import Describing, TogetherSent

router = api_part("requisitions")


@router.get("/templates", openapi_extra=takes(), summary="Role templates")
def templates(caller: Api, paging: Paged) -> Listing:
    with caller.reading() as session:
        found = list_templates(session)
    return paging.of(found, lambda one: (one.title, one.id))


@router.get(
    "/templates/{template_id}", openapi_extra=takes(), summary="One role template, its newest version"
)
def template(caller: Api, template_id: str, versioned: Versioned) -> dict[str, Any]:
    with caller.reading() as session:
        found = read_template(session, template_id)
    versioned(found.version)
    return as_object(found)


@router.post(
    "/templates",
    status_code=201,
    openapi_extra=takes("template.save"),
    summary="A role template, or another version of one, by the role's id",
)
def save(caller: Api, sent: TemplateSent) -> dict[str, Any]:
    with caller.command() as work:
        version = save_template(work, sent.role, family=sent.family)
    return {"id": sent.role["id"], "version": version}


@router.post(
    "/templates/{template_id}/family",
    openapi_extra=takes("template.save"),
    summary="File a template under a role family, which a stop may cover",
)
def file(caller: Api, template_id: str, sent: Filing) -> dict[str, Any]:
    with caller.command() as work:
        file_template(work, template_id, sent.family)
    return {"id": template_id, "family": sent.family}


@router.post(
    "/templates/suggest",
    openapi_extra=takes("requisition.read"),
    summary="Role templates for a need in your own words, with what speaks for each",
)
def suggest(caller: Api, sent: Describing) -> dict[str, Any]:
    caller.require("requisition.read")
    found = services.suggest_templates(caller.workspace, sent.text, top=sent.top)
    return {"templates": as_objects(found)}


@router.get(
    "/requisitions",
    openapi_extra=takes(but="lists what you may read"),
    summary="Requisitions in your business units, the last made first",
)
def list_all(
    caller: Api,
    paging: Paged,
    state: Annotated[str, Query(max_length=40)] = "",
    mine: bool = False,
    waiting: bool = False,
) -> Listing:
    """`mine`: only those you requested. `waiting`: only those whose next step is yours to take."""
    if not waiting:
        by = caller.actor.id if mine else None
        with caller.reading() as session:
            found = requisitions_made(
                session,
                caller.actor,
                before=paging.after_moment(),
                limit=paging.limit + 1,
                state=state or None,
                by=by,
            )
        return paging.part(found, _made)
    with caller.reading() as session:
        everything = requisitions_for(session, caller.actor)
    wanted = (one for one in everything if not mine or one.requested_by.id == caller.actor.id)
    theirs = (one for one in wanted if next_step_is_theirs(caller, one) and state in ("", one.state))
    return paging.of(theirs, _made, down=True)


@router.get(
    "/approvals",
    openapi_extra=takes(but="lists what you may answer"),
    summary="What waits for an answer, oldest first",
)
def queue(caller: Api, paging: Paged) -> Listing:
    with caller.reading() as session:
        found = approval_queue(session, caller.actor)
    return paging.of(found, lambda one: (moment(one.waiting_since), one.requisition.id, one.kind))


@router.post(
    "/approvals/together",
    openapi_extra=takes(
        "requisition.read",
        "requisition.approve",
        but="`selection.approve` for a case that waits for its selection",
    ),
    summary="One yes to several cases at once: all of them, or none",
)
def approve_together(caller: Api, sent: TogetherSent) -> dict[str, Any]:
    with caller.command() as work:
        return {"answered": as_objects(together.approve_together(work, sent.seen(), note=sent.note))}


@router.post(
    "/requisitions",
    status_code=201,
    openapi_extra=takes("requisition.read", "requisition.write"),
    summary="A draft from a template or a role of your own",
)
def create(caller: Api, sent: NewRequisition) -> dict[str, Any]:
    role = read_role(sent.role) if sent.role is not None else None
    with caller.command() as work:
        requisition_id = commands.create_requisition(
            work,
            title=sent.title,
            business_unit=sent.business_unit,
            budget=sent.budget.money(),
            template_id=sent.template_id,
            role=role,
            positions=sent.positions,
            needed_by=sent.needed_by,
            intake=sent.intake.given() if sent.intake else None,
        )
    return _saved(caller, requisition_id)


@router.get("/requisitions/{requisition_id}", summary="One case in full")
def show(caller: Api, requisition_id: str, versioned: Versioned) -> dict[str, Any]:
    case = load_case(caller, requisition_id)
    versioned(case.summary.version)
    return as_object(case)


@router.post(
    "/requisitions/{requisition_id}/edit",
    openapi_extra=takes("requisition.write"),
    summary="Another version; voids what was approved",
)
def edit(caller: Api, requisition_id: str, sent: EditedRequisition) -> dict[str, Any]:
    role = read_role(sent.role) if sent.role is not None else None
    with caller.command() as work:
        commands.edit_requisition(
            work,
            requisition_id,
            title=sent.title,
            role=role,
            budget=sent.budget.money() if sent.budget else None,
            positions=sent.positions,
            needed_by=sent.needed_by,
            intake=sent.intake.given() if sent.intake else None,
            expected_version=caller.expected(sent),
        )
    return _saved(caller, requisition_id)


@router.post(
    "/requisitions/{requisition_id}/submit",
    openapi_extra=takes("requisition.write"),
    summary="Ask for approval",
)
def submit(caller: Api, requisition_id: str, sent: Act) -> dict[str, Any]:
    with caller.command() as work:
        commands.submit(work, requisition_id, **caller.terms(sent))
    return {"id": requisition_id}


@router.post(
    "/requisitions/{requisition_id}/approve",
    openapi_extra=takes("requisition.approve"),
    summary="Another person's yes to a step of the request",
)
def approve(caller: Api, requisition_id: str, sent: Answering) -> dict[str, Any]:
    with caller.command() as work:
        return as_object(commands.approve_requisition(work, requisition_id, **caller.terms(sent)))


@router.post(
    "/requisitions/{requisition_id}/deny",
    openapi_extra=takes("requisition.approve"),
    summary="A no to the request, with its reason",
)
def deny(caller: Api, requisition_id: str, sent: Refusal) -> dict[str, Any]:
    with caller.command() as work:
        return {"approval": commands.deny_requisition(work, requisition_id, **caller.terms(sent))}


@router.post(
    "/requisitions/{requisition_id}/cancel",
    openapi_extra=takes("requisition.write"),
    summary="Stop before anybody is engaged",
)
def cancel(caller: Api, requisition_id: str, sent: Cancelling) -> dict[str, Any]:
    with caller.command() as work:
        commands.cancel_requisition(work, requisition_id, **caller.terms(sent))
    return {"id": requisition_id}


def _made(requisition: RequisitionSummary) -> Key:
    return (moment(requisition.created_at), requisition.id)


def _saved(caller: Caller, requisition_id: str) -> dict[str, Any]:
    """The draft's id and what it still lacks before it can be submitted."""
    lacks = load_case(caller, requisition_id).intake.missing
    return {"id": requisition_id, "missing": dict(lacks)}
