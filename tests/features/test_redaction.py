"""Redaction keeps every position and blanks what tells who somebody is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.redaction import redact


@given(st.text(max_size=300))
def test_positions_stay_where_they_were(text: str) -> None:
    masked = redact(text)

    assert len(masked) == len(text)
    assert all(after in (before, " ") for before, after in zip(text, masked, strict=True))


@pytest.mark.parametrize(
    "secret",
    [
        "jane.doe+cv@mail.example.co.uk",
        "https://example.com/jane",
        "linkedin.com/in/jane",
        "+49 (30) 555-0199",
        "(415) 555-0132",
        "She",
        "his",
        "Mrs.",
    ],
)
def test_what_tells_who_it_is_is_blanked(secret: str) -> None:
    text = f"Built services; {secret} and more"

    assert redact(text) == text.replace(secret, " " * len(secret))


@pytest.mark.parametrize(
    "line", ["Sex: F", "Date of Birth: 1 May 1970", "Marital status - single", "Name: Jane Doe"]
)
def test_a_line_of_personal_data_is_blanked_whole(line: str) -> None:
    assert redact(f"Python\n{line}\nSQL").split() == ["Python", "SQL"]


@pytest.mark.parametrize(
    "text", ["2019 - 2021", "Increased sales by 25% in 2014", "C++ 11, .NET 4.5.1", "served 1,200 guests"]
)
def test_dates_figures_and_versions_stay(text: str) -> None:
    assert redact(text) == text
