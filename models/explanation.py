"""Contributions to reasons: one a feature group, exact, each with a sentence that states the fact.

The sign of a reason follows its contribution. A tree model may give a better value a lower part because of what else
it met; the sentence then says so rather than claim the opposite. Evidence is added later by the pipeline.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.messages import describe, render
from matching.feature_spec import GROUP_LABELS, FeatureMatrix, FloatArray
from matching.roles import Role
from matching.shortlist import Reason

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
    role: Role, matrix: FeatureMatrix, contributions: FloatArray, row: int, *, combines: bool
) -> tuple[Reason, ...]:
    """Every group of the matrix for one candidate, largest share first; together they sum to the contributions.

    `combines` says that the model weighs features in combination: where it does not, fact and sign never part.
    """
    parts = contributions[row]
    found = [
        _reason(role, matrix, parts, row, group, columns, combines) for group, columns in _groups(matrix)
    ]
    return tuple(sorted(found, key=lambda reason: -abs(reason.contribution)))


def sentence(message: str, params: dict[str, Any]) -> str:
    """The words of a frozen reason: its facts, and where fact and contribution part, that they do."""
    if message != MESSAGE:
        return render(message, params)
    facts = [render(name, said) for name, said in params["facts"]]
    if params.get("apart"):
        facts.append(_APART[params["apart"]].format(label=params["label"]))
    return " ".join(facts)


def _groups(matrix: FeatureMatrix) -> list[tuple[str, Columns]]:
    names = list(dict.fromkeys(spec.group for spec in matrix.specs))
    groups = np.array([spec.group for spec in matrix.specs])
    return [(name, np.nonzero(groups == name)[0]) for name in names]


def _reason(
    role: Role,
    matrix: FeatureMatrix,
    parts: FloatArray,
    row: int,
    group: str,
    columns: Columns,
    combines: bool,
) -> Reason:
    contribution = float(parts[columns].sum()) + 0.0  # -0.0 is 0.0 to a reader
    told = _told(matrix, parts, row, columns, contribution)
    lead = told[0]
    params: dict[str, Any] = {"facts": _facts(role, matrix, row, told)}
    apart = _apart(matrix, row, lead, contribution) if combines else None
    if apart:
        params |= {"apart": apart, "label": matrix.specs[lead].label}
    return Reason(
        group=group,
        label=GROUP_LABELS[group],
        contribution=contribution,
        sentence=sentence(MESSAGE, params),
        message=MESSAGE,
        params=params,
    )


def _told(
    matrix: FeatureMatrix, parts: FloatArray, row: int, columns: Columns, contribution: float
) -> list[int]:
    """The features worth a sentence: the largest that pulls the group's way, and a second nearly as large."""
    sign = np.sign(contribution)

    def order(column: int) -> tuple[bool, float, bool, int]:
        part = parts[column] if abs(parts[column]) > NOTHING else 0.0
        return sign * part < 0, -abs(part), not matrix.known[row, column], column

    lead = min((int(column) for column in columns), key=order)
    others = sorted(
        (int(c) for c in columns if c != lead and matrix.known[row, c]), key=lambda c: -abs(parts[c])
    )
    floor = max(SECOND_FROM * abs(parts[lead]), NOTHING)
    return [lead, *(column for column in others[:1] if abs(parts[column]) >= floor)]


def _facts(role: Role, matrix: FeatureMatrix, row: int, told: Sequence[int]) -> list[list[Any]]:
    facts: list[list[Any]] = []
    for column in told:
        message, params = describe(
            matrix.specs[column], float(matrix.values[row, column]), bool(matrix.known[row, column]), role
        )
        facts.append([message, params])
    return facts


def _apart(matrix: FeatureMatrix, row: int, column: int, contribution: float) -> str | None:
    """Whether the lead fact is better than the pool's and yet the group counts against, or the other way round."""
    spec = matrix.specs[column]
    if not spec.direction or not matrix.known[row, column] or abs(contribution) <= NOTHING:
        return None
    ahead = spec.direction * (matrix.values[row, column] - matrix.values[:, column].mean())
    if abs(ahead) <= SAME_WITHIN * (spec.high - spec.low):
        return None
    if ahead > 0 > contribution:
        return "adds_less"
    return "adds_more" if ahead < 0 < contribution else None
