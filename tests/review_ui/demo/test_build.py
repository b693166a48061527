"""The finished demo: every state shown, nobody both asking and approving, everything marked as made up."""

import json
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import select

from governance.accounts import authenticate, find_account, has_demo_accounts
from governance.audit import verify
from governance.holds import holds
from governance.oversight.report import oversight
from governance.people.profiles import iter_profiles
from governance.promotion import BundleRecord, list_bundles, verify_signature
from governance.reading import RequisitionCase, approval_queue, requisition_case, requisitions_for
from governance.review import read_shortlist
from governance.stops import stops_for
from governance.storage.tables import AuditEntry, Person
from governance.training_data import training_rows
from matching.profiles import PROTECTED_KEYS
from models.bundle import built_in_hash
from review_ui.bootstrap import Workspace, open_workspace
from review_ui.demo import DemoSummary, build_demo
from review_ui.demo.accounts import ADMINISTRATOR, DEMO_PASSWORD, DEMO_PEOPLE, Cast
from review_ui.demo.lessons import answer
from review_ui.demo.reviewers import FIRST_REQUESTS
from review_ui.learning import TrainingReport
from review_ui.web.views.oversight import trends_of
from tests.review_ui.demo.conftest import SEED, SIZE


def cases(demo: Workspace) -> list[RequisitionCase]:
    auditor = find_account(demo.database, "iris")
    with demo.database.read() as session:
        return [requisition_case(session, auditor, row.id) for row in requisitions_for(session, auditor)]


def test_every_state_a_page_shows_has_a_case_in_it(demo: Workspace) -> None:
    states = [case.summary.state for case in cases(demo)]

    assert set(states) == {
        "draft", "submitted", "denied", "in_review", "selected", "approved_to_engage", "active", "completed",
    }  # fmt: skip


def test_every_business_unit_has_cases(demo: Workspace) -> None:
    assert {case.summary.business_unit for case in cases(demo)} == {"digital", "operations", "stores"}


def test_nobody_approved_what_they_asked_for_or_chose(demo: Workspace) -> None:
    for case in cases(demo):
        involved = {case.summary.requested_by.id, *(decision.decided_by.id for decision in case.decisions)}
        approved = {answer.decided_by.id for answer in case.approvals if answer.decision == "approved"}
        assert not involved & approved, case.summary.id


def test_procurement_has_cases_waiting_and_one_that_its_own_override_keeps_from_a_person(
    demo: Workspace,
) -> None:
    viktor = find_account(demo.database, "viktor")
    with demo.database.read() as session:
        queue = approval_queue(session, viktor)

    assert {item.kind for item in queue} == {"requisition", "selection"}
    assert any(item.why_not for item in queue)
    assert any(item.why_not is None for item in queue)


def test_engagements_are_over_with_their_outcome_and_one_runs(demo: Workspace) -> None:
    engagements = [engagement for case in cases(demo) for engagement in case.engagements]

    assert sorted(engagement.state for engagement in engagements) == ["active", *["completed"] * 6]
    assert {(engagement.state, bool(engagement.outcome)) for engagement in engagements} == {
        ("active", False), ("completed", True),
    }  # fmt: skip


def test_nobody_was_engaged_for_unclassified_work_and_one_case_waits_for_legal(demo: Workspace) -> None:
    classified = [
        (case.summary.state, case.classification.risk, case.classification.standing)
        for case in cases(demo)
        if case.classification
    ]
    with demo.database.read() as session:
        queue = approval_queue(session, find_account(demo.database, "helene"))

    assert sorted(classified) == [
        ("active", "high", "open"),
        ("approved_to_engage", "high", "waits"),
        *[("completed", "low", "open")] * 6,
    ]
    # Beside the high risk, the request that would touch personal data.
    assert {(item.kind, item.why_not) for item in queue} == {("classification", None), ("requisition", None)}
    assert len(queue) == 2


def test_one_person_trained_and_proposed_a_model_of_simulated_people(demo: Workspace) -> None:
    trained = _trained(demo)
    dana = find_account(demo.database, "dana").id

    assert (trained.author, trained.proposed_by) == (dana, dana)
    assert _manifest(demo, trained.hash)["basis"] == "simulated"


def test_a_model_serves_only_after_every_gate_and_another_person(demo: Workspace) -> None:
    trained = _trained(demo)
    passed = all(gate["passed"] for gate in _manifest(demo, trained.hash)["gates"])

    assert trained.champion == passed
    assert trained.approved_by == (find_account(demo.database, "noor").id if passed else None)


def test_every_list_names_the_model_that_was_in_service(demo: Workspace) -> None:
    first_month = {request.title for request in FIRST_REQUESTS}
    ranked = [case for case in cases(demo) if case.shortlists]
    made_by = {
        case.summary.state: case.shortlists[-1].model_hash
        for case in ranked
        if case.summary.title not in first_month
    }

    assert {c.shortlists[-1].model_hash for c in ranked if c.summary.title in first_month} == {
        made_by["completed"]
    }
    assert made_by["completed"] == built_in_hash()
    assert made_by["in_review"] == made_by["selected"] == made_by["approved_to_engage"] == demo.bundle_hash()


