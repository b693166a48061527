"""What every shortlist keeps, whoever is in it: sums, counts, order, quotations, and a schema that does not drift."""

import hashlib
import json
from typing import Any

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


# SHA-256 of each schema. A change of format is announced: new hash here, a line in the changelog, `file-formats.md`.
SCHEMAS = {
    "role": "",
    "profile": "",
    "outcome": "",
}


@pytest.mark.parametrize("what", SCHEMAS)
def test_the_json_schema_changes_only_on_purpose(what: str) -> None:
    written = json.dumps(schema_of(what), sort_keys=True).encode()

    assert hashlib.sha256(written).hexdigest() == SCHEMAS[what]
