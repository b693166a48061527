"""Who is looked at: the few hundred eligible people nearest in meaning or in words, fused by reciprocal rank.

Only eligible people are ever scored. Up to `EXACT_BELOW` rows the exact product is cheapest; above it a FAISS flat
8-bit index narrows and the original vectors decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.pool import Pool
from matching.standing import embedded

RRF_K = 60
RETRIEVE_LIMIT = 400
EXACT_BELOW = 20_000
GATHER_BELOW_SHARE = 0.02
OVERSAMPLE = 4

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Query:
    """A role as retrieval sees it: a unit vector `(d,)`, or None without an encoder, and its words."""

    vector: NDArray[np.float32] | None
    words: Sequence[str]


def retrieve(query: Query, pool: Pool, eligible: NDArray[np.bool_], *, limit: int = RETRIEVE_LIMIT) -> Rows:
    """Rows of at most `limit` eligible people, ascending. Everybody eligible when they are that few."""
    rows = np.nonzero(eligible)[0]
    if len(rows) <= limit:
        return rows
    rankings = [_lexical(query, pool, rows, limit)]
    if query.vector is None:
        return np.sort(fuse(rankings, len(pool))[:limit])
    comparable = embedded(pool)
    rankings.append(_dense(query.vector, pool, rows[comparable[rows]], limit))
    # Of whom there are no vectors, the place by words stands for the place by meaning too.
    return np.sort(fuse(rankings, len(pool), np.where(comparable, 1.0, 2.0))[:limit])


def fuse(rankings: Sequence[Rows], count: int, weights: NDArray[np.float64] | None = None) -> Rows:
    """Reciprocal rank fusion: rows by sum of 1 / (60 + rank), ties by row. Rows in no ranking are left out.

    `weights` `(count,)` multiply each row's sum; by default 1.
    """
    total = np.zeros(count)
    for ranking in rankings:
        total[ranking] += 1.0 / (RRF_K + 1 + np.arange(len(ranking)))
    if weights is not None:
        total *= weights
    order = np.argsort(-total, kind="stable")
    return order[total[order] > 0]


def top(scores: NDArray[np.floating], rows: Rows, limit: int) -> Rows:
    """The `limit` rows of highest score, best first, ties by row; `scores` is aligned with `rows`."""
    if len(rows) > limit:
        keep = np.argpartition(-scores, limit - 1)
        floor = scores[keep[limit - 1]]
        chosen = np.nonzero(scores >= floor)[0]
    else:
        chosen = np.arange(len(rows))
    order = chosen[np.argsort(-scores[chosen], kind="stable")][:limit]
    return rows[order]


def _lexical(query: Query, pool: Pool, rows: Rows, limit: int) -> Rows:
    scores = pool.lexical.scores(query.words)[rows]
    hit = scores > 0
    return top(scores[hit], rows[hit], limit)


def _dense(vector: NDArray[np.float32], pool: Pool, rows: Rows, limit: int) -> Rows:
    if len(pool) > EXACT_BELOW and len(rows) >= GATHER_BELOW_SHARE * len(pool):
        rows = _narrow(vector, pool, rows, limit * OVERSAMPLE)
    return top(pool.documents[rows] @ vector, rows, limit)


def _narrow(vector: NDArray[np.float32], pool: Pool, rows: Rows, count: int) -> Rows:
    import faiss

    bitmap = np.zeros((len(pool) + 7) // 8, np.uint8)
    np.bitwise_or.at(bitmap, rows // 8, (1 << (rows % 8)).astype(np.uint8))
    selector = faiss.IDSelectorBitmap(bitmap)
    _, found = _quantised(pool).search(
        vector[None, :], min(count, len(rows)), params=faiss.SearchParameters(sel=selector)
    )
    return np.sort(found[0][found[0] >= 0]).astype(np.intp)


_indexes: dict[int, tuple[Pool, object]] = {}


def _quantised(pool: Pool):  # type: ignore[no-untyped-def]  # faiss ships no types
    """The pool's 8-bit flat index, built once while the pool lives."""
    import faiss

    held = _indexes.get(id(pool))
    if held is None or held[0] is not pool:
        index = faiss.IndexScalarQuantizer(
            pool.documents.shape[1], faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        vectors = np.ascontiguousarray(pool.documents)
        index.train(vectors)
        index.add(vectors)
        _indexes.clear()
        _indexes[id(pool)] = held = (pool, index)
    return held[1]
