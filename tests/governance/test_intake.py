"""A draft may be incomplete and says what it lacks; submitting refuses with everything missing at once."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from governance import accounts, requisitions
from governance.reading import requisition_case
from governance.views import IntakeRecord
from matching.errors import InputError
from tests.governance.world import ROLE, World, intake


def said(world: World, requisition_id: str) -> IntakeRecord:
    with world.database.read() as session:
        return requisition_case(session, world.actor("rita"), requisition_id).intake


def test_a_draft_keeps_what_is_said(world: World) -> None:
    found = said(world, world.draft())

    assert found.budget_owner is not None
    assert (found.budget_owner.name, found.cost_centre, found.jurisdiction) == ("Mona", "CC-4711", "DE")
    assert (found.duration_weeks, found.starts_on) == (12, date(2025, 4, 1))
    assert (found.security_class, found.sensitive_data) == ("internal", "none")
    assert found.deliverables == ("A ledger service", "A runbook")
    assert found.missing == {}


def test_an_incomplete_draft_is_kept_with_what_is_missing(world: World) -> None:
    found = said(world, world.draft(intake={"cost_centre": "CC-1"}))

    assert list(found.missing) == [
        "budget_owner",
        "scope",
        "deliverables",
        "duration_weeks",
        "starts_on",
        "security_class",
        "sensitive_data",
        "jurisdiction",
    ]


def test_it_is_refused_at_submission_with_everything_missing_at_once(world: World) -> None:
    requisition_id = world.draft(intake=None)

    with pytest.raises(InputError, match="does not say enough yet") as refused, world.as_("rita") as work:
        requisitions.submit(work, requisition_id)

    assert [fault.field for fault in refused.value.faults] == list(intake("mona"))
    with world.as_("rita") as work:
        requisitions.edit_requisition(work, requisition_id, intake=intake("mona"))
        requisitions.submit(work, requisition_id)


@pytest.mark.parametrize("name", list(intake("mona")))
def test_no_field_may_be_left_open(file_world: World, name: str) -> None:
    requisition_id = file_world.draft(intake=intake("mona") | {name: None})

    with pytest.raises(InputError) as refused, file_world.as_("rita") as work:
        requisitions.submit(work, requisition_id)

    assert [fault.field for fault in refused.value.faults] == [name]


def test_what_the_role_says_is_taken_from_there(world: World) -> None:
    role = ROLE | {
        "description": "Run the ledger.",
        "deliverables": ["A service"],
        "duration_weeks": 6.4,
        "start_by": "2025-05-01",
        "security_level": "confidential",
    }
    found = said(world, world.draft(role=role, intake={"duration_weeks": 8}))

    assert (found.scope, found.deliverables) == ("Run the ledger.", ("A service",))
    assert (found.duration_weeks, found.starts_on, found.security_class) == (
        8,
        date(2025, 5, 1),
        "restricted",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("budget_owner", "nobody-of-that-name"),
        ("cost_centre", "x" * 41),
        ("cost_centre", "a b"),
        ("scope", "x" * 10_001),
        ("deliverables", ["x"] * 101),
        ("deliverables", [1]),
        ("duration_weeks", 0),
        ("duration_weeks", 521),
        ("duration_weeks", "1.5"),
        ("duration_weeks", True),
        ("starts_on", "soon"),
        ("security_class", "top"),
        ("sensitive_data", ["none"]),
        ("jurisdiction", "Germany"),
        ("jurisdiction", "ZZ"),
        ("colour", "blue"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(file_world: World, name: str, value: Any) -> None:
    with pytest.raises(InputError, match="intake is not as expected") as refused:
        file_world.draft(intake={name: value})

    assert len(refused.value.faults) == 1
    assert name in str(refused.value.faults[0])


def test_every_fault_is_told_at_once(world: World) -> None:
    with pytest.raises(InputError) as refused:
        world.draft(intake={"duration_weeks": "x", "jurisdiction": "x", "starts_on": "x"})

    assert len(refused.value.faults) == 3


def test_a_budget_owner_who_has_left_is_asked_for_again(world: World) -> None:
    requisition_id = world.draft()
    with world.as_("ada") as work:
        accounts.disable(work, world.actor("mona").id)

    with pytest.raises(InputError) as refused, world.as_("rita") as work:
        requisitions.submit(work, requisition_id)

    assert [str(fault) for fault in refused.value.faults] == [
        "budget_owner: expected a budget owner who is still here, found mona"
    ]
    with pytest.raises(InputError, match="intake"), world.as_("rita") as work:
        requisitions.edit_requisition(work, requisition_id, intake={"budget_owner": "mona"})


def test_an_edit_keeps_what_it_does_not_name_and_every_version_stays(world: World) -> None:
    requisition_id = world.approved()

    with world.as_("rita") as work:
        requisitions.edit_requisition(
            work, requisition_id, intake={"jurisdiction": "us-ca", "cost_centre": ""}
        )

    found = said(world, requisition_id)
    assert (found.jurisdiction, found.cost_centre, found.scope) == (
        "US-CA",
        None,
        "Move the ledger off the old mainframe.",
    )
    with world.database.read() as session:
        rows = session.execute(
            text("SELECT number, jurisdiction FROM requisition_intake ORDER BY number")
        ).all()
        assert [tuple(row) for row in rows] == [(1, "DE"), (2, "US-CA")]
        assert requisition_case(session, world.actor("rita"), requisition_id).summary.state == "draft"


def test_free_words_lie_in_no_row_and_no_entry(world: World) -> None:
    world.draft()

    with world.database.read() as session:
        kept = session.execute(text("SELECT scope, deliverables FROM requisition_intake")).one()
        entry = session.scalar(text("SELECT entry FROM audit_entry WHERE action = 'requisition.created'"))
    assert all(b"edger" not in bytes(sealed) for sealed in kept)
    assert "edger" not in entry
    assert '"cost_centre":"CC-4711"' in entry


def test_what_a_template_proposes_is_taken_unless_the_request_says_otherwise(world: World) -> None:
    role = ROLE | {"intake": {"sensitive_data": "personal", "jurisdiction": "FR", "security_class": "secret"}}

    found = said(world, world.draft(role=role, intake={"jurisdiction": "DE"}))

    assert (found.sensitive_data, found.security_class, found.jurisdiction) == ("personal", "secret", "DE")


def test_a_proposal_that_no_request_may_hold_proposes_nothing(file_world: World) -> None:
    role = ROLE | {"intake": {"jurisdiction": "Germany", "cost_centre": "a b"}}

    found = said(file_world, file_world.draft(role=role, intake=None))

    assert (found.jurisdiction, found.cost_centre) == ("*", None)
    with pytest.raises(InputError, match="role is not as expected"):
        file_world.draft(role=ROLE | {"intake": {"sensitive_data": "some"}})
