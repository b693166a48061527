"""A table file to a header and rows of text cells: CSV, TSV, XLSX and Parquet.

Knows only the shape: which line a row begins on, whether its cells fit the header. What cells mean is `table.py`.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from matching.errors import Fault, InputError
from matching.parsing import existing_file
from matching.sources.archives import check_archive

MAX_TABLE_BYTES = 1024 * 2**20
MAX_COLUMNS = 2_000
_CELL_LIMIT = 4_000_000
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by header name, and the line the row begins on."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """`ragged` are rows whose cells do not fit the header, as faults."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    ragged: tuple[Fault, ...]


def read_table(
    path: Path, *, encoding: str = "utf-8", delimiter: str | None = None, sheet: str | None = None
) -> Table:
    """The table in a file; raises InputError where no rows can be told at all."""
    if existing_file(path).stat().st_size > MAX_TABLE_BYTES:
        raise InputError(
            f"expected a table of at most {MAX_TABLE_BYTES // 2**20} MiB, found a larger one: {path}",
            hint="split it",
        )
    begins = _first_bytes(path)
    if path.suffix.lower() in (".xlsx", ".xlsm") or begins == b"PK\x03\x04":
        lines, shown = _xlsx_lines(path, sheet)
    elif path.suffix.lower() == ".parquet" or begins == b"PAR1":
        lines, shown = _parquet_lines(path), str(path)
    else:
        lines, shown = _csv_lines(path, encoding, delimiter), str(path)
    header = next(lines, None)
    if header is None:
        raise InputError(f"expected a table with a header, found an empty file: {path}")
    names = _header(header[1], shown)
    return _fitted(names, lines, shown)


def _fitted(names: list[str], lines: Iterator[tuple[int, list[str]]], shown: str) -> Table:
    rows, ragged = [], []
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        beyond = any(cell.strip() for cell in cells[len(names) :])
        if beyond or len(cells) < len(names):
            found = f"{len(cells)}; a stray separator or line break?"
            ragged.append(Fault(f"{len(names)} cells in each row", found, shown, line))
            continue
        rows.append(Row(line, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}))
    if not rows and not ragged:
        raise InputError(f"expected at least one row below the header, found none: {shown}")
    return Table(tuple(name for name in names if name), tuple(rows), tuple(ragged))


def _header(cells: list[str], shown: str) -> list[str]:
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    twice = sorted({name for name in names if name and names.count(name) > 1})
    faults = [Fault("each column once", repr(name), shown, 1, name) for name in twice]
    if len(names) > MAX_COLUMNS:
        faults.append(Fault(f"at most {MAX_COLUMNS} columns", str(len(names)), shown, 1))
    if faults or not names:
        raise InputError(
            f"the header of {shown} cannot be read", faults=faults, hint="give every column a name of its own"
        )
    return names


def _csv_lines(path: Path, encoding: str, delimiter: str | None) -> Iterator[tuple[int, list[str]]]:
    text = decoded(path, encoding)
    limit = csv.field_size_limit(_CELL_LIMIT)
    try:
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text), strict=True
        )
        line = 1
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        fault = Fault("a table", f"a fault ({error}) in the row that begins here", str(path), line)
        raise InputError(
            f"{path} cannot be read as a table", faults=[fault], hint="look at the quotes around there"
        ) from None
    finally:
        csv.field_size_limit(limit)


def decoded(path: Path, encoding: str) -> str:
    """The text of a file, by its byte order mark, else by the encoding said; raises InputError with the line."""
    data = path.read_bytes()
    named = next((name for bom, name in _BOMS.items() if data.startswith(bom)), encoding)
    try:
        return data.decode(named)
    except LookupError:
        raise InputError(f"expected the name of an encoding, found {encoding!r}") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        fault = Fault(f"{named} text", f"the byte 0x{data[error.start]:02x}", str(path), line)
        raise InputError(
            f"{path} cannot be read", faults=[fault], hint="say `encoding: cp1252` (or what it is) in the map"
        ) from None


def _delimiter(text: str) -> str:
    """The separator that splits the first line most often outside quotes; a comma when none does."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    counts = {mark: len(next(csv.reader([first], delimiter=mark))) for mark in (",", ";", "\t", "|")}
    return max(counts, key=lambda mark: counts[mark])


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _xlsx_lines(path: Path, sheet: str | None) -> tuple[Iterator[tuple[int, list[str]]], str]:
    check_archive(path, "a workbook")
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError:
        raise InputError(
            "XLSX files need openpyxl, which is not installed", hint="save the sheet as CSV"
        ) from None
    with ExitStack() as opened:
        try:
            stored, written = (
                load_workbook(opened.enter_context(path.open("rb")), read_only=True, data_only=values)
                for values in (True, False)
            )
        except (InvalidFileException, KeyError, ValueError, OSError, EOFError) as error:
            raise InputError(f"{path} cannot be read as a workbook: {error}") from None
        name = sheet or stored.sheetnames[0]
        if name not in stored.sheetnames:
            raise InputError(f"expected the sheet {name!r} in {path}, found {', '.join(stored.sheetnames)}")
        rows = zip(
            stored[name].iter_rows(values_only=True), written[name].iter_rows(values_only=True), strict=True
        )
        return _xlsx_rows(rows, opened.pop_all()), f"{path}[{name}]"


def _xlsx_rows(
    rows: Iterable[tuple[tuple[Any, ...], tuple[Any, ...]]], opened: ExitStack
) -> Iterator[tuple[int, list[str]]]:
    """Closes the files after the last row, or when nobody wants another."""
    with opened:
        for line, pair in enumerate(rows, start=1):
            yield line, _xlsx_cells(*pair)


def _xlsx_cells(stored: tuple[Any, ...], written: tuple[Any, ...]) -> list[str]:
    """The values stored with formulas; a formula without one stays a formula, which `table.py` reports."""
    return [
        _as_text(formula if value is None and formula is not None else value)
        for value, formula in zip(stored, written, strict=True)
    ]


def _parquet_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The header as line 1, then a line a row; the fields of a struct are columns of their own (`location.country`)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            empty = _flat(file.schema_arrow.empty_table())
            yield 1, empty.schema.names
            line, size = 1, 0
            for batch in file.iter_batches(batch_size=4_096, use_threads=False):
                table = _flat(pa.Table.from_batches([batch]))
                for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
                    line, cells = line + 1, [_as_text(value) for value in row]
                    size += sum(map(len, cells))
                    # Repeats cost nothing in the file, so its size says little of what it unpacks to.
                    if size > MAX_TABLE_BYTES:
                        raise InputError(
                            f"expected at most {MAX_TABLE_BYTES // 2**20} MiB of cells in {path}"
                        )
                    yield line, cells
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path} cannot be read as a Parquet table: {str(error)[:200]}") from None


def _flat(table: Any) -> Any:
    import pyarrow as pa

    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table


def _as_text(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, list):
        return "\n".join(filter(None, map(_as_text, value)))
    if isinstance(value, dict):
        return json.dumps(value, default=str)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
