"""Parameters refused, rounds chosen, and boosters that come out the same every time."""

from typing import Any

import numpy as np
import pytest

from matching.errors import InputError
from models import boosting
from models.training_data import split_by_time
from tests.models.toys import SPECS, past_data


def boost(ranks: bool = False, **more: Any) -> boosting.Boosted:
    return boosting.boost(
        split_by_time(past_data(40, ranks=ranks)), SPECS, {}, boosting.parameters(SPECS, 0), prior={}, **more
    )


def test_directions_become_monotone_constraints() -> None:
    assert boosting.parameters(SPECS, 0)["monotone_constraints"] == [1, 1, 1, -1, 0]


@pytest.mark.parametrize("wrong", [{"linear_tree": True}, {"monotone_constraints_method": "advanced"}])
def test_settings_that_break_directions_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="expected linear_tree=false and monotone_constraints_method=basic"):
        boosting.parameters(SPECS, 0, wrong)


def test_directions_cannot_be_overridden() -> None:
    assert boosting.parameters(SPECS, 0, {"monotone_constraints": [0] * 5})["monotone_constraints"] == [
        1,
        1,
        1,
        -1,
        0,
    ]


def test_trees_too_large_to_explain_are_refused() -> None:
    with pytest.raises(InputError, match="at most 31 leaves, found 63"):
        boosting.parameters(SPECS, 0, {"num_leaves": 63})


def test_the_same_data_and_seed_give_the_same_booster() -> None:
    assert boost() == boost()


def test_ranks_shown_change_what_is_learned() -> None:
    assert boost(ranks=True).model != boost().model


def test_progress_is_told_of_every_round() -> None:
    told: list[tuple[int, int]] = []

    boost(progress=lambda done, total: told.append((done, total)))

    assert told[0] == (1, boosting.MOST_ROUNDS)
    assert told[-1] == (boosting.MOST_ROUNDS, boosting.MOST_ROUNDS)


def test_a_lucky_first_round_is_not_chosen_over_a_better_stretch() -> None:
    curve = [0.95] + [0.5] * 60 + [0.8] * 40 + [0.6] * 60

    assert 70 <= boosting.best_round(curve) <= 95


def test_a_short_curve_gives_all_of_its_rounds_at_most() -> None:
    assert boosting.best_round([0.5, 0.6, 0.7]) == 3


def test_a_flat_curve_stops_early_but_not_before_the_fewest_rounds() -> None:
    assert boosting.best_round(np.full(200, 0.7).tolist()) == boosting.FEWEST_ROUNDS
