"""What the commands of the loop share: reaching a requisition, moving it, and who has a hand in it.

Holds no rule of its own: permission is asked of `access.py`, the move of `lifecycle.py`.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from governance import scope
from governance.database import UnitOfWork
from governance.lifecycle import CANDIDATES, REQUISITIONS
from governance.money import Money
from governance.people.restrictions import restrictions
from governance.storage.tables import (
    Approval,
    ApprovalRoute,
    Candidate,
    ListOverride,
    Requisition,
    RequisitionVersion,
    Selection,
    Shortlist,
)
from matching.errors import Conflict, Fault, InputError, NotFound, Stale
from matching.roles import Role

OUTSTANDING = ("offered", "accepted")


def requisition(
    work: UnitOfWork,
    requisition_id: str,
    action: str,
    *,
    expected_version: int | None = None,
    amount: bool = False,
) -> Requisition:
    """The requisition, locked, if the actor may do `action` to it; `amount` asks for their limit too."""
    row = work.session.get(Requisition, requisition_id, with_for_update=True)
    if row is None or not scope.reads(work.session, work.actor, row):
        raise absent(requisition_id)
    scope.require(work, action, row, amount=row.budget if amount else None)
    check_version(f"requisition {row.id}", row.version, expected_version)
    return row


def absent(requisition_id: str) -> NotFound:
    """The same words whether it does not exist or is out of scope."""
    return NotFound(f"no requisition {requisition_id}", hint="check the identifier")


def check_version(subject: str, found: int, expected: int | None) -> None:
    if expected is not None and expected != found:
        raise Stale(
            f"{subject} has changed: expected version {expected}, found {found}",
            hint="load it again, look at what changed, and retry",
            found=found,
        )


def move(work: UnitOfWork, row: Requisition, name: str) -> None:
    """Make the move, or Conflict. Touches the row even where the state stays, so that its version goes up."""
    state = REQUISITIONS.next_state(row.id, row.state, name)
    if state != row.state:
        row.state_since = work.now
    row.state = state
    touch(work, row)


def touch(work: UnitOfWork, row: Requisition) -> None:
    """Something of the case changed: its version goes up, even under a clock that stands still."""
    row.changed_at = work.now
    flag_modified(row, "changed_at")


def check_move(row: Requisition, name: str) -> None:
    """Conflict unless the requisition's state allows the move, without making it."""
    REQUISITIONS.next_state(row.id, row.state, name)


def role_document(document: Any, *, default_id: str | None = None) -> dict[str, Any]:
    """A role as plain JSON, checked against the file format; every fault at once."""
    given = {"id": default_id, **document} if default_id and "id" not in document else dict(document)
    try:
        return Role.model_validate(given).model_dump(mode="json", exclude_unset=True)
    except ValidationError as error:
        faults = [
            Fault(fault["msg"], repr(fault["input"])[:80], field=".".join(map(str, fault["loc"])) or None)
            for fault in error.errors()
        ]
        raise InputError("the role is not as expected", faults=faults) from None


def current_version(session: Session, row: Requisition) -> RequisitionVersion:
    return session.get_one(RequisitionVersion, (row.id, row.role_version))


def current_shortlist(session: Session, requisition_id: str) -> Shortlist:
    """The frozen list in force, or Conflict where there is none."""
    row = session.scalar(
        select(Shortlist).where(Shortlist.requisition_id == requisition_id, Shortlist.superseded_at.is_(None))
    )
    if row is None:
        raise Conflict(
            f"requisition {requisition_id} has no shortlist in force", hint="rank and freeze one first"
        )
    return row


