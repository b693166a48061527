"""The page about retention says what the schedule says, kind by kind."""

from pathlib import Path

from governance.keeping.schedule import CURRENT, shipped_schedule

PAGE = Path(__file__).parents[2] / "docs/reference/retention.md"
WORDS = PAGE.read_text(encoding="utf-8")


def test_every_kind_has_its_row_and_no_row_lacks_a_kind() -> None:
    rows = [line for line in WORDS.splitlines() if line.startswith("| `")]

    assert rows == [
        f"| `{kind.id}` | {kind.holds} | {kind.keep.replace('_', ' ')} | {kind.since} | {kind.then.replace('_', ' ')} "
        f"| {kind.basis} |"
        for kind in shipped_schedule().kinds
    ]


def test_it_names_the_file_and_says_that_it_is_not_legal_advice() -> None:
    assert f"data/{CURRENT}.yaml" in WORDS
    assert shipped_schedule().not_legal_advice in WORDS.replace("\n> ", " ")
