"""Which fields of a profile state what a sentence says: by message, the names of the fields it rests on.

A message that no field states may claim nothing of the person, whatever number stood in for the fact. Where words were
read, their spans are in `quotes.py`; what was not read at all is nowhere here.
"""

from collections.abc import Iterable

from features.reading import Reading
from features.tenure import level_of
from matching.profiles import Experience, Profile, TextField

Fields = tuple[str, ...]


def fields_by_message(profile: Profile, reading: Reading) -> dict[str, Fields]:
    """For every message of `messages.py`, the fields of this profile that state it; none where nobody does."""
    read = _once(_name(field) for field in reading.fields)
    cut = _once(_name(field) for field in reading.cut_fields)
    title = reading.title
    titled = (title.field,) if title else ()
    dated = any(isinstance(item, Experience) and item.start for item in profile.experience)
    told = _once(evidence.field for evidence in reading.tenures)
    years = _once((*(("experience",) if dated else ()), *told))
    return {
        **dict.fromkeys(
            ("skills.met", "skills.shown", "skills.nice", "skills.nice_shown", "relevance.words"), read
        ),
        **dict.fromkeys(("skills.near", "skills.weakest", "skills.near_words"), cut),
        **dict.fromkeys(("skills.nice_near", "skills.nice_near_words"), cut),
        **dict.fromkeys(("relevance.whole", "relevance.passage", "relevance.deliverables"), cut),
        **dict.fromkeys(("domain.work", "skills.words", "relevance.roots"), cut),
        **dict.fromkeys(("domain.title", "domain.request"), titled),
        "experience.years": years,
        "experience.short": years,
        "experience.level": titled if title and level_of(title.text) is not None else (),
        "experience.certificates": _given(profile, "certifications"),
        "delivery.rating": ("ratings",) if profile.ratings and profile.ratings.count else (),
        "delivery.count": ("ratings",) if profile.ratings and profile.ratings.count else (),
        "delivery.success": _given(profile, "job_success"),
        "responsiveness.hours": _given(profile, "response_hours"),
        "price.share": _given(profile, "hourly_rate"),
        "price.budget": _given(profile, "hourly_rate"),
        "availability.overlap": _given(profile, "timezone"),
        "availability.wait": _given(profile, "available_from"),
        "availability.hours": _given(profile, "hours_per_week"),
        # The language a record is written in counts as spoken: it is stated, or the words themselves show it.
        "language.met": _given(profile, "languages", "language") or read,
        "freshness.age": _given(profile, "as_of"),
    }


def _given(profile: Profile, *names: str) -> Fields:
    return tuple(name for name in names if getattr(profile, name) not in (None, [], ""))


def _name(field: TextField) -> str:
    return field.path.partition("[")[0]


def _once(names: Iterable[str]) -> Fields:
    return tuple(dict.fromkeys(names))
