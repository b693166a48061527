"""From the facts of a request to the steps it needs. Pure: no database and no clock.

    every rule that holds adds its steps; none holds: the steps of all rules
    the same step twice is one: the stricter of each, with every rule that asked for it

Real routes and the simulator both come through `plan`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from governance.access import EVERYWHERE, RoleName
from governance.money import Money
from governance.routing.policy import Kind, Policy, Rule, Step, When

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions look at. None, `unknown` or the jurisdiction `*` is not known."""

    budget: Money
    security_class: str | None = None
    sensitive_data: str | None = None
    jurisdiction: str = EVERYWHERE
    risk: str = UNKNOWN

    def as_dict(self) -> dict[str, Any]:
        return {
            "budget": {"minor": self.budget.minor, "currency": self.budget.currency},
            "security_class": self.security_class,
            "sensitive_data": self.sensitive_data,
            "jurisdiction": self.jurisdiction,
            "risk": self.risk,
        }


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One answer that is needed, and the ids of the rules that ask for it."""

    roles: tuple[RoleName, ...]
    within_limit: bool
    stage: int
    due_days: int
    escalate_to: RoleName
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """`matched` is False where no rule held and every rule's steps are asked for."""

    kind: Kind
    policy_version: str
    policy_sha256: str
    steps: tuple[PlannedStep, ...]
    matched: bool


def plan(policy: Policy, kind: Kind, facts: Facts) -> Plan:
    """The steps in order: by stage, then as the policy names them. Never empty."""
    asked = [rule for rule in policy.rules if kind in rule.kinds]
    held = [rule for rule in asked if holds(rule.when, facts)]
    return Plan(kind, policy.version, policy.sha256, _merged(held or asked), bool(held))


def blind_rules(policy: Policy, facts: Facts) -> tuple[str, ...]:
    """The rules by which a list for such a request is rated blind first; empty: none asks for it."""
    return tuple(rule.id for rule in policy.blind if holds(rule.when, facts))


def holds(when: When, facts: Facts) -> bool:
    """Whether all conditions hold. What is unknown counts as what is asked for, except the risk."""
    return all(
        (
            when.budget_above is None or _above(when.budget_above, facts.budget),
            when.risk is None or facts.risk in when.risk,
            when.security_class is None or facts.security_class in (None, *when.security_class),
            when.sensitive_data is None or facts.sensitive_data in (None, *when.sensitive_data),
            when.jurisdiction is None
            or facts.jurisdiction == EVERYWHERE
            or lies_in(facts.jurisdiction, when.jurisdiction),
            when.outside is None or not lies_in(facts.jurisdiction, when.outside),
        )
    )


def lies_in(place: str, places: Iterable[str]) -> bool:
    """Whether a country or region is one of these, or lies in one: `DE-BY` lies in `DE`, not the other way."""
    return any(place == one or place.startswith(f"{one}-") for one in places)


def _above(figures: dict[str, int], budget: Money) -> bool:
    figure = figures.get(budget.currency)
    return figure is None or budget.amount > figure


def _merged(rules: Sequence[Rule]) -> tuple[PlannedStep, ...]:
    merged: dict[tuple[int, frozenset[RoleName]], PlannedStep] = {}
    for rule in rules:
        for step in rule.steps:
            key = (step.stage, frozenset(step.roles))
            merged[key] = _both(merged[key], step, rule) if key in merged else _planned(step, rule)
    return tuple(sorted(merged.values(), key=lambda step: step.stage))


def _planned(step: Step, rule: Rule) -> PlannedStep:
    return PlannedStep(step.roles, step.within_limit, step.stage, step.due_days, step.escalate_to, (rule.id,))


def _both(one: PlannedStep, other: Step, rule: Rule) -> PlannedStep:
    return replace(
        one,
        within_limit=one.within_limit or other.within_limit,
        due_days=min(one.due_days, other.due_days),
        rules=one.rules if rule.id in one.rules else (*one.rules, rule.id),
    )
