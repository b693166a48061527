"""Scores as probabilities. Everything measured here is simulated: a test of the code, no claim about people."""

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.errors import InputError
from matching.feature_spec import FloatArray
from models.calibration import (
    FEWEST_OUTCOMES,
    FEWEST_PEERS,
    Calibrator,
    Curve,
    calibration_errors,
    cross_fitted,
    expected_calibration_error,
    fit_calibrator,
    role_features,
)


@dataclass(frozen=True)
class Past:
    """Engaged people of simulated roles, and the true probability that each did well."""

    scores: FloatArray
    features: FloatArray
    truth: FloatArray
    role_of: np.ndarray
    good: np.ndarray


def past(roles: int, seed: int, engaged: int = 3) -> Past:
    """Roles of unlike difficulty, which moves the mean score only a little; the better are engaged more often."""
    draw = np.random.default_rng(seed)
    scores, features, truth = [], [], []
    for easiness in draw.normal(size=roles):
        standing = draw.normal(size=200)
        chosen = np.argsort(-(standing + draw.normal(scale=0.7, size=200)))[: 10 * engaged : 10]
        raw = standing + 0.5 * easiness
        scores.append(raw[chosen])
        features.append(np.tile(role_features(raw), (engaged, 1)))
        truth.append(1 / (1 + np.exp(-(0.9 * standing[chosen] + 1.5 * easiness - 1.0))))
    sure = np.concatenate(truth)
    return Past(
        np.concatenate(scores), np.concatenate(features), sure, np.repeat(np.arange(roles), engaged),
        (draw.random(len(sure)) < sure).astype(np.int64),
    )  # fmt: skip


def fitted_on(data: Past, seed: int = 0) -> Calibrator:
    return fit_calibrator(data.scores, data.features, data.good, data.role_of, seed=seed)


def ranked(count: int) -> FloatArray:
    """Scores of a role like the simulated ones, the lowest first."""
    return np.linspace(-1, 1, count) / np.linspace(-1, 1, count).std()


@cache
def calibrator() -> Calibrator:
    return fitted_on(past(400, seed=1))


def test_on_simulated_roles_it_never_saw_the_error_is_small_overall_and_in_each_third_of_difficulty() -> None:
    later = past(1_500, seed=2)

    value, _, _ = calibrator().probabilities(later.scores, later.features)

    errors = calibration_errors(value, later.truth, later.features[:, 0], seed=0)
    assert [one.group for one in errors] == ["all", "hard", "middle", "easy"]
    assert max(one.ece for one in errors) <= 0.05


def test_without_role_features_hard_and_easy_roles_are_far_off() -> None:
    data, later = past(400, seed=1), past(1_500, seed=2)
    blind = fit_calibrator(data.scores, np.zeros((1_200, 0)), data.good, data.role_of, seed=0)

    value, _, _ = blind.probabilities(later.scores, np.zeros((4_500, 0)))

    errors = {one.group: one for one in calibration_errors(value, later.truth, later.features[:, 0], seed=0)}
    assert min(errors["hard"].ece, errors["easy"].ece) > 0.1
    assert not errors["hard"].passed


def test_an_error_measured_on_few_outcomes_passes_as_far_as_chance_explains_it() -> None:
    data = past(80, seed=3)

    errors = calibration_errors(
        cross_fitted(data.scores, data.features, data.good, data.role_of),
        data.good,
        data.features[:, 0],
        seed=0,
    )

    assert all(one.passed for one in errors)
    assert max(one.ece for one in errors) > 0.05


def test_the_interval_holds_the_simulated_truth_about_as_often_as_it_says() -> None:
    held = []
    for seed in range(3):
        later = past(300, seed=50 + seed)
        _, low, high = fitted_on(past(150, seed=20 + seed)).probabilities(later.scores, later.features)
        held.append(((low <= later.truth) & (later.truth <= high)).mean())

    assert np.mean(held) > 0.88


def test_more_outcomes_narrow_the_interval() -> None:
    later = past(100, seed=9)

    def width(found: Calibrator) -> float:
        _, low, high = found.probabilities(later.scores, later.features)
        return float((high - low).mean())

    assert width(calibrator()) < 0.8 * width(fitted_on(past(70, seed=1)))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(-8, 8), min_size=2, max_size=40),
    st.floats(-3, 3),
    st.floats(0, 4),
    st.sampled_from([0, 1, 2]),
)
def test_a_higher_score_never_has_a_lower_probability_nor_interval(
    scores: list[float], mean: float, spread: float, which: int
) -> None:
    ordered = np.sort(scores)

    found = several()[which].probabilities(ordered, np.tile([mean, spread], (len(scores), 1)))

    for ends in found:
        assert (np.diff(ends) >= -1e-12).all()
    value, low, high = found
    assert ((low <= value) & (value <= high) & (low >= 0) & (high <= 1)).all()


