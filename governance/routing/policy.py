"""Policies of approval: what a file may say, and reading one with every fault told at once.

Knows no request; `planning.py` applies a policy to one.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from governance.access import PERMISSIONS, RoleName
from governance.money import Money
from governance.rule_files import Contradiction, Part, RuleFile, read_rule_file
from matching.codes import currency_names, is_place
from matching.errors import InputError
from matching.roles import SecurityClass, SensitiveData

Kind = Literal["requisition", "selection"]
KINDS: tuple[Kind, ...] = ("requisition", "selection")
Risk = Literal["low", "medium", "high", "unknown"]
Words = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
Place = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
RuleId = Annotated[str, Field(pattern="^[a-z][a-z0-9-]{0,39}$")]
Days = Annotated[int, Field(ge=1, le=60, strict=True)]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_written(value: Any) -> Any:
    """A number would pass for seconds, and a time for its day."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("Input should be a day such as 2027-12-25")
    return value


Day = Annotated[date, BeforeValidator(_as_written)]


class When(Part):
    """Conditions that must all hold; one that is not given asks nothing."""

    budget_above: (
        Annotated[dict[Currency, Annotated[int, Field(ge=0, strict=True)]], Field(min_length=1)] | None
    ) = None
    risk: Annotated[tuple[Risk, ...], Field(min_length=1)] | None = None
    security_class: Annotated[tuple[SecurityClass, ...], Field(min_length=1)] | None = None
    sensitive_data: Annotated[tuple[SensitiveData, ...], Field(min_length=1)] | None = None
    jurisdiction: Annotated[tuple[Place, ...], Field(min_length=1)] | None = None
    outside: Annotated[tuple[Place, ...], Field(min_length=1)] | None = None


class Step(Part):
    """`due_days` in working days. The limit asked for is the one of the grant under which somebody answers."""

    roles: Annotated[tuple[RoleName, ...], Field(min_length=1)]
    within_limit: Annotated[bool, Field(strict=True)]
    stage: Annotated[int, Field(ge=1, le=9, strict=True)]
    due_days: Days
    escalate_to: RoleName


class Rule(Part):
    id: RuleId
    kinds: Annotated[tuple[Kind, ...], Field(alias="for", min_length=1)]
    why: Words
    when: When
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=9)]


class BlindRule(Part):
    """Where it holds, whoever decides rates the first of a ranked list before they see names, places and reasons."""

    id: RuleId
    why: Words
    when: When


class Policy(RuleFile):
    """`holidays`: days that are no working days, beside weekends."""

    version: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,39}$")]
    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=200)]
    blind: Annotated[tuple[BlindRule, ...], Field(max_length=200)] = ()
    holidays: tuple[Day, ...] = ()

    def rule(self, rule_id: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.id == rule_id), None)


@cache
def shipped() -> Policy:
    """The policy that comes with the software."""
    return read_policy(shipped_text(), file="policy.yaml")


def shipped_text() -> bytes:
    return (files("governance.routing") / "policy.yaml").read_bytes()


def read_policy(data: bytes, *, file: str = "policy") -> Policy:
    """A policy out of YAML, or InputError with every fault: the shape first, then what the parts say together."""
    return read_rule_file(
        data,
        Policy,
        _contradictions,
        file=file,
        named=f"the policy in {file} is",
        hint="correct what is named; nothing is routed by half a policy",
    )


def _contradictions(policy: Policy) -> Iterator[Contradiction]:
    """What no single part shows, as (field, expected, found)."""
    for part, named in (("rules", policy.rules), ("blind", policy.blind)):
        for repeated, count in Counter(rule.id for rule in named).items():
            if count > 1:
                yield part, "each id once", f"{repeated!r} {count} times"
    for day, count in Counter(policy.holidays).items():
        if count > 1:
            yield "holidays", "each day once", f"{day} {count} times"
    for kind in KINDS:
        if not any(kind in rule.kinds for rule in policy.rules):
            yield "rules", f"at least one rule for a {kind}", "none"
    for rule in policy.rules:
        yield from _steps(rule)
        yield from _conditions(f"rules.{rule.id}.when", rule.when)
    for blind in policy.blind:
        yield from _conditions(f"blind.{blind.id}.when", blind.when)


def _steps(rule: Rule) -> Iterator[Contradiction]:
    for number, step in enumerate(rule.steps):
        field = f"rules.{rule.id}.steps.{number}"
        if len(set(step.roles)) < len(step.roles):
            yield f"{field}.roles", "each role once", ", ".join(step.roles)
        if step.escalate_to in step.roles:
            yield f"{field}.escalate_to", "another role than those asked first", step.escalate_to
        for kind in rule.kinds:
            allowed = PERMISSIONS[f"{kind}.approve"]
            for role in (*step.roles, step.escalate_to):
                if role not in allowed:
                    expected = f"a role that may approve a {kind}: {', '.join(sorted(allowed))}"
                    yield field, expected, role


def _conditions(field: str, when: When) -> Iterator[Contradiction]:
    for place in (*(when.jurisdiction or ()), *(when.outside or ())):
        if not is_place(place):
            yield field, "an ISO 3166 country or region", place
    for currency, figure in (when.budget_above or {}).items():
        if currency not in currency_names():
            yield f"{field}.budget_above", "an ISO 4217 currency", currency
            continue
        try:
            Money.of(figure, currency)
        except InputError:
            yield f"{field}.budget_above", "an amount below 2^53 minor units", str(figure)
