"""Closing an account, and opening it again: whoever leaves loses everything at once, and gets nothing back by itself.

Their deeds stay on the record under their name. What else a person holds is `grants.py` and `sessions.py`.
"""

from sqlalchemy.orm import Session

from governance.accounts.grants import grants_of
from governance.accounts.sessions import close_open_sessions, count_sessions
from governance.accounts.tokens import end_tokens, tokens_of
from governance.database import UnitOfWork
from governance.looks import forget_looks
from governance.routing.delegation import delegations_with, reassign_from
from governance.storage.tables import Account, AccountGrant
from matching.errors import Conflict, Forbidden


def disable(work: UnitOfWork, account_id: str) -> None:
    """No log-in, session, token or grant of the account works from now on; one entry says how many there were."""
    work.require("account.close")
    if account_id == work.actor.id:
        raise Forbidden("nobody disables their own account", hint="another administrator must do it")
    account = work.locked(Account, account_id, "account")
    if account.disabled_at is not None:
        raise Conflict(f"account {account.name} is disabled already")
    account.disabled_at = work.now
    work.audit("account.disabled", "account", account_id, facts=_end_everything(work, account_id))


def enable(work: UnitOfWork, account_id: str) -> None:
    """The account may log in again. Its grants, sessions and tokens stay ended: two people give them anew."""
    work.require("account.manage")
    account = work.locked(Account, account_id, "account")
    if account.disabled_at is None:
        raise Conflict(f"account {account.name} is not disabled")
    account.disabled_at = None
    work.audit("account.enabled", "account", account_id)


def would_end(session: Session, account_id: str) -> dict[str, int]:
    """What closing the account would end, counted as its entry counts it; for whoever was asked already."""
    return {
        "sessions": count_sessions(session, account_id),
        "delegations": len(delegations_with(session, account_id)),
        "tokens": len(tokens_of(session, account_id)),
        **_counted(grants_of(session, account_id)),
    }


def _end_everything(work: UnitOfWork, account_id: str) -> dict[str, int]:
    """What waits for this person to answer waits for their role again: the one place where somebody leaves."""
    grants = grants_of(work.session, account_id)
    for row in grants:
        row.revoked_at = work.now
    forget_looks(work, account_id)
    return {
        "sessions": close_open_sessions(work, account_id),
        "delegations": len(reassign_from(work, account_id)),
        "tokens": end_tokens(work, account_id),
        **_counted(grants),
    }


def _counted(grants: list[AccountGrant]) -> dict[str, int]:
    return {
        "grants": sum(row.confirmed_at is not None for row in grants),
        "pending_grants": sum(row.confirmed_at is None for row in grants),
    }
