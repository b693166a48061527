"""Cells as people fill them (`USD 100`, `84%`, `Y`, `31.12.2026`) to values, or a plain word why not.

Each function takes the trimmed text of one cell and gives a value or raises `UnreadableError`; what is ambiguous is
unreadable, never guessed. Knows no rows and no files.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from matching.codes import country_code, currency_names, language_code
from matching.sources.port import ColumnRule

BLANK = frozenset(
    {"", "-", "--", "n/a", "na", "nan", "null", "none", "nil", "?", "unknown", "not available", "tbd", "#n/a"}
)
YES = frozenset({"y", "yes", "true", "t", "1", "1.0", "x"})
NO = frozenset({"n", "no", "false", "f", "0", "0.0"})
CURRENCY_SIGNS = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD",
    "R$": "BRL", "€": "EUR", "£": "GBP", "₹": "INR", "¥": "JPY", "₩": "KRW", "₺": "TRY", "₽": "RUB", "₴": "UAH",
    "₪": "ILS", "₫": "VND", "₱": "PHP", "zł": "PLN", "Kč": "CZK",
}  # fmt: skip
DOLLARS = frozenset({"USD", "AUD", "CAD", "NZD", "HKD", "SGD"})

_FORMULA = re.compile(r"^=\s*[\w$(+\-]|^@[A-Za-z]+[\d(]|^[+\-][A-Za-z]{2,}[\w.]*\(")
_PER = {
    "hour": re.compile(r"\s*(?:/|per|an)\s*(?:h|hr|hrs|hour)\.?\s*$|\s*p\.?h\.?\s*$", re.IGNORECASE),
    "day": re.compile(r"\s*(?:/|per|a)\s*(?:d|day)\.?\s*$", re.IGNORECASE),
    "week": re.compile(r"\s*(?:/|per|a)\s*(?:w|wk|week)\.?\s*$", re.IGNORECASE),
}
_LONGEST_PART = 120
DAY_HOURS, WEEK_HOURS = 8, 40
_HOURS_OF = {"hour": 1, "day": DAY_HOURS, "week": WEEK_HOURS}
_RANGE = re.compile(r"(.*\d)\s*(?:-|–|—|to)\s*(\D*\d.*)", re.IGNORECASE)
_LEVEL = re.compile(r"([^():]+?)\s*(?:[:(]|\s[-–—]\s)\s*([^()]{1,60}?)\s*\)?")
_YEARS = re.compile(
    r"(.+?)\s*[-–—:(,]?\s*(\d{1,2}(?:\.\d)?)\s*\+?\s*(?:years?|yrs?|y)\.?\s*\)?", re.IGNORECASE
)
_DURATION = re.compile(
    r"(\d+(?:[.,]\d+)?|\ban?)\s*(minutes?|mins?|hours?|hrs?|h|days?|weeks?)\b", re.IGNORECASE
)
_HOURS_IN = {"m": 1 / 60, "h": 1.0, "d": 24.0, "w": 168.0}
_WEEKS = {
    "full time": 40.0, "fulltime": 40.0, "part time": 20.0, "parttime": 20.0,
    "as needed": None, "as needed open to offers": None, "open to offers": None, "hourly": None, "none": None,
}  # fmt: skip
_A_WEEK = re.compile(
    r"\s*(?:hours?|hrs?|h)?\s*(?:/|per|a)?\s*(?:week|wk)\s*$|\s*(?:hours?|hrs?|h)\s*$", re.IGNORECASE
)
_STARS = re.compile(
    r"(\d(?:[.,]\d+)?)\s*(?:/\s*5(?:\.0)?|out of 5)?\s*(?:stars?)?\s*(?:\([^()]*\))?", re.IGNORECASE
)
_COUNT = re.compile(
    r"\(\s*([\d.,' ]+k?\+?)[^()]*\)|^([\d.,' ]+k?\+?)\s*(?:reviews?|ratings?|feedbacks?|votes?)",
    re.IGNORECASE,
)
_MONTHS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y")


class UnreadableError(Exception):
    """A cell that is not what it should be; its words are what was expected."""


def is_blank(cell: str, extra: list[str]) -> bool:
    return cell.casefold() in BLANK or cell in extra


def is_formula(cell: str) -> bool:
    """A spreadsheet formula left as text: never computed, and never passed on to somebody's spreadsheet."""
    return bool(_FORMULA.match(cell))


def text(cell: str, _rule: ColumnRule) -> str:
    return cell


def number(cell: str, rule: ColumnRule) -> float:
    """`1,234.50`, `1'234`, `12k`, `40+`; a range only if the rule says which end."""
    found = _RANGE.fullmatch(cell)
    if found:
        return _of_range(number(found[1], rule), number(found[2], rule), rule)
    plain = re.sub(r"[\s\u00a0\u202f'’_]", "", cell.rstrip("+"))
    thousand = plain[-1:] in "kK" and len(plain) > 1
    value = _decimal(plain[:-1] if thousand else plain, rule.decimal)
    return value * (1_000 if thousand else 1) * rule.scale


