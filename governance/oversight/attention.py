"""When decisions are worth a second look: a stated rule, which accuses nobody. Its numbers are in `thresholds.py`.

A good order and easy cases look the same as a stamp. Whoever reads a notice opens cases before they conclude anything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from governance.oversight.facts import Fact, Facts
from governance.oversight.measures import Figure, figures
from governance.oversight.thresholds import (
    ATTENTION_DECISIONS,
    ATTENTION_FOLLOWING,
    ATTENTION_SAME_MARK,
    ATTENTION_SECONDS,
)


@dataclass(frozen=True, slots=True)
class Attention:
    """`seconds` only of what was decided fast: the median that was under the threshold."""

    rule: Literal["fast_following", "same_mark"]
    share: Figure
    seconds: Figure | None = None


def attention(facts: Facts, enough: Callable[[Sequence[Fact]], bool]) -> tuple[Attention, ...]:
    """What the rule finds in these facts; nothing where there are not enough of them to show the figures either."""
    found = figures(facts, enough)
    return tuple(one for one in (_fast_following(facts, found), _same_mark(found)) if one is not None)


def _fast_following(facts: Facts, found: dict[str, Figure | None]) -> Attention | None:
    following, seconds = found["following"], found["blind_seconds"] or found["pause_seconds"]
    if following is None or seconds is None:
        return None
    if sum(one.decisions for one in facts.runs) < ATTENTION_DECISIONS:
        return None
    is_fast = following.value >= ATTENTION_FOLLOWING and seconds.value < ATTENTION_SECONDS
    return Attention("fast_following", following, seconds) if is_fast else None


def _same_mark(found: dict[str, Figure | None]) -> Attention | None:
    same = found["same_mark"]
    return Attention("same_mark", same) if same is not None and same.value >= ATTENTION_SAME_MARK else None
