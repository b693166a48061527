"""People over the machine's order: reordering, pinning, taking off and adding while a list is in review.

Every change names its reason and keeps the order before and after it; the frozen list stays as it was. Whoever changed a
list had a hand in the choice and does not approve it. A new list starts without changes. What a change does to the order
is `listing.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance import cases
from governance.access import EVERYWHERE
from governance.blind.rating import refuse_hidden
from governance.database import UnitOfWork
from governance.lists.listing import Action, Change, Listing, changed, listed
from governance.lists.shortlists import add_part
from governance.notices import record_added
from governance.people.links import members, persons
from governance.reasons import LIST_REASONS, check_reason
from governance.stops import covering_request
from governance.storage.tables import Candidate, ListOverride, Person, Requisition, Shortlist
from governance.vault import Owner
from matching.errors import Conflict, InputError, NotFound

MOST_CHANGES = 200
_ACTS = {"reorder": "list.reordered", "pin": "list.pinned", "exclude": "list.excluded", "add": "list.added"}


def change_list(
    work: UnitOfWork,
    requisition_id: str,
    action: Action,
    person_id: str,
    *,
    place: int | None = None,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> str:
    """Reorder, pin or exclude somebody on the list in review; gives the change's id. `place` counts from 1."""
    row = cases.requisition(work, requisition_id, "list.change", expected_version=expected_version)
    cases.check_move(row, "change_list")
    refuse_hidden(work, row)
    check_reason(LIST_REASONS, reason_code, note)
    if action not in ("reorder", "pin", "exclude"):
        raise InputError(f"expected one of reorder, pin, exclude, found {action!r}")
    if action == "exclude" and place is not None:
        raise InputError(f"expected no place for somebody taken off, found {place}")
    shortlist = cases.current_shortlist(work.session, row.id)
    change = Change(action, person_id, place)
    return _record(work, row, shortlist, change, reason_code=reason_code, note=note)


