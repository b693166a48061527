"""Intervals: seeded, around the mean, as wide as the roles differ."""

import numpy as np
import pytest

from models.resampling import Interval, mean_interval, paired_difference


def test_equal_values_give_an_interval_of_no_width() -> None:
    assert mean_interval([0.5] * 8) == Interval(0.5, 0.5, 0.5)


def test_one_role_gives_an_interval_of_no_width() -> None:
    assert mean_interval([0.3]) == Interval(0.3, 0.3, 0.3)


def test_the_interval_of_many_roles_is_the_normal_one() -> None:
    values = np.random.default_rng(1).normal(0.5, 0.1, 400)

    found = mean_interval(values)

    half = 1.96 * values.std() / np.sqrt(len(values))
    assert found.low == pytest.approx(values.mean() - half, abs=0.0015)
    assert found.high == pytest.approx(values.mean() + half, abs=0.0015)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    values = [0.1, 0.9, 0.4, 0.7]

    assert mean_interval(values, seed=3) == mean_interval(values, seed=3)
    assert mean_interval(values, seed=3, resamples=50) != mean_interval(values, seed=4, resamples=50)


def test_a_constant_lead_is_certain_however_much_roles_differ() -> None:
    theirs = np.array([0.1, 0.5, 0.9])

    found = paired_difference(theirs + 0.05, theirs)

    assert (found.mean, found.low, found.high) == pytest.approx((0.05, 0.05, 0.05))


def test_different_roles_on_the_two_sides_are_refused() -> None:
    with pytest.raises(ValueError, match="the same roles"):
        paired_difference([1.0], [1.0, 0.0])


def test_no_roles_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one role"):
        mean_interval([])
