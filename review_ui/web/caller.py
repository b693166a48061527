"""Who is asking: the person behind a session cookie or a bearer token, and the record opened in their name.

A `Caller` is all a route needs. It decides nothing: `may` only asks the policy so that a page shows no dead button.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from governance.access import Actor, allows, allows_everywhere
from governance.access import require as require_permission
from governance.accounts.sessions import resolve_session
from governance.accounts.tokens import resolve_token
from governance.database import Database, UnitOfWork
from matching.errors import Fault, InputError, Unauthenticated
from review_ui.bootstrap import Workspace
from review_ui.web.requests import Act
from review_ui.web.security import SESSION_COOKIE, check_csrf
from review_ui.web.tags import expected_version


@dataclass(frozen=True)
class Caller:
    """`if_match`: the version of what is to be changed, where the request says it by its tag."""

    workspace: Workspace
    actor: Actor
    if_match: int | None = None

    @property
    def database(self) -> Database:
        return self.workspace.database

    @property
    def now(self) -> datetime:
        return self.workspace.clock()

    @property
    def today(self) -> date:
        return self.now.date()

    def command(self) -> AbstractContextManager[UnitOfWork]:
        """One transaction in this person's name."""
        return self.database.command(self.actor, clock=self.workspace.clock)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.database.read() as session:
            yield session

    def expected(self, sent: Act) -> int | None:
        """The version the sender has read, by tag, by number, or by both where they agree."""
        said = sent.expected_version
        if self.if_match is not None and said not in (None, self.if_match):
            raise InputError(
                "If-Match and expected_version name different versions",
                faults=[Fault(f"{self.if_match}, as If-Match says", str(said), field="expected_version")],
                hint="send one of them",
            )
        return said if self.if_match is None else self.if_match

    def terms(self, sent: Act) -> dict[str, Any]:
        """What was sent, as a command takes it."""
        return sent.model_dump() | {"expected_version": self.expected(sent)}

    def may(self, action: str, *, business_unit: str | None = None, jurisdiction: str | None = None) -> bool:
        return allows(
            self.actor, action, business_unit=business_unit, jurisdiction=jurisdiction, on=self.today
        )

    def may_everywhere(self, action: str) -> bool:
        """For what stops at no business unit's border."""
        return allows_everywhere(self.actor, action, on=self.today)

    def require(self, action: str) -> None:
        """For a page that reads what no command guards."""
        require_permission(self.actor, action, on=self.today)


def page_caller(request: Request) -> Caller:
    """The person of the session cookie."""
    workspace = request.app.state.workspace
    token = request.cookies.get(SESSION_COOKIE)
    actor = resolve_session(workspace.database, token, clock=workspace.clock) if token else None
    if actor is None:
        raise Unauthenticated("your session has ended" if token else "nobody is logged in", hint="log in")
    request.state.caller = Caller(workspace, actor)
    return Caller(workspace, actor)


async def api_csrf(request: Request) -> None:
    """A bearer token is no cookie: no browser sends it unasked, so it needs no CSRF token."""
    if "authorization" not in request.headers:
        await check_csrf(request)


def api_caller(request: Request) -> Caller:
    """The person of a bearer token, or of the session cookie."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        return replace(page_caller(request), if_match=expected_version(request))
    workspace = request.app.state.workspace
    bearer = scheme.lower() == "bearer"
    actor = resolve_token(workspace.database, token.strip(), clock=workspace.clock) if bearer else None
    if actor is None:
        raise Unauthenticated("the bearer token is unknown, expired or revoked", hint="issue a new token")
    return Caller(workspace, actor, expected_version(request))


Page = Annotated[Caller, Depends(page_caller)]
Api = Annotated[Caller, Depends(api_caller)]