def add_to_list(
    work: UnitOfWork,
    requisition_id: str,
    part: Mapping[str, Any],
    *,
    place: int | None = None,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> str:
    """Bring somebody of the record onto the list in review, by hand and marked so; gives the change's id.

    `part` is what ranking says of them, as in `candidates` of the list's document: with `rank` and `score` by the list's
    own model, or `unranked` with the reason why not, and `gates` that would have kept them out.
    """
    row = cases.requisition(work, requisition_id, "list.add", expected_version=expected_version)
    cases.check_move(row, "change_list")
    refuse_hidden(work, row)
    check_reason(LIST_REASONS, reason_code, note)
    person_id = _reachable(work.session, row, part.get("id"))
    cases.refuse_restricted(work.session, row, [person_id])
    shortlist = cases.current_shortlist(work.session, row.id)
    _refuse_same_person(work.session, shortlist, person_id)
    _check_part(work.session, row, shortlist, part)
    change = Change("add", person_id, place)
    return _record(work, row, shortlist, change, reason_code=reason_code, note=note, part=part)


def add_more(
    work: UnitOfWork,
    requisition_id: str,
    parts: Iterable[Mapping[str, Any]],
    *,
    most: int,
    note: str | None = None,
    expected_version: int | None = None,
) -> list[str]:
    """Bring the next of the list's own ranking to its end, at most `most`; gives the changes' ids.

    `parts` are those who come next, best first. Whoever may no longer be considered is passed over. The frozen list, its
    order and what was decided stay as they are.
    """
    row = cases.requisition(work, requisition_id, "list.add", expected_version=expected_version)
    cases.check_move(row, "change_list")
    refuse_hidden(work, row)
    shortlist = cases.current_shortlist(work.session, row.id)
    made: list[str] = []
    for part in parts:
        if len(made) == most:
            break
        if _may_join(work.session, row, shortlist, part):
            made.append(add_to_list(work, row.id, part, reason_code="more_asked", note=note))
    if not made:
        raise Conflict(
            f"nobody else was ranked for {row.id}: everybody who was is on the list or was taken off it",
            hint="add somebody by id, or loosen a limit and rank again",
        )
    return made


def listing_of(session: Session, shortlist_id: str) -> Listing:
    """The order in force of a list: the machine's, or the one drawn, with every change."""
    changes = overrides_of(session, shortlist_id)
    added = {one.person_id for one in changes if one.action == "add"}
    query = select(Candidate.person_id).where(Candidate.shortlist_id == shortlist_id).order_by(Candidate.id)
    machine = [person_id for person_id in session.scalars(query) if person_id not in added]
    return listed(machine, (Change(one.action, one.person_id, one.place) for one in changes))  # type: ignore[arg-type]


def overrides_of(session: Session, shortlist_id: str) -> list[ListOverride]:
    """Every change of a list, the first one first."""
    query = select(ListOverride).where(ListOverride.shortlist_id == shortlist_id)
    return list(session.scalars(query.order_by(ListOverride.number)))


def refuse_excluded(session: Session, shortlist_id: str, people: list[str]) -> None:
    """Conflict when any of these people was taken off the list."""
    query = select(ListOverride).where(
        ListOverride.shortlist_id == shortlist_id,
        ListOverride.action == "exclude",
        ListOverride.person_id.in_(people),
    )
    if taken_off := [f"{one.person_id} ({one.id})" for one in session.scalars(query)]:
        raise Conflict(
            f"taken off the list {shortlist_id}: {', '.join(taken_off)}",
            hint="choose others, or list again: a new list starts without changes",
        )


def _record(
    work: UnitOfWork,
    row: Requisition,
    shortlist: Shortlist,
    change: Change,
    *,
    reason_code: str,
    note: str | None,
    part: Mapping[str, Any] | None = None,
) -> str:
    before = listing_of(work.session, shortlist.id)
    after = changed(before, change)
    number = _next_number(work.session, shortlist)
    proof = {} if part is None else _add(work, shortlist, part, number)
    cases.move(work, row, "change_list")
    change_id, owner = work.new_id("O"), Owner("person", change.person_id)
    work.add(
        ListOverride(
            id=change_id,
            requisition_id=row.id,
            shortlist_id=shortlist.id,
            business_unit=row.business_unit,
            number=number,
            action=change.action,
            person_id=change.person_id,
            place=change.place,
            before=list(before.order),
            after=list(after.order),
            reason_code=reason_code,
            note=work.seal(owner, note, place=f"list_override.note:{change_id}"),
            made_by=work.actor.id,
            made_at=work.now,
        )
    )
    work.audit(
        _ACTS[change.action],
        "requisition",
        row.id,
        business_unit=row.business_unit,
        facts={
            "change": change_id,
            "shortlist": shortlist.id,
            "number": number,
            "person": change.person_id,
            "place": change.place,
            "reason": reason_code,
            "before": list(before.order),
            "after": list(after.order),
            **proof,
        },
        words={"note": (owner, note)},
    )
    return change_id


def _next_number(session: Session, shortlist: Shortlist) -> int:
    query = select(func.max(ListOverride.number)).where(ListOverride.shortlist_id == shortlist.id)
    number = (session.scalar(query) or 0) + 1
    if number > MOST_CHANGES:
        raise Conflict(
            f"expected at most {MOST_CHANGES} changes of a list, found as many already",
            hint="list again, then change the new list",
        )
    return number


def _add(work: UnitOfWork, shortlist: Shortlist, part: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Their own sealed part and their row; gives what the audit entry commits to."""
    work.add(
        Candidate(
            requisition_id=shortlist.requisition_id,
            shortlist_id=shortlist.id,
            person_id=part["id"],
            business_unit=shortlist.business_unit,
            rank=part.get("rank"),
            score=part.get("score"),
            stage="not_reached",
            stage_since=work.now,
        )
    )
    record_added(work, shortlist.id, part)
    return {"rank": part.get("rank"), "commitment": add_part(work, shortlist.id, part, number)}


def _reachable(session: Session, row: Requisition, person_id: Any) -> str:
    """The id, if it is somebody whom the record holds for this business unit, and not joined to another."""
    absent = NotFound(f"no person {person_id}", hint="check the identifier")
    person = session.get(Person, person_id) if isinstance(person_id, str) else None
    if person is None or person.business_unit not in (EVERYWHERE, row.business_unit):
        raise absent
    counts_to = persons(session, [person.id])[person.id]
    if counts_to != person.id:
        raise Conflict(f"{person.id} is the same person as {counts_to}", hint=f"add {counts_to}")
    return person.id


def _may_join(session: Session, row: Requisition, shortlist: Shortlist, part: Mapping[str, Any]) -> bool:
    try:
        person_id = _reachable(session, row, part.get("id"))
        cases.refuse_restricted(session, row, [person_id])
        _refuse_same_person(session, shortlist, person_id)
    except (Conflict, NotFound):
        return False
    return True


def _refuse_same_person(session: Session, shortlist: Shortlist, person_id: str) -> None:
    """Conflict where another of their records is on the list, or was taken off it."""
    listing = listing_of(session, shortlist.id)
    group = set(members(session, [person_id])[person_id]) - {person_id}
    for other in (*listing.order, *listing.excluded):
        if other in group:
            what = "was taken off" if other in listing.excluded else "is on"
            raise Conflict(
                f"{person_id} is the same person as {other}, who {what} the list {shortlist.id}",
                hint="list again: a new list starts without changes",
            )


def _check_part(session: Session, row: Requisition, shortlist: Shortlist, part: Mapping[str, Any]) -> None:
    ranked = part.get("rank") is not None or part.get("score") is not None
    if ranked and (not shortlist.ranked or covering_request(session, row)):
        raise Conflict(f"ranking by machine is stopped for {row.id}", hint="add them unranked")
    if ranked == ("unranked" in part):
        raise InputError("expected a rank and a score, or the reason why there are none")
