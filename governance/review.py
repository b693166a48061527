"""The frozen shortlist and what the manager decides. Signatures first; bodies follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from governance.database import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class ShortlistProof:
    """`intact`: the bytes hash to `sha256`. Erased people are named; every other part is proved by its own commitment."""

    sha256: str
    intact: bool
    erased: tuple[str, ...]
    unproven: tuple[str, ...]


def freeze_shortlist(
    work: UnitOfWork, requisition_id: str, document: Mapping[str, Any], model_hash: str, snapshot_hash: str
) -> str: ...
def read_shortlist(database: Database, shortlist_id: str) -> bytes: ...
def prove_shortlist(database: Database, shortlist_id: str) -> ShortlistProof: ...
def decide(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    decision: str,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> str:
    """`expected_version` is the CANDIDATE row's version (`CandidateRecord.version` in reading.py)."""
    raise NotImplementedError


def undo_decision(
    work: UnitOfWork, requisition_id: str, person_id: str, *, expected_version: int | None = None
) -> None: ...
def finish_review(
    work: UnitOfWork, requisition_id: str, *, expected_version: int | None = None
) -> tuple[str, ...]: ...
def reopen_review(
    work: UnitOfWork, requisition_id: str, reason: str, *, expected_version: int | None = None
) -> None: ...
