"""Extending an engagement: longer, more hours, or other deliverables.

Who manages the engagement asks; the work as it would then be is classified anew, a high risk waits for legal; another
person approves within their limit for the new total, and only then do the terms change. What legal refused, or has not
decided, is not asked again in other words: work that goes on all the same is a new request. The database keeps the same
rules by itself (`storage/guards/`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import cases, scope
from governance.access import require_another
from governance.classification import commands as classification
from governance.classification.scoring import Answer
from governance.database import UnitOfWork
from governance.engagements import committed, reach
from governance.lifecycle import ENGAGEMENTS, EXTENSIONS
from governance.money import Money
from governance.reasons import REFUSAL_REASONS, check_reason
from governance.storage.tables import (
    Classification,
    ClassificationDecision,
    Engagement,
    Extension,
    Requisition,
)
from governance.vault import Owner
from matching.errors import Conflict, Fault, InputError, NotFound

LONGEST_REASON = 4000
MOST_HOURS = 100_000
MOST_DELIVERABLES = 100
LONGEST_DELIVERABLE = 2000


@dataclass(frozen=True, slots=True)
class _Reached:
    extension: Extension
    engagement: Engagement
    row: Requisition


def extend_engagement(
    work: UnitOfWork,
    engagement_id: str,
    *,
    reason: str,
    end: date | None = None,
    hours: int | None = None,
    deliverables: Sequence[str] | None = None,
    expected_version: int | None = None,
) -> str:
    """Ask for a later last day, more `hours` in all, or other deliverables; gives the extension's id. Nothing changes yet.

    What is not given stays as agreed. `expected_version` is the engagement's.
    """
    engagement = reach(work, engagement_id, "engagement.manage")
    cases.check_version(f"engagement {engagement_id}", engagement.version, expected_version)
    row = cases.requisition(work, engagement.requisition_id, "engagement.manage")
    ENGAGEMENTS.next_state(engagement.id, engagement.state, "extend")
    terms = _terms(engagement, end, hours, deliverables, reason)
    _refuse_open(work.session, engagement)
    cases.refuse_restricted(work.session, row, [engagement.person_id])
    extension_id, owner = work.new_id("T"), Owner("requisition", row.id)
    extension = Extension(
        id=extension_id,
        engagement_id=engagement.id,
        requisition_id=row.id,
        business_unit=row.business_unit,
        state="asked",
        reason=work.seal(owner, reason.strip(), place=f"extension.reason:{extension_id}"),
        asked_by=work.actor.id,
        asked_at=work.now,
        **terms,
    )
    work.add(extension)
    cases.move(work, row, "extend")
    facts = {
        "before": _term_facts(engagement),
        "after": _term_facts(extension),
        "total": cases.money_facts(total_with(work.session, engagement, extension)),
    }
    words = {"reason": reason.strip(), "deliverables": "\n".join(extension.deliverables) or None}
    _audit(work, extension, "asked", facts, words)
    return extension_id


def classify_extension(
    work: UnitOfWork,
    extension_id: str,
    answers: Mapping[str, Answer],
    *,
    answered_by: str,
    expected_version: int | None = None,
) -> str:
    """Answer the questions for the work as it would then be; gives the classification's id."""
    found = _reach(work, extension_id, "classification.assess", expected_version, "classify")
    total = total_with(work.session, found.engagement, found.extension)
    return classification.classify(
        work,
        found.row.id,
        answers,
        answered_by=answered_by,
        extension=classification.Extended(extension_id, total),
    )


def decide_extension(
    work: UnitOfWork,
    extension_id: str,
    decision: Literal["cleared", "refused"],
    *,
    reason: str,
    expected_version: int | None = None,
) -> str:
    """Legal's answer to a high risk of the extended work; gives the decision's id."""
    found = _reach(work, extension_id, "classification.decide", expected_version, "classify")
    return classification.decide(work, found.row.id, decision, reason=reason, extension_id=found.extension.id)


