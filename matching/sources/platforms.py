"""What all platforms' exports have in common: each field of a profile is looked for under several keys, first come.

An adapter (`upwork.py`, `fiverr.py`, `toptal.py`, `jsonresume.py`) is mostly data: a `Platform`. A map may say of any
field where it comes from instead. How values are read is `readers.py`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from matching.checking import shown_value, top_key
from matching.errors import Fault, InputError
from matching.protected import protected_key
from matching.sources import readers
from matching.sources.collecting import Collector, Found, day_of, source_name
from matching.sources.folders import files_at, stem_id
from matching.sources.guess import letters
from matching.sources.normalise import UnreadableError, boolean, once
from matching.sources.port import ColumnRule, SourceBatch, SourceMap
from matching.sources.readers import NOW, Reader
from matching.sources.records import JSON_SUFFIXES, Key, Lifted, Record, read_records
from matching.sources.table import completed, put, read_cell

_KEYS_NAMED = 20
_LISTS = ("skills", "experience", "education", "certifications", "languages", "remarks", "offers")


@dataclass(frozen=True, slots=True)
class Reading:
    """How one field is found: under the first of these keys (by their letters) that says something, or where `joins`
    under all of them."""

    field: str
    keys: tuple[str, ...]
    read: Reader
    joins: bool = False


@dataclass(frozen=True)
class Platform:
    """One kind of export. `holders` are keys that hold the records, `wrappers` objects that speak of the person itself,
    `people` further keys to set aside, `left_out` keys that are known and feed nothing. `prepare` works on each record,
    `finish` on each person (one may have `several_rows`)."""

    name: str | None
    readings: tuple[Reading, ...]
    holders: tuple[str, ...] = ()
    wrappers: tuple[str, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    id_from_file: bool = False
    several_rows: bool = False
    prepare: Callable[[Found], None] | None = None
    finish: Callable[[Found], None] | None = None


class PlatformSource:
    """Fulfils `port.Source` for one platform's files."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    def read(self, path: Path, mapping: SourceMap) -> SourceBatch:
        collector = Collector(source_name(path, mapping))
        founds, ragged, unread = [], [], _Unread()
        for file in files_at(path, JSON_SUFFIXES) if self.platform.id_from_file else (path,):
            records, unfit = read_records(file, mapping, self.platform.holders)
            ragged += unfit
            reader = _Reader(self.platform, mapping, file, alone=len(records) == 1)
            founds += [found for record in records if (found := reader.read(record, unread)) is not None]
        unread.refuse_unfit_map(mapping, path)
        for found in _by_person(founds) if self.platform.several_rows else founds:
            if self.platform.finish:
                self.platform.finish(found)
            collector.take(found)
        return collector.batch(str(path), mapping, bad=ragged, notices=unread.notices(str(path)))


class _Unread:
    """What no field was fed from, counted over a file, and which of a map's columns were there."""

    def __init__(self) -> None:
        self.keys: Counter[str] = Counter()
        self.aside: Counter[str] = Counter()
        self.left_out = 0
        self.seen: dict[str, Key | None] = {}
        self.examples: list[str] = []

    def refuse_unfit_map(self, mapping: SourceMap, path: Path) -> None:
        faults = [
            Fault(
                f"a key of the records ({', '.join(self.examples[:_KEYS_NAMED])})",
                repr(column),
                str(path),
                field=where,
            )
            for where, column in _asked(mapping)
            if self.seen.get(column) is None
        ]
        faults += [
            Fault(
                "a key that may be scored",
                f"{rule.column!r}, which is set aside",
                str(path),
                field=f"columns.{name}",
            )
            for name, rule in mapping.columns.items()
            if protected_key(rule.column.rpartition(".")[2])
        ]
        if faults:
            raise InputError(f"the map does not fit {path}", faults=faults, hint="name keys as the file does")

    def notices(self, shown: str) -> Iterable[str]:
        if self.aside:
            yield f"{shown}: set aside and never scored: {_counted(self.aside)}"
        if self.keys:
            yield f"{shown}: ignored keys that feed nothing: {_counted(self.keys)}"
        if self.left_out:
            yield f"{shown}: {self.left_out} records left out, where the map's condition says no"


