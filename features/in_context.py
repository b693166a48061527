"""Words as an encoder sees them where they stand: which words count, and how the pieces an encoder cuts them in become one vector.

A word in its passage says both what it means and what is spoken of: for bare lists of asked skills no other reading of a record
is worth as much (docs/reference/cold-start.md).
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from features.words import content_words
from matching.vectors import ByteVectors
from matching.word_vectors import WordVectors

# A quarter of MiniLM's numbers keep nearly all that its words are worth (docs/reference/cold-start.md).
WIDTH = 96
SHIPPED = Path(__file__).parent / "data" / "word_directions.npy"

Floats = NDArray[np.float32]
Offsets = NDArray[np.integer]


def word_states(text: str, pieces: Offsets, states: Floats) -> Floats:
    """One row a content word, `(n, d)`: the sum of its pieces' states. A word no piece of which was read has none.

    `pieces` `(t, 2)` are places in the text, `0, 0` for a piece that is not of it; `states` `(t, d)` what the encoder made of each.
    """
    words = np.array(content_words(text), np.int64).reshape(-1, 2)
    starts, ends = pieces.T
    word = np.searchsorted(words[:, 0], starts, side="right") - 1
    inside = (word >= 0) & (ends > starts)
    inside[inside] = starts[inside] < words[word[inside], 1]
    _, first = np.unique(word[inside], return_index=True)
    return np.add.reduceat(states[inside], first, axis=0) if len(first) else states[:0]


def as_kept(texts: Sequence[Floats], dimension: int, directions: Floats | None = None) -> WordVectors:
    """The word states of some texts, `(w, dimension)` each, as unit vectors in bytes; along `directions` `(width, dimension)`,
    where there are any.

    Worked out in double precision: what the number of threads changes in a sum is lost when that becomes single.
    """
    states = np.concatenate([np.zeros((0, dimension)), *texts])
    kept = states if directions is None else states @ directions.T
    lengths = np.linalg.norm(kept, axis=1, keepdims=True)
    vectors = np.divide(kept, lengths, out=np.zeros_like(kept), where=lengths > 0).astype(np.float32)
    return WordVectors(ByteVectors.of(vectors), np.cumsum([0, *map(len, texts)], dtype=np.int64))


def shipped_directions() -> Floats:
    """Those of the default encoder, float32 `(WIDTH, 384)`, orthonormal as far as half precision goes; made by `directions.py`."""
    return np.load(SHIPPED).astype(np.float32)
