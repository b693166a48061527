"""A better fact never costs score: ten thousand times, for the model that ships and for a booster trained here."""

import numpy as np
import pytest

from features.specs import SPECS
from matching.feature_spec import FloatArray
from models.acceptance import monotone_violations
from models.boosting import PARAMETERS
from models.bundle import built_in
from models.cold_start import cold_start_ranker
from models.ranker import BoosterRanker, Identity
from tests.robustness.pool import AS_OF, Bench, roles

PERTURBATIONS = 10_000


@pytest.fixture(scope="module")
def compared(words_bench: Bench) -> FloatArray:
    """Feature values of everybody for every role, float64 `(240, n_features)`."""
    pool = words_bench._pool(None)
    rows = np.arange(len(pool))
    return np.concatenate(
        [
            words_bench.featurizer.compare(role, pool, rows, as_of=AS_OF.toordinal()).matrix.values
            for role in roles()
        ]
    )


def anywhere(count: int) -> FloatArray:
    """Values drawn evenly from every declared range: combinations that no pool happens to hold."""
    low, high = (np.array([getattr(spec, end) for spec in SPECS], np.float64) for end in ("low", "high"))
    return low + (high - low) * np.random.default_rng(3).random((count, len(SPECS)))


def booster(values: FloatArray) -> BoosterRanker:
    """Sixty trees on the prior's own order, disturbed enough that some leaf would like to go the wrong way."""
    import lightgbm

    known = np.ones(values.shape, bool)
    draw = np.random.default_rng(5)
    wanted = cold_start_ranker().raw(values, known)
    noisy = wanted + draw.normal(0, wanted.std(), len(wanted)) - values[:, 0] * wanted.std()
    grades = np.digitize(noisy, np.quantile(noisy, [0.4, 0.6, 0.8, 0.95]))
    data = lightgbm.Dataset(values, grades, group=[len(values) // 4] * 4, params={"verbosity": -1})
    settings = {**PARAMETERS, "objective": "lambdarank", "seed": 1, "min_data_in_leaf": 5, "num_threads": 1}
    constraints = [spec.direction for spec in SPECS]
    trained = lightgbm.train({**settings, "monotone_constraints": constraints}, data, num_boost_round=60)
    return BoosterRanker(SPECS, Identity(kind="booster", basis="simulated"), model=trained.model_to_string())


def test_the_model_that_ships_breaks_no_direction(compared: FloatArray) -> None:
    for values in (compared, anywhere(2_000)):
        assert monotone_violations(built_in(), values, seed=1, perturbations=PERTURBATIONS) == 0


def test_a_trained_booster_breaks_no_direction(compared: FloatArray) -> None:
    trained = booster(compared)

    assert trained.booster.num_trees() == 60
    for values in (compared, anywhere(2_000)):
        assert monotone_violations(trained, values, seed=2, perturbations=PERTURBATIONS) == 0


def test_a_booster_without_the_directions_would_break_them(compared: FloatArray) -> None:
    """What the test above asks for is not kept by chance: the same data without constraints goes the wrong way."""
    import lightgbm

    noisy = -compared[:, [spec.name for spec in SPECS].index("must_met")]
    data = lightgbm.Dataset(compared, noisy, params={"verbosity": -1})
    free = lightgbm.train(
        {"verbosity": -1, "num_leaves": 7, "num_threads": 1, "seed": 1}, data, num_boost_round=20
    )
    ranker = BoosterRanker(SPECS, Identity(kind="booster", basis="simulated"), model=free.model_to_string())

    assert monotone_violations(ranker, compared, seed=2, perturbations=PERTURBATIONS) > 0
