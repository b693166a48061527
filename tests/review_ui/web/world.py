"""A small enterprise behind the pages: staff who may do different things, twelve freelancers, the built-in model.

The record is real; ranking goes by words alone, so that no encoder is loaded. `conftest.py` makes it once and copies it.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from features.linking import SkillLinker
from governance import accounts, approvals, candidates, engagements, requisitions, review
from governance.access import Actor
from governance.accounts import sessions
from governance.blind import rating
from governance.classification.commands import classify
from governance.money import Money
from governance.people.importing import upsert_profiles
from governance.reading import RequisitionCase, requisition_case
from governance.routing.delegation import delegate
from review_ui.bootstrap import Workspace
from review_ui.services import make_shortlist, prepare_home, refresh_snapshot
from review_ui.settings import Settings
from review_ui.web.app import create_app
from tests.governance.answers import answers
from tests.governance.giving import add, give, give_all, second_administrator
from tests.governance.world import intake
from tests.review_ui.web.freelancers import freelancers

PASSWORD = "correct horse battery"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
UNIT = "Payments"
ROLE: dict[str, Any] = {
    "id": "backend",
    "title": "Backend engineer, Payments",
    "description": "Build and run the ledger services of the Payments team.",
    "must_have": ["Python", "PostgreSQL", "FastAPI"],
    "nice_to_have": ["Kubernetes"],
    "max_hourly_rate": {"amount": 90, "currency": "USD"},
    "hours_per_week": 30,
    "duration_weeks": 12,
    "start_by": "2026-12-31",
}

# name -> display name, role, business unit, approval limit in USD
STAFF: dict[str, tuple[str, str, str, int | None]] = {
    "rita": ("Rita Olsen", "requester", UNIT, None),
    "mona": ("Mona Hartley", "hiring_manager", UNIT, None),
    "otto": ("Otto Reuter", "hiring_manager", "Legal", None),
    "paul": ("Paul Novak", "procurement", "*", 200_000),
    "petra": ("Petra Simms", "procurement", "*", 200_000),
    "lena": ("Lena Lund", "compliance", "*", None),
    "dan": ("Dan Ito", "data_scientist", "*", None),
    "dora": ("Dora Quist", "data_scientist", "*", None),
    "audrey": ("Audrey Blanc", "auditor", "*", None),
}


@dataclass
class Clock:
    """A clock that moves a second whenever somebody looks."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def advance(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass
class Visitor:
    """A browser without scripts: keeps cookies, sends a form with its token, follows redirects when asked."""

    client: TestClient

    def get(self, path: str, **more: Any) -> Response:
        return self.client.get(path, **more)

    def fragment(self, path: str) -> Response:
        return self.client.get(path, headers={"HX-Request": "true"})

    def post(self, path: str, follow: bool = True, **fields: Any) -> Response:
        """Send a form as this visitor's page would."""
        sent = {"csrf": self.csrf(), **fields}
        return self.client.post(path, data=sent, follow_redirects=follow)

    def post_json(self, path: str, **body: Any) -> Response:
        return self.client.post(path, json=body, headers={"X-CSRF-Token": self.csrf()})

    def csrf(self) -> str:
        found = re.search(r'name="csrf"\s+value="([0-9a-f]{64})"', self.client.get("/login").text)
        assert found is not None
        return found[1]

    def log_in(self, name: str, password: str = PASSWORD) -> Response:
        return self.post("/login", name=name, password=password, follow=False)


