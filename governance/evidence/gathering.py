"""Making an evidence pack: who may have it, the entry that says they took it, and every file that goes in.

The pack is made of one view of the record, under one signed head that covers its own entry. A log that does not hold is not
vouched for. The page for reading is added by whoever renders it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import cases, engagements
from governance.access import Actor
from governance.audit.heads import TreeHead, head_text
from governance.audit.tree import MerkleTree
from governance.audit.verification import require_sound, sign_now, verify_in
from governance.canonical import canonical
from governance.database import Database, UnitOfWork
from governance.evidence.case import case_document, roles
from governance.evidence.packing import packed
from governance.evidence.proofs import Subjects, entries_of, log_lines, parts_document, words_document
from governance.lists.shortlists import frozen_bytes, proof_of
from governance.signing import home_key
from governance.storage.tables import Engagement
from matching.errors import InputError

PAGE = "index.html"

Renderer = Callable[["Gathered"], bytes]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a page shows: the case, its frozen lists by id, its entries with opened words, and the head over them."""

    case: dict[str, Any]
    documents: dict[str, Any]
    entries: tuple[dict[str, Any], ...]
    words: dict[int, dict[str, str | None]]
    head: TreeHead


@dataclass(frozen=True, slots=True)
class Pack:
    """The archive, and how many files and entries of the log it holds."""

    name: str
    content: bytes
    files: int
    entries: int


def make_pack(
    database: Database,
    actor: Actor,
    render: Renderer,
    *,
    requisition: str | None = None,
    engagement: str | None = None,
) -> Pack:
    """The evidence of a requisition or of one engagement. Making it is itself an entry of the log, written first."""
    if (requisition is None) == (engagement is None):
        raise InputError(
            "expected a requisition or an engagement, found both or neither", hint="name one of them"
        )
    with database.command(actor) as work:
        requisition_id = _reach(work, requisition, engagement)
    with database.read() as session:
        gathered, held = _gather(session, actor, requisition_id, engagement)
        held[PAGE] = render(gathered)
        about = {"requisition": requisition_id, **({"engagement": engagement} if engagement else {})}
        content = packed(held, about, home_key(session.info["key_dir"]))
    return Pack(f"evidence-{engagement or requisition_id}.zip", content, len(held) + 1, len(gathered.entries))


def _reach(work: UnitOfWork, requisition: str | None, engagement: str | None) -> str:
    if engagement is not None:
        requisition_id = engagements.reach(work, engagement, "evidence.make").requisition_id
    else:
        requisition_id = requisition or ""
    row = cases.requisition(work, requisition_id, "evidence.make")
    facts = {"engagement": engagement} if engagement else {}
    work.audit("evidence.made", "requisition", row.id, business_unit=row.business_unit, facts=facts)
    return row.id


def _gather(
    session: Session, actor: Actor, requisition_id: str, engagement: str | None
) -> tuple[Gathered, dict[str, bytes]]:
    tree = MerkleTree()
    report = verify_in(session, tree)
    require_sound(report)
    head = sign_now(session, report)
    case, record = case_document(session, actor, requisition_id, engagement)
    subjects = _subjects(session, case, requisition_id, engagement)
    entries = entries_of(session, subjects, head.size)
    words = words_document(session, entries, subjects.case)
    asked = {"requisition": requisition_id, **({"engagement": engagement} if engagement else {})}
    lists = {one.id: frozen_bytes(session, one.id) for one in record.shortlists}
    for one in case["shortlists"]:
        proof = proof_of(session, one["id"])
        one |= {"same_bytes": proof.intact, "erased": list(proof.erased), "let_go": list(proof.expired)}
    held = {
        "README.txt": _shipped("README.txt"),
        "verify.py": _shipped("verify.py"),
        "case.json": canonical(case) + b"\n",
        "head.json": head_text(head).encode(),
        "public-key.txt": f"{head.public_key}\n".encode(),
        "log.jsonl": log_lines(session, entries, head, tree, asked),
        "words.json": canonical(words) + b"\n",
        **{f"roles/v{number}.json": role for number, role in roles(session, requisition_id).items()},
        **{f"shortlists/{name}.json": content for name, content in lists.items()},
        **{
            f"shortlists/{name}.parts.json": canonical(parts_document(session, name)) + b"\n"
            for name in lists
        },
    }
    return _shown(case, lists, entries, words, head), held


def _subjects(
    session: Session, case: dict[str, Any], requisition_id: str, engagement: str | None
) -> Subjects:
    own = (
        [engagement]
        if engagement
        else session.scalars(select(Engagement.id).where(Engagement.requisition_id == requisition_id)).all()
    )
    origins = {one[key] for one in case["shortlists"] for key in ("model_hash", "snapshot_hash")}
    erased = {person for person, state in case["people"].items() if state == "erased"}
    return Subjects(frozenset((requisition_id, *own)), frozenset(origins), frozenset(erased))


def _shown(
    case: dict[str, Any],
    lists: dict[str, bytes],
    entries: list[tuple[int, str]],
    words: dict[str, Any],
    head: TreeHead,
) -> Gathered:
    import json

    told: dict[int, dict[str, str | None]] = {}
    for one in words["words"]:
        told.setdefault(one["seq"], {})[one["field"]] = one["value"]
    return Gathered(
        case=case,
        documents={name: json.loads(content) for name, content in lists.items()},
        entries=tuple(json.loads(entry) for _, entry in entries),
        words=told,
        head=head,
    )


def _shipped(name: str) -> bytes:
    """A file that goes into every pack as it is."""
    return (files("governance.evidence") / ("data" if name != "verify.py" else "") / name).read_bytes()
