"""Things of many owners in one array, one owner after another: owner `i` has `offsets[i]:offsets[i+1]`."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.floating)


def slices(
    offsets: NDArray[np.integer], owners: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Places of everything these owners have, one owner after another; where each begins there; how many they are."""
    starts = offsets[owners].astype(np.intp)
    counts = offsets[owners + 1].astype(np.intp) - starts
    first = np.cumsum(counts) - counts
    return np.repeat(starts - first, counts) + np.arange(counts.sum()), first, counts


def reduced(
    how: np.ufunc, values: NDArray[Number], first: NDArray[np.intp], counts: NDArray[np.intp]
) -> NDArray[Number]:
    """`how` over each owner's values `(m, ...)`, which lie one owner after another: `(len(first), ...)`; 0 for who has none."""
    found = np.zeros((len(first), *values.shape[1:]), values.dtype)
    filled = counts > 0
    if filled.any():
        found[filled] = how.reduceat(values, first[filled], axis=0)
    return found
