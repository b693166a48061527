"""Words of a text as search sees them, and BM25 over them (lucene form, k1 1.5, b 0.75).

Scores come from `bm25s`; eligibility is applied by whoever gathers, because `retrieve(weight_mask=)` there returned
people it was told to leave out.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from matching.errors import RunError

K1 = 1.5
B = 0.75

# A word keeps the marks that make another word of it: C++, C#, node.js, a/b.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[+#]|[.](?=[^\W_]))*")

STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "me",
        "my",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "she",
        "so",
        "such",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "was",
        "we",
        "were",
        "what",
        "which",
        "who",
        "will",
        "with",
        "you",
        "your",
    ]
)


def words(text: str) -> list[str]:
    """Lower-case words in order, stop words left out."""
    return [word for word in _WORD.findall(text.casefold()) if word not in STOP_WORDS]


@dataclass(frozen=True)
class LexicalIndex:
    """BM25 weights of every (word, person) pair, as bm25s computes them eagerly.

    `weights` is float32 sparse `(n_people, n_words)` by column. `mean_length` is the mean number of words of a person,
    NaN where it was not kept.
    """

    vocabulary: dict[str, int]
    weights: csc_array
    mean_length: float = float("nan")

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Index tokenised documents; the corpus may be empty."""
        if not any(documents):
            return cls({}, csc_array((len(documents), 0), dtype=np.float32))
        import bm25s

        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(word, len(vocabulary)) for word in document] for document in documents]
        # bm25s adds an entry of its own to the vocabulary it is given.
        model.index(bm25s.tokenization.Tokenized(ids=ids, vocab=dict(vocabulary)), show_progress=False)
        raw: dict[str, Any] = model.scores
        shape = (len(documents), len(raw["indptr"]) - 1)
        weights = csc_array((raw["data"], raw["indices"], raw["indptr"]), shape=shape)
        return cls(vocabulary, weights, float(np.mean([len(document) for document in documents])))

    def beside(self, documents: Sequence[Sequence[str]]) -> "LexicalIndex":
        """Other documents weighed by this corpus's statistics: its rarities, its mean length; words new to it count nothing.

        A document of this corpus gets the very weights it has in it.
        """
        if np.isnan(self.mean_length):
            raise RunError(
                "expected a pool that keeps the mean length of its records, found one made before that was kept",
                hint="make a new snapshot from the record: candor import",
            )
        counts = [
            Counter(self.vocabulary[word] for word in document if word in self.vocabulary)
            for document in documents
        ]
        rows = np.repeat(np.arange(len(documents)), [len(count) for count in counts])
        columns = np.array([column for count in counts for column in count], np.int64)
        often = np.array([times for count in counts for times in count.values()], np.float64)
        lengths = np.array([len(document) for document in documents], np.float64)
        damped = K1 * (1 - B + B * lengths[rows] / max(self.mean_length, 1e-9))
        values = (self.rarity[columns] * often / (damped + often)).astype(np.float32)
        shape = (len(documents), self.weights.shape[1])
        found = csc_array((values, (rows, columns)), shape=shape)
        return _Beside(self.vocabulary, found, self.mean_length, self)

    def scores(self, query: Sequence[str]) -> NDArray[np.float64]:
        """BM25 of every person for a query's words; a word asked twice counts twice."""
        total = np.zeros(self.weights.shape[0])
        for column, times in self._asked(query).items():
            start, end = self.weights.indptr[column], self.weights.indptr[column + 1]
            total[self.weights.indices[start:end]] += self.weights.data[start:end] * np.float64(times)
        return total

    def scores_of(self, query: Sequence[str], rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """What `scores` gives at `rows`, without a look at anybody else."""
        total = np.zeros(len(rows))
        for column, times in self._asked(query).items():
            start, end = self.weights.indptr[column], self.weights.indptr[column + 1]
            total += values_at(self.weights.indices[start:end], self.weights.data[start:end], rows) * times
        return total

    def _asked(self, query: Sequence[str]) -> dict[int, int]:
        """The columns of the words that the corpus knows, and how often each is asked."""
        return Counter(self.vocabulary[word] for word in query if word in self.vocabulary)

    def contains(self, word: str) -> NDArray[np.intp]:
        """Rows of the people whose text has the word."""
        column = self.vocabulary.get(word)
        if column is None:
            return np.empty(0, np.intp)
        start, end = self.weights.indptr[column], self.weights.indptr[column + 1]
        return self.weights.indices[start:end].astype(np.intp)

    @cached_property
    def rarity(self) -> NDArray[np.float64]:
        """Lucene idf of every word, `ln(1 + (n - df + 0.5) / (df + 0.5))`, float64 `(n_words,)`."""
        count = self.weights.shape[0]
        frequency = np.diff(self.weights.indptr)
        return np.log1p((count - frequency + 0.5) / (frequency + 0.5))

    def ceiling(self, query: Sequence[str]) -> float:
        """A score no document can pass: every asked word the corpus knows, saturated."""
        known = [self.vocabulary[word] for word in query if word in self.vocabulary]
        return float(self.rarity[known].sum() * (K1 + 1)) if known else 0.0


def values_at(
    indices: NDArray[np.integer], values: NDArray[np.floating], rows: NDArray[np.intp]
) -> NDArray[np.float64]:
    """A sparse column at `rows`: `values` stand at `indices`, ascending; 0 elsewhere."""
    found = np.zeros(len(rows))
    if len(indices):
        places = np.minimum(np.searchsorted(indices, rows.astype(indices.dtype)), len(indices) - 1)
        hit = indices[places] == rows
        found[hit] = values[places[hit]]
    return found


@dataclass(frozen=True)
class _Beside(LexicalIndex):
    """Documents weighed by the statistics of another corpus."""

    corpus: LexicalIndex | None = None

    @cached_property
    def rarity(self) -> NDArray[np.float64]:
        assert self.corpus is not None
        return self.corpus.rarity
