"""People and grants: every account, one account, and what waits for a second person. One's own account is `account.py`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from governance import accounts
from governance.accounts.grants import administrators
from governance.accounts.record import AccountCase, account_case, find_accounts, units_granted
from governance.database import today
from governance.sign_on import mapping
from matching.errors import CandorError
from review_ui.problems import status_of
from review_ui.web.access_requests import AccountFields, GrantFields, PasswordFields, Returning
from review_ui.web.caller import Caller, Page
from review_ui.web.contexts.access import AccessPage, AccessPersonPage
from review_ui.web.layout import redirect, respond
from review_ui.web.security import local_path
from review_ui.web.views.access import (
    ends_of,
    grant_line,
    mapping_lines,
    person_line,
    role_choices,
    token_line,
    waiting_line,
)
from review_ui.web.views.problems import faults_in

router = APIRouter()

_AT_ONCE = 50
# So many that wait are shown before somebody asks for all.
_WAITING_AT_ONCE = 10
_ADDING = {name: str(field.default) for name, field in AccountFields.model_fields.items()}
_GRANTING = {name: str(field.default) for name, field in GrantFields.model_fields.items()}


@dataclass(frozen=True, slots=True)
class Search:
    """`words` of a name, `unit`: a business unit that is reached; `after`: the name the last page ended with."""

    words: Annotated[str, Query(max_length=200)] = ""
    unit: Annotated[str, Query(max_length=100)] = ""
    after: Annotated[str, Query(max_length=80)] = ""
    waiting: Annotated[str, Query(max_length=3)] = ""


@router.get("/access")
def show_all(request: Request, caller: Page, search: Annotated[Search, Depends()]) -> Response:
    return _all(request, caller, search)


@router.post("/access")
def add(request: Request, caller: Page, fields: Annotated[AccountFields, Form()]) -> Response:
    try:
        with caller.command() as work:
            shown = fields.display_name or fields.name
            accounts.add_account(work, fields.name, fields.password or None, shown)
    except CandorError as refusal:
        return _all(request, caller, Search(), fields.model_dump(exclude={"password"}), refusal)
    return redirect(f"/access/{quote(fields.name.casefold(), safe='')}", "account-added")


@router.get("/access/{name}")
def show_one(request: Request, caller: Page, name: str) -> Response:
    return _one(request, caller, name)


@router.post("/access/{name}/grants")
def propose(request: Request, caller: Page, name: str, fields: Annotated[GrantFields, Form()]) -> Response:
    account_id = _id(caller, name)
    try:
        with caller.command() as work:
            accounts.grant(work, account_id, fields.role, **fields.terms())
    except CandorError as refusal:
        return _one(request, caller, name, fields.model_dump(), refusal)
    return _back_to(name, "grant-proposed")


@router.post("/access/{name}/password")
def set_password(
    request: Request, caller: Page, name: str, fields: Annotated[PasswordFields, Form()]
) -> Response:
    account_id = _id(caller, name)
    try:
        with caller.command() as work:
            accounts.set_password(work, account_id, fields.password)
    except CandorError as refusal:
        return _one(request, caller, name, {"form": "password"}, refusal)
    return _back_to(name, "password-set")


@router.post("/access/{name}/disable")
def close(caller: Page, name: str) -> Response:
    account_id = _id(caller, name)
    with caller.command() as work:
        accounts.disable(work, account_id)
    return _back_to(name, "account-closed")


@router.post("/access/{name}/enable")
def reopen(caller: Page, name: str) -> Response:
    account_id = _id(caller, name)
    with caller.command() as work:
        accounts.enable(work, account_id)
    return _back_to(name, "account-opened")


@router.post("/access/{name}/log-out")
def log_out(caller: Page, name: str) -> Response:
    account_id = _id(caller, name)
    with caller.command() as work:
        accounts.close_sessions(work, account_id)
    return _back_to(name, "sessions-ended")


@router.post("/access/{name}/tokens/{token_id}/revoke")
def revoke_token(caller: Page, name: str, token_id: str) -> Response:
    _id(caller, name)
    with caller.command() as work:
        accounts.revoke_token(work, token_id)
    return _back_to(name, "token-revoked")


@router.post("/grants/{grant_id}/confirm")
def confirm(caller: Page, grant_id: str, sent: Annotated[Returning, Form()]) -> Response:
    with caller.command() as work:
        accounts.confirm_grant(work, grant_id)
    return redirect(_page_of(sent), "grant-confirmed")


@router.post("/grants/{grant_id}/deny")
def deny(caller: Page, grant_id: str, sent: Annotated[Returning, Form()]) -> Response:
    with caller.command() as work:
        accounts.deny_grant(work, grant_id)
    return redirect(_page_of(sent), "grant-denied")


@router.post("/grants/{grant_id}/revoke")
def revoke(caller: Page, grant_id: str, sent: Annotated[Returning, Form()]) -> Response:
    with caller.command() as work:
        accounts.revoke_grant(work, grant_id)
    return redirect(_page_of(sent), "grant-revoked")


def _all(
    request: Request,
    caller: Caller,
    search: Search,
    values: Mapping[str, str] = _ADDING,
    refusal: CandorError | None = None,
) -> Response:
    """Every account for whoever reads them; for whoever may only confirm, what waits."""
    with caller.reading() as session:
        waiting = accounts.pending_grants(session, caller.actor)
        reads = caller.may("account.read")
        found = (
            find_accounts(
                session,
                caller.actor,
                words=search.words,
                business_unit=search.unit,
                after=search.after,
                at_once=_AT_ONCE,
            )
            if reads
            else None
        )
        units = units_granted(session, caller.actor) if reads else []
        mappings = mapping.list_mappings(session, caller.actor) if reads else []
        alone = len(administrators(session, on=today(session))) == 1
    shown = waiting if search.waiting == "all" else waiting[:_WAITING_AT_ONCE]
    people = tuple(map(person_line, found.accounts)) if found else ()
    context = AccessPage(
        waiting=tuple(waiting_line(one, caller.actor) for one in shown),
        more_waiting=len(waiting) - len(shown),
        reads=reads,
        people=people,
        total=found.total if found else 0,
        closed=found.closed if found else 0,
        search={"words": search.words, "unit": search.unit},
        units=tuple(units),
        later=_later(search, people[-1].name) if found and found.later else None,
        mappings=mapping_lines(mappings, caller.actor),
        alone=alone,
        may_manage=caller.may("account.manage"),
        values=values,
        problems=faults_in(refusal),
    )
    return respond(request, context, caller=caller, status=status_of(refusal))


def _one(
    request: Request,
    caller: Caller,
    name: str,
    values: Mapping[str, str] = _GRANTING,
    refusal: CandorError | None = None,
) -> Response:
    with caller.reading() as session:
        case = account_case(session, caller.actor, name)
        units = units_granted(session, caller.actor)
        left = administrators(session, on=today(session)) - {case.entry.id}
    tried = values.get("form", "grant") if refusal else ""
    context = AccessPersonPage(
        person=person_line(case.entry),
        at=f"/access/{quote(case.entry.name, safe='')}",
        added_at=case.added_at,
        has_password=case.has_password,
        yours=case.entry.id == caller.actor.id,
        waiting=tuple(waiting_line(one, caller.actor) for one in case.waiting),
        past=tuple(map(grant_line, case.past)),
        tokens=tuple(map(token_line, case.tokens)),
        sessions=case.would_end["sessions"],
        ends=ends_of(case.would_end),
        leaves_one=_is_administrator(case) and len(left) == 1,
        may_manage=caller.may("account.manage"),
        may_close=caller.may("account.close"),
        roles=role_choices(),
        units=tuple(units),
        values=_GRANTING | dict(values),
        tried=tried,
        problems=faults_in(refusal),
    )
    return respond(request, context, caller=caller, status=status_of(refusal))


def _is_administrator(case: AccountCase) -> bool:
    return any(one.grant.role == "administrator" for one in case.entry.grants)


def _id(caller: Caller, name: str) -> str:
    """The account of that name, for whoever sees accounts: to others there are no names to try."""
    caller.require("account.read")
    return accounts.find_account(caller.database, name).id


def _later(search: Search, last: str) -> str:
    kept = {key: value for key, value in asdict(search).items() if value and key != "waiting"}
    return urlencode(kept | {"after": last})


def _page_of(sent: Returning) -> str:
    wanted = local_path(sent.back)
    return wanted if wanted.startswith("/access") else "/access"


def _back_to(name: str, said: str) -> Response:
    return redirect(f"/access/{quote(name, safe='')}", said)
