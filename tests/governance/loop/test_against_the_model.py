"""Anybody does anything in any order, and the program and a simple model of the loop never part.

What is refused leaves no trace, and what the database holds at any moment can be defended from outside.
"""

import shutil
from contextlib import ExitStack
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from governance.audit import verify
from governance.money import Money
from matching.errors import CandorError, NotFound
from tests.governance.loop import commands
from tests.governance.loop.model import (
    COMMANDS,
    ENDS_OR_UNDOES,
    OF_AN_ENGAGEMENT,
    OF_SEVERAL_STEPS,
    SEES_NOTHING,
    STAFF,
    Case,
)
from tests.governance.world import World
from tests.postgresql import Server

# The largest is above what anybody may approve.
BUDGETS = st.sampled_from((50_000, 50_000, 50_000, 90_000, 90_000, 150_000))

NOBODY_ENGAGED_ALONE = """
    SELECT e.id FROM engagement e
    LEFT JOIN approval a ON a.id = e.approval_id AND a.kind = 'selection' AND a.decision = 'approved'
    LEFT JOIN requisition r ON r.id = e.requisition_id
    WHERE a.id IS NULL OR a.decided_by = r.requested_by
       OR EXISTS (SELECT 1 FROM requisition_version v WHERE v.requisition_id = r.id
                  AND v.number = a.role_version AND v.author = a.decided_by)
       OR NOT EXISTS (SELECT 1 FROM selection s WHERE s.requisition_id = r.id AND s.person_id = e.person_id
                      AND s.voided_at IS NULL AND a.decided_by NOT IN (s.selected_by, s.submitted_by))
       OR NOT EXISTS (SELECT 1 FROM decision d WHERE d.requisition_id = r.id AND d.decision = 'select')"""

NOBODY_DECIDES_UNRATED = """
    SELECT d.id FROM decision d JOIN blind_stage b ON b.shortlist_id = d.shortlist_id
    WHERE NOT EXISTS (SELECT 1 FROM blind_end e WHERE e.shortlist_id = d.shortlist_id
                      AND e.reviewer = d.decided_by AND e.ended_at <= d.decided_at)"""

NOTHING_HIGH_WITHOUT_LEGAL = """
    SELECT e.id FROM engagement e JOIN requisition r ON r.id = e.requisition_id
    WHERE EXISTS (SELECT 1 FROM classification c WHERE c.requisition_id = r.id AND c.risk = 'high'
                  AND c.role_version = r.role_version AND c.assessed_at <= e.started_at
                  AND NOT EXISTS (SELECT 1 FROM classification_decision d
                                  WHERE d.classification_id = c.id AND d.decision = 'cleared'))"""


