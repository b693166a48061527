"""Ranking by machine can be stopped by one person at any moment, and let go on by another alone; work goes on meanwhile."""

import json
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from governance import approvals, review, stops
from governance.access import EVERYWHERE
from governance.lists.shortlists import prove_shortlist, read_shortlist
from governance.lists.unranked import seed_for
from governance.reading import requisition_case
from governance.stop_reading import may_lift, stops_on, units_to_stop
from governance.storage.tables import AuditEntry, Candidate, Requisition
from governance.templates import file_template, save_template
from governance.training_data import training_rows
from matching.errors import Conflict, Forbidden, InputError, NotFound
from matching.unranked import drawn
from tests.governance.world import ROLE, UNIT, World

FAMILY = "software-engineering"


def stop(world: World, by: str = "cora", **scope: Any) -> str:
    with world.as_(by) as work:
        return stops.stop_ranking(work, reason="The last list was odd.", **scope)


def lift(world: World, stop_id: str, by: str = "paul") -> None:
    with world.as_(by) as work:
        stops.lift_stop(work, stop_id, reason="Found and mended.")


def unranked(world: World, requisition_id: str, stop_ids: list[str], **changes: Any) -> dict[str, Any]:
    """The document of an unranked list as the record takes it; `changes` make it another."""
    with world.database.read() as session:
        seed = seed_for(session, session.get_one(Requisition, requisition_id))
    return {
        "schema": "candor.unranked/1",
        "unranked": True,
        "stops": stop_ids,
        "role": ROLE,
        "order": {"rule": "as drawn", "seed": seed, "most": 100},
        "candidates": [{"id": one, "flags": []} for one in drawn(world.people[:4], seed)],
        "excluded": [{"id": world.people[4], "gates": [{"gate": "rate", "detail": "120 over 90"}]}],
        "unrankable": [],
    } | changes


def freeze(world: World, requisition_id: str, document: dict[str, Any], model: str = "") -> str:
    with world.as_("mona") as work:
        return review.freeze_shortlist(work, requisition_id, document, model, "s" * 64)


def stopped(world: World) -> tuple[str, str]:
    """An approved request of a unit where ranking is stopped, and the stop."""
    requisition_id = world.approved()
    return requisition_id, stop(world, by="cora", business_unit=UNIT)


def test_a_stop_keeps_its_scope_and_who_and_seals_why(world: World) -> None:
    stop_id = stop(world, "paul", business_unit=UNIT, family=FAMILY)

    with world.database.read() as session:
        [found] = stops.stops_for(session, world.actor("mona"))
        logged = session.scalars(select(AuditEntry.entry).where(AuditEntry.action == "ranking.stopped")).one()
        row = session.execute(text("SELECT * FROM ranking_stop")).one()
    assert (found.id, found.covers) == (stop_id, f"{FAMILY} in {UNIT}")
    assert (found.reason, found.stopped_by.name, found.lifted_at) == ("The last list was odd.", "Paul", None)
    assert "odd" not in logged
    assert not any("odd" in str(value) for value in row)


@pytest.mark.parametrize(
    ("name", "scope", "refusal"),
    [
        ("mona", {"business_unit": UNIT}, r"\(ranking\.stop\)"),
        ("rita", {"business_unit": UNIT}, r"\(ranking\.stop\)"),
        ("audrey", {"business_unit": UNIT}, r"\(ranking\.stop\)"),
        ("paul", {"business_unit": "Legal"}, "nothing of that name"),
        ("paul", {}, r"\(ranking\.stop_everywhere\)"),
        ("paul", {"family": FAMILY}, r"\(ranking\.stop_everywhere\)"),
        ("ada", {}, r"\(ranking\.stop_everywhere\)"),
    ],
)
def test_procurement_stops_in_its_unit_and_compliance_everywhere(
    world: World, name: str, scope: dict[str, str], refusal: str
) -> None:
    with pytest.raises((Forbidden, NotFound), match=refusal):
        stop(world, name, **scope)
    assert stop(world, "cora", **scope)


