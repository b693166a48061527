"""What a home signs with: one Ed25519 key, made on first use and kept beside the master key.

A signed document is JSON whose `signature` covers the canonical form of everything else in it, its own schema
included, so that a signature given for one kind of document says nothing in another. Knows no database.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from governance.canonical import canonical
from governance.secret_files import load_or_create_secret, read_secret
from matching.errors import InputError, RunError

KEY_FILE = "signing.key"
PUBLIC_KEY = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")


def home_key(key_dir: Path) -> Ed25519PrivateKey:
    """The home's signing key; made when there is none yet."""
    return _key(load_or_create_secret(key_dir / KEY_FILE, Ed25519PrivateKey.generate().private_bytes_raw()))


def home_public_key(key_dir: Path) -> str | None:
    """The public half, hex; None while nothing has been signed. Makes nothing."""
    path = key_dir / KEY_FILE
    return public_hex(_key(read_secret(path))) if path.exists() else None


def public_hex(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def key_id(public_key: str) -> str:
    """The first 16 hex digits of SHA-256 over the raw public key: short enough to compare by eye."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:16]


def signed(statement: Mapping[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    """The statement with `key_id`, `public_key` and the `signature` over all of it."""
    public_key = public_hex(key)
    document = {**statement, "key_id": key_id(public_key), "public_key": public_key}
    return {**document, "signature": key.sign(canonical(document)).hex()}


def signature_holds(document: Mapping[str, Any]) -> bool:
    """Whether a signed document carries a signature by the key it names. Whose key that is, it cannot say."""
    public_key, signature = document.get("public_key"), document.get("signature")
    if not (isinstance(public_key, str) and PUBLIC_KEY.fullmatch(public_key)):
        return False
    if not (isinstance(signature, str) and _SIGNATURE.fullmatch(signature)):
        return False
    statement = {name: value for name, value in document.items() if name != "signature"}
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            bytes.fromhex(signature), canonical(statement)
        )
    except (InvalidSignature, InputError):
        return False
    return document.get("key_id") == key_id(public_key)


def _key(raw: bytes) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(raw)
    except ValueError:
        raise RunError(
            f"expected a signing key of 32 bytes in {KEY_FILE}, found {len(raw)}",
            hint="restore the folder of keys from your backup",
        ) from None
