"""The manifest of a pack and the archive: the same files give the same bytes.

The manifest names every other file with its SHA-256 and is signed by the home, under a schema of its own.
"""

import io
import re
import zipfile
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.canonical import canonical, sha256
from governance.signing import signed

SCHEMA = "candor.evidence-pack/1"
MANIFEST = "MANIFEST.json"

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # an archive knows no earlier time, and the true one would differ each time
_FILE_MODE = 0o644 << 16


def packed(files: Mapping[str, bytes], about: Mapping[str, str], key: Ed25519PrivateKey) -> bytes:
    """The archive of these files and their signed manifest; `about` says of what it is the evidence."""
    assert all(_NAME.fullmatch(name) for name in files), "names are ours alone"
    stated = {
        "schema": SCHEMA,
        "about": dict(about),
        "files": {name: sha256(content) for name, content in files.items()},
    }
    return archive({**files, MANIFEST: canonical(signed(stated, key)) + b"\n"})


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP file with sorted names and one fixed time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as pack:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system, entry.external_attr = 3, _FILE_MODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            pack.writestr(entry, files[name], compresslevel=9)
    return out.getvalue()
