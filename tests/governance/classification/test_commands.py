"""Nobody is engaged for work that was not classified; a high risk waits for somebody else in legal."""

import json
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from governance import approvals, requisitions, review
from governance.classification.commands import classify, decide
from governance.classification.rules import load_rules
from governance.reading import ClassificationRecord, approval_queue, requisition_case
from governance.storage.tables import AuditEntry
from governance.vault import Owner
from matching.errors import Conflict, Forbidden, InputError, NotFound
from tests.governance.answers import answers, worst
from tests.governance.test_approvals import ENGAGEMENT
from tests.governance.world import World


def all_of(world: World, requisition_id: str) -> tuple[ClassificationRecord, ...]:
    with world.database.read() as session:
        return requisition_case(session, world.actor("mona"), requisition_id).classifications


def in_force(world: World, requisition_id: str) -> ClassificationRecord:
    [found] = [one for one in all_of(world, requisition_id) if one.voided_at is None]
    return found


def cleared(world: World, requisition_id: str, decision: str = "cleared", by: str = "cora") -> str:
    with world.as_(by) as work:
        return decide(work, requisition_id, decision, reason="The rota was changed.")  # type: ignore[arg-type]


def unclassified(world: World) -> str:
    """Somebody accepted and nobody answered the questions."""
    requisition_id = world.selected()
    with world.as_("paul") as work:
        approvals.approve_selection(work, requisition_id)
    world.accepted(requisition_id)
    return requisition_id


def high(world: World) -> str:
    requisition_id = unclassified(world)
    world.classified(requisition_id, **worst())
    return requisition_id


def facts_of(world: World, action: str) -> dict[str, object]:
    with world.database.read() as session:
        entry = session.scalars(select(AuditEntry.entry).where(AuditEntry.action == action)).one()
    found: dict[str, object] = json.loads(entry)["facts"]
    return found


def test_a_classification_keeps_every_answer_its_points_and_who_said_it(world: World) -> None:
    requisition_id = unclassified(world)

    world.classified(requisition_id, method="directed", by="paul")

    found = in_force(world, requisition_id)
    given = {answer.question: answer for answer in found.answers}
    assert (given["method"].choice, given["method"].points) == ("directed", 4)
    assert given["method"].quote == "What was said of method."
    assert found.dimensions == {"control": 4, "integration": 0, "duration": 0, "deliverable": 0}
    assert found.stakes == {"budget": 1, "positions": 0}
    assert (found.likelihood, found.impact, found.risk, found.standing) == ("low", "medium", "low", "open")
    assert (found.rules_version, found.rules_sha256) == (load_rules().version, load_rules().sha256)
    assert (found.answered_by, found.assessed_by.name, found.up_to_weeks) == ("Mona", "Paul", 13)


def test_words_are_sealed_and_out_of_the_log(world: World) -> None:
    requisition_id = unclassified(world)
    world.classified(requisition_id)

    with world.database.read() as session:
        row = session.execute(text("SELECT * FROM classification")).one()
        logged = session.scalars(select(AuditEntry.entry)).all()

    assert not any("What was said" in str(value) for value in row)
    assert not any("What was said" in entry for entry in logged)
    assert facts_of(world, "classification.assessed")["risk"] == "low"


def test_what_is_left_once_the_words_are_erased_are_the_points(world: World) -> None:
    requisition_id = high(world)
    cleared(world, requisition_id)
    with world.as_("ada") as work:
        work.vault.drop(work.session, Owner("requisition", requisition_id), now=work.now)
        work.audit("test.erased", "requisition", requisition_id)

    found = in_force(world, requisition_id)

    assert (found.answered_by, found.risk) == (None, "high")
    assert {answer.quote for answer in found.answers} == {None}
    assert found.legal is not None
    assert (found.legal.decision, found.legal.reason) == ("cleared", None)


