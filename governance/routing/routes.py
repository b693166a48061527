"""Steps on the record: made when somebody asks, opened stage by stage, each answered once by one person.

A route is complete when every step of every stage is approved; only then do the commands that call here move the case
on. The database keeps the same rules by itself (`storage/guards/`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import cases
from governance.access import Actor
from governance.classification.commands import in_force as classification_of
from governance.database import UnitOfWork
from governance.intake import intake_of, jurisdiction_of
from governance.routing import policies
from governance.routing.authority import Ask, Authority, Hands, find_authority
from governance.routing.planning import UNKNOWN, Facts, Plan, plan
from governance.routing.policy import Kind
from governance.routing.working_days import after_working_days
from governance.storage.tables import ApprovalRoute, ApprovalStep, Requisition
from governance.vault import Owner
from matching.errors import Conflict, Forbidden, NotFound

Decision = Literal["approved", "denied"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that nobody has answered. `opened_at` is None while an earlier stage is under way."""

    step: str
    stage: int
    roles: tuple[str, ...]
    opened_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answered:
    """A step that was answered now. `approval` is the approval that completes the route; None while others wait."""

    step: str
    approval: str | None
    waits_for: tuple[Waiting, ...]


def facts_of(session: Session, row: Requisition) -> Facts:
    """What the policy is asked with: the request as it is now, and the risk its work is classified at."""
    said, classified = intake_of(session, row), classification_of(session, row.id)
    known = classified is not None and classified.role_version == row.role_version
    return Facts(
        budget=row.budget,
        security_class=said.security_class,
        sensitive_data=said.sensitive_data,
        jurisdiction=said.jurisdiction,
        risk=classified.risk if classified is not None and known else UNKNOWN,
    )


def make_route(work: UnitOfWork, row: Requisition, kind: Kind) -> tuple[str, Plan]:
    """The steps that the policy in force asks for, the first stage open; gives the route's id and its plan."""
    facts = facts_of(work.session, row)
    planned = plan(policies.in_force(work.session), kind, facts)
    route = ApprovalRoute(
        id=work.new_id("Y"),
        requisition_id=row.id,
        kind=kind,
        role_version=row.role_version,
        business_unit=row.business_unit,
        policy_version=planned.policy_version,
        policy_sha256=planned.policy_sha256,
        facts=facts.as_dict(),
        made_at=work.now,
    )
    work.add(route)
    for position, step in enumerate(planned.steps, start=1):
        work.add(
            ApprovalStep(
                id=work.new_id("W"),
                route_id=route.id,
                business_unit=row.business_unit,
                stage=step.stage,
                position=position,
                roles=[role.value for role in step.roles],
                within_limit=step.within_limit,
                escalate_to=step.escalate_to.value,
                due_days=step.due_days,
                rules=list(step.rules),
            )
        )
    _open_next_stage(work, steps_of(work.session, route))
    return route.id, planned


def route_facts(route_id: str, planned: Plan) -> dict[str, object]:
    """What the audit log says of a route that was made."""
    return {
        "route": route_id,
        "policy": {"version": planned.policy_version, "sha256": planned.policy_sha256},
        "steps": [{"stage": step.stage, "roles": sorted(step.roles)} for step in planned.steps],
    }


def route_in_force(session: Session, requisition_id: str, kind: str) -> ApprovalRoute | None:
    return session.scalar(
        select(ApprovalRoute).where(
            ApprovalRoute.requisition_id == requisition_id,
            ApprovalRoute.kind == kind,
            ApprovalRoute.voided_at.is_(None),
        )
    )


def steps_of(session: Session, route: ApprovalRoute) -> list[ApprovalStep]:
    query = select(ApprovalStep).where(ApprovalStep.route_id == route.id)
    return list(session.scalars(query.order_by(ApprovalStep.stage, ApprovalStep.position)))


def open_steps(steps: Sequence[ApprovalStep]) -> list[ApprovalStep]:
    """Those to be answered now, the ones that fewest roles may answer first."""
    found = [step for step in steps if step.opened_at is not None and step.answer is None]
    return sorted(found, key=lambda step: (len(asked_roles(step)), step.position))


def asked_roles(step: ApprovalStep) -> frozenset[str]:
    """Who may answer it now: its roles, and since it was escalated that role too."""
    return frozenset([*step.roles, step.escalate_to] if step.escalated_at else step.roles)


def ask_of(row: Requisition, step: ApprovalStep, steps: Sequence[ApprovalStep], jurisdiction: str) -> Ask:
    counted = [account for one in steps for account in (one.answered_by, one.on_behalf_of) if account]
    return Ask(
        roles=asked_roles(step),
        business_unit=row.business_unit,
        jurisdiction=jurisdiction,
        amount=row.budget if step.within_limit else None,
        answered=frozenset(counted),
    )


