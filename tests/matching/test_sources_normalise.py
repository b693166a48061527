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


@pytest.mark.parametrize(
    ("cell", "code"),
    [("Porto, Portugal", "PT"), ("Cape Town, Western Cape, South Africa", "ZA"), ("Austin, TX, USA", "US")],
)
def test_a_place_that_ends_in_a_country_is_in_that_country(cell: str, code: str) -> None:
    assert read("country", cell) == code


@pytest.mark.parametrize(
    "cell", ["San Francisco, CA", "Atlanta, Georgia", "Peru, Indiana", ", Portugal", "Porto"]
)
def test_a_place_whose_end_may_be_a_state_is_unreadable(cell: str) -> None:
    with pytest.raises(UnreadableError):
        read("country", cell)


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("1 hour", 1),
        ("within an hour", 1),
        ("30 minutes", 0.5),
        ("a day", 24),
        ("2 days", 48),
        ("Soon (12 hours)", 12),
        ("6", 6),
    ],
)
def test_durations_become_hours(cell: str, hours: float) -> None:
    assert read("duration", cell) == hours


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("30", 30),
        ("Full-time", 40),
        ("part time", 20),
        ("More than 30 hrs/week", 40),
        ("30+ hrs/week", 40),
        ("50+", 50),
        ("Less than 30 hrs/week", 30),
        ("25 hours per week", 25),
        ("As needed - open to offers", None),
    ],
)
def test_words_for_hours_become_the_most_they_allow(cell: str, hours: float | None) -> None:
    assert read("week", cell) == hours


@pytest.mark.parametrize(
    ("kind", "cell"), [("duration", "soon"), ("week", "often"), ("stars", "98%"), ("count", "4.9")]
)
def test_words_without_a_number_are_unreadable(kind: str, cell: str) -> None:
    with pytest.raises(UnreadableError):
        read(kind, cell)


def test_ratings_are_read_with_their_scale_and_their_count() -> None:
    assert [read("stars", cell) for cell in ("4.9", "4,9", "4.9/5", "4.9 out of 5", "5(255 reviews)")] == [
        4.9, 4.9, 4.9, 4.9, 5,
    ]  # fmt: skip
    assert [read("count", cell) for cell in ("213", "4.9 (213)", "255 reviews", "1k+", "(1,204)")] == [
        213, 213, 255, 1000, 1204,
    ]  # fmt: skip


def test_skills_keep_their_years_and_names_that_only_look_so_stay() -> None:
    cells = "Python (8 years); Go - 3 yrs; Rust: 2y; C++; Web 2.0; SAP S/4HANA"

    assert read("list", cells, of="skill") == [
        {"name": "Python", "years": 8.0},
        {"name": "Go", "years": 3.0},
        {"name": "Rust", "years": 2.0},
        "C++",
        "Web 2.0",
        "SAP S/4HANA",
    ]


def test_languages_of_a_list_keep_their_level() -> None:
    assert read("list", "English (Fluent), German - B2; French: native|Italian", of="language") == [
        {"code": "en", "level": "Fluent"},
        {"code": "de", "level": "B2"},
        {"code": "fr", "level": "native"},
        "it",
    ]


def test_a_rate_by_the_week_or_day_is_an_hours_only_where_the_map_says_so() -> None:
    assert read("money", "$2,400/week", per="week") == {"amount": 60, "currency": "USD"}
    assert read("money", "800 EUR per day", per="day") == {"amount": 100, "currency": "EUR"}
    with pytest.raises(UnreadableError):
        read("money", "$2,400/week")
