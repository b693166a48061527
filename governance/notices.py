"""What a person ranked or left out is told: what was used and what was not, when, by which model, and how to object.

Made with every frozen list, for everybody it concerned, whether they were shown or not. The words that are the same for
all are kept once a list; what is a person's own is sealed under their key and goes with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from governance import access, scope
from governance.access import EVERYWHERE, Actor
from governance.canonical import canonical, parse
from governance.database import UnitOfWork, today
from governance.people.links import chunks, members
from governance.stops import family_of
from governance.storage.tables import Notice, NoticePart, Person, Requisition, Shortlist, SourceProfile
from governance.vault import Owner, open_words
from matching.errors import NotFound
from models.renderings.shared import NOT_USED

WORDS = "2026-1"
REVIEW = (
    "A person reads the list and decides; nobody is chosen or turned down by the order alone, and another person approves "
    "who is engaged."
)
OBJECTION = (
    "You may object, ask a person to look again, or have your record corrected or erased: answer where this notice reached "
    "you, or write to the enterprise's compliance. A person reads it, and may add you to the list by hand."
)
UNRANKED = "No model compared anybody: ranking by machine was stopped, and the order was drawn by lot."

# Field of a profile -> what kind of data that is. Ranking reads no other.
KINDS: Mapping[str, str] = {
    "headline": "your headline",
    "summary": "your summary",
    "text": "the text of your profile",
    "skills": "the skills you list",
    "experience": "work you describe",
    "education": "education",
    "certifications": "certificates",
    "languages": "languages you speak",
    "language": "the language your profile is written in",
    "hourly_rate": "your rate",
    "country": "the country you work from",
    "work_countries": "countries you may work in",
    "timezone": "your time zone",
    "available_from": "when you are free",
    "hours_per_week": "hours a week you offer",
    "ratings": "ratings by clients",
    "job_success": "the platform's success score",
    "response_hours": "how fast you answer",
    "clearance": "clearance you hold",
    "platform": "the platform you came from",
    "as_of": "when your profile was last seen",
}
# What hard limits read; an unranked list reads no more.
_LIMITS = ("hourly_rate", "available_from", "hours_per_week", "country", "work_countries", "clearance")


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """One notice as its person may read it.

    `standing`: `listed` (shown to who decides), `ranked` (further down than is shown), `left_out` by the hard limits in
    `limits`, `unrankable` by machine, or `added` to the list by hand (`added_ranked`: and ranked like the others). `sources`: where their data came from, with the day it was seen there.
    """

    shortlist_id: str
    requisition_id: str
    at: datetime
    standing: str
    limits: tuple[str, ...]
    fields: tuple[str, ...]
    sources: tuple[tuple[str, date], ...]
    words: str
    frame: Mapping[str, Any]


def record_notices(
    work: UnitOfWork, shortlist: Shortlist, document: Mapping[str, Any], beyond: Iterable[str] = ()
) -> None:
    """Keep the notices of everybody a list concerned; `beyond` are the people ranked and not shown."""
    own = {person_id: _own("ranked") for person_id in _held(work.session, beyond)}
    own |= {one["id"]: _own("unrankable") for one in document.get("unrankable", ())}
    own |= {one["id"]: _left_out(one) for one in document.get("excluded", ())}
    own |= {one["id"]: _own("listed", fields=_fields(one)) for one in document.get("candidates", ())}
    work.add(
        Notice(
            shortlist_id=shortlist.id,
            requisition_id=shortlist.requisition_id,
            business_unit=shortlist.business_unit,
            words=WORDS,
            frame=_frame(work.session, shortlist, document),
            made_at=work.now,
        )
    )
    _insert(work, shortlist.id, own)


def record_added(work: UnitOfWork, shortlist_id: str, part: Mapping[str, Any]) -> None:
    """The notice of somebody added to a list by hand; one they had of it, as left out, is written anew."""
    earlier = work.session.get(NoticePart, (shortlist_id, part["id"]))
    if earlier is not None:
        work.session.delete(earlier)
        work.session.flush()
    standing = "added" if part.get("rank") is None else "added_ranked"
    limits = sorted({gate["gate"] for gate in part.get("gates", ())})
    _insert(work, shortlist_id, {part["id"]: _own(standing, limits=limits, fields=_fields(part))})


def notices_of(session: Session, actor: Actor, person_id: str) -> list[NoticeRecord]:
    """Every notice of a person under any of their ids, the newest first; none once they are erased."""
    access.require(actor, "notice.read", on=today(session))
    units = access.units_for(actor, "notice.read", on=today(session))
    person = session.get(Person, person_id)
    if person is None or not _visible(person.business_unit, units):
        raise NotFound(f"no person {person_id}", hint="check the identifier")
    everybody = members(session, [person_id])[person_id]
    query = (
        select(Notice, NoticePart)
        .join(NoticePart, NoticePart.shortlist_id == Notice.shortlist_id)
        .join(Requisition, Requisition.id == Notice.requisition_id)
        .where(NoticePart.person_id.in_(everybody), scope.reached(session, actor, "notice.read"))
        .order_by(Notice.made_at.desc(), Notice.shortlist_id.desc())
    )
    found = [_record(session, notice, part) for notice, part in session.execute(query)]
    return [one for one in found if one is not None]


def _frame(session: Session, shortlist: Shortlist, document: Mapping[str, Any]) -> dict[str, Any]:
    row = session.get_one(Requisition, shortlist.requisition_id)
    role, model = document.get("role", {}), document.get("model", {})
    kinds = KINDS if shortlist.ranked else {name: KINDS[name] for name in _LIMITS}
    return {
        "role": {"title": role.get("title") or row.title, "family": family_of(session, row.template_id)},
        "as_of": document.get("as_of"),
        "model": {"hash": shortlist.model_hash, "kind": model.get("kind"), "basis": model.get("basis")}
        if shortlist.ranked
        else None,
        "unranked": None if shortlist.ranked else UNRANKED,
        "kinds": list(kinds.values()),
        "groups": _groups(document),
        "not_used": list(NOT_USED),
        "review": REVIEW,
        "objection": OBJECTION,
    }


def _groups(document: Mapping[str, Any]) -> list[str]:
    """What the features were grouped under, as the reasons of the list name it."""
    reasons = (reason for one in document.get("candidates", ()) for reason in one.get("reasons", ()))
    return list(dict.fromkeys(reason["label"] for reason in reasons if "label" in reason))


def _own(standing: str, *, limits: Sequence[str] = (), fields: Sequence[str] = ()) -> dict[str, Any]:
    return {"standing": standing, "limits": list(limits), "fields": list(fields)}


def _left_out(person: Mapping[str, Any]) -> dict[str, Any]:
    return _own("left_out", limits=sorted({gate["gate"] for gate in person.get("gates", ())}))


def _fields(person: Mapping[str, Any]) -> list[str]:
    named = (name for reason in person.get("reasons", ()) for name in reason.get("fields", ()))
    return sorted(set(named) & KINDS.keys())


def _insert(work: UnitOfWork, shortlist_id: str, own: Mapping[str, Mapping[str, Any]]) -> None:
    work.vault.load_keys(work.session, "person", own)
    sources = _sources(work.session, own)
    rows = [
        {
            "shortlist_id": shortlist_id,
            "person_id": person_id,
            "sealed": work.vault.seal(
                work.session,
                Owner("person", person_id),
                canonical({**said, "sources": sources.get(person_id, [])}),
                place=_place(shortlist_id, person_id),
                now=work.now,
            ),
        }
        for person_id, said in own.items()
    ]
    if rows:
        work.session.execute(insert(NoticePart), rows)


def _sources(session: Session, people: Iterable[str]) -> dict[str, list[list[str]]]:
    """For each person the sources that say something of them now, with the day each was seen."""
    groups = members(session, people)
    told: dict[str, list[list[str]]] = {}
    for chunk in chunks(one for group in groups.values() for one in group):
        query = select(SourceProfile.person_id, SourceProfile.source_id, SourceProfile.as_of).where(
            SourceProfile.person_id.in_(chunk), SourceProfile.document.is_not(None)
        )
        for person_id, source, seen in session.execute(query.order_by(SourceProfile.id)):
            told.setdefault(person_id, []).append([source, seen.isoformat()])
    return {
        asked: [one for member in group for one in told.get(member, ())] for asked, group in groups.items()
    }


def _held(session: Session, people: Iterable[str]) -> list[str]:
    """Those of these people whose key is still there."""
    found: list[str] = []
    for chunk in chunks(people):
        query = select(Person.id).where(
            Person.id.in_(chunk), Person.erased_at.is_(None), Person.expired_at.is_(None)
        )
        found += session.scalars(query)
    return found


def _record(session: Session, notice: Notice, part: NoticePart) -> NoticeRecord | None:
    if not part.sealed:
        return None
    place = _place(notice.shortlist_id, part.person_id)
    said = open_words(session, Owner("person", part.person_id), part.sealed, place=place)
    if said is None:
        return None
    own = parse(said)
    return NoticeRecord(
        shortlist_id=notice.shortlist_id,
        requisition_id=notice.requisition_id,
        at=notice.made_at,
        standing=own["standing"],
        limits=tuple(own["limits"]),
        fields=tuple(KINDS[name] for name in own["fields"]),
        sources=tuple((source, date.fromisoformat(seen)) for source, seen in own["sources"]),
        words=notice.words,
        frame=notice.frame,
    )


def _visible(business_unit: str, units: frozenset[str]) -> bool:
    return EVERYWHERE in units or business_unit == EVERYWHERE or business_unit in units


def _place(shortlist_id: str, person_id: str) -> str:
    return f"notice_part:{shortlist_id}:{person_id}"
