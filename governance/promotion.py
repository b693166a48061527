"""Which model bundle serves, and who said so: train, propose, and another person's approval.

A bundle is named by the hash of its manifest. Approval writes a detached Ed25519 signature by the home's
key, in the record and beside the bundle. Serving asks `champion` here and never an experiment tracker.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import require_another
from governance.canonical import canonical
from governance.database import Database, UnitOfWork
from governance.lifecycle import BUNDLES
from governance.reasons import REFUSAL_REASONS, check_reason
from governance.signing import home_key
from governance.storage.tables import Account, Approval, Bundle
from governance.vault import Owner
from matching.errors import Conflict, Forbidden, InputError, NotFound

SIGNATURE_FILE = "signature.json"
SCHEMA = "candor.bundle-approval/1"


@dataclass(frozen=True, slots=True)
class BundleRecord:
    """`state`: registered, proposed, approved (one: the champion), retired. People are account ids."""

    hash: str
    state: str
    author: str
    author_name: str
    proposed_by: str | None
    approved_by: str | None
    registered_at: datetime
    approved_at: datetime | None
    champion: bool
    built_in: bool


def register_bundle(work: UnitOfWork, bundle_hash: str, author: str | None = None) -> str:
    """Make a trained bundle known; gives its hash. `author` is the account that trained it, by default the actor."""
    work.require("bundle.propose")
    trained_by = author or work.actor.id
    if work.session.get(Account, trained_by) is None:
        raise InputError(f"expected the account that trained the bundle, found {trained_by!r}")
    _insert(work, bundle_hash, trained_by, state="registered", built_in=False)
    work.audit("bundle.registered", "bundle", bundle_hash, facts={"author": trained_by})
    return bundle_hash


def register_release_bundle(work: UnitOfWork, bundle_hash: str) -> str:
    """Install the bundle that ships with this release, approved by its hash in `released_bundles.txt`.

    It serves unless a bundle of this enterprise's own already does. Installing it again changes nothing.
    """
    work.require("bundle.release")
    if bundle_hash not in released_hashes():
        raise Forbidden(
            f"{bundle_hash} is not a bundle of this release",
            hint="register and propose it like any other bundle",
        )
    if work.session.get(Bundle, bundle_hash) is not None:
        return bundle_hash
    serving = _champion(work.session)
    takes_over = serving is None or serving.built_in
    if serving is not None and takes_over:
        serving.state = "retired"
    row = _insert(
        work, bundle_hash, work.actor.id, state="approved" if takes_over else "retired", built_in=True
    )
    row.approved_at = work.now
    work.audit("bundle.released", "bundle", bundle_hash, facts={"state": row.state})
    return bundle_hash


def propose_bundle(work: UnitOfWork, bundle_hash: str, note: str | None = None) -> None:
    """Ask for a registered or retired bundle to serve."""
    work.require("bundle.propose")
    row = work.locked(Bundle, bundle_hash, "bundle")
    row.state = BUNDLES.next_state(bundle_hash, row.state, "propose")
    row.proposed_by, row.proposed_at = work.actor.id, work.now
    row.approved_by, row.approved_at, row.signature = None, None, None
    work.audit("bundle.proposed", "bundle", bundle_hash, words={"note": (Owner("bundle", bundle_hash), note)})


def approve_bundle(
    work: UnitOfWork, bundle_hash: str, *, bundle_dir: Path | None = None, note: str | None = None
) -> str:
    """Another person than author and proposer lets it serve; gives the approval's id.

    With `bundle_dir`, its manifest must hash to the bundle's name, a check that failed in training asks for a
    note that says why it shall serve all the same, and `signature.json` is written there afterwards.
    """
    work.require("bundle.approve")
    row = work.locked(Bundle, bundle_hash, "bundle")
    state = BUNDLES.next_state(bundle_hash, row.state, "approve")
    require_another(work.actor, _involved(row), "approve it")
    if bundle_dir is not None:
        _ask_for_a_reason(_manifest(bundle_dir, bundle_hash), note)
    for serving in work.session.scalars(select(Bundle).where(Bundle.state == "approved")):
        serving.state = BUNDLES.next_state(serving.hash, serving.state, "retire")
    row.state, row.approved_by, row.approved_at = state, work.actor.id, work.now
    statement = _statement(row)
    signing = home_key(work.session.info["key_dir"])
    row.signature = signing.sign(canonical(statement)).hex()
    approval_id = _answer(work, row, "approved", None, note)
    if bundle_dir is not None:
        document = {
            "statement": statement,
            "signature": row.signature,
            "public_key": signing.public_key().public_bytes_raw().hex(),
        }
        work.after_commit(lambda: _write(bundle_dir / SIGNATURE_FILE, document))
    return approval_id


def deny_bundle(work: UnitOfWork, bundle_hash: str, *, reason_code: str, note: str | None = None) -> str:
    """A no to a proposed bundle; it may be proposed again."""
    work.require("bundle.approve")
    check_reason(REFUSAL_REASONS, reason_code, note)
    row = work.locked(Bundle, bundle_hash, "bundle")
    row.state = BUNDLES.next_state(bundle_hash, row.state, "deny")
    return _answer(work, row, "denied", reason_code, note)


def champion(session: Session) -> str | None:
    """Hash of the bundle that serves; None until one is approved."""
    row = _champion(session)
    return row.hash if row else None


def list_bundles(session: Session) -> list[BundleRecord]:
    """Every bundle, the newest first."""
    serving = champion(session)
    query = select(Bundle, Account.display_name).join(Account, Account.id == Bundle.author)
    return [
        BundleRecord(
            hash=row.hash,
            state=row.state,
            author=row.author,
            author_name=author_name,
            proposed_by=row.proposed_by,
            approved_by=row.approved_by,
            registered_at=row.registered_at,
            approved_at=row.approved_at,
            champion=row.hash == serving,
            built_in=row.built_in,
        )
        for row, author_name in session.execute(query.order_by(Bundle.registered_at.desc(), Bundle.hash))
    ]


def verify_signature(database: Database, bundle_hash: str, bundle_dir: Path) -> bool:
    """Whether the bundle's folder holds this home's signature over its approval, and the manifest it was given for."""
    try:
        document = json.loads((bundle_dir / SIGNATURE_FILE).read_text())
        _manifest(bundle_dir, bundle_hash)
        home_key(database.key_dir).public_key().verify(
            bytes.fromhex(document["signature"]), canonical(document["statement"])
        )
    except (OSError, ValueError, KeyError, TypeError, InvalidSignature, Conflict, NotFound):
        return False
    with database.read() as session:
        row = session.get(Bundle, bundle_hash)
        return row is not None and row.approved_at is not None and document["statement"] == _statement(row)


def released_hashes() -> frozenset[str]:
    """Hashes of the bundles this release vouches for, one a line; `#` starts a comment."""
    lines = (files("governance") / "released_bundles.txt").read_text().splitlines()
    return frozenset(word for line in lines if (word := line.split("#")[0].strip()))


def _insert(work: UnitOfWork, bundle_hash: str, author: str, *, state: str, built_in: bool) -> Bundle:
    if not bundle_hash.isalnum() or len(bundle_hash) < 16:
        raise InputError(f"expected the hash of a bundle's manifest, found {bundle_hash!r}")
    if work.session.get(Bundle, bundle_hash) is not None:
        raise Conflict(f"bundle {bundle_hash} is registered already")
    row = Bundle(hash=bundle_hash, state=state, built_in=built_in, author=author, registered_at=work.now)
    work.add(row)
    return row


def _champion(session: Session) -> Bundle | None:
    return session.scalar(
        select(Bundle).where(Bundle.state == "approved").order_by(Bundle.approved_at.desc())
    )


def _involved(row: Bundle) -> list[tuple[str, str]]:
    proposer = [(row.proposed_by, "proposed this bundle")] if row.proposed_by else []
    return [(row.author, "trained this bundle"), *proposer]


def _answer(work: UnitOfWork, row: Bundle, decision: str, reason_code: str | None, note: str | None) -> str:
    approval_id, owner = work.new_id("V"), Owner("bundle", row.hash)
    work.add(
        Approval(
            id=approval_id,
            kind="bundle",
            bundle_hash=row.hash,
            business_unit="*",
            decision=decision,
            reason_code=reason_code,
            note=work.seal(owner, note, place=f"approval.note:{approval_id}"),
            decided_by=work.actor.id,
            decided_at=work.now,
        )
    )
    facts = {
        "approval": approval_id,
        "author": row.author,
        "proposed_by": row.proposed_by,
        "reason": reason_code,
    }
    work.audit(f"bundle.{decision}", "bundle", row.hash, facts=facts, words={"note": (owner, note)})
    return approval_id


def _statement(row: Bundle) -> dict[str, Any]:
    assert row.approved_at is not None
    return {
        "schema": SCHEMA,
        "bundle": row.hash,
        "author": row.author,
        "proposed_by": row.proposed_by,
        "approved_by": row.approved_by,
        "approved_at": row.approved_at.isoformat(),
    }


def _manifest(bundle_dir: Path, bundle_hash: str) -> dict[str, Any]:
    """The bundle's own statement, its name checked against it."""
    path = bundle_dir / "manifest.json"
    if not path.exists():
        raise NotFound(f"no manifest at {path}", hint="check the bundle's folder")
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != bundle_hash:
        raise Conflict(
            f"expected a manifest that hashes to {bundle_hash}, found {found}", hint="train it again"
        )
    stated: dict[str, Any] = json.loads(content)
    return stated


def _ask_for_a_reason(stated: Mapping[str, Any], note: str | None) -> None:
    failed = [str(gate.get("label")) for gate in stated.get("gates") or () if not gate.get("passed")]
    if failed and not (note or "").strip():
        raise Conflict(
            f"this bundle failed in training: {'; '.join(failed)}",
            hint="approve it with a note that says why it shall serve all the same, or deny it",
        )


def _write(path: Path, document: Mapping[str, Any]) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n")
    draft.replace(path)
