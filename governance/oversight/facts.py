"""What people chose, rated and decided: one value a choice, a blind review, a run of decisions.

A fact belongs to the business unit of its request and to the month it happened in (UTC). Knows no database and no
figure: `gathering.py` reads facts from the record, `measures.py` makes figures of them.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """`month` such as `2026-03`; `reviewer` and `requisition` are ids."""

    unit: str
    month: str
    reviewer: str
    requisition: str


@dataclass(frozen=True, slots=True)
class Choice(Fact):
    """The first choice handed over for a request. `reasons`: of every change of its list and of every replacement of a choice."""

    follows: bool
    unlikely: bool
    reasons: frozenset[str]


@dataclass(frozen=True, slots=True)
class BlindReview(Fact):
    """One reviewer's marks of one list. `agreement` with the machine's order is None where every mark is the same."""

    marks: tuple[int, ...]
    agreement: float | None
    seconds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Run(Fact):
    """One reviewer's decisions on one list, and the seconds from each to the next."""

    decisions: int
    seconds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    choices: tuple[Choice, ...] = ()
    blind: tuple[BlindReview, ...] = ()
    runs: tuple[Run, ...] = ()

    def where(self, holds: Callable[[Fact], bool]) -> "Facts":
        return Facts(
            tuple(filter(holds, self.choices)),
            tuple(filter(holds, self.blind)),
            tuple(filter(holds, self.runs)),
        )

    def every(self) -> tuple[Fact, ...]:
        return (*self.choices, *self.blind, *self.runs)
