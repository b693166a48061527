"""What a reader of a document can see, and how it is told: colours too alike, letters too small, words worth a notice.

Knows no file kind; `pdf_text.py` and `docx_text.py` ask it. Whatever nobody can see earns nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Letters below this height are a grey line at best.
MIN_POINTS = 2.0
# WCAG asks 4.5 of text that is easy to read; below this nobody reads it at all.
MIN_CONTRAST = 1.2
WHITE = (1.0, 1.0, 1.0)
MAX_CHARACTERS = 1_000_000

Colour = tuple[float, float, float]

_WORD = re.compile(r"[^\W\d_]{3,}")
# Characters that show nothing: controls, zero-width and bidirectional marks, and the tag characters that spell ASCII unseen.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_TAGS = re.compile(r"[\U000e0020-\U000e007e]{3,}")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00a0": " "}
)


@dataclass(frozen=True, slots=True)
class SeenText:
    """The words a reader sees, where they stand (`pages 1 to 3`), and whether there are words that nobody sees."""

    text: str
    where: str
    hides: bool


class TooMuchError(Exception):
    """A document that asks for more work than any CV does; its words are what was found."""


def seen_text(parts: Sequence[str], hidden: Sequence[str], where: str) -> SeenText:
    """The parts cleaned and joined; `hidden` are stretches that were left out of them."""
    raw = "\n".join(parts)
    hides = any(_WORD.search(stretch) for stretch in hidden) or bool(_TAGS.search(raw))
    text = _UNSEEN.sub("", raw.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")).translate(
        _LIGATURES
    )
    lines = (line.rstrip() for line in text.split("\n"))
    return SeenText(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), where, hides)


def has_words(text: str) -> bool:
    return _WORD.search(text) is not None


def too_alike(one: Colour, other: Colour) -> bool:
    """Whether text of one colour on the other cannot be told from it: contrast (L1 + 0.05) / (L2 + 0.05), 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05) < MIN_CONTRAST and _distance(one, other) < 0.25


def from_hex(written: str) -> Colour | None:
    """`FFFFFF` and `#fff` as red, green, blue from 0 to 1."""
    digits = written.strip().lstrip("#")
    if re.fullmatch(r"[0-9a-fA-F]{3}", digits):
        digits = "".join(2 * digit for digit in digits)
    if not re.fullmatch(r"[0-9a-fA-F]{6}", digits):
        return None
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    """Relative luminance of sRGB, 0 (black) to 1 (white)."""
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _distance(one: Colour, other: Colour) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
