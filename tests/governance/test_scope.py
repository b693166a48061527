"""Who reaches which case: a grant for one country is a grant for nothing else, to read as to act."""

import io
import json
from itertools import product

import pytest
from sqlalchemy import select

from governance import holds, notices, requisitions, review, scope
from governance.access import Actor, Grant, RoleName
from governance.audit_export import Asked, export_log
from governance.evidence import gathering
from governance.fit import read_fit, read_visible
from governance.money import Money
from governance.reading import approval_queue, audit_timeline, requisition_case, requisitions_for
from governance.storage.tables import Requisition
from matching.errors import Forbidden, InputError, NotFound
from tests.governance.world import ROLE, UNIT, World, intake

PLACES = ("DE", "DE-BY", "FR", None)
GRANTS = [
    Grant(RoleName.AUDITOR, unit, jurisdiction=place) for unit in (UNIT, "Legal", "*") for place in ("DE", "DE-BY", "FR", "*")
]  # fmt: skip
FOREIGN = ("requester", "hiring_manager", "procurement", "compliance", "finance", "auditor")


def drafts(world: World) -> dict[str, tuple[str, str | None]]:
    """A request for each unit and jurisdiction, None where it names none yet."""
    world.give("rita", "requester", "Legal")
    return {
        world.draft(business_unit=unit, intake=intake("mona", jurisdiction=place)): (unit, place)
        for unit, place in product((UNIT, "Legal"), PLACES)
    }


def test_the_query_and_the_question_answer_alike_for_every_pair_of_grants(world: World) -> None:
    made = drafts(world)

    with world.database.read() as session:
        rows = list(session.scalars(select(Requisition)))
        for one, other in product(GRANTS, GRANTS):
            who = Actor("x", "x", "X", grants=(one, other))
            found = set(
                session.scalars(select(Requisition.id).where(scope.reached(session, who, "requisition.read")))
            )
            assert found == {row.id for row in rows if scope.reads(session, who, row)}
            assert found == {
                case
                for case, (unit, place) in made.items()
                if any(
                    grant.business_unit in ("*", unit)
                    and grant.jurisdiction in ("*", *((place, place[:2]) if place else ()))
                    for grant in (one, other)
                )
            }


def test_nobody_reaches_anything_without_a_grant(world: World) -> None:
    drafts(world)

    with world.database.read() as session:
        nobody = Actor("x", "x", "X")
        assert not session.scalars(
            select(Requisition).where(scope.reached(session, nobody, "requisition.read"))
        ).all()


@pytest.mark.parametrize("role", FOREIGN)
def test_a_case_of_another_country_is_absent_for_every_role(world: World, role: str) -> None:
    requisition_id, _ = world.engaged()
    world.hire("fred", role, UNIT, jurisdiction="FR", approval_limit=Money.of(100_000, "USD"))
    world.hire("dieter", role, UNIT, jurisdiction="DE", approval_limit=Money.of(100_000, "USD"))
    fred, dieter = world.actor("fred"), world.actor("dieter")

    with world.database.read() as session:
        assert [one.id for one in requisitions_for(session, dieter)] == [requisition_id]
        assert requisitions_for(session, fred) == []
        assert approval_queue(session, fred) == []
        case = requisition_case(session, dieter, requisition_id)
        with pytest.raises(NotFound, match=f"no requisition {requisition_id}"):
            requisition_case(session, fred, requisition_id)
    shortlist = case.shortlists[0].id
    assert read_visible(world.database, dieter, shortlist)
    for read in (read_visible, read_fit):
        with pytest.raises(NotFound, match=f"no shortlist {shortlist}"):
            read(world.database, fred, shortlist)


def test_the_queue_holds_what_waits_in_one_s_own_country_alone(world: World) -> None:
    requisition_id = world.submitted()
    for name, place in (("fred", "FR"), ("dieter", "DE")):
        world.hire(name, "procurement", UNIT, jurisdiction=place, approval_limit=Money.of(100_000, "USD"))

    with world.database.read() as session:
        waiting = {name: approval_queue(session, world.actor(name)) for name in ("fred", "dieter")}

    assert waiting["fred"] == []
    assert [item.requisition.id for item in waiting["dieter"]] == [requisition_id]


def test_two_grants_are_not_added_up_across_countries(world: World) -> None:
    requisition_id = world.in_review()
    world.hire("gina", "requester", UNIT)
    world.give("gina", "hiring_manager", UNIT, jurisdiction="FR")

    with (
        world.as_("gina") as work,
        pytest.raises(Forbidden, match=r"may not do this \(review\.decide\)"),
    ):
        review.decide(work, requisition_id, "P-1001", "select", "evidence_strong")


