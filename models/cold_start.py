"""The ranker for a workspace with no outcomes yet: a few round weights, written down.

`WEIGHTS` is the whole of it. A feature's say grows along the shape in `SHAPES`, else straight over its declared range.
`python -m models.cold_start` writes the bundle that ships; a test holds the shipped one to this file. How the weights
were chosen and what they are worth is in `docs/reference/cold-start.md`.
"""

from pathlib import Path

from features.specs import SPECS
from matching.feature_spec import FeatureSpec
from models.bundle import BUILT_IN, About, bundle_files
from models.ranker import AdditiveRanker, Identity, Term, straight

MADE_AT = "2026-11-28T00:00:00Z"

# Largest say each feature may have, in points. One asked skill in five, shown, is worth about two points; what a platform
# says of somebody (ratings, success, speed) is worth less than that together, so it orders people of like skill.
WEIGHTS: dict[str, float] = {
    "must_met": 3.0,
    "must_shown": 2.0,
    "must_words": 1.0,
    "must_word_nearness": 18.0,
    "nice_met": 1.2,
    "nice_shown": 0.8,
    "nice_word_nearness": 9.0,
    "request_words": 20.0,
    "request_roots": 3.0,
    "request_nearness": 20.0,
    "passage_nearness": 2.0,
    "deliverables_nearness": 1.0,
    "title_nearness": 4.0,
    "title_request": 6.0,
    "title_in_work": 3.0,
    "years": 0.5,
    "years_short": 1.2,
    "level_gap": 0.8,
    "certifications": 0.2,
    "rating": 0.5,
    "rating_count": 0.2,
    "job_success": 0.4,
    "response_hours": 0.2,
    "rate_share": 0.5,
    "budget_share": 0.3,
    "wait_days": 0.5,
    "hours_cover": 0.5,
    "overlap_cover": 0.5,
    "languages_met": 1.0,
    "age_days": 0.2,
}

# Where more of a thing soon stops mattering, or only part of the range is ever met.
SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    # Short records in small pools reach shares that long ones never do; beyond this, repeating the request says no more.
    "request_words": ((0.0, 0.0), (0.3, 1.0)),
    "years": ((0.0, 0.0), (5.0, 0.8), (12.0, 1.0)),
    "years_short": ((0.0, 1.0), (5.0, 0.0)),
    "certifications": ((0.0, 0.0), (2.0, 1.0)),
    "rating": ((3.5, 0.0), (5.0, 1.0)),
    "rating_count": ((0.0, 0.0), (10.0, 0.7), (50.0, 1.0)),
    "job_success": ((60.0, 0.0), (100.0, 1.0)),
    "response_hours": ((1.0, 1.0), (48.0, 0.0)),
    "rate_share": ((0.5, 1.0), (1.2, 0.0)),
    "budget_share": ((0.5, 1.0), (1.2, 0.0)),
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
            "Round weights set before any outcome was seen: those of words and meaning by comparison on six sets of real CVs "
            "labelled by rule, all others by judgement (docs/reference/cold-start.md).",
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
