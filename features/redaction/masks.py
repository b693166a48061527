"""What a rule says of a text: stretches to blank and words to write in a neutral form; and how both are applied.

Length and positions never change, and neither do line ends. Knows no rule.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NOT_A_LINE_END = re.compile(r"[^\n\r]")


@dataclass(frozen=True, slots=True)
class Mask:
    """Half-open code points `start:end`, blanked, or where `instead` is given written so and filled up with blanks."""

    start: int
    end: int
    instead: str = ""


def apply(text: str, masks: Iterable[Mask]) -> str:
    """The text with every mask applied, first come first where they overlap; same length, same lines."""
    parts, reached = [], 0
    for mask in sorted(masks, key=lambda one: (one.start, -one.end)):
        if mask.end <= reached:
            continue
        start = max(mask.start, reached)
        parts.append(text[reached:start])
        instead = mask.instead if start == mask.start else ""
        parts.append(instead + _NOT_A_LINE_END.sub(" ", text[start + len(instead) : mask.end]))
        reached = mask.end
    parts.append(text[reached:])
    return "".join(parts)
