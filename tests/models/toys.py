"""Five features and a few rows, small enough to work out by hand; and past roles whose truth is known."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from matching.feature_spec import FeatureMatrix, FeatureSpec, FloatArray
from matching.ports import Compared
from models.training_data import JudgedRole, TrainingData, gather

SPECS = (
    FeatureSpec("met", "skills", "share", 0, 1, 1, 0, "skills.met", "asked skills shown or listed"),
    FeatureSpec(
        "shown", "skills", "share", 0, 1, 1, 0, "skills.shown", "asked skills shown in work described"
    ),
    FeatureSpec(
        "success", "delivery", "per cent", 0, 100, 1, 85, "delivery.success", "contracts that ended well"
    ),
    FeatureSpec(
        "age", "freshness", "days", 0, 1000, -1, 180, "freshness.age", "days since the record was seen"
    ),
    FeatureSpec("words", "relevance", "share", 0, 1, 0, 0, "relevance.words", "words of the request"),
)
NAMES = [spec.name for spec in SPECS]
START = datetime(2026, 1, 1, tzinfo=UTC)


def matrix(rows: Sequence[Sequence[float]], unknown: Sequence[tuple[int, str]] = ()) -> FeatureMatrix:
    """Rows in the order of SPECS; `unknown` names (row, feature) to be filled with the declared stand-in."""
    values, known = np.array(rows, np.float64).reshape(-1, len(SPECS)), np.ones((len(rows), len(SPECS)), bool)
    for row, name in unknown:
        column = NAMES.index(name)
        values[row, column], known[row, column] = SPECS[column].missing, False
    return FeatureMatrix(SPECS, values, known)


def compared(
    rows: Sequence[Sequence[float]], coverage: Sequence[Sequence[float]] | None = None, **more: object
) -> Compared:
    found = np.zeros((len(rows), 0)) if coverage is None else np.array(coverage, np.float64)
    return Compared(matrix(rows), found, **more)  # type: ignore[arg-type]


def random_values(draw: np.random.Generator, count: int) -> FloatArray:
    low, high = (np.array([getattr(spec, end) for spec in SPECS], np.float64) for end in ("low", "high"))
    return low + (high - low) * draw.random((count, len(SPECS)))


def past_roles(count: int, *, candidates: int = 10, seed: int = 0, ranks: bool = False) -> list[JudgedRole]:
    """Roles whose best candidates meet most and deliver: grade by `met + success / 100`, some facts unstated."""
    draw = np.random.default_rng(seed)
    return [_past_role(number, candidates, draw, ranks) for number in range(count)]


def past_data(count: int = 40, **options: int | bool) -> TrainingData:
    return gather(past_roles(count, **options))  # type: ignore[arg-type]


def _past_role(number: int, candidates: int, draw: np.random.Generator, ranks: bool) -> JudgedRole:
    values = random_values(draw, candidates)
    truth = values[:, 0] + values[:, 2] / 100
    grades = np.digitize(truth, np.quantile(truth, [0.4, 0.6, 0.8, 0.95]))
    known = np.ones(values.shape, bool)
    known[:, 2] = draw.random(candidates) > 0.2
    values = np.where(known, values, [spec.missing for spec in SPECS])
    shown = (draw.permutation(candidates) + 1).tolist() if ranks else None
    return JudgedRole(
        f"r{number:03}",
        START + timedelta(days=number),
        FeatureMatrix(SPECS, values, known),
        grades.tolist(),
        shown,
    )
