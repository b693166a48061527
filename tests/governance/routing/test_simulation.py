"""What the simulator says is what a real request then meets."""

from typing import Any

import pytest

from governance import accounts
from governance.money import Money
from governance.reading import requisition_case
from governance.routing.planning import Facts
from governance.routing.policies import in_force
from governance.routing.simulation import SimulatedRoute, foresee, simulate
from matching.errors import InputError
from tests.governance.routing.test_delegation import stand_in
from tests.governance.world import UNIT, World, intake


def simulated(
    world: World, amount: int = 40_000, requester: str | None = None, unit: str = UNIT, **known: Any
) -> SimulatedRoute:
    """The route of the request."""
    facts: dict[str, Any] = {"security_class": "internal", "sensitive_data": "none", "jurisdiction": "DE"}
    with world.database.read() as session:
        return simulate(
            session,
            in_force(session),
            Facts(Money.of(amount, "USD"), **facts | known),
            business_unit=unit,
            now=world.clock(),
            requester=world.actor(requester) if requester else None,
        )[0]


def names(route: SimulatedRoute) -> list[list[str]]:
    return [[one.name for one in step.people] for step in route.steps]


def test_it_names_the_people_who_could_answer_and_why_the_step_is_needed(world: World) -> None:
    route = simulated(world)

    assert names(route) == [["Fay", "Hana", "Paul", "Petra"]]
    assert [rule for rule, _ in route.steps[0].why] == ["every-request"]
    assert "says yes to every request" in route.steps[0].why[0][1]


def test_a_limit_that_is_too_low_leaves_somebody_out(world: World) -> None:
    assert names(simulated(world, 100_001)) == [["Fay"]]


def test_where_nobody_could_answer_it_says_what_is_missing(world: World) -> None:
    step = simulated(world, 2_000_000).steps[0]

    assert step.people == ()
    assert step.missing == (
        "nobody: a grant of finance or procurement in Payments with an approval limit of at least 2,000,000.00 USD is missing"
    )


def test_the_requester_is_no_approver(world: World) -> None:
    assert names(simulated(world, requester="paul")) == [["Fay", "Hana", "Petra"]]


def test_another_unit_has_other_people(world: World) -> None:
    assert names(simulated(world, unit="Legal")) == [["Fay"]]


def test_a_delegate_is_named_with_whom_they_would_answer_for(world: World) -> None:
    stand_in(world)

    people = simulated(world).steps[0].people

    assert [(one.name, one.on_behalf_of) for one in people if one.on_behalf_of] == [("Otto", "Paul")]


def test_who_has_left_is_not_named(world: World) -> None:
    with world.as_("ada") as work:
        accounts.disable(work, world.actor("paul").id)

    assert names(simulated(world)) == [["Fay", "Hana", "Petra"]]


def test_too_few_people_for_all_steps_together_is_said(world: World) -> None:
    route = simulated(world, 200_000)

    assert names(route) == [["Fay"], ["Fay"]]
    assert route.short is not None
    assert "2 different people" in route.short
    world.give("petra", "procurement", approval_limit=Money.of(10**6, "USD"))
    assert simulated(world, 200_000).short is None


@pytest.mark.parametrize("amount", [40_000, 200_000])
@pytest.mark.parametrize("security", ["internal", "secret"])
@pytest.mark.parametrize("data", ["none", "special_category"])
def test_a_real_request_meets_the_same_steps(
    file_world: World, amount: int, security: str, data: str
) -> None:
    foreseen = simulated(file_world, amount, security_class=security, sensitive_data=data)
    requisition_id = file_world.submitted(
        budget=Money.of(amount, "USD"), intake=intake("mona", security_class=security, sensitive_data=data)
    )

    with file_world.database.read() as session:
        route = requisition_case(session, file_world.actor("cora"), requisition_id).routes[0]

    met = [(step.stage, set(step.roles), step.within_limit, step.rules) for step in route.steps]
    assert met == [
        (s.stage, set(s.roles), s.within_limit, tuple(rule for rule, _ in s.why)) for s in foreseen.steps
    ]
    assert [step.due_at for step in route.steps if step.due_at] == [
        s.due_at for s in foreseen.steps if s.stage == 1
    ]


@pytest.mark.parametrize("unit", ["*", " "])
def test_it_is_asked_of_one_business_unit(world: World, unit: str) -> None:
    facts = Facts(
        Money.of(40_000, "USD"), security_class="internal", sensitive_data="none", jurisdiction="DE"
    )

    with world.database.read() as session, pytest.raises(InputError, match="expected one business unit"):
        foresee(session, world.actor("cora"), facts, business_unit=unit, now=world.clock())