def test_the_second_data_scientist_approves_what_passed_every_gate(demo: Workspace, tmp_path: Path) -> None:
    shutil.copytree(demo.home, tmp_path / "copy")
    copy = open_workspace(tmp_path / "copy")
    trained = _trained(copy)
    passed = TrainingReport(
        trained.hash, "simulated", {}, [{"label": "any", "figure": "fine", "passed": True}], {}
    )

    serves = trained.champion or answer(copy, Cast(copy), passed)

    assert serves
    assert copy.bundle_hash() == trained.hash
    assert verify_signature(copy.database, trained.hash, copy.bundles / trained.hash)


def _trained(demo: Workspace) -> BundleRecord:
    with demo.database.read() as session:
        return next(bundle for bundle in list_bundles(session) if not bundle.built_in)


def _manifest(demo: Workspace, bundle: str) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((demo.bundles / bundle / "manifest.json").read_bytes())
    return manifest


def test_every_person_in_the_record_is_marked_synthetic(demo: Workspace) -> None:
    with demo.database.read() as session:
        marks = session.scalars(select(Person.synthetic)).all()

    assert len(marks) == SIZE
    assert all(marks)


def test_no_protected_fact_comes_back_with_a_profile(demo: Workspace) -> None:
    for profile in iter_profiles(demo.database):
        assert not PROTECTED_KEYS & set(profile)
        assert profile["platform"].endswith("(simulated)")


def test_frozen_lists_speak_of_simulated_people_by_their_words_alone(demo: Workspace) -> None:
    shortlists = [record.id for case in cases(demo) for record in case.shortlists]

    for shortlist_id in shortlists:
        document = json.loads(read_shortlist(demo.database, shortlist_id))
        assert document["candidates"]
        assert not any('"name"' in json.dumps(candidate) for candidate in document["candidates"])


def test_a_stop_was_lifted_by_another_person_and_a_hold_is_in_force(demo: Workspace) -> None:
    auditor = find_account(demo.database, "iris")
    with demo.database.read() as session:
        [stop], [hold] = stops_for(session, auditor), holds(session, auditor)

    assert stop.lifted_by is not None
    assert stop.lifted_by != stop.stopped_by
    assert (hold.kind, hold.people, hold.waiting) == ("engagement", 1, ())


def test_restricted_people_are_on_no_list(demo: Workspace) -> None:
    with demo.database.read() as session:
        blocked = {
            row.subject_id
            for row in session.scalars(select(AuditEntry).where(AuditEntry.action == "person.restricted"))
        }

    assert len(blocked) == 2
    assert not blocked & {candidate.person_id for case in cases(demo) for candidate in case.candidates}


def test_history_is_in_the_record_as_matured_outcomes(demo: Workspace) -> None:
    rows = [
        row for row in training_rows(demo.database, demo.clock()) if row.shortlist_id is None and row.matured
    ]

    assert len(rows) > 50
    assert {row.grade for row in rows} == {1, 3, 4}


def test_the_audit_log_verifies(demo: Workspace) -> None:
    report = verify(demo.database)

    assert report.ok, report
    assert report.size > 100


def test_every_demo_account_opens_with_the_published_password(demo: Workspace) -> None:
    assert has_demo_accounts(demo.database)
    for person in (ADMINISTRATOR, *DEMO_PEOPLE):
        assert authenticate(demo.database, person.name, DEMO_PASSWORD).display_name == person.display_name


def test_the_marker_says_what_was_built_and_how_long_each_stage_took(
    built: tuple[Workspace, DemoSummary],
) -> None:
    workspace, summary = built
    marker = json.loads((workspace.home / "demo.json").read_bytes())

    assert summary.built
    assert (marker["size"], marker["seed"], marker["password"]) == (SIZE, SEED, DEMO_PASSWORD)
    assert marker["synthetic"] is True
    assert set(marker["seconds"]) == set(summary.seconds)


def test_a_second_start_only_opens_what_is_there(demo: Workspace) -> None:
    before = verify(demo.database).size

    summary = build_demo(demo, size=SIZE, seed=SEED)

    assert not summary.built
    assert verify(demo.database).size == before


def test_asking_for_another_size_says_that_the_old_one_is_still_there(demo: Workspace) -> None:
    summary = build_demo(demo, size=400, seed=SEED)

    assert (summary.built, summary.size) == (False, SIZE)
    assert "for 400 people with seed 7 use another --home" in str(summary)


def test_the_summary_names_every_account_and_that_all_is_made_up(
    built: tuple[Workspace, DemoSummary],
) -> None:
    words = str(built[1])

    assert all(person.name in words for person in (ADMINISTRATOR, *DEMO_PEOPLE))
    assert DEMO_PASSWORD in words
    assert "made up" in words


def test_oversight_has_a_trend_of_two_months_for_the_stores(demo: Workspace) -> None:
    helene = find_account(demo.database, "helene")
    with demo.database.read() as session:
        found = oversight(session, helene)
    stores = next(team for team in found.teams if team.unit == "stores")
    charts = {chart.key: chart for chart in trends_of(stores)}

    assert {"following", "changed", "unlikely", "same_mark", "blind_seconds", "pause_seconds"} <= set(charts)
    assert {sum(mark.at is not None for mark in chart.marks) for chart in charts.values()} == {2}
