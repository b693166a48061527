"""Accounts: proposing and confirming grants, closing accounts, one's own sessions and tokens.

A token may read and close; giving, passwords and tokens take a session, which is a person.
"""

from typing import Any

from fastapi import Request

from governance import accounts
from governance.access import require_person
from governance.accounts.grant_lists import apply_grants, plan_grants
from governance.accounts.record import account_case
from governance.sign_on import mapping
from governance.sign_on.entering import begin
from matching.errors import NotFound
from review_ui.grants import (
    account_document,
    case_document,
    mapping_document,
    own_document,
    pending_document,
    plan_document,
    read_grant_lines,
)
from review_ui.sign_on import Provider
from review_ui.web.api.paging import Listing, Paged, moment
from review_ui.web.api.routes import TOLD_ONCE, api_part, takes
from review_ui.web.api.values import as_object
from review_ui.web.caller import Api, Caller
from review_ui.web.requests import AccountSent, GrantSent, GrantsSent, MappingSent, PasswordSent, TokenSent
from review_ui.web.security import SESSION_COOKIE, visit

router = api_part("accounts")


@router.get(
    "/accounts", openapi_extra=takes("account.read"), summary="Every account with the grants it holds"
)
def list_all(caller: Api, paging: Paged) -> Listing:
    with caller.reading() as session:
        found = accounts.list_accounts(session, caller.actor)
    return paging.of(found, lambda one: (one.name,), shown=account_document)


@router.post(
    "/accounts",
    status_code=201,
    openapi_extra=takes("account.manage"),
    summary="An account without any grant",
)
def add(caller: Api, sent: AccountSent) -> dict[str, Any]:
    with caller.command() as work:
        return {"id": accounts.add_account(work, sent.name, sent.password, sent.display_name or sent.name)}


@router.get(
    "/accounts/{name}",
    openapi_extra=takes("account.read"),
    summary="One account: its grants with who stands behind them, and its tokens",
)
def show(caller: Api, name: str) -> dict[str, Any]:
    with caller.reading() as session:
        return case_document(account_case(session, caller.actor, name))


@router.post(
    "/accounts/{name}/password",
    openapi_extra=takes("account.read", "account.manage", but="nothing where it is your own; by no token"),
    summary="Set a password: one's own with the one there is now, or anybody's; ends their sessions",
)
def password(caller: Api, name: str, sent: PasswordSent) -> dict[str, Any]:
    account_id = _id(caller, name)
    if account_id == caller.actor.id:
        clock = caller.workspace.clock
        accounts.change_password(
            caller.database, caller.actor, sent.current_password, sent.password, clock=clock
        )
        return {"name": name}
    with caller.command() as work:
        accounts.set_password(work, account_id, sent.password)
    return {"name": name}


@router.post(
    "/accounts/{name}/disable",
    openapi_extra=takes("account.read", "account.close"),
    summary="Close an account, its sessions, tokens and grants, at once",
)
def disable(caller: Api, name: str) -> dict[str, Any]:
    with caller.command() as work:
        accounts.disable(work, _id(caller, name))
    return {"name": name}


@router.post(
    "/accounts/{name}/enable",
    openapi_extra=takes("account.read", "account.manage"),
    summary="Let a closed account log in again, without its grants",
)
def enable(caller: Api, name: str) -> dict[str, Any]:
    with caller.command() as work:
        accounts.enable(work, _id(caller, name))
    return {"name": name}


@router.post(
    "/accounts/{name}/log-out",
    openapi_extra=takes("account.read", "account.close", but="nothing where it is your own"),
    summary="End every session of an account: one's own, or anybody's",
)
def log_out(caller: Api, name: str) -> dict[str, Any]:
    with caller.command() as work:
        return {"closed": accounts.close_sessions(work, _id(caller, name))}


@router.post(
    "/accounts/{name}/grants",
    status_code=201,
    openapi_extra=takes("account.read", "account.manage"),
    summary="Propose a role; another person confirms it",
)
def propose(caller: Api, name: str, sent: GrantSent) -> dict[str, Any]:
    with caller.command() as work:
        return {
            "grant": accounts.grant(
                work,
                _id(caller, name),
                sent.role,
                sent.business_unit,
                approval_limit=sent.limit.money() if sent.limit else None,
                starts=sent.starts,
                ends=sent.ends,
                jurisdiction=sent.jurisdiction,
            )
        }


@router.get(
    "/grants/pending",
    openapi_extra=takes("account.read", but="or `account.rescue`"),
    summary="Grants that wait for a second person",
)
def pending(caller: Api, paging: Paged) -> Listing:
    with caller.reading() as session:
        found = accounts.pending_grants(session, caller.actor)
    return paging.of(found, lambda one: (moment(one.proposed_at), one.id), shown=pending_document)


