"""Classifying the work of a requisition, legal's answer to a high risk, and what an engagement must show.

A classification is of one version of the request: an edit voids it. A high one stands for that version whatever is
answered later, so that nobody asks again until the answer suits. The database keeps the same rules by itself
(`storage/guards/`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from governance import cases
from governance.access import require_another
from governance.classification.rules import load_rules
from governance.classification.scoring import Answer, Assessment, Facts, assess, check_answers, stakes_of
from governance.database import UnitOfWork
from governance.money import Money
from governance.storage.tables import Classification, ClassificationDecision, Extension, Requisition
from governance.vault import Owner
from matching.errors import Conflict, InputError

DECISIONS = ("cleared", "refused")


@dataclass(frozen=True, slots=True)
class Extended:
    """The work as an extension would make it: `total` is what the request's engagements would then cost."""

    id: str
    total: Money


def classify(
    work: UnitOfWork,
    requisition_id: str,
    answers: Mapping[str, Answer],
    *,
    answered_by: str,
    expected_version: int | None = None,
    extension: Extended | None = None,
) -> str:
    """Record answers and what they come to, in place of earlier ones; gives the classification's id.

    `answered_by` names whose words the quotations are. With `extension` they are of the work as it would then be, and the
    request's own classification stands beside.
    """
    row = cases.requisition(work, requisition_id, "classification.assess", expected_version=expected_version)
    cases.check_move(row, "classify")
    check_answers(load_rules(), answers, answered_by=answered_by)
    of = extension.id if extension else None
    _refuse_high_already(work.session, row, of)
    found = assess(load_rules(), answers, _facts(row, extension))
    replaced = void(work, row.id, of)
    cases.move(work, row, "classify")
    return _record(work, row, found, answered_by.strip(), replaced, of)


def decide(
    work: UnitOfWork,
    requisition_id: str,
    decision: Literal["cleared", "refused"],
    *,
    reason: str,
    expected_version: int | None = None,
    extension_id: str | None = None,
) -> str:
    """Legal's answer to a high risk, by someone with no other hand in the case; gives the decision's id."""
    row = cases.requisition(work, requisition_id, "classification.decide", expected_version=expected_version)
    cases.check_move(row, "classify")
    if decision not in DECISIONS:
        raise InputError(f"expected a decision of {', '.join(DECISIONS)}, found {decision!r}")
    if not reason.strip():
        raise InputError("expected the reason of the decision, found nothing")
    standing = _undecided(work.session, row, extension_id)
    require_another(work.actor, involved(work.session, row, standing), "decide on its classification")
    cases.move(work, row, "classify")
    return _decide(work, row, standing, decision, reason.strip())


