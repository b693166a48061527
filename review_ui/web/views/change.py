"""What would change a place, as pages show it: proved proposals, what does not help, which goals there are."""

from dataclasses import dataclass
from urllib.parse import urlencode

from models.counterfactual import NEVER_ASKED, WhatWouldChange

GOALS = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Goal:
    k: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """One way: its changes in words, and the place it was proved to reach."""

    changes: tuple[str, ...]
    rank: int


@dataclass(frozen=True, slots=True)
class Tried:
    change: str
    rank: int | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    sentence: str
    k: int
    already: bool
    proposals: tuple[Offered, ...]
    no_help: tuple[Tried, ...]
    never: tuple[str, ...]
    goals: tuple[Goal, ...]


def aim(rank: int) -> int:
    """The nearest goal that somebody at this place has not reached; the first place for whoever holds it."""
    return max((goal for goal in GOALS if goal < rank), default=1)


def make_change(found: WhatWouldChange, address: str, query: dict[str, str]) -> ChangeView:
    return ChangeView(
        sentence=found.sentence,
        k=found.k,
        already=found.already,
        proposals=tuple(
            Offered(tuple(change.sentence for change in proposal.changes), proposal.rank)
            for proposal in found.proposals
        ),
        no_help=tuple(Tried(end.change.sentence, end.rank) for end in found.no_help),
        never=NEVER_ASKED,
        goals=tuple(
            Goal(goal, f"{address}?{urlencode({**query, 'k': goal})}", goal == found.k)
            for goal in GOALS
            if found.rank is None or goal < found.rank or goal == found.k
        ),
    )
