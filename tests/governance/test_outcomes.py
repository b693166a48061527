"""What training may learn: grades known by hand, and nothing that was not known at the time."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from governance import approvals, candidates, outcomes, review
from governance.outcomes import TrainingRow, training_roles, training_rows
from governance.people.importing import Licence, upsert_profiles
from governance.training_data import decision_grade, outcome_grade
from matching.errors import Conflict, Forbidden, InputError
from tests.governance.world import ROLE, World

GREAT = {
    "accepted": True,
    "rework": "none",
    "on_budget": True,
    "on_time": True,
    "would_reengage": True,
    "rating": 5,
}


def rows(world: World) -> dict[str, TrainingRow]:
    return {row.person_id: row for row in training_rows(world.database, world.clock.now)}


@pytest.mark.parametrize(
    ("changes", "grade"),
    [
        ({}, 4),
        ({"rating": 4}, 4),
        ({"rating": 3}, 3),
        ({"rework": "minor"}, 3),
        ({"on_time": False}, 3),
        ({"on_budget": False}, 3),
        ({"would_reengage": False}, 3),
        ({"rating": 2}, 1),
        ({"rework": "major"}, 1),
        ({"accepted": False}, 1),
    ],
)
def test_an_outcome_is_great_fine_or_poor(changes: dict[str, object], grade: int) -> None:
    assert outcome_grade(SimpleNamespace(**GREAT | changes)) == grade


@pytest.mark.parametrize(
    ("decision", "reason", "grade"),
    [
        ("select", "best_value", 2),
        ("shortlist", "backup", 1),
        ("reject", "must_have_missing", 0),
        ("reject", "rate_too_high", None),
        ("reject", "conflict_of_interest", None),
        ("not_now", "others_first", None),
    ],
)
def test_a_rejection_is_a_label_only_when_it_speaks_of_fit(
    decision: str, reason: str, grade: int | None
) -> None:
    assert decision_grade(decision, reason) == grade


def test_people_not_reached_have_no_label(world: World) -> None:
    requisition_id = world.in_review()
    world.decide(requisition_id, "P-1001")
    world.decide(requisition_id, "P-1002", "reject", "evidence_weak")

    found = rows(world)

    assert {person: row.grade for person, row in found.items()} == {
        "P-1001": 2,
        "P-1002": 0,
        "P-1003": None,
        "P-1004": None,
    }
    assert (found["P-1002"].rank, found["P-1002"].score, found["P-1002"].shortlist_id) == (2, 0.5, "S-1001")


def test_a_freelancers_no_changes_no_grade(world: World) -> None:
    requisition_id = world.approved_to_engage()
    before = rows(world)["P-1001"].grade

    with world.as_("mona") as work:
        candidates.decline(work, requisition_id, "P-1001", "rate")

    assert rows(world)["P-1001"].grade == before == 2


def test_an_outcome_outweighs_the_decision_from_the_day_it_is_known(world: World) -> None:
    _, engagement_id = world.completed()
    before = world.clock.now
    world.clock.advance(days=1)
    world.outcome(engagement_id, rework="major")

    [known_then] = [row for row in training_rows(world.database, before) if row.person_id == "P-1001"]

    assert (known_then.grade, known_then.matured) == (2, False)
    assert (rows(world)["P-1001"].grade, rows(world)["P-1001"].matured) == (1, True)


def test_a_decision_undone_later_still_counted_before(world: World) -> None:
    requisition_id = world.in_review()
    world.decide(requisition_id, "P-1001")
    before = world.clock.now
    world.clock.advance(days=1)
    with world.as_("mona") as work:
        review.undo_decision(work, requisition_id, "P-1001")

    then = {row.person_id: row.grade for row in training_rows(world.database, before)}

    assert (then["P-1001"], rows(world)["P-1001"].grade) == (2, None)
    assert training_rows(world.database, before - timedelta(days=1)) == []


def test_someone_put_in_by_an_override_counts_as_selected(world: World) -> None:
    requisition_id = world.selected()
    with world.as_("paul") as work:
        approvals.override_selection(work, requisition_id, ["P-1003"], reason_code="better_evidence")

    assert rows(world)["P-1003"].grade == 2


def test_a_source_that_does_not_allow_training_is_left_out(world: World) -> None:
    world.in_review()
    with world.as_("paul") as work:
        upsert_profiles(
            work,
            [],
            source="marketplace",
            as_of=date(2025, 2, 1),
            licence=Licence("c 8", may_train=False),
        )

    assert rows(world) == {}


def test_features_come_back_as_frozen(world: World) -> None:
    requisition_id = world.approved()
    document = world.document()
    document["candidates"][0]["features"] = {"years": 4.5}
    with world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, document, "m" * 64, "s" * 64)

    assert (rows(world)["P-1001"].features, rows(world)["P-1002"].features) == ({"years": 4.5}, None)


@pytest.mark.parametrize(("change", "field"), [({"rating": 6}, "rating"), ({"rework": "some"}, "rework")])
def test_an_outcome_out_of_range_is_refused(world: World, change: dict[str, object], field: str) -> None:
    _, engagement_id = world.completed()

    with pytest.raises(InputError, match="not as expected") as refused:
        world.outcome(engagement_id, **change)

    assert [fault.field for fault in refused.value.faults] == [field]


def test_an_outcome_waits_for_the_end_and_is_recorded_once_by_the_manager(world: World) -> None:
    _, engagement_id = world.engaged()
    with pytest.raises(Conflict, match="is onboarding, which does not allow: record outcome"):
        world.outcome(engagement_id)
    _, ended = world.completed("P-1002")
    world.outcome(ended)

    with pytest.raises(Conflict, match="has its outcome already"):
        world.outcome(ended)
    with pytest.raises(Forbidden, match=r"outcome\.record"), world.as_("paul") as work:
        outcomes.record_outcome(work, ended, **GREAT)  # type: ignore[arg-type]


def history(**changes: object) -> dict[str, object]:
    return {"role": ROLE, "profile_id": "ext-1", "ended_on": "2024-12-31", **GREAT} | changes


def test_imported_history_is_grouped_by_role_and_taken_in_once(world: World) -> None:
    given = [
        history(),
        history(profile_id="ext-2", rework="major", note="late"),
        history(role=ROLE | {"title": "X"}),
    ]
    with world.as_("dan") as work:
        assert outcomes.import_outcomes(work, given, source="marketplace") == 3
    with world.as_("dan") as work:
        assert (
            outcomes.import_outcomes(work, [history(ended_on=date(2024, 12, 31))], source="marketplace") == 0
        )

    found = training_rows(world.database, world.clock.now)

    assert [(row.person_id, row.grade, row.matured) for row in found] == [
        ("P-1001", 4, True),
        ("P-1002", 1, True),
        ("P-1001", 4, True),
    ]
    assert found[0].requisition_id == found[1].requisition_id != found[2].requisition_id
    roles = training_roles(world.database, world.clock.now)
    assert roles[found[0].requisition_id]["title"] == "Backend engineer"
    assert training_rows(world.database, world.clock.now - timedelta(days=365)) == []


def test_every_fault_of_a_history_is_told_and_nothing_is_taken_in(world: World) -> None:
    given = [history(), history(profile_id="ext-99"), history(ended_on="soon", role={"id": "x"})]

    with pytest.raises(InputError, match="nothing was taken in") as refused, world.as_("dan") as work:
        outcomes.import_outcomes(work, given, source="marketplace")

    assert [(fault.line, fault.field) for fault in refused.value.faults] == [
        (2, "profile_id"),
        (3, "ended_on"),
        (3, "role.None"),
    ]
    assert training_rows(world.database, world.clock.now) == []


def test_the_role_of_a_list_is_the_one_it_was_ranked_for(world: World) -> None:
    requisition_id = world.in_review()

    assert training_roles(world.database, world.clock.now)[requisition_id]["must_have"] == [
        "Python",
        "PostgreSQL",
    ]
