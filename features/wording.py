"""How much of a request's own wording people use, by the roots of words: `managed` speaks for `management`.

Two readings, for everybody at once: the whole record, where a word in many passages soon stops mattering, and single
passages of described work, where the words of one requirement have to stand together. Knows no skills and no vectors.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from features.copies import Copies
from features.reading import roots
from matching.feature_spec import FloatArray
from matching.lexical import K1, B
from matching.pool import TELLINGS, Pool

Rows = NDArray[np.intp]


def request_roots(text: str, pool: Pool, rows: Rows, copies: Copies) -> FloatArray:
    """BM25 over roots as a share of what no record can pass, float64 `(len(rows),)` in 0..1.

    A root's frequency is the number of passages that hold it, a record's length the number of its passages. What repeats
    the request counts for neither.
    """
    wanted = tuple(dict.fromkeys(roots(text)))
    weights = pool.passages.rarities(wanted)
    if not len(rows) or not weights.sum():
        return np.zeros(len(rows))
    gathered = pool.passages.of(rows)
    own = (~copies.is_copied(gathered.rows)).astype(np.float64)
    often = gathered.total(pool.passages.holding(wanted, gathered.rows) * own[:, None])
    damped = K1 * (1 - B + B * gathered.total(own) / max(1.0, pool.passages.usual))
    return (often / (often + damped[:, None])) @ weights / weights.sum()


def requirement_words(requirements: Sequence[str], pool: Pool, rows: Rows, copies: Copies) -> FloatArray:
    """Share of each requirement's roots in the passage of work that holds most of them, rare roots weighing more.

    Float64 `(len(rows), len(requirements))` in 0..1.
    """
    asked = [tuple(dict.fromkeys(roots(text))) for text in requirements]
    wanted = tuple(dict.fromkeys(root for one in asked for root in one))
    place = {root: i for i, root in enumerate(wanted)}
    shares = np.zeros((len(wanted), len(asked)))
    for i, one in enumerate(asked):
        weights = pool.passages.rarities(one)
        shares[[place[root] for root in one], i] = weights / weights.sum() if weights.sum() else 0.0
    gathered = pool.passages.of(rows)
    held = pool.passages.holding(wanted, gathered.rows) @ shares
    work = pool.passages.telling[gathered.rows] == TELLINGS.index("work")
    held[~work | copies.is_copied(gathered.rows)] = 0.0
    return gathered.best(held)
