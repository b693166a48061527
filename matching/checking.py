"""Plain values to documents of a file format: every fault in words, unknown and protected keys in one notice each.

Knows pydantic's errors so that nobody else must. `files.py` is what the rest of the program calls.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import AliasChoices, ValidationError

from matching.errors import Fault
from matching.parsing import Parsed
from matching.protected import set_aside
from matching.roles import Document

# Beyond this many the file is of another kind altogether, and more faults tell nothing more.
MAX_FAULTS = 10_000
_KEYS_NAMED = 12

_EXPECTED = {
    "missing": "a value",
    "string_type": "text",
    "string_too_short": "text that is not empty",
    "string_too_long": "text of at most {max_length} characters",
    "string_pattern_mismatch": "an identifier without spaces",
    "string_unicode": "Unicode text",
    "list_type": "a list",
    "too_long": "at most {max_length} items",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "dict_type": "an object",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "greater_than": "a number above {gt:g}",
    "greater_than_equal": "a number of at least {ge:g}",
    "less_than": "a number below {lt:g}",
    "less_than_equal": "a number of at most {le:g}",
    "literal_error": "one of {expected}",
}


D = TypeVar("D", bound=Document)


@dataclass
class Checker(Generic[D]):
    """Checks the items of one file against one format and remembers what it saw."""

    format: type[D]
    shown: str
    faults: list[Fault]
    noun: str
    sets_aside: bool = False
    items: list[D] = field(default_factory=list)
    protected: dict[str, dict[str, Any]] = field(default_factory=dict)
    _lines: dict[str, int] = field(default_factory=dict)
    _unknown: Counter[str] = field(default_factory=Counter)
    _set_aside: Counter[str] = field(default_factory=Counter)

    def take(self, parsed: Iterable[Parsed]) -> None:
        for one in parsed:
            self._take_one(one)
            if len(self.faults) >= MAX_FAULTS:
                self.faults.append(
                    Fault(
                        f"a file of {self.noun}s",
                        f"more than {MAX_FAULTS} faults; the rest is unread",
                        self.shown,
                    )
                )
                return

    def notices(self) -> tuple[str, ...]:
        said = []
        if self._unknown:
            said.append(f"{self.shown}: ignored keys this format does not have: {_counted(self._unknown)}")
        if self._set_aside:
            said.append(f"{self.shown}: set aside and never scored: {_counted(self._set_aside)}")
        return tuple(said)

    def _take_one(self, parsed: Parsed) -> None:
        value = parsed.value
        if not isinstance(value, dict):
            self.faults.append(
                Fault(f"a {self.noun} as an object", shown_value(value), self.shown, parsed.line)
            )
            return
        kept, protected = set_aside(value) if self.sets_aside else (value, {})
        self._set_aside.update(key for key in value if key not in kept)
        self._unknown.update(unknown_keys(self.format, kept))
        document, found = checked(self.format, kept)
        known_id = kept.get("id") if isinstance(kept.get("id"), str) else None
        about = f"{self.noun} {known_id}" if known_id and self.noun == "role" else None
        self.faults += [
            Fault(f.expected, f.found, self.shown, parsed.line_of(f.field or ""), f.field or about)
            for f in found
        ]
        if "id" in self.format.model_fields and known_id is not None:
            self._once(known_id, parsed.line_of("id"))
        if document is not None:
            self.items.append(document)
            if protected:
                self.protected[known_id or ""] = protected

    def _once(self, item_id: str, line: int) -> None:
        if item_id in self._lines:
            found = f"{_short(item_id)}, which line {self._lines[item_id]} has already"
            self.faults.append(Fault("each id once", found, self.shown, line, "id"))
        self._lines.setdefault(item_id, line)


def checked(format: type[D], value: Mapping[str, Any]) -> tuple[D | None, list[Fault]]:
    """The document, or its faults by field."""
    faults = [] if _allows_booleans(format) else list(_booleans(format, value))
    faults += _numbers_for_dates(format, value)
    try:
        document = format.model_validate(value)
    except ValidationError as error:
        return None, _once_a_field(
            faults + [_fault(detail, value) for detail in error.errors(include_url=False)]
        )
    return (None, faults) if faults else (document, [])


def top_key(path: str | None) -> str:
    """`ratings` of `ratings.average`, `skills` of `skills[0].name`."""
    return re.split(r"[.\[]", path or "")[0]


def shown_value(value: object) -> str:
    """A value short enough to stand in a message."""
    if isinstance(value, str):
        return repr(_short(value))
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    return _short(str(value))


def unknown_keys(format: type[Document], value: Mapping[str, Any], prefix: str = "") -> list[str]:
    """Keys the format does not have, one level into its objects (`hourly_rate.period`, `experience[].salary`)."""
    known = _known_keys(format)
    found = [prefix + str(key) for key in value if key not in known]
    for key, inner in known.items():
        item = value.get(key)
        if inner is None or prefix:
            continue
        if isinstance(item, dict):
            found += unknown_keys(inner, item, f"{key}.")
        elif isinstance(item, list):
            found += [
                name
                for one in item
                if isinstance(one, dict)
                for name in unknown_keys(inner, one, f"{key}[].")
            ]
    return found


def _fault(detail: Any, value: Mapping[str, Any]) -> Fault:
    kind, context = detail["type"], detail.get("ctx", {})
    path = _path(detail["loc"], value, missing=kind == "missing")
    if kind == "value_error":
        expected = str(context["error"])
    elif kind.startswith("date"):
        expected = "a date such as 2026-03-31"
    else:
        words = _EXPECTED.get(kind)
        expected = words.format(**context) if words else detail["msg"].removeprefix("Input should be ")
    missing = kind == "missing" or (kind == "value_error" and not detail["loc"])
    return Fault(expected, "nothing" if missing else shown_value(detail["input"]), field=path or None)


def _path(location: tuple[int | str, ...], value: Any, *, missing: bool) -> str:
    """The place in the document: pydantic's own steps into unions and validators are left out."""
    path, at = "", value
    for i, step in enumerate(location):
        if isinstance(step, int) and isinstance(at, list | tuple) and step < len(at):
            path, at = f"{path}[{step}]", at[step]
        elif isinstance(at, Mapping) and (step in at or (missing and i == len(location) - 1)):
            path, at = f"{path}.{step}" if path else str(step), at.get(step)
    return path