def test_every_answer_that_is_missing_is_told_at_once(world: World) -> None:
    requisition_id = unclassified(world)
    given = answers()
    del given["method"], given["owed"]

    with pytest.raises(InputError, match="not complete") as refused, world.as_("mona") as work:
        classify(work, requisition_id, given, answered_by=" ")

    assert [str(fault).split(":")[0] for fault in refused.value.faults] == [
        "Who answered",
        *["Who decides how the work is done?"] * 2,
        *["What do they owe us?"] * 2,
    ]


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("rita", Forbidden), ("cora", Forbidden), ("audrey", Forbidden), ("dan", NotFound), ("otto", NotFound)],
)
def test_only_the_manager_and_procurement_answer(world: World, name: str, refusal: type[Exception]) -> None:
    requisition_id = unclassified(world)

    with pytest.raises(refusal):
        world.classified(requisition_id, by=name)


def test_nobody_is_engaged_before_the_work_is_classified(world: World) -> None:
    requisition_id = unclassified(world)

    with pytest.raises(Conflict, match="has not been classified as the request is now"):
        world.start(requisition_id)
    world.classified(requisition_id)

    assert world.start(requisition_id)


def test_a_high_risk_waits_for_legal_and_starts_once_it_is_cleared(world: World) -> None:
    requisition_id = high(world)
    with pytest.raises(Conflict, match="legal has not decided yet"):
        world.start(requisition_id)

    cleared(world, requisition_id)

    legal = in_force(world, requisition_id).legal
    assert legal is not None
    assert (legal.decision, legal.reason, legal.decided_by.name) == (
        "cleared",
        "The rota was changed.",
        "Cora",
    )
    assert facts_of(world, "classification.cleared")["classification"] == "L-1001"
    assert world.start(requisition_id)


def test_what_legal_refused_does_not_start_and_is_not_asked_again(world: World) -> None:
    requisition_id = high(world)
    cleared(world, requisition_id, "refused")

    with pytest.raises(Conflict, match="legal refused it"):
        world.start(requisition_id)
    with pytest.raises(Conflict, match="was refused already"):
        cleared(world, requisition_id)
    with pytest.raises(Conflict, match="stands for this version of the request"):
        world.classified(requisition_id)


def test_a_low_risk_may_be_answered_again_and_both_stay_on_record(world: World) -> None:
    requisition_id = unclassified(world)
    world.classified(requisition_id)
    world.classified(requisition_id, length="year")

    earlier, now = all_of(world, requisition_id)

    assert (earlier.standing, earlier.up_to_weeks) == ("void", 13)
    assert (now.standing, now.up_to_weeks) == ("open", 52)


def test_legal_is_asked_only_where_the_risk_is_high(world: World) -> None:
    requisition_id = unclassified(world)
    world.classified(requisition_id)

    with pytest.raises(Conflict, match="no high classification to decide on"):
        cleared(world, requisition_id)


@pytest.mark.parametrize(
    ("decision", "reason", "refusal"),
    [("maybe", "x", "a decision of cleared, refused"), ("cleared", " ", "the reason of the decision")],
)
def test_a_decision_is_one_of_two_with_its_reason(
    world: World, decision: str, reason: str, refusal: str
) -> None:
    requisition_id = high(world)

    with pytest.raises(InputError, match=refusal), world.as_("cora") as work:
        decide(work, requisition_id, decision, reason=reason)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["mona", "paul", "rita"])
def test_only_compliance_decides(world: World, name: str) -> None:
    requisition_id = high(world)

    with pytest.raises(Forbidden, match="takes one of the roles compliance"):
        cleared(world, requisition_id, by=name)


@pytest.mark.parametrize(
    ("name", "deed"), [("mona", "classified this"), ("rita", "requested this"), ("petra", "classified this")]
)
def test_whoever_asked_selected_or_answered_does_not_decide_whatever_their_roles(
    world: World, name: str, deed: str
) -> None:
    requisition_id = unclassified(world)
    world.classified(requisition_id, by="petra" if name == "petra" else "mona", **worst())
    _also_compliance(world, name)

    with pytest.raises(Forbidden, match=f"{deed} and so may not decide on its classification"):
        cleared(world, requisition_id, by=name)


def test_who_selected_does_not_decide_though_another_answered(world: World) -> None:
    requisition_id = unclassified(world)
    world.classified(requisition_id, by="paul", **worst())
    _also_compliance(world, "mona")

    with pytest.raises(Forbidden, match="selected these people and so may not decide"):
        cleared(world, requisition_id, by="mona")


