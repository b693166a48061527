"""A list of grants, pasted as a table: looked at first, then proposed as it was looked at."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from governance.accounts.grant_lists import COLUMNS, apply_grants, plan_grants
from matching.errors import CandorError, Stale
from review_ui.grants import read_grant_text
from review_ui.problems import status_of
from review_ui.web.access_requests import ListFields
from review_ui.web.caller import Caller, Page
from review_ui.web.contexts.access import GrantListPage
from review_ui.web.layout import redirect, respond
from review_ui.web.views.access import PlanView, plan_view
from review_ui.web.views.problems import faults_in

router = APIRouter(prefix="/grants/import")

# What the faults call it.
_LIST = "the list"


@router.get("")
def blank(request: Request, caller: Page) -> Response:
    caller.require("account.manage")
    return _page(request, caller, ListFields())


@router.post("/preview")
def preview(request: Request, caller: Page, fields: Annotated[ListFields, Form()]) -> Response:
    caller.require("account.manage")
    try:
        found = _look(caller, fields)
    except CandorError as refusal:
        return _page(request, caller, fields, refusal=refusal)
    return _page(request, caller, fields, plan=found)


@router.post("")
def propose(request: Request, caller: Page, fields: Annotated[ListFields, Form()]) -> Response:
    caller.require("account.manage")
    try:
        lines = read_grant_text(fields.text, _LIST)
        with caller.command() as work:
            apply_grants(
                work,
                lines,
                _LIST,
                revoke_missing=fields.revoke_missing,
                expected=fields.seen or "nothing seen",
            )
    except Stale as refusal:
        return _page(request, caller, fields, plan=_look(caller, fields), refusal=refusal)
    except CandorError as refusal:
        return _page(request, caller, fields, refusal=refusal)
    return redirect("/access", "grants-imported")


def _look(caller: Caller, fields: ListFields) -> PlanView:
    lines = read_grant_text(fields.text, _LIST)
    with caller.reading() as session:
        return plan_view(plan_grants(session, caller.actor, lines, _LIST))


def _page(
    request: Request,
    caller: Caller,
    fields: ListFields,
    *,
    plan: PlanView | None = None,
    refusal: CandorError | None = None,
) -> Response:
    context = GrantListPage(
        columns=",".join(COLUMNS), text=fields.text, plan=plan, problems=faults_in(refusal)
    )
    return respond(request, context, caller=caller, status=status_of(refusal))
