"""One yes to several cases at once, for those that need no look of their own; all of them, or none.

A case is answered by itself where its work is classified as high risk, or a selected person's fit is weak or not known. Who may
answer, and what stands in the way, is asked of each case as when it is answered alone (`requisitions.py`, `approvals.py`).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from governance import cases, scope
from governance.access import Actor
from governance.approvals import approve_selection
from governance.database import UnitOfWork
from governance.lists.shortlists import candidate_part
from governance.requisitions import approve_requisition
from governance.routing.record import Turn, turn_of
from governance.routing.routes import Answered, facts_of
from governance.staleness import outdated
from governance.storage.tables import Requisition
from matching.errors import Conflict, InputError, Stale

AT_MOST: Final = 5
_ENOUGH: Final = ("strong", "partial")


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as whoever answers has read it."""

    requisition_id: str
    version: int


def approve_together(work: UnitOfWork, seen: Sequence[Seen], *, note: str | None = None) -> list[Answered]:
    """A yes to the open step of each case that is the actor's.

    Conflict with every reason where one of them needs its own; Stale where one has changed since, with the other reasons too.
    """
    _check_set(seen)
    # Always in the same order, so that two people who answer at once do not wait for each other.
    in_order = sorted(seen, key=lambda one: one.requisition_id)
    rows = [cases.requisition(work, one.requisition_id, "requisition.read") for one in in_order]
    changed = [row.id for row, one in zip(rows, in_order, strict=True) if row.version != one.version]
    refused = [f"{row.id} {why}" for row in rows for why in _against(work, row, changed)]
    if refused:
        refusal = Stale if changed else Conflict
        raise refusal(
            f"these are not approved together: {'; '.join(refused)}",
            hint="open each of those and answer it by itself; leave it out here",
        )
    return [_approve(work, row, rows, note) for row in rows]


def needs_own_answer(session: Session, actor: Actor, row: Requisition, turn: Turn | None) -> tuple[str, ...]:
    """Why the case, with what waits for the actor in it, is not answered together with others; empty where it may be.

    Each reason is the rest of a sentence about the case.
    """
    return tuple(_reasons(session, actor, row, turn))


def _check_set(seen: Sequence[Seen]) -> None:
    ids = [one.requisition_id for one in seen]
    if not 1 <= len(ids) <= AT_MOST or len(set(ids)) != len(ids):
        raise InputError(
            f"expected one to {AT_MOST} cases, each once, found {len(ids)}",
            hint="choose fewer, the rest can be answered next" if ids else "tick those that you have read",
        )


def _against(work: UnitOfWork, row: Requisition, changed: Collection[str]) -> Iterator[str]:
    if row.id in changed:
        yield "has changed since you read it"
    yield from _reasons(work.session, work.actor, row, turn_of(work.session, row, work.actor))


def _reasons(session: Session, actor: Actor, row: Requisition, turn: Turn | None) -> Iterator[str]:
    if turn is None:
        yield "waits for no answer of yours"
        return
    if turn.why_not:
        yield f"is not yours to approve ({turn.why_not})"
    if facts_of(session, row).risk == "high":
        yield "is classified as high risk"
    if turn.kind == "selection":
        yield from _of_the_selection(session, actor, row)


def _of_the_selection(session: Session, actor: Actor, row: Requisition) -> Iterator[str]:
    shortlist = cases.current_shortlist(session, row.id)
    if outdated(session, row, shortlist):
        yield "is to be ranked again first"
    if not scope.reaches(session, actor, "fit.read", row):
        yield "rests on reasons that are withheld from you"
        return
    for chosen in cases.selections(session, row.id):
        part = candidate_part(session, shortlist.id, chosen.person_id) or {}
        fit = part.get("fit")
        if fit not in _ENOUGH:
            yield f"selects {chosen.person_id}, whose fit is {fit or 'not known'}"


def _approve(work: UnitOfWork, row: Requisition, rows: Sequence[Requisition], note: str | None) -> Answered:
    answer = approve_requisition if row.state == "submitted" else approve_selection
    answered = answer(work, row.id, note=note)
    work.audit(
        "approval.given_together",
        "requisition",
        row.id,
        business_unit=row.business_unit,
        facts={"step": answered.step, "with": [one.id for one in rows if one is not row]},
    )
    return answered