@router.post(
    "/grants/import",
    openapi_extra=TOLD_ONCE | takes("account.read", "account.manage"),
    summary="Compare a list of grants with those on record, and propose what is new",
)
def import_grants(caller: Api, sent: GrantsSent) -> dict[str, Any]:
    lines = read_grant_lines(sent.lines, "lines")
    if sent.apply:
        with caller.command() as work:
            plan = apply_grants(work, lines, "lines", revoke_missing=sent.revoke_missing)
    else:
        with caller.reading() as session:
            plan = plan_grants(session, caller.actor, lines, "lines")
    return plan_document(plan, applied=sent.apply, revoked=sent.apply and sent.revoke_missing)


@router.get(
    "/sign-on/mappings",
    openapi_extra=takes("account.read"),
    summary="What groups of the identity provider give: in force, and waiting",
)
def mappings(caller: Api, paging: Paged) -> Listing:
    with caller.reading() as session:
        found = mapping.list_mappings(session, caller.actor)
    return paging.of(found, lambda one: (one.id,), shown=mapping_document)


@router.post(
    "/sign-on/mappings",
    status_code=201,
    openapi_extra=takes("account.manage"),
    summary="Propose what groups give; another person confirms it",
)
def propose_mapping(caller: Api, sent: MappingSent) -> dict[str, Any]:
    with caller.command() as work:
        return {"mapping": mapping.propose_mapping(work, {"groups": sent.groups}, "mapping")}


@router.post(
    "/sign-on/mappings/{mapping_id}/confirm",
    openapi_extra=takes("account.manage"),
    summary="Another administrator's yes to a mapping",
)
def confirm_mapping(caller: Api, mapping_id: str) -> dict[str, Any]:
    with caller.command() as work:
        mapping.confirm_mapping(work, mapping_id)
    return {"mapping": mapping_id}


@router.post(
    "/sign-on/mappings/{mapping_id}/end",
    openapi_extra=takes("account.close"),
    summary="Deny a mapping, or end the one in force",
)
def end_mapping(caller: Api, mapping_id: str) -> dict[str, Any]:
    with caller.command() as work:
        mapping.end_mapping(work, mapping_id)
    return {"mapping": mapping_id}


@router.post(
    "/grants/{grant_id}/confirm",
    openapi_extra=takes("account.manage", but="`account.rescue` where one administrator is left"),
    summary="Another person's yes: the grant is in force",
)
def confirm(caller: Api, grant_id: str) -> dict[str, Any]:
    with caller.command() as work:
        accounts.confirm_grant(work, grant_id)
    return {"grant": grant_id}


@router.post(
    "/grants/{grant_id}/deny",
    openapi_extra=takes("account.close"),
    summary="A no to a proposed grant, or its withdrawal",
)
def deny(caller: Api, grant_id: str) -> dict[str, Any]:
    with caller.command() as work:
        accounts.deny_grant(work, grant_id)
    return {"grant": grant_id}


@router.post(
    "/grants/{grant_id}/revoke",
    openapi_extra=takes("account.close"),
    summary="Take back a grant in force, at once",
)
def revoke(caller: Api, grant_id: str) -> dict[str, Any]:
    with caller.command() as work:
        accounts.revoke_grant(work, grant_id)
    return {"grant": grant_id}


@router.get(
    "/me", openapi_extra=takes(), summary="Who is asking, their grants, and their own sessions and tokens"
)
def me(caller: Api, request: Request) -> dict[str, Any]:
    with caller.reading() as session:
        own = own_document(
            accounts.own_sessions(session, caller.actor, token=request.cookies.get(SESSION_COOKIE)),
            accounts.own_tokens(session, caller.actor),
        )
    actor = caller.actor
    said = {"id": actor.id, "name": actor.name, "display_name": actor.display_name}
    return as_object(said | {"grants": actor.grants}) | own


@router.post(
    "/me/tokens",
    status_code=201,
    summary="A token of one's own; it is told once",
    openapi_extra=TOLD_ONCE | takes("account.own"),
)
def issue(caller: Api, sent: TokenSent) -> dict[str, Any]:
    with caller.command() as work:
        return {"token": accounts.issue_token(work, sent.label, sent.scopes, expires=sent.expires)}


@router.post(
    "/me/sign-on",
    openapi_extra=takes(but="by no token"),
    summary="Where to log in at the identity provider, to link who does to this account",
)
def link(caller: Api, request: Request) -> dict[str, Any]:
    require_person(caller.actor, "link an identity")
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise NotFound("this installation has no identity provider", hint="log in with a password")
    attempt = begin(caller.database, visit(request), account_id=caller.actor.id, clock=caller.workspace.clock)
    return {"location": provider.address(attempt)}


@router.post(
    "/tokens/{token_id}/revoke",
    openapi_extra=takes("account.close", but="nothing where it is your own"),
    summary="Take back a token: one's own, or anybody's",
)
def revoke_token(caller: Api, token_id: str) -> dict[str, Any]:
    with caller.command() as work:
        accounts.revoke_token(work, token_id)
    return {"token": token_id}


def _id(caller: Caller, name: str) -> str:
    """The account of that name; for whoever may not see accounts only their own exists."""
    if name.strip().casefold() == caller.actor.name:
        return caller.actor.id
    caller.require("account.read")
    return accounts.find_account(caller.database, name).id
