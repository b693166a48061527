"""The page about the blind stage names the marks that the page of the stage offers, and the number of people in it."""

from pathlib import Path

from governance.blind.drawing import FIRST
from review_ui.web.views.blind import MARKS

PAGE = (Path(__file__).parents[2] / "docs/reference/blind-stage.md").read_text(encoding="utf-8")


def test_every_mark_has_its_row() -> None:
    lines = PAGE.splitlines()
    first = lines.index("| mark | says |") + 2

    assert lines[first : lines.index("", first)] == [f"| {mark} | {words} |" for mark, words in MARKS.items()]


def test_it_says_how_many_are_rated() -> None:
    assert {6: "six"}[FIRST] in PAGE
