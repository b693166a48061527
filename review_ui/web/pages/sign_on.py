"""Logging in through the identity provider: there, and back again."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from governance.accounts.sessions import open_session
from governance.sign_on.entering import begin, enter, take
from matching.errors import CandorError, Conflict, Forbidden, NotFound, RunError, Unauthenticated
from review_ui.problems import problem_kind
from review_ui.sign_on import RETURN_PATH, Provider
from review_ui.web.layout import redirect, respond
from review_ui.web.pages.login import log_in_context
from review_ui.web.security import SESSION_COOKIE, keep_session, keep_visit, visit

router = APIRouter()

_Sent = Annotated[str, Query(max_length=4096)]


@router.get("/sign-on")
def start(request: Request) -> Response:
    workspace = request.app.state.workspace
    try:
        attempt = begin(workspace.database, visit(request), clock=workspace.clock)
        response = redirect(_provider(request).address(attempt))
    except (RunError, Conflict) as failure:
        return _back_to_log_in(request, failure)
    keep_visit(request, response)
    return response


@router.get(RETURN_PATH)
def come_back(request: Request, state: _Sent = "", code: _Sent = "", error: _Sent = "") -> Response:
    workspace, provider = request.app.state.workspace, _provider(request)
    try:
        attempt = take(workspace.database, state, visit(request), clock=workspace.clock)
        if error or not code:
            raise Unauthenticated(f"{provider.name} did not log you in", hint="try again")
        subject = provider.prove(attempt, code, clock=workspace.clock)
        actor = enter(workspace.database, subject, link_to=attempt.account_id, clock=workspace.clock)
    except (Unauthenticated, Forbidden, Conflict, RunError) as refusal:
        return _back_to_log_in(request, refusal)
    replaced = request.cookies.get(SESSION_COOKIE)
    token = open_session(workspace.database, actor, replaces=replaced, clock=workspace.clock)
    response = redirect("/")
    keep_session(request, response, token)
    keep_visit(request, response)
    return response


def _provider(request: Request) -> Provider:
    found: Provider | None = request.app.state.provider
    if found is None:
        raise NotFound("this installation has no identity provider", hint="log in with a password")
    return found


def _back_to_log_in(request: Request, refusal: CandorError) -> Response:
    problem = (
        f"{refusal.message[:1].upper()}{refusal.message[1:]}{'; ' + refusal.hint if refusal.hint else ''}."
    )
    status = 502 if isinstance(refusal, RunError) else problem_kind(refusal).status
    return respond(request, log_in_context(request, "/", problem), status=status)
