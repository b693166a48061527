"""How long and at what level somebody has worked, from dated experience or from what a raw text says.

Overlapping jobs count once. Knows nothing of skills; the day it is asked for comes from outside.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from matching.profiles import Experience, Profile

DAYS_A_YEAR = 365.25
UNKNOWN = float("nan")

_STATED = re.compile(
    r"(?<![\d.])(\d{1,2})(?:\.\d)?\s*\+?\s*(?:-\s*\d{1,2}\s*)?(?:years?|yrs?)\b[^.\n]{0,40}?\b(?:experience|experienced|background|expertise)",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1)
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_POINT = rf"(?:(?P<m{{0}}>{_MONTH})\.?,?\s+|(?P<n{{0}}>\d{{{{1,2}}}})/)?(?P<y{{0}}>(?:19|20)\d\d)"
_RANGE = re.compile(
    rf"{_POINT.format(1)}\s*(?:to|-|\u2013|\u2014|until|till)\s*(?:{_POINT.format(2)}|(?P<now>present|current|now|today|ongoing))",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"(?P<y>(?:19|20)\d\d)(?:-(?P<m>\d\d))?(?:-(?P<d>\d\d))?")

_LEVELS = (
    (0.0, r"intern|trainee|apprentice|student|assistant"),
    (0.25, r"junior|jr|entry[- ]level|associate"),
    (0.75, r"senior|sr|lead|experienced|specialist|supervisor"),
    (
        1.0,
        r"principal|staff engineer|architect|manager|head|director|vice president|vp|chief|cto|cfo|ceo|coo|partner",
    ),
)
_LEVEL = [(level, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for level, words in _LEVELS]
MIDDLE_LEVEL = 0.5


@dataclass(frozen=True, slots=True)
class Tenure:
    """`closed_years` worked in finished spells; `open_since`, the ordinal day an ongoing spell began, NaN for none.

    Both NaN when nothing is known.
    """

    closed_years: float
    open_since: float


def tenure(profile: Profile, text: str) -> Tenure:
    """From dated experience if there is any; else from date ranges and statements in the text."""
    spells = [
        spell for item in profile.experience if isinstance(item, Experience) and (spell := _spell(item))
    ]
    if not spells:
        spells = list(_spells_in(text))
    stated = [float(found.group(1)) for found in _STATED.finditer(text)]
    if not spells:
        return Tenure(max(stated), UNKNOWN) if stated else Tenure(UNKNOWN, UNKNOWN)
    closed, open_since = _add_up(spells)
    return Tenure(max([closed, *stated]) if open_since != open_since else closed, open_since)


def told_in(text: str) -> Iterator[tuple[int, int]]:
    """Where a text says how long somebody has worked: statements of years, ranges of dates, as half-open spans."""
    for pattern in (_STATED, _RANGE):
        yield from (found.span() for found in pattern.finditer(text))


def level_of(title: str) -> float | None:
    """Seniority a job title states, 0 (trainee) to 1 (principal, manager); None when it says nothing."""
    found = [level for level, words in _LEVEL if words.search(title)]
    return max(found) if found else None


def _spell(item: Experience) -> tuple[float, float] | None:
    start = _ordinal(item.start, first=True)
    if start is None:
        return None
    end = _ordinal(item.end, first=False)
    return (start, end if end is not None else UNKNOWN)


def _ordinal(written: str | None, *, first: bool) -> float | None:
    found = _WRITTEN.search(written or "")
    if not found:
        return None
    return _day(int(found["y"]), int(found["m"] or (1 if first else 12)), int(found["d"] or 1))


def _day(year: int, month: int, day: int) -> float:
    return float(date(year, min(max(month, 1), 12), min(max(day, 1), 28)).toordinal())


def _spells_in(text: str) -> Iterable[tuple[float, float]]:
    for found in _RANGE.finditer(text):
        start = _day(int(found["y1"]), _month(found["m1"], found["n1"], 1), 1)
        end = UNKNOWN if found["now"] else _day(int(found["y2"]), _month(found["m2"], found["n2"], 12), 1)
        if not end < start:
            yield start, end


def _month(name: str | None, number: str | None, otherwise: int) -> int:
    if name:
        return _MONTHS[name.lower()]
    return int(number) if number else otherwise


def _add_up(spells: list[tuple[float, float]]) -> tuple[float, float]:
    """Years in the union of finished spells before the earliest ongoing one, and when that began."""
    ongoing = min((start for start, end in spells if end != end), default=UNKNOWN)
    days, reached = 0.0, -1.0
    for start, end in sorted((start, end) for start, end in spells if end == end):
        stop = min(end, ongoing) if ongoing == ongoing else end
        days += max(0.0, stop - max(start, reached))
        reached = max(reached, stop)
    return days / DAYS_A_YEAR, ongoing
