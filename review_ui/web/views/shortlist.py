"""The frozen shortlist as the review desk shows it: rows on the left, one person's sheet on the right.

Every figure comes from the frozen document; the profile only lends context to quotations and the facts of today.
Names appear once a decision stands: until then a person is their handle.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from governance.reading import CandidateRecord, DecisionRecord, RequisitionSummary, ShortlistRecord
from governance.reasons import REASON_CODES
from review_ui.web import words
from review_ui.web.views.facts import Fact, facts_of
from review_ui.web.views.quotes import Quote, quote

MOST_REASONS = 6
_LEVEL = 0.02  # a share below this part of the longest bar reads as level

BASIS = {
    "prior": "No outcomes of your own yet: the order comes from the built-in model, so read the evidence first.",
    "simulated": "Learned from simulated outcomes: the order is an exercise and says nothing about real people.",
    "own_outcomes": "Learned from the outcomes your own people recorded.",
}
_SAYS = {
    "claimed": "In the skill list; no described work shows it. Ask about it.",
    "missing": "Nothing on record speaks of it.",
    "related": "Not named itself; something close to it is.",
    "evidenced": "Shown in described work.",
}


@dataclass(frozen=True, slots=True)
class Requirement:
    skill: str
    importance: str
    status: str
    status_words: str
    says: str | None
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class ReasonBar:
    """`x` and `width` in a drawing 100 wide whose axis is at 50."""

    label: str
    sentence: str
    direction: str
    x: float
    width: float
    exact: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to decide: its word, its key, and the reasons that may be given for it."""

    decision: str
    act: str
    key: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    person_id: str
    rank: int
    called: str
    platform: str | None
    fit: str
    tally: str
    rate: str | None
    decision: DecisionRecord | None
    open_facts: int
    restricted: str | None
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    row: Row
    version: int
    stage: str
    erased: bool
    summary: str
    requirements: tuple[Requirement, ...]
    reasons: tuple[ReasonBar, ...]
    exact: tuple[tuple[str, str], ...]
    base: str
    score: str
    probability: str | None
    above: str | None
    facts: tuple[Fact, ...]
    flags: tuple[str, ...]
    record: str
    previous: str | None
    next: str | None
    may_decide: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    requisition_id: str
    version: int
    shortlist: ShortlistRecord | None
    shortlists: tuple[ShortlistRecord, ...]
    model: str
    basis: str
    as_of: str | None
    pool: Mapping[str, int]
    excluded: int
    unrankable: int
    rows: tuple[Row, ...]
    sheet: Sheet | None
    decided: int
    selected: tuple[str, ...]
    may_decide: bool
    may_rank: bool
    old: bool


@dataclass(frozen=True, slots=True)
class ExcludedPerson:
    person_id: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordField:
    """A stretch of the record in pieces, every second one marked."""

    label: str
    pieces: tuple[str, ...]


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


def empty_desk(requisition: RequisitionSummary, *, may_rank: bool) -> Desk:
    """Before the first ranking."""
    return Desk(
        requisition.id,
        requisition.version,
        None,
        (),
        "",
        "",
        None,
        {},
        0,
        0,
        (),
        None,
        0,
        (),
        False,
        may_rank,
        False,
    )


def make_desk(sources: Sources, opened: str | None, *, may_decide: bool, may_rank: bool) -> Desk:
    """The desk with `opened` on the right, else the first candidate nobody decided."""
    document, old = sources.document, not sources.shortlist.current
    people: list[Mapping[str, Any]] = list(document.get("candidates", ()))
    chosen = opened if any(person["id"] == opened for person in people) else _first_open(people, sources)
    rows = tuple(_row(person, place, sources, chosen) for place, person in enumerate(people, start=1))
    at = next((i for i, person in enumerate(people) if person["id"] == chosen), None)
    excluded = document.get("pool", {}).get("total", 0) - document.get("pool", {}).get("eligible", 0)
    return Desk(
        requisition_id=sources.requisition.id,
        version=sources.requisition.version,
        shortlist=sources.shortlist,
        shortlists=tuple(sources.shortlists),
        model=model_name(document.get("model", {})),
        basis=basis_sentence(document),
        as_of=document.get("as_of"),
        pool=document.get("pool", {}),
        excluded=excluded,
        unrankable=len(document.get("unrankable", ())),
        rows=rows,
        sheet=None if at is None else _sheet(people, rows, at, sources, may_decide=may_decide and not old),
        decided=sum(row.decision is not None for row in rows),
        selected=tuple(row.called for row in rows if row.decision and row.decision.decision == "select"),
        may_decide=may_decide and not old,
        may_rank=may_rank,
        old=old,
    )


