"""When decisions are worth a second look: a stated rule, which accuses nobody. Its numbers are in `thresholds.py`.

A good order and easy cases look the same as a stamp. Whoever reads a notice opens cases before they conclude anything.
"""

from collections.abc import Callable, Mapping, Sequence
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
    """Which rule holds, and no figure: months that overlap a year's would give away what is withheld of it."""

    rule: Literal["fast_following", "same_mark"]


def attention(facts: Facts, enough: Callable[[Sequence[Fact]], bool]) -> tuple[Attention, ...]:
    """What the rule finds in these facts; nothing where they are not `enough` for the figures it asks."""
    found = figures(facts, enough)
    fast = (Attention("fast_following"),) if _fast_following(facts, found) else ()
    same = (Attention("same_mark"),) if _same_mark(found) else ()
    return fast + same


def _fast_following(facts: Facts, found: Mapping[str, Figure | None]) -> bool:
    following, seconds = found["following"], found["blind_seconds"] or found["pause_seconds"]
    if following is None or seconds is None:
        return False
    return (
        sum(one.decisions for one in facts.runs) >= ATTENTION_DECISIONS
        and following.value >= ATTENTION_FOLLOWING
        and seconds.value < ATTENTION_SECONDS
    )


def _same_mark(found: Mapping[str, Figure | None]) -> bool:
    same = found["same_mark"]
    return same is not None and same.value >= ATTENTION_SAME_MARK
