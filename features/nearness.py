"""How near people's passages come to what a role asks, for everybody at once.

One pass over the passages serves every vector a role has. What nearness counts for is `asked.py`.
"""

import numpy as np
from numpy.typing import NDArray

from features.asked import listed_weight, tempered
from features.copies import Copies
from matching.feature_spec import FloatArray
from matching.pool import Pool

Rows = NDArray[np.intp]


def best_nearness(pool: Pool, rows: Rows, vectors: NDArray[np.float32], copies: Copies) -> FloatArray:
    """Tempered cosine of each person's nearest passage to each vector, float64 `(len(rows), len(vectors))`; 0 without any.

    A passage that repeats the request is near to nothing.
    """
    gathered = copies.gathered
    cosines = pool.passages.vectors.cosines(gathered.rows, vectors)
    weight = np.repeat(listed_weight(pool, rows), gathered.counts)
    near = tempered(cosines, pool.passages.telling[gathered.rows], weight)
    near[copies.is_copied(gathered.rows)] = 0.0
    return gathered.best(near)
