"""How sure a mean over roles is: 95% percentile bootstrap, seeded.

Roles are the unit: the candidates of one role are not independent of each other, so they are never resampled singly.
"""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 2_000
CONFIDENCE = 0.95

# Resamples drawn at a time, so that memory stays small whatever the number of roles.
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and the ends of its 95% interval."""

    mean: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def mean_interval(values: ArrayLike, *, resamples: int = RESAMPLES, seed: int = 0) -> Interval:
    """Mean of one value a role, and the 2.5% and 97.5% quantiles of the mean over roles drawn with replacement.

    The same seed and number of roles draw the same roles, so intervals of several systems go together. One role gives
    an interval of no width: there is nothing to resample.
    """
    found = np.asarray(values, dtype=np.float64)
    if found.ndim != 1 or not len(found):
        raise ValueError(
            f"expected one value a role and at least one role, found an array of shape {found.shape}"
        )
    mean = float(found.mean())
    if resamples < 1:
        return Interval(mean, mean, mean)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(_resampled_means(found, resamples, seed), [tail, 1 - tail])
    return Interval(mean, float(low), float(high))


def paired_difference(
    ours: ArrayLike, theirs: ArrayLike, *, resamples: int = RESAMPLES, seed: int = 0
) -> Interval:
    """Interval of the mean over roles of `ours - theirs`; both hold the same roles in the same order."""
    left, right = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
    if left.shape != right.shape:
        raise ValueError(f"expected the same roles on both sides, found {left.shape} and {right.shape}")
    return mean_interval(left - right, resamples=resamples, seed=seed)


def _resampled_means(values: NDArray[np.float64], resamples: int, seed: int) -> NDArray[np.float64]:
    draw = np.random.default_rng(seed)
    sizes = [min(_CHUNK, resamples - start) for start in range(0, resamples, _CHUNK)]
    return np.concatenate(
        [values[draw.integers(len(values), size=(size, len(values)))].mean(axis=1) for size in sizes]
    )
