"""A band in words - strong, partial, weak - from how far a candidate meets what was asked.

A band is no probability. It reads coverage of the requirements, must-haves at double weight; for a role that names no
skill it reads the nearest thing to relevance that is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.feature_spec import FeatureMatrix, FloatArray
from matching.ports import Compared
from matching.shortlist import Fit

MUST_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Lowest value of a strong and of a partial fit."""

    strong: float
    partial: float

    def band(self, value: float) -> Fit:
        return "strong" if value >= self.strong else "partial" if value >= self.partial else "weak"


@dataclass(frozen=True, slots=True)
class FitBands:
    """Thresholds on coverage, and on the features that stand in for it, first one known first."""

    coverage: Thresholds = Thresholds(0.65, 0.30)
    relevance: tuple[tuple[str, Thresholds], ...] = (
        ("passage_nearness", Thresholds(0.60, 0.45)),
        ("request_words", Thresholds(0.30, 0.12)),
    )

    def of(self, compared: Compared) -> list[Fit]:
        if compared.coverage.shape[1]:
            return [self.coverage.band(value) for value in weighted_coverage(compared)]
        return [self._by_relevance(compared.matrix, row) for row in range(len(compared.matrix.values))]

    def _by_relevance(self, matrix: FeatureMatrix, row: int) -> Fit:
        columns = {spec.name: column for column, spec in enumerate(matrix.specs)}
        for name, thresholds in self.relevance:
            column = columns.get(name)
            if column is not None and matrix.known[row, column]:
                return thresholds.band(float(matrix.values[row, column]))
        return "weak"

    def as_dict(self) -> dict[str, Any]:
        relevance = [
            {"feature": name, "strong": at.strong, "partial": at.partial} for name, at in self.relevance
        ]
        return {
            "coverage": {"strong": self.coverage.strong, "partial": self.coverage.partial},
            "relevance": relevance,
        }

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "FitBands":
        relevance = tuple(
            (each["feature"], Thresholds(each["strong"], each["partial"])) for each in said["relevance"]
        )
        return cls(Thresholds(**said["coverage"]), relevance)


def weighted_coverage(compared: Compared) -> FloatArray:
    """Mean coverage of the requirements, must-haves counted twice, float64 `(n,)` in 0..1."""
    weights = (
        np.where(compared.must, MUST_WEIGHT, 1.0)
        if compared.must is not None
        else np.ones(compared.coverage.shape[1])
    )
    return np.asarray(compared.coverage @ weights / weights.sum())
