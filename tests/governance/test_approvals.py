"""Approving takes another person, in the commands and in the database itself."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from governance import approvals, candidates, review
from governance.money import Money
from governance.people import restrictions
from governance.people.restrictions import restrict
from governance.reading import RequisitionCase, requisition_case
from governance.storage.tables import Base
from matching.errors import Conflict, Forbidden, InputError
from tests.governance.world import World


def case(world: World, requisition_id: str) -> RequisitionCase:
    with world.database.read() as session:
        return requisition_case(session, world.actor("paul"), requisition_id)


def also_procurement(world: World, *names: str) -> None:
    for name in names:
        world.give(name, "procurement", approval_limit=Money.of(10**9, "USD"))


def test_another_person_approves_and_then_people_may_be_engaged(world: World) -> None:
    requisition_id = world.approved_to_engage()

    found = case(world, requisition_id)

    assert found.summary.state == "approved_to_engage"
    assert (found.approvals[-1].decided_by.name, found.approvals[-1].after) == ("Paul", ("P-1001",))


@pytest.mark.parametrize("amount", [1, 50_000])
@pytest.mark.parametrize(("person", "deed"), [("rita", "requested this"), ("mona", "selected these people")])
def test_neither_requester_nor_selector_approves_for_any_amount_or_role(
    world: World, person: str, deed: str, amount: int
) -> None:
    also_procurement(world, "rita", "mona")
    requisition_id = world.selected(budget=Money.of(amount, "USD"))

    with pytest.raises(Forbidden, match=deed), world.as_(person) as work:
        approvals.approve_selection(work, requisition_id)


def test_an_approver_stays_within_their_limit(world: World) -> None:
    also_procurement(world, "dora")
    world.give("dora", "finance", approval_limit=Money.of(10**9, "USD"))
    requisition_id = world.selected()
    with world.as_("ada") as work:
        work.session.execute(text("UPDATE requisition SET budget_minor = 10000001"))
        work.audit("test.put", "requisition", requisition_id)

    with pytest.raises(Forbidden, match="above every approval limit"), world.as_("paul") as work:
        approvals.approve_selection(work, requisition_id)
    with world.as_("dora") as work:
        approvals.approve_selection(work, requisition_id)


def test_an_override_keeps_before_and_after_and_needs_yet_another_approver(world: World) -> None:
    requisition_id = world.selected()

    with world.as_("paul") as work:
        approvals.override_selection(
            work, requisition_id, ["P-1002", "P-1001"], reason_code="other", note="framework agreement"
        )

    overridden = case(world, requisition_id)
    assert overridden.selected == ("P-1002", "P-1001")
    assert overridden.candidates[1].stage == "shortlisted"
    last = overridden.approvals[-1]
    assert (last.decision, last.before, last.after, last.note) == (
        "overridden",
        ("P-1001",),
        ("P-1002", "P-1001"),
        "framework agreement",
    )
    with pytest.raises(Forbidden, match="Paul selected these people"), world.as_("paul") as work:
        approvals.approve_selection(work, requisition_id)
    with world.as_("petra") as work:
        approvals.approve_selection(work, requisition_id)
    assert case(world, requisition_id).summary.state == "approved_to_engage"


def test_an_override_must_change_something_and_stay_on_the_list(world: World) -> None:
    requisition_id = world.selected()

    with pytest.raises(InputError, match="found the same"), world.as_("paul") as work:
        approvals.override_selection(work, requisition_id, ["P-1001"], reason_code="budget")
    with pytest.raises(InputError, match="each person once"), world.as_("paul") as work:
        approvals.override_selection(work, requisition_id, [], reason_code="budget")
    with pytest.raises(InputError, match="expected a reason"), world.as_("paul") as work:
        approvals.override_selection(work, requisition_id, ["P-1002"], reason_code="mood")
    with world.as_("mona") as work:
        candidates.decline(work, requisition_id, "P-1001", "rate")
    with pytest.raises(Conflict, match="P-1001 has declined"), world.as_("paul") as work:
        approvals.override_selection(work, requisition_id, ["P-1002", "P-1001"], reason_code="budget")


def test_whoever_selected_does_not_override_their_own_choice(world: World) -> None:
    """Hana manages and procures: the one hand must not undo what the other did."""
    requisition_id = world.in_review()
    with world.as_("hana") as work:
        review.decide(work, requisition_id, "P-1001", "select", "evidence_strong")
    with world.as_("hana") as work:
        review.finish_review(work, requisition_id)

    refusal = "Hana selected these people and so may not override the selection"
    with pytest.raises(Forbidden, match=refusal), world.as_("hana") as work:
        approvals.override_selection(work, requisition_id, ["P-1002"], reason_code="budget")


def test_nobody_restricted_is_put_in_place_of_the_selected(world: World) -> None:
    requisition_id = world.selected()
    with world.as_("cora") as work:
        restrictions.restrict(work, "P-1002", "opt_out", "asked us")

    with (
        pytest.raises(Conflict, match=r"may not be considered: P-1002 \(opt_out\)"),
        world.as_("paul") as work,
    ):
        approvals.override_selection(work, requisition_id, ["P-1002"], reason_code="budget")


def test_sent_back_the_selection_is_void_and_the_decisions_stand(world: World) -> None:
    requisition_id = world.selected()

    with world.as_("paul") as work:
        approvals.send_back(work, requisition_id, reason_code="evidence", note="look at P-1002")

    found = case(world, requisition_id)
    assert (found.summary.state, found.selected) == ("in_review", ())
    assert found.candidates[0].decision is not None
    assert found.approvals[-1].decision == "sent_back"


def test_a_denied_selection_ends_the_requisition(world: World) -> None:
    requisition_id = world.selected()

    with world.as_("paul") as work:
        approvals.deny_selection(work, requisition_id, reason_code="not_needed")

    assert case(world, requisition_id).summary.state == "denied"


def test_a_selection_of_someone_restricted_meanwhile_cannot_be_approved(world: World) -> None:
    requisition_id = world.selected()
    with world.as_("cora") as work:
        restrict(work, "P-1001", "block", "dispute")

    with pytest.raises(Conflict, match="block"), world.as_("paul") as work:
        approvals.approve_selection(work, requisition_id)


def test_of_two_approvals_at_once_exactly_one_wins(world: World) -> None:
    requisition_id = world.selected()
    together, results = threading.Barrier(2), []

    def approve(name: str) -> None:
        actor = world.actor(name)
        together.wait()
        try:
            with world.database.command(actor) as work:
                approvals.approve_selection(work, requisition_id)
            results.append("won")
        except Conflict:
            results.append("conflict")

    threads = [threading.Thread(target=approve, args=(name,)) for name in ("paul", "petra")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["conflict", "won"]


# Another program at the same database, going round every command.

ENGAGEMENT = (
    "INSERT INTO engagement (id, requisition_id, person_id, approval_id, business_unit, state, rate_minor, "
    "rate_currency, hours, starts_on, ends_on, deliverables, started_by, started_at, version) VALUES ('N-9', "
    ":requisition, :person, :approval, 'Payments', 'active', 1, 'USD', 1, '2025-04-01', '2025-05-01', '[]', 'A-1003', "
    "'2025-03-03 09:00:00', 1)"
)
APPROVAL = (
    "INSERT INTO approval (id, kind, requisition_id, role_version, business_unit, decision, decided_by, decided_at, "
    "version) VALUES ('V-9', 'selection', 'R-1001', 1, 'Payments', 'approved', :by, '2025-03-03 09:00:00', 1)"
)


@pytest.mark.parametrize(
    ("person", "approval"),
    [("P-1001", "V-1001"), ("P-1001", "V-9"), ("P-1002", "V-1002")],
    ids=["only the request was approved", "no such approval", "someone not selected"],
)
def test_the_database_refuses_an_engagement_without_selection_and_approval(
    world: World, person: str, approval: str
) -> None:
    requisition_id = world.approved_to_engage()

    with pytest.raises(IntegrityError, match="no engagement without a manager's selection"):
        world.direct(ENGAGEMENT, requisition=requisition_id, person=person, approval=approval)


def test_the_database_takes_the_engagement_that_was_approved(world: World) -> None:
    requisition_id = world.approved_to_engage()

    world.direct(ENGAGEMENT, requisition=requisition_id, person="P-1001", approval="V-1002")


def test_the_database_refuses_an_engagement_once_the_approval_is_void(world: World) -> None:
    requisition_id = world.approved_to_engage()
    world.direct("UPDATE approval SET voided_at = '2025-03-03 10:00:00' WHERE id = 'V-1002'")

    with pytest.raises(IntegrityError, match="no engagement without"):
        world.direct(ENGAGEMENT, requisition=requisition_id, person="P-1001", approval="V-1002")
    with pytest.raises(IntegrityError, match="never changes but to be voided"):
        world.direct("UPDATE approval SET voided_at = NULL WHERE id = 'V-1002'")


@pytest.mark.parametrize("name", ["rita", "mona"])
def test_the_database_refuses_a_self_approval(world: World, name: str) -> None:
    world.selected()
    world.drop_guards("guard_approval_routed")  # which refuses it as well, while the step is open

    with pytest.raises(IntegrityError, match="nobody approves what they requested, selected or trained"):
        world.direct(APPROVAL, by=world.actor(name).id)


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE approval SET decided_by = 'A-1002' WHERE id = 'V-1002'", "never changes but to be voided"),
        ("DELETE FROM approval WHERE id = 'V-1002'", "approval is never deleted"),
        ("INSERT INTO approval SELECT * FROM approval WHERE id = 'V-1002'", "nobody approves"),
        ("UPDATE selection SET person_id = 'P-1002'", "selection never changes"),
        ("DELETE FROM selection", "selection is never deleted"),
        ("INSERT INTO selection SELECT * FROM selection", "rests on their decision, once"),
        (
            "INSERT INTO selection SELECT 'C-9', requisition_id, shortlist_id, 'P-1002', business_unit, 2, origin, "
            "selected_by, submitted_by, selected_at, voided_at, version FROM selection",
            "rests on their decision, once",
        ),
    ],
)
def test_the_database_refuses_to_rewrite_who_decided(world: World, statement: str, refusal: str) -> None:
    world.approved_to_engage()

    with pytest.raises(IntegrityError, match=refusal):
        world.direct(statement)


@pytest.mark.parametrize(
    ("table", "refusal"),
    [
        ("approval", "nobody approves"),
        ("selection", "rests on their decision, once"),
        ("engagement", "no engagement"),
    ],
)
def test_a_file_refuses_to_replace_who_decided(file_world: World, table: str, refusal: str) -> None:
    file_world.engaged()

    with pytest.raises(IntegrityError, match=refusal):
        file_world.direct(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.parametrize(
    "change", ["person_id = 'P-1002'", "approval_id = 'V-1001'", "requisition_id = 'R-9'", "id = 'N-9'"]
)
def test_the_database_keeps_an_engagement_with_its_person_and_approval(world: World, change: str) -> None:
    world.engaged()

    with pytest.raises(IntegrityError, match="an engagement keeps its person and its approval"):
        world.direct(f"UPDATE engagement SET {change}")


SOME_WORDS = "(SELECT wrapped FROM data_key WHERE wrapped IS NOT NULL LIMIT 1)"
ANOTHER = {  # table -> each column but `version` and `voided_at`, and another value of it
    "approval": {
        "id": "'V-9'",
        "kind": "'requisition'",
        "requisition_id": "NULL",
        "bundle_hash": "'b'",
        "role_version": "9",
        "shortlist_id": "NULL",
        "business_unit": "'Legal'",
        "decision": "'denied'",
        "reason_code": "'budget'",
        "note": SOME_WORDS,
        "before": """'["P-1003"]'""",
        "after": """'["P-1003"]'""",
        "decided_by": "'A-1002'",
        "decided_at": "'2025-03-02 10:00:00'",
    },
    "selection": {
        "id": "'C-9'",
        "requisition_id": "'R-9'",
        "shortlist_id": "'S-9'",
        "person_id": "'P-1002'",
        "business_unit": "'Legal'",
        "position": "9",
        "origin": "'override'",
        "selected_by": "'A-1002'",
        "submitted_by": "'A-1002'",
        "selected_at": "'2025-03-02 10:00:00'",
    },
}


@pytest.mark.parametrize("table", ANOTHER)
def test_nothing_of_an_approval_or_a_selection_changes_but_that_it_is_void(world: World, table: str) -> None:
    """A selection moved to another list, say, would hide who changed the list that it was made from."""
    world.approved_to_engage()

    for column, value in ANOTHER[table].items():
        statement = f"UPDATE {table} SET {column} = {value} WHERE id IN ('V-1002', 'C-1001')"
        with pytest.raises(IntegrityError, match="never changes but to be voided"):
            world.direct(statement)
    world.direct(f"UPDATE {table} SET voided_at = '2025-03-04 10:00:00' WHERE id IN ('V-1002', 'C-1001')")
    assert set(ANOTHER[table]) == set(Base.metadata.tables[table].columns.keys()) - {"version", "voided_at"}
