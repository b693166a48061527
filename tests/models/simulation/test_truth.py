"""The truth: between its limits, monotone where it says so, and the same truth that made the history."""

import numpy as np
import pytest

from governance.training_data import outcome_grade
from matching.roles import Role
from models.simulation import Marketplace
from models.simulation.history import decided
from models.simulation.truth import Chances
from tests.models.simulation.conftest import ROLES

BACKEND = Role.model_validate(ROLES[0])


def test_every_probability_lies_between_nought_and_one(market: Marketplace) -> None:
    chances = market.truth.chances(BACKEND)

    for name in Chances.__dataclass_fields__:
        values = getattr(chances, name)
        assert ((values > 0) & (values < 1)).all(), name


def test_suitability_lies_between_nought_and_one(market: Marketplace) -> None:
    suitability = market.truth.suitability(BACKEND)

    assert suitability.min() >= 0
    assert suitability.max() <= 1


def test_the_suited_are_those_of_the_craft(market: Marketplace) -> None:
    best = np.argsort(-market.truth.suitability(BACKEND))[:20]
    crafts = [market.population.catalogue.crafts[market.population.craft[row]].id for row in best]

    assert crafts.count("backend-engineer") >= 15


def test_asking_for_more_years_lowers_the_suitability_of_juniors_only(market: Marketplace) -> None:
    longer = BACKEND.model_copy(update={"min_years": 10.0})
    change = market.truth.suitability(longer) - market.truth.suitability(BACKEND)

    assert (change <= 1e-12).all()
    assert (change[market.population.years >= 10] == 0).all()
    assert (change[market.population.years < 4] < 0).all()


def test_a_lower_cap_makes_no_one_likelier_to_accept_or_to_stay_on_budget(market: Marketplace) -> None:
    tight = Role.model_validate({**ROLES[0], "max_hourly_rate": {"amount": 40, "currency": "USD"}})
    before, after = market.truth.chances(BACKEND), market.truth.chances(tight)

    assert (after.says_yes <= before.says_yes + 1e-12).all()
    assert (after.on_budget <= before.on_budget + 1e-12).all()
    assert np.array_equal(after.accepted, before.accepted)


def test_a_role_with_nothing_the_simulation_knows_rests_on_general_ability(market: Marketplace) -> None:
    role = Role(id="odd", title="Falconer", must_have=["falconry for vineyards"])

    suitability = market.truth.suitability(role)

    assert np.corrcoef(suitability, market.population.mean_ability)[0, 1] > 0.99


def test_the_expected_grade_is_the_mean_of_drawn_grades(market: Marketplace) -> None:
    row = int(np.argsort(-market.truth.suitability(BACKEND))[40])
    draw = np.random.default_rng(3)

    grades = [market.truth.draw(BACKEND, row, draw).grade for _ in range(800)]

    error = np.std(grades) / np.sqrt(len(grades))
    assert np.mean(grades) == pytest.approx(market.truth.expected_grade(BACKEND)[row], abs=4 * error)


def test_grades_are_those_that_training_reads(market: Marketplace) -> None:
    outcomes = [shown.outcome for _, shown in decided(market.history) if shown.outcome]

    assert {outcome.grade for outcome in outcomes} == {1, 3, 4}
    assert [outcome.grade for outcome in outcomes] == [outcome_grade(outcome) for outcome in outcomes]
