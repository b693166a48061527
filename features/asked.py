"""What a role's requirements mean to matching: skills of the taxonomy, roots of their words, vectors.

Also the one rule by which a requirement is met: by name, by its words in one passage, by a related skill, or by
nearness in meaning. The arrays here decide for everybody at once; `statuses.py` shows the same for one person.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.copies import Copies
from features.linking import PhraseMatcher, RequirementMatcher, SkillLinker
from features.reading import STRENGTH, in_labels, roots
from features.taxonomy import Taxonomy
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

LISTED = TELLINGS.index("listed")
TELLING_STRENGTH = np.array([STRENGTH[telling] for telling in TELLINGS])


@dataclass(frozen=True)
class Asked:
    """One requirement, resolved. `vector` is None without an encoder."""

    requirement: Requirement
    skill_ids: tuple[str, ...]
    stems: tuple[str, ...]
    vector: NDArray[np.float32] | None


def resolve(role: Role, linker: SkillLinker, encoder: Encoder | None) -> tuple[Asked, ...]:
    """Every requirement of the role, resolved, in the role's order."""
    requirements = role.requirements
    names = [in_labels(asked.name, linker, listed=True) for asked in requirements]
    vectors = encoder.encode(names) if encoder and requirements else None
    return tuple(
        Asked(requirement, *_named(names[i], linker), None if vectors is None else vectors[i])
        for i, requirement in enumerate(requirements)
    )


def _named(name: str, linker: SkillLinker) -> tuple[tuple[str, ...], tuple[str, ...]]:
    matcher = RequirementMatcher(name, linker)
    stems = tuple(sorted(PhraseMatcher(name).stems))
    # A known one-word skill is found by name alone: the word `go` in a sentence is not the language.
    return matcher.skill_ids, () if matcher.skill_ids and len(stems) < 2 else stems


def covered(
    asked: Asked,
    pool: Pool,
    taxonomy: Taxonomy,
    rows: NDArray[np.intp],
    nearness: NDArray[np.float64],
    copies: Copies,
) -> NDArray[np.float64]:
    """How far the people at `rows` meet one requirement, float64 `(len(rows),)` in 0..1; `nearness` is aligned."""
    by_name = _by_name(asked, pool, taxonomy, copies)[rows]
    by_words = _by_words(asked, pool, copies)[rows]
    return np.maximum(np.maximum(by_name, by_words), from_nearness(nearness))


def _by_name(asked: Asked, pool: Pool, taxonomy: Taxonomy, copies: Copies) -> NDArray[np.float64]:
    """Mean over the skills the requirement names; a related skill stands in for its share."""
    total = np.zeros(len(pool))
    for skill_id in asked.skill_ids:
        best = _held(pool, taxonomy, skill_id, copies)
        for other, share in taxonomy.related(skill_id).items():
            stands_in = np.minimum(share * _held(pool, taxonomy, other, copies), RELATED_AT_MOST)
            np.maximum(best, stands_in, out=best)
        total += best
    return total / max(1, len(asked.skill_ids))


def _held(pool: Pool, taxonomy: Taxonomy, skill_id: str, copies: Copies) -> NDArray[np.float64]:
    column = taxonomy.columns[skill_id]
    start, end = pool.skills.indptr[column], pool.skills.indptr[column + 1]
    held = np.zeros(len(pool))
    held[pool.skills.indices[start:end]] = pool.skills.data[start:end]
    if len(copies) and held[copies.people].any():
        names = [roots(name) for name, _ in taxonomy.skill(skill_id).surfaces()]
        held[copies.people] = np.minimum(held[copies.people], copies.shown(names))
    return held


def _by_words(asked: Asked, pool: Pool, copies: Copies) -> NDArray[np.float64]:
    """Strongest telling among the passages that hold every root of the requirement."""
    best = np.zeros(len(pool))
    passages = np.setdiff1d(pool.passages.with_all(asked.stems), copies.copied)
    owners = np.searchsorted(pool.passages.offsets, passages, side="right") - 1
    telling = pool.passages.telling[passages]
    np.maximum.at(best, owners, TELLING_STRENGTH[telling] * told_weight(telling, listed_weight(pool)[owners]))
    return best


def listed_weight(pool: Pool) -> NDArray[np.float64]:
    """What a listed skill of each person still counts, float64 `(n,)` in 0..1 (`Reading.listed_weight`)."""
    return np.nan_to_num(pool.number("listed_weight"), nan=1.0)


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
