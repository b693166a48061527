"""Logging in and out."""

import json
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from governance.access import EVERYWHERE
from governance.accounts.register import AccountRecord, demo_accounts
from governance.accounts.sessions import authenticate, close_session, open_session
from matching.errors import Unauthenticated
from review_ui.bootstrap import Workspace
from review_ui.sign_on import Provider
from review_ui.web.contexts.front import DemoAccount, LoginPage
from review_ui.web.layout import redirect, respond
from review_ui.web.security import SESSION_COOKIE, drop_session, keep_session, keep_visit, local_path
from review_ui.web.words import role_name

router = APIRouter()


@router.get("/login")
def log_inlog_in_context(request: Request, next: str = "/") -> Response:
    return respond(request, log_in_context(request, local_path(next)))


@router.post("/login")
def log_in(
    request: Request,
    name: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    workspace = request.app.state.workspace
    try:
        actor = authenticate(workspace.database, name, password, clock=workspace.clock)
    except Unauthenticated as refusal:
        problem = f"{refusal.message.capitalize()}{'; ' + refusal.hint if refusal.hint else ''}."
        return respond(request, log_in_context(request, local_path(next), problem, name), status=401)
    token = open_session(
        workspace.database, actor, replaces=request.cookies.get(SESSION_COOKIE), clock=workspace.clock
    )
    response = redirect(local_path(next))
    keep_session(request, response, token)
    keep_visit(request, response)
    return response


@router.post("/logout")
def log_out(request: Request) -> Response:
    workspace = request.app.state.workspace
    if token := request.cookies.get(SESSION_COOKIE):
        close_session(workspace.database, token, clock=workspace.clock)
    response = redirect("/login", "logged-out")
    drop_session(response)
    return response


def log_in_context(request: Request, wanted: str, problem: str | None = None, name: str = "") -> LoginPage:
    workspace = request.app.state.workspace
    accounts = _demo_accounts(workspace)
    password = published_password(workspace) if accounts else None
    provider: Provider | None = request.app.state.provider
    return LoginPage(
        wanted, problem, None, name, accounts, password, provider.name if provider is not None else None
    )


def _demo_accounts(workspace: Workspace) -> tuple[DemoAccount, ...]:
    """Who can log in while demo accounts exist; the server refuses other hosts then."""
    with workspace.database.read() as session:
        found = demo_accounts(session)
    return tuple(DemoAccount(a.name, a.display_name, _roles(a)) for a in found)


def _roles(account: AccountRecord) -> str:
    places = {
        role_name(grant.role) + ("" if grant.business_unit == EVERYWHERE else f", {grant.business_unit}")
        for _, grant in account.grants
    }
    return "; ".join(sorted(places))


def published_password(workspace: Workspace) -> str | None:
    """The demo accounts' password as the demo's marker states it."""
    try:
        marker = json.loads((Path(workspace.home) / "demo.json").read_bytes())
    except (OSError, ValueError):
        return None
    password = marker.get("password") if isinstance(marker, dict) else None
    return str(password) if password else None
