"""Tables of people (CSV, TSV, XLSX) to profiles, by a map.

A dirty optional cell is left out and reported by row and column; the row stays. Rows without an id, without words, or
that do not fit the header refuse the whole file, unless the map says `skip_bad_rows`. Protected columns are set aside
whatever the map says.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matching.checking import checked
from matching.errors import Fault, InputError
from matching.profiles import Profile
from matching.protected import protected_key
from matching.sources.cells import Row, Table, read_table
from matching.sources.guess import guess_map
from matching.sources.normalise import TRANSFORMS, UnreadableError, boolean, is_blank, is_formula
from matching.sources.port import ColumnRule, SourceBatch, SourceMap

# How a field is read when its rule does not say; everything else is text.
_DEFAULTS: dict[str, dict[str, str]] = {
    "hourly_rate": {"as": "money"},
    "hourly_rate.amount": {"as": "number"},
    "country": {"as": "country"},
    "work_countries": {"as": "list", "of": "country"},
    "languages": {"as": "list", "of": "language"},
    "language": {"as": "language"},
    "skills": {"as": "list"},
    "certifications": {"as": "list"},
    "experience": {"as": "list"},
    "education": {"as": "list"},
    "available_from": {"as": "date"},
    "as_of": {"as": "date"},
    "hours_per_week": {"as": "number"},
    "response_hours": {"as": "number"},
    "job_success": {"as": "percent"},
    "ratings.average": {"as": "number"},
    "ratings.count": {"as": "number"},
}
_LONGEST_VALUE = 200
_REQUIRED = ("id", "text", "skills")


class TableSource:
    """Fulfils `port.Source` for tables."""

    def read(self, path: Path, mapping: SourceMap) -> SourceBatch:
        table = read_table(path, encoding=mapping.encoding, delimiter=mapping.delimiter, sheet=mapping.sheet)
        notices = []
        if not mapping.columns:
            guessed, told = guess_map(table.header)
            mapping = mapping.model_copy(update={"columns": guessed.columns})
            notices.append(f"{path}: {told}")
        rules = _completed(mapping)
        _refuse_unfit_map(table, mapping, rules, path)
        reader = _Rows(str(path), mapping, rules, _protected_columns(table, mapping))
        for row in table.rows:
            reader.take(row)
        bad = sorted((*table.ragged, *reader.bad), key=lambda fault: fault.line or 0)
        if bad and (not mapping.skip_bad_rows or not reader.profiles):
            raise InputError(
                f"{path} cannot be taken in: {len({fault.line for fault in bad})} of its rows cannot be read",
                faults=bad,
                hint="put these right, or say `skip_bad_rows: true` in the map; nothing was taken in",
            )
        return SourceBatch(
            profiles=tuple(reader.profiles),
            protected=reader.protected,
            dirty=tuple(reader.dirty),
            rejected=tuple(bad),
            notices=(*notices, *_notices(table, rules, reader, mapping, path)),
        )


class _Rows:
    """Reads rows one by one and remembers what was wrong with them."""

    def __init__(
        self, shown: str, mapping: SourceMap, rules: Mapping[str, ColumnRule], protected: Mapping[str, str]
    ) -> None:
        self.shown, self.mapping, self.rules, self.protected_columns = shown, mapping, rules, protected
        self.profiles: list[Profile] = []
        self.protected: dict[str, dict[str, Any]] = {}
        self.dirty: list[Fault] = []
        self.bad: list[Fault] = []
        self.left_out = 0
        self._lines: dict[str, int] = {}

    def take(self, row: Row) -> None:
        if self._says_no(row):
            self.left_out += 1
            return
        document, dirty = self._document(row)
        profile, faults = checked(Profile, document)
        dropped = {_top(fault.field) for fault in faults} - {*_REQUIRED, ""}
        if profile is None and dropped:
            dirty += [self._cell_fault(row, fault) for fault in faults if _top(fault.field) in dropped]
            profile, faults = checked(
                Profile, {key: value for key, value in document.items() if key not in dropped}
            )
        if profile is None:
            self.bad += [self._row_fault(row, fault) for fault in faults]
            self.bad += [fault for fault in dirty if fault.field in self._required_columns()]
            return
        if profile.id in self._lines:
            found = f"{profile.id}, which line {self._lines[profile.id]} has already"
            self.bad.append(Fault("each id once", found, self.shown, row.line, self.rules["id"].column))
            return
        self._lines[profile.id] = row.line
        self.dirty += dirty
        self.profiles.append(profile)
        aside = {
            key: row.cells[column]
            for column, key in self.protected_columns.items()
            if not is_blank(row.cells[column], [])
        }
        if aside:
            self.protected[profile.id] = aside

    def _says_no(self, row: Row) -> bool:
        condition = self.mapping.only_where
        cell = row.cells[condition.column] if condition else ""
        if condition is None or is_blank(cell, []):
            return False
        try:
            return not boolean(cell, ColumnRule(column=condition.column))
        except UnreadableError as error:
            self.dirty.append(self._fault(row, condition.column, str(error)))
            return False

    def _document(self, row: Row) -> tuple[dict[str, Any], list[Fault]]:
        document: dict[str, Any] = {}
        dirty: list[Fault] = []
        for field, rule in self.rules.items():
            try:
                value = _value(row.cells[rule.column], rule)
            except UnreadableError as error:
                dirty.append(self._fault(row, rule.column, str(error)))
                continue
            if value is not None and value != []:
                _put(document, field, value)
        for field, value in self.mapping.constants.items():
            if "." not in field or _top(field) in document:
                _put(document, field, value)
        return document, dirty

    def _fault(self, row: Row, column: str, expected: str) -> Fault:
        return Fault(expected, repr(row.cells[column][:80]), self.shown, row.line, column)

    def _cell_fault(self, row: Row, fault: Fault) -> Fault:
        """The fault of a field as the fault of the cell that fed it."""
        columns = [rule.column for field, rule in self.rules.items() if _top(field) == _top(fault.field)]
        return Fault(
            fault.expected, fault.found, self.shown, row.line, columns[0] if columns else fault.field
        )

    def _row_fault(self, row: Row, fault: Fault) -> Fault:
        if fault.field is None:
            return Fault(fault.expected, fault.found, self.shown, row.line)
        return self._cell_fault(row, fault)

    def _required_columns(self) -> set[str]:
        return {rule.column for field, rule in self.rules.items() if _top(field) in _REQUIRED}


def _value(cell: str, rule: ColumnRule) -> Any:
    cell = rule.values.get(cell, cell)
    if is_blank(cell, rule.blank):
        return None
    if is_formula(cell):
        raise UnreadableError("a value, not a formula")
    kind = rule.transform or "text"
    if kind not in ("text", "list") and len(cell) > _LONGEST_VALUE:
        raise UnreadableError(f"a {kind} in at most {_LONGEST_VALUE} characters")
    return TRANSFORMS[kind](cell, rule)


def _put(document: dict[str, Any], field: str, value: Any) -> None:
    """Set `ratings.average` or `skills[0].name`; items of a list are appended in the order of the map."""
    match = re.fullmatch(r"([a-z_]+)(?:\[(\d+)\])?(?:\.([a-z_]+))?", field)
    assert match is not None, field
    top, index, inner = match.groups()
    if index is None and inner is None:
        document[top] = value
    elif index is None:
        document.setdefault(top, {})[inner] = value
    else:
        items = document.setdefault(top, [])
        _put_item(items, int(index), inner, value)


def _put_item(items: list[Any], index: int, inner: str | None, value: Any) -> None:
    if inner is None:
        items.append(value)
        return
    if index < len(items) and isinstance(items[index], dict):
        items[index][inner] = value
    elif inner in ("name", "title", "description", "degree", "code", "system"):
        items.append({inner: value})


def _completed(mapping: SourceMap) -> dict[str, ColumnRule]:
    """Every rule with its transform said."""
    rules = {}
    for field, rule in mapping.columns.items():
        defaults = _DEFAULTS.get(field, {})
        if rule.transform is None and defaults:
            of = defaults.get("of", rule.of) if rule.of == "text" else rule.of
            rule = rule.model_copy(update={"transform": defaults["as"], "of": of})
        elif rule.transform == "list" and rule.of == "text":
            rule = rule.model_copy(update={"of": defaults.get("of", "text")})
        rules[field] = rule
    return rules


def _protected_columns(table: Table, mapping: SourceMap) -> dict[str, str]:
    found = {column: key for column in table.header if (key := protected_key(column)) is not None}
    return {**found, **mapping.set_aside}


def _refuse_unfit_map(table: Table, mapping: SourceMap, rules: Mapping[str, ColumnRule], path: Path) -> None:
    asked = [(f"columns.{field}", rule.column) for field, rule in rules.items()]
    asked += [("set_aside", column) for column in mapping.set_aside]
    asked += [("only_where", mapping.only_where.column)] if mapping.only_where else []
    header = ", ".join(table.header)
    faults = [
        Fault(f"a column of the table ({header})", repr(column), str(path), field=f)
        for f, column in asked
        if column not in table.header
    ]
    protected = _protected_columns(table, mapping)
    faults += [
        Fault(
            "a column that may be scored",
            f"{rule.column!r}, which is set aside as {protected[rule.column]}",
            str(path),
            field=f"columns.{field}",
        )
        for field, rule in rules.items()
        if rule.column in protected
    ]
    if "id" not in rules and "id" not in mapping.constants:
        faults.append(
            Fault("a column that feeds id", f"none; the table has {header}", str(path), field="columns.id")
        )
    if not any(_top(field) in ("text", "skills") for field in rules):
        faults.append(
            Fault(
                "a column that feeds text or skills",
                f"none; the table has {header}",
                str(path),
                field="columns",
            )
        )
    if faults:
        raise InputError(
            f"the map does not fit {path}",
            faults=faults,
            hint="name the columns as the header does, in --map MAP.yaml",
        )


def _notices(
    table: Table, rules: Mapping[str, ColumnRule], reader: _Rows, mapping: SourceMap, path: Path
) -> list[str]:
    said = []
    aside = [column for column in table.header if column in reader.protected_columns]
    fed = {rule.column for rule in rules.values()} | (
        {mapping.only_where.column} if mapping.only_where else set()
    )
    unread = [column for column in table.header if column not in fed and column not in aside]
    if aside:
        said.append(f"{path}: set aside and never scored: {', '.join(aside)} ({len(reader.protected)} rows)")
    if unread:
        said.append(
            f"{path}: ignored columns that feed nothing: {', '.join(unread)} ({len(table.rows)} rows)"
        )
    if reader.left_out and mapping.only_where:
        said.append(f"{path}: {reader.left_out} rows left out, where {mapping.only_where.column!r} says no")
    return said


def _top(field: str | None) -> str:
    return re.split(r"[.\[]", field or "")[0]
