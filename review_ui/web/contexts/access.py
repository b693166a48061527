"""Who may do what: accounts, their grants, and one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from governance.accounts.sessions import SessionRecord
from review_ui.web.access_requests import MappingLine as TypedMappingLine
from review_ui.web.contexts.base import PageContext
from review_ui.web.views.access import (
    DelegationLine,
    GrantLine,
    MappingLine,
    MappingPlanView,
    PersonLine,
    PlanView,
    TokenLine,
    WaitingLine,
)


@dataclass(frozen=True)
class AccessPage(PageContext):
    """`reads`: whether the reader sees accounts, or only what waits; `alone`: one administrator is left. `later`: the query of what follows."""

    template = "access.html"
    waiting: tuple[WaitingLine, ...]
    more_waiting: int
    reads: bool
    people: tuple[PersonLine, ...]
    total: int
    closed: int
    search: Mapping[str, str]
    units: tuple[str, ...]
    later: str | None
    mappings: tuple[MappingLine, ...]
    alone: bool
    may_manage: bool
    values: Mapping[str, str]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class AccessPersonPage(PageContext):
    """One account. `ends`: what closing it would end; `leaves_one`: and leave one administrator. `tried`: the form refused."""

    template = "access_person.html"
    person: PersonLine
    at: str
    added_at: datetime
    has_password: bool
    yours: bool
    waiting: tuple[WaitingLine, ...]
    past: tuple[GrantLine, ...]
    tokens: tuple[TokenLine, ...]
    sessions: int
    ends: tuple[str, ...]
    leaves_one: bool
    may_manage: bool
    may_close: bool
    roles: tuple[tuple[str, str, str], ...]
    units: tuple[str, ...]
    values: Mapping[str, str]
    tried: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class GrantListPage(PageContext):
    """`plan` None: nothing was looked at yet, or it cannot be read."""

    template = "grant_list.html"
    columns: str
    text: str
    plan: PlanView | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class MappingPage(PageContext):
    """A mapping being written. `plan` None: nothing was looked at yet, or it cannot be read. `at_most`: so many lines."""

    template = "mapping_form.html"
    lines: tuple[TypedMappingLine, ...]
    roles: tuple[tuple[str, str, str], ...]
    units: tuple[str, ...]
    at_most: int
    replaces: str | None
    too_long: bool
    plan: MappingPlanView | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class AccountPage(PageContext):
    """One's own. `issued`: a token just made, told here and nowhere again. `tried`: the form that was refused, if one was.

    `once`: what the form for a token says, so that it is known when a browser sends it again.
    """

    template = "account.html"
    name: str
    grants: tuple[GrantLine, ...]
    given: tuple[DelegationLine, ...]
    received: tuple[DelegationLine, ...]
    may_delegate: bool
    delegable: tuple[str, ...]
    roles: tuple[tuple[str, str, str], ...]
    sessions: tuple[SessionRecord, ...]
    tokens: tuple[TokenLine, ...]
    issued: str | None
    once: str
    may_issue: bool
    scopes: tuple[tuple[str, str], ...]
    first_day: date
    usual_day: date
    latest_day: date
    has_password: bool
    tried: str
    values: Mapping[str, Any]
    problems: tuple[str, ...]
