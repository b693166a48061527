"""What is missing counts neither for nor against: nobody is last for lacking ratings, or for having written little."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.robustness.pool import Bench, Record, roles, served

PLATFORM_FIGURES = ("ratings", "job_success", "response_hours")
BAD: Record = {"ratings": {"average": 2.1, "count": 40}, "job_success": 55, "response_hours": 90}
GOOD: Record = {"ratings": {"average": 5.0, "count": 200}, "job_success": 100, "response_hours": 1}


def without(record: Record, *keys: str) -> Record:
    return {key: value for key, value in record.items() if key not in keys}


def order(role: Any, *records: Record) -> list[str]:
    return list(Bench(None, records).scores(role))


@given(
    record=st.sampled_from(served()),
    role=st.sampled_from(roles()),
    figures=st.sets(st.sampled_from(PLATFORM_FIGURES), min_size=1),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_saying_nothing_stands_between_the_clearly_good_and_the_clearly_bad(
    record: Record, role: Any, figures: set[str]
) -> None:
    kept = without(record, *PLATFORM_FIGURES)

    def told(name: str, said: Record) -> Record:
        return {**kept, **{key: said[key] for key in figures}, "id": name}

    assert order(role, told("bad", BAD), {**kept, "id": "none"}, told("good", GOOD)) == [
        "good",
        "none",
        "bad",
    ]


@pytest.mark.parametrize("role", roles(), ids=lambda role: role.id)
def test_nobody_is_last_of_the_pool_for_lacking_ratings_alone(words_bench: Bench, role: Any) -> None:
    *_, last_but_one, last = words_bench.scores(role)
    record = next(one for one in served() if one["id"] == last_but_one)

    unrated = words_bench.scores(role, without(record, *PLATFORM_FIGURES))

    assert list(unrated)[-1] == last


@pytest.mark.parametrize("role", roles(), ids=lambda role: role.id)
def test_platform_figures_together_are_worth_less_than_one_asked_skill_shown(role: Any) -> None:
    skill = role.requirements[0].name
    work = {"experience": [{"description": f"Worked with {skill} for a railway every day of two years."}]}
    shows = {"id": "shows", "text": "", **work, **BAD}
    praised = {
        "id": "praised",
        "text": "",
        "experience": [{"description": "Worked for a railway every day."}],
        **GOOD,
    }

    assert order(role, shows, praised)[0] == "shows"


def test_a_thin_record_is_not_below_one_that_says_as_much_of_other_things() -> None:
    role = roles()[1]
    thin = {"id": "thin", "text": "Accountant. Closed the general ledger every month."}
    off = {
        "id": "off",
        "text": "Gardener. Planted four hundred oaks and pruned the roses of a castle every spring.",
    }

    assert order(role, thin, off, {**off, "id": "rated", **GOOD})[0] == "thin"


def test_an_empty_record_ranks_among_the_rest_without_a_fault() -> None:
    found = Bench(None, [{"id": "empty", "text": ""}, *served()[:3]]).scores(roles()[0])

    assert "empty" in found
