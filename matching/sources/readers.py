"""Values as platforms give them (`{"rawValue": "60.0", "currency": "USD"}`, `English - Fluent`, a list of jobs) to the
values of a profile's fields.

Each reader takes a value and the key it stood under, and gives None where it says nothing of this field, or raises
`UnreadableError`. Text is read by `normalise.py`. Knows no platform.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from matching.sources import normalise
from matching.sources.guess import currency_in, letters
from matching.sources.normalise import UnreadableError, is_blank, is_formula
from matching.sources.port import ColumnRule

Reader = Callable[[Any, str], Any]
MAX_ITEMS = 500
NOW = "now"

_LABELS = ("prettyname", "preferredlabel", "name", "label", "title", "skillname", "skill", "value")
_YEARS = ("years", "yearsofexperience", "experienceyears")
_DATE = r"(?:\d{4}(?:-\d{2}){0,2}|\d{1,2}/\d{4}|[A-Z][a-z]{2,8}\.? \d{4})"
_SPELL = re.compile(
    rf"\(?\s*(?P<start>{_DATE})\s*(?:-|–|—|to|until)\s*(?P<end>{_DATE}|present|now|current|today|ongoing)\s*\)?",
    re.IGNORECASE,
)
_JOB = re.compile(r"(?P<title>[^:\n]{2,150}?)(?:\s+(?:at|@)\s+(?P<company>[^:\n]{1,150}?))?\s*[,–-]?\s*")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_NOW = re.compile(r"(?:available )?(?:now|immediately|immediate|today)|available|yes|asap", re.IGNORECASE)
_ONLY_YEARS = re.compile(
    r"(?:about |over |more than )?\d{1,2}(?:\.\d)?\s*\+?(?:\s*(?:years?|yrs?))?(?: of)?(?: \w+)? ?(?:experience)?",
    re.IGNORECASE,
)


def text(value: Any, _key: str) -> str | None:
    """Words; of a list its items, a line each."""
    if isinstance(value, list):
        return "\n".join(filter(None, (text(item, "") for item in value[:MAX_ITEMS]))) or None
    if isinstance(value, dict | bool) or value is None:
        return None
    cell = str(value).strip()
    if is_formula(cell):
        raise UnreadableError("a value, not a formula")
    return None if is_blank(cell, []) else cell


def cell_reader(kind: str, **setting: Any) -> Reader:
    """A reader of plain cells by one of the transforms of a map."""
    rule = ColumnRule.model_validate({"column": "", "as": kind, **setting})

    def read(value: Any, key: str) -> Any:
        cell = text(value, key)
        return None if cell is None else normalise.TRANSFORMS[kind](_short(cell, kind), rule)

    return read


def money(value: Any, key: str, *, currency: str | None = None, per: str = "hour") -> dict[str, Any] | None:
    """An amount an hour: an object with its currency, or a cell; the header or the platform may say the currency."""
    if isinstance(value, dict):
        amount = first(value, "rawvalue", "amount", "value", "displayvalue", "hourlyrate")
        given = first(value, "currency", "currencycode") or currency
        return None if amount is None else money(amount, key, currency=str(given) if given else None, per=per)
    cell = text(value, key)
    if cell is None:
        return None
    rule = ColumnRule.model_validate(
        {"column": key, "currency": currency_in(key) or currency, "per": _per(cell) or per}
    )
    found = normalise.money(_short(cell, "rate"), rule)
    # Platforms write nought for a rate that nobody has set.
    return found if found["amount"] > 0 else None


def share_or_percent(value: Any, key: str) -> float | None:
    """`0.98`, `98`, `98%` as per cent. Nought is how platforms write that there is none yet."""
    cell = text(value, key)
    if cell is None:
        return None
    rule = ColumnRule(column=key)
    found = normalise.percent(_short(cell, "percent"), rule)
    if "%" not in cell and found <= 1:
        found *= 100
    return round(found, 4) or None


def labels(value: Any, _key: str = "") -> list[str]:
    """The names in a list however deep they are wrapped (`{node: {skill: {preferredLabel}}}`), or in a cell."""
    return normalise.once(_labels(value))[: MAX_ITEMS * 4]


def skills(value: Any, _key: str) -> list[Any] | None:
    """Skills by name, with years and level where they are given."""
    found = [_skill(item) for item in _items(value)]
    return normalise.once(item for item in found if item)[: MAX_ITEMS * 4] or None


def languages(value: Any, _key: str) -> list[Any] | None:
    rule = ColumnRule(column="", of="language")
    read: list[Any] = []
    for item in _items(value):
        cell, level = (item, None) if isinstance(item, str) else _language(item)
        if cell is None:
            continue
        found = normalise.spoken(_short(cell.strip(), "language"), rule)
        read.append({"code": found, "level": level} if level and isinstance(found, str) else found)
    return normalise.once(read) or None


def country(value: Any, key: str) -> str | None:
    if isinstance(value, dict):
        return country(first(value, "countrycode", "country", "countryname", "iso", "name"), key)
    cell = text(value, key)
    return None if cell is None else normalise.country(_short(cell, "country"), ColumnRule(column=key))


def timezone(value: Any, key: str) -> str | None:
    if isinstance(value, dict):
        return text(first(value, "timezone", "tz"), key)
    return text(value, key) if letters(key.rpartition(".")[2]) in ("timezone", "tz") else None


def hours_per_week(value: Any, key: str) -> float | None:
    """Hours a week from a number or words; words that speak of a day are for `available_from`."""
    if isinstance(value, dict):
        return hours_per_week(first(value, "hoursperweek", "capacity", "name"), key)
    cell = text(value, key)
    if cell is None or _NOW.fullmatch(cell):
        return None
    cell = cell.replace("_", " ") if cell.isupper() else cell
    return normalise.week(_short(cell, "hours"), ColumnRule(column=key))


def available_from(value: Any, key: str) -> str | None:
    """A day; `NOW` where it is said to be now, which is the day the record was seen."""
    if isinstance(value, dict):
        return available_from(first(value, "availabilitydatetime", "availablefrom", "date"), key)
    cell = text(value, key)
    if cell is None:
        return None
    if _NOW.fullmatch(cell):
        return NOW
    try:
        return day(cell, key)
    except UnreadableError:
        hours_per_week(cell, key)  # raises unless the words speak of hours
        return None


def day(value: Any, key: str) -> str | None:
    cell = text(value, key)
    if cell is None:
        return None
    moment = re.fullmatch(r"(\d{4}-\d{2}-\d{2})T.*", cell)
    return normalise.day(moment[1] if moment else _short(cell, "date"), ColumnRule(column=key))


def response_hours(value: Any, key: str) -> float | None:
    if isinstance(value, dict):
        return response_hours(first(value, "name", "committedresponsetime"), key)
    cell = text(value, key)
    if cell is None or cell.casefold() == "never":
        return None
    return normalise.duration(_short(cell, "duration"), ColumnRule(column=key))


def jobs(value: Any, _key: str, *, titles_only: bool = False) -> list[Any] | None:
    """Pieces of work: objects by the keys people use, or lines such as `Developer at Acme (2019 - 2023): Built ...`."""
    if isinstance(value, str) and _ONLY_YEARS.fullmatch(value.strip()):
        return None
    items = nodes(value) if not isinstance(value, str) else _paragraphs(value)
    read = (_job(item, titles_only=titles_only) for item in items[:MAX_ITEMS])
    return [item for item in read if item] or None


def educations(value: Any, _key: str) -> list[Any] | None:
    return [item for item in (_education(node) for node in _items(value)) if item][:200] or None


def certifications(value: Any, _key: str) -> list[Any] | None:
    return [item for item in (_certification(node) for node in _items(value)) if item][:MAX_ITEMS] or None


def years_in_words(value: Any, key: str) -> str | None:
    """`8` and `8+ years` as words in which a number of years can be read: `8 years of experience`."""
    cell = text(value, key)
    found = re.match(r"\D{0,12}(\d{1,2}(?:\.\d)?)\s*\+?\s*(?:years?|yrs?)?\b", cell or "", re.IGNORECASE)
    return f"{found[1]} years of experience" if cell and found and _ONLY_YEARS.fullmatch(cell) else None


def remarks(value: Any, key: str) -> list[str] | None:
    """Badges and levels in words, `TOP_RATED` as `Top rated`; what is said to be absent says nothing."""
    if value is True or (isinstance(value, str) and value.casefold() in ("true", "yes")):
        return [_words(key.rpartition(".")[2])]
    found = [_words(label)[:300] for label in labels(value)] if not isinstance(value, bool) else []
    absent = ("none", "not eligible", "not applicable", "false", "no", "0")
    return [label for label in found if label and label.casefold() not in absent] or None


def count_beside(value: Any, key: str) -> float | None:
    """The count in `4.9 (213)`; the average alone says nothing of it."""
    cell = text(value, key)
    if cell is None or not re.search(r"\(|review|rating|vote", cell, re.IGNORECASE):
        return None
    return normalise.count(_short(cell, "count"), ColumnRule(column=key))


def last_step(value: Any, key: str) -> str | None:
    """The last part of an address, which names a profile on its platform."""
    cell = text(value, key)
    return re.sub(r"[?#].*", "", cell).rstrip("/").rpartition("/")[2][:200] or None if cell else None


def counted(what: str) -> Reader:
    """A number the platform states, as a remark: `42 jobs`."""

    def read(value: Any, key: str) -> list[str] | None:
        cell = text(value, key)
        number = normalise.count(_short(cell, "count"), ColumnRule(column=key)) if cell else 0
        return [f"{number:,.0f} {what}"] if number else None

    return read


def first(value: Mapping[str, Any], *keys: str) -> Any:
    """What stands under the first of these keys (by their letters) that holds anything."""
    folded = {letters(key): item for key, item in value.items()}
    return next((folded[key] for key in keys if folded.get(key) not in (None, "", [], {})), None)


def nodes(value: Any) -> list[Any]:
    """The items of a list or a connection; of a single object that object."""
    if isinstance(value, dict):
        inner = value.get("edges", value.get("nodes", value.get("items")))
        return nodes(inner) if isinstance(inner, list) else [value]
    if not isinstance(value, list):
        return [value]
    return [item["node"] if isinstance(item, dict) and "node" in item else item for item in value]


def partial_date(value: Any) -> str | None:
    """`2019`, `2019-03`, `03/2019`, `Mar 2019` as a profile writes dates; None for what is none, and for `present`."""
    written = str(value).strip() if isinstance(value, str | int) else ""
    iso = re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?!\d)", written)
    if iso:
        return "-".join(part for part in iso.groups() if part)
    month = re.fullmatch(r"(?:(\d{1,2})/|([A-Za-z]{3})[a-z]*\.? )(\d{4})", written)
    if not month:
        return None
    number = int(month[1]) if month[1] else _MONTHS.get(month[2].lower(), 0)
    return f"{month[3]}-{number:02d}" if 1 <= number <= 12 else month[3]


def _per(cell: str) -> str | None:
    found = re.search(r"(?:/|per|an?)\s*(h|d|w)[a-z.]*\s*$", cell, re.IGNORECASE)
    return {"h": "hour", "d": "day", "w": "week"}[found[1].lower()] if found else None


def _short(cell: str, kind: str) -> str:
    if len(cell) > 200 and kind not in ("text", "list"):
        raise UnreadableError(f"a {kind} in at most 200 characters")
    return cell


def _items(value: Any) -> list[Any]:
    """Objects of a list, or the parts of a cell, each without the brackets and quotes of a list written as text."""
    if not isinstance(value, str):
        return [
            part for item in nodes(value) for part in ([item] if isinstance(item, dict) else _items_of(item))
        ]
    return _items_of(value)


def _items_of(value: Any) -> list[str]:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return []
    cell = str(value).strip()
    if is_formula(cell):
        raise UnreadableError("a value, not a formula")
    inner = cell[1:-1] if cell[:1] == "[" and cell[-1:] == "]" else cell
    parts = (part.strip().strip("'\"").strip() for part in normalise.split(inner))
    return [part for part in parts if not is_blank(part, [])]


def _labels(value: Any) -> Iterator[str]:
    for item in _items(value):
        if isinstance(item, str):
            yield item
        else:
            yield from _labels_of(item)


def _labels_of(item: Mapping[str, Any]) -> Iterator[str]:
    label = first(item, *_LABELS)
    if isinstance(label, str):
        yield label.strip()
        return
    for inner in item.values():
        if isinstance(inner, dict | list):
            yield from _labels(inner)


def _skill(item: Any) -> Any:
    """A name, or an object where years or a level are said too."""
    if isinstance(item, str):
        return normalise.skill(item[:300], ColumnRule(column=""))
    name = next(iter(_labels_of(item)), "")[:300]
    years, level = first(item, *_YEARS), first(item, "level", "proficiency", "experiencelevel")
    said = {
        "years": _years(years),
        "level": level[:500] if isinstance(level, str) else None,
    }
    known = {key: value for key, value in said.items() if value is not None}
    return {"name": name, **known} if name and known else name or None


def _years(value: Any) -> float | None:
    found = re.match(r"\s*(\d{1,2}(?:\.\d)?)", str(value))
    return float(found[1]) if found and not isinstance(value, bool) else None


def _language(item: Mapping[str, Any]) -> tuple[str | None, str | None]:
    named = first(item, "language", "name", "code", "iso639code")
    level = first(item, "fluency", "level", "proficiencylevel", "proficiency", "proficiencytitle")
    if isinstance(named, dict):
        named = first(named, "iso639code", "code", "englishname", "name")
    if isinstance(level, dict):
        level = first(level, "title", "name", "label", "code")
    return (
        str(named) if isinstance(named, str) else None,
        level[:500] if isinstance(level, str) else None,
    )


def _paragraphs(cell: str) -> list[str]:
    """Pieces of work told in one cell: a paragraph each, or a line each, or what ` | ` parts."""
    if is_formula(cell.strip()):
        raise UnreadableError("a value, not a formula")
    parts = re.split(r"\n\s*\n", cell) if re.search(r"\n\s*\n", cell) else re.split(r"\n|\s\|\s", cell)
    return [part.strip() for part in parts if not is_blank(part.strip(), [])]


def _job(item: Any, *, titles_only: bool) -> Any:
    if isinstance(item, str):
        return _job_in_words(item)
    if not isinstance(item, dict):
        return None
    title = first(item, "jobtitle", "position", "title", "role", "subject")
    name = first(item, "name")
    company = first(
        item, "companyname", "company", "employer", "organization", "organisation", "entity", "client"
    )
    read = {
        "title": title if title is not None else name,
        "company": company if company is not None or title is None else name,
        "start": partial_date(first(item, "startdate", "start", "from", "starteddatetime", "startdatetime")),
        "end": partial_date(first(item, "enddate", "end", "to", "enddatetime", "completiondatetime")),
        "description": None if titles_only else _description(item),
    }
    lengths = {"title": 500, "company": 500}
    kept = {
        key: value[: lengths.get(key)]
        for key, value in read.items()
        if isinstance(value, str) and value.strip()
    }
    return kept if kept.keys() & {"title", "description"} else None


def _description(item: Mapping[str, Any]) -> str | None:
    parts: Iterable[Any] = (
        first(item, "description"),
        first(item, "summary"),
        first(item, "highlights", "achievements", "responsibilities"),
        first(item, "projectgoal"),
        first(item, "solution"),
    )
    return "\n".join(words for part in parts if (words := text(part, ""))) or None


def _job_in_words(line: str) -> Any:
    """A line with the time it speaks of as an object, so that its years count; any other as it stands."""
    spell = _SPELL.search(line[:400])
    named = _JOB.fullmatch(line[: spell.start()]) if spell else None
    if spell is None or named is None:
        return line
    read = {
        "title": named["title"].strip(),
        "company": (named["company"] or "").strip(),
        "start": partial_date(spell["start"]),
        "end": partial_date(spell["end"]),
        "description": line[spell.end() :].lstrip(" :.-–—").rstrip(),
    }
    return {key: value for key, value in read.items() if value}


def _education(item: Any) -> Any:
    if isinstance(item, str):
        return item[:500]
    read = {
        "degree": first(item, "degree", "studytype"),
        "field": first(item, "areaofstudy", "area", "field", "fieldofstudy", "major"),
        "institution": first(item, "institutionname", "institution", "school", "university"),
        "start": partial_date(first(item, "startdate", "start")),
        "end": partial_date(first(item, "enddate", "end")),
    }
    return {key: value[:500] for key, value in read.items() if isinstance(value, str)} or None


def _certification(item: Any) -> Any:
    if isinstance(item, str):
        return item[:500]
    name = first(item, "name", "title", "certificatename", "certificate", "notes")
    if isinstance(name, dict):
        name = first(name, "name", "title", "label")
    issuer = first(item, "issuer", "provider", "authority", "issuedby")
    read = {
        "name": name,
        "issuer": first(issuer, "name") if isinstance(issuer, dict) else issuer,
        "issued": partial_date(first(item, "date", "earneddate", "issued", "issuedate")),
        "expires": partial_date(first(item, "expirationdate", "expires", "expirydate")),
    }
    kept = {key: value[:500] for key, value in read.items() if isinstance(value, str) and value.strip()}
    return kept if "name" in kept else None


def _words(label: str) -> str:
    """`TOP_RATED` and `topRated` as `Top rated`; what people wrote stays."""
    label = label.strip()
    if re.fullmatch(r"[A-Z0-9]+(?:_[A-Z0-9]+)*", label) or re.fullmatch(r"[a-z]+(?:[A-Z_][a-z]+)*", label):
        apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label).replace("_", " ")
        return apart.lower().capitalize()
    return label
