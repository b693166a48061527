"""Office files are ZIP archives of XML: refused here when they would unpack beyond reason or bring entities along.

Knows nothing of what they hold. `cells.py` and `docx_text.py` ask before they open one.
"""

import zipfile
from pathlib import Path

from matching.errors import Fault, InputError

MAX_UNPACKED_BYTES = 512 * 2**20
MAX_MEMBERS = 10_000
MAX_XML_HEAD = 4_096


def check_archive(path: Path, what: str) -> None:
    """Raise an InputError unless this is an archive that can be opened safely."""
    try:
        with zipfile.ZipFile(path) as archive:
            fault = _fault(archive, str(path))
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        fault = Fault(what, f"a damaged one ({error})", str(path))
    if fault is not None:
        raise InputError(
            f"{path} cannot be read as {what}", faults=[fault], hint="save it anew and try again"
        )


def _fault(archive: zipfile.ZipFile, shown: str) -> Fault | None:
    members = archive.infolist()
    # Reading a member stops at the size it declares, so the declared sizes bound what is unpacked.
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES:
        found = f"{len(members)} with {unpacked // 2**20} MiB"
        return Fault(f"at most {MAX_MEMBERS} parts with {MAX_UNPACKED_BYTES // 2**20} MiB", found, shown)
    if any(member.flag_bits & 1 for member in members):
        return Fault("a file without a password", "an encrypted one", shown)
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels")) and _declares_type(archive, member):
            return Fault("XML without a document type", f"one in {member.filename}", shown)
    return None


def _declares_type(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether XML begins with a DOCTYPE, where entities are declared; office files never have one."""
    with archive.open(member) as file:
        head = file.read(MAX_XML_HEAD)
    return b"<!DOCTYPE" in head.replace(b"\0", b"").upper()
