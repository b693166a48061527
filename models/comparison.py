"""Why one person stands above another: the difference of their scores, group by group, with both facts side by side.

Reads the candidates of a shortlist document, frozen or fresh, and nothing else: the differences are those of the exact
shares, so they add up to the difference of the scores. No model is asked again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from features.messages import render
from matching.errors import Conflict

# A share of the largest difference below this reads as level.
LEVEL_BELOW = 0.02

# A group's second fact is told when its difference is at least this share of the first one's.
SECOND_FROM = 0.5

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One feature of both, in words and, where both are known, as numbers.

    `apart`: the better fact of the two has the smaller share.
    """

    feature: str
    label: str
    unit: str
    difference: float
    above: str
    below: str
    values: tuple[float | None, float | None]
    apart: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One group: the first one's share less the second one's, and the facts that make most of it."""

    group: str
    label: str
    difference: float
    facts: tuple[SideBySide, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two candidates of one list. `differences` add up to `difference`, largest in size first."""

    above: str
    below: str
    difference: float
    differences: tuple[Difference, ...]

    @property
    def sentence(self) -> str:
        """The order of the two in one sentence, naming the groups that make it."""
        return self.in_words(self.above, self.below)

    def in_words(self, above: str, below: str) -> str:
        """The sentence with what the two are called."""
        if self.difference == 0:
            return f"{above} and {below} have the same score; the order between them is by identifier."
        return f"{above} stands above {below}: {self.because}."

    @property
    def because(self) -> str:
        """`more for skills asked for; less for rate`: the largest differences each way."""
        size = max(abs(one.difference) for one in self.differences)
        more = [one.label.lower() for one in self.differences if one.difference > LEVEL_BELOW * size][:3]
        less = [one.label.lower() for one in self.differences if one.difference < -LEVEL_BELOW * size][:3]
        said = [f"more for {_listed(more)}"] if more else []
        said += [f"less for {_listed(less)}"] if less else []
        return "; ".join(said) or "the order is by identifier"


def compare(one: Document, other: Document) -> Comparison:
    """Two items of a document's `candidates`, whichever stands higher given first or second; Conflict for one without reasons."""
    for person in (one, other):
        if not person.get("reasons"):
            raise Conflict(
                f"nothing is left to compare of {person.get('id')}: their record was erased",
                hint="compare two people whose reasons can still be read",
            )
    above, below = sorted((one, other), key=lambda person: person["rank"])
    theirs = {reason["group"]: reason for reason in below["reasons"]}
    found = [_difference(reason, theirs[reason["group"]]) for reason in above["reasons"]]
    return Comparison(
        above["id"],
        below["id"],
        above["score"] - below["score"],
        tuple(sorted(found, key=lambda group: -abs(group.difference))),
    )


def _difference(mine: Document, theirs: Document) -> Difference:
    gap = mine["contribution"] - theirs["contribution"]
    return Difference(mine["group"], mine["label"], gap, _facts(mine, theirs, gap))


def _facts(mine: Document, theirs: Document, gap: float) -> tuple[SideBySide, ...]:
    """The same features of both; a list frozen before features were kept has only each one's own sentence."""
    others = {part["feature"]: part for part in theirs.get("parts", ())}
    pairs = [(part, others[part["feature"]]) for part in mine.get("parts", ()) if part["feature"] in others]
    if not pairs:
        return (
            SideBySide("", mine["label"], "", gap, mine["sentence"], theirs["sentence"], (None, None), False),
        )
    return tuple(_side_by_side(part, other) for part, other in _leading(pairs, gap))


def _leading(pairs: Sequence[tuple[Document, Document]], gap: float) -> list[tuple[Document, Document]]:
    """The pair that makes most of the gap, and a second nearly as large; what nobody states comes last."""

    def size(pair: tuple[Document, Document]) -> float:
        return abs(_gap(*pair))

    def order(pair: tuple[Document, Document]) -> tuple[bool, float, bool]:
        return _gap(*pair) * gap < 0, -size(pair), not (pair[0]["known"] or pair[1]["known"])

    first, *others = sorted(pairs, key=order)
    told = [pair for pair in sorted(others, key=size, reverse=True) if pair[0]["known"] or pair[1]["known"]]
    return [first, *(pair for pair in told[:1] if size(pair) >= SECOND_FROM * size(first) > 0)]


def _side_by_side(mine: Document, theirs: Document) -> SideBySide:
    gap = _gap(mine, theirs)
    ahead = mine["direction"] * (mine["value"] - theirs["value"])
    both = mine["known"] and theirs["known"]
    return SideBySide(
        feature=mine["feature"],
        label=mine["label"],
        unit=mine["unit"],
        difference=gap,
        above=render(mine["message"], mine["params"]),
        below=render(theirs["message"], theirs["params"]),
        values=(mine["value"] if mine["known"] else None, theirs["value"] if theirs["known"] else None),
        apart=both and ahead * gap < 0,
    )


def _gap(mine: Document, theirs: Document) -> float:
    return float(mine["contribution"] - theirs["contribution"])


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