def percent(cell: str, rule: ColumnRule) -> float:
    """`84%`, `84 %` or `84`; between 0 and 100. Shares of one need `scale: 100`."""
    value = number(cell.removesuffix("%").rstrip(), rule)
    if not 0 <= value <= 100:
        raise UnreadableError("a percentage from 0 to 100")
    return value


def money(cell: str, rule: ColumnRule) -> dict[str, Any]:
    """`USD 100`, `$40`, `85,50 €/h`: an amount an hour, or what the rule says it is for. A bare number needs its currency."""
    amount, currency = _split_currency(_PER[rule.per].sub("", cell))
    if re.search(r"[A-Za-z/]", amount.rstrip("kK")) and not re.search(r"\bto\b", amount):
        raise UnreadableError("an amount an hour such as USD 85.50")
    if currency == "$":
        currency = rule.currency if rule.currency in DOLLARS else "USD"
    currency = currency or rule.currency
    if currency is None:
        raise UnreadableError("an amount with its currency (or `currency` in the map)")
    value = number(re.sub(r"(?<=\d)\s*(-|to|–)\s*[^\d.,]+(?=\d)", r"\1", amount), rule)
    if value < 0:
        raise UnreadableError("an amount that is not negative")
    return {"amount": round(value / _HOURS_OF[rule.per], 4), "currency": currency}


def country(cell: str, _rule: ColumnRule) -> str:
    """A name or code, or a place that ends in a country's name (`Lisbon, Portugal`)."""
    place, comma, last = cell.rpartition(",")
    code = country_code(cell)
    if code is None and comma and place.strip() and _names_no_state(last.strip()):
        code = country_code(last)
    if code is None:
        raise UnreadableError("a country or its ISO code")
    return code


def language(cell: str, _rule: ColumnRule) -> str:
    code = language_code(cell)
    if code is None:
        raise UnreadableError("a language or its ISO code")
    return code


def spoken(cell: str, rule: ColumnRule) -> str | dict[str, str]:
    """A language, with the level behind it if one is said: `English (Fluent)`, `German - B2`."""
    found = _LEVEL.fullmatch(cell[:_LONGEST_PART])
    if found is None or language_code(cell) is not None:
        return language(cell, rule)
    return {"code": language(found[1].strip(), rule), "level": found[2].strip()}


def skill(cell: str, _rule: ColumnRule) -> str | dict[str, Any]:
    """A skill, with its years if they are said: `Python (8 years)`, `Go - 3 yrs`."""
    found = _YEARS.fullmatch(cell) if len(cell) <= _LONGEST_PART else None
    return {"name": found[1].strip(), "years": float(found[2])} if found and float(found[2]) <= 80 else cell


def duration(cell: str, rule: ColumnRule) -> float:
    """Hours: `1 hour`, `30 minutes`, `within a day`, `Soon (12 hours)`; a bare number is hours."""
    found = _DURATION.search(cell)
    if found is None:
        return number(cell, rule)
    amount = 1.0 if found[1].casefold() in ("a", "an") else number(found[1], rule)
    return round(amount * _HOURS_IN[found[2][0].casefold()], 4)


def week(cell: str, rule: ColumnRule) -> float | None:
    """Hours a week: `30`, `Full-time`, `More than 30 hrs/week`. The most that the words allow, so that no gate leaves
    out somebody who might do; None where they bind to nothing (`as needed`)."""
    folded = " ".join(cell.casefold().replace("-", " ").split())
    if folded in _WEEKS:
        return _WEEKS[folded]
    bare = _A_WEEK.sub("", folded).strip()
    more = re.fullmatch(r"(?:more than|over|at least) (\d+)|(\d+) ?\+", bare)
    if more:
        return max(float(WEEK_HOURS), float(more[1] or more[2]))
    less = re.fullmatch(r"(?:less than|under|up to|at most) (\d+)", bare)
    return float(less[1]) if less else number(_A_WEEK.sub("", cell).strip(), rule)


def stars(cell: str, rule: ColumnRule) -> float:
    """An average of ratings up to 5: `4.9`, `4.9/5`, `4.9 (213)`."""
    found = _STARS.fullmatch(cell)
    if found is None:
        raise UnreadableError("an average of ratings, 0 to 5")
    return number(found[1], rule)


def count(cell: str, rule: ColumnRule) -> float:
    """How many ratings: `213`, `213 reviews`, `4.9 (213)`, `1k+`."""
    found = _COUNT.search(cell)
    value = number(found[1] or found[2], rule) if found else number(cell, rule)
    if not value.is_integer():
        raise UnreadableError("a whole number")
    return value


