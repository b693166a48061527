"""Secrets in files that only their user may read: the master key, the signing key.

Knows nothing of what a secret is for, and no database, so that whoever checks a signature needs none either.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

from matching.errors import RunError


def read_secret(path: Path) -> bytes:
    """A secret file's bytes; refuses one that others on this machine may read."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise RunError(
            f"expected {path} to be readable by its user alone, found mode {mode:o}", hint=f"chmod 600 {path}"
        )
    return path.read_bytes()


def create_secret(path: Path, value: bytes) -> None:
    """Write atomically: another process either sees all of it or wins the race."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, value)
        os.fsync(handle)
    finally:
        os.close(handle)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def load_or_create_secret(path: Path, value: bytes) -> bytes:
    """The secret at `path`; `value` becomes it when there is none yet."""
    if not path.exists():
        create_secret(path, value)
    return read_secret(path)
