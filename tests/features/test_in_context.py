"""Which words count, and how the pieces that an encoder reads become the vectors of words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.directions import fitted_directions
from features.encoding import whole_words_encoder
from features.in_context import SHIPPED, WIDTH, as_kept, shipped_directions, word_states
from features.taxonomy import load_starter
from features.words import content_words
from tests.fakes import WordEncoder


def test_only_words_that_carry_meaning_count() -> None:
    text = "Built C++ services & APIs for the BANKS."

    assert [text[start:end] for start, end in content_words(text)] == [
        "Built",
        "C++",
        "services",
        "APIs",
        "BANKS",
    ]


def test_a_word_is_the_direction_of_its_pieces() -> None:
    text = "the bookkeeper bakes"
    # [CLS], "the", "book", "##keeper", "bakes", [SEP]
    pieces = np.array([(0, 0), (0, 3), (4, 8), (8, 14), (15, 20), (0, 0)])
    states = np.array([[9, 9], [9, 0], [1, 0], [0, 1], [0, 3], [9, 9]], np.float32)

    words = as_kept([word_states(text, pieces, states)], 2)

    assert words.vectors[:] == pytest.approx(np.array([[0.7071, 0.7071], [0, 1]]), abs=0.01)


def test_directions_keep_so_many_numbers_of_a_word() -> None:
    states = np.array([[3, 4, 12]], np.float32)

    own = word_states("bread", np.array([(0, 5)]), states)
    words = as_kept([own, own[:0], own], 3, np.eye(2, 3, dtype=np.float32))

    assert words.vectors[:] == pytest.approx(np.array([[0.6, 0.8]] * 2), abs=0.01)
    assert words.offsets.tolist() == [0, 1, 1, 2]
    assert as_kept([], 3).vectors.shape == (0, 3)


def test_a_word_beyond_what_was_read_has_no_vector() -> None:
    assert len(word_states("bread rolls", np.array([(0, 5)]), np.ones((1, 2), np.float32))) == 1


@given(st.text(max_size=60))
def test_any_text_gives_at_most_a_vector_a_word(text: str) -> None:
    pieces = np.array([(i, i + 1) for i in range(len(text))] or [(0, 0)])

    words = word_states(text, pieces, np.ones((len(pieces), 2), np.float32))

    assert len(words) == len(content_words(text))


def test_the_shipped_directions_are_those_of_the_names_of_skills() -> None:
    shipped = shipped_directions()
    fitted = fitted_directions(whole_words_encoder(), load_starter())

    assert shipped.shape == (WIDTH, 384)
    # Equal up to half precision and the arithmetic of another machine: the same space, and its first axes in their order.
    assert np.linalg.norm(shipped @ fitted.T) ** 2 / WIDTH == pytest.approx(1, abs=1e-3)
    assert np.abs((shipped * fitted).sum(axis=1)[:10]) == pytest.approx(np.ones(10), abs=1e-2)
    assert SHIPPED.stat().st_size < 100_000


def test_directions_need_an_encoder_that_gives_words() -> None:
    class Wordless(WordEncoder):
        def encode_words(self, texts):  # type: ignore[no-untyped-def]
            return super().encode_words(texts).__class__(self.encode(texts), None)

    with pytest.raises(ValueError, match="expected an encoder that gives vectors of words, found words-64"):
        fitted_directions(Wordless(), load_starter())
