"""The document `candor.evaluate/1` for people: a table for the terminal, and the same in Markdown.

Shows what the document holds and nothing else.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]
Row = Sequence[str]


def format_table(document: Document) -> str:
    """Aligned columns: every system with its 95% intervals, then what Candor differs by."""
    blocks = [_heading(document), _aligned(_systems(document))]
    differences = _differences(document)
    if len(differences) > 1:
        blocks += [
            "Candor minus each other, paired by role (* the interval leaves out 0)",
            _aligned(differences),
        ]
    return "\n\n".join(blocks)


def as_markdown(document: Document) -> str:
    """The same two tables for a page of documentation."""
    return "\n\n".join([_heading(document), _markdown(_systems(document)), _markdown(_differences(document))])


def _heading(document: Document) -> str:
    left_out = f", {document['left_out']} left out (no relevant profile)" if document["left_out"] else ""
    drawn = document["bootstrap"]
    return f"{document['roles']} roles{left_out}. Mean [95% interval; {drawn['n']} resamples of roles, seed {drawn['seed']}]."


def _systems(document: Document) -> list[Row]:
    return _table("system", document["systems"], _cell)


def _differences(document: Document) -> list[Row]:
    return _table("minus", document["differences"], _difference)


def _table(corner: str, systems: Mapping[str, Any], cell: Any) -> list[Row]:
    if not systems:
        return [[corner]]
    metrics = list(next(iter(systems.values())))
    return [
        [corner, *metrics],
        *([name, *(cell(found[metric]) for metric in metrics)] for name, found in systems.items()),
    ]


def _cell(found: Mapping[str, float]) -> str:
    return f"{found['mean']:.3f} [{found['low']:.3f}, {found['high']:.3f}]"


def _difference(found: Mapping[str, float]) -> str:
    clear = " *" if found["low"] > 0 or found["high"] < 0 else ""
    return f"{found['mean']:+.3f} [{found['low']:+.3f}, {found['high']:+.3f}]{clear}"


def _aligned(rows: Sequence[Row]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _markdown(rows: Sequence[Row]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
