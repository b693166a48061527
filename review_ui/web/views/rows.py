"""One person as a line of the list: who, how well, what was decided. And what a desk is made of (`Sources`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from governance.reading import (
    CandidateRecord,
    DecisionRecord,
    OverrideRecord,
    RequisitionSummary,
    ShortlistRecord,
)
from matching.standing import STALE_DAYS
from review_ui.web import words
from review_ui.web.views.flags import flag_marks
from review_ui.web.views.names import called, standing_decision


@dataclass(frozen=True)
class Sources:
    """What a desk is made of, read once by the page."""

    requisition: RequisitionSummary
    role: Mapping[str, Any]
    shortlist: ShortlistRecord
    shortlists: Sequence[ShortlistRecord]
    document: Mapping[str, Any]
    candidates: Mapping[str, CandidateRecord]
    profiles: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str]
    now: datetime
    left_behind: int = 0
    rated: Mapping[str, int] = field(default_factory=dict)
    changes: Sequence[OverrideRecord] = ()
    news: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    person_id: str
    rank: int
    called: str
    platform: str | None
    seen: str | None
    stale: bool
    fit: str
    tally: str
    rate: str | None
    decision: DecisionRecord | None
    open_facts: int
    flags: tuple[str, ...]
    restricted: str | None
    href: str
    current: bool
    also: tuple[str, ...]
    plain_rank: int | None
    marks: tuple[str, ...]
    machine: str | None
    machine_rank: int
    rated: int | None
    news: str | None


def make_row(person: Mapping[str, Any], place: int, sources: Sources, chosen: str | None) -> Row:
    person_id: str = person["id"]
    candidate, profile = sources.candidates.get(person_id), sources.profiles.get(person_id, {})
    rate = profile.get("hourly_rate")
    return Row(
        person_id=person_id,
        flags=flag_marks(person),
        rank=place,
        called=called(person_id, candidate, sources.names),
        platform=seen_at(profile),
        seen=profile.get("as_of"),
        stale="stale" in person.get("flags", ()),
        fit=_fit(person),
        tally=_tally(person),
        rate=f"{words.amount(rate['amount'], rate['currency'])}/h" if rate else None,
        decision=standing_decision(candidate),
        open_facts=sum(flag.startswith("unknown_") for flag in person.get("flags", ())),
        restricted=candidate.restricted if candidate else None,
        href=_address(sources, person_id),
        current=person_id == chosen,
        also=tuple(person.get("duplicates", ())),
        plain_rank=_if_other(person.get("plain_rank"), person.get("rank", place)),
        marks=candidate.marks if candidate else (),
        machine_rank=person.get("rank", place),
        machine=_machine(person, place, candidate),
        rated=sources.rated.get(person_id),
        news=sources.news.get(person_id),
    )


def seen_at(profile: Mapping[str, Any]) -> str | None:
    """Where a record was seen: the platform it names, else the source that was seen last, else one it came from."""
    refs, origins = profile.get("external_refs") or (), (profile.get("provenance") or {}).values()
    systems = {ref["system"] for ref in refs}
    dated = [(one.get("seen_on") or "", one["source"]) for one in origins if one.get("source") in systems]
    last = max(dated, default=("", refs[-1]["system"] if refs else None))
    return profile.get("platform") or last[1]


def is_stale(profile: Mapping[str, Any], today: date) -> bool:
    seen = profile.get("as_of")
    return seen is not None and (today - date.fromisoformat(str(seen)[:10])).days > STALE_DAYS


def _address(sources: Sources, person_id: str) -> str:
    query = {"open": person_id}
    if not sources.shortlist.current:
        query["shortlist"] = sources.shortlist.id
    return f"/requisitions/{sources.requisition.id}/shortlist?{urlencode(query)}"


def _if_other(plain_rank: int | None, rank: int) -> int | None:
    """The place by score alone, where the list was spread and it is another one."""
    return plain_rank if plain_rank != rank else None


def _fit(person: Mapping[str, Any]) -> str:
    if person.get("erased"):
        return "Not readable"
    return words.FITS.get(person.get("fit", ""), "Not ranked")


def _machine(person: Mapping[str, Any], place: int, candidate: CandidateRecord | None) -> str | None:
    """The machine's own place, where people made it another or made it doubtful."""
    rank = person.get("rank")
    if rank is None:
        return "not ranked by machine" if candidate and candidate.marks else None
    return f"{words.ordinal(rank)} by machine" if rank != place or (candidate and candidate.marks) else None


def _tally(person: Mapping[str, Any]) -> str:
    requirements = person.get("requirements", ())
    if "reasons" not in person:
        return "read the record"
    if not requirements:
        return "nothing to compare"
    shown = sum(r["status"] == "evidenced" for r in requirements)
    return f"{shown} of {len(requirements)} shown"
