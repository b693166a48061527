"""The records of a file, one a person: JSON (one, a list, lines, the answer of a GraphQL query) and tables.

A record is plain nested values; the row of a table becomes one by its header (`rate.currency`, `skills/0/name`). `Lifted`
finds keys however they are written. Which keys mean what is for the adapters; how values are read is `readers.py`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching.errors import Fault, InputError
from matching.parsing import existing_file, json_or_yaml
from matching.protected import protected_key
from matching.sources.cells import read_table
from matching.sources.guess import letters
from matching.sources.normalise import is_blank
from matching.sources.port import SourceMap

MAX_JSON_BYTES = 256 * 2**20
JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
_STEP = re.compile(r"[^./\[\]]+")
# A stroke stands in headers for many things (`hours/week`); beside a number it leads into a list.
_STEPS = re.compile(r"[\w ]+(?:\.\w+|\[\d+\])+|[\w ]+/\d+(?:/\w+)*")
# Said of a person wherever they stand; `name` and `image` are those of a company or a project as often.
_ELSEWHERE = frozenset({"name", "display_name", "image", "picture"})


@dataclass(frozen=True, slots=True)
class Record:
    """One person's record and where it stands: a line, or its place in a list (`[3].`). `unit` is what its keys are called:
    a column or a field."""

    file: str
    line: int | None
    value: dict[str, Any]
    unit: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it was written, with what it holds."""

    path: str
    value: Any


def read_records(path: Path, mapping: SourceMap, holders: Iterable[str]) -> tuple[list[Record], list[Fault]]:
    """Every record of a file and the rows that fit no header; raises InputError where nothing can be told."""
    if _is_json(existing_file(path)):
        return _json_records(path, tuple(holders)), []
    table = read_table(path, encoding=mapping.encoding, delimiter=mapping.delimiter, sheet=mapping.sheet)
    return [Record(str(path), row.line, _nested(row.cells), "column") for row in table.rows], list(
        table.ragged
    )


def people_in(value: Any, holders: tuple[str, ...]) -> list[Any]:
    """The records in a JSON value: an answer, a connection and its edges are taken off first."""
    if isinstance(value, list):
        return [person for item in value for person in people_in(item, holders)]
    if not isinstance(value, dict):
        return [value]
    if isinstance(value.get("edges"), list) and "id" not in value:
        return people_in(value["edges"], holders)
    if set(value) <= {"node", "cursor", "__typename"} and "node" in value:
        return people_in(value["node"], holders)
    for holder in ("data", *holders):
        # Something with an id of its own is a person, whatever it holds.
        if isinstance(value.get(holder), list | dict) and "id" not in value:
            return people_in(value[holder], holders)
    return [value]


class Lifted:
    """The keys of a record by their letters alone, those of wrappers (objects that speak of the same person) beside its own.

    Of a key that occurs twice the outermost that holds anything counts.
    """

    def __init__(self, record: Mapping[str, Any], wrappers: Iterable[str]) -> None:
        self.keys: dict[str, Key] = {}
        self._paths: dict[str, Key] = {}
        self._lift(record, tuple(wrappers), "")

    def get(self, key: str) -> Key | None:
        return self.keys.get(key)

    def at(self, path: str) -> Key | None:
        """What a map names: a key as written or by its letters, or the steps to a value (`location.country`)."""
        found = self._paths.get(path) or self.keys.get(letters(path))
        if found is not None:
            return found
        for key in self._paths.values():
            if path.startswith(key.path) and isinstance(key.value, dict):
                value: Any = key.value
                for step in _STEP.findall(path[len(key.path) :]):
                    value = value.get(step) if isinstance(value, dict) else None
                return None if value is None else Key(path, value)
        return None

    def protected(self, further: Mapping[str, str]) -> dict[str, Any]:
        """Values to set aside, by protected key: those of the person, and unmistakable ones in any object."""
        found: dict[str, Any] = {}
        for letters_, key in self.keys.items():
            name = further.get(letters_) or protected_key(key.path.rpartition(".")[2])
            if name is not None:
                found.setdefault(name, key.value)
            elif isinstance(key.value, dict):
                for inner, value in _protected_within(key.value):
                    found.setdefault(inner, value)
        return found

    def _lift(self, record: Mapping[str, Any], wrappers: tuple[str, ...], prefix: str) -> None:
        inner: list[tuple[int, str, Mapping[str, Any]]] = []
        for name, value in record.items():
            folded = letters(name)
            if folded in wrappers and isinstance(value, dict):
                inner.append((wrappers.index(folded), f"{prefix}{name}.", value))
            elif not _says_nothing(value):
                key = Key(prefix + name, value)
                self._paths[key.path] = key
                self.keys.setdefault(folded, key)
        for _, path, value in sorted(inner, key=lambda found: found[0]):
            self._lift(value, wrappers, path)


