"""Checking an exported part of a log with nothing but the file: no home, no database, no account.

Each entry is led by its proof to the signed head of the file. What a file cannot show by itself is whose key
signed it, and that the log was not written anew before: for that a head or a key kept elsewhere is needed.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from governance.audit.exported import END_SCHEMA, SCHEMA
from governance.audit.findings import AnchorReport, BadEntry, compare
from governance.audit.heads import TreeHead, head_of
from governance.audit.tree import MerkleRoot, consistency_holds, inclusion_holds, leaf_hash
from governance.canonical import canonical, parse
from governance.signing import signature_holds
from matching.errors import InputError

_NUMBER = rb"(0|[1-9][0-9]{0,15})"
_HASHES = rb'((?:"[0-9a-f]{64}"(?:,"[0-9a-f]{64}")*)?)'
_LINE = re.compile(
    rb'\{"after":' + _NUMBER + rb',"entry":(\{.*\}),"proof":\[' + _HASHES + rb'\],"seq":' + _NUMBER + rb"\}\n"
)
_ITS_SEQ = re.compile(rb'"seq":' + _NUMBER + rb"\}\n?$")


@dataclass(frozen=True, slots=True)
class OfflineReport:
    """`entries` of the file, of a log of `size` entries with `root`, as of `at`. `complete`: it holds every entry.

    `faults` says in words what is wrong beside the first bad entry; `tail` what the file alone cannot show.
    """

    ok: bool
    entries: int
    size: int
    root: str
    at: str
    key_id: str
    public_key: str
    complete: bool
    asked: Mapping[str, Any]
    first_bad: BadEntry | None
    faults: tuple[str, ...]
    tail: str
    anchor: AnchorReport | None


class Reading:
    """What the lines have shown so far."""

    def __init__(self, head: TreeHead, mark: int | None) -> None:
        self.head = head
        self.root = bytes.fromhex(head.root)
        self.mark = mark
        self.entries = 0
        self.last = 0
        self.first_bad: BadEntry | None = None
        self.beginning = MerkleRoot()  # of entries 1, 2, 3 ... as long as the file has them all
        self.root_then: str | None = None

    def line(self, number: int, line: bytes) -> None:
        """Take in a line; the first that does not hold is remembered, and the ones after it are only counted."""
        fault = None if self.first_bad else self._fault(line)
        self.entries += 1
        if fault:
            found = _ITS_SEQ.search(line)
            seq = int(found[1]) if found else self.last + 1
            self.first_bad = BadEntry(seq, f"{fault} (line {number})")

    def _fault(self, line: bytes) -> str | None:
        parts = _LINE.fullmatch(line)
        if parts is None:
            return "its line is not as it was exported"
        after, entry, hashes, seq = int(parts[1]), parts[2], parts[3], int(parts[4])
        if after != self.last:
            return f"it was exported after entry {after}, found after {self.last}: entries are missing or out of order"
        if seq <= after:
            return f"expected an entry after {after}, found {seq}"
        leaf = leaf_hash(entry)
        proof = [bytes.fromhex(hashes[at : at + 64].decode()) for at in range(1, len(hashes), 67)]
        if not inclusion_holds(leaf, seq - 1, self.head.size, proof, self.root):
            return "its proof does not lead from its text to the signed head"
        if _its_own_seq(entry) != seq:
            return "its text names another number"
        self.last = seq
        self._fold(seq, leaf)
        return None

    def _fold(self, seq: int, leaf: bytes) -> None:
        if seq == self.beginning.size + 1:
            self.beginning.add(leaf)
            if seq == self.mark:
                self.root_then = self.beginning.digest().hex()


def check_file(path: Path, *, anchor: TreeHead | None = None, key: str | None = None) -> OfflineReport:
    """Check an exported file; InputError when it is none, or its head is not signed (by `key`, where given)."""
    if not path.is_file():
        raise InputError(f"expected an exported audit log at {path}, found no file", hint="check the path")
    lines = _lines(path)
    header_line = next(lines, (1, b""))[1]
    header = _header(header_line, path)
    head = head_of(header.get("head"), f"the first line of {path}", key=key)
    hashed = hashlib.sha256(header_line)
    reading = Reading(head, anchor.size if anchor else None)
    end, rest = b"", 0
    for number, line in lines:
        if end:
            rest += 1
        elif line.startswith(b'{"entries":'):
            end = line
        else:
            hashed.update(line)
            reading.line(number, line)
    faults = _faults_at_the_end(end, rest, hashed.hexdigest(), reading)
    compared = beside(anchor, header, reading)
    return report_of(reading, header, faults, compared, key)


def report_of(
    reading: Reading,
    header: Mapping[str, Any],
    faults: tuple[str, ...],
    compared: AnchorReport | None,
    key: str | None,
) -> OfflineReport:
    head = reading.head
    sound = reading.first_bad is None and not faults
    return OfflineReport(
        ok=sound and (compared is None or compared.ok),
        entries=reading.entries,
        size=head.size,
        root=head.root,
        at=head.at,
        key_id=head.key_id,
        public_key=head.public_key,
        complete=sound and reading.entries == head.size,
        asked=header.get("asked") or {},
        first_bad=reading.first_bad,
        faults=(*faults, *(compared.words if compared else ())),
        tail=_tail(head, compared, key),
        anchor=compared,
    )


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        yield from enumerate(file, start=1)


def _header(line: bytes, path: Path) -> dict[str, Any]:
    try:
        header = parse(line.decode())
        sound = header["schema"] == SCHEMA and canonical(header) + b"\n" == line
    except (ValueError, KeyError, TypeError, InputError, RecursionError):
        sound = False
    if not sound:
        raise InputError(
            f"expected {path} to begin as an exported audit log ({SCHEMA}), found something else",
            hint="it is made by `candor audit export --format jsonl`; if this one was, its first line was altered",
        )
    found: dict[str, Any] = header
    return found


def _faults_at_the_end(end: bytes, rest: int, digest: str, reading: Reading) -> tuple[str, ...]:
    """What is wrong with the whole, told only where no single entry is."""
    if reading.first_bad is not None:
        return ()
    if not end:
        return (f"the file ends before its last line: it was cut off after entry {reading.last}",)
    if rest:
        return ("something was added after the last line",)
    try:
        document = parse(end.decode())
        signed = canonical(document) == end.removesuffix(b"\n") and signature_holds(document)
    except (ValueError, InputError, RecursionError):
        signed = False
    if not signed or document.get("schema") != END_SCHEMA:
        return ("the last line does not carry its signature",)
    if document["public_key"] != reading.head.public_key:
        return ("the last line is signed with another key than the head",)
    if document.get("entries") != reading.entries or document.get("lines_sha256") != digest:
        return (
            "the lines are not those that were signed: the first was altered, or entries were taken out and "
            "the lines after them changed to fit",
        )
    return ()


def beside(anchor: TreeHead | None, header: Mapping[str, Any], reading: Reading) -> AnchorReport | None:
    if anchor is None:
        return None
    head = reading.head
    root_then, unproven = _root_then(anchor, header, reading)
    report = compare(anchor, size=head.size, root_then=root_then, key_now=head.public_key)
    if not unproven:
        return report
    return replace(report, faults=(*report.faults, "unproven"), words=(*report.words, unproven))


def _root_then(
    anchor: TreeHead, header: Mapping[str, Any], reading: Reading
) -> tuple[str | None, str | None]:
    """The file's root over as many entries as the anchor has, as far as it shows it; else why it does not."""
    head = reading.head
    if anchor.size >= head.size:
        return (head.root if anchor.size == head.size else None), None
    if reading.root_then is not None:
        return reading.root_then, None
    proved = header.get("anchor")
    if not isinstance(proved, dict) or proved.get("size") != anchor.size:
        return None, (
            f"the file holds no proof that its log extends the {anchor.size} entries of the head kept elsewhere; "
            "export it with --anchor and that head"
        )
    if _consistent(anchor, head, proved):
        return anchor.root, None
    return None, (
        f"the log was rewritten, or the proof altered: the file does not show that its log extends the {anchor.size} "
        "entries of the head kept elsewhere"
    )


def _consistent(anchor: TreeHead, head: TreeHead, proved: Mapping[str, Any]) -> bool:
    try:
        proof = [bytes.fromhex(step) for step in proved["proof"]]
    except (KeyError, TypeError, ValueError):
        return False
    roots = bytes.fromhex(anchor.root), bytes.fromhex(head.root)
    return consistency_holds(anchor.size, head.size, *roots, proof)


def _its_own_seq(entry: bytes) -> Any:
    try:
        return json.loads(entry).get("seq")
    except ValueError:
        return None


def _tail(head: TreeHead, compared: AnchorReport | None, key: str | None) -> str:
    if compared is not None and compared.ok:
        return f"proven to extend the {compared.size} entries of the head signed at {compared.at}, under the same key"
    if compared is not None:
        return "not proven against the head kept elsewhere"
    whose = (
        "signed with the key you named" if key else f"signed with key {head.key_id}, whose it is not proven"
    )
    return f"{whose}; that the log was not written anew before {head.at} is not proven: no head kept elsewhere was compared"
