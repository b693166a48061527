"""Every move the tables do not name is refused with its reason, by the table and by the command."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from governance import approvals, candidates, engagements, lifecycle, promotion, requisitions, review
from governance.classification.commands import classify, decide
from governance.database import UnitOfWork
from governance.lifecycle import BUNDLES, CANDIDATES, ENGAGEMENTS, EXTENSIONS, REQUISITIONS, Machine
from governance.lists.overrides import add_to_list, change_list
from governance.money import Money
from matching.errors import Conflict
from tests.governance.answers import answers
from tests.governance.world import World

MACHINES = (REQUISITIONS, CANDIDATES, ENGAGEMENTS, EXTENSIONS, BUNDLES)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.noun)
def test_a_move_gives_its_state_or_says_what_is_allowed(machine: Machine) -> None:
    moves = {move for allowed in machine.moves.values() for move in allowed}

    for state, allowed in machine.moves.items():
        for move in moves:
            if move in allowed:
                assert machine.next_state("X-1", state, move) == allowed[move]
            else:
                with pytest.raises(Conflict, match="which does not allow") as refused:
                    machine.next_state("X-1", state, move)
                assert refused.value.hint


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.noun)
def test_every_move_leads_to_a_state_of_the_table(machine: Machine) -> None:
    assert {state for allowed in machine.moves.values() for state in allowed.values()} <= set(machine.moves)


def test_an_unknown_state_allows_nothing() -> None:
    with pytest.raises(KeyError):
        REQUISITIONS.next_state("R-1", "lost", "submit")


# command -> its move, who may give it, and the call
COMMANDS: dict[str, tuple[str, str, Callable[[UnitOfWork, str, World], Any]]] = {
    "edit": ("edit", "rita", lambda w, r, _: requisitions.edit_requisition(w, r, title="New")),
    "submit": ("submit", "rita", lambda w, r, _: requisitions.submit(w, r)),
    "approve": ("approve", "paul", lambda w, r, _: requisitions.approve_requisition(w, r)),
    "deny": ("deny", "paul", lambda w, r, _: requisitions.deny_requisition(w, r, reason_code="budget")),
    "start_sourcing": ("start_sourcing", "rita", lambda w, r, _: requisitions.start_sourcing(w, r)),
    "cancel": ("cancel", "rita", lambda w, r, _: requisitions.cancel_requisition(w, r, reason="over")),
    "freeze": (
        "freeze",
        "mona",
        lambda w, r, s: review.freeze_shortlist(w, r, s.document(), "m" * 16, "s" * 16),
    ),
    "decide": ("decide", "mona", lambda w, r, _: review.decide(w, r, "P-1002", "shortlist", "backup")),
    "undo": ("decide", "mona", lambda w, r, _: review.undo_decision(w, r, "P-1001")),
    "change_list": (
        "change_list",
        "paul",
        lambda w, r, _: change_list(w, r, "pin", "P-1001", place=1, reason_code="duplicate"),
    ),
    "add_to_list": (
        "change_list",
        "paul",
        lambda w, r, _: add_to_list(w, r, {"id": "P-1005", "unranked": "gates"}, reason_code="duplicate"),
    ),
    "finish": ("finish", "mona", lambda w, r, _: review.finish_review(w, r)),
    "reopen": ("reopen", "mona", lambda w, r, _: review.reopen_review(w, r, "again")),
    "approve_selection": ("approve_selection", "paul", lambda w, r, _: approvals.approve_selection(w, r)),
    "override": (
        "override",
        "paul",
        lambda w, r, _: approvals.override_selection(w, r, ["P-1002"], reason_code="budget"),
    ),
    "send_back": ("send_back", "paul", lambda w, r, _: approvals.send_back(w, r, reason_code="evidence")),
    "deny_selection": (
        "deny_selection",
        "paul",
        lambda w, r, _: approvals.deny_selection(w, r, reason_code="budget"),
    ),
    "classify": ("classify", "mona", lambda w, r, _: classify(w, r, answers(), answered_by="Mona")),
    "clear": ("classify", "cora", lambda w, r, _: decide(w, r, "cleared", reason="The rota was changed.")),
    "start": (
        "start",
        "mona",
        lambda w, r, _: engagements.start_engagement(
            w, r, "P-1001", Money.of(90, "USD"), 10, date(2025, 4, 1), date(2025, 5, 1)
        ),
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_refused_in_every_state_that_does_not_allow_it(world: World, name: str) -> None:
    move, person, command = COMMANDS[name]
    requisition_id = world.selected()
    world.drop_guards("guard_requisition_routed")  # the database would not be put into those states
    world.drop_guards("guard_requisition_routed")  # the database would not be put into those states
    refusing = [state for state, allowed in lifecycle.REQUISITION.items() if move not in allowed]

    for state in refusing:
        with world.as_("ada") as work:
            work.session.execute(text("UPDATE requisition SET state = :state"), {"state": state})
            work.audit("test.put", "requisition", requisition_id)
        with (
            pytest.raises(Conflict, match=f"is {state.replace('_', ' ')}, which does not allow"),
            world.as_(person) as work,
        ):
            command(work, requisition_id, world)

    assert refusing


@pytest.mark.parametrize(
    "state", ["draft", "submitted", "approved", "sourcing", "denied", "cancelled", "completed"]
)
def test_candidates_do_not_move_outside_review_and_engagement(world: World, state: str) -> None:
    requisition_id = world.selected()
    world.drop_guards("guard_requisition_routed")
    with world.as_("ada") as work:
        work.session.execute(text("UPDATE requisition SET state = :state"), {"state": state})
        work.audit("test.put", "requisition", requisition_id)

    with pytest.raises(Conflict, match="candidates do not move in that state"), world.as_("mona") as work:
        candidates.contact(work, requisition_id, "P-1001")


CANDIDATE_COMMANDS: dict[str, Callable[[UnitOfWork, str], Any]] = {
    "contact": lambda w, r: candidates.contact(w, r, "P-1001"),
    "screen": lambda w, r: candidates.screen(w, r, "P-1001", {"Python": 3}),
    "offer": lambda w, r: candidates.offer(w, r, "P-1001"),
    "accept": lambda w, r: candidates.accept(w, r, "P-1001"),
    "decline": lambda w, r: candidates.decline(w, r, "P-1001", "rate"),
    "withdraw": lambda w, r: candidates.withdraw(w, r, "P-1001", "no longer needed"),
}


@pytest.mark.parametrize("move", CANDIDATE_COMMANDS)
def test_a_candidate_step_is_refused_at_every_stage_that_does_not_allow_it(world: World, move: str) -> None:
    requisition_id = world.approved_to_engage(positions=3)
    refusing = [stage for stage, allowed in lifecycle.CANDIDATE.items() if move not in allowed]

    for stage in refusing:
        with world.as_("ada") as work:
            work.session.execute(
                text("UPDATE candidate SET stage = :stage WHERE person_id = 'P-1001'"), {"stage": stage}
            )
            work.audit("test.put", "requisition", requisition_id)
        with pytest.raises(Conflict, match=f"is {stage.replace('_', ' ')}, which"), world.as_("mona") as work:
            CANDIDATE_COMMANDS[move](work, requisition_id)

    assert refusing


@pytest.mark.parametrize("move", ["propose", "approve", "deny"])
def test_a_bundle_command_is_refused_in_every_state_that_does_not_allow_it(world: World, move: str) -> None:
    commands: dict[str, Callable[[UnitOfWork], Any]] = {
        "propose": lambda w: promotion.propose_bundle(w, "b" * 64),
        "approve": lambda w: promotion.approve_bundle(w, "b" * 64),
        "deny": lambda w: promotion.deny_bundle(w, "b" * 64, reason_code="evidence"),
    }
    with world.as_("dan") as work:
        promotion.register_bundle(work, "b" * 64)

    for state in (state for state, allowed in lifecycle.BUNDLE.items() if move not in allowed):
        with world.as_("ada") as work:
            work.session.execute(
                text("UPDATE bundle SET state = :state, proposed_by = author, approved_by = 'A-1010'"),
                {"state": state},
            )
            work.audit("test.put", "bundle", "b" * 64)
        with pytest.raises(Conflict, match=f"is {state}, which does not allow"), world.as_("dora") as work:
            commands[move](work)


# On a draft, with everything else wrong too: no reason, nobody named, nothing answered.
ALL_WRONG: dict[str, tuple[str, Callable[[UnitOfWork, str], Any]]] = {
    "override": ("paul", lambda w, r: approvals.override_selection(w, r, [], reason_code="")),
    "send back": ("paul", lambda w, r: approvals.send_back(w, r, reason_code="")),
    "deny selection": ("paul", lambda w, r: approvals.deny_selection(w, r, reason_code="")),
    "classify": ("mona", lambda w, r: classify(w, r, {}, answered_by="")),
    "freeze": ("mona", lambda w, r: review.freeze_shortlist(w, r, {}, "", "")),
    "change list": ("paul", lambda w, r: change_list(w, r, "exclude", "", place=1, reason_code="")),
    "change list by adding": ("paul", lambda w, r: add_to_list(w, r, {}, reason_code="")),
}


@pytest.mark.parametrize("command", ALL_WRONG)
def test_what_the_state_does_not_allow_is_told_before_any_other_fault(world: World, command: str) -> None:
    name, call = ALL_WRONG[command]
    requisition_id = world.draft()

    refusal = f"is draft, which does not allow: {command.removesuffix(' by adding')}"
    with pytest.raises(Conflict, match=refusal), world.as_(name) as work:
        call(work, requisition_id)


@pytest.mark.parametrize("command", ["edit", "cancel", "reopen"])
def test_what_the_state_does_not_allow_is_told_before_who_holds_an_offer(world: World, command: str) -> None:
    requisition_id, _ = world.engaged()
    _, person, call = COMMANDS[command]

    refusal = f"is onboarding, which does not allow: {command}"
    with pytest.raises(Conflict, match=refusal), world.as_(person) as work:
        call(work, requisition_id, world)
