"""What proves a case: its entries of the log with inclusion proofs, their opened words, and its frozen lists in parts.

Which entries: those about the requisition and its engagements, about the models and snapshots its lists were made with, and
about the erasure of anybody on them. Words are opened for the first kind alone; of the others only the commitment is told.
"""

import io
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from governance.audit.exported import ExportLines
from governance.audit.heads import TreeHead
from governance.audit.log import disclose_salted
from governance.audit.tree import MerkleTree
from governance.lists.shortlists import parts_of
from governance.signing import home_key
from governance.storage.tables import AuditEntry

WORDS_SCHEMA = "candor.evidence-words/1"
PARTS_SCHEMA = "candor.evidence-parts/1"


@dataclass(frozen=True, slots=True)
class Subjects:
    """Whose entries go along; the `case` is the requisition and its engagements."""

    case: frozenset[str]
    origins: frozenset[str]
    erased: frozenset[str]


def entries_of(session: Session, subjects: Subjects, size: int) -> list[tuple[int, str]]:
    """Number and text of the case's entries among the first `size`, in order."""
    about = and_(
        AuditEntry.subject_kind.in_(("requisition", "engagement")), AuditEntry.subject_id.in_(subjects.case)
    )
    made = and_(
        AuditEntry.subject_kind.in_(("bundle", "snapshot")), AuditEntry.subject_id.in_(subjects.origins)
    )
    gone = and_(AuditEntry.action == "person.erased", AuditEntry.subject_id.in_(subjects.erased))
    query = select(AuditEntry.seq, AuditEntry.entry).where(AuditEntry.seq <= size, or_(about, made, gone))
    return [(seq, entry) for seq, entry in session.execute(query.order_by(AuditEntry.seq))]


def log_lines(
    session: Session,
    entries: Iterable[tuple[int, str]],
    head: TreeHead,
    tree: MerkleTree,
    asked: dict[str, Any],
) -> bytes:
    """The entries as an export of lines, so that `candor audit verify --offline` reads them too."""
    out = io.BytesIO()
    lines = ExportLines(out)
    lines.begin(head, asked, None)
    for seq, entry in entries:
        lines.entry(seq, entry, tree.inclusion_proof(seq - 1, head.size))
    lines.end(home_key(session.info["key_dir"]))
    return out.getvalue()


def words_document(
    session: Session, entries: Sequence[tuple[int, str]], case: Collection[str]
) -> dict[str, Any]:
    """Salt and value behind every commitment that may be opened and can be; `state` says why the others are not."""
    found = []
    for seq, text in entries:
        entry = json.loads(text)
        if not entry["commitments"]:
            continue
        opened = disclose_salted(session, seq) if entry["subject"]["id"] in case else {}
        for field in sorted(entry["commitments"]):
            salted = opened.get(field)
            state = "opened" if salted else "gone" if field in opened else "closed"
            salt, value = (salted[0].hex(), salted[1]) if salted else (None, None)
            found.append({"seq": seq, "field": field, "state": state, "salt": salt, "value": value})
    return {"schema": WORDS_SCHEMA, "words": found}


def parts_document(session: Session, shortlist_id: str) -> dict[str, Any]:
    """A frozen list in the form it is committed to: its frame, and each part with salt and words while they can be read."""
    frame, parts = parts_of(session, shortlist_id)
    return {
        "schema": PARTS_SCHEMA,
        "shortlist": shortlist_id,
        "frame": frame,
        "parts": [
            {
                "section": part.section,
                "position": part.position,
                "person": part.person_id,
                "commitment": part.commitment,
                "salt": part.salt.hex() if part.salt else None,
                "value": part.value,
            }
            for part in parts
        ],
    }
