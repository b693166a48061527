"""BM25 in the lucene form, against the formula written out."""

import math

import numpy as np
import pytest

from matching.errors import RunError
from matching.lexical import K1, B, LexicalIndex, words


def test_bm25_is_the_lucene_formula() -> None:
    documents = [["python", "python", "sql"], ["java"], ["sql", "java", "go", "go"]]
    index = LexicalIndex.build(documents)
    mean_length = 8 / 3
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 / (2 + K1 * (1 - B + B * 3 / mean_length))

    scores = index.scores(["python"])

    assert scores.tolist() == pytest.approx([expected, 0, 0], rel=1e-6)


def test_a_word_asked_twice_counts_twice() -> None:
    index = LexicalIndex.build([["a1", "b1"], ["b1"]])

    assert index.scores(["a1", "a1"])[0] == pytest.approx(2 * index.scores(["a1"])[0])


def test_no_document_passes_the_ceiling() -> None:
    index = LexicalIndex.build([["sql"] * 50, ["java", "sql"], ["go"]])

    assert index.scores(["sql", "java"]).max() < index.ceiling(["sql", "java"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("C++ and C#, node.js.", ["c++", "c#", "node.js"]),
        ("JavaScript/Java", ["javascript", "java"]),
        ("of the and", []),
        ("\u00c9tudes na\u00efve \u6f22\u5b57 \U0001f600", ["\u00e9tudes", "na\u00efve", "\u6f22\u5b57"]),
    ],
)
def test_words_keep_the_marks_that_make_another_word(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_an_empty_corpus_scores_nothing() -> None:
    assert np.array_equal(LexicalIndex.build([[], []]).scores(["sql"]), [0, 0])


def test_a_document_beside_a_corpus_has_the_very_weights_it_has_in_it() -> None:
    documents = [["red", "fox", "red"], ["blue", "fox"], [], ["green", "bird", "sings", "loud"]]
    corpus = LexicalIndex.build(documents)

    beside = corpus.beside(documents)

    assert beside.weights.toarray() == pytest.approx(
        corpus.weights.toarray()[:, : beside.weights.shape[1]], abs=1e-6
    )
    assert beside.ceiling(["fox", "bird"]) == corpus.ceiling(["fox", "bird"])


def test_a_word_new_to_the_corpus_counts_only_towards_the_length() -> None:
    corpus = LexicalIndex.build([["red", "fox"], ["blue"]])

    plain, padded = corpus.beside([["fox"], ["fox", "unheard"]]).scores(["fox", "unheard"])

    assert 0 < padded < plain


def test_a_corpus_that_kept_no_lengths_says_what_to_do() -> None:
    corpus = LexicalIndex({}, LexicalIndex.build([["a1"]]).weights)

    with pytest.raises(RunError, match="mean length") as caught:
        corpus.beside([["a1"]])
    assert "candor import" in str(caught.value.hint)