def _says_nothing(value: Any) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and is_blank(value.strip(), []))


def _protected_within(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        name = protected_key(key)
        if name is not None and name not in _ELSEWHERE and not _says_nothing(item):
            yield name, item
        elif isinstance(item, dict):
            yield from _protected_within(item)


def _is_json(path: Path) -> bool:
    if path.suffix.lower() in JSON_SUFFIXES:
        return True
    with path.open("rb") as file:
        return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def _json_records(path: Path, holders: tuple[str, ...]) -> list[Record]:
    faults: list[Fault] = []
    parsed = json_or_yaml(path, faults, as_json=True, limit=MAX_JSON_BYTES)
    records = []
    people = [(one.line, person) for one in parsed for person in people_in(one.value, holders)]
    in_lines = len({line for line, _ in people}) == len(people) > 1
    for number, (line, person) in enumerate(people):
        at, prefix = (line, "") if in_lines else (None, f"[{number}]." if len(people) > 1 else "")
        if isinstance(person, dict) and not _only_errors(person):
            records.append(Record(str(path), at, person, "field", prefix))
        elif isinstance(person, dict):
            faults.append(Fault("an answer with data", "one with errors only", str(path), at))
        elif person is not None:
            faults.append(Fault("a person as an object", repr(person)[:60], str(path), at, prefix or None))
    if not records and not faults:
        faults.append(Fault("at least one person", "none", str(path)))
    if faults:
        raise InputError(f"{path} cannot be read", faults=faults, hint="nothing was taken in")
    return records


def _only_errors(answer: Mapping[str, Any]) -> bool:
    return "errors" in answer and not answer.get("data") and set(answer) <= {"errors", "data", "extensions"}


def _nested(cells: Mapping[str, str]) -> dict[str, Any]:
    """Cells by their header as nested values; JSON in a cell is opened."""
    record: dict[str, Any] = {}
    for header, cell in cells.items():
        steps = _STEP.findall(header) if _STEPS.fullmatch(header) else [header]
        if not is_blank(cell, []):
            _set(record, steps or [header], _opened(cell), header)
    return {key: _listed(value) for key, value in record.items()}


def _set(record: dict[str, Any], steps: list[str], value: Any, header: str) -> None:
    at = record
    for step in steps[:-1]:
        inner = at.setdefault(step, {})
        if not isinstance(inner, dict):  # `rate` beside `rate.currency`
            record[header] = value
            return
        at = inner
    at.setdefault(steps[-1], value)


def _listed(value: Any) -> Any:
    """An object whose keys are 0, 1, 2 is the list that a table had to write so."""
    if not isinstance(value, dict):
        return value
    items = {key: _listed(item) for key, item in value.items()}
    if items and all(key.isdigit() for key in items):
        return [items[key] for key in sorted(items, key=int)]
    return items


def _opened(cell: str) -> Any:
    if cell[:1] not in ("[", "{"):
        return cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return cell
