"""A text's sketch: a few numbers that agree between two texts as often as the texts share their words in order.

MinHash (Broder 1997) over pairs of neighbouring words: the share of equal numbers estimates the share of common pairs,
|A and B| / |A or B|, with a standard error of at most 0.063. Numbers only: no word can be read back from them.
`matching/collapsing.py` compares them.
"""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.lexical import words

WIDTH = 64
RUN = 2

# Below this many words two texts may agree by chance: a list of five skills is nobody's own.
FEWEST_WORDS = 40

_PRIME = (1 << 31) - 1
_DRAW = np.random.Generator(np.random.PCG64(20_261_124))
_FACTORS = _DRAW.integers(1, _PRIME, WIDTH, dtype=np.int64)
_SHIFTS = _DRAW.integers(0, _PRIME, WIDTH, dtype=np.int64)


def sketches(texts: Sequence[str]) -> NDArray[np.uint32]:
    """One row a text, uint32 `(len(texts), WIDTH)`; zeros for a text of fewer than `FEWEST_WORDS` words."""
    return np.stack([sketch(text) for text in texts]) if texts else np.zeros((0, WIDTH), np.uint32)


def sketch(text: str) -> NDArray[np.uint32]:
    """The text's least hash under each of `WIDTH` fixed permutations, plus one; case and marks do not count."""
    found = words(text)
    if len(found) < FEWEST_WORDS:
        return np.zeros(WIDTH, np.uint32)
    runs = {" ".join(found[i : i + RUN]) for i in range(len(found) - RUN + 1)}
    hashes = np.fromiter(
        (zlib.crc32(run.encode("utf-8", "surrogatepass")) for run in runs), np.int64, len(runs)
    )
    # Both below 2^31, so that the product stays within 64 bits.
    mixed = (_FACTORS[:, None] * (hashes % _PRIME)[None, :] + _SHIFTS[:, None]) % _PRIME
    return (mixed.min(axis=1) + 1).astype(np.uint32)
