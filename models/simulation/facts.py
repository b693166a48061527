"""The facts a platform could state about a person, and which of them it does state.

Every number follows from the latents with noise, as the decision page says. What a platform leaves out is a blank, not
a guess. Words are for `profiles.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.simulation.crafts import read_data
from models.simulation.parameters import FactParameters, Platform
from models.simulation.people import Bools, Floats, Ints, Population

# Mid-market, rounded, frozen with the simulator: it lives in one fixed year.
USD_PER = {"USD": 1.0, "EUR": 1.08, "GBP": 1.27}


@dataclass(frozen=True)
class Facts:
    """Numbers by row, true whether or not they are given; `given[name]` says on whose record they stand.

    `free_in_days` counts from the day the simulation stands at; `seen_days_ago` is the age of the record.
    """

    place: Ints
    rate_usd: Floats
    hours: Floats
    free_in_days: Ints
    rating: Floats
    rating_count: Ints
    job_success: Floats
    response_hours: Floats
    seen_days_ago: Ints
    given: dict[str, Bools]


_GIVEN = (
    "rate", "country", "timezone", "available_from", "hours", "ratings", "job_success", "response", "languages",
    "education", "certifications", "clearance", "work_countries",
)  # fmt: skip


def make_facts(
    people: Population,
    draw: np.random.Generator,
    *,
    parameters: FactParameters,
    platforms: Sequence[Platform],
) -> Facts:
    """Draw every fact of everybody and who gives which."""
    p, n = parameters, len(people)
    places = read_data("places")
    weight = np.array([place["weight"] for place in places], float)
    place = draw.choice(len(places), n, p=weight / weight.sum())
    count = draw.poisson(p.rating_jobs_per_year * np.minimum(people.years, 8) * draw.gamma(1.0, 1.0, n))
    given = {
        name: np.asarray(
            draw.random(n) < np.array([getattr(platform, name) for platform in platforms])[people.platform]
        )
        for name in _GIVEN
    }
    given["ratings"] &= count > 0
    given["job_success"] &= count >= 3
    return Facts(
        place=place,
        rate_usd=_rates(people, np.array([places[i]["cost"] for i in place]), draw, p),
        hours=draw.choice(
            [10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0], n, p=[0.05, 0.07, 0.15, 0.13, 0.22, 0.10, 0.28]
        ),
        free_in_days=draw.integers(*p.free_within_days, n),
        rating=_ratings(people, count, draw, p),
        rating_count=count,
        job_success=_success(people, draw, p),
        response_hours=_response(people, draw, p),
        seen_days_ago=np.minimum(draw.exponential(p.seen_days_scale, n), 700).astype(np.intp),
        given=given,
    )


def stated(facts: Facts, row: int) -> dict[str, Any]:
    """The facts on one person's record as a profile holds them, without dates; blanks are left out."""
    place = read_data("places")[facts.place[row]]
    stated: dict[str, Any] = {}
    if facts.given["rate"][row]:
        currency = place["currency"]
        stated["hourly_rate"] = {
            "amount": _round_rate(facts.rate_usd[row] / USD_PER[currency]),
            "currency": currency,
        }
    if facts.given["country"][row]:
        stated["country"] = place["country"]
    if facts.given["timezone"][row]:
        stated["timezone"] = place["timezone"]
    if facts.given["hours"][row]:
        stated["hours_per_week"] = float(facts.hours[row])
    if facts.given["ratings"][row]:
        stated["ratings"] = {
            "average": round(float(facts.rating[row]), 1),
            "count": int(facts.rating_count[row]),
        }
    if facts.given["job_success"][row]:
        stated["job_success"] = float(np.round(facts.job_success[row]))
    if facts.given["response"][row]:
        stated["response_hours"] = round(float(facts.response_hours[row]), 1)
    if facts.given["languages"][row]:
        stated["languages"] = list(place["languages"])
    if facts.given["work_countries"][row]:
        stated["work_countries"] = [place["country"]]
    return stated


def _rates(people: Population, cost: Floats, draw: np.random.Generator, p: FactParameters) -> Floats:
    median = np.array([craft.median_rate for craft in people.catalogue.crafts])[people.craft]
    log_rate = (
        np.log(median * cost)
        + p.rate_ability * (people.mean_ability - 0.55)
        + p.rate_years * (people.years - 7)
    )
    rates = np.exp(log_rate + draw.normal(scale=p.rate_noise, size=len(people)))
    return np.array([_round_rate(rate) for rate in rates])


def _round_rate(rate: float) -> float:
    return float(max(6.0, round(rate) if rate < 40 else round(rate / 5) * 5))


def _ratings(people: Population, count: Ints, draw: np.random.Generator, p: FactParameters) -> Floats:
    quality = 0.55 * people.mean_ability + 0.45 * people.reliability - 0.62
    noise = draw.normal(size=len(people)) * p.rating_noise / np.sqrt(np.maximum(count, 1))
    return np.clip(p.rating_mean + p.rating_quality * quality + noise, 1.0, 5.0)


def _success(people: Population, draw: np.random.Generator, p: FactParameters) -> Floats:
    base, reliability, ability, noise = p.success
    share = base + reliability * people.reliability + ability * people.mean_ability
    return np.clip(100 * (share + draw.normal(scale=noise, size=len(people))), 0, 100)


def _response(people: Population, draw: np.random.Generator, p: FactParameters) -> Floats:
    slowest, steepness, noise = p.response
    return np.exp(
        np.log(slowest) - steepness * people.responsiveness + draw.normal(scale=noise, size=len(people))
    )
