"""A small enterprise to test against: one person for each role, five freelancers, a clock with hands.

The names are what the tests read by; `conftest.py` makes the record once and hands each test its own copy.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text

from governance import accounts, approvals, candidates, engagements, outcomes, requisitions, review
from governance.access import Actor
from governance.classification.commands import classify
from governance.database import Database, UnitOfWork, engine_url, open_database
from governance.money import Money
from governance.people.importing import upsert_profiles
from governance.storage import guards
from tests.governance.answers import answers
from tests.governance.giving import add, give, give_all, second_administrator

PASSWORD = "correct horse battery"
START = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
UNIT = "Payments"
ROLE = {"id": "backend", "title": "Backend engineer", "must_have": ["Python", "PostgreSQL"]}

# name -> role, business unit, approval limit in major units of USD
STAFF = {
    "rita": ("requester", UNIT, None),
    "mona": ("hiring_manager", UNIT, None),
    "hana": ("hiring_manager", UNIT, None),
    "paul": ("procurement", UNIT, 100_000),
    "petra": ("procurement", UNIT, 100_000),
    "otto": ("hiring_manager", "Legal", None),
    "cora": ("compliance", "*", None),
    "dan": ("data_scientist", "*", None),
    "dora": ("data_scientist", "*", None),
    "audrey": ("auditor", "*", None),
    "fay": ("finance", "*", 1_000_000),
}
# Hana manages and procures, so that only separation of duties keeps her two hands apart.
SECOND_ROLES = {"hana": ("procurement", UNIT, 100_000)}


@dataclass
class Clock:
    """A clock that moves when told."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> None:
        self.now += timedelta(**amount)


