"""The nearest word of each passage, however the words are cut into blocks."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from matching import word_vectors
from matching.vectors import ByteVectors
from matching.word_vectors import WordVectors

WIDTH = 8


def some(counts: list[int], seed: int = 3) -> WordVectors:
    random = np.random.default_rng(seed)
    drawn = (random.standard_normal((count, WIDTH)).astype(np.float32) for count in counts)
    return WordVectors.of(
        [ByteVectors.of(one / np.linalg.norm(one, axis=1, keepdims=True)) for one in drawn], WIDTH
    )


def plainly(
    words: WordVectors, passages: NDArray[np.intp], asked: NDArray[np.float32]
) -> NDArray[np.float32]:
    return np.array([np.max(words[passage][:] @ asked.T, axis=0, initial=0) for passage in passages.tolist()])


@pytest.mark.parametrize("at_once", [1, 2, 5, 10_000])
def test_each_passage_has_its_nearest_word(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_vectors, "_AT_ONCE", at_once)
    words = some([3, 0, 5, 1, 0, 0, 2, 7])
    asked = some([4], seed=5).vectors[:]
    passages = np.array([7, 1, 2, 2, 0, 4, 3, 5, 6])

    found = words.nearest(passages, asked)

    assert found == pytest.approx(plainly(words, passages, asked), abs=1e-3)
    assert (found[[1, 5, 7]] == 0).all()


def test_passages_without_any_word_are_near_to_nothing() -> None:
    words = some([0, 0])

    assert words.nearest(np.array([0, 1]), np.eye(WIDTH, dtype=np.float32)).tolist() == [[0] * WIDTH] * 2
    assert words.nearest(np.array([], np.intp), np.eye(WIDTH, dtype=np.float32)).shape == (0, WIDTH)


def test_words_keep_their_passage() -> None:
    counts = [2, 0, 3]
    words = some(counts)

    assert len(words) == 3
    assert [len(words[i]) for i in range(3)] == counts
    assert all(
        np.array_equal(words[i].codes, words.vectors.codes[start:end])
        for i, (start, end) in enumerate(pairwise(words.offsets.tolist()))
    )
