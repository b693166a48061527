"""Both rankers: exact parts, refusal of other features, no score from hiding."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.errors import RunError
from matching.feature_spec import FeatureMatrix
from matching.ports import Compared
from matching.roles import Role
from matching.shortlist import Basis
from models.calibration import Calibrator, Curve
from models.ranker import AdditiveRanker, BoosterRanker, Identity, Term, straight
from models.training import train
from tests.models.toys import NAMES, SPECS, compared, matrix, past_data, random_values

ROLE = Role(id="r", title="Engineer", must_have=["Python", "SQL"])


def additive() -> AdditiveRanker:
    weights = {"met": 2.0, "shown": 1.0, "success": 0.5, "age": 0.25}
    return AdditiveRanker(
        SPECS, terms={spec.name: straight(spec, weights[spec.name]) for spec in SPECS if spec.name in weights}
    )


@cache
def boosted() -> BoosterRanker:
    return train(past_data(), specs=SPECS).ranker


@cache
def boosted_on_a_prior() -> BoosterRanker:
    return replace(boosted(), prior=additive().terms)


def both() -> list[AdditiveRanker | BoosterRanker]:
    return [additive(), boosted(), boosted_on_a_prior()]


def test_a_booster_on_a_prior_adds_to_what_the_prior_says() -> None:
    values = random_values(np.random.default_rng(5), 30)
    known = np.ones(values.shape, bool)

    total = boosted_on_a_prior().raw(values, known)

    assert total == pytest.approx(boosted().raw(values, known) + additive().raw(values, known))


def test_an_additive_score_is_the_sum_of_weight_times_scaled_value() -> None:
    scored = additive().score(compared([(1, 0.5, 80, 0, 0.9), (0, 0, 0, 1000, 0)]))

    assert scored.scores.tolist() == pytest.approx([2 + 0.5 + 0.4 + 0.25, 0])
    assert scored.base == pytest.approx(3.15 / 2)
    assert scored.contributions[0].tolist() == pytest.approx([1, 0.25, 0.2, 0.125, 0])


def test_a_shape_is_flat_beyond_its_ends() -> None:
    term = Term(2.0, ((0.2, 0.0), (0.4, 1.0)))

    assert term(np.array([0.0, 0.3, 0.9])).tolist() == pytest.approx([0, 1, 2])


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60))
def test_base_and_parts_sum_to_the_score_for_any_candidates(seed: int, count: int) -> None:
    values = random_values(np.random.default_rng(seed), count)

    for ranker in both():
        scored = ranker.score(compared(values.tolist()))
        assert np.abs(scored.base + scored.contributions.sum(axis=1) - scored.scores).max() < 1e-9
        assert scored.base == pytest.approx(scored.scores.mean())
        assert np.abs(scored.contributions.mean(axis=0)).max() < 1e-6


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_the_reasons_of_every_group_sum_to_the_score(seed: int) -> None:
    found = compared(random_values(np.random.default_rng(seed), 12).tolist())

    for ranker in both():
        scored = ranker.score(found)
        for row, reasons in enumerate(ranker.reasons(ROLE, found, scored, range(12))):
            assert {reason.group for reason in reasons} == {spec.group for spec in SPECS}
            assert scored.base + sum(reason.contribution for reason in reasons) == pytest.approx(
                scored.scores[row], abs=1e-6
            )


def test_the_same_person_scores_the_same_wherever_they_stand() -> None:
    values = random_values(np.random.default_rng(0), 40)
    values[17] = values[3] + 1e-9

    for ranker in both():
        scores = ranker.score(compared(values.tolist())).scores
        assert scores[17] == scores[3]


def test_nobody_to_rank_gives_empty_arrays() -> None:
    for ranker in both():
        scored = ranker.score(
            Compared(FeatureMatrix(SPECS, np.zeros((0, 5)), np.zeros((0, 5), bool)), np.zeros((0, 0)))
        )
        assert (scored.scores.shape, scored.contributions.shape, scored.base) == ((0,), (0, 5), 0.0)


def test_a_matrix_of_other_features_is_refused_with_what_to_do() -> None:
    other = (replace(SPECS[0], missing=0.5), *SPECS[1:])
    found = compared([(1, 1, 1, 1, 1)])
    changed = replace(found, matrix=replace(found.matrix, specs=other))

    for ranker in both():
        with pytest.raises(RunError, match="expected the features the model was made for") as caught:
            ranker.score(changed)
        assert "candor train" in str(caught.value.hint)


def test_equal_features_in_another_tuple_are_accepted() -> None:
    again = tuple(replace(spec) for spec in SPECS)
    found = compared([(1, 1, 1, 1, 1)])

    assert additive().score(replace(found, matrix=replace(found.matrix, specs=again))).scores.shape == (1,)


def test_the_models_own_stand_in_replaces_the_declared_one() -> None:
    ranker = replace(additive(), stand_ins={"success": 40.0})
    unknown = matrix([(0, 0, 85, 1000, 0)], unknown=[(0, "success")])

    assert ranker.raw(unknown.values, unknown.known).tolist() == pytest.approx([0.2])
    assert ranker.raw(unknown.values, np.ones((1, 5), bool)).tolist() == pytest.approx([0.425])


def test_there_is_no_probability_before_own_outcomes_suffice() -> None:
    assert additive().probability(compared([(1, 1, 1, 1, 1)] * 3)) == [None, None, None]


def test_a_weight_against_the_declared_direction_is_refused() -> None:
    with pytest.raises(ValueError, match="age to follow its direction -1"):
        AdditiveRanker(SPECS, terms={"age": Term(1.0, ((0.0, 0.0), (100.0, 1.0)))})


def test_a_weight_of_an_undeclared_feature_is_refused() -> None:
    with pytest.raises(ValueError, match="charm"):
        AdditiveRanker(SPECS, terms={"charm": Term(1.0, ((0.0, 0.0), (1.0, 1.0)))})


def test_a_shape_whose_values_do_not_rise_is_refused() -> None:
    with pytest.raises(ValueError, match="rising value"):
        AdditiveRanker(SPECS, terms={"met": Term(1.0, ((0.5, 0.0), (0.5, 1.0)))})


def test_text_that_is_no_booster_is_refused() -> None:
    with pytest.raises(RunError, match="expected a LightGBM booster"):
        BoosterRanker(SPECS, model="not a booster")


def test_a_booster_learned_what_mattered_in_the_past_roles() -> None:
    low, high = random_values(np.random.default_rng(5), 200), random_values(np.random.default_rng(5), 200)
    low[:, NAMES.index("met")], high[:, NAMES.index("met")] = 0.1, 0.9

    gained = boosted().raw(high, np.ones(high.shape, bool)) - boosted().raw(low, np.ones(low.shape, bool))

    assert gained.min() >= 0
    assert gained.mean() > 0.2


def calibrator() -> Calibrator:
    curve = Curve((0.0, 1.0, 0.0, 0.0), ((-9.0, 0.1), (9.0, 0.9)), 0.5)
    return Calibrator(curve, (curve,) * 3, 200, -9.0, (-9.0, 0.0), (9.0, 9.0))


@pytest.mark.parametrize("basis", ["prior", "simulated"])
def test_even_with_a_calibrator_no_other_basis_shows_a_probability(basis: Basis) -> None:
    found = compared(random_values(np.random.default_rng(2), 30).tolist())
    own = replace(additive(), calibrator=calibrator(), identity=Identity(basis="own_outcomes"))

    assert None not in own.probability(found)
    assert replace(own, identity=Identity(basis=basis)).probability(found) == [None] * 30


def test_a_probability_for_other_features_is_refused() -> None:
    own = replace(additive(), calibrator=calibrator(), identity=Identity(basis="own_outcomes"))
    found = compared([(1, 1, 1, 1, 1)])
    other = replace(found, matrix=replace(found.matrix, specs=SPECS[::-1]))

    with pytest.raises(RunError, match="features the model was made for"):
        own.probability(other)
