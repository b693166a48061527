"""Roles given as people give them: one administrator proposes, another confirms."""

from collections.abc import Iterable
from typing import Any

from governance import accounts
from governance.access import Actor
from governance.database import Database
from matching.clock import Clock

ADMINISTRATORS = ("ada", "bea")


def second_administrator(
    database: Database,
    first: Actor,
    name: str,
    password: str,
    *,
    demo: bool = False,
    clock: Clock | None = None,
) -> None:
    """The one grant that the first administrator of a record confirms alone."""
    with database.command(first, clock=clock) as work:
        account = accounts.add_account(work, name, password, name.title(), demo)
        proposed = accounts.grant(work, account, "administrator")
    with database.command(first, clock=clock) as work:
        accounts.confirm_grant(work, proposed)


def give(
    database: Database,
    name: str,
    role: str,
    business_unit: str = "*",
    *,
    by: tuple[str, str] = ADMINISTRATORS,
    clock: Clock | None = None,
    **terms: Any,
) -> str:
    """A grant in force for the account of that name; gives its id."""
    proposer, confirmer = (accounts.find_account(database, administrator) for administrator in by)
    with database.command(proposer, clock=clock) as work:
        proposed = accounts.grant(
            work, accounts.find_account(database, name).id, role, business_unit, **terms
        )
    with database.command(confirmer, clock=clock) as work:
        accounts.confirm_grant(work, proposed)
    return proposed


def add(database: Database, name: str, password: str, *, by: str = ADMINISTRATORS[0], **more: Any) -> str:
    """An account without a role; gives its id."""
    with database.command(accounts.find_account(database, by)) as work:
        return accounts.add_account(work, name, password, name.title(), **more)


def give_all(
    database: Database,
    given: Iterable[tuple[str, str, str, dict[str, Any]]],
    *,
    by: tuple[str, str] = ADMINISTRATORS,
    clock: Clock | None = None,
) -> None:
    """Many grants of (name, role, business unit, further terms) in two commands."""
    proposer, confirmer = (accounts.find_account(database, administrator) for administrator in by)
    ids = {record.name: record.id for record in _everybody(database, proposer)}
    with database.command(proposer, clock=clock) as work:
        proposed = [accounts.grant(work, ids[name], role, unit, **terms) for name, role, unit, terms in given]
    with database.command(confirmer, clock=clock) as work:
        for grant_id in proposed:
            accounts.confirm_grant(work, grant_id)


def _everybody(database: Database, administrator: Actor) -> list[accounts.AccountRecord]:
    with database.read() as session:
        return accounts.list_accounts(session, administrator)
