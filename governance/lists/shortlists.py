"""Freezing a ranking: the document's bytes, kept so that they can be given back exactly and still be
forgotten.

What the document says of a person is sealed under that person's key with a salt; the rest (`frame`) is kept
as it is. The audit entry commits to frame and parts together, so after an erasure every other part is still
proved.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from governance import cases
from governance.access import EVERYWHERE
from governance.blind.drawing import draw
from governance.canonical import canonical, commitment, parse, sha256
from governance.database import Database, UnitOfWork
from governance.lists.unranked import check_unranked, is_unranked
from governance.notices import record_notices
from governance.stops import refuse_stopped
from governance.storage.tables import (
    AuditEntry,
    Candidate,
    ListOverride,
    Person,
    Requisition,
    Shortlist,
    ShortlistPart,
)
from governance.vault import Erased, Owner, vault_of
from matching.errors import Fault, InputError, NotFound

# The lists of a `candor.rank/1` or `candor.unranked/1` document whose items each speak of one person by `id`.
SECTIONS = ("candidates", "excluded", "unrankable")
# Who was added to a list by hand, after it was frozen: parts beside its document, not of it.
ADDED = "added"

_SALT = 16
_CHUNK = 900
# A candidate's way so far outlives a new ranking; a decision made on the old list does not.
_CARRIED = frozenset({"contacted", "screened", "declined", "withdrawn"})


@dataclass(frozen=True, slots=True)
class ShortlistProof:
    """`intact`: the bytes given back hash to `sha256`, as frozen. Otherwise who is missing, and what is
    `unproven`.

    `ranked` False: the order was drawn while ranking was stopped. Who is missing was `erased`, or what was said of them is
    `expired`: with the licence of its source, or by the schedule.

    `unproven` names parts that no longer match their commitment, or `frame` when the whole differs from the
    audit log.
    """

    sha256: str
    intact: bool
    erased: tuple[str, ...]
    unproven: tuple[str, ...]
    expired: tuple[str, ...] = ()
    ranked: bool = True


@dataclass(frozen=True, slots=True)
class CommittedPart:
    """What a frozen list says of one person as it is committed to; salt and value (JSON text) are None once gone."""

    section: str
    position: int
    person_id: str
    commitment: str
    salt: bytes | None
    value: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """What a frozen list was ranked for, from and with."""

    shortlist_id: str
    requisition_id: str
    business_unit: str
    model_hash: str
    snapshot_hash: str


@dataclass(frozen=True, slots=True)
class _Part:
    section: str
    position: int
    person_id: str
    value: dict[str, Any]


def freeze_shortlist(
    work: UnitOfWork,
    requisition_id: str,
    document: Mapping[str, Any],
    model_hash: str,
    snapshot_hash: str,
    beyond: Iterable[str] = (),
    *,
    blind: bool = False,
) -> str:
    """Keep a list as what the reviewers see, and put the requisition in review; gives the shortlist's id.

    `document` is a `candor.rank/1` value whose ids are person ids, or `candor.unranked/1` while ranking is stopped,
    with no `model_hash`. An earlier list of the requisition is superseded. Everybody it concerned has a notice, `beyond`
    too: the people ranked and not shown. `blind` asks for a blind stage where the policy does not.
    """
    row = cases.requisition(work, requisition_id, "shortlist.freeze")
    cases.check_move(row, "freeze")
    ranked = _check_stops(work, row, document, model_hash)
    parts = list(_parts(document))
    _check_people(work.session, row.business_unit, document, parts)
    cases.refuse_restricted(work.session, row, (p.person_id for p in parts if p.section == "candidates"))
    frame = canonical({key: len(value) if key in SECTIONS else value for key, value in document.items()})
    digest = sha256(canonical(dict(document)))
    shortlist_id = work.new_id("S")
    sealed = _seal(work, shortlist_id, parts)
    parts_root = _root(frame, (part["commitment"] for part in sealed))
    stages, left_behind = _supersede(work, requisition_id)
    shortlist = Shortlist(
        id=shortlist_id,
        requisition_id=row.id,
        business_unit=row.business_unit,
        role_version=row.role_version,
        ranked=ranked,
        model_hash=model_hash,
        snapshot_hash=snapshot_hash,
        frame=frame.decode(),
        digest=digest,
        parts_root=parts_root,
        size=sum(part.section == "candidates" for part in parts),
        created_by=work.actor.id,
        created_at=work.now,
    )
    work.add(shortlist)
    if sealed:
        work.session.execute(insert(ShortlistPart), sealed)
    _add_candidates(work, shortlist, parts, stages)
    record_notices(work, shortlist, document, beyond)
    stage = draw(work, row, shortlist, asked=blind) if ranked else None
    cases.move(work, row, "freeze")
    work.audit(
        "shortlist.frozen",
        "requisition",
        row.id,
        business_unit=row.business_unit,
        facts={
            "shortlist": shortlist_id,
            "role_version": row.role_version,
            "model": model_hash,
            "snapshot": snapshot_hash,
            "candidates": shortlist.size,
            "parts": len(parts),
            "parts_root": parts_root,
            "left_behind": left_behind,
            **({} if ranked else _unranked_facts(document)),
            **({"blind": stage} if stage else {}),
        },
    )
    return shortlist_id


def read_shortlist(database: Database, shortlist_id: str) -> bytes:
    """The frozen document, byte for byte. What spoke of someone erased reads `{"erased": true, "id": ...}`."""
    with database.read() as session:
        return frozen_bytes(session, shortlist_id)


def frozen_bytes(session: Session, shortlist_id: str) -> bytes:
    """As `read_shortlist`, in a view of the record that is open already."""
    return canonical(_document(session, _get(session, shortlist_id))[0])


def origin_of(database: Database, shortlist_id: str) -> Origin:
    """Where a frozen list comes from; NotFound when there is none of that id."""
    with database.read() as session:
        row = _get(session, shortlist_id)
        return Origin(row.id, row.requisition_id, row.business_unit, row.model_hash, row.snapshot_hash)


def erased_before(database: Database, shortlist_id: str) -> frozenset[str]:
    """Who was erased when the list was frozen, though the snapshot it was ranked from may still have held them."""
    with database.read() as session:
        made = _get(session, shortlist_id).created_at
        return frozenset(session.scalars(select(Person.id).where(Person.erased_at <= made)))


def prove_shortlist(database: Database, shortlist_id: str) -> ShortlistProof:
    """What can still be proved of a frozen document, down to its entry in the audit log."""
    with database.read() as session:
        return proof_of(session, shortlist_id)


def proof_of(session: Session, shortlist_id: str) -> ShortlistProof:
    """As `prove_shortlist`, in a view of the record that is open already."""
    shortlist = _get(session, shortlist_id)
    document, missing, unproven = _document(session, shortlist)
    commitments = [part.commitment for part in _rows(session, shortlist_id)]
    root = _root(shortlist.frame.encode(), commitments)
    if root != shortlist.parts_root or root != _logged_root(session, shortlist):
        unproven.append("frame")
    unproven += _unproven_added(session, shortlist)
    intact = sha256(canonical(document)) == shortlist.digest and not unproven
    erased = set(
        session.scalars(select(Person.id).where(Person.id.in_(missing), Person.erased_at.is_not(None)))
    )
    return ShortlistProof(
        sha256=shortlist.digest,
        intact=intact,
        erased=tuple(one for one in missing if one in erased),
        expired=tuple(one for one in missing if one not in erased),
        unproven=tuple(unproven),
        ranked=shortlist.ranked,
    )


def parts_of(session: Session, shortlist_id: str) -> tuple[str, list[CommittedPart]]:
    """The frame of a frozen list and its parts in the order in which they are committed to."""
    shortlist = _get(session, shortlist_id)
    return shortlist.frame, [_committed(session, row) for row in _rows(session, shortlist_id)]


def candidate_part(session: Session, shortlist_id: str, person_id: str) -> dict[str, Any] | None:
    """What a list says of one person on it, added ones included; None when erased or not on it."""
    row = session.scalar(
        select(ShortlistPart).where(
            ShortlistPart.shortlist_id == shortlist_id,
            ShortlistPart.section.in_(("candidates", ADDED)),
            ShortlistPart.person_id == person_id,
        )
    )
    return None if row is None else _open(session, row)[0]


def candidate_parts(session: Session, shortlist_id: str) -> dict[str, dict[str, Any]]:
    """What a list says of everyone on it and not erased, added ones included."""
    found: dict[str, dict[str, Any]] = {}
    for row in _rows(session, shortlist_id, ("candidates", ADDED)):
        value = _open(session, row)[0]
        if value is not None:
            found[row.person_id] = value
    return found


def added_parts(session: Session, shortlist_id: str) -> list[dict[str, Any]]:
    """What is said of each person added to a list by hand and not erased, in the order they came."""
    values = (_open(session, row)[0] for row in _rows(session, shortlist_id, (ADDED,)))
    return [value for value in values if value is not None]


def add_part(work: UnitOfWork, shortlist_id: str, part: Mapping[str, Any], position: int) -> str:
    """Seal what is said of somebody added to a frozen list beside its document; gives the commitment for the log."""
    [row] = _seal(work, shortlist_id, [_Part(ADDED, position, part["id"], dict(part))])
    work.session.execute(insert(ShortlistPart), [row])
    return str(row["commitment"])


def drop_parts_quoting(work: UnitOfWork, person_id: str, gone: str, kept: str) -> None:
    """Destroy every part about this person that quotes words of `gone` (JSON text) that `kept` does not have."""
    parts = select(ShortlistPart).where(ShortlistPart.person_id == person_id, ShortlistPart.sealed != b"")
    for row in work.session.scalars(parts).all():
        value, _ = _open(work.session, row)
        quoted = (json.dumps(text, ensure_ascii=False)[1:-1] for text in _quotations(value))
        if any(text in gone and text not in kept for text in quoted):
            row.sealed = b""


def _quotations(value: Any) -> Iterator[str]:
    """The words of every `evidence` in a part, wherever it stands."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str) and "field" in value:
            yield value["text"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _quotations(item)


def _parts(document: Mapping[str, Any]) -> Iterator[_Part]:
    for section in SECTIONS:
        items = document.get(section, [])
        if not isinstance(items, list):
            raise InputError(f"expected a list at {section}, found {type(items).__name__}")
        for position, item in enumerate(items):
            person_id = item.get("id") if isinstance(item, dict) else None
            if not isinstance(person_id, str):
                raise InputError(f"expected an id at {section}[{position}], found {person_id!r}")
            yield _Part(section, position, person_id, item)


def _check_stops(work: UnitOfWork, row: Requisition, document: Mapping[str, Any], model_hash: str) -> bool:
    """Whether the list is ranked; raises where a stop of ranking says that it must not be, or must be."""
    if not is_unranked(document):
        refuse_stopped(work.session, row)
        return True
    check_unranked(work, row, document)
    if model_hash:
        raise InputError(f"expected no model for an unranked list, found {model_hash}")
    return False


def _unranked_facts(document: Mapping[str, Any]) -> dict[str, Any]:
    return {"ranked": False, "stops": list(document["stops"]), "seed": document["order"]["seed"]}


def _check_people(
    session: Session, business_unit: str, document: Mapping[str, Any], parts: list[_Part]
) -> None:
    """Nobody may be on a list whom the record does not hold, or not for this business unit."""
    if not isinstance(document.get("candidates"), list):
        raise InputError("expected a list of candidates, found none", hint="freeze a candor.rank/1 document")
    named = list(dict.fromkeys(part.person_id for part in parts))
    known: set[str] = set()
    for start in range(0, len(named), _CHUNK):
        chunk = named[start : start + _CHUNK]
        known.update(
            session.scalars(
                select(Person.id).where(
                    Person.id.in_(chunk),
                    Person.erased_at.is_(None),
                    Person.business_unit.in_((EVERYWHERE, business_unit)),
                )
            )
        )
    faults = [
        Fault("a person of this record", repr(p.person_id), field=f"{p.section}[{p.position}].id")
        for p in parts
        if p.person_id not in known
    ]
    ranked = Counter(part.person_id for part in parts if part.section == "candidates")
    repeated = [person_id for person_id, times in ranked.items() if times > 1]
    faults += [
        Fault("each candidate once", repr(person_id), field="candidates") for person_id in sorted(repeated)
    ]
    if faults:
        raise InputError("the shortlist names people it cannot", faults=faults)


def _seal(work: UnitOfWork, shortlist_id: str, parts: list[_Part]) -> list[dict[str, Any]]:
    work.vault.load_keys(work.session, "person", (part.person_id for part in parts))
    rows = []
    for part in parts:
        salt, value = os.urandom(_SALT), canonical(part.value)
        place = _place(shortlist_id, part.section, part.position)
        sealed = work.vault.seal(
            work.session, Owner("person", part.person_id), salt + value, place=place, now=work.now
        )
        rows.append(
            {
                "shortlist_id": shortlist_id,
                "section": part.section,
                "position": part.position,
                "person_id": part.person_id,
                "sealed": sealed,
                "commitment": commitment(salt, value),
            }
        )
    return rows


def _supersede(work: UnitOfWork, requisition_id: str) -> tuple[dict[str, str], dict[str, Any] | None]:
    """Close the list in force, if any; gives the stages that carry over, and the changes by people that do not."""
    earlier = work.session.scalar(
        select(Shortlist).where(Shortlist.requisition_id == requisition_id, Shortlist.superseded_at.is_(None))
    )
    if earlier is not None:
        earlier.superseded_at = work.now
    stages = work.session.execute(
        select(Candidate.person_id, Candidate.stage)
        .where(Candidate.requisition_id == requisition_id)
        .order_by(Candidate.id)
    )
    carried = {person_id: stage for person_id, stage in stages if stage in _CARRIED}
    changes = 0 if earlier is None else count_changes(work.session, earlier.id)
    return carried, {"shortlist": earlier.id, "changes": changes} if earlier and changes else None


def count_changes(session: Session, shortlist_id: str) -> int:
    """How often people changed a list."""
    query = select(func.count()).select_from(ListOverride).where(ListOverride.shortlist_id == shortlist_id)
    return session.scalar(query) or 0


def _add_candidates(
    work: UnitOfWork, shortlist: Shortlist, parts: Iterable[_Part], stages: Mapping[str, str]
) -> None:
    rows = [
        {
            "requisition_id": shortlist.requisition_id,
            "shortlist_id": shortlist.id,
            "person_id": part.person_id,
            "business_unit": shortlist.business_unit,
            "rank": part.value.get("rank", part.position + 1) if shortlist.ranked else None,
            "score": part.value.get("score") if shortlist.ranked else None,
            "stage": stages.get(part.person_id, "not_reached"),
            "stage_since": work.now,
            "version": 1,
        }
        for part in parts
        if part.section == "candidates"
    ]
    if rows:
        work.session.execute(insert(Candidate), rows)


def _get(session: Session, shortlist_id: str) -> Shortlist:
    row = session.get(Shortlist, shortlist_id)
    if row is None:
        raise NotFound(f"no shortlist {shortlist_id}", hint="check the identifier")
    return row


def _rows(session: Session, shortlist_id: str, sections: Iterable[str] = SECTIONS) -> list[ShortlistPart]:
    query = select(ShortlistPart).where(
        ShortlistPart.shortlist_id == shortlist_id, ShortlistPart.section.in_(sections)
    )
    rows = list(session.scalars(query.order_by(ShortlistPart.section, ShortlistPart.position)))
    vault_of(session).load_keys(session, "person", (row.person_id for row in rows))
    return rows


def _document(session: Session, shortlist: Shortlist) -> tuple[dict[str, Any], list[str], list[str]]:
    """The document put together again, who is missing from it, and which parts do not match their commitment."""
    document: dict[str, Any] = parse(shortlist.frame)
    document.update({section: [] for section in SECTIONS if section in document})
    erased: dict[str, None] = {}
    unproven: list[str] = []
    for row in _rows(session, shortlist.id):
        value, proven = _open(session, row)
        if value is None:
            erased[row.person_id] = None
        elif not proven:
            unproven.append(f"{row.section}[{row.position}]")
        document[row.section].append(value or {"erased": True, "id": row.person_id})
    return document, list(erased), unproven


def _committed(session: Session, row: ShortlistPart) -> CommittedPart:
    salted = _salted(session, row)
    salt, value = (salted[:_SALT], salted[_SALT:].decode()) if salted else (None, None)
    return CommittedPart(row.section, row.position, row.person_id, row.commitment, salt, value)


def _open(session: Session, row: ShortlistPart) -> tuple[dict[str, Any] | None, bool]:
    salted = _salted(session, row)
    if salted is None:
        return None, False
    salt, value = salted[:_SALT], salted[_SALT:]
    return parse(value), commitment(salt, value) == row.commitment


def _salted(session: Session, row: ShortlistPart) -> bytes | None:
    """Salt and value of a part; None where they can no longer be read."""
    if not row.sealed:
        return None  # it quoted words that nobody may hold any longer, or its time was over
    place = _place(row.shortlist_id, row.section, row.position)
    try:
        return vault_of(session).open(session, Owner("person", row.person_id), row.sealed, place=place)
    except Erased:
        return None


def _root(frame: bytes, commitments: Iterable[str]) -> str:
    return sha256(canonical({"frame": sha256(frame), "parts": list(commitments)}))


def _logged_root(session: Session, shortlist: Shortlist) -> str | None:
    """What the audit log says was frozen."""
    entries = session.scalars(
        select(AuditEntry.entry).where(
            AuditEntry.subject_id == shortlist.requisition_id, AuditEntry.action == "shortlist.frozen"
        )
    )
    facts = (json.loads(entry)["facts"] for entry in entries)
    return next((f["parts_root"] for f in facts if f["shortlist"] == shortlist.id), None)


def _unproven_added(session: Session, shortlist: Shortlist) -> list[str]:
    """Parts of people added by hand that the log does not know as they are."""
    entries = session.scalars(
        select(AuditEntry.entry).where(
            AuditEntry.subject_id == shortlist.requisition_id, AuditEntry.action == "list.added"
        )
    )
    logged = {json.loads(entry)["facts"]["commitment"] for entry in entries}
    return [
        f"{ADDED}[{row.position}]"
        for row in _rows(session, shortlist.id, (ADDED,))
        if row.commitment not in logged or _altered(session, row)
    ]


def _altered(session: Session, row: ShortlistPart) -> bool:
    value, proven = _open(session, row)
    return value is not None and not proven


def _place(shortlist_id: str, section: str, position: int) -> str:
    return f"shortlist_part:{shortlist_id}:{section}:{position}"
