"""Two past years: managers with fading patience, and outcomes that agree with the truth."""

import numpy as np
import pytest

from governance.reasons import REASON_CODES
from models.simulation import Marketplace
from models.simulation.history import decided
from models.simulation.parameters import PARAMETERS


def test_outcomes_happen_as_often_as_the_truth_says(market: Marketplace) -> None:
    ended = [(past, shown) for past, shown in decided(market.history) if shown.outcome is not None]
    expected = np.array([market.truth.chances(past.role).accepted[shown.row] for past, shown in ended])
    happened = np.array([shown.outcome.accepted for _, shown in ended if shown.outcome])

    order = np.argsort(expected)
    for part in np.array_split(order, 3):
        error = np.sqrt((expected[part] * (1 - expected[part])).sum()) / len(part)
        assert happened[part].mean() == pytest.approx(expected[part].mean(), abs=3.5 * error)


def test_there_are_hundreds_of_outcomes_and_not_all_are_good(market: Marketplace) -> None:
    grades = [shown.outcome.grade for _, shown in decided(market.history) if shown.outcome]

    assert len(grades) > 400
    assert min(grades.count(grade) / len(grades) for grade in (1, 3, 4)) > 0.1


def test_the_lower_the_place_the_fewer_are_reached(market: Marketplace) -> None:
    reached = np.array([[shown.decision is not None for shown in past.shown] for past in market.history])

    assert reached[:, 0].all()
    assert reached[:, 9].mean() == pytest.approx(10**-PARAMETERS.history.look_decay, abs=0.07)
    assert reached[:, :5].mean() > reached[:, 5:10].mean() > reached[:, 10:].mean()


def test_who_was_not_reached_has_no_reason_and_no_outcome(market: Marketplace) -> None:
    missed = [shown for past in market.history for shown in past.shown if shown.decision is None]

    assert missed
    assert all(shown.reason_code is None and shown.outcome is None and not shown.declined for shown in missed)


def test_every_reason_is_one_that_governance_knows_for_that_decision(market: Marketplace) -> None:
    for _, shown in decided(market.history):
        assert shown.reason_code is not None
        assert shown.decision in REASON_CODES[shown.reason_code].decisions


def test_only_people_who_were_selected_and_said_yes_have_an_outcome(market: Marketplace) -> None:
    engaged = [shown for _, shown in decided(market.history) if shown.outcome is not None]

    assert all(shown.decision == "select" and not shown.declined for shown in engaged)


def test_some_freelancers_decline_and_are_nobody_else_s_negative(market: Marketplace) -> None:
    declined = [shown for _, shown in decided(market.history) if shown.declined]

    assert declined
    assert all(shown.decision == "select" and shown.outcome is None for shown in declined)


def test_work_that_has_not_ended_has_no_outcome(market: Marketplace) -> None:
    running = [past for past in market.history if past.ended_on > market.as_of]

    assert running
    assert not any(shown.outcome for past in running for shown in past.shown)


def test_managers_choose_better_than_chance(market: Marketplace) -> None:
    chosen, passed = [], []
    for past in market.history:
        truth = market.truth.suitability(past.role)
        chosen += [truth[shown.row] for shown in past.shown if shown.decision == "select"]
        passed += [truth[shown.row] for shown in past.shown if shown.decision == "reject"]

    assert np.mean(chosen) > np.mean(passed) + 0.05


def test_exported_decisions_are_those_reached(market: Marketplace) -> None:
    rows = list(market.decisions())

    assert len(rows) == sum(1 for _ in decided(market.history))
    assert all(("accepted" in row) == ("ended_on" in row) for row in rows)
