"""What groups of the identity provider give: proposed line by line, looked at beside what is in force, answered by another person.

The mappings themselves are told on the page of access (`access.py`).
"""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from governance.access import Grant, RoleName
from governance.accounts.record import units_granted
from governance.sign_on import mapping
from matching.errors import CandorError, Stale
from review_ui.problems import status_of
from review_ui.web.access_requests import MOST_MAPPING_LINES, MappingFields, MappingLine
from review_ui.web.caller import Caller, Page
from review_ui.web.contexts.access import MappingPage
from review_ui.web.layout import redirect, respond
from review_ui.web.views.access import MappingPlanView, mapping_plan, role_choices
from review_ui.web.views.problems import faults_in

router = APIRouter(prefix="/sign-on/mappings")

# What the faults call it.
_MAPPING = "the mapping"
_TO_FILL = 3
_ROLES = tuple(role for role in RoleName if role is not RoleName.ADMINISTRATOR)


@router.get("/new")
def blank(request: Request, caller: Page) -> Response:
    """Opens with what is in force, since a mapping takes the place of the one before."""
    caller.require("account.manage")
    lines = _lines_in_force(caller)
    too_long = len(lines) > MOST_MAPPING_LINES
    return _page(request, caller, () if too_long else lines, too_long=too_long)


@router.post("/preview")
def preview(request: Request, caller: Page, fields: Annotated[MappingFields, Form()]) -> Response:
    caller.require("account.manage")
    if fields.more:
        return _page(request, caller, fields.lines(), to_fill=_TO_FILL)
    try:
        plan = _look(caller, fields)
    except CandorError as refusal:
        return _page(request, caller, fields.lines(), refusal=refusal)
    return _page(request, caller, fields.lines(), plan=plan)


@router.post("")
def propose(request: Request, caller: Page, fields: Annotated[MappingFields, Form()]) -> Response:
    caller.require("account.manage")
    try:
        document = fields.document()
        with caller.command() as work:
            mapping.propose_mapping(work, document, _MAPPING, expected=fields.seen or "nothing seen")
    except Stale as refusal:
        return _page(request, caller, fields.lines(), plan=_look(caller, fields), refusal=refusal)
    except CandorError as refusal:
        return _page(request, caller, fields.lines(), refusal=refusal)
    return redirect("/access#sign-on", "mapping-proposed")


@router.post("/{mapping_id}/confirm")
def confirm(caller: Page, mapping_id: str) -> Response:
    with caller.command() as work:
        mapping.confirm_mapping(work, mapping_id)
    return redirect("/access#sign-on", "mapping-confirmed")


@router.post("/{mapping_id}/end")
def end(caller: Page, mapping_id: str) -> Response:
    with caller.command() as work:
        mapping.end_mapping(work, mapping_id)
    return redirect("/access#sign-on", "mapping-ended")


def _look(caller: Caller, fields: MappingFields) -> MappingPlanView:
    document = fields.document()
    with caller.reading() as session:
        return mapping_plan(mapping.plan_mapping(session, caller.actor, document, _MAPPING))


def _lines_in_force(caller: Caller) -> tuple[MappingLine, ...]:
    with caller.reading() as session:
        now = mapping.in_force(session)
        groups = mapping.read_groups(now.document, now.id) if now else {}
    return tuple(_typed(group, grant) for group, given in groups.items() for grant in given)


def _typed(group: str, grant: Grant) -> MappingLine:
    limit = grant.approval_limit
    return MappingLine(
        group,
        grant.role.value,
        grant.business_unit,
        grant.jurisdiction,
        f"{limit.amount:f}" if limit else "",
        limit.currency if limit else "",
    )


def _page(
    request: Request,
    caller: Caller,
    lines: Sequence[MappingLine],
    *,
    to_fill: int = 0,
    too_long: bool = False,
    plan: MappingPlanView | None = None,
    refusal: CandorError | None = None,
) -> Response:
    with caller.reading() as session:
        units = units_granted(session, caller.actor)
        now = mapping.in_force(session)
    blank = to_fill or (0 if plan or refusal else _TO_FILL)
    shown = (*lines, *[MappingLine()] * blank)[:MOST_MAPPING_LINES]
    context = MappingPage(
        lines=shown or (MappingLine(),),
        roles=role_choices(_ROLES),
        units=tuple(units),
        at_most=MOST_MAPPING_LINES,
        replaces=now.id if now else None,
        too_long=too_long,
        plan=plan,
        problems=faults_in(refusal),
    )
    return respond(request, context, caller=caller, status=status_of(refusal))
