"""A policy file is read whole or refused with every fault, and the one that ships keeps small cases simple."""

import json
from datetime import date
from typing import Any

import pytest

from governance.canonical import sha256
from governance.money import Money
from governance.routing.planning import Facts, Plan, lies_in, plan
from governance.routing.policy import Kind, Policy, read_policy, shipped, shipped_text
from governance.rule_files import LARGEST_FILE
from matching.errors import InputError

STEP: dict[str, Any] = {
    "roles": ["procurement"],
    "within_limit": True,
    "stage": 1,
    "due_days": 3,
    "escalate_to": "finance",
}


def rule(rule_id: str = "all", **changes: Any) -> dict[str, Any]:
    return {
        "id": rule_id,
        "for": ["requisition", "selection"],
        "why": "Because.",
        "when": {},
        "steps": [STEP],
    } | changes


def document(*rules: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"version": "t-1", "rules": list(rules) or [rule()]} | changes


def policy(*rules: dict[str, Any]) -> Policy:
    return read_policy(json.dumps(document(*rules)).encode())


def small(amount: int = 40_000, currency: str = "USD", **known: Any) -> Facts:
    facts: dict[str, Any] = {"security_class": "internal", "sensitive_data": "none", "jurisdiction": "DE"}
    return Facts(Money.of(amount, currency), **facts | known)


def asked(found: Plan) -> list[tuple[int, tuple[str, ...]]]:
    return [(step.stage, tuple(step.roles)) for step in found.steps]


def test_the_shipped_policy_has_a_version_and_the_hash_of_its_own_bytes() -> None:
    assert shipped().version == "2026-2"
    assert shipped().sha256 == sha256(shipped_text())


@pytest.mark.parametrize(
    ("kind", "roles"), [("requisition", ("procurement", "finance")), ("selection", ("procurement",))]
)
def test_a_small_request_takes_one_step(kind: Kind, roles: tuple[str, ...]) -> None:
    found = plan(shipped(), kind, small())

    assert asked(found) == [(1, roles)]
    assert found.steps[0].within_limit


@pytest.mark.parametrize(
    ("facts", "kind", "added"),
    [
        (small(150_000), "requisition", []),
        (small(150_001), "requisition", [(2, ("finance",))]),
        (small(150_001), "selection", [(2, ("finance",))]),
        (small(1, "JPY"), "requisition", [(2, ("finance",))]),
        (small(sensitive_data="personal"), "requisition", [(1, ("compliance",))]),
        (small(sensitive_data="personal"), "selection", []),
        (small(sensitive_data="special_category"), "selection", [(1, ("compliance",))]),
        (small(security_class="public"), "requisition", []),
        (small(security_class="restricted"), "requisition", [(1, ("compliance",))]),
        (small(security_class="restricted"), "selection", []),
        (small(security_class="secret"), "selection", [(1, ("compliance",))]),
        (small(risk="high"), "selection", [(1, ("compliance",))]),
        (small(risk="medium"), "selection", []),
    ],
)
def test_what_the_shipped_policy_adds_above_its_thresholds(
    facts: Facts, kind: Kind, added: list[Any]
) -> None:
    assert asked(plan(shipped(), kind, facts))[1:] == added


def test_what_is_unknown_counts_as_what_is_asked_for_but_the_risk() -> None:
    unknown = Facts(Money.of(1, "USD"))

    steps = plan(shipped(), "requisition", unknown).steps

    assert [step.rules for step in steps] == [("every-request",), ("sensitive-data", "restricted-work")]


def test_the_same_step_asked_for_twice_is_one_and_the_stricter_of_each() -> None:
    loose = STEP | {"within_limit": False, "due_days": 2, "escalate_to": "compliance"}
    found = plan(policy(rule("a"), rule("b", steps=[loose])), "requisition", small())

    assert asked(found) == [(1, ("procurement",))]
    step = found.steps[0]
    assert (step.within_limit, step.due_days, step.escalate_to, step.rules) == (
        True,
        2,
        "finance",
        ("a", "b"),
    )


def test_the_same_role_at_another_stage_is_another_step() -> None:
    later = STEP | {"stage": 2}

    assert len(plan(policy(rule("a"), rule("b", steps=[later])), "requisition", small()).steps) == 2


def test_without_a_rule_that_holds_the_steps_of_all_are_needed() -> None:
    secret, large = {"security_class": ["secret"]}, {"budget_above": {"USD": 10**6}}
    finance = STEP | {"roles": ["finance"], "stage": 2, "escalate_to": "compliance"}
    strict = policy(rule("a", when=secret), rule("b", when=large, steps=[finance]))

    found = plan(strict, "selection", small())

    assert not found.matched
    assert asked(found) == [(1, ("procurement",)), (2, ("finance",))]