class _Reader:
    """Reads the records of one file."""

    def __init__(self, platform: Platform, mapping: SourceMap, file: Path, *, alone: bool) -> None:
        self.platform, self.mapping, self.file, self.alone = platform, mapping, file, alone
        self.rules = completed(mapping)
        self.seen_on = day_of(file)
        self.known = {key for reading in platform.readings for key in reading.keys}

    def read(self, record: Record, unread: _Unread) -> Found | None:
        lifted = Lifted(record.value, self.platform.wrappers)
        found = Found(record.file, record.line, {}, seen_on=self.seen_on, prefix=record.prefix)
        self._note(lifted, found, unread)
        if self._says_no(lifted):
            unread.left_out += 1
            return None
        for name, rule in self.rules.items():
            self._by_rule(name, rule, lifted, found, record.unit)
        mapped = {top_key(name) for name in self.rules}
        for reading in self.platform.readings:
            if top_key(reading.field) not in mapped:
                self._by_reading(reading, lifted, found, record.unit)
        if self.platform.prepare:
            self.platform.prepare(found)
        self._complete(found)
        return found

    def _by_rule(self, name: str, rule: ColumnRule, lifted: Lifted, found: Found, unit: str) -> None:
        key = lifted.at(rule.column)
        if key is None:
            return
        try:
            cell = _as_cell(key)
            value = read_cell(cell, rule) if cell else None
        except UnreadableError as error:
            found.dirty.append(_fault(found, key, error))
            return
        if value not in (None, []):
            self._put(found, name, value, [key], unit)

    def _by_reading(self, reading: Reading, lifted: Lifted, found: Found, unit: str) -> None:
        if not reading.joins and _is_set(found.document, reading.field):
            return
        failed: list[Fault] = []
        joined: list[Any] = list(found.document.get(reading.field, ())) if reading.joins else []
        fed: list[Key] = []
        for key in filter(None, map(lifted.get, reading.keys)):
            try:
                value = reading.read(key.value, key.path)
            except UnreadableError as error:
                failed.append(_fault(found, key, error))
                continue
            if value is None:
                continue
            fed.append(key)
            if not reading.joins:
                self._put(found, reading.field, value, fed, unit)
                return
            joined += value
        if fed:
            self._put(found, reading.field, once(joined), fed, unit)
        found.dirty += failed

    def _put(self, found: Found, name: str, value: Any, fed: list[Key], unit: str) -> None:
        put(found.document, name, value)
        top = top_key(name)
        said = [f"{unit} {key.path!r}" if unit == "column" else f"{unit} {key.path}" for key in fed]
        before = [found.how[top]] if top in found.how else []
        found.how[top] = " and ".join(dict.fromkeys([*before, *said]))
        found.places.setdefault(top, fed[0].path)

    def _complete(self, found: Found) -> None:
        """What follows from what was read: constants, an id, the day of `now`, a count beside an average."""
        document = found.document
        for name, value in self.mapping.constants.items():
            if "." not in name or top_key(name) in document:
                put(document, name, value)
                found.how[top_key(name)] = "a constant of the map"
        if "id" not in document and self.platform.id_from_file and self.alone:
            document["id"], found.how["id"] = stem_id(self.file), "the name of the file"
        if self.platform.name and "platform" not in document:
            document["platform"], found.how["platform"] = self.platform.name, "the kind of the file"
        if not document.keys() & {"text", "skills"} and document.keys() & {
            "summary",
            "headline",
            "experience",
        }:
            document["skills"] = []  # described in words, which is enough to be ranked by
        if document.get("available_from") == NOW:
            _resolve_now(document)
        _complete_ratings(found)
        # One cell may tell the hours and the day: whoever could read it, it is not dirty.
        read = {f"{found.prefix}{place}" for place in found.places.values()}
        found.dirty = [fault for fault in found.dirty if fault.field not in read]

    def _says_no(self, lifted: Lifted) -> bool:
        key = lifted.at(self.mapping.only_where.column) if self.mapping.only_where else None
        try:
            return key is not None and not boolean(str(key.value).strip(), ColumnRule(column=key.path))
        except UnreadableError:
            return False

    def _note(self, lifted: Lifted, found: Found, unread: _Unread) -> None:
        further = {
            **self.platform.people,
            **{letters(key): name for key, name in self.mapping.set_aside.items()},
        }
        found.aside = lifted.protected(further)
        unread.aside.update(found.aside.keys())
        mapped = set()
        for _, column in _asked(self.mapping):
            key = lifted.at(column)
            unread.seen[column] = unread.seen.get(column) or key
            mapped.add(letters(re.split(r"[.\[/]", column)[0]) if key else "")
            mapped.add(letters(column))
        known = self.known | self.platform.left_out | further.keys() | mapped
        for folded, key in lifted.keys.items():
            if folded not in known and protected_key(key.path.rpartition(".")[2]) is None:
                unread.keys[key.path] += 1
        if not unread.examples:
            unread.examples = [key.path for key in lifted.keys.values()]


