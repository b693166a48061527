"""Which of a person's words speak for a feature group.

Groups that rest on a stated field (rate, hours, ratings) have no quotation: their sentence names the field.
"""

import numpy as np

from features.reading import Passage, Reading, evidence_of
from matching.ports import Encoder
from matching.roles import Role
from matching.shortlist import Evidence, RequirementStatus

MOST = 3


def group_evidence(
    group: str, role: Role, reading: Reading, requirements: tuple[RequirementStatus, ...], encoder: Encoder | None
) -> tuple[Evidence, ...]:
    """The spans behind a group, strongest first."""
    if group == "skills":
        return _strongest(requirements)
    if group == "relevance":
        return _nearest(role.query_text, reading.passages, encoder)
    if group == "domain" and role.title.strip():
        worked = tuple(passage for passage in reading.passages if passage.telling == "work")
        return _nearest(role.title, worked, encoder)
    return ()


def _strongest(requirements: tuple[RequirementStatus, ...]) -> tuple[Evidence, ...]:
    order = ("evidenced", "claimed", "related", "missing")
    ranked = sorted(requirements, key=lambda one: (order.index(one.status), one.importance != "must"))
    return tuple(dict.fromkeys(quote for one in ranked for quote in one.evidence[:1]))[:MOST]


def _nearest(text: str, passages: tuple[Passage, ...], encoder: Encoder | None) -> tuple[Evidence, ...]:
    if encoder is None or not passages:
        return ()
    near = encoder.encode([passage.text for passage in passages]) @ encoder.encode([text])[0]
    best = passages[int(np.argmax(near))]
    return (evidence_of(best.field, best.span),)
