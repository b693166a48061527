"""What is past its time is let go and nothing else; holds are respected, the log verifies, proofs of what remains hold."""

import json
import threading
from collections.abc import Mapping

import pytest
from sqlalchemy import select, text

from governance import accounts, engagements, requisitions, review
from governance.access import HOME
from governance.accounts import sessions
from governance.audit import verify
from governance.audit.log import disclose
from governance.holds import place_hold
from governance.keeping.applying import KindDue, Report, apply_schedule, what_is_due
from governance.keeping.schedule import shipped_schedule
from governance.notices import notices_of
from governance.outcomes import import_outcomes
from governance.reading import RequisitionCase, requisition_case
from governance.retention import purge_expired
from governance.storage.tables import AuditEntry, LoginSession, Notice
from matching.errors import Forbidden, Stale, Unauthenticated
from tests.governance.world import ROLE, UNIT, World

WEEK = 7
YEAR = 366


def due(world: World) -> dict[str, tuple[int, int]]:
    with world.database.read() as session:
        return counts(what_is_due(session, shipped_schedule(), world.clock.now.date()))


def counts(report: Report) -> dict[str, tuple[int, int]]:
    """Kinds of which something is due or held."""
    return {one.kind: (one.due, one.held) for one in report.kinds if one != KindDue(one.kind, 0, 0)}


def apply(world: World, by: str | None = "cora") -> Report:
    actor = HOME if by is None else world.actor(by)
    with world.database.command(actor) as work:
        return apply_schedule(work, shipped_schedule(), work.today)


def case(world: World, requisition_id: str) -> RequisitionCase:
    with world.database.read() as session:
        return requisition_case(session, world.actor("mona"), requisition_id)


def words_of(world: World, action: str) -> list[Mapping[str, str | None]]:
    with world.database.read() as session:
        numbers = session.scalars(select(AuditEntry.seq).where(AuditEntry.action == action)).all()
        return [disclose(session, seq) for seq in numbers]


@pytest.fixture
def done(world: World) -> tuple[World, str, str]:
    """A case from request to outcome, with notes all the way."""
    requisition_id, engagement_id = world.completed()
    world.outcome(engagement_id, note="would have her again")
    return world, requisition_id, engagement_id


def test_nothing_is_due_while_everything_is_young(done: tuple[World, str, str]) -> None:
    world, *_ = done
    world.clock.advance(days=WEEK)

    assert due(world) == {}
    entries = verify(world.database).size
    assert not apply(world).goes
    assert verify(world.database).size == entries


def test_a_year_after_the_end_of_a_case_what_it_says_of_those_not_engaged_and_the_scorecards_go(
    done: tuple[World, str, str],
) -> None:
    world, requisition_id, _ = done
    world.clock.advance(days=YEAR)
    expected = {"rejected_candidates": (4, 0), "scorecards": (1, 0)}
    assert due(world) == expected

    assert counts(apply(world)) == expected

    document = json.loads(review.read_shortlist(world.database, "S-1001"))
    assert [one.get("erased", False) for one in document["candidates"]] == [False, True, True, True]
    assert document["excluded"] == [{"erased": True, "id": "P-1005"}]
    proof = review.prove_shortlist(world.database, "S-1001")
    assert (set(proof.expired), proof.unproven) == ({"P-1002", "P-1003", "P-1004", "P-1005"}, ())
    screened = next(one for one in case(world, requisition_id).stage_events if one.stage == "screened")
    assert (screened.scorecard, screened.note) == (None, None)
    assert words_of(world, "candidate.screened") == [{"note": None, "scorecard": None}]
    assert words_of(world, "candidate.decided") == [{"note": "about P-1001"}]
    assert verify(world.database).ok
    assert due(world) == {}


def test_later_the_notes_go_and_every_code_figure_and_name_stays(done: tuple[World, str, str]) -> None:
    world, requisition_id, _ = done
    before = case(world, requisition_id)
    world.clock.advance(days=3 * YEAR + 5)
    assert due(world) == {
        "protected_attributes": (15, 0), "rejected_candidates": (4, 0), "decision_notes": (1, 0),
        "scorecards": (1, 0), "notices": (5, 0), "outcomes": (1, 0),
    }  # fmt: skip

    apply(world)

    after = case(world, requisition_id)
    (decision,), (engagement,) = after.decisions, after.engagements
    assert (decision.note, decision.reason_code) == (None, before.decisions[0].reason_code)
    assert engagement.outcome is not None
    assert (engagement.outcome.note, engagement.outcome.rating) == (None, 5)
    assert engagement.deliverables == ("API",)
    assert words_of(world, "outcome.recorded") == [{"note": None}]
    assert words_of(world, "engagement.started") == [{"deliverables": "API"}]
    assert verify(world.database).ok


