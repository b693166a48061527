"""Tokens of scripts: each acts as its owner, within its scopes and no longer than it says.

Told once and kept as a hash. A token never issues tokens, gives grants or sets passwords (`access.BY_PEOPLE_ONLY`).
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import BY_PEOPLE_ONLY, PERMISSIONS, SCOPES, Actor
from governance.database import Database, UnitOfWork
from governance.identity import active_actor, digest, moment
from governance.storage.tables import ApiToken
from matching.clock import Clock
from matching.errors import Conflict, Fault, InputError

TOKEN_DAYS = 90
LONGEST_TOKEN_DAYS = 365
LONGEST_LABEL = 200

_PREFIX = "cnd_"  # what tokens start with, so that a leaked one is recognised


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token as its owner sees it; without `scopes` it is from before there were any, and may all that a token may."""

    id: str
    label: str
    scopes: tuple[str, ...] | None
    issued_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


def issue_token(
    work: UnitOfWork, label: str, scopes: Iterable[str], *, expires: datetime | None = None
) -> str:
    """A token that acts as the caller from scripts, within scopes, for 90 days unless `expires` says. It is told once."""
    work.require("account.own")
    wanted = sorted(set(scopes))
    ends = expires or work.now + timedelta(days=TOKEN_DAYS)
    _check(label, wanted, ends, work.now)
    token = _PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        id=work.new_id("T"),
        token_hash=digest(token),
        account_id=work.actor.id,
        label=label.strip(),
        scopes=wanted,
        issued_at=work.now,
        expires_at=ends,
    )
    work.add(row)
    facts = {"token": row.id, "scopes": wanted, "expires": ends.isoformat()}
    work.audit("token.issued", "account", work.actor.id, facts=facts)
    return token


def resolve_token(database: Database, token: str, *, clock: Clock | None = None) -> Actor | None:
    """Who a token acts as, narrowed to its scopes; None when unknown, expired, revoked, or the account disabled."""
    now = (clock or database.clock)()
    with database.read() as session:
        row = session.scalar(select(ApiToken).where(ApiToken.token_hash == digest(token)))
        if row is None or row.revoked_at is not None or row.expires_at is None or row.expires_at <= now:
            return None
        actor = active_actor(session, row.account_id)
        return None if actor is None else replace(actor, only=_actions(row.scopes), token=row.id)


def revoke_token(work: UnitOfWork, token_id: str) -> None:
    """One's own, or anybody's for an administrator."""
    row = work.locked(ApiToken, token_id, "token")
    if row.account_id != work.actor.id:
        work.require("account.close")
    if row.revoked_at is not None:
        raise Conflict(f"token {token_id} is revoked already")
    if row.expires_at is not None and row.expires_at <= work.now:
        raise Conflict(f"token {token_id} has run out already", hint="nothing needs to be done")
    row.revoked_at = work.now
    work.audit("token.revoked", "account", row.account_id, facts={"token": token_id})


def end_tokens(work: UnitOfWork, account_id: str) -> int:
    """Revoke whatever could still be used of an account, within a command that says so in the log; gives how many."""
    found = work.session.scalars(
        select(ApiToken).where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
    ).all()
    for row in found:
        row.revoked_at = work.now
    return sum(row.expires_at is not None and row.expires_at > work.now for row in found)


def own_tokens(session: Session, actor: Actor) -> list[TokenRecord]:
    """The actor's own tokens that can still be used, newest first."""
    return tokens_of(session, actor.id)


def tokens_of(session: Session, account_id: str) -> list[TokenRecord]:
    """As `own_tokens` of any account, for whoever was asked already."""
    now = moment(session)
    query = select(ApiToken).where(
        ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now
    )
    return [
        TokenRecord(
            row.id,
            row.label,
            None if row.scopes is None else tuple(row.scopes),
            row.issued_at,
            row.expires_at,
            row.revoked_at,
        )
        for row in session.scalars(query.order_by(ApiToken.issued_at.desc(), ApiToken.id.desc()))
    ]


def _check(label: str, scopes: list[str], ends: datetime, now: datetime) -> None:
    faults = []
    if not label.strip() or len(label) > LONGEST_LABEL:
        faults.append(
            Fault(f"a label of at most {LONGEST_LABEL} characters", repr(label[:40]), field="label")
        )
    known = ", ".join(SCOPES)
    if not scopes:
        faults.append(Fault(f"at least one scope of {known}", "none", field="scopes"))
    faults += [
        Fault(f"one of {known}", repr(one[:40]), field="scopes") for one in scopes if one not in SCOPES
    ]
    if not now < ends <= now + timedelta(days=LONGEST_TOKEN_DAYS):
        faults.append(
            Fault(f"an end within {LONGEST_TOKEN_DAYS} days from now", ends.isoformat(), field="expires")
        )
    if faults:
        raise InputError("the token cannot be issued", faults=faults)


def _actions(scopes: list[str] | None) -> frozenset[str]:
    """A scope of that name may be gone since: it then gives nothing."""
    if scopes is None:
        return frozenset(PERMISSIONS) - BY_PEOPLE_ONLY
    return frozenset().union(*(SCOPES.get(scope, frozenset()) for scope in scopes))