@dataclass
class Site:
    """The application over a home, and what people did there before a test begins."""

    workspace: Workspace
    clock: Clock
    opened: list[TestClient] = field(default_factory=list)

    @classmethod
    def at(cls, home: Path, linker: SkillLinker) -> "Site":
        clock = Clock()
        workspace = Workspace(home, Settings(encoder="none"), clock)
        vars(workspace)["_linker"] = (
            linker  # the same for every test; making it anew is most of a test's time
        )
        return cls(workspace, clock)

    @cached_property
    def app(self) -> FastAPI:
        return create_app(self.workspace)

    def visitor(self, name: str | None = None, base: str = "http://127.0.0.1") -> Visitor:
        """Somebody at the door, or a person with a session, opened without the slow check of a password."""
        client = TestClient(self.app, base_url=base, raise_server_exceptions=False)
        self.opened.append(client)
        if name is not None:
            token = sessions.open_session(self.workspace.database, self.actor(name), clock=self.clock)
            client.cookies.set("candor_session", token)
        return Visitor(client)

    def actor(self, name: str) -> Actor:
        return accounts.find_account(self.workspace.database, name)

    def give(self, name: str, role: str, business_unit: str = "*", **terms: Any) -> str:
        """A grant that ada proposes and bea confirms; gives its id."""
        return give(self.workspace.database, name, role, business_unit, **terms)

    def add(self, name: str) -> str:
        return add(self.workspace.database, name, PASSWORD, demo=True)

    def case(self, requisition_id: str) -> RequisitionCase:
        with self.workspace.database.read() as session:
            return requisition_case(session, self.actor("paul"), requisition_id)

    def close(self) -> None:
        for client in self.opened:
            client.close()
        self.workspace.close()

    def draft(self, by: str = "mona", **changes: Any) -> str:
        terms: dict[str, Any] = {
            "title": "Backend engineer, Payments",
            "business_unit": UNIT,
            "budget": Money.of(40_000, "USD"),
            "role": ROLE,
            "needed_by": date(2026, 12, 4),
            "intake": intake("mona", starts_on=date(2026, 12, 31)),
        } | changes
        with self.workspace.command(self.actor(by)) as work:
            return requisitions.create_requisition(work, **terms)

    def submitted(self, by: str = "mona", **changes: Any) -> str:
        requisition_id = self.draft(by, **changes)
        with self.workspace.command(self.actor(by)) as work:
            requisitions.submit(work, requisition_id)
        return requisition_id

    def approved(self, **changes: Any) -> str:
        requisition_id = self.submitted(**changes)
        with self.workspace.command(self.actor("paul")) as work:
            requisitions.approve_requisition(work, requisition_id)
        return requisition_id

    def in_review(self, **changes: Any) -> tuple[str, list[str]]:
        """A requisition with a frozen shortlist, and the ids on it in order."""
        requisition_id = self.approved(**changes)
        make_shortlist(self.workspace, self.actor("mona"), requisition_id)
        return requisition_id, [c.person_id for c in self.case(requisition_id).candidates]

    def go_through_blind(self, requisition_id: str, by: str = "mona") -> None:
        """Rate everybody of the blind stage, and open the list."""
        with self.workspace.command(self.actor(by)) as work:
            place = rating.open_next(work, requisition_id)
            while place is not None:
                place = rating.rate(work, requisition_id, place, 3)
            rating.open_list(work, requisition_id)

    def decide(
        self, requisition_id: str, person: str, decision: str, reason: str, note: str | None = None
    ) -> None:
        with self.workspace.command(self.actor("mona")) as work:
            review.decide(work, requisition_id, person, decision, reason, note=note)

    def selected(self) -> tuple[str, list[str]]:
        """The second on the list selected, the first set aside, waiting for procurement."""
        requisition_id, ranked = self.in_review()
        self.decide(requisition_id, ranked[0], "not_now", "not_available", "free in spring")
        self.decide(requisition_id, ranked[1], "select", "evidence_strong", "knows ledgers")
        with self.workspace.command(self.actor("mona")) as work:
            review.finish_review(work, requisition_id)
        return requisition_id, ranked

    def delegated(self, by: str, to: str, starts: date, ends: date) -> str:
        with self.workspace.command(self.actor(by)) as work:
            return delegate(
                work, self.actor(to).id, "procurement", UNIT, starts=starts, ends=ends, reason="On leave"
            )

    def classified(self, requisition_id: str, **changes: str) -> None:
        """Low by default; `changes` are other choices, by question."""
        with self.workspace.command(self.actor("mona")) as work:
            classify(work, requisition_id, answers(**changes), answered_by="Mona Hartley")

    def approved_to_engage(self, **choices: str) -> tuple[str, str]:
        """Approved, and classified as low unless `choices` of answers say otherwise."""
        requisition_id, ranked = self.selected()
        with self.workspace.command(self.actor("paul")) as work:
            approvals.approve_selection(work, requisition_id)
        self.classified(requisition_id, **choices)
        return requisition_id, ranked[1]

    def accepted(self, **choices: str) -> tuple[str, str]:
        requisition_id, person = self.approved_to_engage(**choices)
        with self.workspace.command(self.actor("mona")) as work:
            candidates.contact(work, requisition_id, person)
            candidates.screen(work, requisition_id, person, {"skills": 4})
            candidates.offer(work, requisition_id, person)
            candidates.accept(work, requisition_id, person)
        return requisition_id, person

    def active(self) -> tuple[str, str, str]:
        """A requisition with an engagement that runs until the end of February: its id, the person's, the engagement's."""
        requisition_id, person = self.accepted()
        with self.workspace.command(self.actor("mona")) as work:
            terms = (Money.of(80, "USD"), 300, date(2026, 12, 1), date(2027, 2, 26))
            engagement_id = engagements.start_engagement(work, requisition_id, person, *terms)
            engagements.activate_engagement(work, engagement_id)
        return requisition_id, person, engagement_id

    def completed(self) -> tuple[str, str]:
        """A requisition whose engagement is complete, and the engagement's id."""
        requisition_id, _, engagement_id = self.active()
        with self.workspace.command(self.actor("mona")) as work:
            engagements.complete_engagement(work, engagement_id)
        return requisition_id, engagement_id


def found(home: Path, linker: SkillLinker) -> None:
    """Make the home that every test starts from."""
    site = Site.at(home, linker)
    workspace = site.workspace
    administrator = accounts.bootstrap_administrator(
        workspace.database, "ada", PASSWORD, "Ada King", demo=True
    )
    with workspace.command(administrator) as work:
        upsert_profiles(
            work,
            freelancers(),
            source="marketplace",
            as_of=date(2026, 11, 20),
            licence="contract 7",
            synthetic=True,
        )
    with workspace.command(administrator) as work:
        for name, (shown, *_) in STAFF.items():
            accounts.add_account(work, name, PASSWORD, shown, demo=True)
    second_administrator(workspace.database, administrator, "bea", PASSWORD, demo=True)
    limits = {name: limit and Money.of(limit, "USD") for name, (_, _, _, limit) in STAFF.items()}
    give_all(
        workspace.database,
        [(name, role, unit, {"approval_limit": limits[name]}) for name, (_, role, unit, _) in STAFF.items()],
    )
    prepare_home(workspace, administrator)
    refresh_snapshot(workspace, administrator)
    site.close()


def said(response: Response) -> str:
    """The short word of what was done, as the redirect's address carries it."""
    found = re.search(r"[?&]said=([^&#]+)", response.headers.get("location", ""))
    return unquote(found[1]) if found else ""
