"""Roles, profiles and outcomes that pages show are read by the real readers, without a fault and without a notice.

An example is known by its keys, so that nobody has to mark it; JSON that is no example must at least be JSON.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from matching.errors import InputError
from matching.files import Read, read_outcomes, read_profiles, read_roles
from review_ui.cli.main import cli
from tests.docs.pages import Code, blocks

READERS: dict[str, Callable[[Path], Read[Any]]] = {
    "role": read_roles,
    "profile": read_profiles,
    "outcome": read_outcomes,
}
EXAMPLES = ("yaml", "json", "jsonl")


def kind_of(document: object) -> str | None:
    """Which file format a document is of, by the keys that only that format has."""
    keys = set(document) if isinstance(document, dict) else set()
    if keys & {"accepted", "would_reengage"} and "profile_id" in keys:
        return "outcome"
    if "id" in keys and keys & {"must_have", "nice_to_have", "max_hourly_rate", "acceptance_criteria"}:
        return "role"
    if "id" in keys and keys & {"text", "skills"} and "rank" not in keys:
        return "profile"
    return None


def documents(block: Code) -> list[Any]:
    if block.language == "jsonl":
        return [json.loads(line) for line in block.text.splitlines() if line.strip()]
    if block.language == "json":
        return [json.loads(block.text)]
    return list(yaml.safe_load_all(block.text))


def examples() -> Iterator[tuple[str, str, Any]]:
    """Where, kind, document."""
    for block in blocks():
        if block.language in EXAMPLES:
            found = [(kind_of(document), document) for document in _flat(documents(block))]
            yield from ((str(block), kind, document) for kind, document in found if kind)


def faults_of(kind: str, document: object, folder: Path) -> list[str]:
    path = folder / f"{kind}.jsonl"
    path.write_text(json.dumps(document, default=str) + "\n")
    try:
        return list(READERS[kind](path).notices)
    except InputError as error:
        return [str(fault) for fault in error.faults] or [str(error)]


def test_every_example_is_read_without_a_fault_or_a_notice(tmp_path: Path) -> None:
    faults = {
        where: found for where, kind, example in examples() if (found := faults_of(kind, example, tmp_path))
    }

    assert faults == {}


def test_every_example_fits_the_schema_that_the_program_prints() -> None:
    schemas = {kind: json.loads(CliRunner().invoke(cli, ["schema", kind]).stdout) for kind in READERS}

    faults = {
        where: [error.message for error in found]
        for where, kind, example in examples()
        if (found := list(jsonschema.Draft202012Validator(schemas[kind]).iter_errors(_as_json(example))))
    }

    assert faults == {}


def test_the_pages_show_a_role_and_a_profile() -> None:
    assert {"role", "profile"} <= {kind for _, kind, _ in examples()}


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        (
            "role",
            {"id": "designer", "must_have": ["Figma"], "max_hourly_rate": {"amount": 80, "currency": "EURO"}},
        ),
        ("role", {"id": "designer", "must_have": ["Figma"], "musthave": ["Sketch"]}),
        ("profile", {"id": "p1", "text": "I draw.", "country": "Germany!"}),
    ],
)
def test_a_faulty_example_is_found(kind: str, document: object, tmp_path: Path) -> None:
    assert kind_of(document) == kind
    assert faults_of(kind, document, tmp_path) != []


def _flat(found: list[Any]) -> Iterator[Any]:
    for document in found:
        yield from document if isinstance(document, list) else [document]


def _as_json(document: object) -> Any:
    return json.loads(json.dumps(document, default=str))
