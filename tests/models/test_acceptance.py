"""The gates, on rankers that are known to keep or to break them."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from matching.feature_spec import FeatureSpec, FloatArray
from models.acceptance import champion_gate, hiding_gate, monotone_gate, monotone_violations, stand_ins
from models.ranker import with_stand_ins
from models.resampling import Interval
from tests.models.toys import NAMES, SPECS, random_values

VALUES = random_values(np.random.default_rng(0), 400)
ALL_KNOWN = np.ones(VALUES.shape, bool)


@dataclass
class Weighing:
    """A score by plain weights, right or wrong."""

    weights: list[float]
    own: dict[str, float] = field(default_factory=dict)
    specs: tuple[FeatureSpec, ...] = SPECS

    def raw(self, values: FloatArray, known: np.ndarray) -> FloatArray:
        return np.asarray(with_stand_ins(self.specs, values, known, self.own) @ np.array(self.weights))


def test_a_ranker_that_follows_the_directions_passes() -> None:
    gate = monotone_gate(Weighing([1, 1, 0.01, -0.01, -5]), VALUES)

    assert (gate.passed, gate.figure) == (True, "0 violations in 10,000 perturbations")


@pytest.mark.parametrize("column", [0, 1, 2, 3])
def test_a_single_wrong_direction_is_found(column: int) -> None:
    weights = [1.0, 1.0, 0.01, -0.01, 0.0]
    weights[column] *= -1

    gate = monotone_gate(Weighing(weights), VALUES)

    assert not gate.passed
    assert monotone_violations(Weighing(weights), VALUES, seed=0, perturbations=10_000) == pytest.approx(
        2_500, abs=200
    )


def test_a_feature_free_of_direction_may_go_either_way() -> None:
    assert monotone_gate(Weighing([0, 0, 0, 0, -9]), VALUES).passed


def test_a_stand_in_worse_than_most_lets_nobody_gain_by_hiding() -> None:
    values = VALUES.copy()
    values[:, NAMES.index("success")] = np.linspace(86, 100, len(values))
    values[:, NAMES.index("age")] = np.linspace(0, 170, len(values))

    gate = hiding_gate(Weighing([1, 1, 0.01, -0.01, 0]), values, ALL_KNOWN)

    assert gate.passed
    assert gate.figure == "0 who state the average would gain; at most 0% of those who state a fact"


def test_a_stand_in_better_than_the_average_fails() -> None:
    gate = hiding_gate(Weighing([1, 1, 0.01, -0.01, 0]), VALUES, ALL_KNOWN)

    assert not gate.passed
    assert "contracts that ended well" in gate.figure or "days since" in gate.figure
    assert not gate.figure.startswith("0 who")


def test_stand_ins_learned_from_the_data_mend_that() -> None:
    found = stand_ins(SPECS, VALUES, ALL_KNOWN)

    success, age = VALUES[:, NAMES.index("success")], VALUES[:, NAMES.index("age")]
    assert set(found) == {"success", "age"}
    assert found["success"] == pytest.approx(np.quantile(success, 0.25), abs=1)
    assert found["age"] == pytest.approx(np.quantile(age, 0.75), abs=10)
    assert hiding_gate(Weighing([1, 1, 0.01, -0.01, 0], found), VALUES, ALL_KNOWN).passed


def test_too_few_stated_values_move_no_stand_in() -> None:
    known = ALL_KNOWN.copy()
    known[39:, NAMES.index("success")] = False

    assert set(stand_ins(SPECS, VALUES, known)) == {"age"}


@pytest.mark.parametrize(("low", "passed"), [(-0.01, True), (-0.011, False), (0.2, True)])
def test_the_champion_gate_asks_for_the_lower_end(low: float, passed: bool) -> None:
    assert champion_gate(Interval(0.3, low, 0.5)).passed is passed


def test_without_a_champion_there_is_nothing_to_be_worse_than() -> None:
    gate = champion_gate(None)

    assert gate.passed
    assert "no model in service" in gate.figure