def step_for(
    session: Session,
    row: Requisition,
    steps: Sequence[ApprovalStep],
    actor: Actor,
    hands: Hands,
    *,
    act: str,
    on: date,
    denying: bool = False,
) -> tuple[ApprovalStep, Authority] | Forbidden | None:
    """The step of these that the actor may answer, and under what.

    The refusal where separation of duties or a limit stands in the way; None where none is of a role of theirs.
    """
    jurisdiction, refused = jurisdiction_of(session, row), None
    for step in open_steps(steps):
        ask = ask_of(row, step, steps, jurisdiction)
        if denying:
            ask = replace(ask, amount=None)
        found = find_authority(actor, ask, () if denying else hands, act=act, on=on)
        if isinstance(found, Authority):
            return step, found
        refused = refused or found
    return refused


def answer(
    work: UnitOfWork,
    row: Requisition,
    kind: Kind,
    decision: Decision,
    *,
    hands: Hands,
    act: str,
    note: str | None,
    step_id: str | None = None,
) -> tuple[ApprovalStep, Authority, tuple[Waiting, ...]]:
    """Answer the open step of the actor (or `step_id`), and open what follows; gives what still waits.

    A no asks neither for a limit nor for clean hands: one person is enough for it.
    """
    route = route_in_force(work.session, row.id, kind)
    if route is None:
        raise Conflict(f"{row.id} waits for no answer", hint="look at it again")
    steps = steps_of(work.session, route)
    step, authority = _choose(work, row, steps, decision, hands, act, step_id)
    # Sealed first: it may write a new key, and a step is written once.
    sealed = work.seal(Owner("requisition", row.id), note, place=f"approval_step.note:{step.id}")
    step.answer = decision
    step.answered_by, step.answered_at, step.answered_on = work.actor.id, work.now, work.today
    step.on_behalf_of, step.delegation_id = authority.on_behalf_of, authority.delegation_id
    step.note = sealed
    work.session.flush()
    if decision == "approved":
        _open_next_stage(work, steps)
        cases.touch(work, row)
    return step, authority, waiting(steps)


def answer_facts(step: ApprovalStep, authority: Authority) -> dict[str, object]:
    """What the audit log says of who answered which step, and for whom."""
    return {
        "route": step.route_id,
        "step": step.id,
        "stage": step.stage,
        "as": authority.grant.role.value,
        "for": authority.on_behalf_of,
        "delegation": authority.delegation_id,
    }


def waiting(steps: Sequence[ApprovalStep]) -> tuple[Waiting, ...]:
    """What nobody has answered, in order."""
    return tuple(
        Waiting(step.id, step.stage, tuple(sorted(asked_roles(step))), step.opened_at, step.due_at)
        for step in steps
        if step.answer is None
    )


def waiting_words(waits: Sequence[Waiting]) -> str:
    """For whom it waits, as in `finance, then compliance`."""
    stages = sorted({one.stage for one in waits})
    return ", then ".join(
        " and ".join(" or ".join(one.roles) for one in waits if one.stage == stage) for stage in stages
    ).replace("_", " ")


def _choose(
    work: UnitOfWork,
    row: Requisition,
    steps: Sequence[ApprovalStep],
    decision: Decision,
    hands: Hands,
    act: str,
    step_id: str | None,
) -> tuple[ApprovalStep, Authority]:
    if step_id is not None and step_id not in {step.id for step in open_steps(steps)}:
        raise NotFound(f"no open step {step_id} of {row.id}", hint="look at what it waits for now")
    named = [step for step in steps if step_id in (None, step.id) or step.answer is not None]
    found = step_for(
        work.session, row, named, work.actor, hands, act=act, on=work.today, denying=decision == "denied"
    )
    if isinstance(found, tuple):
        return found
    raise found or Forbidden(
        f"{work.actor.display_name} may not answer it now: it waits for {waiting_words(waiting(steps))}",
        hint="somebody who holds that role in its business unit and jurisdiction answers",
    )


def _open_next_stage(work: UnitOfWork, steps: Sequence[ApprovalStep]) -> None:
    """Open the first stage that is not approved, if it is not open already."""
    unanswered = [step for step in steps if step.answer is None]
    # Of the policy in force now, not the route's: holidays become known year by year.
    holidays = policies.in_force(work.session).holidays
    for step in unanswered:
        if step.stage == unanswered[0].stage and step.opened_at is None:
            step.opened_at = work.now
            step.due_at = after_working_days(work.now, step.due_days, holidays)
    work.session.flush()
