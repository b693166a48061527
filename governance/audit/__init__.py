"""The audit log: what was done, by whom, when and why, in a Merkle tree that can be checked without us.

    tree            RFC 6962: roots and proofs; hashes alone
    heads           the signed statement of how long the log is and what it hashes to
    findings        what checking can find, with a head kept elsewhere beside the log
    log             writing an entry, reading its words
    verification    recomputing a log in its database; signing its head
    exported        the file that carries entries out, with their proofs
    offline         checking such a file, with no home and no database
    proof           a few entries as one JSON document with their proofs, and checking it

The names below are loaded when they are asked for, so that checking a file needs no database library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from governance.audit.findings import BadEntry
    from governance.audit.log import Words, append, disclose
    from governance.audit.tree import MerkleRoot, leaf_hash
    from governance.audit.verification import VerificationReport, verify

__all__ = [
    "BadEntry",
    "MerkleRoot",
    "VerificationReport",
    "Words",
    "append",
    "disclose",
    "leaf_hash",
    "verify",
]

_HOME_OF = {
    **dict.fromkeys(("Words", "append", "disclose"), "log"),
    **dict.fromkeys(("MerkleRoot", "leaf_hash"), "tree"),
    **dict.fromkeys(("VerificationReport", "verify"), "verification"),
    "BadEntry": "findings",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
