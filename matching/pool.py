"""The people as arrays: what gates, retrieval and features read instead of objects.

Row `i` of every array is the person `ids[i]`; ids are sorted, so row order breaks ties. A pool holds no names and no
text: the words are read back by id when somebody is shown (`ports.ProfileReader`). `features/indexing.py` fills one,
`snapshot.py` keeps it on disk.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from matching.grouping import reduced, slices
from matching.lexical import LexicalIndex
from matching.places import Places
from matching.vectors import ByteVectors, DenseIndex
from matching.word_vectors import WordVectors

Telling = Literal["work", "listed", "training"]

# How a stretch of words tells of a skill: in work described, in a list, or in what was learned.
TELLINGS: tuple[Telling, ...] = ("work", "listed", "training")


@dataclass(frozen=True)
class Labels:
    """One label a person out of a vocabulary; code -1 is unknown. `codes` is int32 `(n,)`."""

    vocabulary: tuple[str, ...]
    codes: NDArray[np.int32]

    def is_label(self, label: str) -> NDArray[np.bool_]:
        if label not in self.vocabulary:
            return np.zeros(len(self.codes), bool)
        return np.asarray(self.codes == self.vocabulary.index(label))

    @property
    def known(self) -> NDArray[np.bool_]:
        return np.asarray(self.codes >= 0)

    def of(self, rows: NDArray[np.intp]) -> "Labels":
        """Those of some people."""
        return Labels(self.vocabulary, self.codes[rows])


@dataclass(frozen=True)
class Sets:
    """Any number of labels a person. `members` is a boolean-like sparse `(n, len(vocabulary))`."""

    vocabulary: tuple[str, ...]
    members: csr_array

    def has_any(self, labels: tuple[str, ...]) -> NDArray[np.bool_]:
        wanted = np.array([label in labels for label in self.vocabulary], bool)
        found = np.zeros(self.members.shape[0], bool)
        if wanted.any():
            places = np.nonzero(wanted[self.members.indices])[0]
            found[np.searchsorted(self.members.indptr, places, side="right") - 1] = True
        return found

    @property
    def known(self) -> NDArray[np.bool_]:
        return np.diff(self.members.indptr) > 0

    def of(self, rows: NDArray[np.intp]) -> "Sets":
        """Those of some people."""
        return Sets(self.vocabulary, self.members[rows])


@dataclass(frozen=True)
class Passages:
    """Stretches of people's words, grouped by person: person `i` owns rows `offsets[i]:offsets[i+1]`.

    `vectors` `(m, d)` of unit length; `telling` int8 `(m,)`, an index into `TELLINGS`; `stems` sparse `(m, n_stems)` by
    row says which word roots occur, `vocabulary` gives a root's column. `words` are the vectors of the words of each passage;
    None where the encoder gives none. `corpus` weighs roots in place of these passages themselves, where they stand beside a
    pool rather than in one.
    """

    vectors: ByteVectors
    offsets: NDArray[np.int64]
    telling: NDArray[np.int8]
    vocabulary: dict[str, int]
    stems: csr_array
    words: WordVectors | None = field(default=None, repr=False)
    corpus: "Passages | None" = field(default=None, repr=False)

    @property
    def owners(self) -> NDArray[np.int64]:
        """The person of every passage, int64 `(m,)`."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def of(self, people: NDArray[np.intp]) -> "Gathered":
        """The passages of some people, one person after another."""
        return Gathered(self, *slices(self.offsets, people))

    def rarities(self, stems: Iterable[str]) -> NDArray[np.float64]:
        """Lucene idf of roots over passages, `ln(1 + (m - df + 0.5) / (df + 0.5))`; a root nobody uses is as rare as can be."""
        corpus = self.corpus or self
        columns = np.array([corpus.vocabulary.get(stem, -1) for stem in stems], np.intp)
        return np.append(corpus._rarity, np.log1p(2 * len(corpus.telling) + 1))[columns]

    @property
    def usual(self) -> float:
        """Passages of a person on average."""
        corpus = self.corpus or self
        return len(corpus.telling) / max(1, len(corpus.offsets) - 1)

    @cached_property
    def _rarity(self) -> NDArray[np.float64]:
        count = len(self.telling)
        frequency = np.bincount(self.stems.indices, minlength=self.stems.shape[1])
        return np.log1p((count - frequency + 0.5) / (frequency + 0.5))

    def roots_at(self, rows: NDArray[np.intp]) -> "Roots":
        """The word roots of some of these passages."""
        return Roots(self, rows)