def next_undecided(document: Mapping[str, Any], candidates: Mapping[str, CandidateRecord], after: str) -> str:
    """Whom to open after deciding `after`: the next person down without a decision, else the first, else the same."""
    ids = [person["id"] for person in document.get("candidates", ())]
    at = ids.index(after) if after in ids else -1
    undecided = [p for p in ids[at + 1 :] + ids[: at + 1] if not _decision(candidates.get(p))]
    return undecided[0] if undecided else after


def handle(person_id: str) -> str:
    """What a person is called before their name is shown."""
    return f"Candidate {person_id}"


def called(person_id: str, candidate: CandidateRecord | None, names: Mapping[str, str]) -> str:
    """The name once a decision stands, until then the handle."""
    known = candidate is not None and (_decision(candidate) or candidate.selected_position is not None)
    return names.get(person_id, handle(person_id)) if known else handle(person_id)


def model_name(model: Mapping[str, Any]) -> str:
    """`M-3f9a2c1d`: the first of the bundle's hash, the same word on every page."""
    digest = str(model.get("hash", ""))
    return short_model(digest) if digest else "unknown model"


def short_model(digest: str) -> str:
    return f"M-{digest.removeprefix('sha256:')[:8]}"


def basis_sentence(document: Mapping[str, Any]) -> str:
    bases = {person.get("basis") for person in document.get("candidates", ())} - {None}
    basis = document.get("model", {}).get("basis") or (bases.pop() if len(bases) == 1 else "prior")
    return BASIS.get(basis, BASIS["prior"])


def choices() -> tuple[Choice, ...]:
    keys = {"select": "a", "shortlist": "s", "not_now": "r", "reject": "x"}
    return tuple(
        Choice(
            decision,
            act,
            keys[decision],
            tuple((r.code, r.label) for r in REASON_CODES.values() if decision in r.decisions),
        )
        for decision, act in words.DECISION_ACTS.items()
    )


def excluded_people(document: Mapping[str, Any], gate: str) -> list[ExcludedPerson]:
    """Who was left out, with every reason; only those of one gate when `gate` names it."""
    return [
        ExcludedPerson(
            person["id"], tuple(f"{words.gate_name(g['gate'])}: {g['detail']}" for g in person["gates"])
        )
        for person in document.get("excluded", ())
        if not gate or any(g["gate"] == gate for g in person["gates"])
    ]


def _first_open(people: Sequence[Mapping[str, Any]], sources: Sources) -> str | None:
    undecided = (p["id"] for p in people if not _decision(sources.candidates.get(p["id"])))
    return next(undecided, people[0]["id"] if people else None)


def _decision(candidate: CandidateRecord | None) -> DecisionRecord | None:
    standing = candidate.decision if candidate else None
    return standing if standing and standing.undone_at is None else None


def _row(person: Mapping[str, Any], place: int, sources: Sources, chosen: str | None) -> Row:
    person_id: str = person["id"]
    candidate, profile = sources.candidates.get(person_id), sources.profiles.get(person_id, {})
    rate = profile.get("hourly_rate")
    return Row(
        person_id=person_id,
        rank=person.get("rank", place),
        called=called(person_id, candidate, sources.names),
        platform=profile.get("platform"),
        fit=words.FITS.get(person.get("fit", ""), "Erased"),
        tally=_tally(person.get("requirements", ())),
        rate=f"{words.amount(rate['amount'], rate['currency'])}/h" if rate else None,
        decision=_decision(candidate),
        open_facts=len(person.get("flags", ())),
        restricted=candidate.restricted if candidate else None,
        href=_address(sources, person_id),
        current=person_id == chosen,
    )


def _address(sources: Sources, person_id: str) -> str:
    query = {"open": person_id}
    if not sources.shortlist.current:
        query["shortlist"] = sources.shortlist.id
    return f"/requisitions/{sources.requisition.id}/shortlist?{urlencode(query)}"


def _tally(requirements: Sequence[Mapping[str, Any]]) -> str:
    if not requirements:
        return "nothing to compare"
    shown = sum(r["status"] == "evidenced" for r in requirements)
    return f"{shown} of {len(requirements)} shown"


