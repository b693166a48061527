"""What the hiring manager decides of each candidate on the frozen list, and handing the choice to
procurement.

Every decision has a reason code and can be taken back until the review is finished. The list itself is kept
by `lists/shortlists.py`; the answer to the choice is `approvals.py`.
"""

from sqlalchemy import select

from governance import cases
from governance.blind.rating import refuse_unrated
from governance.database import UnitOfWork
from governance.lists.overrides import listing_of, refuse_excluded
from governance.lists.shortlists import ShortlistProof, freeze_shortlist, prove_shortlist, read_shortlist
from governance.reasons import check_decision
from governance.routing import routes
from governance.storage.tables import Candidate, Decision, Requisition, Selection
from governance.vault import Owner
from matching.errors import Conflict

__all__ = [
    "ShortlistProof",
    "decide",
    "finish_review",
    "freeze_shortlist",
    "prove_shortlist",
    "read_shortlist",
    "reopen_review",
    "undo_decision",
]

_MOVES = {"select": "shortlist", "shortlist": "shortlist", "not_now": "set_aside", "reject": "set_aside"}


def decide(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    decision: str,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> str:
    """select, shortlist, not_now or reject, with a reason; gives the decision's id and replaces an earlier
    one.

    `expected_version` is the candidate's, so that two people deciding on different candidates do not collide.
    """
    row = cases.requisition(work, requisition_id, "review.decide")
    cases.check_move(row, "decide")
    check_decision(decision, reason_code, note)
    refuse_unrated(work, row)
    candidate = cases.candidate(work, row, person_id, expected_version=expected_version)
    if _MOVES[decision] == "shortlist":
        cases.refuse_restricted(work.session, row, [person_id])
        refuse_excluded(work.session, candidate.shortlist_id, [person_id])
    earlier = _in_force(work, candidate)
    if earlier is not None:
        earlier.undone_at, earlier.undone_by = work.now, work.actor.id
    cases.move_candidate(work, candidate, _MOVES[decision])
    decision_id, owner = work.new_id("D"), Owner("person", person_id)
    work.add(
        Decision(
            id=decision_id,
            requisition_id=row.id,
            shortlist_id=candidate.shortlist_id,
            person_id=person_id,
            business_unit=row.business_unit,
            decision=decision,
            reason_code=reason_code,
            note=work.seal(owner, note, place=f"decision.note:{decision_id}"),
            decided_by=work.actor.id,
            decided_at=work.now,
        )
    )
    work.audit(
        "candidate.decided",
        "requisition",
        row.id,
        business_unit=row.business_unit,
        facts={
            "decision_id": decision_id,
            "shortlist": candidate.shortlist_id,
            "person": person_id,
            "rank": candidate.rank,
            "decision": decision,
            "reason": reason_code,
            "replaces": earlier and earlier.id,
        },
        words={"note": (owner, note)},
    )
    return decision_id


def undo_decision(
    work: UnitOfWork, requisition_id: str, person_id: str, *, expected_version: int | None = None
) -> None:
    """Take a decision back while the review is open; the candidate counts as not reached again."""
    row = cases.requisition(work, requisition_id, "review.decide")
    cases.check_move(row, "decide")
    refuse_unrated(work, row)
    candidate = cases.candidate(work, row, person_id, expected_version=expected_version)
    decision = _in_force(work, candidate)
    if decision is None:
        raise Conflict(f"nothing is decided of {person_id}", hint="there is nothing to undo")
    cases.move_candidate(work, candidate, "undo")
    decision.undone_at, decision.undone_by = work.now, work.actor.id
    work.audit(
        "candidate.decision_undone",
        "requisition",
        row.id,
        business_unit=row.business_unit,
        facts={"decision_id": decision.id, "person": person_id, "decision": decision.decision},
    )


def finish_review(
    work: UnitOfWork, requisition_id: str, *, expected_version: int | None = None
) -> tuple[str, ...]:
    """Hand everyone selected, in the order of the list, to procurement; gives their ids."""
    row = cases.requisition(work, requisition_id, "review.decide", expected_version=expected_version)
    cases.check_move(row, "finish")
    refuse_unrated(work, row)
    chosen = _selected(work, row)
    if not chosen:
        raise Conflict(f"nobody is selected for {row.id}", hint="select at least one candidate first")
    cases.refuse_restricted(work.session, row, (decision.person_id for decision in chosen))
    refuse_excluded(work.session, chosen[0].shortlist_id, [decision.person_id for decision in chosen])
    add_selections(
        work, row, [(d.person_id, d.decided_by) for d in chosen], chosen[0].shortlist_id, "manager"
    )
    route = routes.route_facts(*routes.make_route(work, row, "selection"))
    cases.move(work, row, "finish")
    people = tuple(decision.person_id for decision in chosen)
    work.audit(
        "review.finished",
        "requisition",
        row.id,
        business_unit=row.business_unit,
        facts={"shortlist": chosen[0].shortlist_id, "selected": list(people), **route},
    )
    return people


def reopen_review(
    work: UnitOfWork, requisition_id: str, reason: str, *, expected_version: int | None = None
) -> None:
    """Take the choice back, such as when the selected person declined. Its approval is void."""
    row = cases.requisition(work, requisition_id, "review.decide", expected_version=expected_version)
    cases.check_move(row, "reopen")
    cases.refuse_outstanding_offers(work.session, row.id)
    voided = cases.void(work, row.id, kinds=("selection",))
    cases.move(work, row, "reopen")
    work.audit(
        "review.reopened",
        "requisition",
        row.id,
        business_unit=row.business_unit,
        facts={"voided": voided},
        words={"reason": (Owner("requisition", row.id), reason)},
    )


def add_selections(
    work: UnitOfWork, row: Requisition, people: list[tuple[str, str]], shortlist_id: str, origin: str
) -> None:
    """Rows for (person, who selected them), in order; the actor is who hands them in."""
    for position, (person_id, selected_by) in enumerate(people, start=1):
        work.add(
            Selection(
                id=work.new_id("C"),
                requisition_id=row.id,
                shortlist_id=shortlist_id,
                person_id=person_id,
                business_unit=row.business_unit,
                position=position,
                origin=origin,
                selected_by=selected_by,
                submitted_by=work.actor.id,
                selected_at=work.now,
            )
        )


def _in_force(work: UnitOfWork, candidate: Candidate) -> Decision | None:
    return work.session.scalar(
        select(Decision).where(
            Decision.shortlist_id == candidate.shortlist_id,
            Decision.person_id == candidate.person_id,
            Decision.undone_at.is_(None),
        )
    )


def _selected(work: UnitOfWork, row: Requisition) -> list[Decision]:
    """Select decisions in force in the order of the list, but not of people who said no or were withdrawn since."""
    shortlist = cases.current_shortlist(work.session, row.id)
    query = (
        select(Decision)
        .join(
            Candidate,
            (Candidate.shortlist_id == Decision.shortlist_id) & (Candidate.person_id == Decision.person_id),
        )
        .where(
            Decision.shortlist_id == shortlist.id,
            Decision.decision == "select",
            Decision.undone_at.is_(None),
            Candidate.stage.not_in(("declined", "withdrawn")),
        )
    )
    decisions = {decision.person_id: decision for decision in work.session.scalars(query)}
    listing = listing_of(work.session, shortlist.id)
    return [decisions[one] for one in (*listing.order, *listing.excluded) if one in decisions]