def test_notices_go_by_a_time_of_their_own_and_what_a_list_tells_everybody_stays(
    done: tuple[World, str, str],
) -> None:
    world, *_ = done

    def told(person: str) -> int:
        with world.database.read() as session:
            return len(notices_of(session, world.actor("cora"), person))

    world.clock.advance(days=YEAR)
    apply(world)
    assert [told(person) for person in world.people] == [1] * 5
    with world.as_("cora") as work:
        place_hold(work, "person", "P-1002", "a claim")
    world.clock.advance(days=YEAR)
    assert due(world)["notices"] == (4, 1)
    assert [told(person) for person in world.people] == [1] * 5  # finding out changes nothing

    assert counts(apply(world))["notices"] == (4, 1)

    assert [told(person) for person in world.people] == [0, 1, 0, 0, 0]
    with world.database.read() as session:
        assert len(session.scalars(select(Notice)).all()) == 1
    assert "notices" not in {kind for kind, (gone, _) in due(world).items() if gone}
    assert verify(world.database).ok


def test_in_the_end_the_words_of_the_case_go_with_its_key(done: tuple[World, str, str]) -> None:
    world, requisition_id, _ = done
    world.clock.advance(days=10 * YEAR)
    apply(world)

    after = case(world, requisition_id)

    assert after.engagements[0].deliverables == ()
    assert after.engagements[0].rate.minor == 9000
    assert {answer.quote for one in after.classifications for answer in one.answers} == {None}
    assert words_of(world, "requisition.created") == [{"title": None, "scope": None, "deliverables": None}]
    assert verify(world.database).ok
    assert review.prove_shortlist(world.database, "S-1001").unproven == ()
    assert due(world) == {}


@pytest.mark.parametrize("kind", ["person", "requisition", "engagement"])
def test_what_a_hold_covers_stays(done: tuple[World, str, str], kind: str) -> None:
    world, requisition_id, engagement_id = done
    with world.as_("cora") as work:
        place_hold(
            work, kind, {"person": "P-1001", "requisition": requisition_id}.get(kind, engagement_id), "claim"
        )
    world.clock.advance(days=10 * YEAR)

    found = counts(apply(world))

    if kind == "person":
        assert found["rejected_candidates"] == (4, 0)
        assert (found["decision_notes"], found["outcomes"]) == ((0, 1), (0, 1))
        assert found["case_words"] == (1, 0)
        assert found["protected_attributes"] == (12, 3)
    else:
        everything = {name: found[name] for name in found if name != "protected_attributes"}
        assert {gone for gone, _ in everything.values()} == {0}
        assert everything["rejected_candidates"] == (0, 4)
    assert words_of(world, "outcome.recorded") == [{"note": "would have her again"}]
    assert case(world, requisition_id).decisions[0].note == "about P-1001"


def test_a_case_that_goes_on_keeps_everything_however_old(world: World) -> None:
    requisition_id = world.selected()
    world.clock.advance(days=10 * YEAR)

    apply(world)

    assert case(world, requisition_id).decisions[0].note == "about P-1001"
    assert words_of(world, "candidate.decided") == [{"note": "about P-1001"}]


def test_a_case_that_was_stopped_counts_from_then(world: World) -> None:
    requisition_id = world.in_review()
    world.decide(requisition_id, "P-1002", "reject", "must_have_missing")
    world.clock.advance(days=YEAR)
    with world.as_("mona") as work:
        requisitions.cancel_requisition(work, requisition_id, reason="no budget")
    assert "rejected_candidates" not in due(world)
    world.clock.advance(days=YEAR)

    assert due(world)["rejected_candidates"] == (5, 0)


def test_whoever_works_for_us_keeps_the_values_set_aside(world: World) -> None:
    world.engaged()
    world.clock.advance(days=2 * YEAR)

    assert due(world)["protected_attributes"] == (12, 0)


def test_old_log_ins_and_attempts_are_forgotten_and_the_newest_stay(world: World) -> None:
    with pytest.raises(Unauthenticated):
        accounts.authenticate(world.database, "mona", "wrong", clock=world.clock)
    token = sessions.open_session(world.database, world.actor("mona"))
    sessions.close_session(world.database, token)
    sessions.open_session(world.database, world.actor("rita"))
    world.clock.advance(days=91)
    kept = sessions.open_session(world.database, world.actor("rita"))

    assert counts(apply(world)) == {"log_in_attempts": (1, 0), "sessions": (2, 0)}

    with world.database.read() as session:
        assert len(session.scalars(select(LoginSession)).all()) == 1
    assert sessions.resolve_session(world.database, kept) is not None


