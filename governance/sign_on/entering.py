"""Log-in through an identity provider, apart from its protocol: the attempt, the account, the grants of its groups.

A subject is linked to one account by issuer and `sub` alone: an e-mail address or a name proves nothing. What groups give is
worked out anew at each log-in and ends with the session.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, exists, func, select

from governance.access import HOME, STANDS_ALONE, Actor, Grant
from governance.accounts.grants import end_group_grants, insert_grant
from governance.accounts.register import LONGEST_DISPLAY_NAME, insert_account, is_account_name
from governance.accounts.sessions import SESSION_LIMIT
from governance.database import Database, UnitOfWork
from governance.identity import actor_of, live_grants
from governance.sign_on.mapping import grants_for, in_force
from governance.storage.tables import Account, AccountIdentity, SignOnAttempt, SignOnMapping
from matching.clock import Clock
from matching.errors import Conflict, Forbidden, Unauthenticated

ATTEMPT_LIMIT = timedelta(minutes=10)
MOST_ATTEMPTS = 10_000


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the provider is sent. `verifier` is PKCE's; `nonce` and it follow from `state` and the home's key alone."""

    state: str
    nonce: str
    verifier: str
    account_id: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """Who the provider says has logged in. Only `issuer` and `subject` say which account it is."""

    issuer: str
    subject: str
    name: str
    display_name: str
    groups: tuple[str, ...]


def begin(
    database: Database, browser: str, *, account_id: str | None = None, clock: Clock | None = None
) -> Attempt:
    """Start a log-in in this browser; with `account_id`, to link whoever logs in to that account."""
    now = (clock or database.clock)()
    state = secrets.token_urlsafe(32)
    with database.upkeep() as session:
        session.execute(delete(SignOnAttempt).where(SignOnAttempt.started_at < now - ATTEMPT_LIMIT))
        if (session.scalar(select(func.count()).select_from(SignOnAttempt)) or 0) >= MOST_ATTEMPTS:
            raise Conflict("too many log-ins are under way", hint="try again in ten minutes")
        session.add(
            SignOnAttempt(
                state_mac=database.vault.mac("sign-on state", state.encode()),
                browser_mac=database.vault.mac("sign-on browser", browser.encode()),
                account_id=account_id,
                started_at=now,
            )
        )
    return _attempt(database, state, account_id)


def take(database: Database, state: str, browser: str, *, clock: Clock | None = None) -> Attempt:
    """The attempt that comes back, once, within ten minutes, in the browser it began in; else Unauthenticated."""
    now = (clock or database.clock)()
    with database.upkeep() as session:
        row = session.get(SignOnAttempt, database.vault.mac("sign-on state", state.encode()))
        if row is not None:
            session.delete(row)
    if (
        row is None
        or row.browser_mac != database.vault.mac("sign-on browser", browser.encode())
        or now - row.started_at > ATTEMPT_LIMIT
    ):
        raise Unauthenticated(
            "this log-in was not begun here, is over, or took too long", hint="begin it again"
        )
    return _attempt(database, state, row.account_id)


def enter(
    database: Database, subject: Subject, *, link_to: str | None = None, clock: Clock | None = None
) -> Actor:
    """The account of a proved subject, with what its groups give now; made or linked at the first log-in."""
    with database.command(HOME, clock=clock) as work:
        mapping = in_force(work.session)
        given = grants_for(mapping, subject.groups)
        account = _account(work, subject, given, link_to)
        if account.disabled_at is not None:
            raise Unauthenticated("this account is closed", hint="ask an administrator")
        ended = end_group_grants(work, account.id)
        kept = _allowed(work, account.id, given, mapping)
        if mapping is not None:
            for grant in kept:
                insert_grant(
                    work,
                    account.id,
                    grant,
                    "account.granted",
                    basis="sign_on",
                    granted_by=mapping.proposed_by,
                    confirmed_by=mapping.confirmed_by,
                    confirmed_at=work.now,
                    lapses_at=work.now + SESSION_LIMIT,
                )
        facts = {
            "mapping": mapping and mapping.id,
            "given": len(kept),
            "withheld": len(given) - len(kept),
            "ended": ended,
        }
        work.audit("sign_on.entered", "account", account.id, facts=facts)
        return actor_of(work.session, account.id)


def _account(work: UnitOfWork, subject: Subject, given: Iterable[Grant], link_to: str | None) -> Account:
    mac = work.vault.mac("sign-on subject", f"{subject.issuer}\0{subject.subject}".encode())
    found = work.session.get(AccountIdentity, mac)
    if found is not None:
        if link_to is not None and found.account_id != link_to:
            raise Conflict(
                "this identity belongs to another account", hint="log in with it, or ask an administrator"
            )
        return work.locked(Account, found.account_id, "account")
    account_id = link_to or _new_account(work, subject, mac, given)
    work.add(AccountIdentity(subject_mac=mac, account_id=account_id, linked_at=work.now))
    work.audit(
        "sign_on.linked", "account", account_id, facts={"subject_mac": mac, "by_owner": link_to is not None}
    )
    return work.locked(Account, account_id, "account")


def _new_account(work: UnitOfWork, subject: Subject, mac: str, given: Iterable[Grant]) -> str:
    if not tuple(given):
        raise Forbidden(
            "none of your groups gives a role here",
            hint="ask whoever looks after the groups, or an administrator",
        )
    folded = subject.name.strip().casefold()
    name = folded if is_account_name(folded) else f"sso-{mac[:16]}"
    if work.session.scalar(select(exists().where(Account.name == name))):
        raise Conflict(
            f"there is an account {name!r} already, and a name proves nothing",
            hint="log in with its password and link it yourself, or ask an administrator",
        )
    shown = subject.display_name.strip()[:LONGEST_DISPLAY_NAME] or name
    return insert_account(work, name, None, shown, demo=False)


def _allowed(
    work: UnitOfWork, account_id: str, given: tuple[Grant, ...], mapping: SignOnMapping | None
) -> tuple[Grant, ...]:
    """Nothing for who signed the mapping, and nothing that would make an administrator or auditor anything else."""
    if mapping is None or account_id in (mapping.proposed_by, mapping.confirmed_by):
        return ()
    roles = {grant.role for grant in given} | {row.role for row in live_grants(work.session, account_id)}
    return () if len(roles) > 1 and roles & STANDS_ALONE else given


def _attempt(database: Database, state: str, account_id: str | None) -> Attempt:
    return Attempt(
        state=state,
        nonce=database.vault.mac("sign-on nonce", state.encode()),
        verifier=database.vault.mac("sign-on verifier", state.encode()),
        account_id=account_id,
    )
