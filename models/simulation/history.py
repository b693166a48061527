"""Two years of requisitions in the simulated enterprise: who was shown, what managers decided, how it went.

Lists came from a plain rule with deliberate chance in it, never from a learned ranker. A manager looks down a list with
fading patience: who was not reached has no decision and is nobody's negative. `truth.py` decides how work goes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np

from matching.roles import Role
from models.simulation.facts import Facts
from models.simulation.parameters import HistoryParameters
from models.simulation.people import Bools, Floats, Ints, Population
from models.simulation.truth import Asked, DrawnOutcome, Truth, _cap_usd

Decision = Literal["select", "shortlist", "not_now", "reject"]

BUSINESS_UNITS = ("digital", "operations")
_DAYS_A_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class Shown:
    """One person on one past list. `decision` None: not reached. `declined`: said no to the offer.

    `outcome` only where the person was engaged and the work has ended by the day the simulation stands at.
    """

    row: int
    rank: int
    decision: Decision | None
    reason_code: str | None
    declined: bool
    outcome: DrawnOutcome | None


@dataclass(frozen=True)
class PastRequisition:
    """One past requisition, its list in the order it was shown."""

    id: str
    role: Role
    business_unit: str
    requested_on: date
    decided_on: date
    ended_on: date
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class _Seen:
    """What a manager can tell of the people on one list, each `(n_shown,)`, relative to the list's mean."""

    merit: Floats
    after_interview: Floats
    shown_share: Floats
    listed_share: Floats
    over_cap: Bools
    short_of_years: Bools


def simulate_history(
    people: Population,
    facts: Facts,
    truth: Truth,
    templates: Sequence[Mapping[str, Any]],
    draw: np.random.Generator,
    *,
    parameters: HistoryParameters,
    as_of: date,
) -> tuple[PastRequisition, ...]:
    """Play the requisitions in the order they were made."""
    roles = [_variant(template, i, draw) for template in templates for i in range(parameters.variants)]
    first = as_of - timedelta(days=round(parameters.months * _DAYS_A_MONTH))
    days = np.sort(draw.integers(0, (as_of - first).days - 14, parameters.requisitions))
    past = []
    for number, day in enumerate(days, start=1):
        role = roles[int(draw.integers(len(roles)))]
        asked, requested = truth.asked(role), first + timedelta(days=int(day))
        rows = _plain_list(people, facts, role, asked, draw, parameters)
        decided = requested + timedelta(days=int(draw.integers(3, 12)))
        ended = decided + timedelta(
            days=7 * int(role.duration_weeks or draw.integers(4, 20)) + int(draw.integers(0, 21))
        )
        seen = _see(people, facts, truth, role, asked, rows, parameters)
        shown = _decide(seen, rows, role, truth, draw, parameters, matured=ended <= as_of)
        unit = BUSINESS_UNITS[int(draw.integers(len(BUSINESS_UNITS)))]
        past.append(PastRequisition(f"S-{number:04d}", role, unit, requested, decided, ended, shown))
    return tuple(past)


def _variant(template: Mapping[str, Any], number: int, draw: np.random.Generator) -> Role:
    """The template as one department uses it: the first as it stands, others with fewer musts, another cap and hours."""
    document = {**template, "id": f"{template['id']}-{number + 1}"}
    document.pop("start_by", None)
    if number == 0:
        return Role.model_validate(document)
    musts = list(document.get("must_have", ()))
    if len(musts) > 3:
        document["nice_to_have"] = [
            musts.pop(int(draw.integers(len(musts)))),
            *document.get("nice_to_have", ()),
        ]
        document["must_have"] = musts
    if document.get("max_hourly_rate"):
        cap = document["max_hourly_rate"]
        document["max_hourly_rate"] = {
            **cap,
            "amount": float(round(cap["amount"] * draw.uniform(0.85, 1.25))),
        }
    if document.get("hours_per_week"):
        document["hours_per_week"] = float(draw.choice([10, 15, 20, 30]))
    return Role.model_validate(document)


