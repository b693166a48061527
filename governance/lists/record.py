"""Who is on the list in force, in the order that people read, and every change people made to a list, for pages."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.lists.overrides import listing_of, overrides_of
from governance.people.restrictions import restrictions
from governance.storage.tables import Candidate, ListOverride, Requisition, Shortlist
from governance.vault import Owner, open_words
from governance.views import CandidateRecord, DecisionRecord, OverrideRecord, Person

_MARKS = {"reorder": "moved", "pin": "pinned", "exclude": "excluded", "add": "added"}


def candidates(
    session: Session,
    row: Requisition,
    decisions: Iterable[DecisionRecord],
    selected: Sequence[str],
    *,
    sees_fit: bool,
) -> tuple[CandidateRecord, ...]:
    """Everybody on the list in force in its order, then whoever was taken off it; by id and without a place where those are withheld."""
    query = select(Shortlist).where(Shortlist.requisition_id == row.id, Shortlist.superseded_at.is_(None))
    shortlist = session.scalar(query)
    if shortlist is None:
        return ()
    current = {d.person_id: d for d in decisions if d.undone_at is None and d.shortlist_id == shortlist.id}
    found = {
        one.person_id: one
        for one in session.scalars(select(Candidate).where(Candidate.shortlist_id == shortlist.id))
    }
    listing, marks = listing_of(session, shortlist.id), _marks(overrides_of(session, shortlist.id))
    places = {person_id: place for place, person_id in enumerate(listing.order, start=1)}
    kept_out = restrictions(session, row.business_unit)
    everybody = (*listing.order, *listing.excluded)
    return tuple(
        CandidateRecord(
            person_id=person_id,
            place=places.get(person_id) if sees_fit else None,
            rank=found[person_id].rank if sees_fit else None,
            marks=marks.get(person_id, ()) if sees_fit else (),
            stage=found[person_id].stage,
            version=found[person_id].version,
            decision=current.get(person_id),
            selected_position=selected.index(person_id) + 1 if person_id in selected else None,
            restricted=kept_out.get(person_id),
        )
        for person_id in (everybody if sees_fit else sorted(everybody))
    )


def overrides(session: Session, requisition_id: str, names: Mapping[str, str]) -> tuple[OverrideRecord, ...]:
    """Every change of every list of the requisition, the oldest first. `names`: account id -> the name to show."""
    query = select(ListOverride).where(ListOverride.requisition_id == requisition_id)
    return tuple(
        OverrideRecord(
            id=found.id,
            shortlist_id=found.shortlist_id,
            number=found.number,
            action=found.action,
            person_id=found.person_id,
            place=found.place,
            before=tuple(found.before),
            after=tuple(found.after),
            reason_code=found.reason_code,
            note=open_words(
                session, Owner("person", found.person_id), found.note, place=f"list_override.note:{found.id}"
            ),
            made_by=Person.of(found.made_by, names),
            made_at=found.made_at,
        )
        for found in session.scalars(query.order_by(ListOverride.made_at, ListOverride.id))
    )


def _marks(changes: Iterable[ListOverride]) -> dict[str, tuple[str, ...]]:
    """What became of each person: `added` for good, and the last of `moved`, `pinned`, `excluded`."""
    found: dict[str, tuple[str, ...]] = {}
    for change in changes:
        added = tuple(mark for mark in found.get(change.person_id, ()) if mark == "added")
        found[change.person_id] = (*added, _MARKS[change.action])
    return found
