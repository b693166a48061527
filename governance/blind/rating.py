"""Going through a blind stage: one person opened after the other, each rated, then the list opened.

A rating may be corrected until its reviewer opens the list, never after. Nobody is opened before the one ahead is rated.
"""

from governance import cases
from governance.access import Actor
from governance.blind.record import hides, is_open, places_of, readable, readings_of, stage_in_force
from governance.database import UnitOfWork
from governance.people.restrictions import require_reason
from governance.storage.tables import BlindEnd, BlindReading, BlindStage, Requisition
from governance.vault import Owner
from matching.errors import Conflict, InputError, NotFound

LOWEST, HIGHEST = 1, 5


def open_next(work: UnitOfWork, requisition_id: str) -> int | None:
    """Open whoever comes next in the order drawn; gives their place, None when everybody readable is rated.

    Whoever is open and not rated yet stays the next.
    """
    row, stage = _stage(work, requisition_id)
    return _open_next(work, row, stage)


def rate(
    work: UnitOfWork,
    requisition_id: str,
    position: int,
    rating: int,
    *,
    expected_version: int | None = None,
) -> int | None:
    """Rate the person at a place from 1 to 5, or correct it, and open the next; gives their place, None when all are rated."""
    row, stage = _stage(work, requisition_id)
    if not LOWEST <= rating <= HIGHEST:
        raise InputError(f"expected a rating from {LOWEST} to {HIGHEST}, found {rating}")
    found = {one.position: one for one in readings_of(work.session, stage.shortlist_id, work.actor.id)}
    if position not in found:
        raise NotFound(f"nobody is open at place {position}", hint="open the next person first")
    reading = found[position]
    cases.check_version(f"the rating at place {position}", reading.version, expected_version)
    if position not in readable(work.session, row, places_of(work.session, stage.shortlist_id)):
        raise Conflict("this person has left the list since", hint="open the next one")
    before = reading.rating
    reading.rating, reading.rated_at = rating, work.now
    _audit(
        work,
        row,
        stage,
        "blind.rated",
        position=position,
        person=reading.person_id,
        rating=rating,
        replaces=before,
        seconds=round((work.now - reading.opened_at).total_seconds()),
    )
    return _open_next(work, row, stage)


def open_list(work: UnitOfWork, requisition_id: str, *, reason: str | None = None) -> None:
    """Open the list to its reviewer for good, once everybody readable is rated.

    Where the policy does not require the stage, a reason opens it before that.
    """
    row, stage = _stage(work, requisition_id)
    within = readable(work.session, row, places_of(work.session, stage.shortlist_id))
    readings = readings_of(work.session, stage.shortlist_id, work.actor.id)
    rated = {one.position for one in readings if one.rating is not None}
    open_places = [place for place in within if place not in rated]
    if open_places and (stage.required or reason is None):
        raise Conflict(
            f"{len(rated)} of {len(rated) + len(open_places)} are rated",
            hint="rate the others first"
            if stage.required
            else "rate the others first, or say why you open the list now",
        )
    if open_places and reason is not None:
        require_reason(reason)
    early = reason if open_places else None
    owner = Owner("requisition", row.id)
    work.add(
        BlindEnd(
            shortlist_id=stage.shortlist_id,
            reviewer=work.actor.id,
            business_unit=row.business_unit,
            rated=len(rated),
            unreadable=stage.size - len(rated | set(within)),
            reason=work.seal(owner, early, place=f"blind_end.reason:{stage.shortlist_id}:{work.actor.id}"),
            ended_at=work.now,
        )
    )
    work.audit(
        "blind.list_opened",
        "requisition",
        row.id,
        business_unit=row.business_unit,
        facts={"shortlist": stage.shortlist_id, "rated": len(rated), "not_reached": len(open_places)},
        words={"reason": (owner, early)} if early else {},
    )


def refuse_unrated(work: UnitOfWork, row: Requisition) -> None:
    """Conflict while the list in force is still closed to whoever decides on it."""
    stage = stage_in_force(work.session, row.id)
    if stage is not None and not is_open(work.session, stage.shortlist_id, work.actor.id):
        raise closed(row.id, work.actor)


def refuse_hidden(work: UnitOfWork, row: Requisition) -> None:
    """As `refuse_unrated`, of those alone who would see what they may only see later."""
    if hides(work.session, work.actor, row):
        raise closed(row.id, work.actor)


def closed(requisition_id: str, actor: Actor) -> Conflict:
    return Conflict(
        f"the list of {requisition_id} is still closed to {actor.display_name}",
        hint="rate its first people blind, then open it",
    )


def _stage(work: UnitOfWork, requisition_id: str) -> tuple[Requisition, BlindStage]:
    row = cases.requisition(work, requisition_id, "review.decide")
    cases.check_move(row, "decide")
    stage = stage_in_force(work.session, row.id)
    if stage is None:
        raise Conflict(f"the list of {row.id} has no blind stage", hint="it is open already")
    if is_open(work.session, stage.shortlist_id, work.actor.id):
        raise Conflict(f"the list of {row.id} is open to you already", hint="ratings stand as they were")
    return row, stage


def _open_next(work: UnitOfWork, row: Requisition, stage: BlindStage) -> int | None:
    places = {one.position: one for one in places_of(work.session, stage.shortlist_id)}
    opened = {one.position: one for one in readings_of(work.session, stage.shortlist_id, work.actor.id)}
    for position in readable(work.session, row, list(places.values())):
        if position not in opened:
            _open(work, row, stage, position, places[position].person_id)
            return position
        if opened[position].rating is None:
            return position
    return None


def _open(work: UnitOfWork, row: Requisition, stage: BlindStage, position: int, person_id: str) -> None:
    work.add(
        BlindReading(
            id=work.new_id("BR"),
            shortlist_id=stage.shortlist_id,
            business_unit=row.business_unit,
            reviewer=work.actor.id,
            position=position,
            person_id=person_id,
            opened_at=work.now,
        )
    )
    _audit(work, row, stage, "blind.opened", position=position, person=person_id)


def _audit(work: UnitOfWork, row: Requisition, stage: BlindStage, action: str, **facts: object) -> None:
    work.audit(
        action,
        "requisition",
        row.id,
        business_unit=row.business_unit,
        facts={"shortlist": stage.shortlist_id, **facts},
    )
