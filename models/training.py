"""Learn a ranker from judged candidates: LightGBM LambdaMART under the declared directions, on top of the prior.

Judged candidates are those somebody chose to look at; a booster alone would know nothing of the others, who are most of
every pool (docs/decisions/learning-on-top-of-the-prior.md).

Roles are split by time; the model that is measured on the latest is the very one that ships. Figures stand beside
rankers that learned nothing, with 95% intervals over roles. Where a bundle is kept is `bundle.py`, what it must show
`acceptance.py`, and who may put it into service `governance`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from features.specs import SPECS
from matching.feature_spec import FeatureSpec, FloatArray, fingerprint
from matching.shortlist import Basis
from models import boosting
from models.acceptance import Gate, RawScorer, champion_gate, hiding_gate, monotone_gate, stand_ins
from models.bundle import About, write_bundle
from models.cold_start import cold_start_ranker
from models.metrics import role_metrics
from models.own_outcomes import Calibration, calibrate
from models.ranker import BoosterRanker
from models.resampling import RESAMPLES, Interval, mean_interval, paired_difference
from models.training_data import Split, TrainingData, informative, split_by_time, validate

OWN, CHAMPION = "candor", "champion"
GATE_METRIC = "ndcg@10"
CUTOFFS = (5, 10)
METRICS = ("ndcg@5", "ndcg@10", "map", "mrr")

# Rankings that can be read off a single feature. For one role, `request_words` orders people as BM25 does.
COLUMN_BASELINES = {"bm25": "request_words", "coverage": "must_met"}

Progress = Callable[[int, int], None]
Scorer = Callable[[TrainingData], FloatArray]


@dataclass(frozen=True)
class Trained:
    """A ranker, what it is worth on later roles, and the verdicts. `metrics` has the shape of an evaluation."""

    ranker: BoosterRanker
    metrics: dict[str, Any]
    gates: tuple[Gate, ...]
    data: dict[str, Any]
    params: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return all(gate.passed for gate in self.gates)


def train(
    rows: TrainingData,
    *,
    specs: tuple[FeatureSpec, ...] = SPECS,
    seed: int = 0,
    progress: Progress | None = None,
    champion: RawScorer | None = None,
    parameters: Mapping[str, Any] | None = None,
    basis: Basis = "simulated",
) -> Trained:
    """Learn from the earlier roles, stop by the next, measure on the latest.

    InputError with every fault when the data or the parameters do not allow it. `champion` is the model in service;
    `progress` is told of boosting rounds. A calibrator is fitted only where `basis` is own outcomes. Ranks shown, where they are known, are used against position bias.
    """
    chosen = boosting.parameters(specs, seed, parameters)
    validate(rows, specs)
    useful = informative(rows)
    split = split_by_time(useful)
    filled = stand_ins(specs, useful.values, useful.known)
    prior = cold_start_ranker(specs).terms
    boosted = boosting.boost(split, specs, filled, chosen, prior=prior, progress=progress)
    ranker = BoosterRanker(specs, stand_ins=filled, model=boosted.model, prior=prior)
    per_role = _measure(split.test, _systems(ranker, champion, specs, seed))
    metrics = _metrics(per_role, seed)
    gates = (
        monotone_gate(ranker, useful.values, seed=seed),
        hiding_gate(ranker, useful.values, useful.known),
        champion_gate(_against_champion(per_role, seed)),
    )
    found = Trained(ranker, metrics, gates, _data(rows, useful, split), {**chosen, "rounds": boosted.rounds})
    return (
        _with(found, calibrate(ranker, rows, split, chosen, seed=seed)) if basis == "own_outcomes" else found
    )


def write_trained(
    root: Path,
    trained: Trained,
    *,
    basis: Basis,
    created_at: str,
    author: str | None,
    encoder: str | None,
    taxonomy: str | None,
) -> str:
    """Write the bundle under `root` and give its hash. `created_at` is ISO 8601 in UTC, `author` an account id."""
    about = About(
        basis=basis,
        created_at=created_at,
        author=author,
        encoder=encoder,
        taxonomy=taxonomy,
        data=trained.data,
        metrics=trained.metrics,
        gates=tuple(gate.as_dict() for gate in trained.gates),
        params=trained.params,
        notes=(
            "Measured on judged candidates only: of people nobody looked at, the record says nothing.",
            *trained.notes,
        ),
    )
    return write_bundle(root, trained.ranker, about)


def _with(trained: Trained, calibration: Calibration) -> Trained:
    return replace(
        trained,
        ranker=replace(trained.ranker, calibrator=calibration.calibrator),
        metrics={**trained.metrics, "calibration": calibration.as_dict()},
        notes=(*trained.notes, calibration.note),
    )


def _systems(
    ranker: BoosterRanker, champion: RawScorer | None, specs: tuple[FeatureSpec, ...], seed: int
) -> dict[str, Scorer]:
    """Every ranking to be measured on the same later roles, by name."""
    found: dict[str, Scorer] = {OWN: _scores_of(ranker)}
    if champion is not None and fingerprint(champion.specs) == fingerprint(specs):
        found[CHAMPION] = _scores_of(champion)
    prior = cold_start_ranker(specs)
    if prior.terms:
        found["prior"] = _scores_of(prior)
    names = [spec.name for spec in specs]
    for name, feature in COLUMN_BASELINES.items():
        if feature in names:
            found[name] = _column(names.index(feature))
    found["shuffle"] = lambda data: np.random.default_rng(seed).random(len(data.grades))
    return found


def _scores_of(ranker: RawScorer) -> Scorer:
    return lambda data: ranker.raw(data.values, data.known)


def _column(column: int) -> Scorer:
    return lambda data: data.values[:, column]


def _measure(test: TrainingData, systems: Mapping[str, Scorer]) -> dict[str, dict[str, FloatArray]]:
    """`[system][metric]` float64 `(n_roles,)`; equal scores keep the order of rows, which is by id."""
    found = {}
    bounds = np.concatenate([[0], np.cumsum(test.sizes)])
    for name, scorer in systems.items():
        scores, of_roles = scorer(test), []
        for start, end in pairwise(bounds):
            grades = test.grades[start:end]
            ranked = grades[np.argsort(-scores[start:end], kind="stable")]
            of_roles.append(role_metrics(ranked, grades, CUTOFFS))
        found[name] = {metric: np.array([one[metric] for one in of_roles]) for metric in METRICS}
    return found


def _metrics(per_role: Mapping[str, Mapping[str, FloatArray]], seed: int) -> dict[str, Any]:
    return {
        "roles": len(per_role[OWN][GATE_METRIC]),
        "bootstrap": {"n": RESAMPLES, "seed": seed},
        "systems": {
            system: {metric: mean_interval(found, seed=seed).as_dict() for metric, found in metrics.items()}
            for system, metrics in per_role.items()
        },
        "differences": {
            system: {
                metric: paired_difference(per_role[OWN][metric], found, seed=seed).as_dict()
                for metric, found in metrics.items()
            }
            for system, metrics in per_role.items()
            if system != OWN
        },
    }


def _against_champion(per_role: Mapping[str, Mapping[str, FloatArray]], seed: int) -> Interval | None:
    if CHAMPION not in per_role:
        return None
    return paired_difference(per_role[OWN][GATE_METRIC], per_role[CHAMPION][GATE_METRIC], seed=seed)


def _data(rows: TrainingData, useful: TrainingData, split: Split) -> dict[str, Any]:
    return {
        "fingerprint": rows.fingerprint,
        "rows": len(useful.grades),
        "roles": len(useful.role_ids),
        "matured_outcomes": int(rows.matured.sum()),
        "roles_of_one_grade_left_out": len(rows.role_ids) - len(useful.role_ids),
        "roles_learned_from": len(split.learn.role_ids),
        "roles_stopped_by": len(split.stop.role_ids),
        "roles_measured_on": len(split.test.role_ids),
    }
