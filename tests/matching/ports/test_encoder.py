"""What every encoder promises, run on each one: the packaged model, the cache before one, and the fake of the tests."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from features.caching import CachedEncoder
from features.encoding import default_encoder, opening
from matching.ports import Encoder
from tests.fakes import WordEncoder

TEXTS = ["Built payment services in Python", "", "Taught children to swim", "  \n"]


class Counting(WordEncoder):
    """Knows how many texts it was given."""

    seen = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.seen += len(texts)
        return super().encode(texts)


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


def test_words_come_with_the_very_vectors_of_their_texts(encoder: Encoder) -> None:
    read = encoder.encode_words(TEXTS)

    assert np.abs(read.vectors - encoder.encode(TEXTS)).max() < 1e-5
    assert read.words is not None
    assert [len(read.words[i]) for i in range(len(TEXTS))] == [4, 0, 3, 0]
    assert read.words.vectors.shape == (7, encoder.word_dimension)
    assert np.linalg.norm(read.words.vectors[:], axis=1) == pytest.approx(np.ones(7), abs=0.01)


def test_an_encoder_that_gives_no_words_says_so(tmp_path: Path) -> None:
    class Wordless(Encoder):
        name, dimension = "wordless", 64

        def encode(self, texts):  # type: ignore[no-untyped-def]
            return WordEncoder().encode(texts)

    for encoder in (Wordless(), CachedEncoder(Wordless(), tmp_path)):
        read = encoder.encode_words(TEXTS)
        assert read.words is None
        assert np.array_equal(read.vectors, WordEncoder().encode(TEXTS))


def test_a_cache_reads_a_text_once_for_its_words_and_its_vector(tmp_path: Path) -> None:
    first, second, texts = Counting(), Counting(), ["a b", "", "of the", "c"]
    before = CachedEncoder(first, tmp_path).encode_words([*texts, "c"])

    cached = CachedEncoder(second, tmp_path)
    after = cached.encode_words([*texts, "c"])

    assert (first.seen, second.seen) == (4, 0)
    assert np.array_equal(cached.encode(texts), WordEncoder().encode(texts))
    assert before.words is not None
    assert after.words is not None
    assert np.array_equal(before.words.vectors.codes, after.words.vectors.codes)
    assert np.array_equal(before.words.vectors.scales, after.words.vectors.scales)
    assert np.array_equal(before.words.offsets, after.words.offsets)


def test_a_cache_encodes_a_text_once_and_keeps_it_on_disk(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    CachedEncoder(first, tmp_path).encode(["a b", "a b", "c"])

    vectors = CachedEncoder(second, tmp_path).encode(["c", "a b"])

    assert (first.seen, second.seen) == (2, 0)
    assert np.array_equal(vectors, WordEncoder().encode(["c", "a b"]))


@pytest.mark.parametrize("torn", ["vectors.rows", "words.rows"])
@pytest.mark.parametrize("lost", [3, 90])
def test_a_torn_cache_file_costs_only_what_was_torn(tmp_path: Path, torn: str, lost: int) -> None:
    texts, more = ["bake bread", "paint walls"], ["sew coats", "mend roofs"]
    CachedEncoder(WordEncoder(), tmp_path).encode_words(texts)
    (file,) = tmp_path.rglob(torn)
    file.write_bytes(file.read_bytes()[:-lost])

    CachedEncoder(WordEncoder(), tmp_path).encode_words(more)
    read = CachedEncoder(WordEncoder(), tmp_path).encode_words([*texts, *more])

    expected = WordEncoder().encode_words([*texts, *more])
    assert np.array_equal(read.vectors, expected.vectors)
    assert read.words is not None
    assert expected.words is not None
    assert np.array_equal(read.words.vectors.codes, expected.words.vectors.codes)
    assert np.array_equal(read.words.offsets, expected.words.offsets)


def test_a_word_is_understood_where_it_stands(tmp_path: Path) -> None:
    words = (
        packaged(tmp_path).encode_words(["Java", "programs in Java", "coffee from Java", "baked bread"]).words
    )

    assert words is not None
    (java,) = words[0][:]
    # The last word of each text.
    code, coffee, bread = (float(words[i][:][-1] @ java) for i in (1, 2, 3))
    assert code > coffee > bread


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
