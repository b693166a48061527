"""What is usual among those who were ranked: rates in each currency, and how soon people answer. Figures beside a list.

They flag, and nothing else: no score and no rank reads them. Fewer than `FEWEST` people are no benchmark, and a missing
fact is never flagged. How a flag reads in words is for whoever shows it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.pool import Pool

FEWEST = 8
# Slow is beyond the upper quartile, and at least this many times what half of them need.
CLEARLY_SLOWER = 2.0

Rows = NDArray[np.intp]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`among`: `fitting`, those who meet what is asked at least in part, or `ranked`, everybody compared."""

    among: str
    n: int
    median: float
    upper_quartile: float


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """`hourly_rate` by currency; `response_hours` None where too few people have a time on record."""

    hourly_rate: Mapping[str, Benchmark] = field(default_factory=dict)
    response_hours: Benchmark | None = None

    def flags(self, pool: Pool, row: int) -> tuple[str, ...]:
        """`rate_over_benchmark`, `slow_response`: each only where the figure and its benchmark are known."""
        said = {
            "rate_over_benchmark": _over(pool.number("hourly_rate")[row], self._of_currency(pool, row)),
            "slow_response": _slow(pool.number("response_hours")[row], self.response_hours),
        }
        return tuple(flag for flag, holds in said.items() if holds)

    def as_dict(self) -> dict[str, Any]:
        """As frozen with the list, without what there is none of."""
        rates = {currency: asdict(one) for currency, one in sorted(self.hourly_rate.items())}
        found = {
            "hourly_rate": rates,
            "response_hours": asdict(self.response_hours) if self.response_hours else None,
        }
        return {name: said for name, said in found.items() if said}

    def _of_currency(self, pool: Pool, row: int) -> Benchmark | None:
        currencies = pool.labels.get("rate_currency")
        code = -1 if currencies is None else int(currencies.codes[row])
        return self.hourly_rate.get(currencies.vocabulary[code]) if currencies and code >= 0 else None


def benchmarks(pool: Pool, rows: Rows, fitting: BoolArray) -> Benchmarks:
    """Of the people ranked at `rows`. Rates are held against those `fitting` (bool `(len(rows),)`) where they are enough."""
    rates, currencies = pool.number("hourly_rate")[rows], pool.labels.get("rate_currency")
    found: dict[str, Benchmark] = {}
    if currencies is not None:
        theirs = currencies.of(rows)
        for currency in theirs.vocabulary:
            asked = np.where(theirs.is_label(currency), rates, np.nan)
            if one := _benchmark("fitting", asked[fitting]) or _benchmark("ranked", asked):
                found[currency] = one
    return Benchmarks(found, _benchmark("ranked", pool.number("response_hours")[rows]))


def _benchmark(among: str, values: NDArray[np.float64]) -> Benchmark | None:
    known = values[~np.isnan(values)]
    if len(known) < FEWEST:
        return None
    median, upper = np.percentile(known, [50, 75])
    return Benchmark(among, len(known), round(float(median), 2), round(float(upper), 2))


def _over(value: np.float64, benchmark: Benchmark | None) -> bool:
    return benchmark is not None and bool(value > benchmark.upper_quartile)


def _slow(value: np.float64, benchmark: Benchmark | None) -> bool:
    return (
        benchmark is not None and _over(value, benchmark) and bool(value >= CLEARLY_SLOWER * benchmark.median)
    )
