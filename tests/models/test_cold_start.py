"""The model that ships is the one the code states, and keeps the rules every model keeps."""

import numpy as np

from features.specs import SPECS
from models.acceptance import monotone_gate
from models.bundle import BUILT_IN
from models.cold_start import SHAPES, WEIGHTS, cold_start_ranker, make_cold_start


def test_the_shipped_files_are_what_the_code_makes() -> None:
    shipped = {path.name: path.read_bytes() for path in BUILT_IN.iterdir()}

    assert shipped == make_cold_start(), "run: python -m models.cold_start"


def test_every_weight_and_shape_belongs_to_a_declared_feature() -> None:
    names = {spec.name for spec in SPECS}

    assert WEIGHTS.keys() - names == set()
    assert SHAPES.keys() - WEIGHTS.keys() == set()


def test_the_prior_keeps_the_declared_directions() -> None:
    draw = np.random.default_rng(0)
    low, high = (np.array([getattr(spec, end) for spec in SPECS], float) for end in ("low", "high"))

    gate = monotone_gate(cold_start_ranker(), low + (high - low) * draw.random((500, len(SPECS))))

    assert gate.passed, gate.figure


def test_skills_and_relevance_outweigh_everything_a_platform_says() -> None:
    by_group: dict[str, float] = {}
    for spec in SPECS:
        by_group[spec.group] = by_group.get(spec.group, 0.0) + WEIGHTS.get(spec.name, 0.0)

    assert by_group["skills"] > sum(
        by_group[group] for group in by_group if group not in ("skills", "relevance", "domain")
    )


def test_a_feature_without_weight_has_no_say() -> None:
    ranker = cold_start_ranker(SPECS[:1])

    assert list(ranker.terms) == ["must_met"]
