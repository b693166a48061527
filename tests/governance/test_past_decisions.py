"""Decisions made before Candor: all or nothing, once, and labels by the same rules as our own."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from governance import outcomes
from governance.past_decisions import import_decisions
from governance.people.restrictions import erase_person
from governance.storage.tables import ImportedDecision
from governance.training_data import TrainingRow, training_roles, training_rows
from matching.errors import InputError
from tests.governance.world import ROLE, World

GREAT: dict[str, Any] = {
    "accepted": True,
    "rework": "none",
    "on_budget": True,
    "on_time": True,
    "would_reengage": True,
    "rating": 5,
}


def decision(number: int, choice: str, reason: str, **changes: Any) -> dict[str, Any]:
    given = {
        "source": "marketplace",
        "profile_id": f"ext-{number}",
        "decision": choice,
        "reason_code": reason,
    }
    return given | changes


def requisition(*decisions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "reference": "OLD-7",
        "role": ROLE,
        "decided_on": "2024-10-01",
        "decisions": list(decisions),
    } | changes


def taken_in(world: World, *requisitions: dict[str, Any]) -> int:
    with world.as_("dan") as work:
        return import_decisions(work, requisitions, system="old-vms")


def rows(world: World) -> dict[str, TrainingRow]:
    return {row.person_id: row for row in training_rows(world.database, world.clock.now)}


def test_past_decisions_are_labels_by_the_same_rules_as_our_own(world: World) -> None:
    taken_in(
        world,
        requisition(
            decision(1, "select", "evidence_strong", rank=1),
            decision(2, "shortlist", "backup", rank=2),
            decision(3, "reject", "must_have_missing", rank=3),
            decision(4, "reject", "rate_too_high", rank=5),
        ),
    )

    found = rows(world)

    assert [(found[p].grade, found[p].rank) for p in world.people[:4]] == [(2, 1), (1, 2), (0, 3), (None, 5)]
    assert {row.requisition_id for row in found.values()} == {"Q-1001"}
    assert training_roles(world.database, world.clock.now)["Q-1001"]["must_have"] == ROLE["must_have"]


def test_the_outcome_that_followed_grades_the_engagement_and_is_not_counted_twice(world: World) -> None:
    ended = {"role": ROLE, "profile_id": "ext-1", **GREAT}
    with world.as_("dan") as work:
        given = [ended | {"ended_on": "2024-09-01", "accepted": False}, ended | {"ended_on": "2024-12-01"}]
        outcomes.import_outcomes(work, given, source="marketplace")
    taken_in(world, requisition(decision(1, "select", "evidence_strong")))

    found = training_rows(world.database, world.clock.now)

    assert [(row.requisition_id[0], row.grade, row.matured) for row in found] == [
        ("Q", 4, True),
        ("H", 1, True),
    ]


def test_what_was_not_known_yet_is_no_label_yet(world: World) -> None:
    taken_in(world, requisition(decision(1, "select", "evidence_strong")))

    assert training_rows(world.database, world.clock.now - timedelta(days=365)) == []


def test_the_same_requisition_is_taken_in_once(world: World) -> None:
    one = requisition(decision(1, "select", "evidence_strong"))

    assert (taken_in(world, one), taken_in(world, one)) == (1, 0)
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ImportedDecision)) == 1


def test_every_fault_is_told_and_nothing_is_taken_in(world: World) -> None:
    given = [
        requisition(decision(1, "select", "evidence_strong"), decision(1, "reject", "duplicate")),
        requisition(
            decision(2, "perhaps", "other"), decision(99, "select", "best_value", rank=0), decided_on="soon"
        ),
        requisition(decision(3, "select", "must_have_missing"), reference=" ", role=None),
    ]

    with pytest.raises(InputError, match="nothing was taken in") as refused:
        taken_in(world, *given)

    assert [(fault.line, fault.field) for fault in refused.value.faults] == [
        (1, "profile_id"),
        (2, "decided_on"),
        (2, "decision"),
        (2, "profile_id"),
        (2, "rank"),
        (3, "reference"),
        (3, "role"),
        (3, "reason_code"),
    ]
    assert training_rows(world.database, world.clock.now) == []


def test_an_erased_person_is_no_longer_learned_from(world: World) -> None:
    taken_in(world, requisition(decision(1, "select", "best_value"), decision(2, "shortlist", "backup")))
    with world.as_("cora") as work:
        erase_person(work, "P-1001", "asked for it")

    assert set(rows(world)) == {"P-1002"}
