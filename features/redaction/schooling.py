"""Years in which somebody learned, and the names of the schools where: age and origin by another door.

Years go wherever the text tells of training; elsewhere only beside a degree or "graduated". Years of work stay: they
are what experience is counted from. Of a school's name the kind stays (`University of`, `High School`), the rest goes
where the policy says so.
"""

import re
from collections.abc import Iterator, Sequence

from features.redaction.masks import Mask
from features.redaction.vocabulary import PLACES, is_ordinary
from features.sections import Stretch

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|spring|summer|fall|autumn|winter)"
_DAY = rf"(?:(?:\d{{1,2}}[ \t]{{1,3}})?{_MONTH}\.?,?[ \t]{{0,3}}(?:of[ \t])?|\d{{1,2}}[/.](?:\d{{1,2}}[/.])?)?(?<!\d)(?:19[4-9]|20[0-4])\d(?!\d)"
DATES = rf"\b{_DAY}(?:[ \t]{{0,3}}(?:-|\u2013|\u2014|to|until|/)[ \t]{{0,3}}(?:{_DAY}|\d\d(?!\d)|present|current|now|ongoing))?"
_YEARS = re.compile(
    rf"{DATES}|\b{_MONTH}\.?[ \t]['\u2019]\d\d\b|\bclass of ['\u2019]?\d\d\b",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"\b(?:graduated|graduating|graduation|graduate|class of|bachelor(?:['\u2019]?s)?|master(?:['\u2019]?s)? (?:of|degree|in)|b\.?sc|b\.?a\.|b\.?s\.|m\.?sc|m\.?s\.|mba|ph\.?d|doctorate|b\.?tech|m\.?tech|b\.?com|b\.?e\."
    r"|associate(?:['\u2019]?s)? (?:degree|of)|diploma|ged|high school|matriculation|abitur|baccalaur\w{2,6}|a[- ]levels|hsc|ssc)\b",
    re.IGNORECASE,
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
_BEFORE_KIND = re.compile(
    rf"(?P<name>(?:{_NAMED}[ \t]){{1,4}}){_KIND}\b(?![ \t]+(?:Hospital|Medical|Health|Press|Street|Avenue|Mall))"
)
_AFTER_KIND = re.compile(
    r"\b(?:(?:University|UNIVERSITY|College|COLLEGE|School of Engineering)(?:,?[ \t]{1,3}(?:of|at|in|OF|AT|IN)(?:[ \t](?:the|THE))?|,)"
    r"|(?:Institute of Technology|Universidad|Universidade|Universit\u00e9|Universit\u00e0|Universit\u00e4t|Universitas|Institut|IIT|NIT|IIIT|\u00c9cole)"
    r"(?:[ \t,]{1,3}(?:of|at|in|de|du|des|della|degli|do|da|di|f\u00fcr|zu)(?:[ \t](?:the|la))?)?)"
    rf"[ \t,-]{{1,3}}(?P<name>{_JOINED})"
)
# A year that names a version of something.
_VERSION_OF = re.compile(
    r"(?i)\b(?:windows|office|server|excel|word|powerpoint|outlook|access|publisher|sharepoint|exchange|sql|vista|visio|dynamics"
    r"|hyper-?v|quickbooks|autocad|solidworks|revit|photoshop|acrobat|studio|creative suite|iso|ieee|ms project|microsoft project|ms|microsoft)\b[^\n:;()]{0,40}\Z"
)
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")


def find_school_years(text: str, parts: Sequence[Stretch]) -> Iterator[Mask]:
    """Years and dates of training. `parts` are the field's stretches in order."""
    for part in parts:
        if part.telling == "training":
            for found in _YEARS.finditer(text, part.span.start, part.span.end):
                if not _VERSION_OF.search(text[max(part.span.start, found.start() - 60) : found.start()]):
                    yield Mask(*found.span())
    for found in _DEGREE.finditer(text):
        start = max(0, found.start() - _REACH)
        line_start = text.rfind("\n", start, found.start()) + 1 or start
        line_end = text.find("\n", found.end(), found.end() + _REACH)
        stop = line_end if line_end >= 0 else min(len(text), found.end() + _REACH)
        yield from _nearest(text, line_start, found.start(), found.end(), stop)


def _nearest(text: str, start: int, before: int, after: int, stop: int) -> Iterator[Mask]:
    """The years right after a degree within its clause; those before it only where they begin the line."""
    clause = re.compile(r"[^.;\n]{0,90}").match(text, after, stop)
    found = _YEARS.search(text, after, clause.end() if clause else after)
    if found:
        yield Mask(*found.span())
        return
    led = _YEARS.match(text, start, before)
    if led and before - led.end() < 40:
        yield Mask(*led.span())


def find_schools(text: str) -> Iterator[Mask]:
    """What makes a school's name its own, word by word; ordinary words of it stay."""
    for pattern in (_BEFORE_KIND, _AFTER_KIND):
        for found in pattern.finditer(text):
            for word in _WORD.finditer(text, *found.span("name")):
                if word.group()[0].isupper() and not _is_general(word.group()):
                    yield Mask(*word.span())


def _is_general(word: str) -> bool:
    """A place is an ordinary word elsewhere; in a school's name it is the name."""
    return is_ordinary(word) and word.casefold() not in PLACES