def test_compliance_of_one_unit_does_not_stop_all(world: World) -> None:
    world.hire("una", "compliance", UNIT)

    with pytest.raises(Forbidden, match="may not stop or lift for every business unit"):
        stop(world, "una")
    assert stop(world, "una", business_unit=UNIT)


@pytest.mark.parametrize(
    ("reason", "family", "refusal"),
    [
        (" ", None, "a reason of at most"),
        ("x" * 4001, None, "found 4001"),
        ("odd", "astrology", "a role family of"),
    ],
)
def test_a_stop_has_its_reason_and_a_family_that_exists(
    world: World, reason: str, family: str | None, refusal: str
) -> None:
    with pytest.raises(InputError, match=refusal), world.as_("cora") as work:
        stops.stop_ranking(work, reason=reason, family=family)


def test_a_stop_of_a_unit_nobody_knows_would_stop_nothing_and_is_refused(world: World) -> None:
    with pytest.raises(InputError, match="a business unit that is known here, found 'Paymnets'") as refused:
        stop(world, business_unit="Paymnets")
    assert refused.value.hint == "known: Legal, Payments"


def test_another_person_than_who_stopped_lifts_it_once(world: World) -> None:
    stop_id = stop(world, "paul", business_unit=UNIT)

    with pytest.raises(Forbidden, match="stopped this and so may not lift it"):
        lift(world, stop_id, "paul")
    with pytest.raises(NotFound, match=f"no stop {stop_id}"):
        lift(world, stop_id, "otto")
    with pytest.raises(NotFound, match="no stop K-9"):
        lift(world, "K-9")
    lift(world, stop_id, "petra")
    with pytest.raises(Conflict, match="is lifted already"):
        lift(world, stop_id, "cora")

    with world.database.read() as session:
        [found] = stops.stops_for(session, world.actor("cora"))
    assert (found.lifted_by and found.lifted_by.name, found.lift_reason) == ("Petra", "Found and mended.")


def test_a_stop_of_a_unit_is_nothing_to_another_unit(world: World) -> None:
    stop(world, "paul", business_unit=UNIT)
    stop(world, "cora")

    with world.database.read() as session:
        assert [one.business_unit for one in stops.stops_for(session, world.actor("otto"))] == [EVERYWHERE]
        assert len(stops.covering(session, "Legal", None)) == 1


def test_a_stop_of_a_family_covers_its_templates_and_whatever_has_no_family(world: World) -> None:
    with world.as_("paul") as work:
        save_template(work, {**ROLE, "id": "mine", "title": "Mine"}, family=FAMILY)
        save_template(work, {**ROLE, "id": "books", "title": "Books"}, family="finance-accounting")
        save_template(work, {**ROLE, "id": "unfiled", "title": "Unfiled"})
    made = {
        template: world.approved(template_id=template, role=None) for template in ("mine", "books", "unfiled")
    }
    made["none"] = world.approved()
    stop(world, family=FAMILY)

    covered = {}
    with world.database.read() as session:
        for template, requisition_id in made.items():
            covered[template] = bool(
                stops.covering_request(session, session.get_one(Requisition, requisition_id))
            )
    assert covered == {"mine": True, "books": False, "unfiled": True, "none": True}
    assert freeze(world, made["books"], world.document(), "m" * 64)
    for template in ("mine", "unfiled", "none"):
        with pytest.raises(Conflict, match="ranking by machine is stopped"):
            freeze(world, made[template], world.document(), "m" * 64)


