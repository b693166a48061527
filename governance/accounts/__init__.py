"""Accounts: who is who. What is done with them by name is told here; what they may do once known is `governance/access.py`.

register      making one, its password, looking one up
grants        roles: proposed by one administrator, confirmed by another
grant_lists   many of them, read from a file
sessions      logging in, and what is open
tokens        what a program shows instead of a password
leaving       closing an account with everything that hangs on it
record        accounts for pages
"""

from governance.accounts.grants import (
    PendingGrant,
    confirm_grant,
    deny_grant,
    grant,
    pending_grants,
    revoke_grant,
)
from governance.accounts.leaving import disable, enable
from governance.accounts.register import (
    AccountRecord,
    add_account,
    bootstrap_administrator,
    change_password,
    find_account,
    has_accounts,
    has_demo_accounts,
    has_password,
    is_account_name,
    list_accounts,
    set_password,
)
from governance.accounts.sessions import (
    authenticate,
    close_session,
    close_sessions,
    open_session,
    own_sessions,
    resolve_session,
)
from governance.accounts.tokens import issue_token, own_tokens, resolve_token, revoke_token

__all__ = [
    "AccountRecord",
    "PendingGrant",
    "add_account",
    "authenticate",
    "bootstrap_administrator",
    "change_password",
    "close_session",
    "close_sessions",
    "confirm_grant",
    "deny_grant",
    "disable",
    "enable",
    "find_account",
    "grant",
    "has_accounts",
    "has_demo_accounts",
    "has_password",
    "is_account_name",
    "issue_token",
    "list_accounts",
    "open_session",
    "own_sessions",
    "own_tokens",
    "pending_grants",
    "resolve_session",
    "resolve_token",
    "revoke_grant",
    "revoke_token",
    "set_password",
]
