"""What somebody calls their work: the headline, else the title of the latest work, else the first words of the text.

Looks at words as they were read (`reading.py`) and gives their place, so that what is quoted is what was counted.
"""

import re
from collections.abc import Iterator, Sequence

from features.passages import Span
from features.typography import as_encoded
from matching.profiles import TextField

MOST_WORDS = 12

_STRUNG_ON = re.compile(r"[|,;\n\u2022\u00b7]+|\s[-/]\s|\.\s")
_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"\S+")


def title_place(fields: Sequence[TextField], texts: Sequence[str]) -> tuple[int, Span] | None:
    """The number of the field and the place in it; `texts` are the fields as they were read. None without any."""
    stated = (_stated(number, texts[number]) for number, field in enumerate(fields) if _is_title(field))
    told = (_opening(number, texts[number]) for number, field in enumerate(fields) if field.path == "text")
    return next((place for places in (stated, told) for place in places if place), None)


def title_words(text: str, span: Span) -> str:
    """The title as it is encoded, from the text of its field as it was read."""
    return as_encoded(text[span.start : span.end])


def _is_title(field: TextField) -> bool:
    return field.path == "headline" or field.path.endswith("].title")


def _stated(number: int, text: str) -> tuple[int, Span] | None:
    """`Payroll accountant | Xero | Sage` is a payroll accountant: what is strung on after a title is no title."""
    parts = [span for span in _parts(text) if as_encoded(text[span.start : span.end])]
    several = (span for span in parts if " " in title_words(text, span))
    found = next(several, parts[0] if parts else None)
    return (number, found) if found else None


def _parts(text: str) -> Iterator[Span]:
    start = 0
    for mark in _STRUNG_ON.finditer(text):
        yield _trimmed(text, start, mark.start())
        start = mark.end()
    yield _trimmed(text, start, len(text))


def _opening(number: int, text: str) -> tuple[int, Span] | None:
    for line in _LINE.finditer(text):
        found = [word.span() for word in _WORD.finditer(text, *line.span()) if as_encoded(word[0])]
        if found:
            return number, Span(found[0][0], found[:MOST_WORDS][-1][1])
    return None


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return Span(start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip()))
