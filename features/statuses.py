"""How one person meets each requirement, with the words that say so.

The same rule as `asked.py`, read from the person's own text instead of arrays, so that every status has its span.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from features.asked import RELATED_AT_MOST, Asked, from_nearness
from features.reading import Claim, Reading, evidence_of
from features.seen import Seen
from features.taxonomy import Taxonomy
from matching.pool import TELLINGS
from matching.shortlist import Evidence, RequirementStatus, Status

MOST_QUOTED = 3
_PLACE: dict[Status, int] = {"missing": 0, "related": 1, "claimed": 2, "evidenced": 3}


@dataclass(frozen=True, slots=True)
class _Case:
    """One way a requirement, or one skill of it, is met; the best case stands."""

    value: float
    status: Status
    evidence: tuple[Evidence, ...] = ()
    via: str | None = None

    @property
    def rank(self) -> tuple[float, int]:
        return self.value, _PLACE[self.status]


_NOTHING = _Case(0.0, "missing")


def statuses_of(
    asked: Sequence[Asked], reading: Reading, seen: Seen, taxonomy: Taxonomy
) -> tuple[RequirementStatus, ...]:
    """The best case for each requirement."""
    near = _by_nearness(asked, reading, seen)
    found = []
    for one, places, by_nearness in zip(asked, seen.held, near, strict=True):
        best = _by_name(one, reading, taxonomy)
        # What is shown by name cannot be met better, only otherwise.
        if best.status != "evidenced":
            best = max(best, _by_words(places, reading), by_nearness, key=lambda case: case.rank)
        found.append(_as_status(one, best))
    return tuple(found)


def _as_status(asked: Asked, best: _Case) -> RequirementStatus:
    requirement = asked.requirement
    return RequirementStatus(requirement.name, requirement.importance, best.status, best.evidence, best.via)


def _by_name(asked: Asked, reading: Reading, taxonomy: Taxonomy) -> _Case:
    parts = [_one_skill(skill_id, reading, taxonomy) for skill_id in asked.skill_ids]
    if not parts or all(part.status == "missing" for part in parts):
        return _NOTHING
    worst = min((part.status for part in parts), key=_PLACE.__getitem__)
    evidence = tuple(quote for part in parts for quote in part.evidence)[:MOST_QUOTED]
    via = ", ".join(part.via for part in parts if part.via) or None
    return _Case(
        sum(part.value for part in parts) / len(parts),
        "related" if worst == "missing" else worst,
        evidence,
        via,
    )


def _one_skill(skill_id: str, reading: Reading, taxonomy: Taxonomy) -> _Case:
    claims = reading.claims_by_skill
    best = _claimed(claims.get(skill_id, ()), 1.0, reading)
    related = taxonomy.related(skill_id)
    if best.value >= RELATED_AT_MOST or claims.keys().isdisjoint(related):
        return best
    for other, share in related.items():
        if other not in claims:
            continue
        case = _claimed(claims[other], share, reading)
        value = min(case.value, RELATED_AT_MOST)
        if value > best.value:
            best = _Case(value, "related", case.evidence, taxonomy.skill(other).label)
    return best


def _claimed(claims: Sequence[Claim], share: float, reading: Reading) -> _Case:
    if not claims:
        return _NOTHING
    told = [(reading.strength(claim.telling), claim) for claim in claims]
    strongest = max(strength for strength, _ in told)
    best = [claim for strength, claim in told if strength == strongest]
    quotes = tuple(claim.evidence for claim in best[:MOST_QUOTED])
    return _Case(strongest * share, _status(strongest), quotes)


def _status(strength: float) -> Status:
    return "evidenced" if strength >= 1 else "claimed"


def _by_words(places: Sequence[int], reading: Reading) -> _Case:
    """`places` are those of the passages in which all roots of the requirement occur."""
    if not places:
        return _NOTHING
    told = [
        (reading.strength(TELLINGS[how]), place)
        for place, how in zip(places, reading.telling[places].tolist(), strict=True)
    ]
    strongest = max(strength for strength, _ in told)
    best = [place for strength, place in told if strength == strongest]
    return _Case(strongest, _status(strongest), tuple(_quote(reading, place) for place in best[:MOST_QUOTED]))


def _by_nearness(asked: Sequence[Asked], reading: Reading, seen: Seen) -> list[_Case]:
    if seen.near is None or not seen.near.size:
        return [_NOTHING] * len(asked)
    best = seen.near.argmax(axis=0)
    values = from_nearness(seen.near.max(axis=0)).tolist()
    return [
        _Case(value, "related", (_quote(reading, place),)) if value > 0 else _NOTHING
        for value, place in zip(values, best.tolist(), strict=True)
    ]


def _quote(reading: Reading, place: int) -> Evidence:
    passage = reading.passages[place]
    return evidence_of(passage.field, passage.span)
