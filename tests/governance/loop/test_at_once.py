"""Two people press at the same moment, or one presses twice: of two commands on what both have seen, one wins."""

import threading
from typing import Any

import pytest

from governance.audit import verify
from governance.storage.tables import Requisition
from matching.errors import CandorError, Conflict
from tests.governance.loop import commands
from tests.governance.world import World

Step = tuple[str, str, tuple[Any, ...]]  # who, command, what it takes besides the request or engagement

PAIRS: list[tuple[str, Step, Step]] = [
    ("submitted", ("paul", "approve", ()), ("rita", "edit", ())),
    ("submitted", ("paul", "approve", ()), ("rita", "cancel", ())),
    ("submitted", ("paul", "approve", ()), ("petra", "deny", ())),
    ("submitted", ("paul", "approve", ()), ("paul", "approve", ())),
    ("in_review", ("mona", "finish", ()), ("rita", "edit", ())),
    ("in_review", ("mona", "finish", ()), ("hana", "finish", ())),
    ("selected", ("paul", "approve_selection", ()), ("petra", "override", ("P-1002",))),
    ("selected", ("paul", "approve_selection", ()), ("petra", "send_back", ())),
    ("selected", ("paul", "approve_selection", ()), ("mona", "reopen", ())),
    ("selected", ("paul", "approve_selection", ()), ("rita", "edit", ())),
    ("selected", ("petra", "override", ("P-1002",)), ("petra", "override", ("P-1002",))),
    ("approved_to_engage", ("mona", "reopen", ()), ("rita", "edit", ())),
]
# Nobody names a version here: the second finds that it is done.
DONE_ONCE: list[tuple[str, Step]] = [
    ("offered", ("mona", "accept", ("P-1001",))),
    ("accepted", ("mona", "start", ("P-1001",))),
    ("engaged", ("mona", "activate", ())),
    ("high", ("cora", "settle", ("cleared",))),
]


def reached(world: World, state: str) -> str:
    """The request, or the engagement, in that state."""
    if state == "submitted":
        return world.submitted()
    if state == "in_review":
        requisition = world.in_review()
        world.decide(requisition, "P-1001")
        return requisition
    if state == "high":
        requisition = world.approved_to_engage()
        at_once(world, requisition, ("mona", "classify", ("high",)))
        return requisition
    if state in ("offered", "accepted"):
        requisition = world.approved_to_engage()
        for command in ("contact", "screen", "offer", *(["accept"] if state == "accepted" else [])):
            at_once(world, requisition, ("mona", command, ("P-1001",)))
        return requisition
    if state == "engaged":
        return world.engaged()[1]
    made: str = getattr(world, state)()
    return made


def at_once(world: World, subject: str, *steps: Step, **seen: Any) -> list[CandorError | None]:
    """What each step came to, None where it was done; all wait for each other before they begin."""
    known, gate = commands.of(world), threading.Barrier(len(steps))
    found: list[CandorError | None] = [None] * len(steps)

    def run(place: int, who: str, command: str, arguments: tuple[Any, ...]) -> None:
        actor = world.actor(who)
        gate.wait()
        try:
            with world.database.command(actor) as work:
                known[command](work, subject, *arguments, **seen)
        except CandorError as refusal:
            found[place] = refusal

    threads = [threading.Thread(target=run, args=(place, *step)) for place, step in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def done(world: World, subject: str, *steps: Step, **seen: Any) -> int:
    """How many of these at once were done; whoever came second is told of a conflict."""
    entries = verify(world.database).size
    found = at_once(world, subject, *steps, **seen)
    assert all(refusal is None or isinstance(refusal, Conflict) for refusal in found), found
    assert verify(world.database).ok
    assert verify(world.database).size == entries + found.count(None)
    return found.count(None)


@pytest.mark.parametrize(
    ("state", "one", "other"), PAIRS, ids=lambda value: str(value[1]) if len(value) == 3 else value
)
def test_of_two_commands_on_what_both_have_seen_one_wins(
    world: World, state: str, one: Step, other: Step
) -> None:
    subject = reached(world, state)
    with world.database.read() as session:
        version = session.get_one(Requisition, subject).version

    assert done(world, subject, one, other, expected_version=version) == 1


@pytest.mark.parametrize(
    ("state", "step"), DONE_ONCE, ids=lambda value: str(value[1]) if len(value) == 3 else value
)
def test_a_command_sent_twice_is_done_once(world: World, state: str, step: Step) -> None:
    subject = reached(world, state)

    assert done(world, subject, step, step) == 1