def test_a_template_is_filed_under_a_family_and_not_out_of_a_stop(world: World) -> None:
    with world.as_("paul") as work:
        save_template(work, {**ROLE, "id": "mine", "title": "Mine"})
        file_template(work, "mine", FAMILY)
        save_template(work, {**ROLE, "id": "mine", "title": "Mine, again"})
    with world.database.read() as session:
        assert stops.family_of(session, "mine") == FAMILY
    with pytest.raises(InputError, match="a role family of"), world.as_("paul") as work:
        file_template(work, "mine", "astrology")
    with pytest.raises(NotFound, match="no role template none"), world.as_("paul") as work:
        file_template(work, "none", FAMILY)
    with pytest.raises(Forbidden), world.as_("mona") as work:
        file_template(work, "mine", "data-ai")
    stop(world, family=FAMILY)

    with pytest.raises(Conflict, match="ranking is stopped for a role family"), world.as_("paul") as work:
        file_template(work, "mine", "data-ai")


def test_a_list_ranked_before_the_stop_is_not_frozen_after_it(world: World) -> None:
    requisition_id = world.approved()
    document = world.document()
    stop_id = stop(world)

    with pytest.raises(Conflict, match=rf"stopped for {requisition_id} \({stop_id}\)") as refused:
        freeze(world, requisition_id, document, "m" * 64)
    assert "unranked" in str(refused.value.hint)
    lift(world, stop_id, _second_compliance(world))
    assert freeze(world, requisition_id, document, "m" * 64)


def test_an_unranked_list_is_frozen_replayed_and_proved_and_holds_no_score(world: World) -> None:
    requisition_id, stop_id = stopped(world)
    document = unranked(world, requisition_id, [stop_id])

    shortlist_id = freeze(world, requisition_id, document)

    with world.database.read() as session:
        case = requisition_case(session, world.actor("mona"), requisition_id)
        rows = session.scalars(select(Candidate).order_by(Candidate.id)).all()
        entry = session.scalars(select(AuditEntry.entry).where(AuditEntry.action == "shortlist.frozen")).one()
    assert [(row.rank, row.score) for row in rows] == [(None, None)] * 4
    assert [(one.place, one.rank) for one in case.candidates] == [(1, None), (2, None), (3, None), (4, None)]
    assert [one.person_id for one in case.candidates] == [one["id"] for one in document["candidates"]]
    assert (case.shortlists[0].ranked, case.shortlists[0].model_hash) == (False, "")
    assert json.loads(read_shortlist(world.database, shortlist_id)) == document
    assert prove_shortlist(world.database, shortlist_id).intact
    facts = json.loads(entry)["facts"]
    assert (facts["ranked"], facts["stops"], facts["seed"]) == (False, [stop_id], document["order"]["seed"])


def test_listing_again_draws_the_same_order_until_the_request_changes(world: World) -> None:
    requisition_id, stop_id = stopped(world)
    first = unranked(world, requisition_id, [stop_id])
    freeze(world, requisition_id, first)

    assert unranked(world, requisition_id, [stop_id]) == first
    other = world.approved()
    assert unranked(world, other, [stop_id])["order"]["seed"] != first["order"]["seed"]


def test_an_unranked_list_is_refused_where_it_is_none(world: World) -> None:
    requisition_id, stop_id = stopped(world)
    good = unranked(world, requisition_id, [stop_id])
    people = good["candidates"]

    for changes, model, refusal in (
        ({"candidates": [{**people[0], "score": 1.0}, *people[1:]]}, "", "found score"),
        ({"candidates": [{**people[0], "rank": 1}, *people[1:]]}, "", "found rank"),
        ({"candidates": people[::-1]}, "", "the order that the record's seed draws"),
        ({"order": {**good["order"], "seed": "mine"}}, "", "the order that the record's seed draws"),
        ({}, "m" * 64, "no model for an unranked list"),
    ):
        with pytest.raises(InputError, match=refusal):
            freeze(world, requisition_id, good | changes, model)
    with pytest.raises(Conflict, match="the stops of"):
        freeze(world, requisition_id, good | {"stops": ["K-7"]})
    lift(world, stop_id)
    with pytest.raises(Conflict, match="is not stopped"):
        freeze(world, requisition_id, good)


