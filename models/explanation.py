"""Contributions to reasons: one a feature group, exact, each with a sentence that states the fact.

The sign of a reason follows its contribution. A tree model may give a better value a lower part because of what else
it met; the sentence then says so rather than claim the opposite. What no field states is never claimed.
"""

from collections.abc import Sequence
from typing import Any

from features.messages import Describer, describer, render
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

Columns = list[int]


def reasons_of(
    role: Role,
    matrix: FeatureMatrix,
    contributions: FloatArray,
    rows: Sequence[int],
    *,
    combines: bool,
    grounds: Sequence[Grounds] | None = None,
) -> list[tuple[Reason, ...]]:
    """For each candidate at `rows` every group of the matrix, largest share first; together they sum to the contributions.

    `combines` says that the model weighs features in combination: where it does not, fact and sign never part. With
    `grounds`, one a row, what no field of the profile states is said to be unknown, and each reason has its evidence and
    fields.
    """
    groups, describers = _groups(matrix), [describer(spec, role) for spec in matrix.specs]
    stated: Sequence[Grounds | None] = grounds or [None] * len(rows)
    told = (
        _Told(matrix, describers, contributions[row], row, own) for row, own in zip(rows, stated, strict=True)
    )
    return [_reasons(one, groups, combines) for one in told]


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
    found: dict[str, Columns] = {}
    for column, spec in enumerate(matrix.specs):
        found.setdefault(spec.group, []).append(column)
    return list(found.items())


class _Told:
    """One candidate's row as plain values, each worked out once: what is known, and the message that says it."""

    def __init__(
        self,
        matrix: FeatureMatrix,
        describers: Sequence[Describer],
        parts: FloatArray,
        row: int,
        grounds: Grounds | None,
    ) -> None:
        self.specs, self.matrix, self.grounds = matrix.specs, matrix, grounds
        self.parts: list[float] = parts.tolist()
        self.values: list[float] = matrix.values[row].tolist()
        given: list[bool] = matrix.known[row].tolist()
        # Whether the number comes from something the profile states; a stand-in never does.
        self.known = [
            known and (grounds is None or bool(grounds.stating(spec.message)))
            for known, spec in zip(given, self.specs, strict=True)
        ]
        self.messages = [
            describe(value, known)
            for describe, value, known in zip(describers, self.values, self.known, strict=True)
        ]

    def part(self, column: int) -> Part:
        spec, (message, params) = self.specs[column], self.messages[column]
        return Part(
            feature=spec.name,
            label=spec.label,
            unit=spec.unit,
            direction=spec.direction,
            value=self.values[column],
            known=self.known[column],
            contribution=self.parts[column] + 0.0,  # -0.0 is 0.0 to a reader
            message=message,
            params=params,
        )

    def fields(self, columns: Sequence[int]) -> tuple[str, ...]:
        """The fields that these features' sentences rest on, each once."""
        if self.grounds is None:
            return ()
        messages = [self.specs[column].message for column in columns if self.known[column]]
        return tuple(dict.fromkeys(name for one in messages for name in self.grounds.stating(one)))


def _reasons(told: _Told, groups: Sequence[tuple[str, Columns]], combines: bool) -> tuple[Reason, ...]:
    found = [_reason(told, group, columns, combines) for group, columns in groups]
    return tuple(sorted(found, key=lambda reason: -abs(reason.contribution)))


def _reason(told: _Told, group: str, columns: Columns, combines: bool) -> Reason:
    contribution = sum(told.parts[column] for column in columns) + 0.0  # -0.0 is 0.0 to a reader
    leading = _leading(told, columns, contribution)
    params: dict[str, Any] = {"facts": [list(told.messages[column]) for column in leading]}
    apart = _apart(told, leading[0], contribution) if combines else None
    fields = told.fields(leading)
    if apart:
        params |= {"apart": apart, "label": told.specs[leading[0]].label}
    return Reason(
        group=group,
        label=GROUP_LABELS[group],
        contribution=contribution,
        sentence=sentence(MESSAGE, params),
        evidence=tuple(told.grounds.evidence.get(group, ())) if told.grounds and fields else (),
        message=MESSAGE,
        params=params,
        fields=fields,
        parts=tuple(told.part(column) for column in columns),
    )


def _leading(told: _Told, columns: Columns, contribution: float) -> list[int]:
    """The features worth a sentence: the largest that pulls the group's way, and a second nearly as large."""
    sign, parts = (contribution > 0) - (contribution < 0), told.parts

    def order(column: int) -> tuple[bool, float, bool, int]:
        part = parts[column] if abs(parts[column]) > NOTHING else 0.0
        return sign * part < 0, -abs(part), not told.known[column], column

    lead = min(columns, key=order)
    others = sorted((c for c in columns if c != lead and told.known[c]), key=lambda c: -abs(parts[c]))
    floor = max(SECOND_FROM * abs(parts[lead]), NOTHING)
    return [lead, *(column for column in others[:1] if abs(parts[column]) >= floor)]


def _apart(told: _Told, column: int, contribution: float) -> str | None:
    """Whether the lead fact is better than the pool's and yet the group counts against, or the other way round."""
    spec = told.specs[column]
    if not spec.direction or not told.known[column] or abs(contribution) <= NOTHING:
        return None
    ahead = spec.direction * (told.values[column] - told.matrix.means[column])
    if abs(ahead) <= SAME_WITHIN * (spec.high - spec.low):
        return None
    if ahead > 0 > contribution:
        return "adds_less"
    return "adds_more" if ahead < 0 < contribution else None
