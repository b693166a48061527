"""One person's sheet: evidence first, then the reasons with their exact numbers, facts, and the ways to decide.

Every figure comes from the frozen document; the profile only lends context to quotations and the facts of today.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from governance.reasons import REASON_CODES
from models.comparison import compare
from review_ui.web import words
from review_ui.web.views.facts import Fact, facts_of
from review_ui.web.views.flags import flag_sentences
from review_ui.web.views.listing import said_of
from review_ui.web.views.quotes import Quote, quote
from review_ui.web.views.rows import Row, Sources

MOST_REASONS = 6

_LEVEL = 0.02  # a share below this part of the longest bar reads as level

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
class More:
    """Where the explanation goes on: beside the neighbour, what would change it, every figure, the person's own brief."""

    compare: str | None
    beside: str
    change: str
    full: str
    brief: str


@dataclass(frozen=True, slots=True)
class Sheet:
    row: Row
    version: int
    stage: str
    erased: bool
    ranked: bool
    summary: str
    requirements: tuple[Requirement, ...]
    reasons: tuple[ReasonBar, ...]
    exact: tuple[tuple[str, str], ...]
    base: str
    score: str
    probability: str | None
    above: str | None
    more: More
    facts: tuple[Fact, ...]
    flags: tuple[str, ...]
    record: str
    previous: str | None
    next: str | None
    may_decide: bool
    choices: tuple[Choice, ...]
    changed: tuple[str, ...]
    kept_out: tuple[str, ...]
    may_change: bool
    message: str | None


def make_sheet(
    people: Sequence[Mapping[str, Any]],
    rows: Sequence[Row],
    at: int,
    sources: Sources,
    *,
    may_decide: bool,
    may_change: bool = False,
) -> Sheet:
    """`changed`: what people changed of this place; `kept_out`: the limits that left out whoever was added by hand."""
    person, row = people[at], rows[at]
    candidate = sources.candidates.get(row.person_id)
    profile = sources.profiles.get(row.person_id)
    record = f"/requisitions/{sources.requisition.id}/candidates/{row.person_id}/record"
    erased = profile is None or bool(person.get("erased"))
    longest = max((abs(r["contribution"]) for p in people for r in p.get("reasons", ())), default=0.0) or 1.0
    reasons = person.get("reasons", ())
    return Sheet(
        row=row,
        version=candidate.version if candidate else 0,
        stage=candidate.stage if candidate else "not_reached",
        erased=erased,
        ranked="reasons" in person,
        summary=_summary(person),
        requirements=tuple(requirement_of(r, profile, record) for r in person.get("requirements", ())),
        reasons=tuple(_bar(r, longest, profile, record) for r in reasons[:MOST_REASONS]),
        exact=tuple((r["label"], words.signed(r["contribution"])) for r in reasons),
        base=words.signed(sources.document.get("base", 0.0)),
        score=words.signed(person.get("score", 0.0)),
        probability=_probability(person.get("probability")),
        above=_above(people, rows, at),
        more=_more(rows, at, sources),
        facts=facts_of(profile or {}, sources.role, sources.now.date()),
        flags=flag_sentences(person, profile or {}, sources.document),
        record=record,
        previous=rows[at - 1].href if at else None,
        next=rows[at + 1].href if at + 1 < len(rows) else None,
        may_decide=may_decide and not erased,
        choices=choices(row.marks),
        changed=said_of(row.person_id, sources.changes),
        kept_out=words.gates(person.get("gates", ())),
        may_change=may_change and bool(candidate and candidate.place),
        message=_message(row, sources) if not erased else None,
    )


def _message(row: Row, sources: Sources) -> str | None:
    """Where the message to whoever was chosen stands; None before, and for whoever may not go further."""
    chosen = row.decision is not None and row.decision.decision in ("select", "shortlist")
    if not chosen or row.restricted or not sources.shortlist.current:
        return None
    return f"/requisitions/{sources.requisition.id}/candidates/{row.person_id}/message"


# What keeps somebody in play, as the command has it.
_CHOOSING = ("select", "shortlist")


def choices(marks: Collection[str] = ()) -> tuple[Choice, ...]:
    """The ways to decide; whoever was taken off the list is not kept in play from it."""
    keys = {"select": "a", "shortlist": "s", "not_now": "r", "reject": "x"}
    return tuple(
        Choice(
            decision,
            act,
            keys[decision],
            tuple((r.code, r.label) for r in REASON_CODES.values() if decision in r.decisions),
        )
        for decision, act in words.DECISION_ACTS.items()
        if decision not in _CHOOSING or "excluded" not in marks
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


def requirement_of(
    asked: Mapping[str, Any], profile: Mapping[str, Any] | None, record: str, *, most: int = 2
) -> Requirement:
    """One asked skill as the matrix shows it, with at most `most` quotations."""
    status, via = asked["status"], asked.get("via")
    shown = status in ("evidenced", "related")
    quotes = (
        tuple(quote(e, profile, record=record) for e in asked.get("evidence", ())[:most]) if shown else ()
    )
    says = _related(asked["skill"], via) if status == "related" and via else _SAYS.get(status)
    says = None if quotes and status == "evidenced" else says
    return Requirement(
        asked["skill"], asked["importance"], status, words.STATUSES.get(status, status), says, quotes
    )


def _related(skill: str, via: str) -> str:
    return f"Has {via}; {skill} asked. Counts in part."


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
    return compare(people[at], people[at + 1]).in_words(rows[at].called, rows[at + 1].called)


def _more(rows: Sequence[Row], at: int, sources: Sources) -> More:
    near = rows[at + 1] if at + 1 < len(rows) else rows[at - 1] if at else None
    query = {} if sources.shortlist.current else {"shortlist": sources.shortlist.id}
    pair = [rows[at].person_id, near.person_id] if near else []
    there = f"/requisitions/{sources.requisition.id}"
    person = f"{there}/candidates/{rows[at].person_id}"
    more = f"?{urlencode(query)}" if query else ""
    return More(
        compare=f"{there}/compare?{urlencode({**dict(zip('ab', pair, strict=True)), **query})}"
        if near
        else None,
        beside=near.called if near else "",
        change=f"{person}/change{more}",
        full=f"{person}/explanation{more}",
        brief=f"{person}/brief{more}",
    )
