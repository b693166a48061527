"""What would happen if a person did a role: the known truth that learning is measured against.

    suitability s = 0.60 mean ability (must-haves twice) + 0.25 weakest must-have + 0.15 min(1, years / years asked)
    P(accepted), P(no rework | accepted), P(on budget), P(on time), P(yes to the offer): logistic in s and the traits
    grade: 1 poor (not accepted, major rework, rated 1 or 2), 4 great (no fault at all, rated 4 or 5), 3 between

The numbers are `TruthParameters`. Ratings, words and platforms play no part: they are only signs of the latents.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from features.taxonomy import Taxonomy
from matching.roles import Role
from models.simulation.facts import USD_PER, Facts
from models.simulation.parameters import TruthParameters
from models.simulation.people import Bools, Floats, Population

Rework = Literal["none", "minor", "major"]

_RATING_NOISE = 0.4


@dataclass(frozen=True)
class Chances:
    """Probabilities for everybody, each `(n,)`. `clean` is given that the work is accepted."""

    accepted: Floats
    clean: Floats
    on_budget: Floats
    on_time: Floats
    says_yes: Floats


@dataclass(frozen=True, slots=True)
class DrawnOutcome:
    """How one engagement went."""

    accepted: bool
    rework: Rework
    on_budget: bool
    on_time: bool
    would_reengage: bool
    rating: int

    @property
    def grade(self) -> int:
        """1 poor, 3 fine, 4 great, by the rule training labels follow."""
        if not self.accepted or self.rework == "major" or self.rating <= 2:
            return 1
        flawless = self.rework == "none" and self.on_budget and self.on_time and self.would_reengage
        return 4 if flawless and self.rating >= 4 else 3


@dataclass(frozen=True)
class Asked:
    """A role against the catalogue: ability in each requirement `(n, k)`, its weight `(k,)`, which are musts `(k,)`."""

    ability: Floats
    shown: Bools
    listed: Bools
    weight: Floats
    must: Bools


class Truth:
    """The truth about every person and any role."""

    def __init__(
        self, people: Population, facts: Facts, taxonomy: Taxonomy, parameters: TruthParameters
    ) -> None:
        self._people = people
        self._facts = facts
        self._taxonomy = taxonomy
        self._parameters = parameters
        self._known: dict[str, Chances] = {}
        self._columns = {skill: column for column, skill in enumerate(people.catalogue.skills)}

    def asked(self, role: Role) -> Asked:
        """How everybody stands to each requirement; one that no simulated skill meets is left out."""
        columns = [(requirement, self._near(requirement.name)) for requirement in role.requirements]
        met = [(requirement, near) for requirement, near in columns if near]
        n, people = len(self._people), self._people
        empty = np.zeros((n, 0))
        if not met:
            return Asked(empty, empty > 0, empty > 0, np.zeros(0), np.zeros(0, bool))
        return Asked(
            ability=np.stack([_best(people.ability, near) for _, near in met], axis=1),
            shown=np.stack([people.shown[:, _exact(near)].any(axis=1) for _, near in met], axis=1),
            listed=np.stack([people.listed[:, _exact(near)].any(axis=1) for _, near in met], axis=1),
            weight=np.array([2.0 if requirement.importance == "must" else 1.0 for requirement, _ in met]),
            must=np.array([requirement.importance == "must" for requirement, _ in met]),
        )

    def suitability(self, role: Role) -> Floats:
        """Suitability of everybody for the role, `(n,)`, 0 (none of it) to 1."""
        p, asked = self._parameters, self.asked(role)
        years = (
            np.minimum(1.0, self._people.years / role.min_years)
            if role.min_years
            else np.ones(len(self._people))
        )
        if not len(asked.weight):
            return p.suitability_mean * self._people.mean_ability + p.suitability_years * years
        mean = asked.ability @ asked.weight / asked.weight.sum()
        weakest = asked.ability[:, asked.must].min(axis=1) if asked.must.any() else mean
        return np.asarray(
            p.suitability_mean * mean + p.suitability_weakest * weakest + p.suitability_years * years
        )

    def chances(self, role: Role) -> Chances:
        """Every probability for everybody, as the module's head says."""
        key = role.model_dump_json()
        if key not in self._known:
            self._known[key] = self._chances(role)
        return self._known[key]

    def _chances(self, role: Role) -> Chances:
        p, people = self._parameters, self._people
        s, r, answers = self.suitability(role), people.reliability - 0.7, people.responsiveness - 0.6
        return Chances(
            accepted=_logistic(
                p.accepted[0] + p.accepted[1] * s + p.accepted[2] * r + p.accepted[3] * answers
            ),
            clean=_logistic(p.clean[0] + p.clean[1] * s + p.clean[2] * r),
            on_budget=_logistic(
                p.on_budget[0]
                + p.on_budget[1] * s
                + p.on_budget[2] * r
                - p.on_budget[3] * self._pressure(role)
            ),
            on_time=_logistic(
                p.on_time[0] + p.on_time[1] * s + p.on_time[2] * r - p.on_time[3] * self._overload(role)
            ),
            says_yes=_logistic(p.says_yes[0] + p.says_yes[1] * self._slack(role) + p.says_yes[2] * answers),
        )

    def expected_grade(self, role: Role) -> Floats:
        """Mean grade (1, 3 or 4) of engaging each person, `(n,)`: what an ideal ranking sorts by."""
        chances, major = self.chances(role), self._parameters.major_rework
        reworks: tuple[tuple[Rework, Floats], ...] = (
            ("none", chances.clean),
            ("minor", (1 - chances.clean) * (1 - major)),
        )
        gain = np.zeros(len(self._people))
        for (rework, share), on_time, on_budget in product(reworks, (True, False), (True, False)):
            clean = rework == "none"
            weight = (
                chances.accepted
                * share
                * _either(chances.on_time, on_time)
                * _either(chances.on_budget, on_budget)
            )
            rating = self._mean_rating(accepted=True, clean=clean, on_time=on_time, on_budget=on_budget)
            gain += weight * 2 * _above(rating, 2.5)
            if clean and on_time and on_budget:
                again = self._again(accepted=True, clean=True, on_time=True, on_budget=True)
                gain += weight * again * _above(rating, 3.5)
        return 1 + gain

    def draw(self, role: Role, row: int, draw: np.random.Generator) -> DrawnOutcome:
        """One outcome of the person at `row` doing the role."""
        chances, roll = self.chances(role), draw.random(5)
        accepted = bool(roll[0] < chances.accepted[row])
        clean = accepted and bool(roll[1] < chances.clean[row])
        on_budget, on_time = bool(roll[2] < chances.on_budget[row]), bool(roll[3] < chances.on_time[row])
        again = self._again(accepted=accepted, clean=clean, on_time=on_time, on_budget=on_budget)[row]
        rating = self._mean_rating(accepted=accepted, clean=clean, on_time=on_time, on_budget=on_budget)
        return DrawnOutcome(
            accepted=accepted,
            rework="none" if clean else self._rework(accepted, draw),
            on_budget=on_budget,
            on_time=on_time,
            would_reengage=bool(roll[4] < again),
            rating=int(np.clip(np.floor(rating + draw.normal(scale=_RATING_NOISE) + 0.5), 1, 5)),
        )

    def rate_usd(self) -> Floats:
        """What everybody asks an hour, given on their record or not."""
        return self._facts.rate_usd

    def _mean_rating(self, *, accepted: bool, clean: bool, on_time: bool, on_budget: bool) -> float:
        constant, *weights = self._parameters.rating
        happened = (accepted, clean, on_time, on_budget)
        return constant + sum(weight for weight, happens in zip(weights, happened, strict=True) if happens)

    def _rework(self, accepted: bool, draw: np.random.Generator) -> Rework:
        return "major" if not accepted or draw.random() < self._parameters.major_rework else "minor"

    def _again(self, *, accepted: bool, clean: bool, on_time: bool, on_budget: bool) -> Floats:
        constant, *weights, answers = self._parameters.again
        happened = (accepted, clean, on_time, on_budget)
        fixed = constant + sum(weight for weight, happens in zip(weights, happened, strict=True) if happens)
        return _logistic(fixed + answers * (self._people.responsiveness - 0.6))

    def _pressure(self, role: Role) -> Floats:
        cap = _cap_usd(role)
        return (
            np.zeros(len(self._people)) if cap is None else np.maximum(0.0, self._facts.rate_usd / cap - 0.85)
        )

    def _slack(self, role: Role) -> Floats:
        cap = _cap_usd(role)
        return (
            np.zeros(len(self._people)) if cap is None else np.clip(cap / self._facts.rate_usd - 1, -1.0, 1.5)
        )

    def _overload(self, role: Role) -> Floats:
        hours = role.hours_per_week
        return (
            np.zeros(len(self._people)) if hours is None else np.maximum(0.0, hours / self._facts.hours - 1)
        )

    def _near(self, name: str) -> dict[int, float]:
        """Columns that meet a requirement and how much each counts: 1 for the skill itself."""
        skill = self._taxonomy.find(name)
        if skill is None:
            return {}
        related = {
            other: self._parameters.related * weight
            for other, weight in self._taxonomy.related(skill.id).items()
        }
        counts = {**related, skill.id: 1.0}
        return {self._columns[other]: weight for other, weight in counts.items() if other in self._columns}


