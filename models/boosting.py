"""One LightGBM LambdaMART booster from arrays: its parameters, those it refuses, and when it stops.

Small data make the validation curve jump, so rounds are chosen by its moving average: the first peak of a jumping
curve is chance, and a model of two trees tells nobody apart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.errors import InputError, RunError
from matching.feature_spec import FeatureSpec
from models.ranker import DECIMALS, Term, additive_parts, with_stand_ins
from models.training_data import HIGHEST_GRADE, Split, TrainingData

MOST_ROUNDS, FEWEST_ROUNDS, AVERAGED_ROUNDS = 200, 20, 20
MOST_LEAVES = 31

# On fewer rows a second thread only waits for the first: on a busy machine that took 60 times as long.
ONE_THREAD_BELOW = 50_000

PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank",
    "metric": "ndcg",
    "eval_at": [10],
    "label_gain": [2**grade - 1 for grade in range(HIGHEST_GRADE + 1)],
    "lambdarank_truncation_level": 20,
    "learning_rate": 0.05,
    "num_leaves": 7,
    "max_bin": 63,
    "lambda_l2": 10.0,
    # On the bench `intermediate` and `advanced` broke directions, linear trees thousands of times.
    "monotone_constraints_method": "basic",
    "linear_tree": False,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Boosted:
    """A booster as text, cut at the round chosen."""

    model: str
    rounds: int


def parameters(
    specs: tuple[FeatureSpec, ...], seed: int, overrides: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """All parameters of a run; InputError for those that would break directions or slow explanations down."""
    chosen = {
        **PARAMETERS,
        **(overrides or {}),
        "seed": seed,
        "monotone_constraints": [spec.direction for spec in specs],
    }
    if chosen["linear_tree"] or chosen["monotone_constraints_method"] != "basic":
        raise InputError(
            "expected linear_tree=false and monotone_constraints_method=basic, found "
            f"linear_tree={chosen['linear_tree']} and {chosen['monotone_constraints_method']}",
            hint="other settings break the declared directions; leave these two as they are",
        )
    if chosen["num_leaves"] > MOST_LEAVES:
        raise InputError(
            f"expected at most {MOST_LEAVES} leaves, found {chosen['num_leaves']}",
            hint="every shortlist explains each candidate exactly; larger trees make that slow",
        )
    return chosen


def boost(
    split: Split,
    specs: tuple[FeatureSpec, ...],
    stand_ins: Mapping[str, float],
    chosen: Mapping[str, Any],
    *,
    prior: Mapping[str, Term],
    progress: Progress | None = None,
) -> Boosted:
    """Learn from `split.learn` what the prior gets wrong, choose the round by `split.stop`."""
    import lightgbm

    learn = _dataset(split.learn, specs, stand_ins, prior, position=True)
    stop = _dataset(split.stop, specs, stand_ins, prior, reference=learn)
    rows = len(split.learn.grades)
    curve: dict[str, Any] = {}
    callbacks = [lightgbm.record_evaluation(curve)]
    if progress:
        callbacks.append(lambda at: progress(at.iteration + 1, MOST_ROUNDS))
    sized = {
        "min_data_in_leaf": max(3, min(20, rows // 40)),
        "num_threads": 1 if rows < ONE_THREAD_BELOW else 2,
    }
    try:
        booster = lightgbm.train(
            {**sized, **chosen}, learn, MOST_ROUNDS, valid_sets=[stop], callbacks=callbacks
        )
    except lightgbm.basic.LightGBMError as error:
        raise RunError(f"expected LightGBM to train, found: {error}") from error
    rounds = best_round(next(iter(curve["valid_0"].values())))
    return Boosted(booster.model_to_string(num_iteration=rounds), rounds)


def best_round(curve: list[float]) -> int:
    """Round (from 1) in the middle of the best stretch of `AVERAGED_ROUNDS`, and not before `FEWEST_ROUNDS`."""
    width = min(AVERAGED_ROUNDS, len(curve))
    averages = np.convolve(curve, np.ones(width) / width, mode="valid")
    middle = int(averages.argmax()) + (width + 1) // 2
    return min(len(curve), max(FEWEST_ROUNDS, middle))


def _dataset(
    data: TrainingData,
    specs: tuple[FeatureSpec, ...],
    stand_ins: Mapping[str, float],
    prior: Mapping[str, Term],
    *,
    position: bool = False,
    reference: Any = None,
) -> Any:
    import lightgbm

    values = np.round(with_stand_ins(specs, data.values, data.known, stand_ins), DECIMALS)
    return lightgbm.Dataset(
        values,
        data.grades,
        group=data.sizes,
        init_score=additive_parts(specs, prior, values).sum(axis=1),
        # Ranks nobody knows share one place, 0: within a role they then make no difference.
        position=data.shown_ranks if position and (data.shown_ranks > 0).any() else None,
        feature_name=[spec.name for spec in specs],
        reference=reference,
    )