class World:
    """An open record and its people; each method is one command by the person named."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        """The record in `folder`, or at `url` with its keys in `folder`."""
        self.folder = folder
        self.url = url or file_url(folder)
        self.clock = Clock()
        self.database: Database = self.open()
        self.people = ["P-1001", "P-1002", "P-1003", "P-1004", "P-1005"]

    def open(self) -> Database:
        return open_database(self.url, key_dir=self.folder / "keys", clock=self.clock, durable=False)

    @contextmanager
    def another_program(self) -> Iterator[Connection]:
        """A transaction of whoever owns the database, going round every command."""
        engine = create_engine(engine_url(self.url))
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    def direct(self, *statements: str, **values: Any) -> None:
        """SQL by another program."""
        with self.another_program() as connection:
            for statement in statements:
                connection.execute(text(statement), values)

    def drop_guards(self, *names: str) -> None:
        with self.another_program() as connection:
            for guard in guards.GUARDS:
                if guard.name in names:
                    guards.drop(connection, guard)

    def actor(self, name: str) -> Actor:
        return accounts.find_account(self.database, name)

    @contextmanager
    def as_(self, name: str) -> Iterator[UnitOfWork]:
        with self.database.command(self.actor(name)) as work:
            yield work

    def give(self, name: str, role: str, business_unit: str = "*", **terms: Any) -> str:
        """A grant that ada proposes and bea confirms; gives its id."""
        return give(self.database, name, role, business_unit, **terms)

    def add(self, name: str) -> str:
        return add(self.database, name, PASSWORD)

    def hire(self, name: str, role: str, business_unit: str = "*", **terms: Any) -> str:
        """A new account with a role."""
        self.add(name)
        return self.give(name, role, business_unit, **terms)

    def draft(self, by: str = "rita", **changes: Any) -> str:
        terms: dict[str, Any] = {
            "title": "Backend engineer, Payments",
            "business_unit": UNIT,
            "budget": Money.of(50_000, "USD"),
            "role": ROLE,
            "intake": intake("mona"),
        } | changes
        with self.as_(by) as work:
            return requisitions.create_requisition(work, **terms)

    def submitted(self, **changes: Any) -> str:
        requisition_id = self.draft(**changes)
        with self.as_("rita") as work:
            requisitions.submit(work, requisition_id)
        return requisition_id

    def approved(self, **changes: Any) -> str:
        requisition_id = self.submitted(**changes)
        with self.as_("paul") as work:
            requisitions.approve_requisition(work, requisition_id)
        return requisition_id

    def document(self, people: list[str] | None = None) -> dict[str, Any]:
        ranked = people or self.people[:4]
        return {
            "schema": "candor.rank/1",
            "role": ROLE,
            "base": 0.125,
            "candidates": [
                {
                    "id": person,
                    "rank": rank,
                    "score": 1.0 / rank,
                    "fit": "strong",
                    "reasons": [{"text": f"quote of {person} é"}],
                }
                for rank, person in enumerate(ranked, start=1)
            ],
            "excluded": [{"id": self.people[4], "gates": [{"gate": "rate", "detail": "120 over 90"}]}],
            "unrankable": [],
        }

    def in_review(self, **changes: Any) -> str:
        requisition_id = self.approved(**changes)
        with self.as_("mona") as work:
            review.freeze_shortlist(work, requisition_id, self.document(), "m" * 64, "s" * 64)
        return requisition_id

    def decide(
        self, requisition_id: str, person: str, decision: str = "select", reason: str = "evidence_strong"
    ) -> None:
        with self.as_("mona") as work:
            review.decide(work, requisition_id, person, decision, reason, note=f"about {person}")

    def selected(self, people: tuple[str, ...] = ("P-1001",), **changes: Any) -> str:
        requisition_id = self.in_review(**changes)
        for person in people:
            self.decide(requisition_id, person)
        with self.as_("mona") as work:
            review.finish_review(work, requisition_id)
        return requisition_id

    def approved_to_engage(self, people: tuple[str, ...] = ("P-1001",), **changes: Any) -> str:
        requisition_id = self.selected(people, **changes)
        with self.as_("paul") as work:
            approvals.approve_selection(work, requisition_id)
        self.classified(requisition_id)
        return requisition_id

    def classified(self, requisition_id: str, by: str = "mona", **changes: str) -> str:
        """Low by default; `changes` are other choices, by question."""
        with self.as_(by) as work:
            return classify(work, requisition_id, answers(**changes), answered_by="Mona")

    def accepted(self, requisition_id: str, person: str = "P-1001") -> None:
        with self.as_("mona") as work:
            candidates.contact(work, requisition_id, person)
            candidates.screen(work, requisition_id, person, {"Python": 4, "communication": 5}, note="clear")
            candidates.offer(work, requisition_id, person)
            candidates.accept(work, requisition_id, person)

    def engaged(self, person: str = "P-1001", **changes: Any) -> tuple[str, str]:
        requisition_id = self.approved_to_engage((person,), **changes)
        self.accepted(requisition_id, person)
        return requisition_id, self.start(requisition_id, person)

    def start(self, requisition_id: str, person: str = "P-1001", **changes: Any) -> str:
        terms: dict[str, Any] = {
            "rate": Money.of(90, "USD"),
            "hours": 300,
            "start": date(2025, 4, 1),
            "end": date(2025, 6, 30),
            "deliverables": ["API"],
        } | changes
        with self.as_("mona") as work:
            return engagements.start_engagement(work, requisition_id, person, **terms)

    def completed(self, person: str = "P-1001") -> tuple[str, str]:
        requisition_id, engagement_id = self.engaged(person)
        with self.as_("mona") as work:
            engagements.activate_engagement(work, engagement_id)
            engagements.complete_engagement(work, engagement_id)
        return requisition_id, engagement_id

    def outcome(self, engagement_id: str, **changes: Any) -> str:
        judgement: dict[str, Any] = {
            "accepted": True,
            "rework": "none",
            "on_budget": True,
            "on_time": True,
            "would_reengage": True,
            "rating": 5,
        } | changes
        with self.as_("mona") as work:
            return outcomes.record_outcome(work, engagement_id, **judgement)


def intake(budget_owner: str, **changes: Any) -> dict[str, Any]:
    """Everything a request says beside its role, of the kind that needs nobody's second look."""
    return {
        "budget_owner": budget_owner,
        "cost_centre": "CC-4711",
        "scope": "Move the ledger off the old mainframe.",
        "deliverables": ["A ledger service", "A runbook"],
        "duration_weeks": 12,
        "starts_on": date(2025, 4, 1),
        "security_class": "internal",
        "sensitive_data": "none",
        "jurisdiction": "DE",
    } | changes


def file_url(folder: Path) -> str:
    return f"sqlite:///{(folder / 'candor.db').absolute()}"


def profiles() -> list[dict[str, Any]]:
    return [
        {
            "id": f"ext-{n}",
            "text": f"Python engineer number {n} who tends bees",
            "Full Name": f"Person {n}",
            "sex": "F" if n % 2 else "M",
            "birth_date": "1990-01-01",
        }
        for n in range(1, 6)
    ]


def found(folder: Path, url: str | None = None) -> None:
    """Make the record that every test starts from."""
    database = open_database(url or file_url(folder), key_dir=folder / "keys", clock=Clock(), durable=False)
    administrator = accounts.bootstrap_administrator(database, "ada", PASSWORD, "Ada")
    with database.command(administrator) as work:
        for name in STAFF:
            accounts.add_account(work, name, PASSWORD, name.title())
    second_administrator(database, administrator, "bea", PASSWORD)
    roles = [*STAFF.items(), *SECOND_ROLES.items()]
    give_all(
        database,
        [
            (name, role, unit, {"approval_limit": limit and Money.of(limit, "USD")})
            for name, (role, unit, limit) in roles
        ],
    )
    with database.command(administrator) as work:
        upsert_profiles(work, profiles(), source="marketplace", as_of=date(2025, 2, 1), licence="contract 7")
    database.close()