@cache
def several() -> list[Calibrator]:
    """One that learned much, one that learned little, and one whose outcomes speak against the score."""
    data = past(150, seed=4)
    against = fit_calibrator(-data.scores, data.features, data.good, data.role_of, seed=0)
    return [calibrator(), fitted_on(past(70, seed=5)), against]


def test_where_outcomes_speak_against_the_score_it_has_no_say() -> None:
    found = several()[2]

    assert found.curve.weights[1] == 0
    assert min(one.weights[1] for one in found.resampled) == 0


def test_the_same_outcomes_and_seed_give_the_same_calibrator() -> None:
    assert fitted_on(past(70, seed=5)) == several()[1]
    assert fitted_on(past(70, seed=5), seed=1) != several()[1]


def test_it_is_the_same_after_json() -> None:
    again = Calibrator.from_dict(json.loads(json.dumps(calibrator().as_dict())))

    assert again == calibrator()
    later = past(20, seed=7)
    assert np.array_equal(
        again.probabilities(later.scores, later.features),
        calibrator().probabilities(later.scores, later.features),
    )


def test_200_outcomes_are_enough_and_199_are_refused() -> None:
    data = past(100, seed=6, engaged=2)

    assert FEWEST_OUTCOMES == 200
    assert fitted_on(data).n == 200
    with pytest.raises(InputError, match="too few") as caught:
        fit_calibrator(data.scores[:-1], data.features[:-1], data.good[:-1], data.role_of[:-1], seed=0)
    assert [str(fault) for fault in caught.value.faults] == [
        "outcomes: expected at least 200 matured outcomes, found 199"
    ]


def test_all_that_is_missing_is_said_at_once() -> None:
    data = past(5, seed=6)

    with pytest.raises(InputError) as caught:
        fit_calibrator(data.scores, data.features, np.ones(15), data.role_of, seed=0)

    assert [fault.found for fault in caught.value.faults] == ["15", "5", "15", "0"]


def test_a_calibrator_read_back_with_fewer_outcomes_than_that_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 200 outcomes"):
        Calibrator.from_dict({**calibrator().as_dict(), "n": 199})


@pytest.mark.parametrize(
    ("weight", "heights"), [(-1.0, (0.2, 0.8)), (1.0, (0.8, 0.2))], ids=["line", "isotonic"]
)
def test_a_map_that_falls_as_the_score_rises_is_refused(weight: float, heights: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="never falls"):
        Curve((0.0, weight), ((0.0, heights[0]), (1.0, heights[1])), 0.5)


def test_everybody_ranked_for_a_role_gets_one_with_the_number_of_outcomes() -> None:
    found = calibrator().of_role(ranked(40))

    assert found[0] is None
    assert found[-1] is not None
    assert found[-1].n == 1_200
    assert 0 < found[-1].low < found[-1].value < found[-1].high < 1


def test_whoever_scores_below_all_with_outcomes_gets_none() -> None:
    scores = ranked(40)

    found = calibrator().of_role(scores)

    assert [one is None for one in found] == (scores < calibrator().lowest_score).tolist()


def test_a_role_unlike_all_with_outcomes_gets_none() -> None:
    assert calibrator().of_role(ranked(40) + 10) == [None] * 40


def test_a_role_too_few_are_ranked_for_gets_none() -> None:
    scores = ranked(FEWEST_PEERS)

    assert calibrator().of_role(scores)[-1] is not None
    assert calibrator().of_role(ranked(FEWEST_PEERS - 1)) == [None] * (FEWEST_PEERS - 1)


def test_the_calibration_error_by_hand() -> None:
    # Bin 0.2-0.3: mean 0.25, none good; bin 0.9-1: mean 0.95, one in two.
    assert expected_calibration_error([0.2, 0.3 - 1e-9, 0.9, 1.0], [0, 0, 1, 0]) == pytest.approx(
        (2 * 0.25 + 2 * 0.45) / 4
    )


def test_exact_probabilities_have_no_calibration_error() -> None:
    assert expected_calibration_error([0.0, 1.0, 0.5, 0.5], [0, 1, 0, 1]) == 0


def test_a_calibration_error_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="one outcome a probability"):
        expected_calibration_error([], [])
