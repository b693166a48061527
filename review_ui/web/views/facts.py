"""The plain facts of a profile beside what the role asks: rate, start, hours, record. Missing is shown as missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from governance.money import Money
from matching.codes import country_names, language_names
from review_ui.web import words


@dataclass(frozen=True, slots=True)
class Fact:
    """`value` None: not on record. `beside` is what the role asks, where it asks."""

    label: str
    value: str | None
    beside: str | None = None


@dataclass(frozen=True, slots=True)
class RoleText:
    """What a role says in prose and lists; empty where it says nothing."""

    description: str
    deliverables: tuple[str, ...]
    acceptance_criteria: tuple[str, ...]


def text_of(role: Mapping[str, Any]) -> RoleText:
    lists = (tuple(role.get(name) or ()) for name in ("deliverables", "acceptance_criteria"))
    return RoleText(role.get("description") or "", *lists)


def facts_of(profile: Mapping[str, Any], role: Mapping[str, Any], today: date) -> tuple[Fact, ...]:
    """Eight facts, always in the same place."""
    return (
        Fact("Rate", _rate(profile), _cap(role)),
        Fact(
            "Free from",
            _free(profile, today),
            f"asked by {words.day(role['start_by'])}" if role.get("start_by") else None,
        ),
        Fact("Hours a week", _number(profile.get("hours_per_week")), _asked(role.get("hours_per_week"))),
        Fact("Estimated total", _total(profile, role)),
        Fact("Delivery record", _record(profile)),
        Fact("Ratings", _ratings(profile)),
        Fact("Works in", _countries(profile)),
        Fact("Languages", _languages(profile)),
    )


def asked_of(role: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What a role asks, as (kind, words): must and nice skills, then terms."""
    skills = [("must", skill_words(s)) for s in role.get("must_have", ())] + [
        ("nice", skill_words(s)) for s in role.get("nice_to_have", ())
    ]
    terms = [
        f"up to {words.amount(role['max_hourly_rate']['amount'], role['max_hourly_rate']['currency'])}/h"
        if role.get("max_hourly_rate")
        else None,
        f"{words.number(role['hours_per_week'])} h a week" if role.get("hours_per_week") else None,
        f"{words.number(role['duration_weeks'])} weeks" if role.get("duration_weeks") else None,
        f"start by {words.day(role['start_by'])}" if role.get("start_by") else None,
        "works in " + words.listed(country_names().get(c, c) for c in role["countries"])
        if role.get("countries")
        else None,
        words.listed(language_names().get(c, c) for c in role["languages"])
        if role.get("languages")
        else None,
        f"{words.number(role['min_years'])} years or more" if role.get("min_years") else None,
        f"{role['security_level']} clearance" if role.get("security_level") else None,
    ]
    return tuple(skills + [("term", term) for term in terms if term])


def skill_line(skill: str | Mapping[str, Any]) -> str:
    """A skill as one line of a form: its name alone."""
    return skill if isinstance(skill, str) else str(skill["name"])


def skill_words(skill: str | Mapping[str, Any]) -> str:
    """A skill with the level and years asked for."""
    if isinstance(skill, str):
        return skill
    extra = [str(skill["level"])] if skill.get("level") else []
    extra += [f"{words.number(skill['years'])} years"] if skill.get("years") else []
    return f"{skill['name']} ({', '.join(extra)})" if extra else str(skill["name"])


def _rate(profile: Mapping[str, Any]) -> str | None:
    rate = profile.get("hourly_rate")
    return f"{words.amount(rate['amount'], rate['currency'])}/h" if rate else None


def _cap(role: Mapping[str, Any]) -> str | None:
    cap = role.get("max_hourly_rate")
    return f"cap {words.amount(cap['amount'], cap['currency'])}/h" if cap else None


def _free(profile: Mapping[str, Any], today: date) -> str | None:
    free = profile.get("available_from")
    if free is None:
        return None
    return "now" if date.fromisoformat(str(free)[:10]) <= today else words.day(free)


def _number(value: float | None) -> str | None:
    return None if value is None else words.number(value)


def _asked(value: float | None) -> str | None:
    return None if value is None else f"asked {words.number(value)}"


def _total(profile: Mapping[str, Any], role: Mapping[str, Any]) -> str | None:
    rate, hours, weeks = profile.get("hourly_rate"), role.get("hours_per_week"), role.get("duration_weeks")
    return (
        words.amount(round(rate["amount"] * hours * weeks), rate["currency"])
        if rate and hours and weeks
        else None
    )


def estimate(profile: Mapping[str, Any], role: Mapping[str, Any]) -> str | None:
    """What a person would cost as asked: `asks €65/h, about €41,600 in all`."""
    rate, total = _rate(profile), _total(profile, role)
    if rate is None:
        return None
    return f"asks {rate}, about {total} in all" if total else f"asks {rate}"


def over_budget(profile: Mapping[str, Any], role: Mapping[str, Any], budget: Money) -> str | None:
    """How an estimate parts from the budget; None within it, and where it cannot be told."""
    rate, hours, weeks = profile.get("hourly_rate"), role.get("hours_per_week"), role.get("duration_weeks")
    if not rate:
        return "no rate on record, so the cost cannot be estimated"
    if rate["currency"] != budget.currency:
        return f"asks in {rate['currency']}, the budget is in {budget.currency}"
    if hours and weeks and rate["amount"] * hours * weeks > budget.amount:
        return f"would cost about {_total(profile, role)}, the budget is {words.money(budget)}"
    return None


def _record(profile: Mapping[str, Any]) -> str | None:
    success = profile.get("job_success")
    return None if success is None else f"{words.number(success)}% of contracts ended well"


def _ratings(profile: Mapping[str, Any]) -> str | None:
    ratings = profile.get("ratings")
    return (
        f"{words.number(ratings['average'])} of 5, from {ratings['count']:,}"
        if ratings and ratings.get("count")
        else None
    )


def _countries(profile: Mapping[str, Any]) -> str | None:
    codes = profile.get("work_countries") or ([profile["country"]] if profile.get("country") else [])
    return words.listed(country_names().get(code, code) for code in codes[:4]) or None


def _languages(profile: Mapping[str, Any]) -> str | None:
    codes = [
        item if isinstance(item, str) else item.get("code", "") for item in profile.get("languages") or ()
    ]
    return words.listed(language_names().get(code.split("-")[0], code) for code in codes[:5]) or None