def _once_a_field(faults: list[Fault]) -> list[Fault]:
    """One fault a field: the alternatives of a union are joined with `or`."""
    merged: dict[str | None, Fault] = {}
    for fault in faults:
        first = merged.get(fault.field)
        if first is None:
            merged[fault.field] = fault
        elif fault.expected not in first.expected.split(" or "):
            merged[fault.field] = Fault(
                f"{first.expected} or {fault.expected}", first.found, field=first.field
            )
    paths = [fault.field or "" for fault in merged.values()]
    return [fault for fault in merged.values() if not _is_within(paths, fault.field or "")]


def _is_within(paths: list[str], path: str) -> bool:
    """Whether a fault lies deeper in: it tells more than `text or an object` at the item as a whole."""
    return bool(path) and any(other.startswith((path + ".", path + "[")) for other in paths)


def _booleans(format: type[Document], value: Mapping[str, Any]) -> Iterable[Fault]:
    """True and false would pass for the numbers 1 and 0; no field of these formats means them."""
    for key in _known_keys(format):
        yield from _booleans_in(value.get(key), key)


def _booleans_in(value: Any, path: str) -> Iterable[Fault]:
    if isinstance(value, bool):
        yield Fault("text or a number", str(value).lower(), field=path)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _booleans_in(item, f"{path}.{key}")
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _booleans_in(item, f"{path}[{i}]")


def _numbers_for_dates(format: type[Document], value: Mapping[str, Any]) -> Iterable[Fault]:
    """A bare number would pass for seconds since 1970."""
    for key in _date_keys(format):
        given = value.get(key)
        if isinstance(given, int | float) or (
            isinstance(given, str) and given.strip().lstrip("+-").isdigit()
        ):
            yield Fault("a date such as 2026-03-31", shown_value(given), field=key)


@cache
def _known_keys(format: type[Document]) -> dict[str, type[Document] | None]:
    """Key -> the document type found under it (itself or as items), for every key the format has."""
    keys: dict[str, type[Document] | None] = {}
    for name, info in format.model_fields.items():
        inner = next(
            (
                kind
                for kind in _types_in(info.annotation)
                if isinstance(kind, type) and issubclass(kind, Document)
            ),
            None,
        )
        alias = info.validation_alias
        names = [str(choice) for choice in alias.choices] if isinstance(alias, AliasChoices) else [name]
        keys.update(dict.fromkeys(names, inner))
    return keys


@cache
def _date_keys(format: type[Document]) -> tuple[str, ...]:
    return tuple(name for name, info in format.model_fields.items() if date in _types_in(info.annotation))


@cache
def _allows_booleans(format: type[Document]) -> bool:
    return any(bool in _types_in(info.annotation) for info in format.model_fields.values())


def _types_in(annotation: Any) -> list[Any]:
    if get_origin(annotation) in (Union, UnionType, list) or hasattr(annotation, "__metadata__"):
        return [kind for part in get_args(annotation) for kind in _types_in(part)]
    return [annotation]


def _counted(keys: Counter[str]) -> str:
    named = [f"{_short(key)} ({count})" for key, count in sorted(keys.items())[:_KEYS_NAMED]]
    rest = len(keys) - len(named)
    return ", ".join(named) + (f" and {rest} more keys" if rest > 0 else "")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
