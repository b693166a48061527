"""Two rankers that fulfil `matching.ports.Ranker`: an additive prior, and a LightGBM booster on top of one.

Both read a feature matrix only after checking that its specs are those they were made for, and both give parts that
sum to the score exactly. How parts become reasons is `explanation.py`; where a ranker comes from is `bundle.py`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from matching.errors import RunError
from matching.feature_spec import FeatureSpec, FloatArray, fingerprint
from matching.ports import Compared, Grounds, Scored
from matching.roles import Role
from matching.shortlist import Basis, Fit, Probability, Reason
from models.calibration import Calibrator
from models.explanation import reasons_of
from models.fit import FitBands
from models.tree_parts import TreeParts

if TYPE_CHECKING:
    import lightgbm

# Features are read to this many decimals, so that the noise of a matrix product parts no two equal people.
DECIMALS = 6

# TreeSHAP parts come in double precision; a sum further off than this is no rounding error.
SUM_TOLERANCE = 1e-6

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Identity:
    """What every shortlist says of the model that made it. `hash` is the bundle's; empty before there is one."""

    hash: str = ""
    kind: str = ""
    basis: Basis = "prior"
    created_at: str | None = None
    encoder: str | None = None
    taxonomy: str | None = None


@dataclass(frozen=True)
class _Ranker(ABC):
    """What both have in common. `stand_ins` replaces a spec's value for an unknown, by feature name."""

    # Whether a feature's part may depend on the other features.
    combines: ClassVar[bool] = True

    specs: tuple[FeatureSpec, ...]
    identity: Identity = field(default_factory=Identity)
    bands: FitBands = field(default_factory=FitBands)
    stand_ins: Mapping[str, float] = field(default_factory=dict)
    calibrator: Calibrator | None = None

    @property
    def hash(self) -> str:
        return self.identity.hash

    @property
    def basis(self) -> Basis:
        return self.identity.basis

    @property
    def description(self) -> dict[str, Any]:
        said = {
            name: getattr(self.identity, name)
            for name in ("hash", "kind", "basis", "created_at", "encoder", "taxonomy")
        }
        return {name: value for name, value in said.items() if value is not None}

    def score(self, compared: Compared) -> Scored:
        """Raw scores, their mean, and each feature's part relative to these candidates' mean part."""
        self._refuse_other_features(compared.matrix.specs)
        values = self._read(compared.matrix.values, compared.matrix.known)
        if not len(values):
            return Scored(np.zeros(0), np.zeros((0, len(self.specs))), 0.0)
        scores, parts = self._raw(values), self._parts(values)
        base = float(scores.mean())
        return Scored(scores, _summing_to(scores - base, _relative(parts)), base)

    def raw(self, values: FloatArray, known: BoolArray) -> FloatArray:
        """Scores alone, float64 `(n,)`, for checks over many rows."""
        return self._raw(self._read(values, known))

    def fit(self, compared: Compared) -> list[Fit]:
        return self.bands.of(compared)

    def probability(self, compared: Compared) -> list[Probability | None]:
        """`compared` is everybody ranked for the role. None for all without a calibrator on the enterprise's own outcomes."""
        values, known = compared.matrix.values, compared.matrix.known
        if self.calibrator is None or self.basis != "own_outcomes" or not len(values):
            return [None] * len(values)
        self._refuse_other_features(compared.matrix.specs)
        return self.calibrator.of_role(self.raw(values, known))

    def reasons(
        self,
        role: Role,
        compared: Compared,
        scored: Scored,
        rows: Sequence[int],
        grounds: Sequence[Grounds] | None = None,
    ) -> list[tuple[Reason, ...]]:
        return reasons_of(
            role, compared.matrix, scored.contributions, rows, combines=self.combines, grounds=grounds
        )

    @abstractmethod
    def _raw(self, values: FloatArray) -> FloatArray:
        """Scores of `(n, n_features)`, float64 `(n,)`."""

    @abstractmethod
    def _parts(self, values: FloatArray) -> FloatArray:
        """Each feature's part of the score up to a constant a row, float64 `(n, n_features)`."""

    def _read(self, values: FloatArray, known: BoolArray) -> FloatArray:
        return np.round(with_stand_ins(self.specs, values, known, self.stand_ins), DECIMALS)

    def _refuse_other_features(self, specs: tuple[FeatureSpec, ...]) -> None:
        if specs is not self.specs and fingerprint(specs) != fingerprint(self.specs):
            raise RunError(
                f"expected the features the model was made for ({fingerprint(self.specs)[:12]}), "
                f"found others ({fingerprint(specs)[:12]})",
                hint="train the model again on today's features: candor train",
            )


@dataclass(frozen=True, slots=True)
class Term:
    """One feature's say in an additive score: `weight` times a piecewise-linear shape in 0..1, flat beyond its ends."""

    weight: float
    points: tuple[tuple[float, float], ...]

    def __call__(self, values: FloatArray) -> FloatArray:
        xs, ys = zip(*self.points, strict=True)
        return self.weight * np.interp(values, xs, ys)


