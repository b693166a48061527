"""From a score to the probability of a good outcome (grade 3 or 4), with a 95% interval: fitted on own outcomes alone.

    eta    a + b score + c role features, b >= 0: logistic regression, for a score alone means nothing across roles
    value  (1 - s) logistic(eta) + s isotonic(eta): the line while outcomes are few, what they show as they grow
    low..high    a 95% interval: the same, fitted again on roles drawn with replacement

Fitting uses scikit-learn; a fitted calibrator is plain numbers, read and evaluated with NumPy alone. Which outcomes it
is fitted on is `own_outcomes.py`, and in which ranker it stands `training.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.errors import Fault, InputError
from matching.feature_spec import FloatArray
from matching.shortlist import Probability

# A grade from here on is a good outcome.
GOOD_GRADE = 3

# With fewer matured outcomes of the enterprise's own, a shortlist shows no probability.
FEWEST_OUTCOMES = 200

# Fewer roles, or fewer outcomes of either kind, and the interval over roles would be a fiction.
FEWEST_ROLES, FEWEST_OF_A_KIND = 12, 20

# Mean and spread of fewer scores than this say nothing of a role.
FEWEST_PEERS = 20

# At this many outcomes isotonic regression has as much say as the logistic line (docs/reference/metrics.md).
EVEN_AT = 400

FOLDS, RESAMPLED = 5, 200
ECE_LIMIT = 0.05

# Share of exactly right calibrators that the check may call wrong, for each of its figures.
FALSE_ALARM, CHANCE_DRAWS = 0.01, 1_000

# Share of the refitted maps left out at either end. The usual 2.5% held the true probability in only 89-93% of cases in
# simulated worlds, for the middle of the refits is a little off itself; these ends held it in 94-98%.
TAIL = 0.005

# More digits than outcomes could ever tell.
_DIGITS = 6

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Curve:
    """One fitted map. `weights`: of 1, the score and each role feature; `knots`: isotonic (eta, probability), rising."""

    weights: tuple[float, ...]
    knots: tuple[tuple[float, float], ...]
    share: float

    def __post_init__(self) -> None:
        etas, heights = np.array(self.knots, np.float64).T
        if self.weights[1] < 0 or (np.diff(etas) < 0).any() or (np.diff(heights) < 0).any():
            raise ValueError("expected a probability that never falls as the score rises")

    def __call__(self, scores: FloatArray, role_features: FloatArray) -> FloatArray:
        eta = self.weights[0] + self.weights[1] * scores + role_features @ np.array(self.weights[2:])
        etas, heights = zip(*self.knots, strict=True)
        return np.asarray((1 - self.share) * _logistic(eta) + self.share * np.interp(eta, etas, heights))


@dataclass(frozen=True)
class Calibrator:
    """Scores of one enterprise's roles as probabilities. `lowest` and `highest` bound the role features it has seen."""

    curve: Curve
    resampled: tuple[Curve, ...]
    n: int
    lowest_score: float
    lowest: tuple[float, ...]
    highest: tuple[float, ...]

    def __post_init__(self) -> None:
        if self.n < FEWEST_OUTCOMES:
            raise ValueError(
                f"expected at least {FEWEST_OUTCOMES} outcomes behind a calibrator, found {self.n}"
            )

    def probabilities(
        self, scores: FloatArray, role_features: FloatArray
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Value, low and high, each `(n,)` and none falling as a score rises; `role_features` is `(n, k)`."""
        value = self.curve(scores, role_features)
        drawn = np.stack([curve(scores, role_features) for curve in self.resampled])
        low, high = np.quantile(drawn, [TAIL, 1 - TAIL], axis=0)
        return value, np.minimum(low, value), np.maximum(high, value)

    def covers(self, scores: FloatArray, role_features: FloatArray) -> NDArray[np.bool_]:
        """True where somebody with an outcome scored no higher, in roles no further out than this one."""
        inside = (role_features >= np.array(self.lowest)) & (role_features <= np.array(self.highest))
        return np.asarray(inside.all(axis=1) & (scores >= self.lowest_score))

    def of_role(self, scores: FloatArray) -> list[Probability | None]:
        """Everybody ranked for one role; None where the outcomes say nothing of such people or such a role."""
        if len(scores) < FEWEST_PEERS:
            return [None] * len(scores)
        features = np.tile(role_features(scores), (len(scores), 1))
        value, low, high = self.probabilities(scores, features)
        return [
            Probability(float(value[row]), float(low[row]), float(high[row]), self.n) if covered else None
            for row, covered in enumerate(self.covers(scores, features))
        ]

    def as_dict(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "lowest_score": self.lowest_score,
            "lowest": list(self.lowest),
            "highest": list(self.highest),
            "curve": _as_dict(self.curve),
            "resampled": [_as_dict(curve) for curve in self.resampled],
        }

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "Calibrator":
        return cls(
            curve=_from_dict(said["curve"]),
            resampled=tuple(_from_dict(one) for one in said["resampled"]),
            n=said["n"],
            lowest_score=said["lowest_score"],
            lowest=tuple(said["lowest"]),
            highest=tuple(said["highest"]),
        )


@dataclass(frozen=True, slots=True)
class CalibrationError:
    """ECE of one group of outcomes, and the most that chance alone would give an exactly right calibrator."""

    group: str
    n: int
    ece: float
    by_chance: float

    @property
    def passed(self) -> bool:
        return self.ece <= max(ECE_LIMIT, self.by_chance)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def role_features(scores: FloatArray) -> FloatArray:
    """What is known of a role before anybody is engaged: mean and spread of the scores of all who are ranked for it."""
    return np.array([scores.mean(), scores.std()])


def fit_calibrator(
    scores: FloatArray, role_features: FloatArray, outcomes: ArrayLike, role_of: Ints, *, seed: int
) -> Calibrator:
    """Fit on one row an outcome: `outcomes` 1 good, 0 not; `role_features` `(n, k)`; `role_of` tells roles apart.

    Scores must come from models that did not learn from these outcomes. InputError with every fault where they are
    too few.
    """
    good = np.asarray(outcomes, np.int64)
    refuse_too_few(good, role_of)
    rows = np.column_stack([scores, role_features])
    draw = np.random.default_rng(seed)
    return Calibrator(
        curve=_curve(rows, good, _cross_fitted_etas(rows, good, role_of)),
        resampled=tuple(_resampled_curve(rows, good, role_of, draw) for _ in range(RESAMPLED)),
        n=len(good),
        lowest_score=float(scores.min()),
        lowest=tuple(role_features.min(axis=0).tolist()),
        highest=tuple(role_features.max(axis=0).tolist()),
    )


def refuse_too_few(good: Ints, role_of: Ints) -> None:
    """InputError with every fault when these outcomes cannot carry a probability."""
    asked = (
        ("matured outcomes", FEWEST_OUTCOMES, len(good)),
        ("roles with outcomes", FEWEST_ROLES, len(np.unique(role_of))),
        ("good outcomes", FEWEST_OF_A_KIND, int(good.sum())),
        ("outcomes that were not good", FEWEST_OF_A_KIND, int((1 - good).sum())),
    )
    faults = [
        Fault(f"at least {fewest} {what}", str(found), field="outcomes")
        for what, fewest, found in asked
        if found < fewest
    ]
    if faults:
        raise InputError(
            "expected outcomes that can carry a probability, found too few",
            faults=faults,
            hint="record how the work went; until then a shortlist shows a fit band and no probability",
        )


def cross_fitted(
    scores: FloatArray, role_features: FloatArray, outcomes: ArrayLike, role_of: Ints
) -> FloatArray:
    """Probabilities `(n,)`, each by a calibrator fitted without that row's role: what its error is measured on."""
    good, rows = np.asarray(outcomes, np.int64), np.column_stack([scores, role_features])
    found = np.zeros(len(good))
    for others, held in _folds(role_of):
        etas = _cross_fitted_etas(rows[others], good[others], role_of[others])
        found[held] = _curve(rows[others], good[others], etas)(scores[held], role_features[held])
    return found


def expected_calibration_error(probabilities: ArrayLike, outcomes: ArrayLike, bins: int = 10) -> float:
    """Mean over rows of |share of good outcomes - mean probability| in `bins` of equal width; 0 is best."""
    found, good = np.asarray(probabilities, np.float64), np.asarray(outcomes, np.float64)
    if found.shape != good.shape or found.ndim != 1 or not len(found):
        raise ValueError(f"expected one outcome a probability, found {good.shape} and {found.shape}")
    at = np.minimum((found * bins).astype(np.int64), bins - 1)
    return float(np.abs(np.bincount(at, weights=good - found, minlength=bins)).sum() / len(found))


def calibration_errors(
    probabilities: FloatArray, outcomes: ArrayLike, easiness: FloatArray, *, seed: int, bins: int = 10
) -> tuple[CalibrationError, ...]:
    """The error over all rows, then in each third of role difficulty; `easiness` is each row's role's mean score."""
    good = np.asarray(outcomes, np.float64)
    third = np.digitize(easiness, np.quantile(easiness, [1 / 3, 2 / 3]))
    groups = {"all": np.ones(len(good), bool)}
    groups |= {name: third == at for at, name in enumerate(("hard", "middle", "easy"))}
    draw = np.random.default_rng(seed)
    return tuple(
        CalibrationError(
            name,
            int(rows.sum()),
            expected_calibration_error(probabilities[rows], good[rows], bins),
            _error_by_chance(probabilities[rows], bins, draw),
        )
        for name, rows in groups.items()
        if rows.any()
    )


def _error_by_chance(probabilities: FloatArray, bins: int, draw: np.random.Generator) -> float:
    """The error that outcomes drawn from these very probabilities exceed in `FALSE_ALARM` of the draws."""
    drawn = draw.random((CHANCE_DRAWS, len(probabilities))) < probabilities
    errors = [expected_calibration_error(probabilities, one, bins) for one in drawn]
    return float(np.quantile(errors, 1 - FALSE_ALARM))


def _curve(rows: FloatArray, good: Ints, etas: FloatArray) -> Curve:
    """The line over all rows, and isotonic regression on `etas`, which best come from lines fitted without the row."""
    from sklearn.isotonic import IsotonicRegression

    weights = _line(rows, good)
    isotonic = IsotonicRegression(y_min=0, y_max=1).fit(etas, good)
    knots = zip(
        np.round(isotonic.X_thresholds_, _DIGITS).tolist(),
        np.round(isotonic.y_thresholds_, _DIGITS).tolist(),
        strict=True,
    )
    share = round(len(good) / (len(good) + EVEN_AT), _DIGITS)
    return Curve(tuple(np.round(weights, _DIGITS).tolist()), tuple(knots), share)


def _resampled_curve(rows: FloatArray, good: Ints, role_of: Ints, draw: np.random.Generator) -> Curve:
    """The map over as many roles drawn with replacement. Four weights of a line hardly know a row: no folds here."""
    roles, at = np.unique(role_of, return_inverse=True)
    times = np.bincount(draw.integers(len(roles), size=len(roles)), minlength=len(roles))[at]
    drawn = np.repeat(np.arange(len(good)), times)
    return _curve(rows[drawn], good[drawn], _etas(_line(rows[drawn], good[drawn]), rows[drawn]))


def _cross_fitted_etas(rows: FloatArray, good: Ints, role_of: Ints) -> FloatArray:
    found = np.zeros(len(good))
    for others, held in _folds(role_of):
        found[held] = _etas(_line(rows[others], good[others]), rows[held])
    return found


def _folds(role_of: Ints) -> Sequence[tuple[Ints, Ints]]:
    """No role stands on two sides."""
    from sklearn.model_selection import GroupKFold

    return list(GroupKFold(FOLDS).split(role_of, groups=role_of))


def _etas(weights: FloatArray, rows: FloatArray) -> FloatArray:
    return np.asarray(weights[0] + rows @ weights[1:])


def _line(rows: FloatArray, good: Ints) -> FloatArray:
    """Weights of 1 and of each column, that of the score (first) not below 0.

    The loss is convex: where the free weight would be negative, the best one allowed is 0 and the others are those
    fitted without the score.
    """
    from sklearn.linear_model import LogisticRegression

    share = (good.sum() + 0.5) / (len(good) + 1)
    if len(np.unique(good)) == 1:
        return np.array([np.log(share / (1 - share)), *np.zeros(rows.shape[1])])
    centre, scale = rows.mean(axis=0), rows.std(axis=0)
    used = scale > 0
    for _ in range(2):
        weights = np.zeros(rows.shape[1])
        scaled = (rows[:, used] - centre[used]) / scale[used]
        fitted = LogisticRegression().fit(scaled, good)
        weights[used] = fitted.coef_[0] / scale[used]
        if weights[0] >= 0:
            break
        used = used & (np.arange(rows.shape[1]) > 0)
    return np.array([fitted.intercept_[0] - weights @ centre, *weights])


def _logistic(eta: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-np.clip(eta, -30, 30))))


def _as_dict(curve: Curve) -> dict[str, Any]:
    return {
        "weights": list(curve.weights),
        "knots": [list(knot) for knot in curve.knots],
        "share": curve.share,
    }


def _from_dict(said: Mapping[str, Any]) -> Curve:
    return Curve(tuple(said["weights"]), tuple((x, y) for x, y in said["knots"]), said["share"])
