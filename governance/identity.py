"""An account as an actor, and its password.

Knows neither how accounts are made (`accounts/register.py`), who gave them their grants (`accounts/grants.py`) nor how they log in
(`accounts/sessions.py`).
"""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from governance.access import EVERYWHERE, HOME, Actor, DelegatedGrant, Grant, RoleName
from governance.storage.tables import Account, AccountGrant, Delegation
from matching.errors import InputError, NotFound

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1_000
NO_PASSWORD = "!"  # noqa: S105 - the hash of nothing: who has it comes in by sign-on alone


def actor_of(session: Session, account_id: str) -> Actor:
    """The account as an actor with the grants it has now."""
    row = session.get(Account, account_id)
    if row is None:
        raise NotFound(f"no account {account_id}")
    grants = tuple(as_grant(g) for g in live_grants(session, account_id))
    return Actor(row.id, row.name, row.display_name, grants, delegated_grants(session, account_id))


def delegated_grants(session: Session, account_id: str) -> tuple[DelegatedGrant, ...]:
    """What others let this account answer under: none of who has left, nor under a grant that was taken back.

    Each lasts no longer, and reaches no further, than both the delegation and the grant.
    """
    query = (
        select(Delegation, AccountGrant, Account)
        .join(AccountGrant, AccountGrant.id == Delegation.grant_id)
        .join(Account, Account.id == Delegation.delegator_id)
        .where(
            Delegation.delegate_id == account_id,
            Delegation.ended_at.is_(None),
            in_force(session),
            Account.disabled_at.is_(None),
        )
        .order_by(Delegation.id)
    )
    return tuple(
        DelegatedGrant(
            given.id, given.delegator_id, delegator.display_name, _narrowed(as_grant(grant), given)
        )
        for given, grant, delegator in session.execute(query)
    )


def _narrowed(grant: Grant, given: Delegation) -> Grant:
    return replace(
        grant,
        business_unit=given.business_unit if grant.business_unit == EVERYWHERE else grant.business_unit,
        starts=max(given.starts, grant.starts or given.starts),
        ends=min(given.ends, grant.ends or given.ends),
    )


def names_of(session: Session) -> dict[str, str]:
    """Account id -> the name to show, the home's own included."""
    names = session.execute(select(Account.id, Account.display_name))
    return {HOME.id: HOME.display_name, **dict(names.all())}


def active_actor(session: Session, account_id: str) -> Actor | None:
    row = session.get(Account, account_id)
    return None if row is None or row.disabled_at is not None else actor_of(session, account_id)


def live_grants(session: Session, account_id: str) -> list[AccountGrant]:
    query = select(AccountGrant).where(AccountGrant.account_id == account_id, in_force(session))
    return list(session.scalars(query.order_by(AccountGrant.id)))


def in_force(session: Session) -> ColumnElement[bool]:
    """Condition: confirmed, not taken back, not lapsed. Its days are the grant's own (`Grant.holds`)."""
    now = moment(session)
    return and_(
        AccountGrant.confirmed_at.is_not(None),
        AccountGrant.revoked_at.is_(None),
        or_(AccountGrant.lapses_at.is_(None), AccountGrant.lapses_at > now),
    )


def moment(session: Session) -> datetime:
    """One instant for all that is asked in a session: a command's own, else that of the first question."""
    if "now" not in session.info:
        session.info["now"] = session.info["clock"]()
    now: datetime = session.info["now"]
    return now


def as_grant(row: AccountGrant) -> Grant:
    return Grant(RoleName(row.role), row.business_unit, row.limit, row.starts, row.ends, row.jurisdiction)


def digest(token: str) -> str:
    """What is kept of a session's or a script's token: long and random, so that a plain hash is enough."""
    return sha256(token.encode()).hexdigest()


def hash_password(password: str, *, demo: bool) -> str:
    from argon2 import PasswordHasher

    if not password or (len(password) < SHORTEST_PASSWORD and not demo):
        raise InputError(
            f"expected a password of at least {SHORTEST_PASSWORD} characters, found {len(password)}"
        )
    if len(password) > LONGEST_PASSWORD:
        raise InputError(
            f"expected a password of at most {LONGEST_PASSWORD:,} characters, found {len(password):,}"
        )
    return PasswordHasher().hash(password)


def verify_password(password_hash: str, password: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import VerifyMismatchError

    try:
        return PasswordHasher().verify(password_hash, password)
    except VerifyMismatchError:
        return False
