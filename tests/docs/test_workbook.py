"""The workbook page is what the program says: words exactly, figures to a thousandth."""

import re

from tests.docs.workbook import BLOCK, BLOCKS, PAGE, filled

FIGURE = re.compile(r"-?\d+\.\d+")


def test_every_block_of_the_page_is_what_the_program_makes() -> None:
    page = PAGE.read_text(encoding="utf-8")

    made = filled(page)

    assert FIGURE.sub("#", page) == FIGURE.sub("#", made), "python -m tests.docs.workbook makes it anew"
    figures = [
        (float(one), float(other))
        for one, other in zip(FIGURE.findall(page), FIGURE.findall(made), strict=True)
    ]
    assert all(abs(one - other) <= 0.001 * max(1, abs(other)) for one, other in figures)
    assert len(figures) > 100


def test_every_block_stands_on_the_page_once() -> None:
    names = [found["name"] for found in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))]

    assert sorted(names) == sorted(BLOCKS)


def test_the_prose_around_the_blocks_has_no_figure() -> None:
    page = BLOCK.sub("", PAGE.read_text(encoding="utf-8"))
    prose = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", "", page, flags=re.DOTALL)

    assert re.findall(r"\d+", prose) == []
