"""Which policy this home routes by: the one that ships with the software, or its own, brought in by two people.

One proposes a file, another approves the very same bytes. A policy never changes: a newer one retires it.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import EVERYWHERE, require_another
from governance.canonical import sha256
from governance.database import UnitOfWork
from governance.routing.policy import Policy, read_policy, shipped, shipped_text
from governance.storage.tables import RoutingPolicy
from matching.errors import Conflict


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """A policy of this home. `state`: proposed, in force, retired."""

    id: str
    version: str
    sha256: str
    state: str
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None
    approved_at: datetime | None


def in_force(session: Session) -> Policy:
    row = _in_force(session)
    return shipped() if row is None else _read(row.document)


def text_in_force(session: Session) -> str:
    """The file itself, comments and all."""
    row = _in_force(session)
    return shipped_text().decode() if row is None else row.document


def list_policies(session: Session) -> list[PolicyRecord]:
    """Every policy of this home's own, the newest first."""
    rows = session.scalars(
        select(RoutingPolicy).order_by(RoutingPolicy.proposed_at.desc(), RoutingPolicy.id.desc())
    )
    return [
        PolicyRecord(
            row.id,
            row.policy_version,
            row.sha256,
            "proposed" if row.approved_at is None else "in force" if row.retired_at is None else "retired",
            row.proposed_by,
            row.proposed_at,
            row.approved_by,
            row.approved_at,
        )
        for row in rows
    ]


def apply_policy(work: UnitOfWork, data: bytes, *, file: str = "policy") -> str:
    """Propose a policy, or approve it where somebody else proposed the same bytes; gives `proposed` or `in force`."""
    policy = read_policy(data, file=file)
    current = in_force(work.session)
    if policy.sha256 == current.sha256:
        raise Conflict(f"policy {policy.version} is in force already", hint="nothing needs to be done")
    waiting = work.session.scalar(
        select(RoutingPolicy)
        .where(RoutingPolicy.sha256 == policy.sha256, RoutingPolicy.approved_at.is_(None))
        .with_for_update()
    )
    if waiting is None:
        _refuse_known_version(policy, current)
        _propose(work, policy, data.decode())
        return "proposed"
    _approve(work, waiting, current)
    return "in force"


def _refuse_known_version(policy: Policy, current: Policy) -> None:
    if policy.version == current.version:
        raise Conflict(
            f"expected another version than the policy in force, found {policy.version} with other rules",
            hint="give the file a version of its own, so that a route says which rules it followed",
        )


def _propose(work: UnitOfWork, policy: Policy, document: str) -> None:
    work.require("policy.propose", business_unit=EVERYWHERE)
    row = RoutingPolicy(
        id=work.new_id("Z"),
        policy_version=policy.version,
        sha256=policy.sha256,
        document=document,
        proposed_by=work.actor.id,
        proposed_at=work.now,
    )
    work.add(row)
    _audit(work, "policy.proposed", row)


def _approve(work: UnitOfWork, row: RoutingPolicy, current: Policy) -> None:
    work.require("policy.approve", business_unit=EVERYWHERE)
    require_another(work.actor, [(row.proposed_by, "proposed this policy")], "approve it")
    if (earlier := _in_force(work.session)) is not None:
        earlier.retired_at = work.now
        work.session.flush()
    row.approved_by, row.approved_at = work.actor.id, work.now
    _audit(work, "policy.approved", row, replaces=current.sha256)


def _audit(work: UnitOfWork, action: str, row: RoutingPolicy, **more: str) -> None:
    facts = {"version": row.policy_version, "sha256": row.sha256, **more}
    work.audit(action, "policy", row.id, facts=facts)


def _in_force(session: Session) -> RoutingPolicy | None:
    return session.scalar(
        select(RoutingPolicy).where(
            RoutingPolicy.approved_at.is_not(None), RoutingPolicy.retired_at.is_(None)
        )
    )


@lru_cache(maxsize=8)
def _read(document: str) -> Policy:
    data = document.encode()
    return read_policy(data, file=f"policy {sha256(data)[:12]}")