def require_classified(
    work: UnitOfWork, row: Requisition, start: date, end: date, *, extension: Extended | None = None
) -> None:
    """Conflict unless the request as it is now was classified for so long, and legal cleared it where it is high.

    With `extension` the answers must be those given to that extension, for as much as it would now cost.
    """
    standing = in_force(work.session, row.id, extension.id if extension else None)
    if standing is None or standing.role_version != row.role_version:
        raise Conflict(
            f"the work of {row.id} has not been classified as {'it would then be' if extension else 'the request is now'}",
            hint="answer the questions of its classification first",
        )
    _refuse_uncleared(work.session, row, standing)
    if extension is not None:
        _refuse_grown(row, standing, extension)
    weeks = -(-(end - start).days // 7)
    if standing.up_to_weeks is not None and weeks > standing.up_to_weeks:
        raise Conflict(
            f"the work of {row.id} was classified for at most {standing.up_to_weeks} weeks, found {weeks}",
            hint="agree a shorter time, or classify it for the longer one",
        )


def in_force(session: Session, requisition_id: str, extension_id: str | None = None) -> Classification | None:
    """The classification of the request, or of one of its extensions."""
    return session.scalar(
        select(Classification).where(
            Classification.requisition_id == requisition_id,
            _of(extension_id),
            Classification.voided_at.is_(None),
        )
    )


def decision_on(session: Session, classification_id: str) -> ClassificationDecision | None:
    return session.scalar(
        select(ClassificationDecision).where(ClassificationDecision.classification_id == classification_id)
    )


def void(work: UnitOfWork, requisition_id: str, extension_id: str | None = None) -> list[str]:
    """End the classification in force; gives its id in a list, empty where there was none."""
    standing = in_force(work.session, requisition_id, extension_id)
    if standing is None:
        return []
    standing.voided_at = work.now
    work.session.flush()
    return [standing.id]


def involved(session: Session, row: Requisition, standing: Classification) -> list[tuple[str, str]]:
    """Who asked, for the work or its extension, selected or answered, for separation of duties."""
    extension = session.get(Extension, standing.extension_id) if standing.extension_id else None
    return [
        (standing.assessed_by, "classified this"),
        *([(extension.asked_by, "asked for the extension")] if extension else []),
        *cases.requesters(session, row),
        *cases.selectors(session, row),
    ]


def _facts(row: Requisition, extension: Extended | None) -> Facts:
    """What is at stake: the budget, or what an extension would make of it where that is more."""
    budget = row.budget if extension is None or extension.total.within(row.budget) else extension.total
    return Facts(budget, row.positions)


def _refuse_grown(row: Requisition, standing: Classification, extension: Extended) -> None:
    now = stakes_of(load_rules(standing.rules_version), _facts(row, extension))
    if now["budget"] > standing.stakes["budget"]:
        raise Conflict(
            f"{row.id} would now cost {extension.total} in all, more than was classified",
            hint="answer the questions of the extension again",
        )


def _of(extension_id: str | None) -> ColumnElement[bool]:
    if extension_id is None:
        return Classification.extension_id.is_(None)
    return Classification.extension_id == extension_id


def _refuse_high_already(session: Session, row: Requisition, extension_id: str | None) -> None:
    high = session.scalar(
        select(Classification.id).where(
            Classification.requisition_id == row.id,
            _of(extension_id),
            Classification.role_version == row.role_version,
            Classification.risk == "high",
        )
    )
    if high is not None:
        raise Conflict(
            f"the work of {row.id} is classified as high risk ({high}), which stands for this version of the request",
            hint="legal decides on it; where the work itself changes, edit the request and classify that",
        )


def _undecided(session: Session, row: Requisition, extension_id: str | None) -> Classification:
    standing = in_force(session, row.id, extension_id)
    if standing is None or standing.risk != "high":
        raise Conflict(
            f"{row.id} has no high classification to decide on", hint="only a high risk needs legal"
        )
    if (given := decision_on(session, standing.id)) is not None:
        raise Conflict(
            f"the classification of {row.id} was {given.decision} already", hint="it is decided once"
        )
    return standing


def _refuse_uncleared(session: Session, row: Requisition, standing: Classification) -> None:
    if standing.risk != "high":
        return
    given = decision_on(session, standing.id)
    if given is None:
        raise Conflict(
            f"the work of {row.id} is classified as high risk, and legal has not decided yet",
            hint="someone in compliance clears or refuses it",
        )
    if given.decision != "cleared":
        raise Conflict(
            f"the work of {row.id} is classified as high risk, and legal refused it",
            hint="change the work, edit the request, and classify that",
        )
    if given.decided_by in {account for account, _ in cases.selectors(session, row)}:
        raise Conflict(
            f"the classification of {row.id} was cleared by who selected the people",
            hint="have someone else select",
        )


def _record(
    work: UnitOfWork,
    row: Requisition,
    found: Assessment,
    answered_by: str,
    replaced: list[str],
    extension_id: str | None,
) -> str:
    classification_id, owner = work.new_id("L"), Owner("requisition", row.id)
    quotes = {one.question: one.quote for one in found.answers}
    words = json.dumps({"answered_by": answered_by, "quotes": quotes}, ensure_ascii=False)
    answers = {one.question: {"choice": one.choice, "points": one.points} for one in found.answers}
    levels = {"likelihood": found.likelihood, "impact": found.impact, "risk": found.risk}
    rules = {"rules_version": found.rules_version, "rules_sha256": found.rules_sha256}
    work.add(
        Classification(
            id=classification_id,
            requisition_id=row.id,
            role_version=row.role_version,
            extension_id=extension_id,
            business_unit=row.business_unit,
            answers=answers,
            words=work.seal(owner, words, place=f"classification.words:{classification_id}"),
            dimensions=dict(found.dimensions),
            stakes=dict(found.stakes),
            up_to_weeks=found.up_to_weeks,
            assessed_by=work.actor.id,
            assessed_at=work.now,
            **levels,
            **rules,
        )
    )
    facts = {
        "classification": classification_id,
        "role_version": row.role_version,
        "extension": extension_id,
        "answers": answers,
        "dimensions": dict(found.dimensions),
        "stakes": dict(found.stakes),
        "up_to_weeks": found.up_to_weeks,
        "voided": replaced,
        **levels,
        **rules,
    }
    _audit(work, row, "classification.assessed", facts, {"words": words})
    return classification_id


def _decide(work: UnitOfWork, row: Requisition, standing: Classification, decision: str, reason: str) -> str:
    decision_id, owner = work.new_id("V"), Owner("requisition", row.id)
    work.add(
        ClassificationDecision(
            id=decision_id,
            classification_id=standing.id,
            business_unit=row.business_unit,
            decision=decision,
            reason=work.seal(owner, reason, place=f"classification.reason:{decision_id}"),
            decided_by=work.actor.id,
            decided_at=work.now,
        )
    )
    facts = {
        "classification": standing.id,
        "legal": decision_id,
        "role_version": row.role_version,
        "extension": standing.extension_id,
    }
    _audit(work, row, f"classification.{decision}", facts, {"reason": reason})
    return decision_id


def _audit(
    work: UnitOfWork, row: Requisition, action: str, facts: Mapping[str, object], words: Mapping[str, str]
) -> None:
    owner = Owner("requisition", row.id)
    sealed = {name: (owner, said) for name, said in words.items()}
    work.audit(action, "requisition", row.id, business_unit=row.business_unit, facts=facts, words=sealed)
