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
    gathered = pool.passages.of(rows)
    cosines = pool.passages.vectors.cosines(gathered.rows, vectors)
    return gathered.best(tempered(cosines, pool.passages.telling[gathered.rows]))
