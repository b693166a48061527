"""The training path on LightGBM's own ranking sample: 201 queries, grades 0-4, 300 features of no declared direction."""

from datetime import timedelta
from pathlib import Path

import numpy as np

from matching.feature_spec import FeatureMatrix, FeatureSpec, FloatArray
from models.training import train
from models.training_data import JudgedRole, TrainingData, gather
from tests.models.toys import START

WIDTH = 301
SPECS = tuple(
    FeatureSpec(f"f{column}", "relevance", "", 0, 1, 0, 0, "relevance.words", f"f{column}")
    for column in range(WIDTH)
)


def sample(folder: Path, name: str) -> TrainingData:
    """Queries in the order of the file, which stands in for time."""
    lines = (folder / name).read_text().splitlines()
    sizes = [int(line) for line in (folder / f"{name}.query").read_text().split()]
    roles, start = [], 0
    for number, size in enumerate(sizes):
        rows = [line.split() for line in lines[start : start + size]]
        values = np.stack([dense(row[1:]) for row in rows])
        matrix = FeatureMatrix(SPECS, values, np.ones(values.shape, bool))
        roles.append(
            JudgedRole(f"q{number:04}", START + timedelta(days=number), matrix, [int(row[0]) for row in rows])
        )
        start += size
    return gather(roles)


def dense(pairs: list[str]) -> FloatArray:
    values = np.zeros(WIDTH)
    for pair in pairs:
        column, value = pair.split(":")
        values[int(column)] = float(value)
    return values


def test_a_model_trained_on_the_sample_beats_chance_on_later_queries(candor_data: Path) -> None:
    data = sample(candor_data / "lambdarank", "rank.train")

    found = train(data, specs=SPECS)

    assert found.data["roles"] > 150
    assert found.metrics["differences"]["shuffle"]["ndcg@10"]["low"] > 0.05
    assert found.passed
