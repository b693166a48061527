"""How near people's passages, and the words in them, come to what a role asks, for everybody at once.

One pass over the passages serves every vector a role has. What nearness counts for is `asked.py`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from features.asked import Asked, listed_weight, tempered
from features.copies import Copies
from matching.feature_spec import FloatArray
from matching.pool import Pool

Rows = NDArray[np.intp]


def best_nearness(pool: Pool, rows: Rows, vectors: NDArray[np.float32], copies: Copies) -> FloatArray:
    """Tempered cosine of each person's nearest passage to each vector, float64 `(len(rows), len(vectors))`; 0 without any.

    A passage that repeats the request is near to nothing.
    """
    return _best(pool.passages.vectors.cosines(copies.gathered.rows, vectors), pool, rows, copies)


def word_nearness(pool: Pool, rows: Rows, asked: Sequence[Asked], copies: Copies) -> FloatArray | None:
    """How near the words of a passage come to those of each requirement, in the passage that comes nearest.

    Each word of the requirement counts by the passage's nearest word, as both are understood where they stand; a requirement
    is the mean of its words. Tempered as passages are. Float64 `(len(rows), len(asked))`, NaN for a requirement without words;
    None where no words were encoded.
    """
    words = pool.passages.words
    if words is None or not asked or any(one.words is None for one in asked):
        return None
    own = [one.words for one in asked if one.words is not None]
    counts = np.array([len(one) for one in own])
    # A column a requirement: what each of its words has a share in.
    shares = np.repeat(np.eye(len(own)) / np.maximum(counts, 1), counts, axis=0)
    nearest = words.nearest(copies.gathered.rows, np.concatenate(own)) @ shares
    return np.where(counts > 0, _best(nearest, pool, rows, copies), np.nan)


def _best(cosines: NDArray[np.floating], pool: Pool, rows: Rows, copies: Copies) -> FloatArray:
    """Each person's largest of their passages' cosines `(len(copies.gathered.rows), ...)`, tempered."""
    gathered = copies.gathered
    weight = np.repeat(listed_weight(pool, rows), gathered.counts)
    near = tempered(cosines, pool.passages.telling[gathered.rows], weight)
    near[copies.is_copied(gathered.rows)] = 0.0
    return gathered.best(near)
