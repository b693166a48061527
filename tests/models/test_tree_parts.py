"""Parts from tables are LightGBM's own, to rounding, or there are no tables."""

from typing import Any

import lightgbm
import numpy as np
import pytest
from numpy.typing import NDArray

from models.tree_parts import TreeParts

WIDTH = 9


def trained(rounds: int = 40, **options: Any) -> tuple[lightgbm.Booster, NDArray[np.float64]]:
    random = np.random.default_rng(3)
    values = np.round(random.random((900, WIDTH)), 2)
    target = values[:, 0] * 2 + (values[:, 1] > 0.5) * values[:, 2] + random.normal(0, 0.2, 900)
    asked = {"objective": "regression", "num_threads": 1, "verbosity": -1, "min_data_in_leaf": 5, **options}
    return lightgbm.train(asked, lightgbm.Dataset(values, target), rounds), random.random((200, WIDTH))


@pytest.mark.parametrize("leaves", [2, 7, 31])
def test_parts_are_those_lightgbm_computes_itself(leaves: int) -> None:
    booster, values = trained(num_leaves=leaves, monotone_constraints=[1, *[0] * (WIDTH - 1)])
    tables = TreeParts.of_booster(booster)
    assert tables is not None

    parts = tables(values)

    assert np.abs(parts - booster.predict(values, pred_contrib=True)[:, :-1]).max() < 1e-12
    assert np.abs(parts).max() > 0.1


def test_a_value_on_a_threshold_goes_where_the_booster_sends_it() -> None:
    booster, _ = trained(num_leaves=7)
    tree = booster.dump_model()["tree_info"][0]["tree_structure"]
    values = np.full((1, WIDTH), 0.5)
    values[0, tree["split_feature"]] = tree["threshold"]
    tables = TreeParts.of_booster(booster)
    assert tables is not None

    assert tables(values) == pytest.approx(booster.predict(values, pred_contrib=True)[:, :-1], abs=1e-12)


def test_a_booster_that_learned_nothing_gives_no_part() -> None:
    booster, values = trained(rounds=3, min_data_in_leaf=900)
    tables = TreeParts.of_booster(booster)
    assert tables is not None

    assert not tables(values).any()


def test_trees_of_another_kind_are_left_to_the_booster() -> None:
    random = np.random.default_rng(3)
    values = random.random((300, 2))
    values[::3, 0] = np.nan
    data = lightgbm.Dataset(values, random.random(300) + np.nan_to_num(values[:, 0], nan=3))
    booster = lightgbm.train({"objective": "regression", "verbosity": -1, "num_threads": 1}, data, 5)

    assert TreeParts.of_booster(booster) is None
