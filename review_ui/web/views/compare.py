"""Two to four people of one list side by side: facts, every asked skill, and why each stands above the next.

The differences are those of the frozen shares (`models/comparison.py`); nothing is ranked anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from matching.errors import InputError, NotFound
from models.comparison import Comparison, Difference, compare
from models.renderings.sections import figure
from review_ui.web import words
from review_ui.web.views.facts import Fact, facts_of
from review_ui.web.views.rows import Row, Sources, make_row
from review_ui.web.views.sheet import Requirement, requirement_of

PLACES = ("a", "b", "c", "d")
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Slot:
    """One choice of the form: which person stands in this column; the last ones may stay empty."""

    name: str
    options: tuple[tuple[str, str, bool], ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class AskedOfAll:
    skill: str
    importance: str
    cells: tuple[Requirement | None, ...]


@dataclass(frozen=True, slots=True)
class FactOfAll:
    label: str
    beside: str | None
    values: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class GapFact:
    """One feature of both in words, with figures where the words are the same."""

    above: str
    below: str
    apart: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """One group's difference as a bar: `x` and `width` in a drawing 100 wide whose axis is at 50."""

    label: str
    direction: str
    x: float
    width: float
    exact: str
    facts: tuple[GapFact, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Why `above` stands above `below`; `level` names the groups in which nothing is between them."""

    above: str
    below: str
    because: str
    gaps: tuple[Gap, ...]
    level: str
    total: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    rows: tuple[Row, ...]
    facts: tuple[FactOfAll, ...]
    asked: tuple[AskedOfAll, ...]
    pairs: tuple[Pair, ...]
    slots: tuple[Slot, ...]


def make_side_by_side(sources: Sources, wanted: Sequence[str]) -> SideBySide:
    """The people asked for, in the order of the list; InputError for fewer than two or more than four."""
    people = _chosen(sources.document, wanted)
    rows = tuple(make_row(person, person["rank"], sources, None) for person in people)
    read = [one for one in people if one.get("reasons")]
    called = {row.person_id: row.called for row in rows}
    return SideBySide(
        rows=rows,
        facts=_facts(people, sources),
        asked=_asked(people, sources),
        pairs=tuple(_pair(compare(above, below), called) for above, below in pairwise(read)),
        slots=_slots(sources, [person["id"] for person in people]),
    )


def _chosen(document: Mapping[str, Any], wanted: Sequence[str]) -> list[dict[str, Any]]:
    chosen = list(dict.fromkeys(one for one in wanted if one))
    everybody = [{"rank": place, **one} for place, one in enumerate(document.get("candidates", ()), start=1)]
    people = [person for person in everybody if person["id"] in chosen]
    missing = [one for one in chosen if all(person["id"] != one for person in people)]
    if missing:
        raise NotFound(f"{words.listed(missing)} not on this list", hint="choose people from the shortlist")
    if not 2 <= len(people) <= len(PLACES):
        raise InputError(
            f"expected two to {len(PLACES)} different people to compare, found {len(people)}",
            hint="choose them below, or from the shortlist",
        )
    return people


def _facts(people: Sequence[Mapping[str, Any]], sources: Sources) -> tuple[FactOfAll, ...]:
    columns: list[tuple[Fact, ...]] = [
        facts_of(sources.profiles.get(person["id"], {}), sources.role, sources.now.date())
        for person in people
    ]
    return tuple(
        FactOfAll(facts[0].label, facts[0].beside, tuple(fact.value for fact in facts))
        for facts in zip(*columns, strict=True)
    )


def _asked(people: Sequence[Mapping[str, Any]], sources: Sources) -> tuple[AskedOfAll, ...]:
    found = [_requirements(person, sources) for person in people]
    named = {asked.skill: asked for column in found for asked in column.values()}
    return tuple(
        AskedOfAll(skill, asked.importance, tuple(column.get(skill) for column in found))
        for skill, asked in named.items()
    )


def _requirements(person: Mapping[str, Any], sources: Sources) -> dict[str, Requirement]:
    record = f"/requisitions/{sources.requisition.id}/candidates/{person['id']}/record"
    profile = sources.profiles.get(person["id"])
    return {
        one["skill"]: requirement_of(one, profile, record, most=1) for one in person.get("requirements", ())
    }


def _pair(comparison: Comparison, called: Mapping[str, str]) -> Pair:
    longest = max((abs(gap.difference) for gap in comparison.differences), default=0.0) or 1.0
    above, below = called[comparison.above], called[comparison.below]
    return Pair(
        above=above,
        below=below,
        because=comparison.because.capitalize() + ".",
        gaps=tuple(_gap(gap, longest) for gap in comparison.differences if abs(gap.difference) > SAME),
        level=words.listed(
            gap.label.lower() for gap in comparison.differences if abs(gap.difference) <= SAME
        ),
        total=words.signed(comparison.difference),
    )


def _gap(gap: Difference, longest: float) -> Gap:
    share = gap.difference / longest
    width = max(1.2, round(48 * abs(share), 2))
    facts = tuple(
        GapFact(
            f"{fact.above}{_number(fact.values[0], fact.unit, fact.above == fact.below)}",
            f"{fact.below}{_number(fact.values[1], fact.unit, fact.above == fact.below)}",
            fact.apart,
        )
        for fact in gap.facts
    )
    return Gap(
        label=gap.label,
        direction="up" if share > 0 else "down",
        x=50.0 if share > 0 else round(50 - width, 2),
        width=width,
        exact=words.signed(gap.difference),
        facts=facts,
    )


def _number(value: float | None, unit: str, alike: bool) -> str:
    return f" ({figure(round(value, 3))} {unit})" if alike and value is not None else ""


def _slots(sources: Sources, chosen: Sequence[str]) -> tuple[Slot, ...]:
    people = sources.document.get("candidates", ())
    rows = [make_row(person, place, sources, None) for place, person in enumerate(people, start=1)]
    return tuple(
        Slot(
            name,
            tuple(
                (
                    row.person_id,
                    f"{row.rank}. {row.called}",
                    place < len(chosen) and row.person_id == chosen[place],
                )
                for row in rows
            ),
            place >= 2,
        )
        for place, name in enumerate(PLACES)
    )
