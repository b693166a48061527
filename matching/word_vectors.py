"""Vectors of single words, as an encoder sees them in the passage where they stand: kept in a byte a number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matching.grouping import reduced, slices
from matching.vectors import ByteVectors, Floats, Rows

# Words looked at in one go: their products with what is asked fit the processor's cache, and no memory grows with the pool.
_AT_ONCE = 16_384


@dataclass(frozen=True)
class WordVectors:
    """The words of passage `i` are rows `offsets[i]:offsets[i+1]` of `vectors`, in the order of the text."""

    vectors: ByteVectors
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, passages: Sequence[ByteVectors], width: int) -> "WordVectors":
        """One passage after another; `width` is that of a vector, for when there are none."""
        return cls(
            ByteVectors(
                np.concatenate([np.empty((0, width), np.int8), *(one.codes for one in passages)]),
                np.concatenate([np.empty(0, np.float32), *(one.scales for one in passages)]),
            ),
            np.cumsum([0, *map(len, passages)], dtype=np.int64),
        )

    def __len__(self) -> int:
        """How many passages."""
        return len(self.offsets) - 1

    def __getitem__(self, passage: int) -> ByteVectors:
        own = slice(*self.offsets[passage : passage + 2])
        return ByteVectors(self.vectors.codes[own], self.vectors.scales[own])

    def nearest(self, passages: Rows, vectors: Floats) -> Floats:
        """Product of each vector `(k, width)` with the nearest word of each of these passages, float32 `(len(passages), k)`.

        Never below 0, which is also for a passage without words.
        """
        found = np.zeros((len(passages), len(vectors)), np.float32)
        for some in self._in_blocks(passages):
            rows, first, counts = slices(self.offsets, passages[some])
            found[some] = reduced(np.maximum, self.vectors.cosines(rows, vectors, fine=False), first, counts)
        return np.maximum(found, 0, out=found)

    def _in_blocks(self, passages: Rows) -> Iterator[slice]:
        """Cuts of the passages with about `_AT_ONCE` words each."""
        ends = np.cumsum(self.offsets[passages + 1] - self.offsets[passages])
        total = int(ends[-1]) if len(ends) else 0
        marks = np.searchsorted(ends, np.arange(_AT_ONCE, total, _AT_ONCE)) + 1
        cuts = np.unique([0, *marks.tolist(), len(passages)]).tolist()
        return (slice(start, end) for start, end in pairwise(cuts))


@dataclass(frozen=True)
class Worded:
    """Texts as an encoder sees them: a unit vector each, float32 `(n, d)`, and their words; None where it gives none."""

    vectors: Floats
    words: WordVectors | None
