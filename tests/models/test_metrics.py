"""Metrics against figures worked out by hand, and what must hold of any ranking."""

from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import metrics

GRADES = st.lists(st.integers(0, 4), min_size=1, max_size=30)


def test_ndcg_of_three_ranks_is_what_one_works_out_by_hand() -> None:
    # gains 1, 0, 7 at discounts 1, log2(3), 2; ideal 7, 1, 0
    expected = (1 + 7 / 2) / (7 + 1 / log2(3))

    assert metrics.ndcg([1, 0, 3], [3, 1, 0], 3) == pytest.approx(expected)


def test_a_relevant_profile_that_was_judged_and_not_ranked_lowers_ndcg_and_recall_and_map() -> None:
    ranked, judged = [1], [1, 1]

    assert metrics.ndcg(ranked, judged, 5) == pytest.approx(1 / (1 + 1 / log2(3)))
    assert metrics.recall(ranked, judged, 5) == 0.5
    assert metrics.average_precision(ranked, judged) == 0.5


def test_average_precision_averages_the_precision_at_each_relevant_rank() -> None:
    assert metrics.average_precision([1, 0, 2, 0], [1, 2, 0, 0]) == pytest.approx((1 / 1 + 2 / 3) / 2)


def test_reciprocal_rank_is_that_of_the_first_relevant() -> None:
    assert metrics.reciprocal_rank([0, 0, 1, 4]) == pytest.approx(1 / 3)


def test_precision_counts_empty_ranks_as_misses() -> None:
    assert metrics.precision([1, 1], 10) == pytest.approx(0.2)


def test_without_anything_relevant_every_metric_is_zero() -> None:
    assert set(metrics.role_metrics([0, 0], [0, 0], (1, 5)).values()) == {0.0}


def test_a_negative_grade_counts_as_not_relevant() -> None:
    assert metrics.ndcg([-2, 1], [-2, 1], 2) == metrics.ndcg([0, 1], [0, 1], 2)


@given(GRADES)
def test_a_perfect_ranking_has_ndcg_map_and_mrr_of_one(grades: list[int]) -> None:
    best = sorted(grades, reverse=True)
    found = metrics.role_metrics(best, grades, (1, 3, len(grades)))

    expected = 1.0 if max(grades) >= 1 else 0.0
    assert found["ndcg@1"] == pytest.approx(expected)
    assert found["ndcg@3"] == pytest.approx(expected)
    assert found["map"] == pytest.approx(expected)
    assert found["mrr"] == expected
    assert found[f"recall@{len(grades)}"] == expected


@given(GRADES, st.randoms())
def test_every_metric_of_every_ranking_lies_between_0_and_1(grades: list[int], random: object) -> None:
    ranked = list(grades)
    random.shuffle(ranked)  # type: ignore[attr-defined]

    for value in metrics.role_metrics(ranked, grades, (1, 5, 10)).values():
        assert 0.0 <= value <= 1.0 + 1e-12


@given(st.lists(st.integers(0, 4), min_size=2, max_size=20), st.integers(0, 18))
def test_swapping_a_worse_grade_downwards_never_lowers_ndcg(grades: list[int], at: int) -> None:
    at = min(at, len(grades) - 2)
    mended = list(grades)
    mended[at : at + 2] = sorted(grades[at : at + 2], reverse=True)

    assert metrics.ndcg(mended, grades, len(grades)) >= metrics.ndcg(grades, grades, len(grades)) - 1e-12


def test_metrics_take_arrays_as_well_as_lists() -> None:
    assert metrics.ndcg(np.array([2, 0]), np.array([0, 2]), 2) == 1.0
