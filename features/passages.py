"""Text cut into passages: the unit that is encoded, and the unit a requirement is looked for in.

A passage is one or more whole lines or sentences of one field. Knows nothing of skills or vectors; `encoding.py`
makes vectors of passages, `indexing.py` keeps them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Short bullets say little alone, long paragraphs say too much at once to be near anything.
MIN_WORDS = 12
MAX_WORDS = 60

# Single words come again in any record: headings, places, "to".
FEWEST_REPEATED = 2

# White space around a mark is not taken with it: looking for its end again and again would cost the square of a long run.
_BREAK = re.compile(r"(?<=[.!?;])\s|[\n\r\u2022\u25cf\u25aa\u00b7\uf0b7|]")
_WORD = re.compile(r"\S+")
_STRUNG_ON = re.compile(r"[|,;\n\u2022\u00b7]+|\s[-/]\s|\.\s")
_NAME = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open code points `start:end` of a text."""

    start: int
    end: int


def passages(text: str, *, min_words: int = MIN_WORDS, max_words: int = MAX_WORDS) -> list[Span]:
    """Spans that cover every word of the text once, in order, cut at sentence and line ends where there are any.

    A string of items stands alone: joined to a sentence it would pass for part of it.
    """
    grouped: list[Span] = []
    open_start, open_words = 0, 0
    last_end = 0
    for piece in _pieces(text, max_words):
        count = len(_WORD.findall(text, piece.start, piece.end))
        items = is_list(text[piece.start : piece.end])
        if open_words and (items or open_words + count > max_words):
            grouped.append(Span(open_start, last_end))
            open_words = 0
        if not open_words:
            open_start = piece.start
        open_words += count
        last_end = piece.end
        if items or open_words >= min_words:
            grouped.append(Span(open_start, last_end))
            open_words = 0
    if open_words:
        grouped.append(Span(open_start, last_end))
    return grouped


def headline_parts(text: str) -> list[Span]:
    """`Payroll accountant | Xero | Sage` in its parts: what a title is, and what is strung on after it."""
    cuts = [*(cut.span() for cut in _STRUNG_ON.finditer(text)), (len(text), len(text))]
    starts = [0, *(end for _, end in cuts)]
    parts = (text[start:end] for start, (end, _) in zip(starts, cuts, strict=False))
    return [
        Span(start + len(part) - len(part.lstrip()), start + len(part.rstrip()))
        for start, part in zip(starts, parts, strict=False)
        if _NAME.search(part)
    ]


def is_list(words: str) -> bool:
    """Whether a stretch of described work is really a string of items (`Python, Django, AWS`)."""
    count = len(_NAME.findall(words))
    return count >= 4 and separators(words) > count / 2.5


def separators(words: str) -> int:
    """Marks that part the items of a list; one at the end parts nothing."""
    inside = words.rstrip(" \n.,;|/")
    return sum(inside.count(mark) for mark in ",;|/")


def without_repeats(text: str) -> str:
    """The text with every sentence or line it has said already as spaces; same length, same positions."""
    said: set[str] = set()
    kept = list(text)
    for piece in _pieces(text, MAX_WORDS):
        words = text[piece.start : piece.end].casefold().split()
        form = " ".join(words).rstrip(".;!?")
        if len(words) >= FEWEST_REPEATED and form in said:
            kept[piece.start : piece.end] = " " * (piece.end - piece.start)
        said.add(form)
    return "".join(kept)


def _pieces(text: str, max_words: int) -> Iterator[Span]:
    """Sentences and lines; one that is too long is cut at word ends."""
    start = 0
    for cut in _BREAK.finditer(text):
        yield from _within(text, start, cut.start(), max_words)
        start = cut.end()
    yield from _within(text, start, len(text), max_words)


def _within(text: str, start: int, end: int, max_words: int) -> Iterator[Span]:
    found = [match.span() for match in _WORD.finditer(text, start, end)]
    for i in range(0, len(found), max_words):
        chunk = found[i : i + max_words]
        yield Span(chunk[0][0], chunk[-1][1])