def test_notes_of_work_before_candor_go_by_its_end(world: World) -> None:
    outcome = {
        "role": ROLE, "profile_id": "ext-1", "accepted": True, "rework": "none", "on_budget": True, "on_time": True,
        "would_reengage": True, "rating": 4, "ended_on": "2021-03-01", "note": "was early",
    }  # fmt: skip
    with world.as_("paul") as work:
        import_outcomes(work, [outcome, {**outcome, "ended_on": "2024-03-01"}], source="marketplace")

    assert counts(apply(world)) == {"earlier_outcomes": (1, 0)}

    with world.database.read() as session:
        notes = session.execute(text("SELECT note FROM imported_outcome ORDER BY ended_on")).scalars().all()
    assert [note is None for note in notes] == [True, False]


def test_two_runs_at_once_let_go_once(done: tuple[World, str, str]) -> None:
    world, *_ = done
    world.clock.advance(days=YEAR)
    gate, found = threading.Barrier(2), []

    def run() -> None:
        gate.wait()
        found.append(counts(apply(world)))

    runs = [threading.Thread(target=run) for _ in range(2)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()

    assert sorted(found, key=len) == [{}, {"rejected_candidates": (4, 0), "scorecards": (1, 0)}]
    with world.database.read() as session:
        written = session.scalars(
            select(AuditEntry.subject_id).where(AuditEntry.action == "retention.applied")
        )
        assert sorted(written) == ["rejected_candidates", "scorecards"]
    assert verify(world.database).ok


@pytest.mark.parametrize(
    "terms",
    [{"business_unit": UNIT}, {"jurisdiction": "DE"}, {"business_unit": UNIT, "jurisdiction": "DE"}],
)
def test_whoever_serves_one_unit_or_country_lets_nothing_go_anywhere(
    done: tuple[World, str, str], terms: dict[str, str]
) -> None:
    world, *_ = done
    world.hire("nell", "compliance", **terms)
    world.clock.advance(days=YEAR)
    before = due(world)

    with pytest.raises(Forbidden, match=r"Nell may not do this \(retention\.apply\) for every business unit"):
        apply(world, by="nell")
    with (
        world.as_("nell") as work,
        pytest.raises(Forbidden, match=r"\(people\.purge\) for every business unit"),
    ):
        purge_expired(work, work.today)

    assert due(world) == before


def test_only_who_may_lets_go_and_the_log_says_what_by_which_schedule(done: tuple[World, str, str]) -> None:
    world, *_ = done
    world.clock.advance(days=YEAR)
    for name in ("paul", "mona", "audrey", "ada", "dan"):
        with pytest.raises(Forbidden, match=r"retention\.apply"):
            apply(world, by=name)

    apply(world, by=None)

    with world.database.read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "retention.applied")).all()
    facts = {one.subject_id: json.loads(one.entry)["facts"] for one in entries}
    assert {one.actor for one in entries} == {"home"}
    assert facts["scorecards"] == {
        "records": 1, "held": 0, "schedule": "2026-1", "schedule_sha256": shipped_schedule().sha256,
        "keep": "12_months", "on": "2026-03-04",
    }  # fmt: skip


def test_the_notes_of_one_case_go_and_another_s_stay(done: tuple[World, str, str]) -> None:
    world, requisition_id, _ = done
    world.clock.advance(days=2 * YEAR)
    other = world.selected(("P-1002",))
    world.clock.advance(days=WEEK)

    apply(world)

    assert case(world, requisition_id).decisions[0].note is None
    assert case(world, other).decisions[0].note == "about P-1002"
    assert words_of(world, "candidate.decided") == [{"note": None}, {"note": "about P-1002"}]


def test_an_early_end_s_note_goes_with_its_time(world: World) -> None:
    _, engagement_id = world.engaged()
    with world.as_("mona") as work:
        engagements.terminate_engagement(
            work, engagement_id, reason_code="other", note="left after a quarrel"
        )
    world.clock.advance(days=10 * YEAR + 5)

    apply(world)

    assert words_of(world, "engagement.terminated") == [{"note": None}]
    with world.database.read() as session:
        assert session.execute(text("SELECT end_note FROM engagement")).scalar() is None


def test_a_schedule_agreed_to_for_another_number_is_refused_whole(done: tuple[World, str, str]) -> None:
    world, _, _ = done
    world.clock.advance(days=2 * YEAR)
    with world.database.read() as session:
        told = what_is_due(session, shipped_schedule(), world.clock.now.date()).records
    assert told > 1
    with world.as_("cora") as work, pytest.raises(Stale, match=f"{told} records .* told of {told - 1}"):
        apply_schedule(work, shipped_schedule(), work.today, expected=told - 1)
    assert due(world) != {}

    with world.as_("cora") as work:
        apply_schedule(work, shipped_schedule(), work.today, expected=told)

    assert sum(count for count, _ in due(world).values()) == 0
