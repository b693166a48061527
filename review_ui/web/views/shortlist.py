"""The frozen shortlist as the review desk shows it: the list on the left (`rows.py`), one person on the right (`sheet.py`).

And who is not on it: the excluded and those a machine cannot rank fairly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.reading import CandidateRecord, RequisitionSummary, ShortlistRecord
from review_ui.web import words
from review_ui.web.views.names import basis_sentence, model_name, standing_decision
from review_ui.web.views.rows import Row, Sources, make_row
from review_ui.web.views.sheet import Sheet, make_sheet


@dataclass(frozen=True, slots=True)
class May:
    """What this reader may do at a desk now, as far as their role and the state of the requisition go."""

    decide: bool = False
    rank: bool = False
    change: bool = False
    add: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """`may_ask`: for more people, the next of the list's own ranking."""

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
    collapsed: int
    spread_over: str | None
    rows: tuple[Row, ...]
    sheet: Sheet | None
    decided: int
    selected: tuple[str, ...]
    may_decide: bool
    may_rank: bool
    old: bool
    left_behind: int
    changes: int = 0
    may_change: bool = False
    may_add: bool = False
    may_ask: bool = False


@dataclass(frozen=True, slots=True)
class ExcludedPerson:
    person_id: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordField:
    """A stretch of the record in pieces, every second one marked. `origin`: where the field itself comes from."""

    label: str
    pieces: tuple[str, ...]
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class RecordFact:
    """A plain fact of the record and where it comes from, where the record says so of that field."""

    label: str
    value: str
    origin: str | None


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
        0,
        None,
        (),
        None,
        0,
        (),
        False,
        may_rank,
        False,
        0,
    )


def make_desk(sources: Sources, opened: str | None, may: May) -> Desk:
    """The desk with `opened` on the right, else the first candidate nobody decided."""
    document, old = sources.document, not sources.shortlist.current
    people: list[Mapping[str, Any]] = list(document.get("candidates", ()))
    chosen = opened if any(person["id"] == opened for person in people) else _first_open(people, sources)
    rows = tuple(make_row(person, place, sources, chosen) for place, person in enumerate(people, start=1))
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
        collapsed=document.get("pool", {}).get("collapsed", 0),
        spread_over=_spread_over(document.get("diversity")),
        rows=rows,
        sheet=None
        if at is None
        else make_sheet(
            people, rows, at, sources, may_decide=may.decide and not old, may_change=may.change and not old
        ),
        decided=sum(row.decision is not None for row in rows),
        selected=tuple(row.called for row in rows if row.decision and row.decision.decision == "select"),
        may_decide=may.decide and not old,
        may_rank=may.rank,
        old=old,
        left_behind=0 if old else sources.left_behind,
        changes=len(sources.changes),
        may_change=may.change and not old,
        may_add=may.add and not old,
        may_ask=may.add and not old and sources.shortlist.ranked,
    )


def next_undecided(document: Mapping[str, Any], candidates: Mapping[str, CandidateRecord], after: str) -> str:
    """Whom to open after deciding `after`: the next person down without a decision, else the first, else the same."""
    ids = [person["id"] for person in document.get("candidates", ())]
    at = ids.index(after) if after in ids else -1
    undecided = [p for p in ids[at + 1 :] + ids[: at + 1] if not standing_decision(candidates.get(p))]
    return undecided[0] if undecided else after


def excluded_people(document: Mapping[str, Any], gate: str) -> list[ExcludedPerson]:
    """Who was left out, with every reason; only those of one gate when `gate` names it."""
    return [
        ExcludedPerson(person["id"], words.gates(person["gates"]))
        for person in document.get("excluded", ())
        if not gate or any(g["gate"] == gate for g in person["gates"])
    ]


def _spread_over(diversity: Mapping[str, Any] | None) -> str | None:
    """What a list was spread over and what that costs, in words; None for a list by score alone."""
    if diversity is None:
        return None
    return f"Spread over {diversity['by']}s: at each place it costs at most {words.number(diversity['most_lost'])} of score."


def _first_open(people: Sequence[Mapping[str, Any]], sources: Sources) -> str | None:
    undecided = (p["id"] for p in people if not standing_decision(sources.candidates.get(p["id"])))
    return next(undecided, people[0]["id"] if people else None)
