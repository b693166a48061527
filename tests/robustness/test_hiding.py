"""Leaving a fact out does not pay: nobody who states the average does better by saying nothing.

Facts one by one and in any combination. What somebody learned is told in words, and words belong to what a record is about:
`docs/reference/robustness.md` says what is not promised of them.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.roles import Role
from tests.robustness.pool import AS_OF, Bench, Record, roles, served

FACTS = (
    "hourly_rate",
    "available_from",
    "hours_per_week",
    "ratings",
    "job_success",
    "response_hours",
    "languages",
    "as_of",
    "country",
    "timezone",
    "work_countries",
    "clearance",
)
SAME = 1e-9


def asking(role: Role) -> Role:
    """The role with everything asked that a fact could be held against."""
    asks: dict[str, Any] = {
        "max_hourly_rate": {"amount": 100, "currency": "USD"},
        "hours_per_week": 20,
        "start_by": (AS_OF + timedelta(days=90)).isoformat(),
        "languages": ["en"],
        "min_years": 4,
    }
    return Role.model_validate({**role.model_dump(mode="json", exclude_defaults=True), **asks})


def median(values: list[float]) -> float:
    return float(np.median(values))


def average() -> Record:
    """For every fact, what the middle one of those who state it states."""
    people = served()

    def of(read: Any) -> list[Any]:
        return [value for record in people if (value := read(record)) is not None]

    seen = of(lambda record: record.get("as_of"))
    return {
        "hourly_rate": {
            "amount": median(of(lambda record: record.get("hourly_rate", {}).get("amount"))),
            "currency": "USD",
        },
        "available_from": (AS_OF + timedelta(days=14)).isoformat(),
        "hours_per_week": median(of(lambda record: record.get("hours_per_week"))),
        "ratings": {
            "average": median(of(lambda record: record.get("ratings", {}).get("average"))),
            "count": int(median(of(lambda record: record.get("ratings", {}).get("count")))),
        },
        "job_success": median(of(lambda record: record.get("job_success"))),
        "response_hours": median(of(lambda record: record.get("response_hours"))),
        "languages": ["en"],
        "as_of": date.fromordinal(
            int(median([date.fromisoformat(day).toordinal() for day in seen]))
        ).isoformat(),
        "country": "DE",
        "timezone": "Europe/Berlin",
        "work_countries": ["DE"],
        "clearance": "basic",
    }


AVERAGE = average()


@pytest.mark.parametrize("fact", FACTS)
def test_who_states_the_average_gains_nothing_by_leaving_it_out(words_bench: Bench, fact: str) -> None:
    for role in map(asking, roles()[:2]):
        for record in served()[::9]:
            stated = {**record, **AVERAGE}

            hidden = {key: value for key, value in stated.items() if key != fact}

            assert _score(words_bench, role, hidden) <= _score(words_bench, role, stated) + SAME


@given(record=st.sampled_from(served()), left_out=st.sets(st.sampled_from(FACTS), min_size=2))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_nor_by_leaving_out_several(record: Record, left_out: set[str]) -> None:
    bench, role = Bench(None, []), asking(roles()[0])
    stated = {**record, **AVERAGE}

    hidden = {key: value for key, value in stated.items() if key not in left_out}

    assert _score(bench, role, hidden) <= _score(bench, role, stated) + SAME


def _score(bench: Bench, role: Role, record: Record) -> float:
    return bench.scores(role, record)[record["id"]]
