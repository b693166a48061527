"""Ways of typing that mean nothing, brought to one: marks, spaces, line ends, wrapped lines, letters that only look alike.

`settled` keeps every position (one code point in, one out), so that a place in the settled text is a place in the
original; `as_encoded` need not, and is what vectors and search see. Knows no skill and no field; `reading.py` applies both.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

# Letters of other scripts that look like a Latin one: read as such only inside a word that has Latin letters too.
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405"
    "\u03b1\u03bf\u03c1\u03bd\u03b9\u03ba\u03c5\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u0131\u0261",
    "aeopcyxijshdqwABEKMHOPCTYXIJSaopvikuABEZHIKMNOPTYXig",
)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
_LOOKALIKE = re.compile(f"[{''.join(map(chr, _LOOKALIKES))}]")

# Left out of what is encoded and searched: they show nothing and stand inside words.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]+"
)
_LOOSE = re.compile(r"[ \n]{2,}")
_COMBINING = re.compile("[\u0300-\u036f]+")
_LOOSE_LETTERS = re.compile(rf"{_LOOSE.pattern}|{_INVISIBLE.pattern}|[^\W\d_]{_COMBINING.pattern}")
_BULLET = re.compile(
    r"(?m)^([ \t]*)[-*+\u2022-\u2043\u25a0-\u25ff\u2605\u2606\u2660-\u2667\u2700-\u27bf\uf000-\uf0ff\u00b7\u00bb\u00a7](?=[ \t]+\S)"
)
_ENDS = re.compile(r"[.!?:;]['\")\]]*$")

WIDE_GAP = 3

# Where lines are shorter than this, they were not wrapped: they are items.
NARROWEST_WRAP = 40
WRAPPED_SHARE = 0.8

# Words in which a writer who used case at all would have shown it.
FEWEST_TO_TELL = 8


class _Marks(dict[int, str]):
    """One code point for each: compatibility forms, quotation marks, dashes, spaces; itself otherwise."""

    def __missing__(self, code: int) -> str:
        self[code] = form = _one_form(chr(code))
        return form


def settled(text: str) -> str:
    """The text as if typed plainly; same length, same positions."""
    text = text.replace("\r\n", " \n").translate(_MARKS)
    if not text.isascii() and _LOOKALIKE.search(text):
        text = _WORD.sub(_in_one_script, text)
    return _BULLET.sub(lambda found: found[1] + "\u2022", text)


def unwrapped(text: str) -> str:
    """Line ends inside a sentence as spaces; same length. A heading, an item or a short line keeps its end."""
    lines = text.split("\n")
    if len(lines) < 2:
        return text
    full = _is_full(lines)
    joined = [lines[0]]
    for before, line in pairwise(lines):
        joined += [" " if _goes_on(before, line, full) else "\n", line]
    return "".join(joined)


def visible(text: str) -> str:
    """Without the characters that show nothing and stand inside words."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


@dataclass(frozen=True, slots=True)
class Plain:
    """A text as if laid out in the plainest way, and the way back: `starts` of the pieces taken over, here and there."""

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]
    length: int

    def origin(self, position: int) -> int:
        """Where a place in the plain text is in the settled one; its end is the other's end."""
        if position >= len(self.text):
            return self.length
        piece = bisect_right(self.starts, position) - 1
        return self.origins[piece] + position - self.starts[piece]


def plainly(settled_text: str) -> Plain:
    """The settled text with single spaces and line ends, composed letters, and nothing invisible inside its words.

    A wide gap stays one, of three spaces: it parts columns.
    """
    text, parts, starts, origins = settled_text, [], [0], [0]
    taken = written = 0
    # Nearly all texts have neither invisible nor combining marks, and looking for them at every letter is slow.
    odd = not text.isascii() and (_INVISIBLE.search(text) or _COMBINING.search(text))
    loose = _LOOSE_LETTERS if odd else _LOOSE
    for found in loose.finditer(text):
        start, end = found.span()
        tight = _tight(found[0])
        parts.append(text[taken:start] + tight)
        written += start - taken + len(tight)
        taken = end
        starts.append(written)
        origins.append(end)
    parts.append(text[taken:])
    return Plain("".join(parts), tuple(starts), tuple(origins), len(text))


def found_through(text: str, find: Callable[[str], Iterable[tuple[int, int]]]) -> list[tuple[int, int]]:
    """The half-open spans found in the text as if nothing invisible stood inside its words, placed in the text as it is."""
    if text.isascii() or not _INVISIBLE.search(text):
        return list(find(text))
    seen = [place for place, char in enumerate(text) if not _INVISIBLE.match(char)]
    return [(seen[start], seen[end - 1] + 1) for start, end in find(visible(text))]


def caseless(text: str) -> bool:
    """Whether the writer made no use of case: small letters throughout, or capitals, in text long enough to tell."""
    return (text.islower() or text.isupper()) and len(text.split(None, FEWEST_TO_TELL)) > FEWEST_TO_TELL


def as_encoded(text: str) -> str:
    """What a vector is made of and search looks through: composed, visible, single spaces, no mark around it."""
    words = " ".join(visible(unicodedata.normalize("NFKC", text)).split())
    return words.rstrip(".,;:!?\u2026 ").lstrip("\u2022,;:!?- ")


def _tight(loose: str) -> str:
    if "\n" in loose:
        return "\n"
    if loose[0] == " ":
        return " " if len(loose) < WIDE_GAP else " " * WIDE_GAP
    if _INVISIBLE.fullmatch(loose):
        return ""
    return unicodedata.normalize("NFC", loose)


def _one_form(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\n\r\x0b\x0c\x85\u2028\u2029":
        return "\n"
    if category in ("Zs", "Cc"):
        return " "
    if category == "Pd" or character == "\u2212":
        return "-"
    if character in "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`":
        return "'"
    if category in ("Pi", "Pf") or character in "\u201e\u2033":
        return '"'
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def _in_one_script(found: re.Match[str]) -> str:
    word = found[0]
    return word.translate(_LOOKALIKES) if _LATIN.search(word) and _LOOKALIKE.search(word) else word


def _is_full(lines: list[str]) -> bool:
    """Whether the text was wrapped to a width: nearly every line that goes on had no room for the next word."""
    widest = max(len(line.rstrip()) for line in lines)
    open_ends = [(before, line) for before, line in pairwise(lines) if _may_go_on(before, line)]
    fitted = sum(
        len(before.rstrip()) + 1 + len(line.split(None, 1)[0]) > widest for before, line in open_ends
    )
    return bool(open_ends) and fitted >= WRAPPED_SHARE * len(open_ends)


def _goes_on(before: str, line: str, full: bool) -> bool:
    return _may_go_on(before, line) and (full or line.lstrip()[0].islower())


def _may_go_on(before: str, line: str) -> bool:
    before, line = before.strip(), line.strip()
    return len(before) >= NARROWEST_WRAP and bool(line) and line[0] != "\u2022" and not _ENDS.search(before)


_MARKS = _Marks()