def test_who_cleared_it_first_and_selected_later_keeps_nothing_open(world: World) -> None:
    requisition_id = world.in_review()
    with world.as_("paul") as work:
        classify(work, requisition_id, answers(**worst()), answered_by="Mona")
    _also_compliance(world, "mona")
    cleared(world, requisition_id, by="mona")
    world.decide(requisition_id, "P-1001")
    with world.as_("mona") as work:
        review.finish_review(work, requisition_id)
    for name in ("paul", "cora"):  # a high risk that is known asks compliance too
        with world.as_(name) as work:
            approvals.approve_selection(work, requisition_id)
    world.accepted(requisition_id)

    with pytest.raises(Conflict, match="cleared by who selected the people"):
        world.start(requisition_id)
    with pytest.raises(IntegrityError, match="no engagement without a classification"):
        world.direct(ENGAGEMENT, requisition=requisition_id, person="P-1001", approval="V-1003")


def test_an_edit_voids_it_and_the_questions_are_asked_again(world: World) -> None:
    requisition_id = world.approved_to_engage()
    with world.as_("rita") as work:
        requisitions.edit_requisition(work, requisition_id, title="Another scope")

    [voided] = all_of(world, requisition_id)

    assert voided.standing == "void"
    assert "L-1001" in facts_of(world, "requisition.edited")["voided"]  # type: ignore[operator]
    with pytest.raises(Conflict, match="is draft, which does not allow: classify"):
        world.classified(requisition_id)


def test_a_request_that_was_high_may_be_low_once_it_says_other_work(world: World) -> None:
    requisition_id = world.in_review()
    world.classified(requisition_id, **worst())
    with world.as_("rita") as work:
        requisitions.edit_requisition(work, requisition_id, title="A result, not a seat")
        requisitions.submit(work, requisition_id)
    with world.as_("paul") as work:
        requisitions.approve_requisition(work, requisition_id)

    world.classified(requisition_id)

    assert [one.risk for one in all_of(world, requisition_id)] == ["high", "low"]
    assert in_force(world, requisition_id).role_version == 2


def test_a_longer_time_than_was_answered_is_asked_again(world: World) -> None:
    requisition_id = unclassified(world)
    world.classified(requisition_id)
    end = date(2025, 7, 2)

    with pytest.raises(Conflict, match="classified for at most 13 weeks, found 14"):
        world.start(requisition_id, end=end)
    world.classified(requisition_id, length="half_year")

    assert world.start(requisition_id, end=end)


def test_what_legal_has_to_decide_is_in_their_queue_and_in_nobody_elses(world: World) -> None:
    requisition_id = high(world)
    _also_compliance(world, "mona")

    queues = {}
    with world.database.read() as session:
        for name in ("cora", "mona", "paul"):
            queues[name] = [
                (item.kind, item.requisition.id, item.why_not)
                for item in approval_queue(session, world.actor(name))
            ]
    cleared(world, requisition_id)

    assert queues["cora"] == [("classification", requisition_id, None)]
    assert queues["mona"][0][2] == "Mona classified this and so may not decide on it"
    assert queues["paul"] == []
    with world.database.read() as session:
        assert approval_queue(session, world.actor("cora")) == []


# Another program at the same record, going round every command.


def test_the_database_refuses_an_engagement_of_unclassified_work(world: World) -> None:
    requisition_id = unclassified(world)

    with pytest.raises(IntegrityError, match="no engagement without a classification in force"):
        world.direct(ENGAGEMENT, requisition=requisition_id, person="P-1001", approval="V-1002")


@pytest.mark.parametrize("decision", [None, "refused"])
def test_the_database_refuses_an_engagement_that_legal_did_not_clear(
    world: World, decision: str | None
) -> None:
    requisition_id = high(world)
    if decision:
        cleared(world, requisition_id, decision)

    with pytest.raises(IntegrityError, match="cleared by legal where the risk is high"):
        world.direct(ENGAGEMENT, requisition=requisition_id, person="P-1001", approval="V-1002")


def test_the_database_takes_an_engagement_that_legal_cleared(world: World) -> None:
    requisition_id = high(world)
    cleared(world, requisition_id)

    world.direct(ENGAGEMENT, requisition=requisition_id, person="P-1001", approval="V-1002")


