"""Passages that repeat the request: pasted into a record, they say what is asked for and not what somebody has done.

A passage is a copy when nearly all its roots are the request's, and enough of them come from the request's prose: to name
the very skills that are asked for is no copying. What is left of a record without its copies is what counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from features.reading import STRENGTH, Reading, roots
from matching.lexical import K1
from matching.pool import TELLINGS, Passages, Pool
from matching.roles import Role

# So many roots of the request's prose in one passage (of short prose, such a share of it), and such a share of the
# passage's own, are no coincidence.
FEWEST_ROOTS, SHORT_PROSE_SHARE, LEAST_ROOTS = 8, 0.8, 5
COPIED_SHARE = 0.75

Rows = NDArray[np.intp]
_STRENGTH = np.array([STRENGTH[telling] for telling in TELLINGS])


@dataclass(frozen=True)
class RequestRoots:
    """Roots of all the request's words, and of its prose without the names of skills."""

    all: frozenset[str]
    prose: frozenset[str]

    @classmethod
    def of(cls, role: Role) -> "RequestRoots":
        named = {root for asked in role.requirements for root in roots(asked.name)}
        return cls(frozenset(roots(role.query_text)), frozenset(roots(role.work_text)) - named)

    @property
    def fewest(self) -> int:
        """How many roots of the prose a copy has at least."""
        return max(LEAST_ROOTS, min(FEWEST_ROOTS, ceil(SHORT_PROSE_SHARE * len(self.prose))))

    def repeated_by(self, text: str) -> bool:
        own = set(roots(text))
        return len(own & self.prose) >= self.fewest and len(own & self.all) >= COPIED_SHARE * len(own)


@dataclass(frozen=True)
class Copies:
    """Who repeats the request, and the passages they have besides.

    `people` are rows of the pool, `copied` and `kept` rows of passages, `owners` and `copied_by` their people's places in
    `people`; `stems` are those of `kept`, `copied_stems` those of `copied`.
    """

    people: Rows
    copied: Rows
    copied_by: Rows
    kept: Rows
    owners: Rows
    passages: Passages
    stems: csr_array
    copied_stems: csr_array

    def __len__(self) -> int:
        return len(self.people)

    def shown(self, names: Iterable[Sequence[str]]) -> NDArray[np.float64]:
        """Strongest telling among the kept passages that hold every root of one of the names, float64 `(len(people),)`."""
        best = np.zeros(len(self.people))
        for name in names:
            held = self._holding(self.stems, name)
            np.maximum.at(best, self.owners[held], _STRENGTH[self.passages.telling[self.kept[held]]])
        return best

    def own_share(self, name: Sequence[str]) -> NDArray[np.float64]:
        """What is left of a word's saturated count without the copies, float64 `(len(people),)` in 0..1."""
        own, copied = (
            np.bincount(owners[self._holding(stems, name)], minlength=len(self.people))
            for owners, stems in ((self.owners, self.stems), (self.copied_by, self.copied_stems))
        )
        every = np.maximum(own + copied, 1)
        return (own / (own + K1)) / (every / (every + K1))

    def _holding(self, stems: csr_array, name: Sequence[str]) -> NDArray[np.bool_]:
        columns = sorted({self.passages.vocabulary.get(root, -1) for root in name})
        if not columns or columns[0] < 0:
            return np.zeros(stems.shape[0], bool)
        return np.asarray(np.asarray(stems[:, columns].sum(axis=1)).ravel() == len(columns))


def copies_in(pool: Pool, rows: Rows, role: Role) -> Copies:
    """Among the people at `rows`, those who repeat the request."""
    request = RequestRoots.of(role)
    passages = pool.passages
    places, owners = passages_of(passages, rows)
    copied = np.zeros(len(places), bool)
    if len(request.prose) >= request.fewest and len(places):
        stems = csr_array(passages.stems[places])
        own = np.asarray(stems.sum(axis=1)).ravel()
        prose, every = (_count(stems, passages, roots) for roots in (request.prose, request.all))
        copied = (prose >= request.fewest) & (every >= COPIED_SHARE * own)
    people = np.unique(owners[copied])
    kept = ~copied & np.isin(owners, people)
    nothing = csr_array((0, len(passages.vocabulary)))
    return Copies(
        rows[people],
        places[copied],
        np.searchsorted(people, owners[copied]),
        places[kept],
        np.searchsorted(people, owners[kept]),
        passages,
        csr_array(passages.stems[places[kept]]) if len(people) else nothing,
        csr_array(passages.stems[places[copied]]) if len(people) else nothing,
    )


def passages_of(passages: Passages, rows: Rows) -> tuple[Rows, Rows]:
    """Rows of the passages of these people in order, and for each its person's place in `rows`."""
    starts, counts = passages.offsets[rows], np.diff(passages.offsets)[rows]
    first = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp)
    places = np.repeat(starts - first, counts) + np.arange(counts.sum())
    return places.astype(np.intp), np.repeat(np.arange(len(rows)), counts)


def without_copies(reading: Reading, role: Role) -> Reading:
    """The reading as far as it says anything of the person: what merely repeats the request is left out."""
    request = RequestRoots.of(role)
    copied = [passage for passage in reading.passages if request.repeated_by(passage.text)]
    if not copied:
        return reading
    return replace(
        reading,
        passages=tuple(passage for passage in reading.passages if passage not in copied),
        claims=tuple(
            claim
            for claim in reading.claims
            if not any(
                claim.field == passage.field and passage.span.start <= claim.span.start < passage.span.end
                for passage in copied
            )
        ),
    )


def _count(stems: csr_array, passages: Passages, wanted: Iterable[str]) -> NDArray[np.float64]:
    indicator = np.zeros(stems.shape[1], np.float32)
    indicator[[passages.vocabulary[root] for root in wanted if root in passages.vocabulary]] = 1
    return np.asarray(stems @ indicator, np.float64)
