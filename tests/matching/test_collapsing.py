"""The same words twice are listed once, under whoever stands best, and counted."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from matching.collapsing import MOST_COMPARED, collapse

WIDTH = 10


def rows(*texts: str) -> NDArray[np.uint32]:
    """Sketches of ten places: `aaaaaaabbb` agrees with `aaaaaaaccc` in seven; `.` is a text too short to compare."""
    return np.array([[0 if c == "." else ord(c) for c in text] for text in texts], np.uint32).reshape(
        -1, WIDTH
    )


def test_nearly_the_same_words_stand_under_the_best_of_them_in_order() -> None:
    found = collapse(rows("aaaaaaaaaa", "bbbbbbbbbb", "aaaaaacccc", "aaaaaaaaaa"))

    assert found.kept.tolist() == [0, 1]
    assert found.under == {0: (2, 3)}
    assert found.count == 2


def test_less_than_the_stated_share_is_another_text() -> None:
    assert collapse(rows("aaaaaaaaaa", "aaaaaccccc")).count == 0


def test_no_chain_of_small_steps_joins_two_texts_that_differ() -> None:
    found = collapse(rows("aaaaaaaaaa", "aaaaaabbbb", "aabbbbbbbb"))

    # The third is near the second, which is listed already, and not near the first.
    assert found.under == {0: (1,)}
    assert found.kept.tolist() == [0, 2]


def test_texts_too_short_to_be_told_apart_are_never_joined() -> None:
    assert collapse(rows("." * WIDTH, "." * WIDTH)).count == 0


def test_without_sketches_everybody_stands_alone() -> None:
    assert collapse(np.zeros((3, 0), np.uint32)).kept.tolist() == [0, 1, 2]


def test_whoever_stands_below_those_compared_stands_alone() -> None:
    many = np.arange(1, (MOST_COMPARED + 2) * WIDTH + 1, dtype=np.uint32).reshape(-1, WIDTH)
    many[-1] = many[0]

    assert collapse(many).count == 0


@given(st.lists(st.text("ab.", min_size=WIDTH, max_size=WIDTH), max_size=12))
@settings(max_examples=200, deadline=None)
def test_everybody_is_kept_or_listed_once_and_the_order_of_the_kept_is_the_order_given(
    texts: list[str],
) -> None:
    found = collapse(rows(*texts))

    listed = [place for others in found.under.values() for place in others]
    assert sorted([*found.kept, *listed]) == list(range(len(texts)))
    assert found.kept.tolist() == sorted(found.kept)
    assert set(found.under) <= set(found.kept.tolist())
    assert all(first < place for first, others in found.under.items() for place in others)
