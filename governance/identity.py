"""An account as an actor, and its password.

Knows neither how accounts are made (`accounts.py`), who gave them their grants (`grants.py`) nor how they log in
(`sessions.py`).
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from governance.access import Actor, Grant, RoleName
from governance.storage.tables import Account, AccountGrant
from matching.errors import InputError, NotFound

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1_000
NO_PASSWORD = "!"  # noqa: S105 - the hash of nothing: who has it comes in by sign-on alone


def actor_of(session: Session, account_id: str) -> Actor:
    """The account as an actor with the grants it has now."""
    row = session.get(Account, account_id)
    if row is None:
        raise NotFound(f"no account {account_id}")
    return Actor(
        row.id, row.name, row.display_name, tuple(as_grant(g) for g in live_grants(session, account_id))
    )


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
