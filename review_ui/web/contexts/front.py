"""Before and above the cases: logging in, home, the queue, and every refusal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from governance.reading import QueueItem, RequisitionSummary
from review_ui.web.contexts.base import PageContext
from review_ui.web.views.access import DelegationLine, WaitingLine
from review_ui.web.views.looks import Mark
from review_ui.web.views.models import ModelRow
from review_ui.web.views.problems import Refused
from review_ui.web.views.timeline import TimelineLine


@dataclass(frozen=True, slots=True)
class DemoAccount:
    name: str
    display_name: str
    roles: str


@dataclass(frozen=True)
class LoginPage(PageContext):
    template = "login.html"
    next: str
    problem: str | None
    kept: str | None
    name: str
    demo_accounts: tuple[DemoAccount, ...]
    demo_password: str | None
    sign_on: str | None


@dataclass(frozen=True)
class ProblemPage(PageContext):
    """`changes`: the last that happened to what has changed. `kept`: what was typed, by field, to be copied."""

    template = "problem.html"
    fragment = "_problem.html"
    status: int
    title: str
    message: str
    hint: str | None
    faults: tuple[str, ...]
    back: str
    reload: str | None
    changes: tuple[TimelineLine, ...]
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HomePage(PageContext):
    """`marks`: what is new of a requisition since the reader last looked, by its id."""

    template = "home.html"
    queue: tuple[QueueItem, ...]
    proposed: tuple[ModelRow, ...]
    grants: tuple[WaitingLine, ...]
    more_grants: int
    to_decide: tuple[RequisitionSummary, ...]
    running: tuple[RequisitionSummary, ...]
    done: tuple[RequisitionSummary, ...]
    marks: Mapping[str, Mark]
    may_create: bool
    reads_requisitions: bool


@dataclass(frozen=True)
class ApprovalsPage(PageContext):
    """`given` and `received`: who answers for the reader today, and for whom they do. `marks` as on `HomePage`."""

    template = "approvals.html"
    queue: tuple[QueueItem, ...]
    refused: Refused
    at_most: int
    given: tuple[DelegationLine, ...]
    received: tuple[DelegationLine, ...]
    marks: Mapping[str, Mark]
    now: datetime