def candidate(
    work: UnitOfWork, row: Requisition, person_id: str, *, expected_version: int | None
) -> Candidate:
    """Someone on the shortlist in force, locked."""
    shortlist = current_shortlist(work.session, row.id)
    found = work.session.scalar(
        select(Candidate)
        .where(Candidate.shortlist_id == shortlist.id, Candidate.person_id == person_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound(f"{person_id} is not on shortlist {shortlist.id}", hint="check the identifier")
    check_version(f"candidate {person_id}", found.version, expected_version)
    return found


def move_candidate(work: UnitOfWork, row: Candidate, name: str) -> None:
    row.stage = CANDIDATES.next_state(row.person_id, row.stage, name)
    row.stage_since = work.now
    flag_modified(row, "stage_since")


def selections(session: Session, requisition_id: str) -> list[Selection]:
    """Who is selected now, in order."""
    query = select(Selection).where(Selection.requisition_id == requisition_id, Selection.voided_at.is_(None))
    return list(session.scalars(query.order_by(Selection.position)))


def selection_approval(session: Session, requisition_id: str) -> Approval | None:
    """The approval to engage that is in force."""
    return session.scalar(
        select(Approval).where(
            Approval.requisition_id == requisition_id,
            Approval.kind == "selection",
            Approval.decision == "approved",
            Approval.voided_at.is_(None),
        )
    )


def void(work: UnitOfWork, requisition_id: str, *, kinds: Iterable[str]) -> list[str]:
    """Take back approvals of these kinds, the routes to them and the selection; gives the ids of the approvals voided."""
    wanted = list(kinds)
    query = select(Approval).where(
        Approval.requisition_id == requisition_id,
        Approval.kind.in_(wanted),
        Approval.voided_at.is_(None),
    )
    void_routes(work, requisition_id, kinds=wanted)
    approvals = list(work.session.scalars(query))
    for approval in approvals:
        approval.voided_at = work.now
    for chosen in selections(work.session, requisition_id):
        chosen.voided_at = work.now
    work.session.flush()
    return [approval.id for approval in approvals]


def void_routes(work: UnitOfWork, requisition_id: str, *, kinds: Iterable[str]) -> None:
    """What was answered of these routes counts no more; the answers stay on record."""
    query = select(ApprovalRoute).where(
        ApprovalRoute.requisition_id == requisition_id,
        ApprovalRoute.kind.in_(list(kinds)),
        ApprovalRoute.voided_at.is_(None),
    )
    for route in work.session.scalars(query):
        route.voided_at = work.now
    work.session.flush()


def refuse_outstanding_offers(session: Session, requisition_id: str) -> None:
    """Conflict while someone holds an offer: what they were offered must not change under them."""
    holders = session.scalars(
        select(Candidate.person_id).where(
            Candidate.requisition_id == requisition_id, Candidate.stage.in_(OUTSTANDING)
        )
    ).all()
    if holders:
        hold = "holds" if len(holders) == 1 else "hold"
        raise Conflict(
            f"{', '.join(holders)} {hold} an offer", hint="wait for the answer or withdraw it first"
        )


def refuse_restricted(session: Session, row: Requisition, people: Iterable[str]) -> None:
    """Conflict when any of these people is blocked, opted out or erased now, whatever the snapshot said."""
    kept_out = restrictions(session, row.business_unit)
    found = [f"{person_id} ({kept_out[person_id]})" for person_id in people if person_id in kept_out]
    if found:
        raise Conflict(f"may not be considered: {', '.join(found)}", hint="rank again to leave them out")


def requesters(session: Session, row: Requisition) -> list[tuple[str, str]]:
    """Who asked for this or wrote any version of it, for separation of duties."""
    query = select(RequisitionVersion.author).where(RequisitionVersion.requisition_id == row.id).distinct()
    return [
        (row.requested_by, "requested this"),
        *((author, "wrote a version of this") for author in session.scalars(query)),
    ]


def selectors(session: Session, row: Requisition) -> list[tuple[str, str]]:
    """Who chose the people selected now, or handed the choice in."""
    return [
        (account_id, "selected these people")
        for chosen in selections(session, row.id)
        for account_id in (chosen.selected_by, chosen.submitted_by)
    ]


def list_changers(session: Session, row: Requisition) -> list[tuple[str, str]]:
    """Who pinned, moved, took off or added anybody on a list that somebody is selected from now."""
    chosen_from = {chosen.shortlist_id for chosen in selections(session, row.id)}
    query = select(ListOverride.made_by).where(ListOverride.shortlist_id.in_(chosen_from)).distinct()
    return [(account_id, "changed the list they are chosen from") for account_id in session.scalars(query)]


def money_facts(amount: Money) -> dict[str, Any]:
    return {"minor": amount.minor, "currency": amount.currency}
