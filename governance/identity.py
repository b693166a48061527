"""An account as the rest of the program meets it: an actor with the grants it has now, and its password.

Knows neither how accounts are made (`accounts.py`) nor how they log in (`sessions.py`).
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import HOME, Actor, Grant, RoleName
from governance.storage.tables import Account, AccountGrant
from matching.errors import InputError, NotFound

SHORTEST_PASSWORD = 10


def actor_of(session: Session, account_id: str) -> Actor:
    """The account as an actor with the grants it has now."""
    row = session.get(Account, account_id)
    if row is None:
        raise NotFound(f"no account {account_id}")
    return Actor(
        row.id, row.name, row.display_name, tuple(as_grant(g) for g in live_grants(session, account_id))
    )


def names_of(session: Session) -> dict[str, str]:
    """Account id -> the name to show, the home's own included."""
    names = session.execute(select(Account.id, Account.display_name))
    return {HOME.id: HOME.display_name, **dict(names.all())}


def active_actor(session: Session, account_id: str) -> Actor | None:
    row = session.get(Account, account_id)
    return None if row is None or row.disabled_at is not None else actor_of(session, account_id)


def live_grants(session: Session, account_id: str) -> list[AccountGrant]:
    query = select(AccountGrant).where(
        AccountGrant.account_id == account_id, AccountGrant.revoked_at.is_(None)
    )
    return list(session.scalars(query.order_by(AccountGrant.id)))


def as_grant(row: AccountGrant) -> Grant:
    return Grant(RoleName(row.role), row.business_unit, row.limit, row.starts, row.ends, row.jurisdiction)


def hash_password(password: str, *, demo: bool) -> str:
    from argon2 import PasswordHasher

    if not password or (len(password) < SHORTEST_PASSWORD and not demo):
        raise InputError(
            f"expected a password of at least {SHORTEST_PASSWORD} characters, found {len(password)}"
        )
    return PasswordHasher().hash(password)


def verify_password(password_hash: str, password: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import VerifyMismatchError

    try:
        return PasswordHasher().verify(password_hash, password)
    except VerifyMismatchError:
        return False
