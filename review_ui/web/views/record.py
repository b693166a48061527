"""A person's own record as its source gave it, with one span marked, and where each field comes from.

Protected attributes are never in it.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from matching.profiles import FieldOrigin, Profile, text_fields
from review_ui.web import words
from review_ui.web.views.facts import facts_of
from review_ui.web.views.quotes import place
from review_ui.web.views.shortlist import RecordFact, RecordField

# What a plain fact of the record is read from, by its label.
_FIELDS_OF = {
    "Rate": "hourly_rate",
    "Free from": "available_from",
    "Hours a week": "hours_per_week",
    "Delivery record": "job_success",
    "Ratings": "ratings",
    "Works in": "work_countries country",
    "Languages": "languages",
}

_REMARKS = "Said by the platform, never scored"


def record_fields(profile: Mapping[str, Any], field: str, start: int, end: int) -> tuple[RecordField, ...]:
    """Every stretch of the person's words in order; the one at `field` cut at the span."""
    read = Profile.model_validate(profile)
    skills: list[str] = []
    shown: list[RecordField] = []
    for stretch in text_fields(read):
        if stretch.kind == "skills" and stretch.path != field:
            skills.append(stretch.text)
            continue
        label = place(stretch.path, profile) + (" title" if stretch.path.endswith(".title") else "")
        pieces = _cut(stretch.text, start, end) if stretch.path == field else (stretch.text,)
        shown.append(RecordField(label, pieces, origin_of(read, stretch.path)))
    if skills:
        shown.append(RecordField("Skill list", (", ".join(skills),), origin_of(read, "skills")))
    return tuple(shown)


def record_facts(profile: Mapping[str, Any], today: date) -> tuple[RecordFact, ...]:
    """The plain facts on record, each with where it comes from; what nobody stated is left out.

    Badges and levels come last: a platform's own marketing, shown to whoever decides and never scored.
    """
    read = Profile.model_validate(profile)
    stated = [
        RecordFact(fact.label, fact.value, origin_of(read, *_FIELDS_OF[fact.label].split()))
        for fact in facts_of(profile, {}, today)
        if fact.value is not None and fact.label in _FIELDS_OF
    ]
    if read.remarks:
        stated.append(RecordFact(_REMARKS, "; ".join(read.remarks), origin_of(read, "remarks")))
    return tuple(stated)


def origin_of(profile: Profile, *paths: str) -> str | None:
    """Where the first of these fields that says so comes from: `Upwork, 3 Mar 2026, column 'Rate'`; None if none does.

    The origin of `experience` is that of `experience[2].title` unless that has its own. One that the whole record has is
    said above it, not beside every field.
    """
    for path in paths:
        for name in (path, path.partition(".")[0], re.split(r"[.\[]", path)[0]):
            if name in profile.provenance:
                origin = profile.provenance[name]
                return None if origin == _of_the_whole(profile) else _in_words(origin)
    return None


def _of_the_whole(profile: Profile) -> FieldOrigin | None:
    """The source and day of everything that does not say more of itself; None where several sources gave it."""
    plain = [origin for origin in profile.provenance.values() if not origin.how]
    systems = {ref.system for ref in profile.external_refs}
    whole = plain and plain[0].source in systems and all(origin == plain[0] for origin in plain)
    return plain[0] if whole else None


def _in_words(origin: FieldOrigin) -> str | None:
    said = (origin.source, words.day(origin.seen_on) if origin.seen_on else "", origin.how)
    return ", ".join(part for part in said if part) or None


def _cut(text: str, start: int, end: int) -> tuple[str, ...]:
    if not 0 <= start < end <= len(text):
        return (text,)
    return (text[:start], text[start:end], text[end:])
