"""Routes with people's names, for pages: what was answered, what waits and for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import cases
from governance.access import Actor
from governance.database import today
from governance.lifecycle import REQUISITION
from governance.routing.routes import (
    asked_roles,
    open_steps,
    route_in_force,
    step_for,
    steps_of,
    waiting,
    waiting_words,
)
from governance.storage.tables import ApprovalRoute, ApprovalStep, Requisition
from governance.vault import Owner, open_words
from governance.views import Person, RouteRecord, StepRecord
from matching.errors import Forbidden

# What a state waits for: the kind of answer, and the move it makes.
_MOVE_OF = {"requisition": "approve", "selection": "approve_selection"}
WAITING = {
    state: kind for state, moves in REQUISITION.items() for kind, move in _MOVE_OF.items() if move in moves
}


@dataclass(frozen=True, slots=True)
class Turn:
    """An answer that waits and is of a role of the actor's. `why_not`: what stands in the way, if anything."""

    kind: str
    why_not: str | None
    due_at: datetime | None
    on_behalf_of: str | None
    waits_for: str


def turn_of(session: Session, row: Requisition, actor: Actor) -> Turn | None:
    """What waits for the actor in this case now; None where nothing does that a role of theirs may answer."""
    kind = WAITING.get(row.state)
    route = route_in_force(session, row.id, kind) if kind else None
    if kind is None or route is None:
        return None
    steps = steps_of(session, route)
    hands = cases.requesters(session, row)
    if kind == "selection":
        hands += [*cases.selectors(session, row), *cases.list_changers(session, row)]
    found = step_for(session, row, steps, actor, hands, act="approve it", on=today(session))
    words = waiting_words(waiting(steps))
    if found is None:
        return None
    if isinstance(found, Forbidden):
        return Turn(
            kind,
            found.message,
            min((s.due_at for s in open_steps(steps) if s.due_at), default=None),
            None,
            words,
        )
    step, authority = found
    return Turn(kind, None, step.due_at, authority.on_behalf_of_name, words)


def waits_for(session: Session, row: Requisition) -> str | None:
    """For whom the case waits, stage by stage, in words; None where it waits for no answer."""
    kind = WAITING.get(row.state)
    route = route_in_force(session, row.id, kind) if kind else None
    return waiting_words(waiting(steps_of(session, route))) if route else None


def routes_record(session: Session, requisition_id: str, names: Mapping[str, str]) -> tuple[RouteRecord, ...]:
    """Every route of the requisition, the oldest first. `names`: account id -> the name to show."""
    query = select(ApprovalRoute).where(ApprovalRoute.requisition_id == requisition_id)
    return tuple(
        RouteRecord(
            id=route.id,
            kind=route.kind,
            role_version=route.role_version,
            policy_version=route.policy_version,
            policy_sha256=route.policy_sha256,
            steps=tuple(_step(session, requisition_id, step, names) for step in steps_of(session, route)),
            made_at=route.made_at,
            voided_at=route.voided_at,
        )
        for route in session.scalars(query.order_by(ApprovalRoute.made_at, ApprovalRoute.id))
    )


def _step(session: Session, requisition_id: str, step: ApprovalStep, names: Mapping[str, str]) -> StepRecord:
    owner = Owner("requisition", requisition_id)
    return StepRecord(
        id=step.id,
        stage=step.stage,
        roles=tuple(sorted(asked_roles(step))),
        within_limit=step.within_limit,
        rules=tuple(step.rules),
        state=step.answer or _state(step),
        due_at=step.due_at,
        answered_by=Person.of(step.answered_by, names) if step.answered_by else None,
        on_behalf_of=Person.of(step.on_behalf_of, names) if step.on_behalf_of else None,
        answered_at=step.answered_at,
        note=open_words(session, owner, step.note, place=f"approval_step.note:{step.id}"),
    )


def _state(step: ApprovalStep) -> str:
    if step.opened_at is None:
        return "later"
    return "escalated" if step.escalated_at else "open"
