"""Years and levels, by hand."""

import pytest

from features.tenure import level_of, tenure
from matching.profiles import Profile


def spell(start: str, end: str | None = None) -> dict[str, str | None]:
    return {"title": "Work", "start": start, "end": end}


def years(*spells: dict[str, str | None]) -> float:
    profile = Profile.model_validate({"id": "p", "text": "x", "experience": list(spells)})
    return tenure(profile, "").closed_years


def test_overlapping_jobs_count_once() -> None:
    assert years(spell("2010-01", "2014-01"), spell("2012-01", "2016-01")) == pytest.approx(6, abs=0.01)


def test_gaps_do_not_count() -> None:
    assert years(spell("2010-01", "2011-01"), spell("2015-01", "2016-01")) == pytest.approx(2, abs=0.01)


def test_an_ongoing_job_is_left_open() -> None:
    profile = Profile.model_validate(
        {"id": "p", "text": "x", "experience": [spell("2010-01", "2012-01"), spell("2011-01")]}
    )

    found = tenure(profile, "")

    assert found.closed_years == pytest.approx(1, abs=0.01)
    assert found.open_since == pytest.approx(734138)  # 2011-01-01


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("July 2011 to November 2012", 1.34),
        ("03/2008 - 03/2010\n2010 - 2012", 4.75),
        ("Over 12 years of experience in retail", 12),
        ("8+ yrs hands-on experience", 8),
    ],
)
def test_a_raw_text_is_read_for_dates_and_statements(text: str, expected: float) -> None:
    assert tenure(Profile(id="p", text="x"), text).closed_years == pytest.approx(expected, abs=0.02)


def test_nothing_known_is_unknown() -> None:
    assert tenure(Profile(id="p", text="x"), "no dates").closed_years != 0


@pytest.mark.parametrize(
    ("title", "level"), [("Junior developer", 0.25), ("Senior Head of IT", 1.0), ("Baker", None)]
)
def test_a_title_states_a_level(title: str, level: float | None) -> None:
    assert level_of(title) == level
