"""Contributions to reasons: one a feature group, exact, each with a sentence that states the fact.

The sign of a reason follows its contribution. A tree model may give a better value a lower part because of what else
it met; the sentence then says so rather than claim the opposite. What no field states is never claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.messages import describe, render
from matching.feature_spec import GROUP_LABELS, FeatureMatrix, FloatArray
from matching.ports import Grounds
from matching.roles import Role
from matching.shortlist import Part, Reason

# A group's second fact is told when its part is at least this share of the first one's.
SECOND_FROM = 0.5

# Differences from the pool smaller than this share of a feature's range are no difference.
SAME_WITHIN = 0.01

# A part smaller than this says nothing either way.
NOTHING = 1e-9

MESSAGE = "reason"
_APART = {
    "adds_less": "Stronger than this pool on {label}; in combination it adds less here.",
    "adds_more": "Weaker than this pool on {label}; in combination it counts for more here.",
}

Columns = NDArray[np.intp]


def reasons_of(
    role: Role,
    matrix: FeatureMatrix,
    contributions: FloatArray,
    row: int,
    *,
    combines: bool,
    grounds: Grounds | None = None,
) -> tuple[Reason, ...]:
    """Every group of the matrix for one candidate, largest share first; together they sum to the contributions.

    `combines` says that the model weighs features in combination: where it does not, fact and sign never part. With
    `grounds`, what no field of the profile states is said to be unknown, and each reason has its evidence and fields.
    """
    told = _Told(role, matrix, contributions[row], row, grounds)
    found = [_reason(told, group, columns, combines) for group, columns in _groups(matrix)]
    return tuple(sorted(found, key=lambda reason: -abs(reason.contribution)))


def sentence(message: str, params: dict[str, Any]) -> str:
    """The words of a frozen reason: its facts, and where fact and contribution part, that they do."""
    facts = facts_of(message, params)
    if params.get("apart"):
        facts += " " + _APART[params["apart"]].format(label=params["label"])
    return facts


def facts_of(message: str, params: dict[str, Any]) -> str:
    """The facts of a frozen reason alone, without a word on the pool."""
    if message != MESSAGE:
        return render(message, params)
    return " ".join(render(name, said) for name, said in params["facts"])


def _groups(matrix: FeatureMatrix) -> list[tuple[str, Columns]]:
    names = list(dict.fromkeys(spec.group for spec in matrix.specs))
    groups = np.array([spec.group for spec in matrix.specs])
    return [(name, np.nonzero(groups == name)[0]) for name in names]


@dataclass(frozen=True)
class _Told:
    """One candidate's row: numbers, parts, and what the profile states."""

    role: Role
    matrix: FeatureMatrix
    parts: FloatArray
    row: int
    grounds: Grounds | None

    def known(self, column: int) -> bool:
        """Whether the number comes from something the profile states; a stand-in never does."""
        stated = self.grounds is None or bool(self.grounds.stating(self.matrix.specs[column].message))
        return bool(self.matrix.known[self.row, column]) and stated

    def value(self, column: int) -> float:
        return float(self.matrix.values[self.row, column])

    def message(self, column: int) -> tuple[str, dict[str, Any]]:
        return describe(self.matrix.specs[column], self.value(column), self.known(column), self.role)

    def part(self, column: int) -> Part:
        spec = self.matrix.specs[column]
        message, params = self.message(column)
        return Part(
            feature=spec.name,
            label=spec.label,
            unit=spec.unit,
            direction=spec.direction,
            value=self.value(column),
            known=self.known(column),
            contribution=float(self.parts[column]) + 0.0,  # -0.0 is 0.0 to a reader
            message=message,
            params=params,
        )

    def fields(self, columns: Sequence[int]) -> tuple[str, ...]:
        """The fields that these features' sentences rest on, each once."""
        if self.grounds is None:
            return ()
        messages = [self.matrix.specs[column].message for column in columns if self.known(column)]
        return tuple(dict.fromkeys(name for one in messages for name in self.grounds.stating(one)))


def _reason(told: _Told, group: str, columns: Columns, combines: bool) -> Reason:
    contribution = float(told.parts[columns].sum()) + 0.0
    leading = _leading(told, columns, contribution)
    params: dict[str, Any] = {"facts": [list(told.message(column)) for column in leading]}
    apart = _apart(told, leading[0], contribution) if combines else None
    if apart:
        params |= {"apart": apart, "label": told.matrix.specs[leading[0]].label}
    return Reason(
        group=group,
        label=GROUP_LABELS[group],
        contribution=contribution,
        sentence=sentence(MESSAGE, params),
        evidence=tuple(told.grounds.evidence.get(group, ())) if told.grounds else (),
        message=MESSAGE,
        params=params,
        fields=told.fields(leading),
        parts=tuple(told.part(int(column)) for column in columns),
    )


def _leading(told: _Told, columns: Columns, contribution: float) -> list[int]:
    """The features worth a sentence: the largest that pulls the group's way, and a second nearly as large."""
    sign, parts = np.sign(contribution), told.parts

    def order(column: int) -> tuple[bool, float, bool, int]:
        part = parts[column] if abs(parts[column]) > NOTHING else 0.0
        return sign * part < 0, -abs(part), not told.known(column), column

    lead = min((int(column) for column in columns), key=order)
    others = sorted(
        (int(c) for c in columns if c != lead and told.known(int(c))), key=lambda c: -abs(parts[c])
    )
    floor = max(SECOND_FROM * abs(parts[lead]), NOTHING)
    return [lead, *(column for column in others[:1] if abs(parts[column]) >= floor)]


def _apart(told: _Told, column: int, contribution: float) -> str | None:
    """Whether the lead fact is better than the pool's and yet the group counts against, or the other way round."""
    spec = told.matrix.specs[column]
    if not spec.direction or not told.known(column) or abs(contribution) <= NOTHING:
        return None
    ahead = spec.direction * (told.value(column) - told.matrix.values[:, column].mean())
    if abs(ahead) <= SAME_WITHIN * (spec.high - spec.low):
        return None
    if ahead > 0 > contribution:
        return "adds_less"
    return "adds_more" if ahead < 0 < contribution else None
