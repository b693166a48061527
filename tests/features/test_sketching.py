"""Sketches agree as texts do: equal words fully, other words hardly, and a few words not at all."""

from pathlib import Path

import numpy as np
import pytest

from features.sketching import FEWEST_WORDS, WIDTH, sketch, sketches
from matching.collapsing import collapse
from tests.bench.cvs import read_cvs

WORDS = [f"word{i}" for i in range(200)]
TEXT = " ".join(WORDS)


def agreement(one: str, other: str) -> float:
    return float((sketch(one) == sketch(other)).mean())


def test_the_same_words_give_the_same_sketch_whatever_their_case_and_marks() -> None:
    assert np.array_equal(sketch(TEXT), sketch(TEXT.upper().replace(" ", ",\n  ")))


def test_other_words_give_another_sketch() -> None:
    assert agreement(TEXT, " ".join(f"other{i}" for i in range(200))) < 0.05


def test_a_copy_with_a_paragraph_cut_agrees_as_far_as_it_goes() -> None:
    # 150 of 200 words: 149 of 199 pairs of neighbours are common.
    assert agreement(TEXT, " ".join(WORDS[:150])) == pytest.approx(149 / 199, abs=0.13)


def test_a_text_of_few_words_has_no_sketch() -> None:
    assert not sketch(" ".join(WORDS[: FEWEST_WORDS - 1])).any()
    assert sketch(" ".join(WORDS[:FEWEST_WORDS])).all()


def test_no_texts_give_no_rows() -> None:
    assert sketches([]).shape == (0, WIDTH)


def test_any_text_has_a_sketch() -> None:
    assert sketch("\ud800 \U0001f600 " * 5_000).shape == (WIDTH,)


def test_of_real_cvs_only_copies_are_joined(candor_data: Path) -> None:
    cvs = read_cvs(candor_data)
    ids = sorted(cvs)
    texts = [cvs[person][1] for person in ids]

    found = [
        (ids[start + first], ids[start + second])
        for start in range(0, len(ids), 500)
        for first, others in collapse(sketches(texts[start : start + 500])).under.items()
        for second in others
    ]

    # Each pair has one category and one title: the first line of a CV.
    assert found
    assert all(cvs[one][0] == cvs[other][0] for one, other in found)
    assert all(cvs[one][1].split()[:2] == cvs[other][1].split()[:2] for one, other in found)
