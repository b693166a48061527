"""Accounts, grants, sessions and tokens as plain objects, the same from the command line and the JSON API."""

from collections.abc import Iterable
from typing import Any

from governance.access import Grant
from governance.accounts import AccountRecord, PendingGrant
from governance.sessions import SessionRecord
from governance.tokens import TokenRecord


def grant_document(held: Grant) -> dict[str, Any]:
    limit = held.approval_limit
    return {
        "role": held.role.value,
        "business_unit": held.business_unit,
        "jurisdiction": held.jurisdiction,
        "limit": limit and {"amount": f"{limit.amount:f}", "currency": limit.currency},
        "starts": held.starts and held.starts.isoformat(),
        "ends": held.ends and held.ends.isoformat(),
    }


def account_document(account: AccountRecord) -> dict[str, Any]:
    return {
        "id": account.id,
        "name": account.name,
        "display_name": account.display_name,
        "disabled": account.disabled,
        "grants": [{"id": grant_id, **grant_document(held)} for grant_id, held in account.grants],
    }


def pending_document(pending: Iterable[PendingGrant]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "account": {"id": one.account.id, "name": one.account.name},
            "grant": grant_document(one.grant),
            "proposed_by": {"id": one.proposed_by.id, "name": one.proposed_by.name},
            "proposed_at": one.proposed_at.isoformat(),
            "why_not": one.why_not,
        }
        for one in pending
    ]


def own_document(sessions: Iterable[SessionRecord], tokens: Iterable[TokenRecord]) -> dict[str, Any]:
    return {
        "sessions": [
            {
                "opened_at": one.opened_at.isoformat(),
                "seen_at": one.seen_at.isoformat(),
                "ends_at": one.ends_at.isoformat(),
            }
            for one in sessions
        ],
        "tokens": [
            {
                "id": one.id,
                "label": one.label,
                "scopes": None if one.scopes is None else list(one.scopes),
                "issued_at": one.issued_at.isoformat(),
                "expires_at": one.expires_at and one.expires_at.isoformat(),
            }
            for one in tokens
        ],
    }
