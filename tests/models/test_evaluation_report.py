"""The tables people read."""

from typing import Any

from models.evaluation_report import as_markdown, format_table


def interval(mean: float, half: float = 0.1) -> dict[str, float]:
    return {"mean": mean, "low": mean - half, "high": mean + half}


DOCUMENT: dict[str, Any] = {
    "schema": "candor.evaluate/1",
    "roles": 3,
    "left_out": 1,
    "bootstrap": {"n": 2000, "seed": 0},
    "systems": {
        "candor": {"ndcg@5": interval(0.8), "map": interval(0.5)},
        "bm25": {"ndcg@5": interval(0.6), "map": interval(0.45)},
    },
    "differences": {"bm25": {"ndcg@5": interval(0.2), "map": interval(0.05)}},
}


def test_the_table_says_how_many_roles_and_lines_its_columns_up() -> None:
    lines = format_table(DOCUMENT).splitlines()

    assert (
        lines[0]
        == "3 roles, 1 left out (no relevant profile). Mean [95% interval; 2000 resamples of roles, seed 0]."
    )
    assert lines[2].split() == ["system", "ndcg@5", "map"]
    assert lines[3].startswith("candor  0.800 [0.700, 0.900]  0.500 [0.400, 0.600]")
    assert lines[2].index("map") == lines[3].index("0.500") == lines[4].index("0.450")


def test_a_difference_whose_interval_leaves_out_zero_is_marked() -> None:
    last = format_table(DOCUMENT).splitlines()[-1]

    assert last.startswith("bm25   +0.200 [+0.100, +0.300] *  +0.050 [-0.050, +0.150]")
    assert last.count("*") == 1


def test_markdown_holds_the_same_figures() -> None:
    text = as_markdown(DOCUMENT)

    assert "| candor | 0.800 [0.700, 0.900] | 0.500 [0.400, 0.600] |" in text
    assert "| bm25 | +0.200 [+0.100, +0.300] * | +0.050 [-0.050, +0.150] |" in text
