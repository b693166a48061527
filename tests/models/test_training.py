"""From judged roles to a bundle with its figures and verdicts."""

import json
from functools import cache
from pathlib import Path

import pytest

from features.specs import SPECS as DECLARED
from matching.errors import InputError
from models.bundle import load_bundle, read_manifest
from models.ranker import AdditiveRanker, straight
from models.training import Trained, train, write_trained
from tests.models.toys import SPECS, compared, past_data

KNOWING = AdditiveRanker(SPECS, terms={"met": straight(SPECS[0], 1.0), "success": straight(SPECS[2], 1.0)})
KNOWING_NOTHING = AdditiveRanker(SPECS, terms={"age": straight(SPECS[3], 1.0)})


@cache
def trained() -> Trained:
    return train(past_data(60), specs=SPECS, champion=KNOWING_NOTHING)


def test_it_beats_an_order_by_chance_on_roles_it_never_saw() -> None:
    found = trained().metrics["differences"]["shuffle"]["ndcg@10"]

    assert found["low"] > 0.1


def test_every_figure_stands_beside_rankers_that_learned_nothing() -> None:
    metrics = trained().metrics

    assert list(metrics["systems"]) == ["candor", "champion", "shuffle"]
    assert list(metrics["differences"]) == ["champion", "shuffle"]
    assert list(metrics["systems"]["candor"]) == ["ndcg@5", "ndcg@10", "map", "mrr"]
    assert metrics["roles"] == trained().data["roles_measured_on"] == 15


def test_the_prior_and_columns_that_order_people_as_plain_rankers_do_are_measured_too() -> None:
    renamed = (*SPECS[:4], DECLARED[[spec.name for spec in DECLARED].index("request_words")])

    systems = train(past_data(20), specs=renamed).metrics["systems"]

    assert list(systems) == ["candor", "prior", "bm25", "shuffle"]


def test_a_better_model_passes_all_gates() -> None:
    assert [(gate.name, gate.passed) for gate in trained().gates] == [
        ("monotone", True),
        ("hiding", True),
        ("champion", True),
    ]
    assert trained().passed


def test_a_model_worse_than_the_champion_fails_that_gate_and_says_by_how_much() -> None:
    found = train(past_data(60), specs=SPECS, champion=KNOWING, parameters={"learning_rate": 1e-6})

    gate = found.gates[-1]
    assert (gate.name, gate.passed, found.passed) == ("champion", False, False)
    assert gate.figure.startswith("ndcg@10 -")


def test_a_champion_that_reads_other_features_is_not_compared() -> None:
    found = train(past_data(20), specs=SPECS, champion=AdditiveRanker(SPECS[:2]))

    assert "champion" not in found.metrics["systems"]
    assert found.gates[-1].passed


def test_the_same_data_and_seed_give_the_same_model_and_figures() -> None:
    again = train(past_data(60), specs=SPECS, champion=KNOWING_NOTHING)

    assert again.ranker.model == trained().ranker.model
    assert again.metrics == trained().metrics


def test_data_nothing_can_be_learned_from_are_refused() -> None:
    with pytest.raises(InputError, match="a ranker can learn from"):
        train(past_data(3), specs=SPECS)


def test_unknown_facts_read_as_the_models_own_stand_in() -> None:
    filled = trained().ranker.stand_ins

    assert 0 < filled["success"] < 85
    assert set(filled) <= {"success", "age"}


def test_the_bundle_states_data_figures_gates_and_parameters(tmp_path: Path) -> None:
    name = write_trained(
        tmp_path,
        trained(),
        basis="simulated",
        created_at="2026-01-01T00:00:00Z",
        author="acc-7",
        encoder=None,
        taxonomy="t1",
    )

    stated = read_manifest(tmp_path / name)
    assert stated["kind"] == "lambdamart"
    assert stated["data"]["fingerprint"] == past_data(60).fingerprint
    assert stated["metrics"] == json.loads(json.dumps(trained().metrics))
    assert [gate["name"] for gate in stated["gates"]] == ["monotone", "hiding", "champion"]
    assert stated["params"]["rounds"] >= 20
    card = (tmp_path / name / "card.md").read_text()
    assert "| shuffle |" in card
    assert "- passed: A better fact never costs score - 0 violations" in card


def test_a_trained_bundle_ranks_and_explains(tmp_path: Path) -> None:
    name = write_trained(
        tmp_path,
        trained(),
        basis="simulated",
        created_at="2026-01-01T00:00:00Z",
        author=None,
        encoder=None,
        taxonomy=None,
    )
    rows = compared([(0.9, 0.5, 95, 10, 0.5), (0.1, 0.5, 40, 10, 0.5)])

    scored = load_bundle(tmp_path / name, featurizer_specs=SPECS).score(rows)

    assert scored.scores[0] > scored.scores[1]
    assert abs(scored.base + scored.contributions.sum(axis=1) - scored.scores).max() < 1e-9