class Loop(RuleBasedStateMachine):
    """`open_world` is set by each test: it opens a record nobody has used."""

    open_world: Any = None

    @initialize(budget=BUDGETS, positions=st.sampled_from((1, 2)))
    def found(self, budget: int, positions: int) -> None:
        self.world: World = type(self).open_world()
        self.commands = commands.of(self.world)
        self.cases: dict[str, Case] = {}
        self.ask("mona", budget, positions)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            assert verify(self.world.database).ok
            self.world.database.close()

    @rule(
        who=st.sampled_from(("rita", "mona", "hana")),
        budget=BUDGETS,
        positions=st.sampled_from((1, 2)),
    )
    def ask(self, who: str, budget: int, positions: int) -> None:
        if len(self.cases) < 2:
            requisition = self.world.draft(who, budget=Money.of(budget, "USD"), positions=positions)
            self.cases[requisition] = Case(who, budget, positions)

    @rule(data=st.data())
    def somebody_tries_something(self, data: st.DataObject) -> None:
        requisition = data.draw(st.sampled_from(sorted(self.cases)))
        case = self.cases[requisition]
        command, who = data.draw(st.sampled_from(COMMANDS)), data.draw(st.sampled_from(STAFF))
        possible = case.arguments(command)
        if possible:
            self.attempt(requisition, command, who, *data.draw(st.sampled_from(possible)))

    @rule(data=st.data(), steps=st.integers(10, 40))
    def it_goes_on(self, data: st.DataObject, steps: int) -> None:
        """Only what the model allows and what changes something, or chance would seldom come far."""
        requisition = data.draw(st.sampled_from(sorted(self.cases)))
        for _ in range(steps):
            case = self.cases[requisition]
            further = [
                move
                for move in self.allowed(case)
                if move[0] not in ENDS_OR_UNDOES and leads_on(case, move) and "reject" not in move
            ]
            if not further:
                return
            self.attempt(requisition, *self.one_of(data, further))

    @rule(data=st.data())
    def it_turns(self, data: st.DataObject) -> None:
        requisition = data.draw(st.sampled_from(sorted(self.cases)))
        back = [move for move in self.allowed(self.cases[requisition]) if move[0] in ENDS_OR_UNDOES]
        if back:
            self.attempt(requisition, *self.one_of(data, back))

    @invariant()
    def what_the_record_holds_can_be_defended(self) -> None:
        if not hasattr(self, "world"):
            return
        with self.world.database.read() as session:
            for query in (NOBODY_ENGAGED_ALONE, NOBODY_DECIDES_UNRATED, NOTHING_HIGH_WITHOUT_LEGAL):
                assert list(session.execute(text(query))) == []

    def allowed(self, case: Case) -> list[tuple[Any, ...]]:
        return [
            (command, who, *arguments)
            for command in COMMANDS
            for arguments in case.arguments(command)
            for who in STAFF
            if case.may(command, who, *arguments)
        ]

    def one_of(self, data: st.DataObject, moves: list[tuple[Any, ...]]) -> tuple[Any, ...]:
        """First which command, so that one with many arguments is no likelier than another."""
        name = data.draw(st.sampled_from(sorted({move[0] for move in moves})))
        return data.draw(st.sampled_from([move for move in moves if move[0] == name]))

    def attempt(self, requisition: str, command: str, who: str, *arguments: Any) -> None:
        """The program does as the model says, or refuses and leaves everything as it was."""
        case, may = self.cases[requisition], self.cases[requisition].may(command, who, *arguments)
        subject = arguments if command in OF_AN_ENGAGEMENT else (requisition, *arguments)
        before, made, refusal = self.entries(), "", None
        self.world.clock.advance(seconds=1)  # what came first is told by when it was
        try:
            with self.world.as_(who) as work:
                made = self.commands[command](work, *subject)
        except CandorError as error:
            refusal = error

        assert may == (refusal is None), (command, who, arguments, case, refusal)
        written = self.entries() - before
        assert written > may if may and command in OF_SEVERAL_STEPS else written == may
        if not may:
            assert isinstance(refusal, NotFound) or who not in SEES_NOTHING
        elif command == "start":
            case.do_start(who, *arguments, engagement=made)
        else:
            case.do(command, who, *arguments)
        self.compare(requisition, case)

    def entries(self) -> int:
        with self.world.database.read() as session:
            return int(session.scalar(text("SELECT COUNT(*) FROM audit_entry")) or 0)

    def compare(self, requisition: str, case: Case) -> None:
        with self.world.database.read() as session:

            def rows(query: str) -> list[Any]:
                return [tuple(row) for row in session.execute(text(query), {"id": requisition})]

            assert rows("SELECT state, role_version FROM requisition WHERE id = :id") == [
                (case.state, case.version)
            ]
            stages = rows(
                "SELECT c.person_id, c.stage FROM candidate c JOIN shortlist s ON s.id = c.shortlist_id "
                "WHERE c.requisition_id = :id AND c.shortlist_id = (SELECT id FROM shortlist WHERE "
                "requisition_id = :id ORDER BY created_at DESC, id DESC LIMIT 1)"
            )
            assert dict(stages) == case.stage
            assert rows(
                "SELECT person_id, selected_by, submitted_by FROM selection "
                "WHERE requisition_id = :id AND voided_at IS NULL ORDER BY position"
            ) == [(person, self.id_of(by), self.id_of(handed)) for person, by, handed in case.selection]
            assert dict(rows("SELECT id, state FROM engagement WHERE requisition_id = :id")) == {
                name: one.state for name, one in case.engagements.items()
            }

    def id_of(self, name: str) -> str:
        return self.world.actor(name).id


def leads_on(case: Case, move: tuple[Any, ...]) -> bool:
    after = deepcopy(case)
    after.do(*move)
    return after.standing != case.standing


def _run(open_world: Any, examples: int, steps: int) -> None:
    machine = type("LoopOnOneRecord", (Loop,), {"open_world": staticmethod(open_world)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_on_a_file(file_founded: Path, tmp_path: Path) -> None:
    number = iter(range(1_000_000))

    def open_world() -> World:
        home = tmp_path / str(next(number))
        shutil.copytree(file_founded, home)
        return World(home)

    _run(open_world, examples=60, steps=10)


@pytest.mark.slow
@pytest.mark.postgresql
def test_on_a_server(founded: tuple[Path, str], postgresql: Server, tmp_path: Path) -> None:
    keys, template = founded
    home = tmp_path / "home"
    shutil.copytree(keys, home)
    with ExitStack() as databases:

        def open_world() -> World:
            return World(home, postgresql.url(databases.enter_context(postgresql.database(template))))

        _run(open_world, examples=10, steps=8)
