"""Oversight of one year by business unit, for whoever may see it: figures by unit and by month, reasons, what to look at.

Only whole months count, and only whole years are told apart: whoever looked before and after one choice, or at two
periods that overlap, could tell that choice by the difference.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from governance import access
from governance.access import Actor
from governance.database import today
from governance.oversight.attention import Attention, attention
from governance.oversight.facts import Fact, Facts
from governance.oversight.gathering import gather
from governance.oversight.measures import MEASURES, Figure, figures
from governance.oversight.thresholds import ATTENTION_MONTHS
from governance.oversight.withholding import enough, leaves_enough, parts_to_show
from matching.errors import InputError

# By measure; None is withheld, or of nothing.
Figures = Mapping[str, Figure | None]


@dataclass(frozen=True, slots=True)
class Month:
    month: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class ReasonCount:
    code: str
    cases: int


@dataclass(frozen=True, slots=True)
class Team:
    """One business unit. `reasons`: why lists and choices were changed; `other_reasons`: some were given in too few cases."""

    unit: str
    figures: Figures
    months: tuple[Month, ...]
    reasons: tuple[ReasonCount, ...]
    other_reasons: bool
    attention: tuple[Attention, ...]


@dataclass(frozen=True, slots=True)
class Oversight:
    """`months`: the whole months of `year` so far. `recent`: those that `attention` is about. `total`: None where one unit is all."""

    year: int
    years: tuple[int, ...]
    months: tuple[str, ...]
    recent: tuple[str, ...]
    teams: tuple[Team, ...]
    total: Figures | None


def oversight(session: Session, actor: Actor, *, year: int | None = None) -> Oversight:
    """The figures of a year, by default of the last whole month's."""
    on = today(session)
    access.require(actor, "oversight.read", on=on)
    chosen, months = period(on, year)
    return summarised(gather(session, actor), year=chosen, months=months, on=on)


def summarised(facts: Facts, *, year: int, months: tuple[str, ...], on: date) -> Oversight:
    """The figures of these facts as seen on that day."""
    recent = whole_months(on)[-ATTENTION_MONTHS:]
    within, lately = during(facts, months), during(facts, recent)
    units = sorted({one.unit for one in (*within.every(), *lately.every())})
    by_unit = {unit: within.where(_in_unit(unit)) for unit in units}
    return Oversight(
        year=year,
        years=years_of(facts, on),
        months=months,
        recent=recent,
        teams=tuple(_team(unit, by_unit[unit], lately.where(_in_unit(unit)), months) for unit in units),
        total=_total(within, by_unit) if len(units) > 1 else None,
    )


def period(on: date, year: int | None) -> tuple[int, tuple[str, ...]]:
    """The year, and its months that were whole by that day."""
    last = whole_months(on)[-1]
    chosen = int(last[:4]) if year is None else year
    if not 2000 <= chosen <= on.year:
        raise InputError(f"expected a year from 2000 to {on.year}, found {chosen}")
    months = (f"{chosen}-{number:02}" for number in range(1, 13))
    return chosen, tuple(month for month in months if month <= last)


def whole_months(on: date) -> tuple[str, ...]:
    """The twelve months before the one of that day, the oldest first."""
    counted = on.year * 12 + on.month - 1
    return tuple(f"{(counted - n) // 12}-{(counted - n) % 12 + 1:02}" for n in range(12, 0, -1))


def years_of(facts: Facts, on: date) -> tuple[int, ...]:
    """The years that something happened in by the end of the last whole month, the newest first."""
    last = whole_months(on)[-1]
    return tuple(sorted({int(one.month[:4]) for one in facts.every() if one.month <= last}, reverse=True))


def during(facts: Facts, months: Sequence[str]) -> Facts:
    return facts.where(lambda one: one.month in months)


def _team(unit: str, facts: Facts, recent: Facts, months: Sequence[str]) -> Team:
    found = figures(facts, enough)
    reasons, other = _reasons(facts) if found["changed"] else ((), False)
    return Team(unit, found, _trend(facts, found, months), reasons, other, attention(recent, enough))


def _trend(facts: Facts, found: Figures, months: Sequence[str]) -> tuple[Month, ...]:
    """Each measure by month, as far as months beside the year's figure tell of nobody."""
    by_month = {month: during(facts, (month,)) for month in months}
    shown = {
        name: parts_to_show({month: measure.facts(by_month[month]) for month in months})
        if found[name]
        else frozenset()
        for name, measure in MEASURES.items()
    }
    return tuple(
        Month(
            month,
            {
                name: measure.figure(by_month[month]) if month in shown[name] else None
                for name, measure in MEASURES.items()
            },
        )
        for month in months
    )


def _total(within: Facts, by_unit: Mapping[str, Facts]) -> Figures:
    """Over all units, each measure only where the units withheld cannot be told from what is left."""
    return {
        name: figure if leaves_enough(_withheld(by_unit, MEASURES[name].facts)) else None
        for name, figure in figures(within, enough).items()
    }


def _withheld(by_unit: Mapping[str, Facts], kind: Callable[[Facts], Sequence[Fact]]) -> list[Fact]:
    each = (kind(facts) for facts in by_unit.values())
    return [one for facts in each if not enough(facts) for one in facts]


def _reasons(facts: Facts) -> tuple[tuple[ReasonCount, ...], bool]:
    """How many cases each reason was given in, the commonest first; and whether some are left out, given in too few."""
    codes = {code for one in facts.choices for code in one.reasons}
    given = {code: [one for one in facts.choices if code in one.reasons] for code in codes}
    shown = parts_to_show(given)
    counts = sorted((ReasonCount(code, len(given[code])) for code in shown), key=_commonest)
    return tuple(counts), len(shown) < len(codes)


def _commonest(one: ReasonCount) -> tuple[int, str]:
    return -one.cases, one.code


def _in_unit(unit: str) -> Callable[[Fact], bool]:
    return lambda one: one.unit == unit
