"""When somebody studied, and when they did not work, changes no score."""

from collections.abc import Callable

import pytest

from tests.robustness.pool import Bench, Record, roles, served

Change = Callable[[Record], Record]

STUDIED = {
    "id": "p",
    "text": "",
    "headline": "Accountant",
    "summary": "Closed the books of three restaurants in QuickBooks.",
}


def _degree(year: str) -> Record:
    return {
        **STUDIED,
        "education": [{"degree": "BSc Accounting", "institution": "A school", "start": year, "end": year}],
    }


def score(record: Record, role_number: int = 1) -> float:
    return Bench(None, [*served()[:5], record]).scores(roles()[role_number])[record["id"]]


@pytest.mark.parametrize("year", ["1979", "1999", "2024-06", "2031"])
def test_the_year_of_a_degree_changes_nothing(year: str) -> None:
    assert score(_degree(year)) == score(_degree("2010"))


@pytest.mark.parametrize("written", ["Class of 1979", "Graduated 1979", "BSc, 1975 - 1979", "(1979)"])
def test_nor_does_a_year_in_the_text_of_a_degree(written: str) -> None:
    def degree(text: str) -> Record:
        return {**STUDIED, "education": [{"degree": f"BSc Accounting, {text}"}]}

    assert score(degree(written)) == score(degree(written.replace("1979", "2019").replace("1975", "2015")))


def test_a_pause_between_two_jobs_costs_nothing_where_the_years_are_the_same() -> None:
    def worked(*spells: tuple[str, str]) -> Record:
        work = [
            {"title": "Accountant", "description": f"Closed book number {i}.", "start": start, "end": end}
            for i, (start, end) in enumerate(spells)
        ]
        return {**STUDIED, "experience": work}

    without = worked(("2021-01", "2024-01"), ("2018-01", "2021-01"))
    paused = worked(("2021-01", "2024-01"), ("2014-01", "2017-01"))

    assert score(paused) == pytest.approx(score(without), abs=0.002)
