"""How much of a request's own wording people use, by the roots of words: `managed` speaks for `management`.

Two readings, for everybody at once: the whole record, where a word in many passages soon stops mattering, and single
passages of described work, where the words of one requirement have to stand together. Knows no skills and no vectors.
"""

from collections.abc import Sequence

import numpy as np

from features.copies import Copies
from features.reading import roots
from features.words import content_words
from matching.feature_spec import FloatArray
from matching.lexical import K1, B
from matching.pool import TELLINGS
from matching.roles import Importance, Role


def share_of_request(role: Role, importance: Importance) -> float:
    """How much of the request is the names of such skills: their share of all its words that carry meaning, in 0..1."""
    names = sum(len(content_words(one.name)) for one in role.requirements if one.importance == importance)
    return names / max(1, len(content_words(role.query_text)))


def request_roots(text: str, copies: Copies) -> FloatArray:
    """BM25 over roots as a share of what no record can pass, float64 `(n,)` in 0..1, of the n people that were looked at.

    A root's frequency is the number of passages that hold it, a record's length the number of its passages. What repeats
    the request counts for neither.
    """
    gathered, wanted = copies.gathered, tuple(dict.fromkeys(roots(text)))
    weights = gathered.passages.rarities(wanted)
    if not len(gathered) or not weights.sum():
        return np.zeros(len(gathered))
    own = (~copies.is_copied(gathered.rows)).astype(np.float64)
    often = gathered.total(gathered.roots.holding(wanted) * own[:, None])
    damped = K1 * (1 - B + B * gathered.total(own) / max(1.0, gathered.passages.usual))
    return (often / (often + damped[:, None])) @ weights / weights.sum()


def requirement_words(requirements: Sequence[str], copies: Copies) -> FloatArray:
    """Share of each requirement's roots in the passage of work that holds most of them, rare roots weighing more.

    Float64 `(n, len(requirements))` in 0..1.
    """
    gathered = copies.gathered
    asked = [tuple(dict.fromkeys(roots(text))) for text in requirements]
    wanted = tuple(dict.fromkeys(root for one in asked for root in one))
    place = {root: i for i, root in enumerate(wanted)}
    shares = np.zeros((len(wanted), len(asked)))
    for i, one in enumerate(asked):
        weights = gathered.passages.rarities(one)
        shares[[place[root] for root in one], i] = weights / weights.sum() if weights.sum() else 0.0
    held = gathered.roots.holding(wanted) @ shares
    work = gathered.passages.telling[gathered.rows] == TELLINGS.index("work")
    held[~work | copies.is_copied(gathered.rows)] = 0.0
    return gathered.best(held)
