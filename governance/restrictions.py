"""Who must not be ranked: blocked by us, opted out, expired or erased. Read from the record at every request.

A restriction takes effect at once, whatever a snapshot still holds. Erasing drops the person's keys and
nothing can bring the words back. Importing people is `people.py`.
"""

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from governance.access import EVERYWHERE
from governance.database import UnitOfWork
from governance.protected import KEY_KIND as PROTECTED_KEY
from governance.storage.tables import Candidate, Person, ProtectedAttribute, Restriction, SourceProfile
from governance.vault import Owner, open_words
from matching.errors import Conflict, InputError

RESTRICTION_KINDS = ("block", "opt_out")


def restrict(
    work: UnitOfWork, person_id: str, kind: str, reason: str, *, business_unit: str = EVERYWHERE
) -> str:
    """Keep someone out of every ranking from now on: a `block` of ours or an `opt_out` of theirs."""
    work.require("people.restrict", business_unit=None if business_unit == EVERYWHERE else business_unit)
    if kind not in RESTRICTION_KINDS:
        raise InputError(f"expected a kind of {', '.join(RESTRICTION_KINDS)}, found {kind!r}")
    if not reason.strip():
        raise InputError("expected a reason, found none")
    work.locked(Person, person_id, "person")
    row_id, owner = work.new_id("X"), Owner("person", person_id)
    sealed = work.vault.seal(
        work.session, owner, reason.encode(), place=f"restriction.reason:{row_id}", now=work.now
    )
    work.add(
        Restriction(
            id=row_id,
            person_id=person_id,
            kind=kind,
            reason=sealed,
            business_unit=business_unit,
            created_by=work.actor.id,
            created_at=work.now,
        )
    )
    work.audit(
        "person.restricted",
        "person",
        person_id,
        business_unit=business_unit,
        facts={"restriction": row_id, "kind": kind},
        words={"reason": (owner, reason)},
    )
    return row_id


def lift_restriction(work: UnitOfWork, restriction_id: str, reason: str) -> None:
    work.require("people.restrict")
    row = work.locked(Restriction, restriction_id, "restriction")
    if row.lifted_at is not None:
        raise Conflict(f"restriction {restriction_id} is lifted already")
    row.lifted_at = work.now
    work.audit(
        "person.restriction_lifted",
        "person",
        row.person_id,
        business_unit=row.business_unit,
        facts={"restriction": restriction_id},
        words={"reason": (Owner("person", row.person_id), reason)},
    )


def carry_restrictions(work: UnitOfWork, was: str, now: str) -> None:
    """A block or an opt-out goes with someone who comes back as another person; its words are gone, its effect is not."""
    query = select(Restriction).where(Restriction.person_id == was, Restriction.lifted_at.is_(None))
    for held in work.session.scalars(query).all():
        row_id = work.new_id("X")
        place = f"restriction.reason:{row_id}"
        words = open_words(
            work.session, Owner("person", was), held.reason, place=f"restriction.reason:{held.id}"
        )
        reason = words or f"carried over from {held.id}"
        work.add(
            Restriction(
                id=row_id,
                person_id=now,
                kind=held.kind,
                reason=work.vault.seal(
                    work.session, Owner("person", now), reason.encode(), place=place, now=work.now
                ),
                business_unit=held.business_unit,
                created_by=held.created_by,
                created_at=held.created_at,
            )
        )


def restrictions(session: Session, business_unit: str | None = None) -> dict[str, str]:
    """Who must not be ranked now, and why: `block`, `opt_out`, `expired` or `erased`.

    Without a unit, anybody kept out anywhere.
    """
    query = select(Restriction.person_id, Restriction.kind).where(Restriction.lifted_at.is_(None))
    if business_unit is not None:
        query = query.where(Restriction.business_unit.in_((EVERYWHERE, business_unit)))
    found = dict(session.execute(query).all())
    gone = select(Person.id, Person.erased_at).where(
        or_(Person.erased_at.is_not(None), Person.expired_at.is_not(None))
    )
    return found | {
        person_id: "expired" if erased_at is None else "erased"
        for person_id, erased_at in session.execute(gone)
    }


def restricted_ids(session: Session, business_unit: str | None = None) -> frozenset[str]:
    """The people of `restrictions`. Ask at every request: a snapshot may be older than an opt-out."""
    return frozenset(restrictions(session, business_unit))


def erase_person(work: UnitOfWork, person_id: str, reason: str) -> None:
    """Forget a person: their keys are dropped, so all that was sealed under them is unreadable everywhere at once."""
    work.require("people.erase")
    person = work.locked(Person, person_id, "person")
    if person.erased_at is not None:
        raise Conflict(f"person {person_id} is erased already")
    person.erased_at = work.now
    for kind in ("person", PROTECTED_KEY):
        work.vault.drop(work.session, Owner(kind, person_id), now=work.now)
    work.session.execute(
        update(SourceProfile).where(SourceProfile.person_id == person_id).values(document=None)
    )
    work.session.execute(update(Candidate).where(Candidate.person_id == person_id).values(score=None))
    work.session.execute(delete(ProtectedAttribute).where(ProtectedAttribute.person_id == person_id))
    work.audit("person.erased", "person", person_id, words={"reason": (Owner("erasure", person_id), reason)})
