"""The blind stage as a reviewer sees it: people by the place they were drawn to, their evidence with names and the like blanked.

Nothing here knows a rank, a score, a fit or a reason.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from features.redaction import shown_fields
from governance.reading import RequisitionCase
from governance.views import BlindReadingRecord, BlindReviewRecord
from matching.profiles import Profile, text_fields
from review_ui.web import words
from review_ui.web.views.facts import Fact, facts_of
from review_ui.web.views.names import called
from review_ui.web.views.quotes import put_at, value_at
from review_ui.web.views.record import record_fields
from review_ui.web.views.rows import is_stale, seen_at
from review_ui.web.views.sheet import Requirement, requirement_of
from review_ui.web.views.shortlist import RecordField

MARKS = {
    1: "No evidence of what is asked",
    2: "Little of it",
    3: "Enough to talk",
    4: "Most of it, shown in work",
    5: "All of it, shown in work",
}
# A gate has decided on these already, and a reader could tell somebody's origin from them.
_LEFT_OUT = ("Works in", "Languages")
_BLANKED = re.compile(r"(?<=\S) {3,}(?=\S)")


@dataclass(frozen=True, slots=True)
class BlindPerson:
    """One place of the stage. `rating` None: open and not rated, or not reached."""

    position: int
    called: str
    rating: int | None
    state: str
    href: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class BlindSheet:
    position: int
    called: str
    rating: int | None
    version: int
    requirements: tuple[Requirement, ...]
    facts: tuple[Fact, ...]
    flags: tuple[str, ...]
    record: tuple[RecordField, ...]
    platform: str | None
    seen: str | None
    stale: bool


@dataclass(frozen=True, slots=True)
class BlindDesk:
    """`begun` False: nobody is open yet. `complete`: everybody readable is rated. `closed`: the request is not in review."""

    requisition_id: str
    people: tuple[BlindPerson, ...]
    sheet: BlindSheet | None
    required: bool
    rated: int
    begun: bool
    complete: bool
    closed: bool
    took: str | None
    previous: str | None
    next: str | None
    marks: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class BlindReview:
    """What one reviewer made of the stage, in words."""

    by: str
    went: str


@dataclass(frozen=True, slots=True)
class BlindRow:
    """One person of the stage: `marks` in the order of the reviews, None for not rated."""

    position: int
    called: str
    rank: int | None
    marks: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class BlindOutcome:
    """The stage as whoever sees the list reads it: who rated whom how, beside the machine's place."""

    required: bool
    reviews: tuple[BlindReview, ...]
    rows: tuple[BlindRow, ...]


def called_at(position: int) -> str:
    """What somebody is called before anything of them is told."""
    return f"Person {position}"


def make_blind_desk(
    case: RequisitionCase, account_id: str, sheet: BlindSheet | None, current: int | None
) -> BlindDesk:
    stage = case.blind
    assert stage is not None
    mine = stage.by(account_id)
    people = tuple(
        _person(case.summary.id, place.position, mine, readable=place.position in stage.readable, at=current)
        for place in stage.places
    )
    rated = sum(one.rating is not None for one in people)
    return BlindDesk(
        requisition_id=case.summary.id,
        people=people,
        sheet=sheet,
        required=stage.required,
        rated=rated,
        begun=mine is not None,
        complete=all(one.rating is not None for one in people if one.position in stage.readable),
        closed=case.summary.state != "in_review",
        took=duration(mine.took) if mine and rated else None,
        previous=_beside(people, current, -1),
        next=_beside(people, current, 1),
        marks=MARKS,
    )


def blind_outcome(case: RequisitionCase, names: Mapping[str, str]) -> BlindOutcome | None:
    """None without a stage, and for whoever the list is still closed to."""
    stage = case.blind
    if stage is None or any(place.person_id is None for place in stage.places):
        return None
    ranks = {one.person_id: one for one in case.candidates}
    rows = tuple(
        BlindRow(
            position=place.position,
            called=called(place.person_id or "", ranks.get(place.person_id or ""), names),
            rank=ranks[place.person_id].rank if place.person_id in ranks else None,
            marks=tuple(
                reading.rating if (reading := one.reading(place.position)) else None for one in stage.reviewed
            ),
        )
        for place in stage.places
    )
    reviews = tuple(BlindReview(one.reviewer.name, _went(one, len(rows))) for one in stage.reviewed)
    return BlindOutcome(stage.required, reviews, rows)


