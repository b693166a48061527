"""A requisition from draft to sourcing: asking, editing, and another person's yes or no.

An edit makes a new version, takes the case back to draft and voids every approval and the classification. What follows a frozen
shortlist is `review.py`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import update

from governance import access, cases
from governance.access import EVERYWHERE
from governance.canonical import canonical, sha256
from governance.classification import commands as classification
from governance.database import UnitOfWork
from governance.intake import (
    Intake,
    defaults_of,
    facts_of,
    intake_of,
    keep_intake,
    read_intake,
    require_complete,
)
from governance.money import Money
from governance.reasons import REFUSAL_REASONS, check_reason
from governance.routing import routes
from governance.routing.routes import Answered
from governance.storage.tables import Approval, Requisition, RequisitionVersion, Shortlist
from governance.templates import read_template
from governance.vault import Owner
from matching.errors import Fault, InputError


def create_requisition(
    work: UnitOfWork,
    *,
    title: str,
    business_unit: str,
    budget: Money,
    template_id: str | None = None,
    role: Mapping[str, Any] | None = None,
    positions: int = 1,
    needed_by: date | None = None,
    intake: Mapping[str, Any] | None = None,
) -> str:
    """A draft from a template or a role of one's own (`role` wins); gives its id. `budget` is for all positions.

    `intake`: fields of `intake.py` by name; what is not given there the role may say, else it stays open.
    """
    if business_unit == EVERYWHERE or not business_unit.strip():
        raise InputError(f"expected one business unit, found {business_unit!r}")
    work.require("requisition.write", business_unit=business_unit)
    if role is None and template_id is None:
        raise InputError("expected a template or a role, found neither", hint="choose a role template")
    template = None if template_id is None else read_template(work.session, template_id)
    _check_terms(title, budget, positions)
    requisition_id = work.new_id("R")
    document = cases.role_document(role or (template.role if template else {}), default_id=requisition_id)
    said = _within_reach(
        work, business_unit, read_intake(work, intake or {}, defaults_of(document, needed_by))
    )
    row = Requisition(
        id=requisition_id,
        business_unit=business_unit,
        title=title.strip(),
        template_id=template_id,
        state="draft",
        state_since=work.now,
        role_version=0,
        budget_minor=budget.minor,
        budget_currency=budget.currency,
        positions=positions,
        needed_by=needed_by,
        requested_by=work.actor.id,
        created_at=work.now,
        changed_at=work.now,
    )
    work.add(row)
    _add_version(work, row, document, said, "requisition.created", {"template": template_id})
    return requisition_id


def edit_requisition(
    work: UnitOfWork,
    requisition_id: str,
    *,
    title: str | None = None,
    role: Mapping[str, Any] | None = None,
    budget: Money | None = None,
    positions: int | None = None,
    needed_by: date | None = None,
    intake: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
) -> int:
    """Change what is given; gives the new role version. Back to draft: every approval, selection and classification is void."""
    row = cases.requisition(work, requisition_id, "requisition.write", expected_version=expected_version)
    cases.check_move(row, "edit")
    cases.refuse_outstanding_offers(work.session, row.id)
    _check_terms(title or row.title, budget or row.budget, row.positions if positions is None else positions)
    document = (
        cases.current_version(work.session, row).role
        if role is None
        else cases.role_document(role, default_id=requisition_id)
    )
    said = _within_reach(
        work, row.business_unit, read_intake(work, intake or {}, intake_of(work.session, row))
    )
    voided = cases.void(work, row.id, kinds=("requisition", "selection")) + classification.void(work, row.id)
    work.session.execute(
        update(Shortlist)
        .where(Shortlist.requisition_id == row.id, Shortlist.superseded_at.is_(None))
        .values(superseded_at=work.now)
    )
    row.title = (title or row.title).strip()
    row.budget = budget or row.budget
    row.positions = row.positions if positions is None else positions
    row.needed_by = needed_by or row.needed_by
    cases.move(work, row, "edit")
    _add_version(work, row, document, said, "requisition.edited", {"voided": voided})
    return row.role_version


def submit(work: UnitOfWork, requisition_id: str, *, expected_version: int | None = None) -> None:
    """Ask for approval: the policy in force says whose. InputError names everything the request leaves open."""
    row = cases.requisition(work, requisition_id, "requisition.write", expected_version=expected_version)
    cases.check_move(row, "submit")
    require_complete(work, row)
    route, planned = routes.make_route(work, row, "requisition")
    cases.move(work, row, "submit")
    _audit(work, row, "requisition.submitted", facts=routes.route_facts(route, planned))


def approve_requisition(
    work: UnitOfWork,
    requisition_id: str,
    *,
    note: str | None = None,
    step: str | None = None,
    expected_version: int | None = None,
) -> Answered:
    """Another person's yes to the open step that is theirs (or `step`); the last one approves the request."""
    row = cases.requisition(work, requisition_id, "requisition.approve", expected_version=expected_version)
    cases.check_move(row, "approve")
    hands = cases.requesters(work.session, row)
    answered, authority, waits = routes.answer(
        work, row, "requisition", "approved", hands=hands, act="approve it", note=note, step_id=step
    )
    facts = routes.answer_facts(answered, authority)
    if waits:
        words = {"note": (Owner("requisition", row.id), note)}
        _audit(work, row, "requisition.step_approved", facts=facts, words=words)
        return Answered(answered.id, None, waits)
    approval = _answer(work, row, "approved", None, note, facts)
    cases.move(work, row, "approve")
    return Answered(answered.id, approval, ())


