"""Accounts with their grants, as those read them who look after access; and everybody's own grants, for themselves.

Reads only: who proposed and who confirmed each grant, what waits, what is over. Changing any of it is `grants.py`,
`leaving.py`, `sessions.py` and `tokens.py`; what a role allows, `access.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import access
from governance.access import EVERYWHERE, Actor, Grant
from governance.accounts.grants import PendingGrant, is_over, pending_grants
from governance.accounts.leaving import would_end
from governance.accounts.tokens import TokenRecord, tokens_of
from governance.database import today
from governance.identity import NO_PASSWORD, as_grant, in_force, moment, names_of
from governance.storage.tables import Account, AccountGrant
from governance.views import Person
from matching.errors import NotFound

GrantState = Literal["waiting", "to come", "in force", "over", "revoked", "not given"]
LIVE: frozenset[GrantState] = frozenset({"to come", "in force"})


@dataclass(frozen=True, slots=True)
class GrantRecord:
    """A grant with who stands behind it. `basis`: how it came to be (`storage/tables/accounts.py`).

    `state`: `over` past its last day or its session, `not given` where it was denied or withdrawn.
    """

    id: str
    account_id: str
    grant: Grant
    state: GrantState
    basis: str
    proposed_by: Person
    proposed_at: datetime
    confirmed_by: Person | None
    confirmed_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An account in a list of them; `grants` are those that hold now or will by themselves."""

    id: str
    name: str
    display_name: str
    closed: bool
    grants: tuple[GrantRecord, ...]


@dataclass(frozen=True, slots=True)
class AccountCase:
    """All there is to one account. `would_end`: what closing it ends, by kind; `past` the newest first."""

    entry: AccountEntry
    added_at: datetime
    has_password: bool
    waiting: tuple[PendingGrant, ...]
    past: tuple[GrantRecord, ...]
    tokens: tuple[TokenRecord, ...]
    would_end: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Accounts by name, `at_once` at most; `later`: whether more follow. `total` of the search, `closed` of them closed."""

    accounts: tuple[AccountEntry, ...]
    later: bool
    total: int
    closed: int


def find_accounts(
    session: Session, actor: Actor, *, words: str = "", business_unit: str = "", after: str = "", at_once: int
) -> Found:
    """Accounts whose name has these words, with a grant that reaches into that business unit; from the one after `after`."""
    access.require(actor, "account.read", on=today(session))
    query = select(Account)
    if business_unit:
        reaching = AccountGrant.business_unit.in_((business_unit, EVERYWHERE))
        query = query.where(
            Account.id.in_(select(AccountGrant.account_id).where(in_force(session), reaching))
        )
    wanted = words.strip().casefold()
    rows = [
        row
        for row in sorted(
            session.scalars(query), key=lambda row: row.name
        )  # databases order letters differently
        if wanted in row.name.casefold() or wanted in row.display_name.casefold()
    ]
    shown = [row for row in rows if row.name > after]
    return Found(
        _entries(session, shown[:at_once]),
        len(shown) > at_once,
        len(rows),
        sum(row.disabled_at is not None for row in rows),
    )


def account_case(session: Session, actor: Actor, name: str) -> AccountCase:
    """One account by the name typed at log-in, for those who see accounts; NotFound where there is none."""
    access.require(actor, "account.read", on=today(session))
    row = session.scalar(select(Account).where(Account.name == name.strip().casefold()))
    if row is None:
        raise NotFound(f"no account {name[:80]!r}", hint="choose one from the list of accounts")
    grants = _records(session, [row.id])
    return AccountCase(
        entry=_entry(row, grants),
        added_at=row.created_at,
        has_password=row.password_hash != NO_PASSWORD,
        waiting=tuple(one for one in pending_grants(session, actor) if one.account.id == row.id),
        past=tuple(one for one in reversed(grants) if one.state not in LIVE and one.state != "waiting"),
        tokens=tuple(tokens_of(session, row.id)),
        would_end=would_end(session, row.id),
    )


def own_grants(session: Session, actor: Actor) -> tuple[GrantRecord, ...]:
    """The actor's own grants: what holds, what will, and what waits for a second person."""
    return tuple(one for one in _records(session, [actor.id]) if one.state in LIVE or one.state == "waiting")


def units_granted(session: Session, actor: Actor) -> list[str]:
    """The business units that grants in force name, for those who see accounts."""
    access.require(actor, "account.read", on=today(session))
    query = select(AccountGrant.business_unit).where(in_force(session)).distinct()
    return sorted(unit for unit in session.scalars(query) if unit != EVERYWHERE)


def _entries(session: Session, rows: Iterable[Account]) -> tuple[AccountEntry, ...]:
    shown = list(rows)
    grants = _records(session, [row.id for row in shown])
    return tuple(_entry(row, [one for one in grants if one.account_id == row.id]) for row in shown)


def _entry(row: Account, grants: Iterable[GrantRecord]) -> AccountEntry:
    held = tuple(one for one in grants if one.state in LIVE)
    return AccountEntry(row.id, row.name, row.display_name, row.disabled_at is not None, held)


def _records(session: Session, account_ids: list[str]) -> list[GrantRecord]:
    """Every grant of these accounts, the oldest first."""
    names = names_of(session)
    query = select(AccountGrant).where(AccountGrant.account_id.in_(account_ids))
    return [
        GrantRecord(
            id=row.id,
            account_id=row.account_id,
            grant=as_grant(row),
            state=_state(session, row),
            basis=row.basis,
            proposed_by=Person.of(row.granted_by, names),
            proposed_at=row.granted_at,
            confirmed_by=Person.of(row.confirmed_by, names) if row.confirmed_by else None,
            confirmed_at=row.confirmed_at,
            ended_at=row.revoked_at or row.lapses_at,
        )
        for row in session.scalars(query.order_by(AccountGrant.granted_at, AccountGrant.id))
    ]


def _state(session: Session, row: AccountGrant) -> GrantState:
    day = today(session)
    if row.confirmed_at is None:
        return "waiting" if row.revoked_at is None else "not given"
    if row.revoked_at is not None:
        return "revoked"
    if is_over(row, on=day, now=moment(session)):
        return "over"
    return "to come" if row.starts is not None and row.starts > day else "in force"