def test_decisions_and_approvals_go_on_over_an_unranked_list(world: World) -> None:
    requisition_id, stop_id = stopped(world)
    freeze(world, requisition_id, unranked(world, requisition_id, [stop_id]))

    world.decide(requisition_id, "P-1003")
    with world.as_("mona") as work:
        review.finish_review(work, requisition_id)
    with world.as_("paul") as work:
        approvals.approve_selection(work, requisition_id)
    world.classified(requisition_id)
    world.accepted(requisition_id, "P-1003")

    assert world.start(requisition_id, "P-1003")


def test_training_learns_the_decision_and_no_place_from_an_unranked_list(world: World) -> None:
    requisition_id, stop_id = stopped(world)
    freeze(world, requisition_id, unranked(world, requisition_id, [stop_id]))
    world.decide(requisition_id, "P-1003")

    rows = training_rows(world.database, world.clock())

    assert {row.grade for row in rows if row.person_id == "P-1003"} == {2}
    assert {(row.rank, row.score, row.features) for row in rows} == {(None, None, None)}


def test_a_choice_on_a_list_ranked_before_the_stop_is_not_approved_until_listed_anew(world: World) -> None:
    requisition_id = world.selected()
    stop_id = stop(world, business_unit=UNIT)

    with (
        pytest.raises(Conflict, match=rf"outdated: ranking by machine was stopped \({stop_id}\)"),
        world.as_("paul") as work,
    ):
        approvals.approve_selection(work, requisition_id)

    with world.as_("paul") as work:
        approvals.send_back(work, requisition_id, reason_code="process")
    freeze(world, requisition_id, unranked(world, requisition_id, [stop_id]))
    world.decide(requisition_id, "P-1002")
    with world.as_("mona") as work:
        review.finish_review(work, requisition_id)
    with world.as_("paul") as work:
        assert approvals.approve_selection(work, requisition_id)


# Another program at the same record, going round every command.

LIST = (
    "INSERT INTO shortlist (id, requisition_id, business_unit, role_version, ranked, model_hash, snapshot_hash, frame, digest, "
    "parts_root, size, created_by, created_at, superseded_at, version) VALUES ('S-9', 'R-1001', 'Payments', 1, :ranked, 'm', "
    "'s', '{}', 'd', 'r', 0, 'A-1003', '2025-03-03 09:00:00', '2025-03-03 09:00:00', 1)"
)


@pytest.mark.parametrize("scope", [{}, {"business_unit": UNIT}, {"family": FAMILY}], ids=str)
def test_the_database_refuses_a_ranked_list_under_a_stop(world: World, scope: dict[str, str]) -> None:
    world.approved()
    stop(world, **scope)

    with pytest.raises(IntegrityError, match="no ranked list while ranking is stopped"):
        world.direct(LIST, ranked=True)
    world.direct(LIST, ranked=False)


def test_the_database_refuses_an_unranked_list_without_a_stop(world: World) -> None:
    world.approved()
    stop(world, business_unit="Legal")

    with pytest.raises(IntegrityError, match="no unranked one while it is not"):
        world.direct(LIST, ranked=False)
    world.direct(LIST, ranked=True)


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        (
            "UPDATE ranking_stop SET lifted_at = stopped_at, lifted_by = stopped_by",
            "by another than who stopped it",
        ),
        ("UPDATE ranking_stop SET lifted_at = stopped_at", "by another than who stopped it"),
        ("UPDATE ranking_stop SET business_unit = 'Legal'", "never changes but to be lifted"),
        ("UPDATE ranking_stop SET family = 'data-ai'", "never changes but to be lifted"),
        ("UPDATE ranking_stop SET stopped_by = 'A-1002'", "never changes but to be lifted"),
        ("UPDATE ranking_stop SET reason = NULL", "never changes but to be lifted"),
        ("DELETE FROM ranking_stop", "is never deleted"),
        ("INSERT INTO ranking_stop SELECT * FROM ranking_stop", "begins in force, once"),
        ("UPDATE shortlist SET ranked = (NOT ranked)", "stays ranked or unranked"),
        ("UPDATE candidate SET score = 0.5", "has a rank or a score"),
        ("UPDATE candidate SET rank = 1", "has a rank or a score"),
        (
            "INSERT INTO candidate (requisition_id, shortlist_id, person_id, business_unit, rank, score, stage, stage_since, version) "
            "SELECT requisition_id, shortlist_id, 'P-1005', business_unit, 1, 0.5, stage, stage_since, 1 "
            "FROM candidate WHERE person_id = 'P-1001'",
            "has a rank or a score",
        ),
    ],
)
def test_the_database_keeps_a_stop_and_what_was_listed_under_it(
    world: World, statement: str, refusal: str
) -> None:
    requisition_id, stop_id = stopped(world)
    freeze(world, requisition_id, unranked(world, requisition_id, [stop_id]))

    with pytest.raises(IntegrityError, match=refusal):
        world.direct(statement)


