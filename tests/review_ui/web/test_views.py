"""Quotations, words and figures, where the answer is known by hand."""

from datetime import UTC, date, datetime

import pytest

from governance.money import Money
from review_ui.web import words
from review_ui.web.requests import merge_skills, read_money
from review_ui.web.views.facts import over_budget
from review_ui.web.views.quotes import place, quote, value_at

TEXT = "Kept books. Wrote the public API in FastAPI and kept it stable! Then left."
PROFILE = {
    "summary": TEXT,
    "experience": [{"title": "Engineer", "start": "2020-02", "end": None, "description": TEXT}],
    "skills": ["FastAPI"],
}


def span(text: str, field: str = "summary") -> dict[str, object]:
    start = TEXT.index(text)
    return {"field": field, "start": start, "end": start + len(text), "text": text}


def test_a_quotation_runs_to_the_ends_of_its_sentence() -> None:
    found = quote(span("FastAPI"), PROFILE, record="/r")

    assert (found.before, found.marked, found.after) == (
        "Wrote the public API in ",
        "FastAPI",
        " and kept it stable!",
    )
    assert found.intact
    assert found.href == "/r?field=summary&start=36&end=43#found"


def test_words_that_have_changed_since_are_quoted_as_they_were_without_context() -> None:
    found = quote(
        span("FastAPI"), {"summary": "Something else altogether, long enough to hold the span."}, record="/r"
    )

    assert (found.before, found.marked, found.after, found.intact) == ("", "FastAPI", "", False)


def test_a_long_sentence_is_cut_at_a_word() -> None:
    long = "word " * 60 + "FastAPI" + " word" * 60
    start = long.index("FastAPI")

    found = quote(
        {"field": "text", "start": start, "end": start + 7, "text": "FastAPI"}, {"text": long}, record="/r"
    )

    assert found.before.startswith("… word")
    assert found.after.endswith("word …")
    assert len(found.before) < 100


def test_paths_lead_to_the_very_string() -> None:
    assert value_at(PROFILE, "experience[0].description") == TEXT
    assert value_at(PROFILE, "skills[0]") == "FastAPI"
    assert value_at(PROFILE, "experience[3].description") is None
    assert value_at(PROFILE, "experience") is None


def test_places_are_named_for_a_reader() -> None:
    assert place("experience[0].description", PROFILE) == "Work 1, 2020 to now"
    assert place("skills[0]", PROFILE) == "Skill list"
    assert place("text", None) == "Profile text"


@pytest.mark.parametrize(
    ("figure", "currency", "shown"),
    [(80, "USD", "$80"), (72.5, "EUR", "€72.50"), (1_234_567, "GBP", "£1,234,567"), (90, "CHF", "CHF 90")],
)
def test_amounts_show_cents_only_where_there_are_some(figure: float, currency: str, shown: str) -> None:
    assert words.amount(figure, currency) == shown


def test_a_negative_share_has_a_true_minus() -> None:
    assert words.signed(-0.1234) == "\u22120.123"
    assert words.signed(0) == "+0.000"


def test_how_long_ago_is_said_in_the_one_unit_that_matters() -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)

    assert words.since(datetime(2026, 11, 24, 11, 59, 30, tzinfo=UTC), now) == "just now"
    assert words.since(datetime(2026, 11, 24, 11, tzinfo=UTC), now) == "1 hour ago"
    assert words.since(datetime(2026, 11, 20, 12, tzinfo=UTC), now) == "4 days ago"


def test_days_read_as_days_and_other_words_stay() -> None:
    assert words.day(date(2026, 12, 1)) == "1 Dec 2026"
    assert words.day("2026-12-01") == "1 Dec 2026"
    assert words.day("spring") == "spring"


def test_ordinals_know_the_teens() -> None:
    assert [words.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th",
    ]  # fmt: skip


def test_a_skill_typed_again_keeps_its_level_and_years() -> None:
    before = [{"name": "Python", "years": 5}, "SQL"]

    assert merge_skills("python\nFastAPI\n", before) == [{"name": "Python", "years": 5}, "FastAPI"]


def test_money_is_read_as_people_write_it() -> None:
    assert read_money("$12,500.50", "usd", "budget") == Money(1_250_050, "USD")


def test_a_cost_is_compared_only_within_one_currency() -> None:
    role = {"hours_per_week": 40, "duration_weeks": 10}
    budget = Money.of(30_000, "USD")

    assert over_budget({"hourly_rate": {"amount": 80, "currency": "USD"}}, role, budget) == (
        "would cost about $32,000, the budget is $30,000"
    )
    assert over_budget({"hourly_rate": {"amount": 70, "currency": "USD"}}, role, budget) is None
    assert over_budget({"hourly_rate": {"amount": 70, "currency": "EUR"}}, role, budget) == (
        "asks in EUR, the budget is in USD"
    )
    assert over_budget({}, role, budget) == "no rate on record, so the cost cannot be estimated"


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("selection.overridden", "The selected person does not fit the budget"),
        ("requisition.denied", "Not within budget"),
        ("sent_back", "Not within budget"),
        ("send-back", "Not within budget"),
        ("engagement.terminated", "The budget ended"),
    ],
)
def test_one_code_says_what_it_means_of_the_act_it_was_given_for(act: str, said: str) -> None:
    assert words.reason_label("budget", act) == said
