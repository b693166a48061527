"""The file that carries entries out of a log: JSON Lines with proofs, or a table for reading.

    {"anchor":...,"asked":...,"head":...,"schema":...}       what was asked for, the signed head
    {"after":20,"entry":{...},"proof":[...],"seq":27}        each entry, byte for byte, and its proof
    {"entries":2,...,"signature":...}                        that this is all that was exported

Every line is canonical JSON, so there is one way to write it and a changed byte shows. Writes what it is
given; who may have it is `governance/audit_export.py`, reading it back is `offline.py`.
"""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.audit.heads import TreeHead
from governance.canonical import canonical
from governance.signing import signed

SCHEMA = "candor.audit-export/1"
END_SCHEMA = "candor.audit-export-end/1"

COLUMNS = (
    "seq",
    "at",
    "actor",
    "action",
    "subject_kind",
    "subject_id",
    "business_unit",
    "request_id",
    "facts",
    "commitments",
    "leaf_hash",
    "token",
)
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ExportLines:
    """Writes the lines in order, remembering the hash that the last one signs."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._hash = hashlib.sha256()
        self._last = 0
        self.entries = 0

    def begin(self, head: TreeHead, asked: Mapping[str, Any], anchor: Mapping[str, Any] | None) -> None:
        """`anchor` is the size and root of an earlier head and the proof that this one extends it."""
        proved = {"anchor": anchor} if anchor else {}
        self._write(canonical({"schema": SCHEMA, "asked": asked, "head": head.document(), **proved}))

    def entry(self, seq: int, entry: str, proof: Sequence[bytes]) -> None:
        steps = ",".join([f'"{step.hex()}"' for step in proof])
        self._write(f'{{"after":{self._last},"entry":{entry},"proof":[{steps}],"seq":{seq}}}'.encode())
        self._last = seq
        self.entries += 1

    def end(self, key: Ed25519PrivateKey) -> None:
        statement = {
            "schema": END_SCHEMA,
            "entries": self.entries,
            "lines_sha256": self._hash.hexdigest(),
        }
        self._write(canonical(signed(statement, key)))

    def _write(self, line: bytes) -> None:
        self._hash.update(line + b"\n")
        self._out.write(line + b"\n")


class ExportTable:
    """CSV in UTF-8. It carries no proofs."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.entries = 0
        self._write(COLUMNS)

    def entry(self, seq: int, entry: str, leaf: bytes) -> None:
        body = json.loads(entry)
        subject = {f"subject_{name}": value for name, value in body.pop("subject").items()}
        cells = {"token": "", **body, **subject, "seq": seq, "leaf_hash": leaf.hex()}
        self._write([_cell(cells[name]) for name in COLUMNS])
        self.entries += 1

    def _write(self, cells: Sequence[object]) -> None:
        line = io.StringIO()
        csv.writer(line).writerow(cells)
        self._out.write(line.getvalue().encode())


def _cell(value: object) -> object:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