def test_the_database_refuses_to_lift_a_stop_twice(world: World) -> None:
    lift(world, stop(world, "paul", business_unit=UNIT), "petra")

    with pytest.raises(IntegrityError, match="never changes but to be lifted"):
        world.direct("UPDATE ranking_stop SET lifted_at = NULL, lifted_by = NULL")


def _second_compliance(world: World) -> str:
    world.hire("cyd", "compliance")
    return "cyd"


@pytest.mark.parametrize(
    ("name", "units"), [("cora", (EVERYWHERE, UNIT)), ("paul", (UNIT,)), ("mona", ()), ("audrey", ())]
)
def test_where_somebody_may_stop_is_told_before_they_do(
    world: World, name: str, units: tuple[str, ...]
) -> None:
    with world.database.read() as session:
        found = units_to_stop(session, world.actor(name))

    assert tuple(unit for unit in found if unit in (EVERYWHERE, UNIT)) == units
    assert bool(found) is bool(units)


def test_who_may_lift_a_stop_is_told_by_their_grants(world: World) -> None:
    own, everywhere = stop(world, business_unit=UNIT), stop(world)

    with world.database.read() as session:
        found = {one.id: one for one in stops.stops_for(session, world.actor("cora"))}
        told = {
            (name, stop_id): may_lift(session, world.actor(name), found[stop_id])
            for name in ("cora", "paul", "mona")
            for stop_id in (own, everywhere)
        }

    assert {one for one, may in told.items() if may} == {
        ("cora", own),
        ("cora", everywhere),
        ("paul", own),
    }


def test_the_stops_over_a_request_are_those_in_force_that_cover_it(world: World) -> None:
    requisition_id = world.approved()
    first = stop(world, business_unit=UNIT)
    stop(world, business_unit="Legal")
    lift(world, first)
    second = stop(world, business_unit=UNIT)

    with world.database.read() as session:
        found = stops_on(session, world.actor("mona"), requisition_id)
        with pytest.raises(NotFound, match="R-9"):
            stops_on(session, world.actor("mona"), "R-9")

    assert [one.id for one in found] == [second]


def test_nobody_stops_the_same_twice(world: World) -> None:
    stop_id = stop(world, "paul", business_unit=UNIT)

    with pytest.raises(Conflict, match=rf"Paul stopped every role family in Payments already \({stop_id}\)"):
        stop(world, "paul", business_unit=UNIT)


def test_reading_of_a_stop_is_not_lifting_it(world: World) -> None:
    stop_id = stop(world, "paul", business_unit=UNIT)

    with pytest.raises(Forbidden, match=r"\(ranking\.stop\)"):
        lift(world, stop_id, by="mona")


def test_a_list_frozen_before_a_stop_is_known_as_stopped(world: World) -> None:
    world.in_review()
    with world.database.read() as session:
        stops.refuse_stopped_list(session, "S-1001")
    stop(world, business_unit=UNIT)

    with (
        world.database.read() as session,
        pytest.raises(Conflict, match="ranking by machine is stopped for R-1001"),
    ):
        stops.refuse_stopped_list(session, "S-1001")