def test_the_database_refuses_an_engagement_by_a_classification_of_an_earlier_request(world: World) -> None:
    requisition_id = world.approved_to_engage()
    world.direct("UPDATE requisition SET role_version = 2")

    with pytest.raises(IntegrityError, match="no engagement without a classification"):
        world.direct(ENGAGEMENT, requisition=requisition_id, person="P-1001", approval="V-1002")


COLUMNS = (
    "id, requisition_id, role_version, business_unit, rules_version, rules_sha256, answers, words, dimensions, stakes, "
    "likelihood, impact, risk, up_to_weeks, assessed_by, assessed_at, voided_at, version"
)
LOWER = f"INSERT INTO classification ({COLUMNS}) SELECT " + COLUMNS.replace("id,", "'L-9',", 1).replace(
    "risk", "'low'"
).replace("voided_at", "NULL")
LEGAL = (
    "INSERT INTO classification_decision (id, classification_id, business_unit, decision, decided_by, decided_at) "
    "VALUES ('V-9', 'L-1001', 'Payments', 'cleared', :by, '2025-03-03 09:00:00')"
)


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE classification SET risk = 'low'", "never changes but to be voided"),
        ("UPDATE classification SET answers = '{}'", "never changes but to be voided"),
        ("UPDATE classification SET words = NULL", "never changes but to be voided"),
        ("DELETE FROM classification", "a classification is never deleted"),
        ("DELETE FROM classification_decision", "decision is never deleted"),
        ("UPDATE classification_decision SET decision = 'cleared'", "decision never changes"),
        (f"{LOWER} FROM classification", "a high one stands until the request changes"),
    ],
)
def test_the_database_refuses_to_rewrite_what_was_answered(
    world: World, statement: str, refusal: str
) -> None:
    requisition_id = high(world)
    cleared(world, requisition_id, "refused")

    with pytest.raises(IntegrityError, match=refusal):
        world.direct(statement)


def test_the_database_lets_nothing_lower_follow_a_high_one_that_was_voided(world: World) -> None:
    high(world)
    world.direct("UPDATE classification SET voided_at = '2025-03-03 10:00:00'")

    with pytest.raises(IntegrityError, match="a high one stands"):
        world.direct(f"{LOWER} FROM classification")
    with pytest.raises(IntegrityError, match="never changes but to be voided"):
        world.direct("UPDATE classification SET voided_at = NULL")


@pytest.mark.parametrize("name", ["rita", "mona", "petra"])
def test_the_database_refuses_who_asked_selected_or_answered(world: World, name: str) -> None:
    requisition_id = unclassified(world)
    world.classified(requisition_id, by="petra", **worst())

    with pytest.raises(IntegrityError, match="by someone who neither asked, answered nor selected"):
        world.direct(LEGAL, by=world.actor(name).id)


def test_the_database_refuses_to_clear_what_is_not_high(world: World) -> None:
    requisition_id = unclassified(world)
    world.classified(requisition_id)

    with pytest.raises(IntegrityError, match="a high classification is decided once"):
        world.direct(LEGAL, by=world.actor("cora").id)


@pytest.mark.parametrize("longer", ["ends_on = '2026-06-30'", "starts_on = '2025-01-01'", "hours = 900"])
def test_the_database_refuses_to_extend_an_engagement_in_silence(world: World, longer: str) -> None:
    world.engaged()

    with pytest.raises(IntegrityError, match="not extended without classifying its work again"):
        world.direct(f"UPDATE engagement SET {longer}")


def test_an_engagement_may_be_cut_short_in_the_database(world: World) -> None:
    world.engaged()

    world.direct("UPDATE engagement SET ends_on = '2025-05-31', hours = 200")


@pytest.mark.parametrize("table", ["classification", "classification_decision"])
def test_a_file_refuses_to_replace_what_was_answered(file_world: World, table: str) -> None:
    requisition_id = high(file_world)
    cleared(file_world, requisition_id, "refused")

    with pytest.raises(IntegrityError, match="a high"):
        file_world.direct(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def _also_compliance(world: World, name: str) -> None:
    world.give(name, "compliance")
