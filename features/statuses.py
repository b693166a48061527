"""How one person meets each requirement, with the words that say so.

The same rule as `asked.py`, read from the person's own text instead of arrays, so that every status has its span.
"""

from dataclasses import dataclass

import numpy as np

from features.asked import RELATED_AT_MOST, Asked, from_nearness, tempered
from features.reading import Claim, Passage, Reading, evidence_of, roots
from features.taxonomy import Taxonomy
from matching.pool import TELLINGS
from matching.ports import Encoder
from matching.shortlist import Evidence, RequirementStatus, Status

MOST_QUOTED = 3
_ORDER: tuple[Status, ...] = ("missing", "related", "claimed", "evidenced")


@dataclass(frozen=True, slots=True)
class _Case:
    """One way a requirement, or one skill of it, is met; the best case stands."""

    value: float
    status: Status
    evidence: tuple[Evidence, ...] = ()
    via: str | None = None

    @property
    def rank(self) -> tuple[float, int]:
        return self.value, _ORDER.index(self.status)


_NOTHING = _Case(0.0, "missing")


def status_of(
    asked: Asked, reading: Reading, taxonomy: Taxonomy, encoder: Encoder | None
) -> RequirementStatus:
    """The best case for one requirement."""
    cases = [
        _by_name(asked, reading, taxonomy),
        _by_words(asked, reading),
        _by_nearness(asked, reading, encoder),
    ]
    best = max(cases, key=lambda case: case.rank)
    requirement = asked.requirement
    return RequirementStatus(requirement.name, requirement.importance, best.status, best.evidence, best.via)


def _by_name(asked: Asked, reading: Reading, taxonomy: Taxonomy) -> _Case:
    parts = [_one_skill(skill_id, reading, taxonomy) for skill_id in asked.skill_ids]
    if not parts or all(part.status == "missing" for part in parts):
        return _NOTHING
    worst = min(parts, key=lambda part: _ORDER.index(part.status)).status
    evidence = tuple(quote for part in parts for quote in part.evidence)[:MOST_QUOTED]
    via = ", ".join(part.via for part in parts if part.via) or None
    return _Case(
        sum(part.value for part in parts) / len(parts),
        "related" if worst == "missing" else worst,
        evidence,
        via,
    )


def _one_skill(skill_id: str, reading: Reading, taxonomy: Taxonomy) -> _Case:
    own = [claim for claim in reading.claims if claim.skill_id == skill_id]
    best = _claimed(own, 1.0, reading)
    for other, share in taxonomy.related(skill_id).items():
        near = [claim for claim in reading.claims if claim.skill_id == other]
        case = _claimed(near, share, reading)
        value = min(case.value, RELATED_AT_MOST)
        if value > best.value:
            best = _Case(value, "related", case.evidence, taxonomy.skill(other).label)
    return best


def _claimed(claims: list[Claim], share: float, reading: Reading) -> _Case:
    if not claims:
        return _NOTHING
    strongest = max(reading.strength(claim.telling) for claim in claims)
    quotes = [claim.evidence for claim in claims if reading.strength(claim.telling) == strongest]
    return _Case(strongest * share, _status(strongest), tuple(quotes[:MOST_QUOTED]))


def _status(strength: float) -> Status:
    return "evidenced" if strength >= 1 else "claimed"


def _by_words(asked: Asked, reading: Reading) -> _Case:
    if not asked.stems:
        return _NOTHING
    wanted = set(asked.stems)
    held = [passage for passage in reading.passages if wanted.issubset(roots(passage.text))]
    if not held:
        return _NOTHING
    strongest = max(reading.strength(passage.telling) for passage in held)
    quotes = [_quote(passage) for passage in held if reading.strength(passage.telling) == strongest]
    return _Case(strongest, _status(strongest), tuple(quotes[:MOST_QUOTED]))


def _by_nearness(asked: Asked, reading: Reading, encoder: Encoder | None) -> _Case:
    if encoder is None or asked.vector is None or not reading.passages:
        return _NOTHING
    telling = np.array([TELLINGS.index(passage.telling) for passage in reading.passages], np.int8)
    near = tempered(
        encoder.encode([passage.text for passage in reading.passages]) @ asked.vector,
        telling,
        reading.listed_weight,
    )
    best = int(np.argmax(near))
    value = float(from_nearness(near[best : best + 1])[0])
    return _Case(value, "related", (_quote(reading.passages[best]),)) if value > 0 else _NOTHING


def _quote(passage: Passage) -> Evidence:
    return evidence_of(passage.field, passage.span)
