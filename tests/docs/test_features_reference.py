"""The table of features on its page is the one in the code."""

from pathlib import Path

from features.specs import SPECS
from matching.feature_spec import GROUP_LABELS, FeatureSpec

PAGE = Path(__file__).parents[2] / "docs/reference/features.md"
WAYS = {1: "more is better", -1: "less is better", 0: "either"}


def row(spec: FeatureSpec) -> str:
    known = f"{spec.low:g} to {spec.high:g} {spec.unit}"
    return f"| `{spec.name}` | {GROUP_LABELS[spec.group]} | {spec.label} | {known} | {WAYS[spec.direction]} | {spec.missing:g} |"


def test_every_feature_has_its_row_and_no_row_lacks_a_feature() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]

    assert rows == [row(spec) for spec in SPECS]
