"""An unranked list says who may be considered and nothing of who suits."""

import hashlib
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from matching.roles import Role
from matching.unranked import drawn, unranked_document
from tests.matching.pools import pool_of

DAY = date(2026, 11, 24)
ROLE = Role.model_validate(
    {
        "id": "r",
        "title": "Anyone",
        "max_hourly_rate": {"amount": 90, "currency": "USD"},
        "must_have": ["Python"],
    }
)
POOL = pool_of(
    {"id": "a", "skills": ["Python"]},
    {"id": "b"},
    {"id": "c", "hourly_rate": {"amount": 120, "currency": "USD"}},
    {"id": "d", "hourly_rate": {"amount": 60, "currency": "USD"}},
)


@given(st.sets(st.integers(0, 999).map(str), max_size=30), st.integers().map(str))
def test_everybody_is_drawn_once_and_the_seed_alone_decides(ids: set[str], seed: str) -> None:
    order = drawn(ids, seed)

    assert sorted(order) == sorted(ids)
    assert order == drawn(sorted(ids, reverse=True), seed)
    digests = [hashlib.sha256(f"{seed}:{one}".encode()).hexdigest() for one in order]
    assert digests == sorted(digests)


def test_gates_and_restrictions_hold_and_nobody_is_compared() -> None:
    document = unranked_document(POOL, ROLE, seed="s", stops=["K-1"], as_of=DAY, restricted={"b": "opt_out"})

    assert [one["id"] for one in document["candidates"]] == drawn(["a", "d"], "s")
    assert {key for one in document["candidates"] for key in one} == {"id", "flags"}
    assert {one["id"]: [gate["gate"] for gate in one["gates"]] for one in document["excluded"]} == {
        "b": ["restriction"],
        "c": ["max_hourly_rate"],
    }
    assert next(one for one in document["candidates"] if one["id"] == "a")["flags"] == [
        "unknown_max_hourly_rate"
    ]
    assert (document["unranked"], document["stops"], document["order"]["seed"]) == (True, ["K-1"], "s")
    assert not {"model", "base", "score"} & document.keys()


def test_no_more_are_listed_than_can_be_read() -> None:
    document = unranked_document(POOL, Role(id="r", title="x"), seed="s", stops=["K-1"], as_of=DAY, most=2)

    assert [one["id"] for one in document["candidates"]] == drawn("abcd", "s")[:2]
    assert (document["pool"]["eligible"], document["pool"]["shown"], document["pool"]["ranked"]) == (4, 2, 0)
