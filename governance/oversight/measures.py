"""The figures: what each counts, of which facts, and how sure it is. Knows nobody's scope and withholds nothing."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median, quantiles
from typing import Literal

from governance.oversight.facts import Choice, Fact, Facts
from governance.oversight.thresholds import FEWEST_MARKS
from models.resampling import mean_interval

Kind = Literal["share", "agreement", "seconds"]

_Z = 1.959964  # the normal's 97.5% quantile


@dataclass(frozen=True, slots=True)
class Figure:
    """`low` and `high`: a 95% interval of a share or of a mean; of seconds, between which the middle half lies."""

    value: float
    low: float
    high: float
    cases: int


@dataclass(frozen=True, slots=True)
class Measure:
    """`facts`: those it is made of. Only they count when it is asked whether a figure speaks of enough."""

    kind: Kind
    facts: Callable[[Facts], Sequence[Fact]]
    figure: Callable[[Facts], Figure]


def tau_b(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """Kendall's tau-b of two gradings of the same people: 1 the same order, 0 none, -1 the opposite; tied pairs taken out.

    tau-b = (C - D) / sqrt((n0 - n1)(n0 - n2)), with C pairs that agree, D that disagree, n0 = n(n - 1)/2, n1 and n2 the pairs
    tied in either (Kendall 1945). None where one of the two ties everybody: it has no order to agree with.
    """
    signs = [
        (_sign(ours[i] - ours[j]), _sign(theirs[i] - theirs[j])) for i, j in combinations(range(len(ours)), 2)
    ]
    untied = sum(mine != 0 for mine, _ in signs) * sum(other != 0 for _, other in signs)
    return sum(mine * other for mine, other in signs) / math.sqrt(untied) if untied else None


def share(hits: int, cases: int) -> Figure:
    """hits / cases, with Wilson's 95% score interval, which stays within 0 and 1 and holds for few cases (Wilson 1927)."""
    part, over = hits / cases, 1 + _Z**2 / cases
    middle = (part + _Z**2 / (2 * cases)) / over
    reach = _Z / over * math.sqrt(part * (1 - part) / cases + _Z**2 / (4 * cases**2))
    # Rounding must not leave 0 or 1 outside their own interval.
    return Figure(part, max(0.0, min(part, middle - reach)), min(1.0, max(part, middle + reach)), cases)


def middle(seconds: Sequence[float], cases: int) -> Figure:
    """The median of the seconds, with the quartiles."""
    if len(seconds) == 1:
        return Figure(seconds[0], seconds[0], seconds[0], cases)
    low, _, high = quantiles(seconds, n=4, method="inclusive")
    return Figure(median(seconds), low, high, cases)


def figures(facts: Facts, enough: Callable[[Sequence[Fact]], bool]) -> dict[str, Figure | None]:
    """Every measure of these facts; None where they are not `enough` for it."""
    return {
        name: measure.figure(facts) if enough(measure.facts(facts)) else None
        for name, measure in MEASURES.items()
    }


def _choices(facts: Facts) -> Sequence[Choice]:
    return facts.choices


def _of_choices(holds: Callable[[Choice], bool]) -> Measure:
    return Measure("share", _choices, lambda facts: share(sum(map(holds, facts.choices)), len(facts.choices)))


def _agreement(facts: Facts) -> Figure:
    found = [one.agreement for one in facts.blind if one.agreement is not None]
    sure = mean_interval(found)
    return Figure(sure.mean, sure.low, sure.high, len(found))


def _same_mark(facts: Facts) -> Figure:
    reviews = [one for one in facts.blind if len(one.marks) >= FEWEST_MARKS]
    return share(sum(len(set(one.marks)) == 1 for one in reviews), len(reviews))


def _blind_seconds(facts: Facts) -> Figure:
    timed = [one for one in facts.blind if one.seconds]
    return middle([second for one in timed for second in one.seconds], len(timed))


def _pause_seconds(facts: Facts) -> Figure:
    timed = [one for one in facts.runs if one.seconds]
    return middle([second for one in timed for second in one.seconds], len(timed))


MEASURES: Mapping[str, Measure] = {
    "following": _of_choices(lambda one: one.follows),
    "changed": _of_choices(lambda one: bool(one.reasons)),
    "unlikely": _of_choices(lambda one: one.unlikely),
    "agreement": Measure(
        "agreement", lambda facts: [one for one in facts.blind if one.agreement is not None], _agreement
    ),
    "same_mark": Measure(
        "share", lambda facts: [one for one in facts.blind if len(one.marks) >= FEWEST_MARKS], _same_mark
    ),
    "blind_seconds": Measure(
        "seconds", lambda facts: [one for one in facts.blind if one.seconds], _blind_seconds
    ),
    "pause_seconds": Measure(
        "seconds", lambda facts: [one for one in facts.runs if one.seconds], _pause_seconds
    ),
}


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
