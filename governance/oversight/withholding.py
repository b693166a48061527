"""Which figures would speak of too few, and which would give those away by subtraction.

The one rule: whatever is shown, and whatever is left when all that is shown is taken from its total, speaks of enough
cases and enough people, or of none.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from governance.oversight.facts import Fact
from governance.oversight.thresholds import FEWEST_CASES, FEWEST_REVIEWERS

Key = TypeVar("Key")


def enough(facts: Sequence[Fact]) -> bool:
    """Whether a figure made of these may be shown to whoever sees oversight."""
    return enough_cases(facts) and len({one.reviewer for one in facts}) >= FEWEST_REVIEWERS


def enough_cases(facts: Sequence[Fact]) -> bool:
    """Whether there are cases enough to say anything; for one reviewer, where that was approved."""
    return len({one.requisition for one in facts}) >= FEWEST_CASES


def leaves_enough(left_out: Sequence[Fact]) -> bool:
    """Whether a total may stand beside parts of which these are withheld."""
    return not left_out or enough(left_out)


def parts_to_show(parts: Mapping[Key, Sequence[Fact]]) -> frozenset[Key]:
    """The parts that may be shown beside their total: the smallest go too, until those withheld are enough together."""
    shown = {key for key, facts in parts.items() if enough(facts)}
    while shown and not leaves_enough([one for key in parts if key not in shown for one in parts[key]]):
        shown.remove(min(shown, key=lambda key: (len(parts[key]), str(key))))
    return frozenset(shown)
