"""The people as arrays: what gates, retrieval and features read instead of objects.

Row `i` of every array is the person `ids[i]`; ids are sorted, so row order breaks ties. A pool holds no names and no
text: the words are read back by id when somebody is shown (`ports.ProfileReader`). `features/indexing.py` fills one,
`snapshot.py` keeps it on disk.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from matching.lexical import LexicalIndex

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


@dataclass(frozen=True)
class Sets:
    """Any number of labels a person. `members` is a boolean-like sparse `(n, len(vocabulary))`."""

    vocabulary: tuple[str, ...]
    members: csr_array

    def has_any(self, labels: tuple[str, ...]) -> NDArray[np.bool_]:
        columns = [self.vocabulary.index(label) for label in labels if label in self.vocabulary]
        if not columns:
            return np.zeros(self.members.shape[0], bool)
        return np.asarray(self.members[:, columns].sum(axis=1)).ravel() > 0

    @property
    def known(self) -> NDArray[np.bool_]:
        return np.diff(self.members.indptr) > 0


@dataclass(frozen=True)
class Passages:
    """Stretches of people's words, grouped by person: person `i` owns rows `offsets[i]:offsets[i+1]`.

    `vectors` float32 `(m, d)` of unit length; `telling` int8 `(m,)`, an index into `TELLINGS`; `stems` sparse
    `(m, n_stems)` by column says which word roots occur, `vocabulary` gives a root's column.
    """

    vectors: NDArray[np.float32]
    offsets: NDArray[np.int64]
    telling: NDArray[np.int8]
    vocabulary: dict[str, int]
    stems: csc_array

    @property
    def owners(self) -> NDArray[np.int64]:
        """The person of every passage, int64 `(m,)`."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def with_all(self, stems: tuple[str, ...]) -> NDArray[np.intp]:
        """Rows of the passages in which every one of these roots occurs; none for an empty request."""
        columns = [self.vocabulary[stem] for stem in stems if stem in self.vocabulary]
        if not columns or len(columns) < len(stems):
            return np.empty(0, np.intp)
        indptr, indices = self.stems.indptr, self.stems.indices
        postings = sorted((indices[indptr[column] : indptr[column + 1]] for column in columns), key=len)
        found = postings[0]
        for posting in postings[1:]:
            found = np.intersect1d(found, posting, assume_unique=True)
        return found.astype(np.intp)


@dataclass(frozen=True)
class Pool:
    """Everything ranking needs of everybody, in arrays of `n` rows.

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

    def __len__(self) -> int:
        return len(self.ids)

    def number(self, name: str) -> NDArray[np.float64]:
        """A column of numbers, NaN where unknown; all NaN if the pool never had it."""
        column = self.numbers.get(name)
        return np.full(len(self), np.nan) if column is None else column

    def rows_of(self, ids: list[str]) -> NDArray[np.intp]:
        """Rows of the ids that are in the pool, in the order given."""
        where = {person: row for row, person in enumerate(self.ids)}
        return np.array([where[person] for person in ids if person in where], dtype=np.intp)
