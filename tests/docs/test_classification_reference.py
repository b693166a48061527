"""The page about classification says what the rules say: every answer, threshold, band and cell."""

from pathlib import Path

from governance.classification.rules import CURRENT, DIMENSIONS, LEVELS, Band, load_rules

PAGE = Path(__file__).parents[2] / "docs/reference/classification.md"
RULES = load_rules()
WORDS = PAGE.read_text(encoding="utf-8")


def test_every_answer_has_its_row_and_no_row_lacks_an_answer() -> None:
    rows = [line for line in WORDS.splitlines() if line.startswith(tuple(f"| {d} | `" for d in DIMENSIONS))]

    assert rows == [
        f"| {dimension} | `{question.id}` {question.asks} | `{choice.id}` {choice.says} | {choice.points} | {question.basis} |"
        for dimension in DIMENSIONS
        for question in RULES.of(dimension)
        for choice in question.choices
    ]


def test_thresholds_bands_and_table_are_those_of_the_rules() -> None:
    most = sum(RULES.most_points(dimension) for dimension in DIMENSIONS)
    stakes = (
        max(bands[-1].points for bands in RULES.impact.budget.values()) + RULES.impact.positions[-1].points
    )
    rows = [
        f"| likelihood | {RULES.likelihood.medium} | {RULES.likelihood.high} | {most} |",
        f"| impact | {RULES.impact.medium} | {RULES.impact.high} | {stakes} |",
        *(f"| budget in {currency} | {said(bands)} |" for currency, bands in RULES.impact.budget.items()),
        f"| positions | {said(RULES.impact.positions)} |",
        *(
            f"| {row} | {' | '.join(RULES.risk[row][column] for column in LEVELS)} |"  # type: ignore[index]
            for row in LEVELS
        ),
    ]

    assert [row for row in rows if row not in WORDS.splitlines()] == []


def test_it_names_the_file_and_says_that_it_is_not_legal_advice() -> None:
    quoted = WORDS.replace("\n> ", " ")

    assert f"data/{CURRENT}.yaml" in WORDS
    assert RULES.not_legal_advice in quoted


def said(bands: tuple[Band, ...]) -> str:
    return ", ".join(f"{band.points} from {band.start:,}" for band in bands)
