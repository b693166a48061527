"""A signed tree head: how many entries a log has and what they hash to, said on a day under a home's key.

Kept where the owner of the log cannot write, it is what truncation and rewriting are found by: an anchor.
Knows no database. The format is in docs/reference/audit-log.md.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.canonical import parse
from governance.signing import PUBLIC_KEY, key_id, signature_holds, signed
from matching.errors import InputError

SCHEMA = "candor.tree-head/1"

_MEMBERS = {"schema", "size", "root", "at", "key_id", "public_key", "signature"}
_ROOT = re.compile(r"[0-9a-f]{64}")
_LARGEST_FILE = 1 << 16


@dataclass(frozen=True, slots=True)
class TreeHead:
    """`root` over the first `size` entries, hex; `at` is when it was signed; `public_key` is by whom."""

    size: int
    root: str
    at: str
    public_key: str
    signature: str

    @property
    def key_id(self) -> str:
        return key_id(self.public_key)

    def document(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "size": self.size,
            "root": self.root,
            "at": self.at,
            "key_id": self.key_id,
            "public_key": self.public_key,
            "signature": self.signature,
        }

    def in_words(self) -> str:
        return f"the head of {self.size} entries signed at {self.at} with key {self.key_id}"


def sign_head(key: Ed25519PrivateKey, *, size: int, root: str, at: str) -> TreeHead:
    document = signed({"schema": SCHEMA, "size": size, "root": root, "at": at}, key)
    return TreeHead(size, root, at, document["public_key"], document["signature"])


def read_head(path: Path, *, key: str | None = None) -> TreeHead:
    """The head in a file; InputError for anything that is not one, whole and signed (by `key`, where given)."""
    if not path.is_file():
        raise InputError(f"expected a tree head at {path}, found no file", hint="name the file you kept")
    content = path.read_bytes()
    try:
        document = parse(content.decode()) if len(content) < _LARGEST_FILE else None
    except (ValueError, RecursionError):
        document = None
    return head_of(document, str(path), key=key)


def head_of(document: Any, place: str, *, key: str | None = None) -> TreeHead:
    """The head a JSON value holds; its signature checked."""
    if not isinstance(document, Mapping) or document.get("schema") != SCHEMA:
        raise InputError(
            f"expected a tree head ({SCHEMA}) in {place}, found something else",
            hint="a head is what `candor audit head` prints",
        )
    if set(document) != _MEMBERS or not _well_formed(document) or not signature_holds(document):
        raise InputError(
            f"the tree head in {place} does not carry its signature: it was altered after it was signed",
            hint="use the copy you kept elsewhere; this one proves nothing",
        )
    head = TreeHead(*(document[name] for name in ("size", "root", "at", "public_key", "signature")))
    if key is not None and head.public_key != key:
        raise InputError(
            f"the tree head in {place} is signed with key {head.key_id}, not with the key you named ({key_id(key)})",
            hint="it is a head of another home, or somebody signed anew",
        )
    return head


def public_key(text: str) -> str:
    """A public key as people pass it on: 64 hex digits."""
    if not PUBLIC_KEY.fullmatch(text):
        raise InputError(
            f"expected a public key of 64 hex digits, found {text!r}",
            hint="it is the `public_key` that `candor audit head` prints",
        )
    return text


def head_text(head: TreeHead) -> str:
    """The file form of a head."""
    return json.dumps(head.document(), indent=2) + "\n"


def _well_formed(document: Mapping[str, Any]) -> bool:
    size, root, at = document["size"], document["root"], document["at"]
    return (
        isinstance(size, int)
        and not isinstance(size, bool)
        and size >= 0
        and isinstance(root, str)
        and _ROOT.fullmatch(root) is not None
        and isinstance(at, str)
    )
