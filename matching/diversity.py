"""A list spread over the sources people come from, on request only, at a stated loss of score.

At each place the person of the source shown least so far among those who lose no more than `most_lost` to the best who
is left. Deterministic; the place by score alone is kept beside. Knows sources as codes, nothing of a person.
"""

import numpy as np
from numpy.typing import NDArray

from matching.feature_spec import FloatArray

# What the spread may cost at each place, as a share of what the best has over the mean of all ranked.
DIVERSE_SHARE = 0.1

Rows = NDArray[np.intp]


def spread(scores: FloatArray, sources: NDArray[np.int32], *, top: int, most_lost: float) -> Rows:
    """Places of `scores`, which fall, in the order to show the first `top` of them in.

    The person at any place scores at most `most_lost` less than the one who stands there by score alone.
    """
    if most_lost < 0:
        raise ValueError(f"expected a loss of 0 or more, found {most_lost}")
    left = np.ones(len(scores), bool)
    shown = np.zeros(int(sources.max(initial=-1)) + 2, np.intp)  # the last is for sources that are not stated
    chosen: list[int] = []
    for _ in range(min(top, len(scores))):
        best = int(np.argmax(left))
        near = np.flatnonzero(left & (scores >= scores[best] - most_lost))
        taken = int(near[np.argmin(shown[sources[near]])])
        chosen.append(taken)
        left[taken] = False
        shown[sources[taken]] += 1
    return np.array(chosen, np.intp)
