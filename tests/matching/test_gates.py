"""Hard constraints, one person a case: fails, passes, cannot tell."""

from typing import Any

import pytest

from matching.gates import apply_gates, clearance_level, open_gates
from matching.roles import Role
from tests.matching.pools import pool_of


def gated(role: dict[str, Any], **profile: Any) -> tuple[bool, list[str], tuple[str, ...]]:
    """Eligible or not, the details of failed gates, the flags: of a single person."""
    pool = pool_of({"id": "p", **profile})
    found = apply_gates(Role.model_validate({"id": "r", "title": "Anyone", **role}), pool)
    excluded = found.excluded(pool.ids)
    return (
        bool(found.eligible[0]),
        [failure.detail for person in excluded for failure in person.gates],
        found.flags(0),
    )


RATE_CAP = {"max_hourly_rate": {"amount": 90, "currency": "USD"}}


@pytest.mark.parametrize(
    ("role", "profile"),
    [
        (RATE_CAP, {"hourly_rate": {"amount": 90, "currency": "USD"}}),
        ({"start_by": "2026-12-01"}, {"available_from": "2026-12-01"}),
        ({"hours_per_week": 30}, {"hours_per_week": 30}),
        ({"countries": ["DE", "FR"]}, {"country": "FR"}),
        ({"countries": ["DE"]}, {"country": "BR", "work_countries": ["DE"]}),
        ({"security_level": "confidential"}, {"clearance": "secret"}),
        ({"security_level": "Yankee White"}, {"clearance": "yankee white"}),
        ({"security_level": "standard"}, {}),
    ],
)
def test_a_person_who_meets_the_constraint_is_eligible_without_a_flag(role: Any, profile: Any) -> None:
    assert gated(role, **profile) == (True, [], ())


@pytest.mark.parametrize(
    ("role", "profile", "detail"),
    [
        (RATE_CAP, {"hourly_rate": {"amount": 95, "currency": "USD"}}, "asks 95 USD an hour, the cap is 90"),
        (
            {"start_by": "2026-12-01"},
            {"available_from": "2026-12-02"},
            "free from 2026-12-02, asked for by 2026-12-01",
        ),
        ({"hours_per_week": 30}, {"hours_per_week": 20}, "offers 20 hours a week, 30 are asked"),
        ({"countries": ["DE"]}, {"country": "FR"}, "may work in none of: Germany"),
        ({"security_level": "secret"}, {"clearance": "basic"}, "holds basic, secret is asked"),
    ],
)
def test_a_person_who_fails_is_left_out_and_told_why(role: Any, profile: Any, detail: str) -> None:
    assert gated(role, **profile) == (False, [detail], ())


@pytest.mark.parametrize(
    ("role", "gate"),
    [
        (RATE_CAP, "max_hourly_rate"),
        ({"start_by": "2026-12-01"}, "start_by"),
        ({"hours_per_week": 30}, "hours_per_week"),
        ({"countries": ["DE"]}, "countries"),
        ({"security_level": "secret"}, "security_level"),
    ],
)
def test_an_unknown_fact_never_excludes_and_is_flagged(role: Any, gate: str) -> None:
    assert gated(role) == (True, [], (f"unknown_{gate}",))


def test_a_rate_in_another_currency_is_unknown() -> None:
    assert gated(RATE_CAP, hourly_rate={"amount": 500, "currency": "EUR"}) == (
        True,
        [],
        ("unknown_max_hourly_rate",),
    )


def test_every_failed_gate_is_kept() -> None:
    pool = pool_of({"id": "p", "country": "FR", "hours_per_week": 5})
    role = Role.model_validate({"id": "r", "title": "Anyone", "countries": ["DE"], "hours_per_week": 30})

    (excluded,) = apply_gates(role, pool).excluded(pool.ids)

    assert [failure.gate for failure in excluded.gates] == ["hours_per_week", "countries"]


def test_a_block_in_the_record_excludes_at_request_time() -> None:
    pool = pool_of({"id": "p"}, {"id": "q"})

    found = apply_gates(Role(id="r", title="Anyone"), pool, restricted={"q": "opt_out"})

    assert found.eligible.tolist() == [True, False]
    assert found.excluded(pool.ids)[0].gates[0].detail == "opt out"


def test_whoever_was_erased_since_the_pool_was_made_is_not_there_at_all() -> None:
    pool = pool_of({"id": "p"}, {"id": "q", "hours_per_week": 5})
    role = Role.model_validate({"id": "r", "title": "Anyone", "hours_per_week": 30})

    found = apply_gates(role, pool, restricted={"q": "erased"})

    assert (found.eligible.tolist(), found.present.tolist()) == ([True, False], [True, False])
    assert list(found.excluded(pool.ids)) == []
    assert found.excluded_counts == {}


def test_open_gates_let_everybody_through() -> None:
    assert open_gates(pool_of({"id": "p"}, {"id": "q"})).eligible.all()


def test_clearance_words_are_ordered() -> None:
    levels = [clearance_level(word) for word in ("Standard", "basic", "confidential", "secret", "top_secret")]

    assert levels == sorted(levels)
    assert clearance_level("unheard of") != clearance_level("unheard of")  # NaN: outside the scale
