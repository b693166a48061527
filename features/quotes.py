"""Which of a person's words speak for a feature group.

Groups that rest on a stated field (rate, hours, ratings) have no quotation: their sentence names the field.
"""

import numpy as np

from features.asked import tempered
from features.reading import Reading, evidence_of
from matching.ports import Encoder
from matching.roles import Role
from matching.shortlist import Evidence, RequirementStatus

MOST = 3


def evidence_by_group(
    role: Role,
    reading: Reading,
    requirements: tuple[RequirementStatus, ...],
    encoder: Encoder | None,
) -> dict[str, tuple[Evidence, ...]]:
    """The spans behind each group that rests on words, strongest first: the very passages that were counted."""
    title = reading.title
    return {
        "skills": _strongest(requirements),
        "relevance": _nearest(role.work_text or role.query_text, reading, encoder),
        "domain": (
            *((title,) if title else ()),
            *(_nearest(role.title, reading, encoder) if role.title.strip() else ()),
        ),
        "experience": reading.tenures[:MOST],
    }


def _strongest(requirements: tuple[RequirementStatus, ...]) -> tuple[Evidence, ...]:
    order = ("evidenced", "claimed", "related", "missing")
    ranked = sorted(requirements, key=lambda one: (order.index(one.status), one.importance != "must"))
    return tuple(dict.fromkeys(quote for one in ranked for quote in one.evidence[:1]))[:MOST]


def _nearest(text: str, reading: Reading, encoder: Encoder | None) -> tuple[Evidence, ...]:
    if encoder is None or not reading.passages:
        return ()
    near = tempered(
        reading.vectors(encoder) @ encoder.encode([text])[0], reading.telling, reading.listed_weight
    )
    best = reading.passages[int(np.argmax(near))]
    return (evidence_of(best.field, best.span),)
