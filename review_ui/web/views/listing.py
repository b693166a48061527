"""The list in force and everything people changed in it, as the page of changes shows them: who, why, before and after.

The order is worked out by `governance/lists/listing.py`; who may change it is for `governance/lists/overrides.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, zip_longest

from governance.reading import OverrideRecord, RequisitionCase
from governance.reasons import LIST_REASONS
from models.renderings.shared import handle
from review_ui.web import words
from review_ui.web.views.names import called

# What may be done to somebody on the list, as the form words it; adding is a form of its own.
ACTS = {
    "reorder": "Put at a place, once",
    "pin": "Hold at a place, whatever else changes",
    "exclude": "Take off this list; nothing brings them back to it",
}
_DID = {"reorder": "Moved", "pin": "Held", "exclude": "Taken off", "add": "Added by hand"}
_MORE = "more_asked"


@dataclass(frozen=True, slots=True)
class ListedRow:
    """`place` None: taken off. `rank` None: not ranked by machine."""

    person_id: str
    called: str
    place: int | None
    rank: int | None
    marks: tuple[str, ...]
    decision: str | None
    href: str


@dataclass(frozen=True, slots=True)
class Shift:
    """One place that reads another name than before; None where the list was or is shorter."""

    place: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ListChangeLine:
    """One change, or several people asked for at once. `went` says from where to where."""

    did: str
    went: str
    who: str
    at: datetime
    reason: str
    note: str | None
    list_id: str
    current: bool
    shifts: tuple[Shift, ...]


def listed_rows(case: RequisitionCase, names: Mapping[str, str]) -> tuple[ListedRow, ...]:
    return tuple(
        ListedRow(
            person_id=one.person_id,
            called=called(one.person_id, one, names),
            place=one.place,
            rank=one.rank,
            marks=one.marks,
            decision=words.decision_name(one.decision.decision) if one.decision else None,
            href=f"/requisitions/{case.summary.id}/shortlist?open={one.person_id}",
        )
        for one in case.candidates
    )


def change_lines(case: RequisitionCase, names: Mapping[str, str]) -> tuple[ListChangeLine, ...]:
    """Every change of every list of the request, the newest first."""
    current = next((one.id for one in case.shortlists if one.current), None)
    people = {one.person_id: called(one.person_id, one, names) for one in case.candidates}
    return tuple(
        _line(list(group), people, current)
        for _, group in groupby(
            sorted(case.overrides, key=lambda one: (one.made_at, one.number), reverse=True), key=_together
        )
    )


def said_of(person_id: str, changes: Sequence[OverrideRecord]) -> tuple[str, ...]:
    """What people changed of one person on a list, a sentence each."""
    return tuple(
        f"{_DID[one.action]} by {one.made_by.name}, {words.day(one.made_at)}"
        f"{f', {_went([one])}' if one.action != 'add' else ''}: {_reason(one.reason_code).lower()}."
        f"{f' “{one.note}”' if one.note else ''}"
        for one in changes
        if one.person_id == person_id
    )


def _reason(code: str) -> str:
    """As the table of list changes words it; some codes mean another thing elsewhere."""
    return LIST_REASONS.get(code, words.plain(code))


def _together(one: OverrideRecord) -> object:
    """People asked for at once stand in one line; every other change has its own."""
    return (one.made_at, one.made_by.id) if one.reason_code == _MORE else one.id


def _line(group: list[OverrideRecord], people: Mapping[str, str], current: str | None) -> ListChangeLine:
    changes = group[::-1]
    first, last = changes[0], changes[-1]
    who = words.listed(people.get(one.person_id, handle(one.person_id)) for one in changes)
    more = first.reason_code == _MORE
    return ListChangeLine(
        did=f"{words.plural(len(changes), 'more person', 'more people')} asked for"
        if more
        else f"{_DID[first.action]}: {who}",
        went=_went(changes),
        who=first.made_by.name,
        at=first.made_at,
        reason=_reason(first.reason_code),
        note=first.note,
        list_id=first.shortlist_id,
        current=first.shortlist_id == current,
        shifts=tuple(_shifts(first.before, last.after, people)),
    )


def _went(changes: Sequence[OverrideRecord]) -> str:
    """`from 5th to 2nd`, `was 4th`, `at 21st`, `places 21 to 25`."""
    first, last = changes[0], changes[-1]
    was = first.before.index(first.person_id) + 1 if first.person_id in first.before else None
    now = last.after.index(last.person_id) + 1 if last.person_id in last.after else None
    if now is None:
        return f"was {words.ordinal(was)}" if was else ""
    if was is None:
        start = first.after.index(first.person_id) + 1
        return f"places {start} to {now}" if now != start else f"at {words.ordinal(now)}"
    if was == now:
        return f"at {words.ordinal(now)}"
    return f"from {words.ordinal(was)} to {words.ordinal(now)}"


def _shifts(before: Sequence[str], after: Sequence[str], people: Mapping[str, str]) -> Iterator[Shift]:
    for place, (was, now) in enumerate(zip_longest(before, after), start=1):
        if was != now:
            yield Shift(place, _name(was, people), _name(now, people))


def _name(person_id: str | None, people: Mapping[str, str]) -> str | None:
    return None if person_id is None else people.get(person_id, handle(person_id))
