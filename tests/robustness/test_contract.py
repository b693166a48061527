"""What every shortlist keeps, whoever is in it: sums, counts, order, quotations, and a schema that does not drift."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.roles import Role
from matching.shortlist import as_document
from review_ui.cli.schemas import schema_of
from tests.robustness.pool import Bench, Record, people, roles


def at(document: Any, path: str) -> Any:
    for part in path.replace("]", "").replace("[", ".").split("."):
        document = document[int(part)] if part.isdigit() else document[part]
    return document


@given(
    chosen=st.sets(st.sampled_from(range(60)), min_size=1, max_size=8),
    role=st.sampled_from(roles()),
    top=st.integers(1, 10),
)
@settings(max_examples=30, deadline=None, derandomize=True)
def test_sums_counts_order_and_quotations_hold(chosen: set[int], role: Role, top: int) -> None:
    records: dict[str, Record] = {people()[i]["id"]: people()[i] for i in chosen}

    document = as_document(Bench(None, list(records.values())).shortlist(role, top=top), with_excluded=True)

    assert json.loads(json.dumps(document)) == document
    counts = document["pool"]
    assert counts["total"] == len(records)
    assert counts["eligible"] + len(document["excluded"]) == counts["total"]
    assert counts["ranked"] + len(document["unrankable"]) == counts["eligible"]
    assert counts["shown"] == len(document["candidates"]) == min(top, counts["ranked"])
    order = [(-one["score"], one["id"]) for one in document["candidates"]]
    assert order == sorted(order)
    for one in document["candidates"]:
        total = document["base"] + sum(reason["contribution"] for reason in one["reasons"])
        assert total == pytest.approx(one["score"], abs=1e-6)
        for claim in (*one["reasons"], *one["requirements"]):
            for quote in claim["evidence"]:
                assert at(records[one["id"]], quote["field"])[quote["start"] : quote["end"]] == quote["text"]
        for requirement in one["requirements"]:
            assert (requirement["status"] == "missing") == (not requirement["evidence"])


# What each format has had since its first release: a key may be added, none may go, and no more may be asked for.
FIRST_KEYS = {
    "role": "id title description must_have nice_to_have max_hourly_rate budget countries languages timezone_overlap_hours "
    "hours_per_week start_by duration_weeks min_years security_level data_sensitivity work_type deliverables "
    "acceptance_criteria business_unit",
    "profile": "id text skills headline summary experience education certifications languages hourly_rate country timezone "
    "available_from hours_per_week ratings job_success response_hours platform url as_of language work_countries clearance "
    "external_refs",
    "outcome": "profile_id role_id role ended_on accepted rework on_budget on_time would_reengage rating note",
}

FIRST_REQUIRED = {
    "role": ["id"],
    "profile": ["id"],
    "outcome": [
        "profile_id",
        "ended_on",
        "accepted",
        "rework",
        "on_budget",
        "on_time",
        "would_reengage",
        "rating",
    ],
}


@pytest.mark.parametrize("what", FIRST_KEYS)
def test_a_format_never_loses_a_key_nor_asks_for_more(what: str) -> None:
    schema = schema_of(what)

    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(FIRST_KEYS[what].split()) <= set(schema["properties"])
    assert set(schema["required"]) <= set(FIRST_REQUIRED[what])


def test_every_record_of_the_pool_fits_the_schema_it_is_read_by() -> None:
    validator = jsonschema.Draft202012Validator(schema_of("profile"))

    for record in people():
        validator.validate(record)
