"""The outcomes a probability may rest on: matured, of this enterprise, scored by a model that never learned from them.

A score on a role the booster learned from is better than its next one will be. Roles it learned from are therefore
scored by boosters made without them, all others by the model that ships. Role features come from everybody ranked for
a role, never from the few somebody chose. What becomes of it is `calibration.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from matching.errors import Fault, InputError
from matching.feature_spec import FeatureMatrix, FloatArray
from matching.gates import apply_gates
from matching.pipeline import Matcher, served_language
from matching.retrieval import RETRIEVE_LIMIT, retrieve
from matching.roles import Role
from matching.standing import in_scope
from models import boosting
from models.acceptance import RawScorer
from models.calibration import (
    FEWEST_PEERS,
    GOOD_GRADE,
    CalibrationError,
    Calibrator,
    calibration_errors,
    cross_fitted,
    fit_calibrator,
    refuse_too_few,
    role_features,
)
from models.ranker import BoosterRanker
from models.training_data import Ints, Split, TrainingData

# Boosters made to score the roles the shipping one learned from.
PARTS = 3


@dataclass(frozen=True)
class Calibration:
    """A calibrator, if there are outcomes enough and its errors pass; `why_not` says in words what is missing."""

    outcomes: int
    calibrator: Calibrator | None = None
    errors: tuple[CalibrationError, ...] = ()
    why_not: str = ""

    @property
    def note(self) -> str:
        if self.calibrator is None:
            return f"No probability is shown: {self.why_not}."
        return f"Probabilities rest on {self.outcomes} matured outcomes; calibration error {self._figures()}."

    def _figures(self) -> str:
        return ", ".join(f"{one.ece:.3f} ({one.group}, n {one.n})" for one in self.errors)

    def as_dict(self) -> dict[str, Any]:
        return {
            "outcomes": self.outcomes,
            "shown": self.calibrator is not None,
            "errors": [one.as_dict() for one in self.errors],
        }


def calibrate(
    ranker: BoosterRanker, rows: TrainingData, split: Split, chosen: Mapping[str, Any], *, seed: int
) -> Calibration:
    """Fit on every matured outcome among `rows`, and keep the calibrator only if its errors are no more than chance.

    `split` is what the ranker was made from, with the parameters `chosen`.
    """
    usable = _usable(rows)
    good = (usable.grades >= GOOD_GRADE)[usable.matured].astype(np.int64)
    role_of = usable.role_of[usable.matured]
    try:
        refuse_too_few(good, role_of)
    except InputError as error:
        return Calibration(len(good), why_not="; ".join(map(_missing, error.faults)))
    scores, features = _unseen_scores(usable, _scorer_of(ranker, split, chosen))
    errors = calibration_errors(
        cross_fitted(scores, features, good, role_of), good, features[:, 0], seed=seed
    )
    failed = [one for one in errors if not one.passed]
    if failed:
        return Calibration(len(good), errors=errors, why_not="; ".join(map(_off, failed)))
    return Calibration(len(good), fit_calibrator(scores, features, good, role_of, seed=seed), errors)


def ranked_among(
    matcher: Matcher,
    role: Role,
    as_of: date,
    *,
    business_unit: str | None = None,
    left_out: Mapping[str, str] | None = None,
) -> FeatureMatrix:
    """Features of everybody today's pool would rank for a role: the same people a shortlist takes its mean score from.

    But for those who are `left_out` (id -> why), since they may not be learned from.
    """
    pool = matcher.pool
    present = in_scope(pool, business_unit)
    eligible = apply_gates(role, pool, restricted=left_out, present=present).eligible & served_language(pool)
    rows = retrieve(matcher.featurizer.query(role), pool, eligible, limit=RETRIEVE_LIMIT)
    return matcher.featurizer.compare(role, pool, rows, as_of=as_of.toordinal()).matrix


def _missing(fault: Fault) -> str:
    return f"{fault.found} found where {fault.expected} are asked"


def _off(error: CalibrationError) -> str:
    return f"calibration error {error.ece:.3f} ({error.group}, n {error.n}) is more than chance"


def _usable(rows: TrainingData) -> TrainingData:
    """Roles with matured outcomes whose ranked people are known and many enough."""
    matured = np.bincount(rows.role_of[rows.matured], minlength=len(rows.role_ids)) > 0
    peers = np.array([one is not None and len(one.values) >= FEWEST_PEERS for one in rows.peers], bool)
    return rows.only(np.nonzero(matured & peers)[0])


def _scorer_of(ranker: BoosterRanker, split: Split, chosen: Mapping[str, Any]) -> Callable[[str], RawScorer]:
    """For a role's id, a model that did not learn from it."""
    part_of = {role: place % PARTS for place, role in enumerate(split.learn.role_ids)}
    places = np.arange(len(split.learn.role_ids))
    made: dict[int, RawScorer] = {}

    def scorer(role_id: str) -> RawScorer:
        part = part_of.get(role_id)
        if part is None:
            return ranker
        if part not in made:
            made[part] = _made_without(ranker, split, chosen, places[places % PARTS != part])
        return made[part]

    return scorer


def _made_without(
    ranker: BoosterRanker, split: Split, chosen: Mapping[str, Any], others: Ints
) -> BoosterRanker:
    rest = Split(split.learn.only(others), split.stop, split.test)
    boosted = boosting.boost(rest, ranker.specs, ranker.stand_ins, chosen, prior=ranker.prior)
    return BoosterRanker(ranker.specs, stand_ins=ranker.stand_ins, model=boosted.model, prior=ranker.prior)


def _unseen_scores(usable: TrainingData, scorer: Callable[[str], RawScorer]) -> tuple[FloatArray, FloatArray]:
    """Of each matured outcome, the score `(n,)` and the features of its role `(n, 2)`."""
    scores, features = [], []
    for place, (role_id, peers) in enumerate(zip(usable.role_ids, usable.peers, strict=True)):
        assert peers is not None
        model, rows = scorer(role_id), usable.matured & (usable.role_of == place)
        scores.append(model.raw(usable.values[rows], usable.known[rows]))
        features.append(np.tile(role_features(model.raw(peers.values, peers.known)), (int(rows.sum()), 1)))
    return np.concatenate(scores), np.concatenate(features)
