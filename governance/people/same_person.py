"""Joining source profiles that are one person, splitting them again, and the pairs somebody should look at.

A link changes nothing that came in: every profile stays sealed under the person it came in as, and an ended link
leaves things as they were. What rules find on their own is `resolution.py`; who counts to whom is `links.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from governance import access
from governance.access import EVERYWHERE, Actor
from governance.database import UnitOfWork, today
from governance.people.links import members, persons
from governance.people.protected import read_names
from governance.people.restrictions import PAIR_KEY
from governance.storage.tables import IdentityPair, Person, ProfileLink, SourceProfile
from governance.vault import Owner
from matching.errors import Conflict, InputError, NotFound
from matching.identity import in_words

How = Literal["rules", "decided"]
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two profiles in doubt: who it came in as, the person it counts to, its source, a name if there is one."""

    came_as: str
    person_id: str
    source: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two profiles that may be one person; `evidence` in words, strongest first."""

    id: str
    left: Side
    right: Side
    bits: float
    evidence: tuple[str, ...]
    found_at: datetime


def link_profiles(work: UnitOfWork, a: str, b: str, reason: str) -> str:
    """Somebody says these two are one person; gives the id that now stands for both, the elder of the two."""
    pair = _decided(work, a, b, reason)
    if persons(work.session, [a])[a] == persons(work.session, [b])[b]:
        raise Conflict(f"{a} and {b} are one person already")
    _refuse_against_others(work.session, pair)
    return join(work, pair, how="decided", reason=reason)


def keep_apart(work: UnitOfWork, a: str, b: str, reason: str) -> None:
    """Somebody says these two are different people; they are never joined by rules from now on."""
    pair = _decided(work, a, b, reason)
    if persons(work.session, [a])[a] == persons(work.session, [b])[b]:
        raise Conflict(f"{a} and {b} are one person", hint="split them: candor people split PERSON SOURCE")
    _answer(work, pair, "different", "decided")
    _close_doubts_between(work, pair.left_id, pair.right_id)
    work.audit(
        "person.kept_apart",
        "person",
        pair.left_id,
        business_unit=pair.business_unit,
        facts={"other": pair.right_id, "pair": pair.id, "bits": pair.bits},
        words={"reason": (Owner(PAIR_KEY, pair.id), reason)},
    )


def unlink(work: UnitOfWork, person_id: str, source: str, reason: str) -> str:
    """Take one source's profile out of a merged person; gives the id it stands under again.

    `source` names a source, or the id the profile came in as. Rules do not join it to the rest again.
    """
    group = members(work.session, [person_id])[person_id]
    member = _member_from(work.session, group, source)
    rest = [other for other in group if other != member]
    row = _reach(work, member)
    if not rest:
        raise Conflict(f"{member} is not joined to anybody")
    if not reason.strip():
        raise InputError("expected a reason, found none")
    _take_out(work, member, rest)
    pairs = [_pair(work, member, other, row.business_unit) for other in rest]
    for pair in pairs:
        _answer(work, pair, "different", "decided")
    work.audit(
        "person.split",
        "person",
        member,
        business_unit=row.business_unit,
        facts={"from": rest, "pairs": [pair.id for pair in pairs]},
        words={f"reason_{pair.id}": (Owner(PAIR_KEY, pair.id), reason) for pair in pairs},
    )
    return member


def doubts(
    session: Session, actor: Actor, *, limit: int = 200, after: tuple[float, str] | None = None
) -> list[Doubt]:
    """Pairs that wait for an answer in the actor's units, the strongest evidence first; from the one after `after` (bits, id) on."""
    access.require(actor, "people.identify", on=today(session))
    query = select(IdentityPair).where(IdentityPair.state == "open")
    units = access.units_for(actor, "people.identify", on=today(session))
    if EVERYWHERE not in units:
        query = query.where(IdentityPair.business_unit.in_({EVERYWHERE, *units}))
    if after is not None:
        bits, pair_id = after
        same = and_(IdentityPair.bits == bits, IdentityPair.id > pair_id)
        query = query.where(or_(IdentityPair.bits < bits, same))
    rows = list(session.scalars(query.order_by(IdentityPair.bits.desc(), IdentityPair.id).limit(limit)))
    sides = _sides(session, actor, {side for row in rows for side in (row.left_id, row.right_id)})
    return [
        Doubt(
            row.id,
            sides[row.left_id],
            sides[row.right_id],
            row.bits,
            in_words(row.evidence["parts"], tuple(row.evidence["vetoes"])),
            row.found_at,
        )
        for row in rows
    ]