def test_the_log_of_a_case_of_another_country_is_not_shown_and_not_exported(world: World) -> None:
    requisition_id, engagement_id = world.engaged()
    with world.as_("cora") as work:
        hold_id = holds.place_hold(work, "engagement", engagement_id, "a claim")
    ours = {requisition_id, engagement_id, hold_id}
    for name, place in (("fred", "FR"), ("dieter", "DE")):
        world.hire(name, "auditor", "*", jurisdiction=place)
    seen = {}

    for name in ("fred", "dieter"):
        actor, out = world.actor(name), io.BytesIO()
        with world.database.read() as session:
            shown = {line.subject_id for line in audit_timeline(session, actor, limit=10_000)}
            assert audit_timeline(session, actor, subject_id=requisition_id) == [] or name == "dieter"
        export_log(world.database, actor, Asked(), out)
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        exported = {line["entry"]["subject"]["id"] for line in lines if "entry" in line}
        assert exported & ours == shown & ours
        assert exported >= {"P-1001", "people"} & shown  # what belongs to no case is still there
        assert lines[0]["asked"]["business_units"] == [f"*/{'FR' if name == 'fred' else 'DE'}"]
        seen[name] = exported & ours

    assert seen == {"fred": set(), "dieter": ours}


def test_a_single_entry_of_another_country_is_absent(world: World) -> None:
    requisition_id = world.draft()
    world.hire("fred", "auditor", "*", jurisdiction="FR")
    with world.database.read() as session:
        seq = audit_timeline(session, world.actor("audrey"), subject_id=requisition_id)[0].seq

    with pytest.raises(NotFound, match=f"no entry {seq}"):
        export_log(world.database, world.actor("fred"), Asked(entry=seq), io.BytesIO(), form="proof")


def test_an_evidence_pack_of_another_country_is_refused_as_absent(world: World) -> None:
    requisition_id, engagement_id = world.engaged()
    world.hire("fred", "auditor", "*", jurisdiction="FR")

    for about in ({"requisition": requisition_id}, {"engagement": engagement_id}):
        with pytest.raises(NotFound, match=f"no {next(iter(about))}"):
            gathering.make_pack(world.database, world.actor("fred"), lambda _: b"", **about)


def test_a_hold_on_a_case_of_another_country_is_neither_listed_nor_lifted(world: World) -> None:
    requisition_id, engagement_id = world.engaged()
    with world.as_("cora") as work:
        placed = [
            holds.place_hold(work, kind, subject, "a claim")
            for kind, subject in (
                ("requisition", requisition_id),
                ("engagement", engagement_id),
                ("person", "P-1003"),
            )
        ]
    for name, place in (("fred", "FR"), ("dieter", "DE")):
        world.hire(name, "compliance", "*", jurisdiction=place)

    with world.database.read() as session:
        listed = {name: [one.id for one in holds.holds(session, world.actor(name))] for name in ("fred", "dieter")}  # fmt: skip
    assert listed == {"fred": placed[2:], "dieter": placed}
    with world.as_("fred") as work, pytest.raises(NotFound, match=f"no hold {placed[0]}"):
        holds.lift_hold(work, placed[0], "over")
    with world.as_("fred") as work, pytest.raises(NotFound, match=f"no requisition {requisition_id}"):
        holds.place_hold(work, "requisition", requisition_id, "mine")


def test_notices_of_lists_of_another_country_are_left_out(world: World) -> None:
    world.in_review()
    for name, place in (("fred", "FR"), ("dieter", "DE")):
        world.hire(name, "compliance", "*", jurisdiction=place)

    with world.database.read() as session:
        assert len(notices.notices_of(session, world.actor("dieter"), "P-1001")) == 1
        assert notices.notices_of(session, world.actor("fred"), "P-1001") == []


def test_who_asks_for_one_country_asks_in_it_without_saying_so(world: World) -> None:
    world.hire("fred", "requester", UNIT, jurisdiction="FR")

    with world.as_("fred") as work:
        requisition_id = requisitions.create_requisition(
            work, title="Engineer", business_unit=UNIT, budget=Money.of(1000, "EUR"), role=ROLE
        )

    with world.database.read() as session:
        case = requisition_case(session, world.actor("fred"), requisition_id)
        assert case.intake.jurisdiction == "FR"


def test_nobody_asks_for_a_country_that_is_not_theirs_or_moves_a_case_there(world: World) -> None:
    world.hire("fred", "requester", UNIT, jurisdiction="FR")
    world.give("fred", "requester", UNIT, jurisdiction="BE")
    terms = {"title": "Engineer", "business_unit": UNIT, "budget": Money.of(1000, "EUR"), "role": ROLE}
    with world.as_("fred") as work:
        requisition_id = requisitions.create_requisition(work, **terms, intake={"jurisdiction": "FR"})

    for place in ("DE", None):
        with pytest.raises(InputError) as refused, world.as_("fred") as work:
            requisitions.create_requisition(work, **terms, intake={"jurisdiction": place})
        assert [(fault.expected, fault.found) for fault in refused.value.faults] == [
            ("a jurisdiction that Fred may ask in: BE, FR", place or "none")
        ]
        with pytest.raises(InputError, match="the intake is not as expected"), world.as_("fred") as work:
            requisitions.edit_requisition(work, requisition_id, intake={"jurisdiction": place})