def _asked(mapping: SourceMap) -> list[tuple[str, str]]:
    """Every column a map names, and where it does."""
    asked = [(f"columns.{name}", rule.column) for name, rule in mapping.columns.items()]
    asked += [("set_aside", column) for column in mapping.set_aside]
    return asked + ([("only_where", mapping.only_where.column)] if mapping.only_where else [])


def _fault(found: Found, key: Key, error: UnreadableError) -> Fault:
    return found.fault_at(key.path, str(error), shown_value(key.value))


def _as_cell(key: Key) -> str | None:
    """What a map's rule reads: the text of a value, the names in a list a line each."""
    if isinstance(key.value, dict | list):
        return "\n".join(readers.labels(key.value))
    return readers.text(key.value, key.path)


def _is_set(document: Mapping[str, Any], name: str) -> bool:
    top, _, inner = name.partition(".")
    return top in document and (not inner or inner in document[top])


def _resolve_now(document: dict[str, Any]) -> None:
    seen = document.get("as_of")
    if seen:
        document["available_from"] = seen
    else:
        del document["available_from"]


def _complete_ratings(found: Found) -> None:
    """An average without a count is that of one rating at least; without ratings there is no average."""
    ratings = found.document.get("ratings")
    if ratings is None:
        return
    if not ratings.get("average") or ratings.get("count") == 0:
        del found.document["ratings"]
    elif "count" not in ratings:
        ratings["count"] = 1
        found.how["ratings"] += "; how many is not said, so it counts as one"


def _by_person(founds: list[Found]) -> list[Found]:
    """Rows of one id as one find: lists are joined, of single values the first stands."""
    merged: dict[str, Found] = {}
    for found in founds:
        known = merged.setdefault(str(found.document.get("id", id(found))), found)
        if known is found:
            continue
        for name, value in found.document.items():
            if name in _LISTS and name in known.document:
                known.document[name] = once([*known.document[name], *value])
            elif name not in known.document:
                known.document[name] = value
                known.how[name] = found.how.get(name, "")
        known.dirty += found.dirty
        known.aside = {**found.aside, **known.aside}
    return list(merged.values())


def _counted(keys: Counter[str]) -> str:
    named = [f"{key[:60]} ({count})" for key, count in sorted(keys.items())[:_KEYS_NAMED]]
    rest = len(keys) - len(named)
    return ", ".join(named) + (f" and {rest} more keys" if rest > 0 else "")


def with_own_keys(general: Iterable[Reading], own: Mapping[str, tuple[str, ...]]) -> tuple[Reading, ...]:
    """The general readings with a platform's own keys before the general ones."""
    return tuple(
        replace(reading, keys=tuple(dict.fromkeys((*own.get(reading.field, ()), *reading.keys))))
        for reading in general
    )
