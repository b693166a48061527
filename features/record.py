"""Features of what the record states: experience, delivery, replies, rate, availability, languages, freshness.

Columns in, columns out; NaN where unknown. Depends on the day only through `as_of`.
"""

import numpy as np
from numpy.typing import NDArray

from features.tenure import DAYS_A_YEAR, level_of
from features.zones import country_offsets, shared_hours
from matching.feature_spec import FloatArray
from matching.pool import Pool
from matching.roles import Role

# A person's average counts as if this many more ratings of this average stood beside it.
PRIOR_RATING, PRIOR_COUNT = 4.3, 8.0

Rows = NDArray[np.intp]


def features(role: Role, pool: Pool, rows: Rows, as_of: int) -> dict[str, FloatArray]:
    """Every column this module declares, float64 `(len(rows),)` each."""
    return {
        **_experience(role, pool, rows, as_of),
        "rating": shrunk_rating(pool.number("rating_average")[rows], pool.number("rating_count")[rows]),
        "rating_count": _counted(pool.number("rating_count")[rows]),
        "job_success": pool.number("job_success")[rows],
        "response_hours": pool.number("response_hours")[rows],
        **_terms(role, pool, rows, as_of),
        "age_days": np.maximum(0.0, as_of - pool.number("seen_on")[rows]),
    }


def shrunk_rating(average: FloatArray, count: FloatArray) -> FloatArray:
    """Bayesian average, `(PRIOR_COUNT x PRIOR_RATING + count x average) / (PRIOR_COUNT + count)`; NaN when unrated."""
    rated = np.where(count > 0, count, np.nan)
    return (PRIOR_COUNT * PRIOR_RATING + rated * average) / (PRIOR_COUNT + rated)


def years_worked(pool: Pool, rows: Rows, as_of: int) -> FloatArray:
    """Finished years plus those of an ongoing spell up to the day; NaN when nothing is known."""
    ongoing = np.maximum(0.0, as_of - pool.number("open_since")[rows]) / DAYS_A_YEAR
    return pool.number("closed_years")[rows] + np.nan_to_num(ongoing)


def _experience(role: Role, pool: Pool, rows: Rows, as_of: int) -> dict[str, FloatArray]:
    years = years_worked(pool, rows, as_of)
    found = {"years": years, "certifications": pool.number("certifications")[rows]}
    if role.min_years is not None:
        found["years_short"] = np.maximum(0.0, role.min_years - years)
    asked = level_of(role.title)
    if asked is not None:
        # Above the level asked for is no shortfall.
        found["level_gap"] = np.maximum(0.0, asked - pool.number("level")[rows])
    return found


def _terms(role: Role, pool: Pool, rows: Rows, as_of: int) -> dict[str, FloatArray]:
    found = {
        "wait_days": np.maximum(0.0, pool.number("available_from")[rows] - as_of),
        **_costs(role, pool, rows),
    }
    if role.hours_per_week is not None:
        found["hours_cover"] = pool.number("hours_per_week")[rows] / role.hours_per_week
    if role.timezone_overlap_hours and role.countries:
        place = tuple(offset for country in role.countries for offset in country_offsets(country))
        shared = shared_hours(pool.number("utc_offset")[rows], place)
        found["overlap_cover"] = np.minimum(1.0, shared / role.timezone_overlap_hours)
    if role.languages:
        found["languages_met"] = _languages(role, pool, rows)
    return found


def _costs(role: Role, pool: Pool, rows: Rows) -> dict[str, FloatArray]:
    """The rate against the cap, and the whole of the work against the budget where its hours are known."""
    found, cap, budget = {}, role.max_hourly_rate, role.budget
    if cap is not None and cap.amount > 0:
        found["rate_share"] = _rates(pool, rows, cap.currency) / cap.amount
    if budget is not None and budget.max and role.hours_per_week and role.duration_weeks:
        hours = role.hours_per_week * role.duration_weeks
        found["budget_share"] = _rates(pool, rows, budget.currency) * hours / budget.max
    return found


def _rates(pool: Pool, rows: Rows, currency: str) -> FloatArray:
    """Hourly rates in a currency, NaN where a rate is unknown or in another."""
    same = pool.labels["rate_currency"].of(rows).is_label(currency)
    return np.where(same, pool.number("hourly_rate")[rows], np.nan)


def _counted(count: FloatArray) -> FloatArray:
    """A count of none says as little as no count."""
    return np.where(count > 0, count, np.nan)


def _languages(role: Role, pool: Pool, rows: Rows) -> FloatArray:
    """Share of the asked languages spoken; the language a record is written in counts as spoken."""
    spoken, written = pool.sets["languages"].of(rows), pool.labels["text_language"].of(rows)
    asked = [code.split("-")[0] for code in role.languages]
    met = np.mean([(spoken.has_any((code,)) | written.is_label(code)) for code in asked], axis=0)
    known = spoken.known | (met > 0)
    return np.where(known, met, np.nan)
