"""A few entries of a log as one JSON document with their proofs, to be put beside a claim or into a ticket.

    {"asked":...,"entries":[{"entry":{...},"proof":[...],"seq":27}],"head":{...},"schema":"candor.audit-proof/1","signature":...}

Checked like a file of lines (`offline.py`), entry by entry and with nothing but the document. The signature is the home's
word that these are the entries that were to be had; that they stood in the log, each proof shows by itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.audit.heads import TreeHead, head_of
from governance.audit.offline import OfflineReport, Reading, beside, report_of
from governance.canonical import canonical, parse
from governance.signing import signature_holds, signed
from matching.errors import InputError

SCHEMA = "candor.audit-proof/1"
LARGEST_FILE = 1 << 26
_MEMBERS = {"asked", "entries", "head", "schema", "key_id", "public_key", "signature"}
_ENDING = f'"schema":"{SCHEMA}","signature":"'.encode()


def proof_document(
    head: TreeHead,
    proved: Iterable[tuple[int, str, Sequence[bytes]]],
    asked: Mapping[str, Any],
    key: Ed25519PrivateKey,
    anchor: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """`proved`: number, text and inclusion proof of each entry, in order; `anchor` as in `exported.py`."""
    entries = [
        {"seq": seq, "entry": parse(entry), "proof": [step.hex() for step in proof]}
        for seq, entry, proof in proved
    ]
    document = {"schema": SCHEMA, "asked": dict(asked), "head": head.document(), "entries": entries}
    return signed({**document, "anchor": dict(anchor)} if anchor else document, key)


def is_proof(path: Path) -> bool:
    """Whether a file ends as such a document does: in its one form schema and signature come last."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2 * len(_ENDING) - 130))
        return _ENDING in file.read()


def check_proof(path: Path, *, anchor: TreeHead | None = None, key: str | None = None) -> OfflineReport:
    """Check such a document; InputError when it is none, or its head is not signed (by `key`, where given)."""
    document = _read(path)
    head = head_of(document["head"], str(path), key=key)
    reading = Reading(head, anchor.size if anchor else None)
    numbers = [0, *(_number(one) for one in document["entries"])]
    for place, ((after, _), one) in enumerate(zip(pairwise(numbers), document["entries"], strict=True), 1):
        reading.line(place, _as_line(after, one))
    faults = () if reading.first_bad else tuple(_faults(document, reading, head))
    return report_of(reading, document, faults, beside(anchor, document, reading), key)


def _faults(document: Mapping[str, Any], reading: Reading, head: TreeHead) -> Iterator[str]:
    if not reading.entries:
        yield "the document holds no entry"
    if not signature_holds(document):
        yield "the document does not carry its signature: what was asked was altered, or entries were taken out"
    elif document["public_key"] != head.public_key:
        yield "the document is signed with another key than the head"


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise InputError(f"expected a proof of entries at {path}, found no file", hint="check the path")
    content = path.read_bytes() if path.stat().st_size <= LARGEST_FILE else b""
    try:
        document = parse(content.decode())
        sound = (
            isinstance(document, dict)
            and set(document) - {"anchor"} == _MEMBERS
            and document["schema"] == SCHEMA
            and all(isinstance(one, dict) for one in document["entries"])
            and canonical(document) == content.rstrip(b"\n")
        )
    except (ValueError, TypeError, InputError, RecursionError):
        sound = False
    if not sound:
        raise InputError(
            f"expected {path} to hold a proof of entries ({SCHEMA}) in its canonical form, found something else",
            hint="it is made by `candor audit prove`; if this one was, it was altered",
        )
    found: dict[str, Any] = document
    return found


def _number(one: Mapping[str, Any]) -> int:
    seq = one.get("seq")
    return seq if isinstance(seq, int) and seq >= 0 else 0


def _as_line(after: int, one: Mapping[str, Any]) -> bytes:
    """An entry of the document as the line an export would have for it."""
    proof = ",".join(f'"{step}"' for step in one.get("proof") or ())
    return b'{"after":%d,"entry":%b,"proof":[%b],"seq":%d}\n' % (
        after,
        canonical(one.get("entry")),
        proof.encode(),
        _number(one),
    )
