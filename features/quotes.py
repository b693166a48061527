"""Which of a person's words speak for a feature group.

Groups that rest on a stated field (rate, hours, ratings) have no quotation: their sentence names the field.
"""

from features.reading import Reading, evidence_of
from features.seen import Seen
from matching.shortlist import Evidence, RequirementStatus

MOST = 3


def evidence_by_group(
    reading: Reading, seen: Seen, requirements: tuple[RequirementStatus, ...]
) -> dict[str, tuple[Evidence, ...]]:
    """The spans behind each group that rests on words, strongest first: the very passages that were counted."""
    title = reading.title
    return {
        "skills": _strongest(requirements),
        "relevance": _passage(reading, seen.work),
        "domain": (*((title,) if title else ()), *_passage(reading, seen.title)),
        "experience": reading.tenures[:MOST],
    }


def _strongest(requirements: tuple[RequirementStatus, ...]) -> tuple[Evidence, ...]:
    order = ("evidenced", "claimed", "related", "missing")
    ranked = sorted(requirements, key=lambda one: (order.index(one.status), one.importance != "must"))
    return tuple(dict.fromkeys(quote for one in ranked for quote in one.evidence[:1]))[:MOST]


def _passage(reading: Reading, place: int | None) -> tuple[Evidence, ...]:
    if place is None:
        return ()
    found = reading.passages[place]
    return (evidence_of(found.field, found.span),)
