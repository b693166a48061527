"""Ranking metrics of one role, over arrays.

Every function takes grades in ranked order, best rank first, and the grades of everything judged for the role: what
was judged and never ranked still counts against a ranking. A grade of 1 or more is relevant; below 0 counts as 0.
Means and intervals over roles are `resampling.py`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Grades = NDArray[np.int64]


def ndcg(ranked: ArrayLike, judged: ArrayLike, k: int) -> float:
    """Normalised discounted cumulative gain, `DCG@k / ideal DCG@k`, in 0..1.

    Gain `2^g - 1`, discount `log2(rank + 1)`, ideal over all judged. 1: the best first k there could be; 0: nothing
    relevant among the first k, or nothing relevant at all. Burges et al., "Learning to rank using gradient descent"
    (2005).
    """
    best = _dcg(np.sort(_grades(judged))[::-1], k)
    return _dcg(_grades(ranked), k) / best if best > 0 else 0.0


def average_precision(ranked: ArrayLike, judged: ArrayLike) -> float:
    """Mean of the precision at each relevant rank, over all relevant judged, in 0..1; its mean over roles is MAP."""
    relevant = _grades(ranked) >= 1
    total = _relevant_count(judged)
    if not total:
        return 0.0
    ranks = np.nonzero(relevant)[0] + 1
    return float((np.arange(1, len(ranks) + 1) / ranks).sum() / total)


def reciprocal_rank(ranked: ArrayLike) -> float:
    """1 / rank of the first relevant, in 0..1; 0 when none is ranked."""
    ranks = np.nonzero(_grades(ranked) >= 1)[0]
    return 1.0 / float(ranks[0] + 1) if len(ranks) else 0.0


def recall(ranked: ArrayLike, judged: ArrayLike, k: int) -> float:
    """Share of all relevant judged that are among the first k, in 0..1."""
    total = _relevant_count(judged)
    return float((_grades(ranked)[:k] >= 1).sum() / total) if total else 0.0


def precision(ranked: ArrayLike, k: int) -> float:
    """Share of the first k ranks that hold a relevant one, in 0..1; an empty rank counts as a miss."""
    return float((_grades(ranked)[:k] >= 1).sum() / k)


def role_metrics(ranked: ArrayLike, judged: ArrayLike, ks: Sequence[int]) -> dict[str, float]:
    """Every metric of one ranking by name: `ndcg@k`, `map`, `mrr`, `recall@k`, `precision@k`."""
    ranked, judged = _grades(ranked), _grades(judged)
    return {
        **{f"ndcg@{k}": ndcg(ranked, judged, k) for k in ks},
        "map": average_precision(ranked, judged),
        "mrr": reciprocal_rank(ranked),
        **{f"recall@{k}": recall(ranked, judged, k) for k in ks},
        **{f"precision@{k}": precision(ranked, k) for k in ks},
    }


def _dcg(grades: Grades, k: int) -> float:
    first = grades[:k]
    return float(((2.0**first - 1.0) / np.log2(np.arange(2, len(first) + 2))).sum())


def _relevant_count(judged: ArrayLike) -> int:
    return int((_grades(judged) >= 1).sum())


def _grades(grades: ArrayLike) -> Grades:
    return np.maximum(np.asarray(grades, dtype=np.int64), 0)
