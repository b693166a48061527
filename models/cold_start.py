"""The ranker for a workspace with no outcomes yet: weights set by judgement, written down, and never fitted.

`WEIGHTS` is the whole of it. A feature's say grows along the shape in `SHAPES`, else straight over its declared range.
`python -m models.cold_start` writes the bundle that ships; a test holds the shipped one to this file. What it is worth
is measured in `docs/reference/metrics.md`.
"""

from pathlib import Path

from features.specs import SPECS
from matching.feature_spec import FeatureSpec
from models.bundle import BUILT_IN, About, bundle_files
from models.ranker import AdditiveRanker, Identity, Term, straight

MADE_AT = "2026-11-24T00:00:00Z"

# Largest say each feature may have, in points. What somebody shows of the skills asked outweighs everything else
# together; what a platform says of them (ratings, speed) may order people of like skill and no more.
WEIGHTS: dict[str, float] = {
    "must_met": 3.0,
    "must_shown": 1.5,
    "must_nearness": 2.0,
    "must_weakest": 0.8,
    "nice_met": 0.8,
    "nice_nearness": 0.4,
    "request_words": 1.5,
    "request_nearness": 1.5,
    "passage_nearness": 1.5,
    "title_nearness": 1.5,
    "title_in_work": 1.0,
    "years": 0.3,
    "years_short": 0.8,
    "level_gap": 0.4,
    "certifications": 0.1,
    "rating": 0.5,
    "job_success": 0.3,
    "response_hours": 0.15,
    "rate_share": 0.3,
    "wait_days": 0.3,
    "hours_cover": 0.3,
    "languages_met": 0.6,
    "age_days": 0.1,
}

# Where more of a thing soon stops mattering, or only part of the range is ever met.
SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "must_nearness": ((0.2, 0.0), (0.7, 1.0)),
    "must_weakest": ((0.2, 0.0), (0.6, 1.0)),
    "nice_nearness": ((0.2, 0.0), (0.7, 1.0)),
    "request_words": ((0.0, 0.0), (0.5, 1.0)),
    "request_nearness": ((0.1, 0.0), (0.8, 1.0)),
    "passage_nearness": ((0.2, 0.0), (0.8, 1.0)),
    "title_nearness": ((0.2, 0.0), (0.9, 1.0)),
    "title_in_work": ((0.2, 0.0), (0.8, 1.0)),
    "years": ((0.0, 0.0), (5.0, 0.8), (12.0, 1.0)),
    "years_short": ((0.0, 1.0), (5.0, 0.0)),
    "certifications": ((0.0, 0.0), (2.0, 1.0)),
    "rating": ((3.5, 0.0), (5.0, 1.0)),
    "job_success": ((60.0, 0.0), (100.0, 1.0)),
    "response_hours": ((1.0, 1.0), (48.0, 0.0)),
    "rate_share": ((0.5, 1.0), (1.2, 0.0)),
    "wait_days": ((0.0, 1.0), (60.0, 0.0)),
    "hours_cover": ((0.4, 0.0), (1.0, 1.0)),
    "age_days": ((30.0, 1.0), (730.0, 0.0)),
}


def cold_start_ranker(specs: tuple[FeatureSpec, ...] = SPECS) -> AdditiveRanker:
    """The prior over these features; a feature it has no weight for has no say."""
    terms = {spec.name: _term(spec) for spec in specs if spec.name in WEIGHTS}
    return AdditiveRanker(specs, Identity(kind="additive", basis="prior", created_at=MADE_AT), terms=terms)


def make_cold_start() -> dict[str, bytes]:
    """The shipped bundle's files, the same bytes every time."""
    about = About(
        basis="prior",
        created_at=MADE_AT,
        notes=(
            "Weights are judgement, set before any outcome was seen; they were fitted to no data.",
            "Goes with any encoder and any taxonomy; without an encoder the features of meaning are neutral.",
        ),
    )
    return bundle_files(cold_start_ranker(), about)


def write_cold_start(folder: Path = BUILT_IN) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in make_cold_start().items():
        (folder / name).write_bytes(content)


def _term(spec: FeatureSpec) -> Term:
    weight = WEIGHTS[spec.name]
    return Term(weight, SHAPES[spec.name]) if spec.name in SHAPES else straight(spec, weight)


if __name__ == "__main__":
    write_cold_start()