def approve_extension(
    work: UnitOfWork, extension_id: str, *, note: str | None = None, expected_version: int | None = None
) -> None:
    """Another person's yes, within their limit for all engagements of the request together; the terms change with it."""
    found = _reach(work, extension_id, "extension.approve", expected_version, "approve")
    extension, engagement, row = found.extension, found.engagement, found.row
    ENGAGEMENTS.next_state(engagement.id, engagement.state, "extend")
    require_another(work.actor, involved(work.session, row, extension), "approve the extension")
    total = total_with(work.session, engagement, extension)
    scope.require(work, "extension.approve", row, amount=total)
    cases.refuse_restricted(work.session, row, [engagement.person_id])
    classification.require_classified(
        work,
        row,
        engagement.starts_on,
        extension.ends_on,
        extension=classification.Extended(extension.id, total),
    )
    before = _term_facts(engagement)
    _close(work, extension, "approve", note=note)
    engagement.ends_on, engagement.hours = extension.ends_on, extension.hours
    engagement.deliverables = list(extension.deliverables)
    cases.move(work, row, "extend")
    facts = {"before": before, "after": _term_facts(extension), "total": cases.money_facts(total)}
    _audit(work, extension, "approved", facts, {"note": note})


def deny_extension(
    work: UnitOfWork,
    extension_id: str,
    *,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> None:
    """A no, with its reason; the engagement goes on as agreed."""
    found = _reach(work, extension_id, "extension.approve", expected_version, "deny")
    check_reason(REFUSAL_REASONS, reason_code, note)
    _close(work, found.extension, "deny", note=note, reason_code=reason_code)
    _audit(work, found.extension, "denied", {"reason": reason_code}, {"note": note})


def withdraw_extension(
    work: UnitOfWork, extension_id: str, *, reason: str, expected_version: int | None = None
) -> None:
    """Take the question back; the engagement goes on as agreed."""
    found = _reach(work, extension_id, "engagement.manage", expected_version, "withdraw")
    if not reason.strip():
        raise InputError("expected a reason, found none")
    _close(work, found.extension, "withdraw", note=reason.strip())
    _audit(work, found.extension, "withdrawn", {}, {"note": reason.strip()})


def involved(session: Session, row: Requisition, extension: Extension) -> list[tuple[str, str]]:
    """Who asked for the extension or the work, selected, answered or cleared, for separation of duties."""
    hands = [
        (extension.asked_by, "asked for this"),
        *cases.requesters(session, row),
        *cases.selectors(session, row),
    ]
    standing = classification.in_force(session, row.id, extension.id)
    if standing is not None:
        hands.append((standing.assessed_by, "classified this"))
        given = classification.decision_on(session, standing.id)
        hands += [] if given is None else [(given.decided_by, "cleared this")]
    return hands


def _reach(
    work: UnitOfWork, extension_id: str, action: str, expected_version: int | None, move: str
) -> _Reached:
    """The extension with its engagement and requisition, if the actor may do `action` and its state allows `move`."""
    absent = NotFound(f"no extension {extension_id}", hint="check the identifier")
    extension = work.session.get(Extension, extension_id, with_for_update=True)
    if extension is None:
        raise absent
    try:
        engagement = reach(work, extension.engagement_id, action)
        row = cases.requisition(work, extension.requisition_id, action)
    except NotFound:
        raise absent from None
    cases.check_version(f"extension {extension_id}", extension.version, expected_version)
    EXTENSIONS.next_state(extension.id, extension.state, move)
    return _Reached(extension, engagement, row)


def _terms(
    engagement: Engagement,
    end: date | None,
    hours: int | None,
    deliverables: Sequence[str] | None,
    reason: str,
) -> dict[str, Any]:
    """The terms asked for, whole; every fault of them at once."""
    asked = {
        "ends_on": engagement.ends_on if end is None else end,
        "hours": engagement.hours if hours is None else hours,
        "deliverables": list(engagement.deliverables)
        if deliverables is None
        else [one.strip() for one in deliverables if one.strip()],
    }
    if faults := _faults(engagement, asked, reason):
        raise InputError("the extension is not as expected", faults=faults)
    if asked == {name: getattr(engagement, name) for name in asked}:
        raise InputError(
            "expected a later end, more hours or other deliverables, found what is agreed already"
        )
    return asked


def _faults(engagement: Engagement, asked: Mapping[str, Any], reason: str) -> list[Fault]:
    faults = []
    if asked["ends_on"] < engagement.ends_on:
        faults.append(Fault(f"a day from {engagement.ends_on}", str(asked["ends_on"]), field="end"))
    if not engagement.hours <= asked["hours"] <= MOST_HOURS:
        faults.append(Fault(f"{engagement.hours} to {MOST_HOURS} hours", str(asked["hours"]), field="hours"))
    if len(asked["deliverables"]) > MOST_DELIVERABLES:
        found = str(len(asked["deliverables"]))
        faults.append(Fault(f"at most {MOST_DELIVERABLES}", found, field="deliverables"))
    if any(len(one) > LONGEST_DELIVERABLE for one in asked["deliverables"]):
        faults.append(Fault(f"at most {LONGEST_DELIVERABLE} characters each", "more", field="deliverables"))
    if not reason.strip() or len(reason) > LONGEST_REASON:
        faults.append(Fault(f"1 to {LONGEST_REASON} characters", str(len(reason.strip())), field="reason"))
    return faults


def _refuse_open(session: Session, engagement: Engagement) -> None:
    """One question at a time, and none after legal's no, or before legal has answered."""
    asked = select(Extension.id).where(Extension.engagement_id == engagement.id, Extension.state == "asked")
    if found := session.scalar(asked):
        raise Conflict(f"extension {found} of {engagement.id} waits for an answer", hint="withdraw it first")
    high = (
        select(Extension.id, ClassificationDecision.decision)
        .join(Classification, Classification.extension_id == Extension.id)
        .outerjoin(ClassificationDecision, ClassificationDecision.classification_id == Classification.id)
        .where(Extension.engagement_id == engagement.id, Classification.risk == "high")
    )
    for extension_id, decision in session.execute(high):
        if decision != "cleared":
            raise Conflict(
                f"the work of {engagement.id} was of high risk when {extension_id} would have extended it, and legal did not clear it",
                hint="work that goes on all the same is a new request",
            )


def total_with(session: Session, engagement: Engagement, extension: Extension) -> Money:
    """What all engagements of the request would then cost together."""
    own = engagement.rate.times(extension.hours).minor
    others = committed(session, engagement.requisition_id, without=engagement.id)
    return Money(others + own, engagement.rate_currency)


def _close(
    work: UnitOfWork,
    extension: Extension,
    move: str,
    *,
    note: str | None = None,
    reason_code: str | None = None,
) -> None:
    sealed = work.seal(
        Owner("requisition", extension.requisition_id), note, place=f"extension.note:{extension.id}"
    )
    extension.state = EXTENSIONS.next_state(extension.id, extension.state, move)
    extension.note, extension.reason_code = sealed, reason_code
    extension.decided_by, extension.decided_at = work.actor.id, work.now
    work.session.flush()


def _term_facts(terms: Engagement | Extension) -> dict[str, Any]:
    return {"end": terms.ends_on.isoformat(), "hours": terms.hours, "deliverables": len(terms.deliverables)}


def _audit(
    work: UnitOfWork,
    extension: Extension,
    act: str,
    facts: Mapping[str, Any],
    words: Mapping[str, str | None],
) -> None:
    owner = Owner("requisition", extension.requisition_id)
    work.audit(
        f"extension.{act}",
        "engagement",
        extension.engagement_id,
        business_unit=extension.business_unit,
        facts={"extension": extension.id, "requisition": extension.requisition_id, **facts},
        words={name: (owner, said) for name, said in words.items()},
    )
