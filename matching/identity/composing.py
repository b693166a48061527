"""One profile of several that are the same person, each field with the source and day it comes from.

Single facts are the newest stated one. Words of different sources are joined, newest first, without saying anything
twice: what somebody wrote in one place only is still evidence, and a quotation stays a slice of the field it is in.
Lists are united, ratings combined by their counts.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matching.identity.names import fold
from matching.identity.records import employer_key, month_of
from matching.profiles import Profile
from matching.protected import NAMES_AT, names_at, names_in

Json = dict[str, Any]

JOINED = ("summary", "text")
_MOST_ORIGINS = 100
_LONGEST_TEXT = 2_000_000
_SAME_START_MONTHS = 6
# Of the document, not facts about the person.
_APART = frozenset({"id", "external_refs", "provenance", "as_of", "language", NAMES_AT})


@dataclass(frozen=True, slots=True)
class Stated:
    """What one source said of the person, and the day it was seen there."""

    source: str
    seen_on: date
    profile: Mapping[str, Any]


def compose(person_id: str, stated: Sequence[Stated]) -> Json:
    """The person's profile as JSON; `stated` holds at least one. The same in, in any order, gives the same out."""
    newest = sorted(
        stated, key=lambda one: (-one.seen_on.toordinal(), one.source, str(one.profile.get("id")))
    )
    composed: Json = {"id": person_id}
    origins: dict[str, Json] = {}
    for field in _fields(newest):
        having = [one for one in newest if one.profile.get(field) not in (None, "", [])]
        if having:
            composed[field], found = _COMBINED.get(field, _first)(field, having)
            origins |= found
        else:  # stated as empty is stated: a profile needs its text or its skills, if only blank ones
            blank = next((one.profile[field] for one in newest if one.profile.get(field) is not None), None)
            composed |= {} if blank is None else {field: blank}
    refs = [ref for one in newest for ref in one.profile.get("external_refs") or ()]
    return {
        **composed,
        **_language(newest),
        **({"as_of": newest[0].profile["as_of"]} if newest[0].profile.get("as_of") else {}),
        **_names(composed, newest),
        "external_refs": list({(ref["system"], ref["id"]): ref for ref in refs}.values()),
        "provenance": dict(list(origins.items())[:_MOST_ORIGINS]),
    }


Combined = tuple[Any, dict[str, Json]]


def _fields(newest: Sequence[Stated]) -> list[str]:
    """Every field somebody states, in the order of the format."""
    given = {name for one in newest for name in one.profile} - _APART
    return [name for name in Profile.model_fields if name in given] + sorted(
        given - set(Profile.model_fields)
    )


def _first(field: str, having: Sequence[Stated]) -> Combined:
    return having[0].profile[field], {field: _origin(having[0], field)}


def _origin(one: Stated, field: str, how: str = "") -> Json:
    """Where a field comes from: what the source itself said of it, else the source and its day."""
    own = (one.profile.get("provenance") or {}).get(field, {})
    origin = {"source": one.source, "seen_on": one.seen_on.isoformat(), **{k: v for k, v in own.items() if v}}
    said = "; ".join(part for part in (origin.get("how", ""), how) if part)
    return {**origin, "how": said[:500]} if said else origin


def _joined(field: str, having: Sequence[Stated]) -> Combined:
    text, notes = str(having[0].profile[field]), []
    for one in having[1:]:
        more = _unsaid(str(one.profile[field]), text)
        if more and len(text) + len(more) + 2 <= _LONGEST_TEXT:
            notes.append(f"from character {len(text) + 2} on as {one.source} had it on {one.seen_on}")
            text = f"{text}\n\n{more}"
    return text, {field: _origin(having[0], field, "; ".join(notes))}


def _unsaid(text: str, said: str) -> str:
    """The sentences of a text that the other does not hold already."""
    known = {_plain(sentence) for sentence in _sentences(said)}
    lines = []
    for line in text.splitlines():
        kept = [sentence for sentence in _sentences(line) if _plain(sentence) not in known]
        if kept:
            lines.append(" ".join(kept))
    return "\n".join(lines)


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _united(key: Callable[[Any], str], most: int) -> Callable[[str, Sequence[Stated]], Combined]:
    """Lists put together: the newest source's items first, then what only the others have."""

    def unite(field: str, having: Sequence[Stated]) -> Combined:
        items: list[Any] = []
        seen: set[str] = set()
        origins = {field: _origin(having[0], field)}
        for one in having:
            for item in one.profile[field]:
                # Twice in one source's own list is that source's business; a repeat is only left out across sources.
                if (one is having[0] or key(item) not in seen) and len(items) < most:
                    if one is not having[0]:
                        origins[f"{field}[{len(items)}]"] = _origin(one, field)
                    items.append(item)
            seen |= {key(item) for item in one.profile[field]}
        return items, origins

    return unite


