"""Tables of people (CSV, TSV, XLSX, Parquet) to profiles, by a map.

A dirty optional cell is left out and reported by row and column; the row stays. Rows without an id, without words, or
that do not fit the header refuse the whole file, unless the map says `skip_bad_rows`. Protected columns are set aside
whatever the map says.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from matching.checking import top_key
from matching.errors import Fault, InputError
from matching.protected import protected_key
from matching.sources.cells import Row, Table, read_table
from matching.sources.collecting import Collector, Found, by_top, columns_named, day_of, source_name
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
    "skills": {"as": "list", "of": "skill"},
    "certifications": {"as": "list"},
    "experience": {"as": "list"},
    "education": {"as": "list"},
    "available_from": {"as": "date"},
    "as_of": {"as": "date"},
    "hours_per_week": {"as": "week"},
    "response_hours": {"as": "duration"},
    "job_success": {"as": "percent"},
    "ratings.average": {"as": "stars"},
    "ratings.count": {"as": "count"},
}
_LONGEST_VALUE = 200


class TableSource:
    """Fulfils `port.Source` for tables."""

    def read(self, path: Path, mapping: SourceMap) -> SourceBatch:
        table = read_table(path, encoding=mapping.encoding, delimiter=mapping.delimiter, sheet=mapping.sheet)
        notices = []
        if not mapping.columns:
            guessed, told = guess_map(table.header)
            mapping = mapping.model_copy(update={"columns": guessed.columns})
            notices.append(f"{path}: {told}")
        rules = completed(mapping)
        _refuse_unfit_map(table, mapping, rules, path)
        collector = Collector(source_name(path, mapping))
        rows = _Rows(path, mapping, rules, _protected_columns(table, mapping))
        for row in table.rows:
            found = rows.read(row)
            if found is not None:
                collector.take(found)
        notices += _notices(table, rules, rows, mapping, path)
        batch = collector.batch(str(path), mapping, bad=table.ragged, notices=notices)
        return replace(batch, dirty=(*rows.unclear, *batch.dirty))


class _Rows:
    """Reads rows one by one by the rules of a map."""

    def __init__(
        self, path: Path, mapping: SourceMap, rules: Mapping[str, ColumnRule], protected: Mapping[str, str]
    ) -> None:
        self.shown, self.mapping, self.rules, self.protected_columns = str(path), mapping, rules, protected
        self.left_out = 0
        self.aside = 0
        self.unclear: list[Fault] = []
        fed = by_top({field: rule.column for field, rule in rules.items()})
        self._places = {field: columns[0] for field, columns in fed.items()}
        self._how = {field: columns_named(columns) for field, columns in fed.items()}
        self._how.update((top_key(field), "a constant of the map") for field in mapping.constants)
        self._seen_on = day_of(path)

    def read(self, row: Row) -> Found | None:
        """What the row says of a person; None where the map's condition says no."""
        if self._says_no(row):
            self.left_out += 1
            return None
        document, dirty = self._document(row)
        aside = {
            key: row.cells[column]
            for column, key in self.protected_columns.items()
            if not is_blank(row.cells[column], [])
        }
        self.aside += bool(aside)
        return Found(self.shown, row.line, document, self._how, self._places, dirty, aside, self._seen_on)

    def _says_no(self, row: Row) -> bool:
        condition = self.mapping.only_where
        cell = row.cells[condition.column] if condition else ""
        if condition is None or is_blank(cell, []):
            return False
        try:
            return not boolean(cell, ColumnRule(column=condition.column))
        except UnreadableError as error:
            self.unclear.append(self._fault(row, condition.column, str(error)))
            return False

    def _document(self, row: Row) -> tuple[dict[str, Any], list[Fault]]:
        document: dict[str, Any] = {}
        dirty: list[Fault] = []
        read: set[str] = set()
        for field, rule in self.rules.items():
            try:
                value = read_cell(row.cells[rule.column], rule)
            except UnreadableError as error:
                dirty.append(self._fault(row, rule.column, str(error)))
                continue
            if value is not None and value != []:
                put(document, field, value)
                read.add(rule.column)
        for field, value in self.mapping.constants.items():
            if "." not in field or top_key(field) in document:
                put(document, field, value)
        # A column that feeds two fields may say only one of them.
        return document, [fault for fault in dirty if fault.field not in read]

    def _fault(self, row: Row, column: str, expected: str) -> Fault:
        return Fault(expected, repr(row.cells[column][:80]), self.shown, row.line, column)


def read_cell(cell: str, rule: ColumnRule) -> Any:
    """The value of a cell by its rule, None for a blank one; raises UnreadableError."""
    cell = rule.values.get(cell, cell)
    if is_blank(cell, rule.blank):
        return None
    if is_formula(cell):
        raise UnreadableError("a value, not a formula")
    kind = rule.transform or "text"
    if kind not in ("text", "list", "skill") and len(cell) > _LONGEST_VALUE:
        raise UnreadableError(f"a {kind} in at most {_LONGEST_VALUE} characters")
    return TRANSFORMS[kind](cell, rule)


def put(document: dict[str, Any], field: str, value: Any) -> None:
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


def completed(mapping: SourceMap) -> dict[str, ColumnRule]:
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
    if not any(top_key(field) in ("text", "skills") for field in rules):
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
    table: Table, rules: Mapping[str, ColumnRule], rows: _Rows, mapping: SourceMap, path: Path
) -> list[str]:
    said = []
    aside = [column for column in table.header if column in rows.protected_columns]
    fed = {rule.column for rule in rules.values()} | (
        {mapping.only_where.column} if mapping.only_where else set()
    )
    unread = [column for column in table.header if column not in fed and column not in aside]
    if aside:
        said.append(f"{path}: set aside and never scored: {', '.join(aside)} ({rows.aside} rows)")
    if unread:
        said.append(
            f"{path}: ignored columns that feed nothing: {', '.join(unread)} ({len(table.rows)} rows)"
        )
    if rows.left_out and mapping.only_where:
        said.append(f"{path}: {rows.left_out} rows left out, where {mapping.only_where.column!r} says no")
    return said