def straight(spec: FeatureSpec, weight: float) -> Term:
    """The whole declared range, rising where more is better and falling where less is."""
    ends = (1.0, 0.0) if spec.direction < 0 else (0.0, 1.0)
    return Term(weight, ((spec.low, ends[0]), (spec.high, ends[1])))


@dataclass(frozen=True)
class AdditiveRanker(_Ranker):
    """score = sum over features of weight x shape(value). Parts are exact by construction."""

    combines: ClassVar[bool] = False

    terms: Mapping[str, Term] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _refuse_wrong_terms(self.specs, self.terms)

    def _raw(self, values: FloatArray) -> FloatArray:
        return np.asarray(self._parts(values).sum(axis=1))

    def _parts(self, values: FloatArray) -> FloatArray:
        return additive_parts(self.specs, self.terms, values)


@dataclass(frozen=True)
class BoosterRanker(_Ranker):
    """score = prior + booster: what outcomes taught, on top of what was believed before them.

    Outcomes speak only of people somebody chose; of all others the prior still has its say. The booster's parts are
    exact TreeSHAP, from tables where its trees are small (`tree_parts.py`), else as it computes them (`pred_contrib`).
    """

    model: str = ""
    prior: Mapping[str, Term] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _refuse_wrong_terms(self.specs, self.prior)
        object.__setattr__(self, "_booster", _load_booster(self.model))

    @property
    def booster(self) -> "lightgbm.Booster":
        return self._booster  # type: ignore[attr-defined]  # set once, on a frozen instance

    def _raw(self, values: FloatArray) -> FloatArray:
        learned = np.asarray(self.booster.predict(values, raw_score=True, num_threads=1), np.float64)
        return learned + additive_parts(self.specs, self.prior, values).sum(axis=1)

    def _parts(self, values: FloatArray) -> FloatArray:
        return self._learned_parts(values) + additive_parts(self.specs, self.prior, values)

    def _learned_parts(self, values: FloatArray) -> FloatArray:
        if self._tabled is not None:
            return self._tabled(values)
        # The last column is the expected value, equal for everybody: it is in the base already.
        parts = np.asarray(self.booster.predict(values, pred_contrib=True, num_threads=1), np.float64)
        return parts[:, :-1]

    @cached_property
    def _tabled(self) -> TreeParts | None:
        return TreeParts.of_booster(self.booster)


def additive_parts(specs: Sequence[FeatureSpec], terms: Mapping[str, Term], values: FloatArray) -> FloatArray:
    """What each term says of each row, float64 `(n, n_features)`, 0 where a feature has no term."""
    parts = np.zeros(values.shape)
    for column, spec in enumerate(specs):
        if spec.name in terms:
            parts[:, column] = terms[spec.name](values[:, column])
    return parts


def with_stand_ins(
    specs: Sequence[FeatureSpec], values: FloatArray, known: BoolArray, stand_ins: Mapping[str, float]
) -> FloatArray:
    """Values with the model's own stand-in wherever the fact is unknown."""
    if not stand_ins:
        return values
    row = np.array([stand_ins.get(spec.name, np.nan) for spec in specs])
    return np.where(~known & ~np.isnan(row), row, values)


def _relative(parts: FloatArray) -> FloatArray:
    """Parts minus the mean candidate's; exactly 0 where all candidates have the same."""
    return np.where(np.ptp(parts, axis=0) == 0, 0.0, parts - parts.mean(axis=0))


def _summing_to(totals: FloatArray, parts: FloatArray) -> FloatArray:
    """Parts whose rows sum to `totals`: what rounding left over goes to each row's largest part."""
    left_over = totals - parts.sum(axis=1)
    if np.abs(left_over).max() > SUM_TOLERANCE * max(1.0, np.abs(totals).max()):
        raise RunError(
            f"expected contributions to sum to the score, found them off by {np.abs(left_over).max():.2g}"
        )
    largest = np.abs(parts).argmax(axis=1)
    parts[np.arange(len(parts)), largest] += left_over
    return parts


def _refuse_wrong_terms(specs: Sequence[FeatureSpec], terms: Mapping[str, Term]) -> None:
    by_name = {spec.name: spec for spec in specs}
    unknown = sorted(terms.keys() - by_name.keys())
    if unknown:
        raise ValueError(f"expected weights of declared features, found {', '.join(unknown)}")
    for name, term in terms.items():
        _refuse_wrong_way(by_name[name], term)


def _refuse_wrong_way(spec: FeatureSpec, term: Term) -> None:
    xs, ys = np.array(term.points, np.float64).T
    if len(xs) < 2 or (np.diff(xs) <= 0).any():
        raise ValueError(f"expected at least two points of rising value for {spec.name}, found {term.points}")
    if spec.direction and (spec.direction * term.weight * np.diff(ys) < 0).any():
        raise ValueError(f"expected {spec.name} to follow its direction {spec.direction:+d}, found {term}")


def _load_booster(model: str) -> "lightgbm.Booster":
    import lightgbm

    try:
        return lightgbm.Booster(model_str=model)
    except lightgbm.basic.LightGBMError as error:
        raise RunError(
            f"expected a LightGBM booster, found text it cannot read: {error}",
            hint="train again: candor train",
        ) from error
