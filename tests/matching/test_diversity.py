"""A list spread over sources: at a stated cost, deterministic, and only as far as asked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.diversity import spread


def order(scores: list[float], sources: list[int], *, top: int = 10, most_lost: float = 0.1) -> list[int]:
    return spread(np.array(scores), np.array(sources, np.int32), top=top, most_lost=most_lost).tolist()


def test_the_source_shown_least_comes_next_where_it_costs_little() -> None:
    assert order([1.0, 0.98, 0.95, 0.94], [0, 0, 0, 1]) == [0, 3, 1, 2]


def test_who_would_cost_more_than_stated_waits() -> None:
    assert order([1.0, 0.98, 0.95, 0.80], [0, 0, 0, 1]) == [0, 1, 2, 3]


def test_nothing_to_lose_keeps_the_order_by_score() -> None:
    assert order([1.0, 0.9, 0.8], [0, 0, 1], most_lost=0.0) == [0, 1, 2]


def test_equal_scores_are_spread_for_nothing() -> None:
    assert order([1.0, 1.0, 1.0], [0, 0, 1], most_lost=0.0) == [0, 2, 1]


def test_those_of_no_stated_source_count_as_one_source() -> None:
    assert order([1.0, 0.99, 0.98], [-1, -1, 0]) == [0, 2, 1]


def test_nobody_gives_nothing() -> None:
    assert order([], []) == []


def test_a_gain_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="loss of 0 or more"):
        order([1.0], [0], most_lost=-0.1)


PEOPLE = st.lists(st.tuples(st.floats(-1, 1), st.integers(-1, 3)), max_size=30)


@given(PEOPLE, st.integers(1, 30), st.floats(0, 0.5))
@settings(max_examples=200, deadline=None)
def test_nobody_is_shown_twice_and_no_place_costs_more_than_stated(
    people: list[tuple[float, int]], top: int, most_lost: float
) -> None:
    people = sorted(people, key=lambda one: -one[0])
    scores = [score for score, _ in people]

    shown = order(scores, [source for _, source in people], top=top, most_lost=most_lost)

    assert len(shown) == len(set(shown)) == min(top, len(people))
    assert all(scores[place] - scores[taken] <= most_lost + 1e-12 for place, taken in enumerate(shown))
