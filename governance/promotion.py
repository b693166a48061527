"""Which model serves, and who said so. Signatures first; bodies follow."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from governance.database import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class BundleRecord:
    hash: str
    state: str  # registered, proposed, approved, retired
    author: str  # account id
    author_name: str
    proposed_by: str | None
    approved_by: str | None
    registered_at: datetime
    approved_at: datetime | None
    champion: bool
    built_in: bool


def register_bundle(work: UnitOfWork, bundle_hash: str, author: str | None = None) -> str:
    """`author`: account id of who trained it, by default the actor."""
    raise NotImplementedError


def register_release_bundle(work: UnitOfWork, bundle_hash: str) -> str:
    """The built-in bundle: approved because its hash is in governance/released_bundles.txt."""
    raise NotImplementedError


def propose_bundle(work: UnitOfWork, bundle_hash: str, note: str | None = None) -> None: ...
def approve_bundle(
    work: UnitOfWork, bundle_hash: str, *, bundle_dir: Path | None = None, note: str | None = None
) -> str:
    """Another person than author and proposer; writes `bundle_dir/signature.json` after the commit."""
    raise NotImplementedError


def deny_bundle(work: UnitOfWork, bundle_hash: str, *, reason_code: str, note: str | None = None) -> str: ...
def champion(session: Session) -> str | None: ...
def list_bundles(session: Session) -> list[BundleRecord]: ...
def verify_signature(database: Database, bundle_hash: str, bundle_dir: Path) -> bool: ...
