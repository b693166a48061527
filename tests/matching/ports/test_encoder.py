"""What every encoder promises, run on each one: the packaged model, the cache before one, and the fake of the tests."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from features.encoding import CachedEncoder, default_encoder, opening
from matching.ports import Encoder
from tests.fakes import WordEncoder

TEXTS = ["Built payment services in Python", "", "Taught children to swim", "  \n"]


def packaged(folder: Path) -> Encoder:
    encoder = default_encoder(folder)
    assert encoder is not None
    return encoder


ENCODERS: dict[str, Callable[[Path], Encoder]] = {
    "fake": lambda _: WordEncoder(),
    "cached": lambda folder: CachedEncoder(WordEncoder(), folder),
    "packaged": packaged,
}


@pytest.fixture(params=ENCODERS)
def encoder(request: pytest.FixtureRequest, tmp_path: Path) -> Encoder:
    return ENCODERS[request.param](tmp_path)


def test_vectors_have_the_stated_shape_and_type(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)

    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32


def test_words_give_unit_vectors_and_blanks_give_zero(encoder: Encoder) -> None:
    lengths = np.linalg.norm(encoder.encode(TEXTS), axis=1)

    assert lengths.tolist() == pytest.approx([1, 0, 1, 0], abs=1e-5)


def test_the_same_text_has_the_same_vector_wherever_it_stands(encoder: Encoder) -> None:
    once, again = encoder.encode(TEXTS[:1])[0], encoder.encode([*TEXTS, TEXTS[0]])[-1]

    assert np.abs(once - again).max() < 1e-5


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_cache_encodes_a_text_once_and_keeps_it_on_disk(tmp_path: Path) -> None:
    class Counting(WordEncoder):
        seen = 0

        def encode(self, texts):  # type: ignore[no-untyped-def]
            self.seen += len(texts)
            return super().encode(texts)

    first, second = Counting(), Counting()
    CachedEncoder(first, tmp_path).encode(["a b", "a b", "c"])

    vectors = CachedEncoder(second, tmp_path).encode(["c", "a b"])

    assert (first.seen, second.seen) == (2, 0)
    assert np.array_equal(vectors, WordEncoder().encode(["c", "a b"]))


def test_a_torn_cache_file_costs_only_what_was_torn(tmp_path: Path) -> None:
    CachedEncoder(WordEncoder(), tmp_path).encode(["a b", "c d"])
    (keys,) = tmp_path.rglob("keys.bin")
    keys.write_bytes(keys.read_bytes()[:-3])

    vectors = CachedEncoder(WordEncoder(), tmp_path).encode(["a b", "c d"])

    assert np.array_equal(vectors, WordEncoder().encode(["a b", "c d"]))


def test_the_packaged_model_knows_what_is_alike(tmp_path: Path) -> None:
    vectors = packaged(tmp_path).encode(["bookkeeper", "accountant", "welder"])

    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_an_opening_keeps_the_first_words_as_they_stand() -> None:
    assert opening(" a  b\nc d", 3) == " a  b\nc "
    assert opening("a b c ", 3) == "a b c "
    assert opening("", 3) == ""


def test_a_long_text_has_the_vector_of_its_opening(tmp_path: Path) -> None:
    encoder = packaged(tmp_path)
    text = " ".join(f"Built service number {i} in Python." for i in range(400))

    assert np.array_equal(encoder.encode([text])[0], encoder.encode([opening(text)])[0])
    assert np.array_equal(encoder.encode([text])[0], encoder.encode([text + " Now a baker in Lyon."])[0])
