"""What a feature is, and the matrix of them that rankers read.

A spec declares everything anyone may ask about a number: its group, unit, range, direction, what stands in when it is
missing, and the message its sentence is made from. Rankers refuse a matrix whose specs differ from those they learned.
"""

import hashlib
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import rfc8785
from numpy.typing import NDArray

Group = Literal[
    "skills", "relevance", "experience", "domain", "delivery", "responsiveness", "price", "availability", "language", "freshness"
]  # fmt: skip
Direction = Literal[-1, 0, 1]

GROUP_LABELS: dict[str, str] = {
    "skills": "Skills asked for",
    "relevance": "Words of the request",
    "experience": "Experience",
    "domain": "Line of work",
    "delivery": "Delivery record",
    "responsiveness": "Replies",
    "price": "Rate",
    "availability": "Availability",
    "language": "Languages",
    "freshness": "Freshness",
}

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FeatureSpec:
    """One declared feature.

    `direction` +1: more never lowers a score; -1: more never raises it; 0: free. `missing` is the value that stands
    in for an unknown: neutral or slightly worse, never better, so that hiding a fact cannot pay.
    """

    name: str
    group: Group
    unit: str
    low: float
    high: float
    direction: Direction
    missing: float
    message: str
    label: str


def fingerprint(specs: tuple[FeatureSpec, ...]) -> str:
    """SHA-256 over the canonical JSON of the specs: equal exactly when the features are."""
    return hashlib.sha256(rfc8785.dumps([{**asdict(spec)} for spec in specs])).hexdigest()


@dataclass(frozen=True)
class FeatureMatrix:
    """Numbers of one role's candidates.

    `values` is float64 `(n_candidates, n_features)`, free of NaN; `known` is bool of the same shape, False where the
    value is the spec's stand-in.
    """

    specs: tuple[FeatureSpec, ...]
    values: FloatArray
    known: NDArray[np.bool_] = field(repr=False)

    def __post_init__(self) -> None:
        expected = (len(self.values), len(self.specs))
        if self.values.shape != expected or self.known.shape != expected:
            raise ValueError(
                f"expected arrays of shape {expected}, found {self.values.shape} and {self.known.shape}"
            )
        if not np.isfinite(self.values).all():
            bad = sorted({self.specs[j].name for j in np.nonzero(~np.isfinite(self.values))[1]})
            raise ValueError(
                f"expected finite values, found NaN or infinity in {', '.join(bad)}; fill them from the spec"
            )

    def column(self, name: str) -> FloatArray:
        return self.values[:, [spec.name for spec in self.specs].index(name)]

    @property
    def stated(self) -> FloatArray:
        """`values` with NaN where a value only stands in."""
        return np.where(self.known, self.values, np.nan)

    @cached_property
    def means(self) -> FloatArray:
        """Each feature's mean over these candidates, float64 `(n_features,)`."""
        return self.values.mean(axis=0)

    def take(self, rows: NDArray[np.intp]) -> "FeatureMatrix":
        return FeatureMatrix(self.specs, self.values[rows], self.known[rows])