def _plain_list(
    people: Population,
    facts: Facts,
    role: Role,
    asked: Asked,
    draw: np.random.Generator,
    p: HistoryParameters,
) -> Ints:
    """The rule of the day: count the must-haves named in the record, look at the stars; then some chance."""
    named = (
        np.where(asked.shown, 1.0, np.where(asked.listed, 0.6, 0.0))
        @ asked.weight
        / max(asked.weight.sum(), 1)
    )
    stars = np.where(facts.given["ratings"], facts.rating - 4.5, 0.0)
    score = named + 0.15 * stars + draw.normal(scale=0.02, size=len(people))
    cap = _cap_usd(role)
    if cap is not None:
        score = np.where(facts.given["rate"] & (facts.rate_usd > cap), -np.inf, score)
    order = np.argsort(-score, kind="stable")[: max(p.explore_from, p.shown)]
    rows = order[: p.shown].copy()
    rest = order[p.shown :]
    places = np.nonzero(draw.random(len(rows)) < p.explore)[0][: len(rest)]
    rows[places] = draw.choice(rest, len(places), replace=False) if len(places) else rows[places]
    mixed = np.nonzero(draw.random(len(rows)) < p.swap)[0]
    rows[mixed] = rows[draw.permutation(mixed)]
    return rows


def _see(
    people: Population, facts: Facts, truth: Truth, role: Role, asked: Asked, rows: Ints, p: HistoryParameters
) -> _Seen:
    weight = asked.weight * asked.must if asked.must.any() else asked.weight
    shown = asked.shown[rows] @ weight / max(weight.sum(), 1)
    listed = (asked.listed & ~asked.shown)[rows] @ weight / max(weight.sum(), 1)
    suitable = truth.suitability(role)[rows]
    cap = _cap_usd(role)
    dear = np.zeros(len(rows)) if cap is None else np.maximum(0.0, facts.rate_usd[rows] / cap - 0.8)
    merit = p.sees_shown * shown + p.sees_claimed * listed + p.sees_truth * suitable - p.sees_rate * dear
    interview = merit + 2.5 * suitable + 0.8 * people.reliability[rows]
    return _Seen(
        merit=merit - merit.mean(),
        after_interview=interview - interview.mean(),
        shown_share=shown,
        listed_share=listed,
        over_cap=np.zeros(len(rows), bool) if cap is None else facts.rate_usd[rows] > cap,
        short_of_years=people.years[rows] < (role.min_years or 0),
    )


def _decide(
    seen: _Seen,
    rows: Ints,
    role: Role,
    truth: Truth,
    draw: np.random.Generator,
    p: HistoryParameters,
    *,
    matured: bool,
) -> tuple[Shown, ...]:
    """Reached or not, shortlisted or not, offered in the order the interviews suggest until somebody says yes."""
    reached = draw.random(len(rows)) < np.arange(1, len(rows) + 1) ** -p.look_decay
    opinion = seen.merit + draw.normal(scale=p.noise, size=len(rows))
    liked = np.nonzero(reached & (opinion > p.shortlist_above))[0]
    wanted = 1 + int(draw.choice(len(p.positions), p=p.positions))
    chances = truth.chances(role)
    selected: dict[int, bool] = {}
    for i in liked[
        np.argsort(
            -(seen.after_interview[liked] + draw.normal(scale=p.noise, size=len(liked))), kind="stable"
        )
    ]:
        if sum(selected.values()) == wanted:
            break
        selected[int(i)] = bool(draw.random() < chances.says_yes[rows[i]])
    return tuple(
        Shown(
            row=int(row),
            rank=i + 1,
            decision=(decision := _decision(i, reached, opinion, selected, p)),
            reason_code=_reason(decision, i, seen),
            declined=not selected.get(i, True),
            outcome=truth.draw(role, int(row), draw) if matured and selected.get(i, False) else None,
        )
        for i, row in enumerate(rows)
    )


def _decision(
    i: int, reached: Bools, opinion: Floats, selected: Mapping[int, bool], p: HistoryParameters
) -> Decision | None:
    if not reached[i]:
        return None
    if i in selected:
        return "select"
    if opinion[i] > p.shortlist_above:
        return "shortlist"
    return "reject" if opinion[i] < p.reject_below else "not_now"


def _reason(decision: Decision | None, i: int, seen: _Seen) -> str | None:
    """The reason code a manager would give, from what the record shows."""
    if decision is None:
        return None
    if decision in ("select", "shortlist"):
        return "evidence_strong" if seen.shown_share[i] >= 0.6 else "experience_relevant"
    if decision == "not_now":
        return "need_more_evidence" if seen.shown_share[i] < 0.4 else "others_first"
    if seen.over_cap[i]:
        return "rate_too_high"
    if seen.shown_share[i] + seen.listed_share[i] < 0.75:
        return "must_have_missing"
    if seen.short_of_years[i]:
        return "experience_short"
    return "evidence_weak"


def decided(history: Sequence[PastRequisition]) -> Iterator[tuple[PastRequisition, Shown]]:
    """Every person a manager reached, with the requisition."""
    return ((past, shown) for past in history for shown in past.shown if shown.decision is not None)
