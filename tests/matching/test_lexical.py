"""BM25 in the lucene form, against the formula written out."""

import math

import numpy as np
import pytest

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
