"""Years in which somebody learned, and the names of the schools where: age and origin by another door.

Years go wherever the text tells of training; elsewhere only beside a degree or "graduated". Years of work stay: they
are what experience is counted from. Of a school's name the kind stays (`University of`, `High School`), the rest goes
where the policy says so.
"""

import re
from collections.abc import Iterator, Sequence

from features.passages import Span
from features.redaction.clues import Clues, needing
from features.redaction.masks import Mask
from features.redaction.vocabulary import PLACES, is_ordinary

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|spring|summer|fall|autumn|winter)"
_DAY = rf"(?:(?:\d{{1,2}}[ \t]{{1,3}})?{_MONTH}\.?,?[ \t]{{0,3}}(?:of[ \t])?|\d{{1,2}}[/.](?:\d{{1,2}}[/.])?)?(?<!\d)(?:19[4-9]|20[0-4])\d(?!\d)"
DATES = rf"\b{_DAY}(?:[ \t]{{0,3}}(?:-|\u2013|\u2014|to|until|/)[ \t]{{0,3}}(?:{_DAY}|\d\d(?!\d)|present|current|now|ongoing))?"
_YEARS = re.compile(
    rf"{DATES}|\b{_MONTH}\.?[ \t]['\u2019]\d\d\b|\bclass of ['\u2019]?\d\d\b",
    re.IGNORECASE,
)
_DEGREE = needing(
    re.compile(
        r"\b(?:graduated|graduating|graduation|graduate|class of|bachelor(?:['\u2019]?s)?|master(?:['\u2019]?s)? (?:of|degree|in)"
        r"|b\.?sc|b\.?a\.|b\.s\.|m\.?sc|m\.s\.|mba|ph\.?d|doctorate|b\.?tech|m\.?tech|b\.?com|b\.e\.|associate(?:['\u2019]?s)? (?:degree|of)"
        r"|diploma|ged|high school|matriculation|abitur|baccalaur\w{2,6}|a[- ]levels|hsc|ssc)\b",
    ),
    "graduated graduating graduation graduate class bachelor bachelors master masters b bsc ba m msc mba ph phd doctorate btech"
    " mtech bcom associate associates diploma ged school matriculation abitur levels hsc ssc",
    "baccalaur",
    small=True,
)
_REACH = 90

# A capitalised word, or a small one that joins two.
_NAMED = r"[A-Z\u00c0-\u00de][\w.'\u2019&-]{0,30}"
_JOINED = rf"{_NAMED}(?:[ \t](?:(?:of|the|and|at|in|de|for|&|-)[ \t]){{0,2}}{_NAMED}){{0,4}}"
_KIND = (
    r"(?:University|UNIVERSITY|College|COLLEGE|High School|HIGH SCHOOL|Secondary School|Grammar School|Preparatory School|Elementary School"
    r"|Middle School|Primary School|Business School|Law School|Medical School|Polytechnic|Institute of Technology|Universit\u00e4t|Hochschule"
    r"|Gymnasium|Lyc\u00e9e)"
)
_BEFORE_KIND = needing(
    re.compile(
        rf"(?P<name>(?:{_NAMED}[ \t]){{1,4}}){_KIND}\b(?![ \t]+(?:Hospital|Medical|Health|Press|Street|Avenue|Mall))"
    ),
    "university college school polytechnic institute universit\u00e4t hochschule gymnasium lyc\u00e9e",
)
_AFTER_KIND = needing(
    re.compile(
        r"\b(?:(?:University|UNIVERSITY|College|COLLEGE|School of Engineering)(?:,?[ \t]{1,3}(?:of|at|in|OF|AT|IN)(?:[ \t](?:the|THE))?|,)"
        r"|(?:Institute of Technology|Universidad|Universidade|Universit\u00e9|Universit\u00e0|Universit\u00e4t|Universitas|Institut|IIT|NIT|IIIT|\u00c9cole)"
        r"(?:[ \t,]{1,3}(?:of|at|in|de|du|des|della|degli|do|da|di|f\u00fcr|zu)(?:[ \t](?:the|la))?)?)"
        rf"[ \t,-]{{1,3}}(?P<name>{_JOINED})"
    ),
    "university college school institute universidad universidade universit\u00e9 universit\u00e0 universit\u00e4t universitas institut"
    " iit nit iiit \u00e9cole",
)
_YEAR = re.compile(r"\d\d")
_CLAUSE = re.compile(r"[^.;\n]{0,90}")
# A year that names a version of something.
_VERSION_OF = re.compile(
    r"(?i)\b(?:windows|office|server|excel|word|powerpoint|outlook|access|publisher|sharepoint|exchange|sql|vista|visio|dynamics"
    r"|hyper-?v|quickbooks|autocad|solidworks|revit|photoshop|acrobat|studio|creative suite|iso|ieee|ms project|microsoft project|ms|microsoft)\b[^\n:;()]{0,40}\Z"
)
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")


def find_school_years(clues: Clues, trained: Sequence[Span]) -> Iterator[Mask]:
    """Years and dates of training: in the stretches that tell of it, and beside a degree wherever that stands."""
    text = clues.text
    if not _YEAR.search(text):
        return
    for part in trained:
        for found in _YEARS.finditer(text, part.start, part.end):
            if not _VERSION_OF.search(text[max(part.start, found.start() - 60) : found.start()]):
                yield Mask(*found.span())
    for found in _DEGREE.found(clues):
        start, stop = clues.line(clues.line_at(found.start()))
        yield from _nearest(
            text,
            max(start, found.start() - _REACH),
            found.start(),
            found.end(),
            min(stop, found.end() + _REACH),
        )


def _nearest(text: str, start: int, before: int, after: int, stop: int) -> Iterator[Mask]:
    """The years right after a degree within its clause; those before it only where they begin the line."""
    clause = _CLAUSE.match(text, after, stop)
    found = _YEARS.search(text, after, clause.end() if clause else after)
    if found:
        yield Mask(*found.span())
        return
    led = _YEARS.match(text, start, before)
    if led and before - led.end() < 40:
        yield Mask(*led.span())


def find_schools(clues: Clues) -> Iterator[Mask]:
    """What makes a school's name its own, word by word; ordinary words of it stay."""
    for rule in (_BEFORE_KIND, _AFTER_KIND):
        for found in rule.found(clues):
            for word in _WORD.finditer(clues.text, *found.span("name")):
                if word.group()[0].isupper() and not _is_general(word.group()):
                    yield Mask(*word.span())


def _is_general(word: str) -> bool:
    """A place is an ordinary word elsewhere; in a school's name it is the name."""
    return is_ordinary(word) and word.casefold() not in PLACES
