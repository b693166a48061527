"""Near-duplicates among the ranked: the same words twice are listed once, under whoever of them stands best.

Reads sketches of texts only (`features/sketching.py` makes them), so nobody's words are looked at while ranking. Who is
listed under another is told, counted and never dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

# Share of equal places in two sketches from which on two texts are nearly the same words. How it was chosen and what
# it finds among real CVs is in docs/reference/ranking.md.
NEARLY_THE_SAME = 0.6

# Whoever stands below this many is not compared and stands alone.
MOST_COMPARED = 2_000

_AT_ONCE = 100_000
_BAND = 3
# Odd numbers that spread three places over 64 bits; whoever meets by chance is told apart afterwards.
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64)

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Collapsed:
    """`kept` are places of an order, best first; `under` says for some of them which later places are the same."""

    kept: Rows
    under: Mapping[int, tuple[int, ...]]

    @property
    def count(self) -> int:
        """How many are listed under somebody else."""
        return sum(map(len, self.under.values()))


def collapse(sketches: NDArray[np.uint32]) -> Collapsed:
    """`sketches` `(n, width)` in order, best first; a row of zeros is a text too short to be told from another.

    Each is listed under the first of those kept before it that has nearly the same words; who is kept is compared, not
    who is listed, so that no chain of small steps joins two texts that differ.
    """
    compared = sketches[:MOST_COMPARED]
    under: dict[int, list[int]] = {}
    listed: set[int] = set()
    for first, second in zip(*_alike(compared), strict=True):
        if first not in listed and second not in listed:
            under.setdefault(int(first), []).append(int(second))
            listed.add(int(second))
    kept = np.setdiff1d(np.arange(len(sketches)), np.fromiter(listed, np.intp, len(listed)))
    return Collapsed(kept.astype(np.intp), {place: tuple(others) for place, others in under.items()})


def _alike(sketches: NDArray[np.uint32]) -> tuple[Rows, Rows]:
    """Pairs of places (first, second), first < second, in order of the first, then of the second."""
    told = np.flatnonzero(sketches.any(axis=1)) if sketches.shape[1] else np.empty(0, np.intp)
    if len(told) < 2:
        return told[:0], told[:0]
    first, second = _worth_comparing(sketches[told])
    least = NEARLY_THE_SAME * sketches.shape[1]
    alike = np.zeros(len(first), bool)
    for start in range(0, len(first), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        alike[part] = (sketches[told[first[part]]] == sketches[told[second[part]]]).sum(axis=1) >= least
    return told[first[alike]], told[second[alike]]


def _worth_comparing(sketches: NDArray[np.uint32]) -> tuple[Rows, Rows]:
    """Pairs that agree in all of at least one band of three places: 0.6 alike do in 99% of cases, 0.05 alike in 0.3%."""
    bands = max(1, sketches.shape[1] // _BAND)
    used = sketches[:, : bands * _BAND].reshape(len(sketches), bands, -1).astype(np.uint64)
    keys = (used * _MIX[: used.shape[2]]).sum(axis=2) + np.arange(bands, dtype=np.uint64) * _MIX[-1]
    seen, column, often = np.unique(keys, return_inverse=True, return_counts=True)
    column = column.reshape(keys.shape)
    # A key that one text alone has brings nobody together; those are nearly all.
    shared = often[column] > 1
    rows, columns = np.nonzero(shared)[0], column[shared]
    held = csr_array((np.ones(len(rows), np.uint8), (rows, columns)), shape=(len(sketches), len(seen)))
    together = (held @ held.T).tocoo()
    upper = together.row < together.col
    first, second = together.row[upper].astype(np.intp), together.col[upper].astype(np.intp)
    order = np.lexsort((second, first))
    return first[order], second[order]
