"""Where a request's words stand in somebody's passages, and how near the passages come to it.

For everybody who is shown at once, out of the arrays; for a reading that no arrays were made of, out of its words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from features.asked import Asked, listed_weight, tempered
from features.reading import Reading
from matching.pool import Pool
from matching.ports import Encoder
from matching.roles import Role
from matching.vectors import ByteVectors

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Seen:
    """Places are those of the passages of one reading.

    `held` has for each requirement the places where all its roots occur. `near` `(passages, vectors)` are tempered cosines
    to those requirements that have a vector, None where meaning is not read. `work` and `title` are the places nearest to
    the work asked for and to the title.
    """

    held: Sequence[Sequence[int]]
    near: NDArray[np.float64] | None = None
    work: int | None = None
    title: int | None = None


def seen_in(reading: Reading, role: Role, asked: Sequence[Asked], encoder: Encoder | None) -> Seen:
    """What one reading shows."""
    held = reading.holding([one.stems for one in asked])
    if encoder is None or not reading.passages:
        return Seen(held)
    # In bytes, as a pool keeps them: whoever is read anew is quoted as whoever is not.
    passages = ByteVectors.of(reading.vectors(encoder))
    near = passages.cosines(np.arange(len(passages)), _vectors(role, asked, encoder))
    return _seen(held, tempered(near, reading.telling, reading.listed_weight), role, asked)


def seen_by_all(
    pool: Pool, rows: Rows, role: Role, asked: Sequence[Asked], encoder: Encoder | None
) -> list[Seen]:
    """What `seen_in` finds of each person at `rows`, from one look at all their passages."""
    gathered = pool.passages.of(rows)
    cuts = np.append(gathered.first, len(gathered.rows))
    with_all = gathered.roots.with_all([one.stems for one in asked])
    held = [_by_person(places, cuts) for places in with_all]
    of_each = [[places[i] for places in held] for i in range(len(rows))]
    if encoder is None:
        return [Seen(places) for places in of_each]
    cosines = pool.passages.vectors.cosines(gathered.rows, _vectors(role, asked, encoder))
    weights = np.repeat(listed_weight(pool, rows), gathered.counts)
    near = tempered(cosines, pool.passages.telling[gathered.rows], weights)
    return [
        _seen(places, near[start:end], role, asked) if end > start else Seen(places)
        for places, (start, end) in zip(of_each, pairwise(cuts.tolist()), strict=True)
    ]


def _by_person(places: Rows, cuts: Rows) -> list[list[int]]:
    """Places among all passages, ascending, as each person's own."""
    ends = np.searchsorted(places, cuts).tolist()
    own = (places - cuts[np.searchsorted(cuts, places, side="right") - 1]).tolist()
    return [own[start:end] for start, end in pairwise(ends)]


def _vectors(role: Role, asked: Sequence[Asked], encoder: Encoder) -> NDArray[np.float32]:
    """Those of the requirements, of the work asked for, and of the title where there is one."""
    titles = [role.title] if role.title.strip() else []
    texts = encoder.encode([role.work_text or role.query_text, *titles])
    return np.stack([*(one.vector for one in asked if one.vector is not None), *texts])


def _seen(
    held: Sequence[Sequence[int]], near: NDArray[np.float64], role: Role, asked: Sequence[Asked]
) -> Seen:
    """`near` has at least one passage, and a column for each of `_vectors`."""
    count = sum(one.vector is not None for one in asked)
    work, *title = near[:, count:].argmax(axis=0).tolist()
    return Seen(held, near[:, :count], work, title[0] if role.title.strip() else None)