def day(cell: str, rule: ColumnRule) -> str:
    """ISO, `31.12.2026`, `31 December 2026`; `03/04/2026` could be either and needs the rule's format."""
    if rule.format:
        return _strptime(cell, [rule.format])
    iso = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.+Z]*)?", cell)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    short = re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", cell)
    if not short:
        return _strptime(cell, list(_MONTHS))
    first, second, year = int(short[1]), int(short[3]), int(short[4])
    if short[2] == "." or first > 12 or first == second:
        return _day(year, second, first)
    if second > 12:
        return _day(year, first, second)
    raise UnreadableError("a date that can be read one way only (or `format` in the map)")


def boolean(cell: str, _rule: ColumnRule) -> bool:
    folded = cell.casefold()
    if folded in YES or folded in NO:
        return folded in YES
    raise UnreadableError("yes or no")


def items(cell: str, rule: ColumnRule) -> list[Any]:
    """The parts between separators, each read as `of` says, without repeats."""
    parts = cell.split(rule.separator) if rule.separator else split(cell)
    read = spoken if rule.of == "language" else TRANSFORMS[rule.of]
    return once(read(part.strip(), rule) for part in parts if not is_blank(part.strip(), rule.blank))


def once(found: Iterable[Any]) -> list[Any]:
    """Without repeats, in order."""
    return list({repr(item): item for item in found}.values())


TRANSFORMS: dict[str, Callable[[str, ColumnRule], Any]] = {
    "text": text,
    "number": number,
    "percent": percent,
    "money": money,
    "country": country,
    "language": language,
    "date": day,
    "boolean": boolean,
    "list": items,
    "duration": duration,
    "week": week,
    "stars": stars,
    "count": count,
    "skill": skill,
}


def split(cell: str) -> list[str]:
    """Split at `;`, `|`, line breaks, and at commas outside brackets."""
    parts, begin, depth = [], 0, 0
    for at, mark in enumerate(cell):
        if mark in "()":
            depth = max(0, depth + (1 if mark == "(" else -1))
        elif mark in ";|\n" or (mark == "," and depth == 0):
            parts.append(cell[begin:at])
            begin = at + 1
    return [*parts, cell[begin:]]


def _names_no_state(last: str) -> bool:
    """`CA` is California as often as Canada, and Georgia is a state too."""
    return (len(last) > 3 or last.upper() in ("USA", "UK", "UAE")) and last.casefold() != "georgia"


def _of_range(low: float, high: float, rule: ColumnRule) -> float:
    if rule.range == "refuse" or low > high:
        raise UnreadableError("one number (or `range` in the map: low, middle or high)")
    return {"low": low, "high": high, "middle": (low + high) / 2}[rule.range]


def _decimal(plain: str, mark: str) -> float:
    """A number whose decimal mark is declared; the other mark separates thousands and only where those can stand."""
    other = "," if mark == "." else "."
    if other in plain:
        if re.fullmatch(rf"[+-]?\d{{1,3}}(?:\{other}\d{{3}})+(?:\{mark}\d*)?", plain):
            plain = plain.replace(other, "")
        elif re.fullmatch(rf"[+-]?\d+\{other}\d{{1,2}}", plain):
            plain = plain.replace(other, mark)
        elif re.fullmatch(rf"[+-]?\d{{1,3}}(?:\{mark}\d{{3}})+\{other}\d{{1,2}}", plain):
            plain = plain.replace(mark, "").replace(other, mark)
    if not re.fullmatch(rf"[+-]?(?:\d+(?:\{mark}\d*)?|\{mark}\d+)", plain) or len(plain) > 30:
        raise UnreadableError("a number")
    return float(plain.replace(mark, "."))


def _split_currency(cell: str) -> tuple[str, str | None]:
    code = re.search(r"(?<![A-Za-z])([A-Za-z]{3})(?![A-Za-z])", cell)
    if code and code[1].upper() in currency_names():
        return cell.replace(code[1], "", 1).replace("$", "").strip(), code[1].upper()
    for sign, currency in CURRENCY_SIGNS.items():
        if sign in cell:
            return cell.replace(sign, "").strip(), currency
    return (cell.replace("$", "").strip(), "$") if "$" in cell else (cell.strip(), None)


def _strptime(cell: str, formats: list[str]) -> str:
    for pattern in formats:
        try:
            return datetime.strptime(cell, pattern).date().isoformat()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise UnreadableError(f"a date like {formats[0]}" if len(formats) == 1 else "a date such as 2026-03-31")


def _day(year: int, month: int, number_: int) -> str:
    try:
        return date(year, month, number_).isoformat()
    except ValueError:
        raise UnreadableError("a day that the calendar has") from None
