"""A list has a blind stage where the policy says so or somebody asks, over people nobody has seen, in an order drawn by lot."""

import json

from sqlalchemy import select

from governance.money import Money
from governance.routing.planning import Facts, blind_rules
from governance.routing.policy import shipped
from governance.storage.tables import AuditEntry
from matching.unranked import drawn
from tests.governance.blind.stages import asked_for, case_of, freeze, gone_through, required, stage_of
from tests.governance.test_stops import freeze as freeze_unranked
from tests.governance.test_stops import stopped, unranked
from tests.governance.world import World

BUDGET = Money.of(10_000, "USD")


def facts(**changes: str) -> Facts:
    plain = {"security_class": "internal", "sensitive_data": "none", "jurisdiction": "DE"}
    return Facts(BUDGET, **(plain | changes))


def test_the_shipped_policy_asks_for_it_where_a_mistake_costs_most() -> None:
    asked = {
        "plain": blind_rules(shipped(), facts()),
        "high": blind_rules(shipped(), facts(risk="high")),
        "unknown risk": blind_rules(shipped(), facts(risk="unknown")),
        "health": blind_rules(shipped(), facts(sensitive_data="special_category")),
        "restricted": blind_rules(shipped(), facts(security_class="restricted")),
    }

    assert asked == {
        "plain": (),
        "high": ("high-risk",),
        "unknown risk": (),
        "health": ("special-category",),
        "restricted": ("restricted-work",),
    }


def test_no_stage_where_nobody_asks(world: World) -> None:
    assert case_of(world, world.in_review()).blind is None


def test_the_order_is_drawn_logged_and_can_be_drawn_again(world: World) -> None:
    requisition_id = asked_for(world)

    stage = stage_of(world, requisition_id)

    order = [one.person_id for one in stage.places]
    assert order == drawn(world.people[:4], stage.seed)
    assert {one.propensity for one in stage.places} == {0.25}
    assert (stage.required, stage.rules) == (False, ())
    with world.database.read() as session:
        entry = session.scalars(select(AuditEntry.entry).where(AuditEntry.action == "shortlist.frozen")).one()
    assert json.loads(entry)["facts"]["blind"] == {"order": order, "seed": stage.seed, "required_by": []}


def test_two_lists_are_drawn_by_two_seeds(world: World) -> None:
    seeds = {stage_of(world, asked_for(world)).seed for _ in range(2)}

    assert len(seeds) == 2


def test_it_names_the_rule_that_requires_it(world: World) -> None:
    stage = stage_of(world, required(world))

    assert (stage.required, stage.rules) == (True, ("restricted-work",))


def test_only_the_first_six_are_in_it(world: World) -> None:
    from governance.people.importing import upsert_profiles

    with world.as_("dan") as work:
        upsert_profiles(
            work,
            [{"id": f"more-{n}", "text": f"Python engineer {n}"} for n in range(4)],
            source="marketplace",
            licence="contract 7",
            as_of=world.clock().date(),
        )
    everybody = [*world.people, *(f"P-{1006 + n}" for n in range(3))]
    requisition_id = freeze(world, world.approved(), everybody, blind=True)

    shown = {one.person_id for one in stage_of(world, requisition_id).places}

    assert shown == set(everybody[:6])


def test_whom_an_earlier_list_showed_is_not_blind_any_more(world: World) -> None:
    requisition_id = world.in_review()

    freeze(world, requisition_id, world.people, blind=True)

    assert [one.person_id for one in stage_of(world, requisition_id).places] == ["P-1005"]


def test_ranking_again_before_anybody_saw_the_list_draws_everybody_anew(world: World) -> None:
    requisition_id = asked_for(world)

    freeze(world, requisition_id, blind=True)

    assert len(stage_of(world, requisition_id).places) == 4


def test_with_nobody_unseen_there_is_no_stage(world: World) -> None:
    requisition_id = required(world)
    gone_through(world, requisition_id)

    freeze(world, requisition_id)

    assert case_of(world, requisition_id).blind is None


def test_an_unranked_list_hides_no_order(world: World) -> None:
    requisition_id, stop_id = stopped(world)

    freeze_unranked(world, requisition_id, unranked(world, requisition_id, [stop_id]))

    assert case_of(world, requisition_id).blind is None
