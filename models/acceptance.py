"""What a trained model must show before anybody may propose it: each gate has a figure and a verdict.

    monotone   a better value of a directed feature never lowers a score: 10,000 perturbations, no violation
    hiding     nobody who states the average does better by leaving it out, and at most a quarter would gain by hiding
    champion   against the model in service, on the same later roles, the difference's lower end is at least -0.01

The verdicts are written into the bundle. Whether one may serve all the same is decided by people, in `governance`.
"""

from dataclasses import asdict, dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.feature_spec import FeatureSpec, FloatArray
from models.resampling import Interval

PERTURBATIONS = 10_000
CHAMPION_MARGIN = -0.01
GAIN_SHARE = 0.25

# A quartile of fewer stated values than this is chance.
FEWEST_STATED = 40

# Scores closer than this are equal.
EQUAL_WITHIN = 1e-9

BoolArray = NDArray[np.bool_]


class RawScorer(Protocol):
    @property
    def specs(self) -> tuple[FeatureSpec, ...]: ...

    def raw(self, values: FloatArray, known: BoolArray) -> FloatArray: ...


@dataclass(frozen=True, slots=True)
class Gate:
    """One verdict: `figure` says in words what was found."""

    name: str
    label: str
    figure: str
    passed: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def monotone_gate(
    ranker: RawScorer, values: FloatArray, *, seed: int = 0, perturbations: int = PERTURBATIONS
) -> Gate:
    """Raise one directed feature of one row in its good direction, many times over; no score may fall."""
    found = monotone_violations(ranker, values, seed=seed, perturbations=perturbations)
    return Gate(
        "monotone",
        "A better fact never costs score",
        f"{found} violations in {perturbations:,} perturbations",
        found == 0,
    )


def monotone_violations(ranker: RawScorer, values: FloatArray, *, seed: int, perturbations: int) -> int:
    directed = np.array([column for column, spec in enumerate(ranker.specs) if spec.direction])
    if not len(directed) or not len(values):
        return 0
    draw = np.random.default_rng(seed)
    before = values[draw.integers(len(values), size=perturbations)]
    columns, at = draw.choice(directed, size=perturbations), np.arange(perturbations)
    best = np.array([spec.high if spec.direction > 0 else spec.low for spec in ranker.specs])[columns]
    after = before.copy()
    after[at, columns] += draw.random(perturbations) * (best - before[at, columns])
    stated = np.ones(before.shape, bool)
    return int((ranker.raw(after, stated) < ranker.raw(before, stated) - EQUAL_WITHIN).sum())


def hiding_gate(ranker: RawScorer, values: FloatArray, known: BoolArray) -> Gate:
    """Leave out each directed fact in turn: of somebody who states the average, and of everybody who states one."""
    gains, worst, where = 0, 0.0, ""
    for column, spec in enumerate(ranker.specs):
        rows = np.nonzero(known[:, column])[0]
        if not spec.direction or len(rows) < FEWEST_STATED:
            continue
        average = float(np.median(values[rows, column]))
        hidden = _hidden(ranker, values[rows], known[rows], column, spec.missing)
        gains += int(
            (hidden > _stated(ranker, values[rows], known[rows], column, average) + EQUAL_WITHIN).sum()
        )
        share = float((hidden > ranker.raw(values[rows], known[rows]) + EQUAL_WITHIN).mean())
        if share > worst:
            worst, where = share, f" ({spec.label})"
    figure = f"{gains} who state the average would gain; at most {worst:.0%} of those who state a fact{where}"
    return Gate("hiding", "Leaving a fact out does not pay", figure, gains == 0 and worst <= GAIN_SHARE)


def champion_gate(difference: Interval | None) -> Gate:
    """`difference`: ndcg@10 of the new model minus the champion's, paired over later roles; None without a champion."""
    label = "No worse than the model in service"
    if difference is None:
        return Gate("champion", label, "no model in service that reads these features", True)
    figure = f"ndcg@10 {difference.mean:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}], lower end asked {CHAMPION_MARGIN:+.2f}"
    return Gate("champion", label, figure, difference.low >= CHAMPION_MARGIN)


def stand_ins(specs: tuple[FeatureSpec, ...], values: FloatArray, known: BoolArray) -> dict[str, float]:
    """Values for unknown facts where the declared one is better than the lower quartile of those who state theirs.

    Without it, more than a quarter of the people would gain by saying nothing.
    """
    found = {}
    for column, spec in enumerate(specs):
        stated = values[known[:, column], column]
        if not spec.direction or len(stated) < FEWEST_STATED:
            continue
        rising = spec.direction > 0
        quartile = float(
            np.quantile(stated, 0.25 if rising else 0.75, method="lower" if rising else "higher")
        )
        if spec.direction * (spec.missing - quartile) > 0:
            found[spec.name] = quartile
    return found


def _hidden(
    ranker: RawScorer, values: FloatArray, known: BoolArray, column: int, missing: float
) -> FloatArray:
    values, known = values.copy(), known.copy()
    values[:, column], known[:, column] = missing, False
    return ranker.raw(values, known)


def _stated(ranker: RawScorer, values: FloatArray, known: BoolArray, column: int, value: float) -> FloatArray:
    values = values.copy()
    values[:, column] = value
    return ranker.raw(values, known)
