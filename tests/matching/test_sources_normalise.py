"""Cells as people fill them: put right where there is one way to read them, else named."""

from typing import Any

import pytest

from matching.sources.normalise import TRANSFORMS, UnreadableError, is_blank, is_formula
from matching.sources.port import ColumnRule


def read(kind: str, cell: str, **rule: Any) -> Any:
    return TRANSFORMS[kind](cell, ColumnRule.model_validate({"column": "c", **rule}))


@pytest.mark.parametrize(
    ("cell", "amount", "currency"),
    [
        ("USD 100", 100, "USD"),
        ("$40", 40, "USD"),
        ("100", 100, "USD"),
        ("eur 85.50", 85.5, "EUR"),
        ("85,50 €", 85.5, "EUR"),
        ("£1,234.50", 1234.5, "GBP"),
        ("€1.234,50", 1234.5, "EUR"),
        ("C$60/hr", 60, "CAD"),
        ("US$ 75 per hour", 75, "USD"),
        ("1 200 CHF", 1200, "CHF"),
        ("$1.5k", 1500, "USD"),
    ],
)
def test_money_is_read_with_its_currency(cell: str, amount: float, currency: str) -> None:
    assert read("money", cell, currency="USD") == {"amount": amount, "currency": currency}


@pytest.mark.parametrize(
    "cell", ["negotiable", "100/day", "USD 40-60", "$40 - $60", "-5", "USD", "12.34.56", "1,23,4"]
)
def test_money_that_could_mean_several_things_is_unreadable(cell: str) -> None:
    with pytest.raises(UnreadableError):
        read("money", cell, currency="USD")


def test_a_bare_amount_without_any_currency_is_unreadable() -> None:
    with pytest.raises(UnreadableError, match="currency"):
        read("money", "100")


@pytest.mark.parametrize(("end", "amount"), [("low", 40), ("middle", 50), ("high", 60)])
def test_a_range_is_read_where_the_map_says_which_end(end: str, amount: float) -> None:
    assert read("money", "$40 - $60", range=end)["amount"] == amount
    assert read("number", "40-60", range=end) == amount


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12),
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("1,234", 1234),
        ("1'234", 1234),
        ("10k", 10_000),
        ("40+", 40),
        ("-3", -3),
    ],
)
def test_numbers_are_read_with_the_marks_people_use(cell: str, value: float) -> None:
    assert read("number", cell) == value


def test_a_declared_decimal_comma_decides_what_a_point_means() -> None:
    assert read("number", "1.234") == 1.234
    assert read("number", "1.234", decimal=",") == 1234


@pytest.mark.parametrize("cell", ["84%", "84 %", "84", "84.0%"])
def test_percentages_are_read(cell: str) -> None:
    assert read("percent", cell) == 84


def test_a_share_of_one_needs_a_scale_and_more_than_all_is_unreadable() -> None:
    assert read("percent", "0.84", scale=100) == 84
    with pytest.raises(UnreadableError):
        read("percent", "184%")


@pytest.mark.parametrize(
    "cell",
    [
        "2026-12-31",
        "2026/12/31",
        "31.12.2026",
        "31/12/2026",
        "12/31/2026",
        "31 December 2026",
        "Dec 31, 2026",
        "2026-12-31T10:00",
    ],
)
def test_dates_with_one_reading_are_read(cell: str) -> None:
    assert read("date", cell) == "2026-12-31"


def test_a_date_with_two_readings_needs_a_format() -> None:
    with pytest.raises(UnreadableError, match="one way only"):
        read("date", "03/04/2026")
    assert read("date", "03/04/2026", format="%d/%m/%Y") == "2026-04-03"


@pytest.mark.parametrize("cell", ["2026-02-30", "soon", "45999"])
def test_what_is_no_date_is_unreadable(cell: str) -> None:
    with pytest.raises(UnreadableError):
        read("date", cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("Y", True), ("yes", True), ("1", True), ("True", True), ("N", False), ("0", False), ("False", False)],
)
def test_yes_and_no_in_their_many_forms(cell: str, value: bool) -> None:
    assert read("boolean", cell) is value


def test_countries_and_languages_become_codes() -> None:
    assert [read("country", cell) for cell in ("Italy", "usa", "South Korea", "Turkey", "de")] == [
        "IT",
        "US",
        "KR",
        "TR",
        "DE",
    ]
    assert [read("language", cell) for cell in ("German", "Mandarin", "en", "Indonesian")] == [
        "de",
        "zh",
        "en",
        "id",
    ]
    with pytest.raises(UnreadableError):
        read("country", "Atlantis")


def test_lists_split_at_separators_but_not_within_brackets_and_drop_repeats() -> None:
    assert read("list", "Go; SQL, Python (2, 3) | Go;") == ["Go", "SQL", "Python (2, 3)"]
    assert read("list", "a/b", separator="/") == ["a", "b"]
    assert read("list", "German, English", of="language") == ["de", "en"]


@pytest.mark.parametrize("cell", ["", "N/A", "null", "-", "NaN"])
def test_blanks_in_their_many_forms(cell: str) -> None:
    assert is_blank(cell, [])
    assert not is_blank("0", [])
    assert is_blank("0", ["0"])


def test_formulas_are_told_from_words_that_begin_alike() -> None:
    assert is_formula("=SUM(A1:A3)")
    assert is_formula("@A1")
    assert not is_formula("=== Summary ===")
    assert not is_formula("-5")
    assert not is_formula("+49 30 1234")