def deny_requisition(
    work: UnitOfWork,
    requisition_id: str,
    *,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> str:
    """A no, with its reason, by whoever may answer an open step; one person is enough for it."""
    row = cases.requisition(work, requisition_id, "requisition.approve", expected_version=expected_version)
    cases.check_move(row, "deny")
    check_reason(REFUSAL_REASONS, reason_code, note)
    answered, authority, _ = routes.answer(
        work, row, "requisition", "denied", hands=(), act="deny it", note=note
    )
    cases.move(work, row, "deny")
    return _answer(work, row, "denied", reason_code, note, routes.answer_facts(answered, authority))


def start_sourcing(work: UnitOfWork, requisition_id: str, *, expected_version: int | None = None) -> None:
    """Begin to look for people. Freezing a shortlist does this by itself."""
    row = cases.requisition(work, requisition_id, "shortlist.freeze", expected_version=expected_version)
    cases.move(work, row, "start_sourcing")
    _audit(work, row, "requisition.sourcing_started")


def cancel_requisition(
    work: UnitOfWork, requisition_id: str, *, reason: str, expected_version: int | None = None
) -> None:
    """Stop before anybody is engaged. Approvals and selection are void."""
    row = cases.requisition(work, requisition_id, "requisition.write", expected_version=expected_version)
    cases.check_move(row, "cancel")
    cases.refuse_outstanding_offers(work.session, row.id)
    voided = cases.void(work, row.id, kinds=("requisition", "selection"))
    cases.move(work, row, "cancel")
    _audit(
        work,
        row,
        "requisition.cancelled",
        facts={"voided": voided},
        words={"reason": (Owner("requisition", row.id), reason)},
    )


def _within_reach(work: UnitOfWork, business_unit: str, said: Intake) -> Intake:
    """What is said, with the one jurisdiction of whoever has but one; InputError where it would put the case out of their reach."""
    places = access.places_for(work.actor, "requisition.write", on=work.today)
    own = {place for unit, place in places if unit in (EVERYWHERE, business_unit)}
    if said.jurisdiction == EVERYWHERE and len(own) == 1:
        said = replace(said, jurisdiction=own.pop())
    if access.allows(
        work.actor,
        "requisition.write",
        business_unit=business_unit,
        jurisdiction=said.jurisdiction,
        on=work.today,
    ):
        return said
    found = "none" if said.jurisdiction == EVERYWHERE else said.jurisdiction
    expected = f"a jurisdiction that {work.actor.display_name} may ask in: {', '.join(sorted(own))}"
    raise InputError("the intake is not as expected", faults=[Fault(expected, found, field="jurisdiction")])


def _check_terms(title: str, budget: Money, positions: int) -> None:
    if not title.strip():
        raise InputError("expected a title, found nothing")
    if budget.minor <= 0:
        raise InputError(f"expected a budget above zero, found {budget}")
    if positions < 1:
        raise InputError(f"expected at least one position, found {positions}")


def _add_version(
    work: UnitOfWork,
    row: Requisition,
    document: dict[str, Any],
    said: Intake,
    action: str,
    facts: dict[str, Any],
) -> None:
    row.role_version += 1
    work.add(
        RequisitionVersion(
            requisition_id=row.id,
            number=row.role_version,
            business_unit=row.business_unit,
            title=row.title,
            role=document,
            budget_minor=row.budget_minor,
            budget_currency=row.budget_currency,
            positions=row.positions,
            needed_by=row.needed_by,
            author=work.actor.id,
            created_at=work.now,
        )
    )
    keep_intake(work, row, said)
    _audit(
        work,
        row,
        action,
        facts={
            "role_version": row.role_version,
            "role_sha256": sha256(canonical(document)),
            "budget": cases.money_facts(row.budget),
            "positions": row.positions,
            "intake": facts_of(said),
            **facts,
        },
        words={
            "title": (Owner("requisition", row.id), row.title),
            "scope": (Owner("requisition", row.id), said.scope),
            "deliverables": (Owner("requisition", row.id), "\n".join(said.deliverables) or None),
        },
    )


def _answer(
    work: UnitOfWork,
    row: Requisition,
    decision: str,
    reason_code: str | None,
    note: str | None,
    facts: Mapping[str, object],
) -> str:
    approval_id, owner = work.new_id("V"), Owner("requisition", row.id)
    work.add(
        Approval(
            id=approval_id,
            kind="requisition",
            requisition_id=row.id,
            role_version=row.role_version,
            business_unit=row.business_unit,
            decision=decision,
            reason_code=reason_code,
            note=work.seal(owner, note, place=f"approval.note:{approval_id}"),
            decided_by=work.actor.id,
            decided_at=work.now,
        )
    )
    _audit(
        work,
        row,
        f"requisition.{decision}",
        facts={
            "approval": approval_id,
            "role_version": row.role_version,
            "budget": cases.money_facts(row.budget),
            "reason": reason_code,
            **facts,
        },
        words={"note": (owner, note)},
    )
    return approval_id


def _audit(work: UnitOfWork, row: Requisition, action: str, **more: Any) -> None:
    work.audit(action, "requisition", row.id, business_unit=row.business_unit, **more)