def in_doubt(session: Session) -> frozenset[str]:
    """The people who stand in the queue, to be flagged where they are shown."""
    rows = session.execute(
        select(IdentityPair.left_id, IdentityPair.right_id).where(IdentityPair.state == "open")
    )
    return frozenset(persons(session, (side for row in rows for side in row)).values())


def join(work: UnitOfWork, pair: IdentityPair, *, how: How, reason: str | None = None) -> str:
    """Make the two people of a pair one; gives the id that stands for them. The rules' own path asks no permission here."""
    groups = members(work.session, [pair.left_id, pair.right_id])
    elder, younger = sorted((groups[pair.left_id], groups[pair.right_id]), key=lambda group: _age(group[0]))
    _end_links(work, younger[1:])
    for member in younger:
        _add_link(work, member, elder[0], how)
    _answer(work, pair, "same", how)
    _close_doubts_within(work, (*elder, *younger))
    work.audit(
        "person.linked",
        "person",
        elder[0],
        business_unit=pair.business_unit,
        facts={
            "profiles": list(younger),
            "pair": pair.id,
            "how": how,
            "bits": pair.bits,
            "evidence": pair.evidence["parts"],
        },
        words={"reason": (Owner(PAIR_KEY, pair.id), reason)},
    )
    return elder[0]


def record_pair(
    work: UnitOfWork, left: str, right: str, business_unit: str, bits: float, evidence: Json
) -> IdentityPair:
    """The pair with what is now known on it, in whatever state it was."""
    pair = _pair(work, left, right, business_unit)
    pair.bits, pair.evidence = bits, dict(evidence)
    return pair


def _decided(work: UnitOfWork, a: str, b: str, reason: str) -> IdentityPair:
    """The pair a person is deciding on, after everything that stands against deciding at all."""
    if not reason.strip():
        raise InputError("expected a reason, found none")
    if a == b:
        raise InputError(f"expected two people, found {a} twice")
    first, second = _reach(work, a), _reach(work, b)
    if first.business_unit != second.business_unit:
        raise Conflict(
            f"{a} and {b} came in for different business units",
            hint="people of different business units are never joined: what one may see the other may not",
        )
    return _pair(work, a, b, first.business_unit)


def _refuse_against_others(session: Session, pair: IdentityPair) -> None:
    """Conflict where somebody has said that two of those who would become one person differ."""
    groups = members(session, [pair.left_id, pair.right_id])
    apart = _pairs(session, groups[pair.left_id], groups[pair.right_id], "different")
    others = [f"{one.left_id} and {one.right_id}" for one in apart if one.id != pair.id]
    if others:
        raise Conflict(
            f"it was decided that these are different people: {', '.join(others)}",
            hint="decide that first: candor people same A B, or split one of them off",
        )


def _reach(work: UnitOfWork, person_id: str) -> Person:
    row = work.session.get(Person, person_id, with_for_update=True)
    unit = None if row is None or row.business_unit == EVERYWHERE else row.business_unit
    work.require("people.identify", business_unit=unit)
    if row is None:
        raise NotFound(f"no person {person_id}", hint="check the identifier")
    if row.erased_at is not None:
        raise Conflict(f"person {person_id} is erased")
    if row.expired_at is not None:
        raise Conflict(f"no licence lets us hold person {person_id} any longer")
    return row