def test_all_conditions_of_a_rule_must_hold() -> None:
    both = policy(rule(), rule("both", when={"security_class": ["secret"], "jurisdiction": ["DE"]},
                               steps=[STEP | {"stage": 2}]))  # fmt: skip

    assert len(plan(both, "requisition", small(security_class="secret")).steps) == 2
    assert len(plan(both, "requisition", small(security_class="secret", jurisdiction="FR")).steps) == 1


@pytest.mark.parametrize(
    ("when", "place", "held"),
    [
        ({"jurisdiction": ["DE"]}, "DE-BY", True),
        ({"jurisdiction": ["DE-BY"]}, "DE", False),
        ({"jurisdiction": ["DE"]}, "DK", False),
        ({"jurisdiction": ["DE"]}, "*", True),
        ({"outside": ["DE", "FR"]}, "DE-BY", False),
        ({"outside": ["DE", "FR"]}, "US", True),
        ({"outside": ["DE", "FR"]}, "*", True),
    ],
)
def test_a_country_covers_its_regions_and_an_unknown_place_is_everywhere(
    when: dict[str, Any], place: str, held: bool
) -> None:
    asking = policy(rule(), rule("there", when=when, steps=[STEP | {"stage": 2}]))

    assert (len(plan(asking, "requisition", small(jurisdiction=place)).steps) == 2) is held


def test_a_region_is_no_prefix_of_another() -> None:
    assert not lies_in("US-CAX", ["US-CA"])


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (document(rule(when={"budgt_above": {"USD": 1}})), "budgt_above"),
        (document(rule(), rule()), "each id once"),
        (document(rule(**{"for": ["requisition"]})), "at least one rule for a selection"),
        (document(rule(steps=[STEP | {"roles": ["requester"]}])), "a role that may approve a requisition"),
        (document(rule(steps=[STEP | {"escalate_to": "auditor"}])), "a role that may approve a selection"),
        (
            document(rule(steps=[STEP | {"escalate_to": "procurement"}])),
            "another role than those asked first",
        ),
        (document(rule(steps=[STEP | {"due_days": 0}])), "due_days"),
        (document(rule(when={"jurisdiction": ["ZZ"]})), "ISO 3166 country"),
        (document(rule(when={"budget_above": {"QQQ": 1}})), "ISO 4217 currency"),
        (document(rule(when={"security_class": []})), "security_class"),
        (document(rule(), version=""), "version"),
        (document(rule(), sha256="a" * 64), "computed from it"),
        ([], "rules|valid"),
    ],
)
def test_a_faulty_policy_is_refused_with_the_place(changed: Any, told: str) -> None:
    with pytest.raises(InputError) as refused:
        read_policy(json.dumps(changed).encode())

    assert any(told in str(fault) for fault in refused.value.faults) or "valid" in told


def test_holidays_are_days_of_the_calendar_each_once_and_the_shipped_policy_has_none() -> None:
    written = b"holidays: [2027-01-01, '2027-12-25']\n"

    found = read_policy(shipped_text() + written)

    assert found.holidays == (date(2027, 1, 1), date(2027, 12, 25))
    assert shipped().holidays == ()


@pytest.mark.parametrize(
    ("holidays", "told"),
    [
        ("[2027-02-29]", ["holidays.0"]),
        ("[2027-01-01, 20270102, 2027-01-03T00:00:00, soon]", ["holidays.1", "holidays.2", "holidays.3"]),
        ("[2027-01-01, 2027-01-01]", ["holidays"]),
        ("2027-01-01", ["holidays"]),
    ],
)
def test_a_faulty_holiday_is_named(holidays: str, told: list[str]) -> None:
    with pytest.raises(InputError, match="not as expected") as refused:
        read_policy(shipped_text() + f"holidays: {holidays}\n".encode())

    assert [fault.field for fault in refused.value.faults] == told


def test_every_fault_is_told_at_once() -> None:
    wrong = document(rule("a", steps=[STEP | {"due_days": 0}]), rule("b", why=" "))

    with pytest.raises(InputError) as refused:
        read_policy(json.dumps(wrong).encode())

    assert len(refused.value.faults) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"version: '1'\nversion: '2'\nrules: []", "the key 'version' twice"),
        (b"a: &x [1]\nb: *x", "an alias"),
        (b"\xff\xfe\x00", "expected YAML"),
        (b"{", "expected YAML"),
        (b"x" * (LARGEST_FILE + 1), "expected at most"),
        (b"!!python/object/apply:os.getcwd []", "could not determine a constructor"),
    ],
    ids=["a key twice", "an alias", "no text", "no YAML", "too large", "a program"],
)
def test_what_would_hide_a_condition_or_is_no_yaml_is_refused(text: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_policy(text)
