"""Which pairs are worth comparing: those that share a key. Never all pairs.

A key is a way to reach a person, a name by its sound, an employer with a start, or rare runs of words. A key that
too many records share is crossed with a second one; what is still too common is left out and counted.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matching.identity.names import blocking_keys
from matching.identity.records import IdentityRecord

LARGEST_BLOCK = 60
_RARE_WORDS = 12
_SHARED_WORDS = 2
_MOST_EMPLOYERS = 5

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Blocks:
    """Pairs of rows, the smaller first, sorted; `left_out` counts keys too common to be of use."""

    pairs: tuple[Pair, ...]
    left_out: int


def candidate_pairs(records: Sequence[IdentityRecord], *, fresh: Collection[str] | None = None) -> Blocks:
    """Pairs to compare; with `fresh`, only those with at least one of these ids."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for row, record in enumerate(records):
        for key in _keys(record):
            blocks[key].append(row)
    wanted = None if fresh is None else {row for row, record in enumerate(records) if record.id in set(fresh)}
    pairs: set[Pair] = set()
    left_out = 0
    for rows in blocks.values():
        if len(rows) < 2 or (wanted is not None and wanted.isdisjoint(rows)):
            continue
        for small in [rows] if len(rows) <= LARGEST_BLOCK else _refined(rows, records):
            if len(small) > LARGEST_BLOCK:
                left_out += 1
            else:
                pairs.update(_touching(combinations(small, 2), wanted))
    pairs.update(_touching(_by_words(records), wanted))
    return Blocks(tuple(sorted(pairs)), left_out)


def _keys(record: IdentityRecord) -> Iterator[str]:
    yield from (f"handle:{handle}" for handle in record.handles)
    yield from (f"ref:{system}:{ref}" for system, ref in (record.refs or {}).items())
    if record.name:
        yield from (f"name:{key}" for key in dict.fromkeys(blocking_keys(record.name)))
    jobs = record.jobs[:_MOST_EMPLOYERS]
    yield from (f"start:{job.employer}:{job.start}" for job in jobs if job.exact)
    employers = sorted({job.employer for job in jobs})
    yield from (f"both:{one}:{other}" for one, other in combinations(employers, 2))


def _refined(rows: Sequence[int], records: Sequence[IdentityRecord]) -> Iterable[list[int]]:
    """A common block cut into smaller ones by country and by employer; whoever states neither is left out of it."""
    smaller: Mapping[str, list[int]] = defaultdict(list)
    for row in rows:
        facets = {job.employer for job in records[row].jobs} | {records[row].country or ""}
        for facet in facets - {""}:
            smaller[facet].append(row)
    return smaller.values()


def _touching(pairs: Iterable[Pair], wanted: set[int] | None) -> Iterable[Pair]:
    return pairs if wanted is None else (pair for pair in pairs if pair[0] in wanted or pair[1] in wanted)


def _by_words(records: Sequence[IdentityRecord]) -> Iterable[Pair]:
    """Pairs that share at least two runs of words which few records have."""
    values = np.concatenate([np.frombuffer(r.sketch, np.uint64) for r in records] or [np.empty(0, np.uint64)])
    owners = np.repeat(np.arange(len(records)), [len(record.sketch) for record in records])
    order = np.argsort(values, kind="stable")
    shared: Counter[Pair] = Counter()
    for group in _groups(values[order], owners[order]):
        shared.update(combinations(sorted(int(row) for row in group), 2))
    return [pair for pair, times in shared.items() if times >= _SHARED_WORDS]


def _groups(values: NDArray[np.uint64], owners: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """Owners of each value that two or more have, but no more than `_RARE_WORDS`."""
    edges = np.concatenate([[0], np.nonzero(np.diff(values))[0] + 1, [len(values)]])
    sizes = np.diff(edges)
    for at in np.nonzero((sizes >= 2) & (sizes <= _RARE_WORDS))[0]:
        yield owners[edges[at] : edges[at + 1]]
