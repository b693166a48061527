"""Logging in and out."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from governance.accounts import has_demo_accounts
from governance.sessions import authenticate, close_session, open_session
from matching.errors import Unauthenticated
from review_ui.web.contexts import DemoAccount, LoginPage
from review_ui.web.layout import redirect, respond
from review_ui.web.security import SESSION_COOKIE, drop_session, keep_session, keep_visit, local_path

router = APIRouter()


@router.get("/login")
def log_in_page(request: Request, next: str = "/") -> Response:
    return respond(request, _page(request, local_path(next)))


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
        return respond(request, _page(request, local_path(next), problem, name), status=401)
    token = open_session(workspace.database, actor, clock=workspace.clock)
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


def _page(request: Request, wanted: str, problem: str | None = None, name: str = "") -> LoginPage:
    accounts, password = _demo(request.app.state.workspace)
    return LoginPage(wanted, problem, None, name, accounts, password)


def _demo(workspace: Any) -> tuple[tuple[DemoAccount, ...], str | None]:
    """Who can log in while demo accounts exist. Their password is published: the server refuses other hosts then."""
    if not has_demo_accounts(workspace.database):
        return (), None
    from review_ui.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD

    return tuple(DemoAccount(a.name, a.display_name, a.roles) for a in DEMO_ACCOUNTS), DEMO_PASSWORD
