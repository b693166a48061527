"""What a rendering is made of: titled sections of words, quotations and tables; and the same as plain text.

Knows nothing of what is explained. A page shows sections as they are (`review_ui`), a terminal as text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of the record and where they stand; `span` is exact, for whoever wants to check."""

    where: str
    words: str
    span: str


@dataclass(frozen=True, slots=True)
class Item:
    text: str
    quotations: tuple[Quotation, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`figures`: how many of the last columns are numbers. `foot`: the last row sums up those above."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: int = 1
    foot: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    items: tuple[Item, ...] = ()
    table: Table | None = None

    @property
    def wide(self) -> bool:
        """Whether the table needs more room than a line of prose."""
        return self.table is not None and len(self.table.head) > 2


def as_text(sections: Iterable[Section]) -> str:
    """Plain text of any width: titles on their own line, quotations indented, tables in columns."""
    blocks = ["\n".join(_section_lines(section)) for section in sections]
    return "\n\n".join(blocks) + "\n"


def figure(value: float) -> str:
    """A number as it is traced: six decimals at most, no trailing zeros."""
    written = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


def signed(value: float) -> str:
    return f"{value:+.6f}"


def _section_lines(section: Section) -> Iterator[str]:
    yield section.title
    for item in section.items:
        yield f"  {item.text}"
        for quoted in item.quotations:
            yield f"      \N{LEFT DOUBLE QUOTATION MARK}{quoted.words}\N{RIGHT DOUBLE QUOTATION MARK}  [{quoted.span}]"
        yield from (f"      {note}" for note in item.notes)
    if section.table:
        yield from _table_lines(section.table)


def _table_lines(table: Table) -> Iterator[str]:
    rows = (table.head, *table.rows)
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    words = len(table.head) - table.figures
    for row in rows:
        cells = [
            cell.ljust(width) if i < words else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "    " + "  ".join(cells).rstrip()
