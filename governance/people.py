"""The pool. Signatures first; bodies follow."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from governance.access import Actor
from governance.database import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class Licence:
    """What a source allows. `reference` names the contract; required."""

    reference: str
    retain_days: int | None = None
    may_train: bool = True
    may_embed: bool = True


@dataclass(frozen=True, slots=True)
class ImportReport:
    new: int
    changed: int
    unchanged: int
    suppressed: int = 0  # erased earlier, not taken in again


def upsert_profiles(
    work: UnitOfWork,
    profiles: Iterable[Mapping[str, Any]],
    *,
    source: str,
    as_of: date,
    licence: Licence | str,
    business_unit: str = "*",
    file_sha256: str | None = None,
    synthetic: bool = False,
) -> ImportReport:
    """Profiles as dicts with the source's own `id`; protected keys may still be in them and are set aside here."""
    raise NotImplementedError


def iter_profiles(database: Database, business_unit: str | None = None) -> Iterator[dict[str, Any]]:
    """Decrypted; `id` is the PERSON id (P-...), the source's id is in `external_refs` as {system: source, id}."""
    raise NotImplementedError


def read_profiles(database: Database, ids: Iterable[str]) -> dict[str, dict[str, Any]]: ...
def read_names(session: Session, actor: Actor, ids: Iterable[str]) -> dict[str, str]: ...
def person_ids(session: Session, source: str, source_ids: Iterable[str]) -> dict[str, str]: ...
def restrict(
    work: UnitOfWork, person_id: str, kind: str, reason: str, *, business_unit: str = "*"
) -> str: ...
def lift_restriction(work: UnitOfWork, restriction_id: str, reason: str) -> None: ...
def restricted_ids(session: Session, business_unit: str | None = None) -> frozenset[str]: ...
def erase_person(work: UnitOfWork, person_id: str, reason: str) -> None: ...
