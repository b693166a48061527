"""Who has an account here, and what passwords are: made, changed, looked up. Kept as argon2id."""

import re
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from governance import access
from governance.access import EVERYWHERE, HOME, Actor, Grant, RoleName, require_person
from governance.accounts.grants import insert_grant
from governance.accounts.sessions import authenticate, close_open_sessions
from governance.database import Database, UnitOfWork, today
from governance.identity import NO_PASSWORD, actor_of, as_grant, hash_password, live_grants
from governance.storage.tables import Account
from governance.vault import Owner
from matching.clock import Clock
from matching.errors import Conflict, Fault, InputError, NotFound, Unauthenticated

LONGEST_DISPLAY_NAME = 200

_NAME = re.compile(r"[\w.@+-]{1,80}")


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account as the people who manage accounts see it; `grants` pairs each grant with its id."""

    id: str
    name: str
    display_name: str
    demo: bool
    disabled: bool
    grants: tuple[tuple[str, Grant], ...]


def bootstrap_administrator(
    database: Database,
    name: str,
    password: str,
    display_name: str,
    *,
    demo: bool = False,
    clock: Clock | None = None,
) -> Actor:
    """The first account of an empty home, an administrator everywhere, alone in giving nothing but the second's grant.

    Refused once any account exists.
    """
    with database.command(HOME, clock=clock) as work:
        if work.session.scalar(select(exists().where(Account.id.is_not(None)))):
            raise Conflict("this home has accounts already", hint="an administrator adds further ones")
        account_id = insert_account(work, name, password, display_name, demo=demo)
        first = {"basis": "bootstrap", "confirmed_by": HOME.id, "confirmed_at": work.now}
        insert_grant(work, account_id, Grant(RoleName.ADMINISTRATOR, EVERYWHERE), "account.granted", **first)
        return actor_of(work.session, account_id)


def add_account(
    work: UnitOfWork, name: str, password: str | None, display_name: str, demo: bool = False
) -> str:
    """A new account without any grant; gives its id. Without a password it waits for one, or for sign-on."""
    work.require("account.manage")
    return insert_account(work, name, password, display_name, demo=demo)


def set_password(work: UnitOfWork, account_id: str, password: str) -> None:
    """One's own, or anybody's for an administrator. Open sessions of the account end."""
    if account_id != work.actor.id:
        work.require("account.manage")
    require_person(work.actor, "set a password")
    account = work.locked(Account, account_id, "account")
    account.password_hash = hash_password(password, demo=account.demo)
    closed = close_open_sessions(work, account_id)
    work.audit("account.password_changed", "account", account_id, facts={"sessions": closed})


def change_password(
    database: Database, actor: Actor, current: str, password: str, *, clock: Clock | None = None
) -> None:
    """One's own, by who knows the one there is: a browser left open is not enough. Every session of theirs ends.

    Guesses count as those at log-in do. Who has none yet, having come in by sign-on alone, names none.
    """
    require_person(actor, "set a password")
    with database.read() as session:
        has_one = has_password(session, actor)
    if has_one:
        try:
            authenticate(database, actor.name, current, clock=clock)
        except Unauthenticated as refusal:
            fault = Fault("the password you log in with now", "another", field="current_password")
            raise InputError("the password was not changed", faults=[fault], hint=refusal.hint) from refusal
    with database.command(actor, clock=clock) as work:
        set_password(work, actor.id, password)


def has_password(session: Session, actor: Actor) -> bool:
    """Whether the actor logs in with one, and not by sign-on alone."""
    return session.scalars(select(Account.password_hash).where(Account.id == actor.id)).one() != NO_PASSWORD


def is_account_name(folded: str) -> bool:
    return _NAME.fullmatch(folded) is not None


def has_accounts(database: Database) -> bool:
    with database.read() as session:
        return bool(session.scalar(select(exists().where(Account.id.is_not(None)))))


def has_demo_accounts(database: Database) -> bool:
    """Whether an account with a published password can still log in."""
    with database.read() as session:
        return bool(session.scalar(select(exists().where(Account.demo, Account.disabled_at.is_(None)))))


def find_account(database: Database, name: str) -> Actor:
    """An account by the name typed at log-in. It proves nothing: use `authenticate` to act as someone."""
    with database.read() as session:
        account_id = session.scalar(select(Account.id).where(Account.name == name.strip().casefold()))
        if account_id is None:
            raise NotFound(f"no account {name!r}", hint="`candor account add` makes one")
        return actor_of(session, account_id)


def list_accounts(session: Session, actor: Actor) -> list[AccountRecord]:
    """Every account with its grants, for those who manage accounts or audit them."""
    access.require(actor, "account.read", on=today(session))
    return [_record(session, row) for row in session.scalars(select(Account).order_by(Account.name))]


def demo_accounts(session: Session) -> list[AccountRecord]:
    """Accounts with a published password that can log in: the log-in page names them, so anybody may ask."""
    query = (
        select(Account)
        .where(Account.demo, Account.disabled_at.is_(None))
        .order_by(Account.created_at, Account.name)
    )
    return [_record(session, row) for row in session.scalars(query)]


def _record(session: Session, row: Account) -> AccountRecord:
    grants = tuple((g.id, as_grant(g)) for g in live_grants(session, row.id))
    return AccountRecord(row.id, row.name, row.display_name, row.demo, row.disabled_at is not None, grants)


def insert_account(
    work: UnitOfWork, name: str, password: str | None, display_name: str, *, demo: bool
) -> str:
    """The row with its audit entry, for whoever was asked already; gives its id."""
    folded = name.strip().casefold()
    if not is_account_name(folded):
        raise InputError(f"expected a name of letters, digits and . @ + - _, found {name[:90]!r}")
    if not display_name.strip() or len(display_name) > LONGEST_DISPLAY_NAME:
        raise InputError(
            f"expected a name to show of at most {LONGEST_DISPLAY_NAME} characters, found {display_name[:40]!r}"
        )
    if work.session.scalar(select(exists().where(Account.name == folded))):
        raise Conflict(f"there is an account {folded!r} already", hint="choose another name")
    account_id = work.new_id("A")
    work.add(
        Account(
            id=account_id,
            name=folded,
            display_name=display_name.strip(),
            password_hash=NO_PASSWORD if password is None else hash_password(password, demo=demo),
            demo=demo,
            created_at=work.now,
        )
    )
    work.audit(
        "account.added",
        "account",
        account_id,
        facts={"demo": demo},
        words={"name": (Owner("account", account_id), folded)},
    )
    return account_id
