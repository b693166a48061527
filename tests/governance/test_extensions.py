"""An engagement goes on longer only for work classified anew, by another person's yes within their limit."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from governance import engagements, extensions
from governance.money import Money
from governance.people import restrictions
from governance.reading import EngagementRecord, RequisitionCase, approval_queue, requisition_case
from governance.storage.tables import AuditEntry
from matching.errors import CandorError, Conflict, Forbidden, InputError, NotFound, Stale
from tests.governance.answers import answers, worst
from tests.governance.world import UNIT, World

LATER = date(2025, 9, 30)


def active(world: World, **changes: Any) -> tuple[str, str]:
    """An engagement of 300 hours at 90 until the end of June, of a request for 50,000."""
    requisition_id, engagement_id = world.engaged(**changes)
    with world.as_("mona") as work:
        engagements.activate_engagement(work, engagement_id)
    return requisition_id, engagement_id


def ask(world: World, engagement_id: str, by: str = "mona", **terms: Any) -> str:
    terms = {"end": LATER, "hours": 500, "reason": "The second half of the work."} | terms
    world.clock.advance(minutes=1)
    with world.as_(by) as work:
        return extensions.extend_engagement(work, engagement_id, **terms)


def classify(world: World, extension_id: str, by: str = "mona", **choices: str) -> str:
    world.clock.advance(minutes=1)
    given = answers(**({"length": "half_year"} | choices))
    with world.as_(by) as work:
        return extensions.classify_extension(work, extension_id, given, answered_by="Mona")


def legal(world: World, extension_id: str, decision: Any = "cleared", by: str = "cora") -> None:
    with world.as_(by) as work:
        extensions.decide_extension(work, extension_id, decision, reason="Still theirs to plan.")


def approve(world: World, extension_id: str, by: str = "paul") -> None:
    with world.as_(by) as work:
        extensions.approve_extension(work, extension_id, note="agreed")


def case_of(world: World, requisition_id: str) -> RequisitionCase:
    with world.database.read() as session:
        return requisition_case(session, world.actor("mona"), requisition_id)


def engagement(world: World) -> EngagementRecord:
    with world.database.read() as session:
        [found] = requisition_case(session, world.actor("mona"), "R-1001").engagements
    return found


def unchanged(world: World) -> bool:
    found = engagement(world)
    return (found.end, found.hours, found.deliverables) == (date(2025, 6, 30), 300, ("API",))


def test_asked_classified_and_approved_by_another_it_changes_the_engagement(world: World) -> None:
    requisition_id, engagement_id = active(world)
    extension_id = ask(world, engagement_id, deliverables=["API", "Handover"])
    classification_id = classify(world, extension_id)
    assert unchanged(world)

    approve(world, extension_id)

    found = engagement(world)
    assert (found.end, found.hours, found.deliverables) == (LATER, 500, ("API", "Handover"))
    case = case_of(world, requisition_id)
    [extension] = case.extensions
    assert (extension.state, extension.asked_by.name, extension.reason) == (
        "approved",
        "Mona",
        "The second half of the work.",
    )
    assert (extension.decided_by and extension.decided_by.name, extension.note) == ("Paul", "agreed")
    own = case.classification_of(extension_id)
    assert own is not None
    assert own.id == classification_id
    assert case.classification is not None
    assert case.classification.extension_id is None
    with world.database.read() as session:
        entry = session.scalars(
            select(AuditEntry.entry).where(AuditEntry.action == "extension.approved")
        ).one()
    assert json.loads(entry)["facts"] == {
        "extension": extension_id,
        "requisition": requisition_id,
        "before": {"end": "2025-06-30", "hours": 300, "deliverables": 1},
        "after": {"end": "2025-09-30", "hours": 500, "deliverables": 2},
        "total": {"minor": 45_000_00, "currency": "USD"},
    }


def test_the_reason_is_sealed(world: World) -> None:
    _, engagement_id = active(world)
    ask(world, engagement_id)

    with world.database.read() as session:
        row = session.execute(text("SELECT * FROM engagement_extension")).one()
        logged = session.scalars(select(AuditEntry.entry)).all()

    assert not any("second half" in str(value) for value in row)
    assert not any("second half" in entry for entry in logged)


def test_what_was_answered_before_the_question_does_not_count(world: World) -> None:
    requisition_id, engagement_id = active(world)
    world.classified(requisition_id, length="half_year")
    extension_id = ask(world, engagement_id)

    with pytest.raises(Conflict, match="has not been classified as it would then be"):
        approve(world, extension_id)
    assert unchanged(world)
    classify(world, extension_id)
    approve(world, extension_id)


def test_what_was_answered_for_one_extension_does_not_count_for_the_next(world: World) -> None:
    _, engagement_id = active(world)
    first = ask(world, engagement_id)
    classify(world, first)
    with world.as_("mona") as work:
        extensions.withdraw_extension(work, first, reason="asked for too little")

    with pytest.raises(Conflict, match="has not been classified as it would then be"):
        approve(world, ask(world, engagement_id, hours=520))


def test_the_whole_length_must_be_what_was_answered(world: World) -> None:
    _, engagement_id = active(world)
    extension_id = ask(world, engagement_id, end=date(2025, 12, 31))
    classify(world, extension_id)

    with pytest.raises(Conflict, match="classified for at most 26 weeks, found 40"):
        approve(world, extension_id)
    classify(world, extension_id, length="year")
    approve(world, extension_id)


def test_a_high_risk_waits_for_legal(world: World) -> None:
    _, engagement_id = active(world)
    extension_id = ask(world, engagement_id)
    classify(world, extension_id, **worst())

    with pytest.raises(Conflict, match="legal has not decided yet"):
        approve(world, extension_id)
    with pytest.raises(Conflict, match="stands for this version of the request"):
        classify(world, extension_id)
    legal(world, extension_id)
    approve(world, extension_id)

    assert engagement(world).end == LATER


def test_what_legal_refused_is_not_asked_again_in_other_words(world: World) -> None:
    _, engagement_id = active(world)
    extension_id = ask(world, engagement_id)
    classify(world, extension_id, **worst())
    legal(world, extension_id, "refused")

    with pytest.raises(Conflict, match="legal refused it"):
        approve(world, extension_id)
    with world.as_("mona") as work:
        extensions.withdraw_extension(work, extension_id, reason="refused")
    with pytest.raises(Conflict, match="legal did not clear it"):
        ask(world, engagement_id, end=date(2025, 8, 1))


def test_a_high_answer_is_not_got_rid_of_by_withdrawing(world: World) -> None:
    _, engagement_id = active(world)
    extension_id = ask(world, engagement_id)
    classify(world, extension_id, **worst())
    with world.as_("mona") as work:
        extensions.withdraw_extension(work, extension_id, reason="too high")

    with pytest.raises(Conflict, match="legal did not clear it"):
        ask(world, engagement_id)


@pytest.mark.parametrize("name", ["mona", "rita", "petra"])
def test_who_asked_selected_requested_or_classified_does_not_approve(world: World, name: str) -> None:
    _, engagement_id = active(world)
    if name != "petra":
        limit = Money.of(90_000, "USD")
        world.give(name, "procurement", UNIT, approval_limit=limit)
    extension_id = ask(world, engagement_id, by="mona")
    classify(world, extension_id, by="petra" if name == "petra" else "paul")

    with pytest.raises(Forbidden, match="and so may not approve the extension"):
        approve(world, extension_id, by=name)
    assert unchanged(world)


def test_who_asked_for_the_extension_does_not_clear_it(world: World) -> None:
    _, engagement_id = active(world)
    world.give("paul", "compliance")
    extension_id = ask(world, engagement_id, by="paul")
    classify(world, extension_id, **worst())

    with pytest.raises(Forbidden, match="asked for the extension and so may not decide"):
        legal(world, extension_id, by="paul")


def test_the_new_total_must_lie_within_the_approvers_limit(world: World) -> None:
    _, engagement_id = active(world, budget=Money.of(90_000, "USD"))
    extension_id = ask(world, engagement_id, hours=1200)
    classify(world, extension_id)

    with pytest.raises(Forbidden, match=r"may not approve 108,000\.00 USD: above every approval limit"):
        approve(world, extension_id)
    assert unchanged(world)
    with world.database.read() as session:
        [waiting] = approval_queue(session, world.actor("paul"))
    assert "above every approval limit" in str(waiting.why_not)
    world.give("petra", "procurement", UNIT, approval_limit=Money.of(120_000, "USD"))
    approve(world, extension_id, by="petra")


def test_a_total_that_grew_since_it_was_classified_is_classified_again(world: World) -> None:
    requisition_id = world.approved_to_engage(("P-1001", "P-1002"), positions=2)
    for person in ("P-1001", "P-1002"):
        world.accepted(requisition_id, person)
    first = world.start(requisition_id, "P-1001")
    with world.as_("mona") as work:
        engagements.activate_engagement(work, first)
    extension_id = ask(world, first, hours=1000)
    classify(world, extension_id)
    world.start(requisition_id, "P-1002", hours=200)
    limit = Money.of(200_000, "USD")
    world.give("petra", "procurement", UNIT, approval_limit=limit)

    with pytest.raises(Conflict, match=r"would now cost 108,000\.00 USD in all, more than was"):
        approve(world, extension_id, by="petra")


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        ({"end": date(2025, 6, 1)}, "a day from 2025-06-30"),
        ({"hours": 299}, "300 to 100000 hours"),
        ({"hours": 100_001}, "300 to 100000 hours"),
        ({"reason": " "}, "1 to 4000 characters"),
        ({"deliverables": ["x"] * 101}, "at most 100"),
        ({"deliverables": ["x" * 2001]}, "at most 2000 characters each"),
    ],
)
def test_an_extension_that_is_none_is_told_what_is_wrong(
    world: World, terms: dict[str, Any], fault: str
) -> None:
    _, engagement_id = active(world)

    with pytest.raises(InputError, match="the extension is not as expected") as refused:
        ask(world, engagement_id, **terms)
    assert fault in str(refused.value.faults[0])
    with pytest.raises(InputError, match="found what is agreed already"):
        ask(world, engagement_id, end=None, hours=None)


def test_one_question_at_a_time_and_only_of_active_work(world: World) -> None:
    _, engagement_id = world.engaged()
    with pytest.raises(Conflict, match="is onboarding, which does not allow: extend"):
        ask(world, engagement_id)
    with world.as_("mona") as work:
        engagements.activate_engagement(work, engagement_id)
    extension_id = ask(world, engagement_id)
    with pytest.raises(Conflict, match=f"extension {extension_id} of {engagement_id} waits"):
        ask(world, engagement_id)
    classify(world, extension_id)
    with world.as_("mona") as work:
        engagements.complete_engagement(work, engagement_id)

    with pytest.raises(Conflict, match="is completed, which does not allow: extend"):
        approve(world, extension_id)


def test_a_no_needs_its_reason_and_nothing_is_decided_twice(world: World) -> None:
    _, engagement_id = active(world)
    extension_id = ask(world, engagement_id)
    with pytest.raises(InputError, match="a reason of budget"), world.as_("paul") as work:
        extensions.deny_extension(work, extension_id, reason_code="mood")
    with world.as_("paul") as work:
        extensions.deny_extension(work, extension_id, reason_code="budget", note="not this year")

    for again in (approve, classify):
        with pytest.raises(Conflict, match="is denied, which does not allow"):
            again(world, extension_id)
    with pytest.raises(Conflict, match="is denied, which does not allow"), world.as_("mona") as work:
        extensions.withdraw_extension(work, extension_id, reason="too late")
    assert unchanged(world)


def test_nobody_blocked_is_extended(world: World) -> None:
    _, engagement_id = active(world)
    extension_id = ask(world, engagement_id)
    classify(world, extension_id)
    with world.as_("paul") as work:
        restrictions.restrict(work, "P-1001", "block", "left with our keys")

    with pytest.raises(Conflict, match=r"may not be considered: P-1001 \(block\)"):
        approve(world, extension_id)


@pytest.mark.parametrize(
    ("name", "refusal"), [("rita", Forbidden), ("cora", Forbidden), ("audrey", Forbidden), ("otto", NotFound)]
)
def test_only_who_manages_engagements_asks_and_only_procurement_answers(
    world: World, name: str, refusal: type[CandorError]
) -> None:
    _, engagement_id = active(world)
    with pytest.raises(refusal):
        ask(world, engagement_id, by=name)
    extension_id = ask(world, engagement_id)
    classify(world, extension_id)

    with pytest.raises(refusal):
        approve(world, extension_id, by=name)
    with pytest.raises(NotFound, match="no extension T-9"):
        approve(world, "T-9")


def test_what_waits_is_in_the_queue_of_procurement_and_a_high_one_in_legals(world: World) -> None:
    requisition_id, engagement_id = active(world)
    extension_id = ask(world, engagement_id, by="petra")
    classify(world, extension_id, **worst())

    queues = {}
    with world.database.read() as session:
        for name in ("paul", "petra", "cora", "mona"):
            queues[name] = [
                (one.kind, one.requisition.id, one.why_not)
                for one in approval_queue(session, world.actor(name))
            ]

    waits = ("extension", requisition_id)
    assert queues["paul"] == [(*waits, None)]
    assert queues["petra"] == [(*waits, "Petra asked for this and so may not approve the extension")]
    assert queues["cora"] == [(*waits, None)]
    assert queues["mona"] == []
    with world.as_("petra") as work:
        extensions.withdraw_extension(work, extension_id, reason="too high")
    with world.database.read() as session:
        assert [approval_queue(session, world.actor(name)) for name in ("paul", "cora")] == [[], []]


def test_what_was_asked_of_work_that_ended_waits_for_nobody(world: World) -> None:
    _, engagement_id = active(world)
    ask(world, engagement_id)
    with world.as_("mona") as work:
        engagements.complete_engagement(work, engagement_id)

    with world.database.read() as session:
        assert approval_queue(session, world.actor("paul")) == []


# Another program at the same record, going round every command.

LONGER = "UPDATE engagement SET ends_on = '2025-09-30', hours = 500"
YES = (
    "UPDATE engagement_extension SET state = 'approved', decided_by = :by, decided_at = '2025-03-03 10:00:00'"
)
ASKED = (
    "INSERT INTO engagement_extension (id, engagement_id, requisition_id, business_unit, state, ends_on, hours, "
    "deliverables, asked_by, asked_at, version) VALUES ('T-9', 'N-1001', 'R-1001', 'Payments', :state, :ends, 500, "
    "'[\"API\"]', :by, '2025-03-03 09:00:00', 1)"
)
NOT_SO = "an extension is decided once, for work classified as it would then be, by someone with no other hand in it"


def test_the_database_extends_nothing_that_was_not_approved(world: World) -> None:
    _, engagement_id = active(world)
    for statement in (LONGER, "UPDATE engagement SET deliverables = '[\"More\"]'"):
        with pytest.raises(
            IntegrityError, match="without classifying its work again and another person's approval"
        ):
            world.direct(statement)
    extension_id = ask(world, engagement_id)
    classify(world, extension_id)
    with pytest.raises(IntegrityError, match="without classifying its work again"):
        world.direct(LONGER)
    world.direct(YES, by=world.actor("paul").id)

    for more in (
        "hours = 501",
        "ends_on = '2025-10-01'",
        "starts_on = '2025-01-01'",
        "deliverables = '[\"More\"]'",
    ):
        with pytest.raises(IntegrityError, match="without classifying its work again"):
            world.direct(
                f"{LONGER}, {more}"
                if "starts_on" in more or "deliverables" in more
                else f"UPDATE engagement SET {more}"
            )
    world.direct(LONGER)


@pytest.mark.parametrize("name", ["mona", "rita", "petra", None])
def test_the_database_refuses_a_yes_by_who_had_a_hand_in_it(world: World, name: str | None) -> None:
    _, engagement_id = active(world)
    classify(world, ask(world, engagement_id), by="petra")

    with pytest.raises(IntegrityError, match=NOT_SO):
        world.direct(YES, by=world.actor(name).id if name else None)
    world.direct(YES, by=world.actor("paul").id)


def test_the_database_refuses_a_yes_without_the_answers_or_legal(world: World) -> None:
    requisition_id, engagement_id = active(world)
    world.classified(requisition_id, length="half_year")
    extension_id = ask(world, engagement_id)
    paul = world.actor("paul").id
    with pytest.raises(IntegrityError, match=NOT_SO):
        world.direct(YES, by=paul)
    classify(world, extension_id, **worst())
    with pytest.raises(IntegrityError, match=NOT_SO):
        world.direct(YES, by=paul)
    legal(world, extension_id)
    with pytest.raises(IntegrityError, match=NOT_SO):
        world.direct(YES, by=world.actor("cora").id)
    world.direct(YES, by=paul)


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE engagement_extension SET hours = 900", NOT_SO),
        ("UPDATE engagement_extension SET deliverables = '[]'", NOT_SO),
        ("UPDATE engagement_extension SET asked_by = 'A-1004'", NOT_SO),
        ("UPDATE engagement_extension SET state = 'agreed'", NOT_SO),
        ("DELETE FROM engagement_extension", "an extension is never deleted"),
        (
            "UPDATE classification SET extension_id = NULL WHERE extension_id IS NOT NULL",
            "never changes but to be voided",
        ),
    ],
)
def test_the_database_keeps_what_was_asked_and_answered(world: World, statement: str, refusal: str) -> None:
    _, engagement_id = active(world)
    classify(world, ask(world, engagement_id))

    with pytest.raises(IntegrityError, match=refusal):
        world.direct(statement)


def test_the_database_asks_of_active_work_once_and_not_again_after_a_high_answer(world: World) -> None:
    _, engagement_id = active(world)
    mona, refusal = world.actor("mona").id, "an extension is asked for of active work"
    for state, ends in (("approved", "2025-09-30"), ("asked", "2025-05-01")):
        with pytest.raises(IntegrityError, match=refusal):
            world.direct(ASKED, state=state, ends=ends, by=mona)
    extension_id = ask(world, engagement_id)
    with pytest.raises(IntegrityError, match=refusal):
        world.direct(ASKED, state="asked", ends="2025-09-30", by=mona)
    classify(world, extension_id, **worst())
    with world.as_("mona") as work:
        extensions.withdraw_extension(work, extension_id, reason="too high")

    with pytest.raises(IntegrityError, match=refusal):
        world.direct(ASKED, state="asked", ends="2025-09-30", by=mona)


def test_the_database_takes_no_answers_to_an_extension_nobody_asked_for(world: World) -> None:
    requisition_id, engagement_id = active(world)
    extension_id = ask(world, engagement_id)
    classify(world, extension_id)
    with world.as_("paul") as work:
        extensions.deny_extension(work, extension_id, reason_code="budget")
    columns = (
        "requisition_id, role_version, business_unit, rules_version, rules_sha256, answers, words, dimensions, stakes, "
        "likelihood, impact, risk, up_to_weeks, assessed_by, assessed_at, version"
    )

    for other in (extension_id, "T-9"):
        with pytest.raises(IntegrityError, match="one classification is in force"):
            world.direct(
                f"INSERT INTO classification (id, extension_id, {columns}) SELECT 'L-9', :other, {columns} "
                "FROM classification WHERE extension_id IS NULL",
                other=other,
            )
    assert case_of(world, requisition_id).classification is not None


def test_an_engagement_or_extension_looked_at_before_it_changed_is_refused(world: World) -> None:
    _, engagement_id = active(world)

    with pytest.raises(Stale, match=f"engagement {engagement_id} has changed"):
        ask(world, engagement_id, expected_version=99)
    extension_id = ask(world, engagement_id)
    with pytest.raises(Stale, match=f"extension {extension_id} has changed"), world.as_("mona") as work:
        extensions.withdraw_extension(work, extension_id, reason="not needed", expected_version=99)


def test_whoever_opted_out_meanwhile_is_not_asked_to_stay(world: World) -> None:
    _, engagement_id = active(world)
    with world.as_("cora") as work:
        restrictions.restrict(work, "P-1001", "opt_out", "asked us")

    with pytest.raises(Conflict, match="may not be considered: P-1001"):
        ask(world, engagement_id)
