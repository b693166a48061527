"""Passages that repeat the request: pasted into a record, they say what is asked for and not what somebody has done.

A passage is a copy when nearly all its roots are the request's, and enough of them come from the request's prose: to name
the very skills that are asked for is no copying. What is left of a record without its copies is what counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

from features.reading import STRENGTH, Reading, roots
from matching.pool import TELLINGS, Gathered, Pool
from matching.roles import Role

# So many roots of the request's prose in one passage (of short prose, such a share of it), and such a share of the
# passage's own, are no coincidence.
FEWEST_ROOTS, SHORT_PROSE_SHARE, LEAST_ROOTS = 8, 0.8, 5
COPIED_SHARE = 0.75

# Requests whose roots are kept: one is asked about for the whole pool, and again for each person shown.
_KEPT = 256

Rows = NDArray[np.intp]
_STRENGTH = np.array([STRENGTH[telling] for telling in TELLINGS])


@dataclass(frozen=True)
class RequestRoots:
    """Roots of all the request's words, and of its prose without the names of skills."""

    all: frozenset[str]
    prose: frozenset[str]

    @classmethod
    def of(cls, role: Role, written: Role | None = None) -> "RequestRoots":
        """Of a request as records are read and as it was `written`, since prose keeps both; None: it was written so."""
        written = written or role
        return _request_roots(
            f"{role.query_text}\n{written.query_text}",
            f"{role.work_text}\n{written.work_text}",
            tuple(asked.name for one in (role, written) for asked in one.requirements),
        )

    @property
    def groups(self) -> tuple[frozenset[str], frozenset[str]]:
        """What `repeated` is to be told of, in its order."""
        return self.prose, self.all

    @property
    def fewest(self) -> int:
        """How many roots of the prose a copy has at least."""
        return max(LEAST_ROOTS, min(FEWEST_ROOTS, ceil(SHORT_PROSE_SHARE * len(self.prose))))

    def repeated(self, counts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which passages repeat the request; `counts` `(m, 3)` has each one's roots: how many, and of each of `groups`."""
        own, prose, every = counts.T
        return np.asarray((prose >= self.fewest) & (every >= COPIED_SHARE * own))

    def repeated_by(self, text: str) -> bool:
        own = set(roots(text))
        counts = [len(own), *(len(own & group) for group in self.groups)]
        return bool(self.repeated(np.array([counts], np.int64))[0])


@lru_cache(maxsize=_KEPT)
def _request_roots(query: str, work: str, asked: tuple[str, ...]) -> RequestRoots:
    named = {root for name in asked for root in roots(name)}
    return RequestRoots(frozenset(roots(query)), frozenset(roots(work)) - named)


@dataclass(frozen=True)
class Copies:
    """Who of some people repeats the request, and the passages they have besides.

    `gathered` are the passages of all who were looked at. `at` are the places there of those who repeat it, `people` their rows of
    the pool, `copied` and `kept` rows of passages, `copied_by` and `owners` their people's places in `people`.
    """

    gathered: Gathered
    at: Rows
    people: Rows
    copied: Rows
    copied_by: Rows
    kept: Rows
    owners: Rows

    def __len__(self) -> int:
        return len(self.people)

    def is_copied(self, passages: Rows) -> NDArray[np.bool_]:
        """Which of these rows of passages repeat the request."""
        return np.isin(passages, self.copied) if len(self.copied) else np.zeros(len(passages), bool)

    def shown(self, names: Iterable[Sequence[str]]) -> NDArray[np.float64]:
        """Strongest telling among the kept passages that hold every root of one of the names, float64 `(len(people),)`."""
        best = np.zeros(len(self.people))
        passages = self.gathered.passages
        strength = _STRENGTH[passages.telling[self.kept]]
        for held in passages.roots_at(self.kept).with_all(map(tuple, names)):
            np.maximum.at(best, self.owners[held], strength[held])
        return best

    def times(self, names: Iterable[Sequence[str]]) -> NDArray[np.int64]:
        """In how many copied passages all roots of each name stand, `(len(people), len(names))`."""
        held = self.gathered.passages.roots_at(self.copied).with_all(map(tuple, names))
        counts = [np.bincount(self.copied_by[places], minlength=len(self)) for places in held]
        return np.stack(counts, axis=1) if counts else np.zeros((len(self), 0), np.int64)


def copies_in(pool: Pool, rows: Rows, role: Role, written: Role | None = None) -> Copies:
    """Among the people at `rows`, those who repeat the request (`RequestRoots.of`)."""
    request = RequestRoots.of(role, written)
    gathered = pool.passages.of(rows)
    places = gathered.rows
    owners = np.repeat(np.arange(len(rows)), gathered.counts)
    copied = np.zeros(len(places), bool)
    if len(request.prose) >= request.fewest:
        copied = request.repeated(gathered.roots.counts(request.groups))
    at = np.unique(owners[copied])
    kept = ~copied & np.isin(owners, at)
    return Copies(
        gathered,
        at,
        rows[at],
        places[copied],
        np.searchsorted(at, owners[copied]),
        places[kept],
        np.searchsorted(at, owners[kept]),
    )


def without_copies(reading: Reading, role: Role, written: Role | None = None) -> Reading:
    """The reading as far as it says anything of the person: what merely repeats the request is left out."""
    request = RequestRoots.of(role, written)
    copied = request.repeated(reading.root_counts(request.groups))
    return reading.only(~copied) if copied.any() else reading