def own_marks(case: RequisitionCase, account_id: str) -> dict[str, int]:
    """How this reader rated each person of the stage, by person."""
    mine = case.blind.by(account_id) if case.blind else None
    found = ((one, mine.reading(one.position)) for one in (case.blind.places if case.blind else ()) if mine)
    return {
        place.person_id: reading.rating
        for place, reading in found
        if place.person_id is not None and reading is not None and reading.rating is not None
    }


def next_open(case: RequisitionCase, account_id: str) -> int | None:
    """Whoever is open and waits for a rating."""
    mine = case.blind.by(account_id) if case.blind else None
    waiting = (
        one.position
        for one in (mine.readings if mine else ())
        if one.rating is None and case.blind is not None and one.position in case.blind.readable
    )
    return next(waiting, None)


def make_blind_sheet(
    case: RequisitionCase,
    reading: BlindReadingRecord,
    part: Mapping[str, Any],
    profile: Mapping[str, Any],
    today: date,
) -> BlindSheet:
    """`part` is what the frozen list says of the person; only where their evidence stands is read from it."""
    shown = blanked(profile)
    return BlindSheet(
        position=reading.position,
        called=called_at(reading.position),
        rating=reading.rating,
        version=reading.version,
        requirements=tuple(
            requirement_of(_without_names(asked, profile, shown), shown, "")
            for asked in part.get("requirements", ())
        ),
        facts=tuple(fact for fact in facts_of(profile, case.role, today) if fact.label not in _LEFT_OUT),
        flags=tuple(words.flag_sentence(flag) for flag in part.get("flags", ())),
        record=tuple(_with_gaps(field) for field in record_fields(shown, "", 0, 0)),
        platform=seen_at(profile),
        seen=profile.get("as_of"),
        stale=is_stale(profile, today),
    )


def blanked(profile: Mapping[str, Any]) -> dict[str, Any]:
    """The record with names, pronouns and the like blanked in every text; lengths and positions stay."""
    read, shown = Profile.model_validate(profile), deepcopy(dict(profile))
    fields = list(text_fields(read))
    for field, text in zip(fields, shown_fields(read, fields), strict=True):
        put_at(shown, field.path, text)
    return shown


def duration(took: timedelta) -> str:
    """`4 min 10 s`; what is below a minute in seconds."""
    minutes, seconds = divmod(round(took.total_seconds()), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def _went(review: BlindReviewRecord, size: int) -> str:
    rated = sum(one.rating is not None for one in review.readings)
    said = f"rated {rated} of {size} in {duration(review.took)}" if rated else "rated nobody"
    if review.ended_at is None:
        return f"{said}, the list still closed"
    return (
        f"{said}, opened the list because: {review.reason}"
        if review.reason
        else f"{said}, then opened the list"
    )


def _person(
    requisition_id: str, position: int, mine: BlindReviewRecord | None, *, readable: bool, at: int | None
) -> BlindPerson:
    reading = mine.reading(position) if mine else None
    state = "left the list" if not readable else "not reached" if reading is None else "open"
    return BlindPerson(
        position=position,
        called=called_at(position),
        rating=reading.rating if reading else None,
        state=state,
        href=f"/requisitions/{requisition_id}/blind?place={position}" if reading and readable else None,
        current=position == at,
    )


def _beside(people: tuple[BlindPerson, ...], current: int | None, step: int) -> str | None:
    """The nearest one before or after whom the reviewer has opened."""
    open_ones = [one for one in people if one.href is not None]
    at = next((i for i, one in enumerate(open_ones) if one.position == current), None)
    if at is None or not 0 <= at + step < len(open_ones):
        return None
    return open_ones[at + step].href


def _without_names(
    asked: Mapping[str, Any], profile: Mapping[str, Any], shown: Mapping[str, Any]
) -> dict[str, Any]:
    """What was asked, its quotations as the blanked record has them; one whose record changed since is left out."""
    quotations = [
        {**one, "text": _shown(one, shown)}
        for one in asked.get("evidence", ())
        if (value_at(profile, one["field"]) or "")[one["start"] : one["end"]] == one["text"]
    ]
    return {**asked, "evidence": quotations}


def _shown(evidence: Mapping[str, Any], shown: Mapping[str, Any]) -> str:
    return (value_at(shown, evidence["field"]) or "")[evidence["start"] : evidence["end"]]


def _with_gaps(field: RecordField) -> RecordField:
    """What was blanked shown as a gap, not as white space."""
    return RecordField(field.label, tuple(_BLANKED.sub(" ··· ", piece) for piece in field.pieces), None)
