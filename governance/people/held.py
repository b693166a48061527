"""Who is under a legal hold now, for every command that would destroy something. Placing and lifting one is `governance/holds.py`."""

from collections.abc import Iterable

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from governance.people.links import members
from governance.storage.held import HELD_PEOPLE, HELD_REQUISITIONS
from governance.storage.tables import ProfileLink
from matching.errors import Conflict


def held_people(session: Session) -> dict[str, tuple[str, ...]]:
    """Everybody whom a hold in force covers, with the ids of those holds; whoever is the same person is covered too."""
    return _by_subject(session, HELD_PEOPLE)


def held_requisitions(session: Session) -> dict[str, tuple[str, ...]]:
    """The requisitions whose records a hold in force covers, with the ids of those holds."""
    return _by_subject(session, HELD_REQUISITIONS)


def reached_by_erasing(session: Session, person_id: str) -> list[str]:
    """Whose words go when this person's do: everybody who is the same person, and whom any of them ever counted to."""
    everybody = members(session, [person_id])[person_id]
    past = select(ProfileLink.into_id).where(
        ProfileLink.person_id.in_(everybody), ProfileLink.ended_at.is_not(None)
    )
    return list(dict.fromkeys([*everybody, *session.scalars(past.order_by(ProfileLink.id))]))


def holds_on(session: Session, people: Iterable[str]) -> tuple[str, ...]:
    """The holds in force that cover any of these people."""
    held = held_people(session)
    return tuple(sorted({hold for person_id in people for hold in held.get(person_id, ())}))


def refuse_held(session: Session, person_id: str) -> None:
    """Conflict while a hold keeps this person from being erased."""
    holds = holds_on(session, reached_by_erasing(session, person_id))
    if holds:
        raise Conflict(
            f"person {person_id} is under legal hold ({', '.join(holds)}), so nothing of them is erased now",
            hint="ask for the erasure: it is kept, and carried out when the last hold is lifted",
        )


def _by_subject(session: Session, question: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for hold_id, subject in session.execute(text(question)):
        found.setdefault(subject, set()).add(hold_id)
    return {subject: tuple(sorted(holds)) for subject, holds in found.items()}