def _experience(field: str, having: Sequence[Stated]) -> Combined:
    """Work united: a spell told by two sources is told once, in the newest one's facts and both their words."""
    spells: list[Any] = list(having[0].profile[field])
    origins = {field: _origin(having[0], field)}
    for one in having[1:]:
        added: list[Any] = []
        for item in one.profile[field]:
            at = next((i for i, spell in enumerate(spells) if _one_spell(spell, item)), None)
            if at is None:
                added.append(item)
            elif isinstance(item, Mapping):
                spells[at], how = _one_telling(spells[at], item, one)
                if how:
                    origins[f"{field}[{at}]"] = _origin(having[0], field, how)
        for item in added[: 500 - len(spells)]:
            origins[f"{field}[{len(spells)}]"] = _origin(one, field)
            spells.append(item)
    return spells, origins


def _one_spell(a: Any, b: Any) -> bool:
    if isinstance(a, str) or isinstance(b, str):
        return isinstance(a, str) and isinstance(b, str) and _plain(a) == _plain(b)
    employers = [employer_key(job.get("company") or "") for job in (a, b)]
    starts = [month_of(job.get("start"))[0] for job in (a, b)]
    apart = None if None in starts else abs(int(starts[0] or 0) - int(starts[1] or 0))
    if all(employers):
        return employers[0] == employers[1] and (apart is None or apart <= _SAME_START_MONTHS)
    same_title = bool(a.get("title")) and _plain(a["title"]) == _plain(b.get("title") or "")
    return same_title and apart == 0 and not all(employers)


def _one_telling(newer: Mapping[str, Any], older: Mapping[str, Any], told: Stated) -> tuple[Json, str]:
    spell = {**{k: v for k, v in older.items() if v}, **{k: v for k, v in newer.items() if v}}
    words, more = str(newer.get("description") or ""), ""
    if words and older.get("description"):
        more = _unsaid(str(older["description"]), words)
        spell["description"] = f"{words}\n\n{more}" if more else words
    if newer.get("start") and not newer.get("end"):
        spell.pop("end", None)  # ongoing by the newer source, whatever the older one knew
    filled = sorted(key for key in spell if not newer.get(key))
    notes = [f"{', '.join(filled)} as {told.source} had it"] if filled else []
    notes += [f"description from character {len(words) + 2} on as {told.source} had it"] if more else []
    return spell, "; ".join(notes)


def _ratings(field: str, having: Sequence[Stated]) -> Combined:
    """Averages weighted by their counts; where nobody counted, the newest."""
    ratings = [(one, one.profile[field]) for one in having]
    count = sum(rating["count"] for _, rating in ratings)
    if len(ratings) == 1 or not count:
        return _first(field, having)
    average = sum(rating["average"] * rating["count"] for _, rating in ratings) / count
    how = "; ".join(f"{rating['average']} of {rating['count']} at {one.source}" for one, rating in ratings)
    return {"average": round(average, 4), "count": count}, {field: _origin(having[0], field, how)}


def _language(newest: Sequence[Stated]) -> Json:
    """The language all of them state; where they differ none is, and the words decide."""
    stated = {one.profile["language"].split("-")[0] for one in newest if one.profile.get("language")}
    said = [one.profile["language"] for one in newest if one.profile.get("language")]
    return {"language": said[0]} if len(stated) == 1 else {}


def _names(composed: Json, newest: Sequence[Stated]) -> Json:
    """Where the name stands in the joined words, as any of the sources spelled it where it stood in theirs."""
    if len(newest) == 1:
        places = newest[0].profile.get(NAMES_AT)
    else:
        places = names_at(composed, [name for one in newest for name in names_in(one.profile)])
    return {NAMES_AT: places} if places else {}


def _name_of(item: Any) -> str:
    return _plain(item if isinstance(item, str) else str(item.get("name") or ""))


def _skill_key(item: Any) -> str:
    return re.sub(r"[^\w+#]+", "", fold(item if isinstance(item, str) else str(item.get("name") or "")))


def _school_key(item: Any) -> str:
    if isinstance(item, str):
        return _plain(item)
    return _plain(" ".join(str(item.get(key) or "") for key in ("degree", "field", "institution")))


def _code(item: Any) -> str:
    return str(item if isinstance(item, str) else item.get("code") or item.get("language")).casefold()


_COMBINED: dict[str, Callable[[str, Sequence[Stated]], Combined]] = {
    **dict.fromkeys(JOINED, _joined),
    "skills": _united(_skill_key, 2_000),
    "experience": _experience,
    "education": _united(_school_key, 200),
    "certifications": _united(_name_of, 500),
    "languages": _united(_code, 100),
    "work_countries": _united(_code, 300),
    "ratings": _ratings,
    # What one file hid stays said, whoever's words are newer.
    "notices": _united(_plain, 20),
    "remarks": _united(_plain, 200),
}
