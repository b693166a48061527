"""Whoever refuses, ends or takes back says why: with a code of that act's own list, or in words that say something."""

from collections.abc import Callable
from typing import Any

import pytest

from governance import approvals, candidates, engagements, extensions, holds, promotion, review
from governance.database import UnitOfWork
from governance.lists import overrides
from governance.people import erasures, restrictions, same_person
from matching.errors import InputError
from tests.governance.blind.stages import asked_for, opened
from tests.governance.people.test_same_person import HERE, merged
from tests.governance.test_extensions import active, ask
from tests.governance.world import World

ADDED = {"id": "P-1005", "rank": 7, "score": 0.05, "reasons": []}

# act -> who, on a case in which state, and the act with a code that its list does not have
BY_CODE: dict[str, tuple[str, Callable[[World], str], Callable[[UnitOfWork, str], Any]]] = {
    "decide": (
        "mona",
        World.in_review,
        lambda work, case: review.decide(work, case, "P-1001", "select", "made_up"),
    ),
    "add to the list": (
        "paul",
        World.in_review,
        lambda work, case: overrides.add_to_list(work, case, ADDED, reason_code="made_up"),
    ),
    "send back": (
        "paul",
        World.selected,
        lambda work, case: approvals.send_back(work, case, reason_code="made_up"),
    ),
    "deny a selection": (
        "paul",
        World.selected,
        lambda work, case: approvals.deny_selection(work, case, reason_code="made_up"),
    ),
    "decline": (
        "mona",
        World.approved_to_engage,
        lambda work, case: candidates.decline(work, case, "P-1001", "made_up"),
    ),
    "terminate": (
        "mona",
        lambda world: world.engaged()[1],
        lambda work, engagement: engagements.terminate_engagement(work, engagement, reason_code="made_up"),
    ),
    "deny a bundle": (
        "dora",
        lambda world: proposed(world),
        lambda work, bundle: promotion.deny_bundle(work, bundle, reason_code="made_up"),
    ),
}

# act -> who, on what, and the act with nothing but spaces for a reason
IN_WORDS: dict[str, tuple[str, Callable[[World], str], Callable[[UnitOfWork, str], Any]]] = {
    "restrict": (
        "paul",
        lambda world: "P-1001",
        lambda work, person: restrictions.restrict(work, person, "block", " "),
    ),
    "erase": (
        "cora",
        lambda world: "P-1001",
        lambda work, person: erasures.request_erasure(work, person, " "),
    ),
    "hold": (
        "cora",
        lambda world: "P-1001",
        lambda work, person: holds.place_hold(work, "person", person, " "),
    ),
    "lift a hold": ("carl", lambda world: held(world), lambda work, hold: holds.lift_hold(work, hold, " ")),
    "split a person": (
        "cora",
        lambda world: merged(world) and HERE,
        lambda work, person: same_person.unlink(work, person, "toptal", " "),
    ),
    "withdraw somebody": (
        "mona",
        World.approved_to_engage,
        lambda work, case: candidates.withdraw(work, case, "P-1001", " "),
    ),
    "withdraw an extension": (
        "mona",
        lambda world: ask(world, active(world)[1]),
        lambda work, extension: extensions.withdraw_extension(work, extension, reason=" "),
    ),
}


def proposed(world: World) -> str:
    bundle = "b" * 64
    with world.as_("dan") as work:
        promotion.register_bundle(work, bundle)
        promotion.propose_bundle(work, bundle)
    return bundle


def held(world: World) -> str:
    world.hire("carl", "compliance")
    with world.as_("cora") as work:
        return holds.place_hold(work, "person", "P-1001", "a claim")


@pytest.mark.parametrize("act", BY_CODE)
def test_a_code_is_one_of_the_acts_own(world: World, act: str) -> None:
    name, arranged, command = BY_CODE[act]
    subject = arranged(world)

    with (
        pytest.raises(InputError, match=r"expected a reason .*, found 'made_up'"),
        world.as_(name) as work,
    ):
        command(work, subject)


@pytest.mark.parametrize("act", IN_WORDS)
def test_words_say_something(world: World, act: str) -> None:
    name, arranged, command = IN_WORDS[act]
    subject = arranged(world)

    with pytest.raises(InputError, match="expected a reason, found none"), world.as_(name) as work:
        command(work, subject)


def test_a_list_opened_before_it_was_rated_has_words_that_say_why(world: World) -> None:
    requisition_id = asked_for(world)

    with pytest.raises(InputError, match="expected a reason, found none"):
        opened(world, requisition_id, reason=" ")