class Roots:
    """The word roots of some passages, gathered once for all that is asked of them. Places are those in `rows`."""

    def __init__(self, passages: Passages, rows: NDArray[np.intp]) -> None:
        places, self._first, self._counts = slices(passages.stems.indptr, rows)
        self._columns = passages.stems.indices[places]
        self._vocabulary, self._width = passages.vocabulary, passages.stems.shape[1]

    def __len__(self) -> int:
        return len(self._counts)

    def holding(self, stems: Iterable[str]) -> NDArray[np.bool_]:
        """Which of the passages hold each root, bool `(len(self), n)`."""
        columns = [self._vocabulary.get(stem, -1) for stem in stems]
        known = sorted(set(columns) - {-1})
        held = np.vstack([self._held(known), np.zeros((1, len(self)), bool)])
        place = {column: i for i, column in enumerate(known)}
        return held[[place.get(column, -1) for column in columns]].T

    def with_all(self, stems: Iterable[tuple[str, ...]]) -> list[NDArray[np.intp]]:
        """For each request, the places at which every one of its roots occurs; none for an empty request."""
        requests = [{self._vocabulary.get(stem, -1) for stem in wanted} for wanted in stems]
        columns = sorted(set().union(*requests) - {-1})
        held = self._held(columns)
        place = {column: i for i, column in enumerate(columns)}
        return [
            np.nonzero(held[[place[column] for column in wanted]].all(axis=0))[0]
            if wanted and -1 not in wanted
            else np.empty(0, np.intp)
            for wanted in requests
        ]

    def counts(self, groups: Sequence[Collection[str]]) -> NDArray[np.int64]:
        """How many different roots each passage has, and how many of each group, `(len(self), 1 + len(groups))`."""
        columns = [self._counts]
        for group in groups:
            wanted = np.zeros(self._width, bool)
            wanted[[self._vocabulary[root] for root in group if root in self._vocabulary]] = True
            so_far = np.concatenate([[0], np.cumsum(wanted[self._columns])])
            columns.append(so_far[self._first + self._counts] - so_far[self._first])
        return np.stack(columns, axis=1).astype(np.int64)

    def _held(self, columns: list[int]) -> NDArray[np.bool_]:
        """Which of the passages have each of these columns, bool `(len(columns), len(self))`."""
        held = np.zeros((len(columns), len(self)), bool)
        if columns and len(self):
            number = np.full(self._width, -1)
            number[columns] = np.arange(len(columns))
            at = number[self._columns]
            hits = np.nonzero(at >= 0)[0]
            held[at[hits], np.searchsorted(self._first + self._counts, hits, side="right")] = True
        return held


@dataclass(frozen=True)
class Gathered:
    """Rows of some people's passages: the next person's begin at `first`, and are `counts` many."""

    passages: Passages = field(repr=False)
    rows: NDArray[np.intp]
    first: NDArray[np.intp]
    counts: NDArray[np.intp]

    def __len__(self) -> int:
        """How many people."""
        return len(self.first)

    @cached_property
    def roots(self) -> Roots:
        return self.passages.roots_at(self.rows)

    def best(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Each person's largest of values `(len(rows), ...)`, `(len(first), ...)`; 0 for who has no passage."""
        return reduced(np.maximum, values, self.first, self.counts)

    def total(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Each person's sum of values `(len(rows), ...)`, `(len(first), ...)`; 0 for who has no passage."""
        return reduced(np.add, values, self.first, self.counts)


@dataclass(frozen=True)
class Pool:
    """Everything ranking needs of everybody, in arrays of `n` rows; columns of sparse matrices are in order of row.

    `sketches` `(n, width)` tell whose words are nearly the same; without any nobody is compared.
    """

    ids: tuple[str, ...]
    numbers: dict[str, NDArray[np.float64]]
    labels: dict[str, Labels]
    sets: dict[str, Sets]
    skills: csc_array
    documents: NDArray[np.float32]
    titles: NDArray[np.float32]
    passages: Passages
    lexical: LexicalIndex
    sketches: NDArray[np.uint32] = field(default_factory=lambda: np.zeros((0, 0), np.uint32))
    about: dict[str, Any] = field(default_factory=dict)
    places: Places | None = field(default=None, repr=False)
    built_index: DenseIndex | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def number(self, name: str) -> NDArray[np.float64]:
        """A column of numbers, NaN where unknown; all NaN if the pool never had it."""
        column = self.numbers.get(name)
        return np.full(len(self), np.nan) if column is None else column

    @cached_property
    def index(self) -> DenseIndex:
        """Search over `documents`; built once while the pool lives, unless its snapshot brings it."""
        return self.built_index or DenseIndex.build(self.documents)

    def rows_of(self, ids: Iterable[str]) -> NDArray[np.intp]:
        """Rows of the ids that are in the pool, in the order given."""
        places = ((bisect_left(self.ids, person), person) for person in ids)
        found = [row for row, person in places if row < len(self.ids) and self.ids[row] == person]
        return np.array(found, dtype=np.intp)