def _pair(work: UnitOfWork, a: str, b: str, business_unit: str) -> IdentityPair:
    left, right = sorted((a, b), key=_age)
    found = work.session.scalar(
        select(IdentityPair)
        .where(IdentityPair.left_id == left, IdentityPair.right_id == right)
        .with_for_update()
    )
    if found is None:
        found = IdentityPair(
            id=work.new_id("J"),
            left_id=left,
            right_id=right,
            business_unit=business_unit,
            state="moot",
            how="decided",
            bits=0.0,
            evidence={"parts": {}, "vetoes": []},
            found_at=work.now,
        )
        work.add(found)
    return found


def _answer(work: UnitOfWork, pair: IdentityPair, state: str, how: How) -> None:
    pair.state, pair.how = state, how
    pair.decided_by, pair.decided_at = work.actor.id, work.now
    work.session.flush()


def _add_link(work: UnitOfWork, member: str, into: str, how: How) -> None:
    number = work.session.scalar(select(func.max(ProfileLink.number)).where(ProfileLink.person_id == member))
    work.add(
        ProfileLink(
            id=work.new_id("K"),
            person_id=member,
            number=(number or 0) + 1,
            into_id=into,
            how=how,
            linked_by=work.actor.id,
            linked_at=work.now,
        )
    )


def _end_links(work: UnitOfWork, of: Iterable[str]) -> None:
    query = select(ProfileLink).where(ProfileLink.person_id.in_(list(of)), ProfileLink.ended_at.is_(None))
    for link in work.session.scalars(query):
        link.ended_by, link.ended_at = work.actor.id, work.now
    work.session.flush()


def _take_out(work: UnitOfWork, member: str, rest: Sequence[str]) -> None:
    """End the member's link; where it was the one who stood for all, the eldest of the rest does from now on."""
    if persons(work.session, [member])[member] != member:
        _end_links(work, [member])
        return
    _end_links(work, rest)
    eldest, *others = sorted(rest, key=_age)
    for other in others:
        _add_link(work, other, eldest, "decided")


def _member_from(session: Session, group: Sequence[str], source: str) -> str:
    if source in group:
        return source
    query = select(SourceProfile.person_id).where(
        SourceProfile.person_id.in_(group), SourceProfile.source_id == source
    )
    found = sorted(session.scalars(query), key=_age)
    if not found:
        raise NotFound(f"nothing of {group[0]} came from {source}", hint=f"profiles: {', '.join(group)}")
    if len(found) > 1:
        raise InputError(
            f"expected one profile from {source}, found {', '.join(found)}", hint="name the one by its id"
        )
    return found[0]


def _close_doubts_within(work: UnitOfWork, group: Sequence[str]) -> None:
    """Doubts between people who are one by now need no answer."""
    for pair in _pairs(work.session, group, group, "open"):
        pair.state = "moot"


def _close_doubts_between(work: UnitOfWork, a: str, b: str) -> None:
    groups = members(work.session, [a, b])
    for pair in _pairs(work.session, groups[a], groups[b], "open"):
        pair.state = "moot"


def _pairs(session: Session, some: Sequence[str], others: Sequence[str], state: str) -> list[IdentityPair]:
    either = or_(
        IdentityPair.left_id.in_(some) & IdentityPair.right_id.in_(others),
        IdentityPair.left_id.in_(others) & IdentityPair.right_id.in_(some),
    )
    return list(session.scalars(select(IdentityPair).where(IdentityPair.state == state, either)))


def _sides(session: Session, actor: Actor, ids: set[str]) -> dict[str, Side]:
    standing = persons(session, ids)
    query = select(SourceProfile.person_id, SourceProfile.source_id).where(SourceProfile.person_id.in_(ids))
    sources = dict(session.execute(query).all())
    names = read_names(session, actor, ids)
    return {one: Side(one, standing[one], sources.get(one, ""), names.get(one)) for one in ids}


def _age(person_id: str) -> tuple[int, str]:
    """`P-999` came before `P-1001`."""
    return len(person_id), person_id