def outcome_fields(outcome: DrawnOutcome) -> Mapping[str, Any]:
    """The outcome under the names of the outcome file format."""
    return {
        "accepted": outcome.accepted,
        "rework": outcome.rework,
        "on_budget": outcome.on_budget,
        "on_time": outcome.on_time,
        "would_reengage": outcome.would_reengage,
        "rating": outcome.rating,
    }


def _best(ability: Floats, near: Mapping[int, float]) -> Floats:
    return np.asarray((ability[:, list(near)] * np.array(list(near.values()))).max(axis=1))


def _exact(near: Mapping[int, float]) -> list[int]:
    return [column for column, weight in near.items() if weight == 1.0]


def _cap_usd(role: Role) -> float | None:
    cap = role.max_hourly_rate
    if cap is None or cap.currency not in USD_PER or cap.amount == 0:
        return None
    return cap.amount * USD_PER[cap.currency]


def _above(mean_rating: float, floor: float) -> float:
    """P(a rating of this mean lands above `floor`)."""
    return float(ndtr((mean_rating - floor) / _RATING_NOISE))


def _either(chance: Floats, happens: bool) -> Floats:
    return chance if happens else 1 - chance


def _logistic(log_odds: NDArray[np.float64]) -> Floats:
    return np.asarray(1 / (1 + np.exp(-log_odds)))
