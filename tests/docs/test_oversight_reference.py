"""The page about oversight names every figure and the numbers that the program goes by."""

import re
from pathlib import Path

import pytest

from governance.oversight import thresholds
from governance.oversight.measures import MEASURES
from review_ui.web.views.oversight import WORDS

PAGE = (Path(__file__).parents[2] / "docs/reference/oversight.md").read_text(encoding="utf-8")
FLAT = re.sub(r"\s+", " ", PAGE)


def test_every_figure_has_its_row_under_the_name_it_has_on_the_page() -> None:
    rows = re.findall(r"^\| ([^|]+) \| `(\w+)` \|", PAGE, re.MULTILINE)

    assert rows == [(WORDS[key].name, key) for key in MEASURES]


@pytest.mark.parametrize(
    "told",
    [
        f"fewer than {thresholds.FEWEST_CASES} requests, or on the decisions of fewer than {thresholds.FEWEST_REVIEWERS} people",
        f"beyond place {thresholds.LIKELY_PLACES}, or gave a {thresholds.UNLIKELY_FIT} fit",
        f"over {thresholds.LONGEST_PAUSE.seconds // 60} minutes",
        f"last {thresholds.ATTENTION_MONTHS} whole months",
        f"at least {thresholds.ATTENTION_DECISIONS} decisions; at least {thresholds.ATTENTION_FOLLOWING:.0%} of first choices",
        f"under {thresholds.ATTENTION_SECONDS} seconds",
        f"at least {thresholds.ATTENTION_SAME_MARK:.0%} of blind reviews of {thresholds.FEWEST_MARKS} marks or more",
        f"at most {thresholds.LONGEST_VIEW.days} days away",
        f"stands on {thresholds.FEWEST_CASES} cases of that reviewer",
    ],
)
def test_it_says_the_numbers_that_hold(told: str) -> None:
    assert told in FLAT
