"""Who must not be ranked: blocked by us, opted out, expired or erased. Read from the record at every request.

A restriction takes effect at once, whatever a snapshot still holds, and for everybody who is the same person.
Erasing drops the keys of all of them and nothing can bring the words back. Importing people is `importing.py`.
"""

from collections.abc import Collection

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from governance.access import EVERYWHERE
from governance.database import UnitOfWork
from governance.people.held import refuse_held
from governance.people.links import members, spread
from governance.people.protected import KEY_KIND as PROTECTED_KEY
from governance.storage.tables import (
    Candidate,
    ErasureRequest,
    IdentityPair,
    NoticePart,
    Person,
    ProfileLink,
    ProtectedAttribute,
    Restriction,
    Shortlist,
    ShortlistPart,
    SourceProfile,
)
from governance.vault import Owner, open_words
from matching.errors import Conflict, InputError

# Owner of the words somebody gave when they decided on a pair; dropped when either side is erased.
PAIR_KEY = "identity_pair"
# Owner of why somebody is to be forgotten, which outlives them.
ERASURE_KEY = "erasure"
RESTRICTION_KINDS = ("block", "opt_out")
LONGEST_REASON = 4000


def restrict(
    work: UnitOfWork, person_id: str, kind: str, reason: str, *, business_unit: str = EVERYWHERE
) -> str:
    """Keep someone out of every ranking from now on: a `block` of ours or an `opt_out` of theirs."""
    work.require("people.restrict", business_unit=None if business_unit == EVERYWHERE else business_unit)
    if kind not in RESTRICTION_KINDS:
        raise InputError(f"expected a kind of {', '.join(RESTRICTION_KINDS)}, found {kind!r}")
    require_reason(reason)
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
    """A block or an opt-out goes with someone who comes back as another person; its words are gone, its effect is not.

    What held of anybody who was the same person held of them.
    """
    everybody = members(work.session, [was])[was]
    query = select(Restriction).where(Restriction.person_id.in_(everybody), Restriction.lifted_at.is_(None))
    for held in work.session.scalars(query).all():
        row_id = work.new_id("X")
        place = f"restriction.reason:{row_id}"
        words = open_words(
            work.session,
            Owner("person", held.person_id),
            held.reason,
            place=f"restriction.reason:{held.id}",
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


def require_reason(reason: str) -> None:
    """A reason in words, of a length that a person reads."""
    if not reason.strip():
        raise InputError("expected a reason, found none")
    if len(reason) > LONGEST_REASON:
        raise InputError(
            f"expected a reason of at most {LONGEST_REASON} characters, found {len(reason)}",
            hint="say it shorter and name the document that says it at length",
        )


def restrictions(session: Session, business_unit: str | None = None) -> dict[str, str]:
    """Who must not be ranked now, and why: `block`, `opt_out`, `erasure_asked`, `expired` or `erased`.

    Without a unit, anybody kept out anywhere.
    """
    query = select(Restriction.person_id, Restriction.kind).where(Restriction.lifted_at.is_(None))
    if business_unit is not None:
        query = query.where(Restriction.business_unit.in_((EVERYWHERE, business_unit)))
    waiting = select(ErasureRequest.person_id).where(ErasureRequest.carried_out_at.is_(None))
    asked = dict.fromkeys(session.scalars(waiting), "erasure_asked")
    found = spread(session, dict(session.execute(query).all()) | asked)
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


def erase_person(work: UnitOfWork, person_id: str, reason: str, *, request: str | None = None) -> None:
    """Forget a person: their keys are dropped, so all that was sealed under them is unreadable everywhere at once.

    Everybody who is the same person now is forgotten with them, and what was frozen of others while they were. Conflict
    while a legal hold covers any of them; `request` is the one that waited for its end (`erasures.py`).
    """
    work.require("people.erase")
    person = work.locked(Person, person_id, "person")
    if person.erased_at is not None:
        raise Conflict(f"person {person_id} is erased already")
    refuse_held(work.session, person_id)
    everybody = members(work.session, [person_id])[person_id]
    for member in everybody:
        work.locked(Person, member, "person").erased_at = work.now
        for kind in ("person", PROTECTED_KEY):
            work.vault.drop(work.session, Owner(kind, member), now=work.now)
    for table, values in ((SourceProfile, {"document": None}), (Candidate, {"score": None})):
        work.session.execute(update(table).where(table.person_id.in_(everybody)).values(values))
    work.session.execute(delete(ProtectedAttribute).where(ProtectedAttribute.person_id.in_(everybody)))
    _forget_while_merged(work, everybody)
    close_pairs(work, everybody)
    work.audit(
        "person.erased",
        "person",
        person_id,
        facts={"with": [one for one in everybody if one != person_id] or None, "request": request},
        words={"reason": (Owner(ERASURE_KEY, person_id), reason)},
    )


def _forget_while_merged(work: UnitOfWork, erased: Collection[str]) -> None:
    """Blank what shortlists hold of somebody these people counted to in the past: their words are in it too."""
    past = select(ProfileLink).where(ProfileLink.person_id.in_(erased), ProfileLink.ended_at.is_not(None))
    for link in work.session.scalars(past):
        frozen = select(Shortlist.id).where(
            Shortlist.created_at >= link.linked_at, Shortlist.created_at <= link.ended_at
        )
        work.session.execute(
            update(ShortlistPart)
            .where(ShortlistPart.person_id == link.into_id, ShortlistPart.shortlist_id.in_(frozen))
            .values(sealed=b"")
        )
        work.session.execute(
            update(NoticePart)
            .where(NoticePart.person_id == link.into_id, NoticePart.shortlist_id.in_(frozen))
            .values(sealed=b"")
        )


def close_pairs(work: UnitOfWork, people: Collection[str], *, forget: bool = True) -> None:
    """Nobody has to look at these people any more; with `forget` what was said when their pairs were decided goes too."""
    concerned = or_(IdentityPair.left_id.in_(people), IdentityPair.right_id.in_(people))
    for pair in work.session.scalars(select(IdentityPair).where(concerned)):
        if forget:
            work.vault.drop(work.session, Owner(PAIR_KEY, pair.id), now=work.now)
        if pair.state == "open":
            pair.state = "moot"
