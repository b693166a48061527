"""What a role's requirements mean to matching: skills of the taxonomy, roots of their words, vectors.

Also the one rule by which a requirement is met: by name, by its words in one passage, by a related skill, or by
nearness in meaning. The arrays here decide for everybody at once; `statuses.py` shows the same for one person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from features.copies import Copies
from features.linking import PhraseMatcher, RequirementMatcher, SkillLinker
from features.reading import STRENGTH, in_labels, roots
from features.taxonomy import Taxonomy
from matching.lexical import values_at
from matching.pool import TELLINGS, Pool
from matching.ports import Encoder
from matching.roles import Requirement, Role

# A passage this near a requirement counts for something, and from the upper bound on for as much as is allowed to
# nearness alone: what nobody said in so many words never counts as shown.
NEAR_FROM, NEAR_FULL, NEAR_COUNTS = 0.50, 0.80, 0.5

# An entry of a list is always near the requirement it repeats; saying a word is not doing the work.
LISTED_NEAR_AT_MOST = 0.5

# A related skill, however strongly shown, counts for less than saying that one has the skill itself.
RELATED_AT_MOST = 0.55

# Roles whose requirements are kept resolved.
_KEPT = 256

Rows = NDArray[np.intp]

LISTED = TELLINGS.index("listed")
TELLING_STRENGTH = np.array([STRENGTH[telling] for telling in TELLINGS])


@dataclass(frozen=True)
class Asked:
    """One requirement, resolved. `vector` is None without an encoder, `words` `(n, width)` without one that sees single words."""

    requirement: Requirement
    skill_ids: tuple[str, ...]
    stems: tuple[str, ...]
    vector: NDArray[np.float32] | None
    words: NDArray[np.float32] | None = None


class Resolver:
    """Resolves requirements once: a role is asked about for the whole pool, and again for each person shown."""

    def __init__(self, linker: SkillLinker, encoder: Encoder | None) -> None:
        self._resolved = lru_cache(maxsize=_KEPT)(lambda asked: resolve(asked, linker, encoder))

    def __call__(self, role: Role) -> tuple[Asked, ...]:
        return self._resolved(tuple(role.requirements))


def resolve(
    requirements: Sequence[Requirement], linker: SkillLinker, encoder: Encoder | None
) -> tuple[Asked, ...]:
    """Every requirement, resolved, in the order given."""
    names = [in_labels(asked.name, linker, listed=True) for asked in requirements]
    read = encoder.encode_words(names) if encoder else None
    return tuple(
        Asked(
            requirement,
            *_named(names[i], linker),
            None if read is None else read.vectors[i],
            None if read is None or read.words is None else read.words[i][:],
        )
        for i, requirement in enumerate(requirements)
    )


def _named(name: str, linker: SkillLinker) -> tuple[tuple[str, ...], tuple[str, ...]]:
    matcher = RequirementMatcher(name, linker)
    stems = tuple(sorted(PhraseMatcher(name).stems))
    # A known one-word skill is found by name alone: the word `go` in a sentence is not the language.
    return matcher.skill_ids, () if matcher.skill_ids and len(stems) < 2 else stems


def coverage(
    asked: Sequence[Asked],
    pool: Pool,
    taxonomy: Taxonomy,
    rows: Rows,
    nearness: NDArray[np.float64],
    copies: Copies,
) -> NDArray[np.float64]:
    """How far the people at `rows` meet each requirement, float64 `(len(rows), len(asked))` in 0..1; `nearness` is aligned.

    `copies` are those found among `rows`.
    """
    if not asked:
        return np.zeros((len(rows), 0))
    by_name = np.stack([_by_name(one, pool, taxonomy, rows, copies) for one in asked], axis=1)
    return np.maximum(np.maximum(by_name, _by_words(asked, pool, rows, copies)), from_nearness(nearness))


def _by_name(asked: Asked, pool: Pool, taxonomy: Taxonomy, rows: Rows, copies: Copies) -> NDArray[np.float64]:
    """Mean over the skills the requirement names; a related skill stands in for its share."""
    total = np.zeros(len(rows))
    for skill_id in asked.skill_ids:
        best = _held(pool, taxonomy, skill_id, rows, copies)
        for other, share in taxonomy.related(skill_id).items():
            stands_in = np.minimum(share * _held(pool, taxonomy, other, rows, copies), RELATED_AT_MOST)
            np.maximum(best, stands_in, out=best)
        total += best
    return total / max(1, len(asked.skill_ids))


def _held(pool: Pool, taxonomy: Taxonomy, skill_id: str, rows: Rows, copies: Copies) -> NDArray[np.float64]:
    column = taxonomy.columns[skill_id]
    start, end = pool.skills.indptr[column], pool.skills.indptr[column + 1]
    held = values_at(pool.skills.indices[start:end], pool.skills.data[start:end], rows)
    if len(copies) and held[copies.at].any():
        names = [roots(name) for name, _ in taxonomy.skill(skill_id).surfaces()]
        held[copies.at] = np.minimum(held[copies.at], copies.shown(names))
    return held


def _by_words(asked: Sequence[Asked], pool: Pool, rows: Rows, copies: Copies) -> NDArray[np.float64]:
    """Strongest telling among the passages that hold every root of the requirement."""
    gathered = copies.gathered
    telling = pool.passages.telling[gathered.rows]
    weight = np.repeat(listed_weight(pool, rows), gathered.counts)
    strength = TELLING_STRENGTH[telling] * told_weight(telling, weight)
    strength[copies.is_copied(gathered.rows)] = 0.0
    shown = np.zeros((len(gathered.rows), len(asked)))
    for i, places in enumerate(gathered.roots.with_all([one.stems for one in asked])):
        shown[places, i] = strength[places]
    return gathered.best(shown)


def listed_weight(pool: Pool, rows: Rows) -> NDArray[np.float64]:
    """What a listed skill of each person still counts, float64 `(len(rows),)` in 0..1 (`Reading.listed_weight`)."""
    weight = pool.number("listed_weight")[rows]
    return np.where(np.isnan(weight), 1.0, weight)


def told_weight(telling: NDArray[np.int8], weight: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """1 for passages that do not merely list, the person's own `weight` for those that do."""
    return np.where(telling == LISTED, weight, 1.0)


def tempered(
    near: NDArray[np.floating], telling: NDArray[np.int8], weight: NDArray[np.float64] | float = 1.0
) -> NDArray[np.float64]:
    """Cosines `(n_passages, ...)` within 0..1, those of listed words held down, further by `weight` (`told_weight`)."""
    ceiling = np.where(telling == LISTED, LISTED_NEAR_AT_MOST * weight, 1.0)
    return np.clip(near, 0.0, ceiling.reshape(-1, *[1] * (near.ndim - 1)))


def from_nearness(nearness: NDArray[np.float64]) -> NDArray[np.float64]:
    """What nearness in meaning alone counts: 0 below `NEAR_FROM`, `NEAR_COUNTS` from `NEAR_FULL` on."""
    return np.clip((nearness - NEAR_FROM) / (NEAR_FULL - NEAR_FROM), 0, 1) * NEAR_COUNTS
