"""Who is looked at: the few hundred eligible people nearest in meaning or in words, fused by reciprocal rank.

Only eligible people are ever scored. Up to `EXACT_BELOW` rows the exact product is cheapest; above it an 8-bit index
(`vectors.py`) narrows and the original vectors decide.
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
    by_words = lexical(query, pool, rows, limit)
    if query.vector is None:
        return np.sort(fuse([by_words])[:limit])
    comparable = embedded(pool, rows)
    by_meaning = dense(query.vector, pool, rows if comparable.all() else rows[comparable], limit)
    # Of whom there are no vectors, the place by words stands for the place by meaning too.
    counted = np.where(embedded(pool, by_words), 1.0, 2.0)
    return np.sort(fuse([by_words, by_meaning], [counted, np.ones(len(by_meaning))])[:limit])


def fuse(rankings: Sequence[Rows], weights: Sequence[NDArray[np.float64]] | None = None) -> Rows:
    """Reciprocal rank fusion: rows by sum of 1 / (60 + rank), ties by row. Rows in no ranking are left out.

    `weights`, one array a ranking, multiply the share of each place; by default 1.
    """
    rows, at = np.unique(np.concatenate(rankings), return_inverse=True)
    shares = np.concatenate([1.0 / (RRF_K + 1 + np.arange(len(ranking))) for ranking in rankings])
    if weights is not None:
        shares *= np.concatenate(weights)
    total = np.bincount(at, weights=shares, minlength=len(rows))
    return rows[np.argsort(-total, kind="stable")]


def top(scores: NDArray[np.floating], rows: Rows, limit: int) -> Rows:
    """The `limit` rows of highest score, best first, ties by row; `scores` is aligned with `rows`."""
    if len(rows) > limit:
        floor = np.partition(scores, len(rows) - limit)[len(rows) - limit]
        chosen = np.nonzero(scores >= floor)[0]
    else:
        chosen = np.arange(len(rows))
    order = chosen[np.argsort(-scores[chosen], kind="stable")][:limit]
    return rows[order]


def lexical(query: Query, pool: Pool, rows: Rows, limit: int) -> Rows:
    """The `limit` of these people with the highest BM25, best first; nobody without a word of the query."""
    scores = pool.lexical.scores(query.words)[rows]
    hit = np.nonzero(scores > 0)[0]
    return top(scores[hit], rows[hit], limit)


def dense(vector: NDArray[np.float32], pool: Pool, rows: Rows, limit: int) -> Rows:
    """The `limit` of these people nearest in meaning, best first."""
    if len(pool) > EXACT_BELOW and len(rows) >= GATHER_BELOW_SHARE * len(pool):
        among = np.zeros(len(pool), bool)
        among[rows] = True
        rows = pool.index.nearest(vector, among, min(limit * OVERSAMPLE, len(rows)))
    return top(pool.documents[rows] @ vector, rows, limit)
