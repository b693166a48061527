"""What was answered and decided about the work of a requisition, with people's names, for pages."""

import json
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.storage.tables import Classification, ClassificationDecision
from governance.vault import Owner, open_words
from governance.views import ClassificationRecord, GivenAnswer, LegalDecision, Person


def classifications(
    session: Session, requisition_id: str, names: Mapping[str, str]
) -> tuple[ClassificationRecord, ...]:
    """Every classification of the requisition, the oldest first. `names`: account id -> the name to show."""
    owner = Owner("requisition", requisition_id)
    query = (
        select(Classification, ClassificationDecision)
        .outerjoin(ClassificationDecision, ClassificationDecision.classification_id == Classification.id)
        .where(Classification.requisition_id == requisition_id)
        .order_by(Classification.assessed_at, Classification.id)
    )
    return tuple(
        _record(session, owner, found, decision, names) for found, decision in session.execute(query)
    )


def _record(
    session: Session,
    owner: Owner,
    found: Classification,
    decision: ClassificationDecision | None,
    names: Mapping[str, str],
) -> ClassificationRecord:
    sealed = open_words(session, owner, found.words, place=f"classification.words:{found.id}")
    words = json.loads(sealed) if sealed else {"answered_by": None, "quotes": {}}
    return ClassificationRecord(
        id=found.id,
        role_version=found.role_version,
        extension_id=found.extension_id,
        rules_version=found.rules_version,
        rules_sha256=found.rules_sha256,
        answered_by=words["answered_by"],
        answers=tuple(
            GivenAnswer(question, given["choice"], given["points"], words["quotes"].get(question))
            for question, given in found.answers.items()
        ),
        dimensions=found.dimensions,
        stakes=found.stakes,
        likelihood=found.likelihood,
        impact=found.impact,
        risk=found.risk,
        up_to_weeks=found.up_to_weeks,
        assessed_by=Person.of(found.assessed_by, names),
        assessed_at=found.assessed_at,
        voided_at=found.voided_at,
        legal=_legal(session, owner, decision, names) if decision else None,
    )


def _legal(
    session: Session, owner: Owner, decision: ClassificationDecision, names: Mapping[str, str]
) -> LegalDecision:
    return LegalDecision(
        id=decision.id,
        decision=decision.decision,
        reason=open_words(session, owner, decision.reason, place=f"classification.reason:{decision.id}"),
        decided_by=Person.of(decision.decided_by, names),
        decided_at=decision.decided_at,
    )
