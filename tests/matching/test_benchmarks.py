"""What is usual among the ranked, and who is flagged beside it."""

import numpy as np
import pytest

from matching.benchmarks import FEWEST, Benchmark, Benchmarks, benchmarks
from matching.pool import Pool
from matching.shortlist import RequirementStatus, is_thin
from tests.matching.pools import pool_of

ASKED: list[float | None] = [10, 20, 30, 40, 50, 60, 70, 80, 90]
HOURS: list[float | None] = [1, 2, 3, 4, 5, 6, 7, 8, 40]


def pool(
    rates: list[float | None] = ASKED, hours: list[float | None] = HOURS, currencies: str = "USD " * 9
) -> Pool:
    asked = zip(rates, currencies.split(), hours, strict=True)
    return pool_of(
        *(
            {
                "id": f"p{n}",
                **({"hourly_rate": {"amount": rate, "currency": currency}} if rate else {}),
                **({"response_hours": hour} if hour else {}),
            }
            for n, (rate, currency, hour) in enumerate(asked)
        )
    )


def usual(of: Pool, fitting: list[int] | None = None) -> Benchmarks:
    rows = np.arange(len(of))
    return benchmarks(of, rows, np.isin(rows, rows if fitting is None else fitting))


def test_a_rate_beyond_three_in_four_of_those_who_fit_is_flagged() -> None:
    of = pool()
    found = usual(of)

    assert found.hourly_rate == {"USD": Benchmark("fitting", 9, 50.0, 70.0)}
    flagged = [of.ids[row] for row in range(9) if "rate_over_benchmark" in found.flags(of, row)]
    assert flagged == ["p7", "p8"]


def test_where_too_few_fit_everybody_ranked_in_the_currency_is_the_benchmark_and_it_says_so() -> None:
    assert usual(pool(), fitting=[0, 1, 2]).hourly_rate["USD"].among == "ranked"


def test_fewer_than_eight_are_no_benchmark() -> None:
    of = pool(currencies="USD " * (FEWEST - 1) + "EUR EUR")
    found = usual(of)

    assert found.hourly_rate == {}
    assert not any("rate_over_benchmark" in found.flags(of, row) for row in range(9))


def test_what_is_not_on_record_is_neither_counted_nor_flagged() -> None:
    of = pool(rates=[*ASKED[:8], None], hours=[*HOURS[:8], None])
    found = usual(of)

    assert found.hourly_rate["USD"].n == 8
    assert found.flags(of, 8) == ()


def test_slow_is_beyond_the_upper_quartile_and_twice_what_half_of_them_need() -> None:
    of = pool()
    found = usual(of)

    assert found.response_hours == Benchmark("ranked", 9, 5.0, 7.0)
    # Eight hours are beyond the quartile of seven, and not twice the median of five.
    assert [row for row in range(9) if "slow_response" in found.flags(of, row)] == [8]


def test_it_is_frozen_without_what_there_is_none_of() -> None:
    assert Benchmarks().as_dict() == {}
    assert usual(pool()).as_dict() == {
        "hourly_rate": {"USD": {"among": "fitting", "n": 9, "median": 50.0, "upper_quartile": 70.0}},
        "response_hours": {"among": "ranked", "n": 9, "median": 5.0, "upper_quartile": 7.0},
    }


@pytest.mark.parametrize(
    ("shown", "asked", "thin"), [(0, 3, True), (1, 3, False), (0, 2, False), (1, 6, True), (1, 5, False)]
)
def test_evidence_is_thin_where_fewer_than_one_asked_skill_in_five_shows(
    shown: int, asked: int, thin: bool
) -> None:
    statuses = ["evidenced"] * shown + ["claimed"] * (asked - shown)
    requirements = [RequirementStatus("x", "must", status) for status in statuses]  # type: ignore[arg-type]

    assert is_thin(requirements) is thin
