"""One's own account: what one may do, who answers for one, sessions, tokens, the password."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from governance import accounts, once
from governance.accounts.record import own_grants
from governance.accounts.tokens import LONGEST_TOKEN_DAYS, TOKEN_DAYS
from governance.identity import names_of
from governance.routing import delegation
from matching.errors import CandorError, Conflict
from review_ui.problems import status_of
from review_ui.web.access_requests import DelegationFields, PasswordFields, TokenFields
from review_ui.web.caller import Caller, Page
from review_ui.web.contexts.access import AccountPage
from review_ui.web.layout import redirect, respond
from review_ui.web.security import SESSION_COOKIE, drop_session
from review_ui.web.views.access import (
    delegable_grants,
    delegation_line,
    grant_line,
    in_words,
    role_choices,
    scope_choices,
    token_line,
)
from review_ui.web.views.problems import faults_in

router = APIRouter(prefix="/account")

_BLANK: dict[str, Any] = {
    name: field.default
    for fields in (TokenFields, DelegationFields)
    for name, field in fields.model_fields.items()
}


@router.get("")
def show(request: Request, caller: Page) -> Response:
    return _page(request, caller)


@router.post("/log-out")
def log_out_everywhere(caller: Page) -> Response:
    with caller.command() as work:
        accounts.close_sessions(work, caller.actor.id)
    return _to_log_in("logged-out-everywhere")


@router.post("/password")
def change_password(request: Request, caller: Page, fields: Annotated[PasswordFields, Form()]) -> Response:
    clock = caller.workspace.clock
    try:
        accounts.change_password(
            caller.database, caller.actor, fields.current_password, fields.password, clock=clock
        )
    except CandorError as refusal:
        return _page(request, caller, tried="password", refusal=refusal)
    return _to_log_in("password-changed")


@router.post("/tokens")
def issue(request: Request, caller: Page, fields: Annotated[TokenFields, Form()]) -> Response:
    """Answered with the page itself and not from another address: the token is in this answer alone, and kept nowhere.

    So a reload sends the form again; it is then known by the page it came from, and issues nothing.
    """
    try:
        expires = fields.expires()
        with _sent_once(caller, fields), caller.command() as work:
            token = accounts.issue_token(work, fields.label, fields.scopes, expires=expires)
    except CandorError as refusal:
        return _page(request, caller, tried="token", values=fields.model_dump(), refusal=refusal)
    return _page(request, caller, issued=token)


@contextmanager
def _sent_once(caller: Caller, fields: TokenFields) -> Iterator[None]:
    """Conflict where the very same form of the very same page was carried out before."""
    if not fields.once:
        yield
        return
    sent = fields.model_dump_json().encode()
    key = f"page:{sha256(sent).hexdigest()}"
    claim = once.claim_of(caller.database.vault, caller.actor.id, key, b"/account/tokens\n" + sent)
    with caller.reading() as session:
        if once.is_carried_out(session, claim, caller.now):
            raise Conflict(
                "this token was issued already, and it was shown once",
                hint="it is in the list below: if you did not copy it, revoke it and issue another",
            )
    with once.carrying_out(claim):
        yield


@router.post("/tokens/{token_id}/revoke")
def revoke_token(caller: Page, token_id: str) -> Response:
    with caller.command() as work:
        accounts.revoke_token(work, token_id)
    return redirect("/account#tokens", "token-revoked")


@router.post("/delegations")
def delegate(request: Request, caller: Page, fields: Annotated[DelegationFields, Form()]) -> Response:
    caller.require("approval.delegate")  # before anybody learns which names there are
    try:
        terms = fields.terms()
        to = accounts.find_account(caller.database, fields.to).id
        with caller.command() as work:
            delegation.delegate(work, to, **terms)
    except CandorError as refusal:
        return _page(request, caller, tried="delegation", values=fields.model_dump(), refusal=refusal)
    return redirect("/account#delegation", "delegated")


@router.post("/delegations/{delegation_id}/end")
def end(caller: Page, delegation_id: str) -> Response:
    with caller.command() as work:
        delegation.end_delegation(work, delegation_id)
    return redirect("/account#delegation", "delegation-ended")


def _page(
    request: Request,
    caller: Caller,
    *,
    tried: str = "",
    values: Mapping[str, Any] | None = None,
    refusal: CandorError | None = None,
    issued: str | None = None,
) -> Response:
    actor, today = caller.actor, caller.today
    with caller.reading() as session:
        names = names_of(session)
        given = delegation.delegated_by(session, actor, names)
        received = delegation.delegated_to(session, actor, names)
        sessions = accounts.own_sessions(session, actor, token=request.cookies.get(SESSION_COOKIE))
        tokens = accounts.own_tokens(session, actor)
        grants = own_grants(session, actor)
        has_password = accounts.has_password(session, actor)
    own = delegable_grants(actor, today)
    context = AccountPage(
        name=actor.name,
        grants=tuple(map(grant_line, grants)),
        given=tuple(map(delegation_line, given)),
        received=tuple(map(delegation_line, received)),
        may_delegate=caller.may("approval.delegate"),
        delegable=tuple(map(in_words, own)),
        roles=role_choices(dict.fromkeys(grant.role for grant in own)),
        sessions=tuple(sessions),
        tokens=tuple(map(token_line, tokens)),
        issued=issued,
        once=secrets.token_urlsafe(16),
        may_issue=caller.may("account.own"),
        scopes=scope_choices(actor, today),
        first_day=today,
        usual_day=today + timedelta(days=TOKEN_DAYS),
        latest_day=today + timedelta(days=LONGEST_TOKEN_DAYS - 1),
        has_password=has_password,
        tried=tried,
        values=_BLANK | {"business_unit": "*"} | dict(values or {}),
        problems=faults_in(refusal),
    )
    return respond(request, context, caller=caller, status=status_of(refusal))


def _to_log_in(said: str) -> Response:
    response = redirect("/login", said)
    drop_session(response)
    return response
