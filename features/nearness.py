"""How near people's passages come to what a role asks, for everybody at once.

One pass over the passages serves every vector a role has. What nearness counts for is `asked.py`.
"""

import numpy as np
from numpy.typing import NDArray

from features.asked import tempered
from matching.feature_spec import FloatArray
from matching.pool import Pool

Rows = NDArray[np.intp]


def best_nearness(pool: Pool, rows: Rows, vectors: NDArray[np.float32]) -> FloatArray:
    """Tempered cosine of each person's nearest passage to each vector, float64 `(len(rows), len(vectors))`; 0 without any."""
    starts, ends = pool.passages.offsets[rows], pool.passages.offsets[rows + 1]
    counts = ends - starts
    best = np.zeros((len(rows), len(vectors)))
    if not counts.sum():
        return best
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    gathered = np.repeat(starts - first, counts) + np.arange(counts.sum())
    near = tempered(pool.passages.vectors[gathered] @ vectors.T, pool.passages.telling[gathered])
    filled = counts > 0
    best[filled] = np.maximum.reduceat(near, first[filled], axis=0)
    return best