def _sheet(
    people: Sequence[Mapping[str, Any]], rows: Sequence[Row], at: int, sources: Sources, *, may_decide: bool
) -> Sheet:
    person, row = people[at], rows[at]
    candidate = sources.candidates.get(row.person_id)
    profile = sources.profiles.get(row.person_id)
    record = f"/requisitions/{sources.requisition.id}/candidates/{row.person_id}/record"
    erased = profile is None or "reasons" not in person
    longest = max((abs(r["contribution"]) for p in people for r in p.get("reasons", ())), default=0.0) or 1.0
    reasons = person.get("reasons", ())
    return Sheet(
        row=row,
        version=candidate.version if candidate else 0,
        stage=candidate.stage if candidate else "not_reached",
        erased=erased,
        summary=_summary(person),
        requirements=tuple(_requirement(r, profile, record) for r in person.get("requirements", ())),
        reasons=tuple(_bar(r, longest, profile, record) for r in reasons[:MOST_REASONS]),
        exact=tuple((r["label"], words.signed(r["contribution"])) for r in reasons),
        base=words.signed(sources.document.get("base", 0.0)),
        score=words.signed(person.get("score", 0.0)),
        probability=_probability(person.get("probability")),
        above=_above(people, rows, at),
        facts=facts_of(profile or {}, sources.role, sources.now.date()),
        flags=tuple(words.flag_sentence(flag) for flag in person.get("flags", ())),
        record=record,
        previous=rows[at - 1].href if at else None,
        next=rows[at + 1].href if at + 1 < len(rows) else None,
        may_decide=may_decide and not erased,
        choices=choices(),
    )


def _summary(person: Mapping[str, Any]) -> str:
    requirements = person.get("requirements", ())
    if not requirements:
        return ""
    counts = {status: sum(r["status"] == status for r in requirements) for status in words.STATUSES}
    parts = [
        f"{counts['evidenced']} of {words.plural(len(requirements), 'asked skill')} shown in described work"
    ]
    parts += [f"{counts[s]} {words.STATUSES[s]}" for s in ("claimed", "related", "missing") if counts[s]]
    return ", ".join(parts) + "."


def _requirement(asked: Mapping[str, Any], profile: Mapping[str, Any] | None, record: str) -> Requirement:
    status, via = asked["status"], asked.get("via")
    shown = status in ("evidenced", "related")
    quotes = tuple(quote(e, profile, record=record) for e in asked.get("evidence", ())[:2]) if shown else ()
    says = f"Counts in part: close to {via}." if status == "related" and via else _SAYS.get(status)
    says = None if quotes and status == "evidenced" else says
    return Requirement(
        asked["skill"], asked["importance"], status, words.STATUSES.get(status, status), says, quotes
    )


def _bar(
    reason: Mapping[str, Any], longest: float, profile: Mapping[str, Any] | None, record: str
) -> ReasonBar:
    share = reason["contribution"] / longest
    width = max(1.2, round(48 * abs(share), 2))
    direction = "level" if abs(share) < _LEVEL else "up" if share > 0 else "down"
    return ReasonBar(
        label=reason["label"],
        sentence=reason["sentence"],
        direction=direction,
        x=50.0 if share > 0 else round(50 - width, 2),
        width=width,
        exact=words.signed(reason["contribution"]),
        quotes=tuple(quote(e, profile, record=record) for e in reason.get("evidence", ())[:2]),
    )


def _probability(value: Mapping[str, Any] | None) -> str | None:
    if value is None:
        return None
    low, high = (f"{100 * value[key]:.0f}" for key in ("low", "high"))
    return f"{low} to {high} in 100 such people did well here, from {words.plural(value['n'], 'outcome')} of your own"


def _above(people: Sequence[Mapping[str, Any]], rows: Sequence[Row], at: int) -> str | None:
    """Why this person stands above the next: the exact difference of each group's share, in words."""
    if at + 1 >= len(people) or not people[at].get("reasons") or not people[at + 1].get("reasons"):
        return None
    below = {r["group"]: r["contribution"] for r in people[at + 1]["reasons"]}
    gaps = [(r["label"], r["contribution"] - below.get(r["group"], 0.0)) for r in people[at]["reasons"]]
    size = max(abs(gap) for _, gap in gaps)
    if size == 0:
        return f"Level with {rows[at + 1].called}: the order between them is by identifier."
    more = [label.lower() for label, gap in sorted(gaps, key=lambda g: -g[1]) if gap > 0.1 * size][:3]
    less = [label.lower() for label, gap in sorted(gaps, key=lambda g: g[1]) if gap < -0.1 * size][:3]
    parts = [f"more for {words.listed(more)}"] if more else []
    parts += [f"less for {words.listed(less)}"] if less else []
    return f"Above {rows[at + 1].called} because: {'; '.join(parts)}."
