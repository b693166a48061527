"""The record: opening it, reading it, and the unit of work that every change goes through.

A command is one transaction by one person. It takes the write lock first (two people approving at once must
not both win), and one that changed something but wrote no audit entry cannot commit. The rules are in the
command modules.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from governance import access, audit, once
from governance.access import HOME, Actor
from governance.identity import active_actor
from governance.money import Money
from governance.storage import guards, schema
from governance.storage.migrations import HEAD
from governance.storage.tables import (
    AuditHead,
    Base,
    Counter,
    KeptAnswer,
    LoginAttempt,
    LoginSession,
    Look,
    SignOnAttempt,
)
from governance.vault import Owner, Vault
from matching.clock import Clock, system_clock
from matching.errors import Conflict, NotFound, Stale, Unauthenticated

_BUSY_TIMEOUT_MS = 10_000
_FIRST_NUMBER = 1001
_WROTE = "candor_wrote"
# Any number that nobody else who shares a PostgreSQL database takes for an advisory lock.
_WRITER = 0x43414E444F52
_LOCK_TIMEOUT = "55P03"
# Rows that say who is coming in, when someone was last here, what they looked at or were answered, not what they did; the
# only ones changed outside a command.
_UPKEEP = (LoginSession, LoginAttempt, SignOnAttempt, KeptAnswer, Look)

Row = TypeVar("Row", bound=Base)


class UnauditedChangeError(RuntimeError):
    """A command changed the record without an audit entry: a fault in the program, so nothing is kept."""


class UnitOfWork:
    """One transaction by one person. `now` is one instant for the whole command."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        now: datetime,
        request_id: str,
        claim: once.Claim | None = None,
    ) -> None:
        self.session = session
        self.actor = actor
        self.now = now
        self.request_id = request_id
        self.vault: Vault = session.info["vault"]
        self.audited = 0
        self._claim = claim
        self._last_entry = 0
        self._after_commit: list[Callable[[], None]] = []

    @property
    def today(self) -> date:
        return self.now.date()

    def require(
        self,
        action: str,
        *,
        business_unit: str | None = None,
        jurisdiction: str | None = None,
        amount: Money | None = None,
    ) -> None:
        """Ask `access.require` for this actor, today."""
        access.require(
            self.actor,
            action,
            business_unit=business_unit,
            jurisdiction=jurisdiction,
            amount=amount,
            on=self.today,
        )

    def require_everywhere(self, action: str) -> None:
        """Ask `access.require_everywhere` for this actor, today."""
        access.require_everywhere(self.actor, action, on=self.today)

    def add(self, row: Base) -> None:
        """Insert now, so that rows which refer to it may follow."""
        self.session.add(row)
        self.session.flush()

    def locked(self, table: type[Row], key: Any, noun: str) -> Row:
        """The row, locked until the command ends, or NotFound."""
        row = self.session.get(table, key, with_for_update=True)
        if row is None:
            raise NotFound(f"no {noun} {key}", hint="check the identifier")
        return row

    def new_id(self, prefix: str) -> str:
        return self.new_ids(prefix, 1)[0]

    def new_ids(self, prefix: str, count: int) -> list[str]:
        """The next `count` identifiers such as `R-1042`."""
        counter = self.session.get(Counter, prefix, with_for_update=True)
        if counter is None:
            counter = Counter(prefix=prefix, next_number=_FIRST_NUMBER)
            self.session.add(counter)
        first = counter.next_number
        counter.next_number = first + count
        return [f"{prefix}-{number}" for number in range(first, first + count)]

    def seal(self, owner: Owner, words: str | None, *, place: str) -> bytes | None:
        """Words sealed under the owner's key; nothing for nothing."""
        if not words:
            return None
        return self.vault.seal(self.session, owner, words.encode(), place=place, now=self.now)

    def audit(
        self,
        action: str,
        subject_kind: str,
        subject_id: str,
        *,
        business_unit: str = access.EVERYWHERE,
        facts: Mapping[str, Any] | None = None,
        words: audit.Words | None = None,
    ) -> int:
        """Append one entry, give its sequence number. `words` are committed and sealed under their owner's key."""
        self.audited += 1
        self._last_entry = audit.append(
            self.session,
            at=self.now,
            actor=self.actor.id,
            token=self.actor.token,
            request_id=self.request_id,
            action=action,
            subject=(subject_kind, subject_id),
            business_unit=business_unit,
            facts=facts or {},
            words=words or {},
        )
        return self._last_entry

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run once the transaction is safely stored, such as writing a file that repeats it."""
        self._after_commit.append(action)

    def finish(self) -> None:
        """Before the commit: refuse a change nobody could later ask about."""
        self.session.flush()
        if self.session.connection().info.get(_WROTE) and not self.audited:
            raise UnauditedChangeError(
                f"a command by {self.actor.name} changed the record without an audit entry"
            )
        if self._claim is not None and not self._claim.made and self.audited:
            once.record(self.session, self._claim, self._last_entry, self.now)
            self.session.flush()

    def committed(self) -> None:
        if self._claim is not None and self.audited:
            self._claim.made = True
        for action in self._after_commit:
            action()


class Database:
    """An open record. Sessions come from `command` (to change) and `read` (to look)."""

    def __init__(self, engine: Engine, vault: Vault, key_dir: Path, clock: Clock) -> None:
        # Statements of one reading see one state, or a page would show halves of two.
        snapshot = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
        self._reading = engine.execution_options(**snapshot)
        self._writing = engine.execution_options(candor_begin="IMMEDIATE")
        self.vault = vault
        self.key_dir = key_dir
        self.clock = clock

    @contextmanager
    def command(
        self, actor: Actor, *, clock: Clock | None = None, request_id: str | None = None
    ) -> Iterator[UnitOfWork]:
        """One transaction by `actor`: commits at the end of the block, or leaves no trace when it raises.

        The actor may do what their grants allow now that the record is locked, whatever they held when they came in.
        """
        with self._transaction() as session:
            now = session.info["now"] = (clock or self.clock)()
            actor = actor if actor == HOME else _as_of_now(session, actor)
            claim = _claim_of(actor)
            if claim is not None:
                once.refuse_second(session, claim, now)
            work = UnitOfWork(session, actor, now, request_id or secrets.token_hex(8), claim)
            yield work
            work.finish()
        work.committed()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view of the record; nothing done here is kept."""
        with Session(self._reading, info=self._info()) as session:
            yield session

    @contextmanager
    def upkeep(self) -> Iterator[Session]:
        """A transaction for session and log-in bookkeeping only; refuses any other row."""
        with self._transaction() as session:
            event.listen(session, "before_flush", _only_upkeep)
            yield session

    def close(self) -> None:
        self._reading.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        try:
            with (
                Session(self._writing, info=self._info(), expire_on_commit=False) as session,
                session.begin(),
            ):
                _lock(session.connection())  # before anything is read
                yield session
        except StaleDataError as error:
            raise Stale("someone else changed this meanwhile", hint="load it again and retry") from error
        except DBAPIError as error:
            raise _translated(error) from error

    def _info(self) -> dict[str, Any]:
        return {"vault": self.vault, "clock": self.clock, "key_dir": self.key_dir}


def _as_of_now(session: Session, actor: Actor) -> Actor:
    current = active_actor(session, actor.id)
    if current is None:
        raise Unauthenticated("this account is closed or unknown", hint="ask an administrator")
    return replace(current, only=actor.only, token=actor.token)


def _claim_of(actor: Actor) -> once.Claim | None:
    """The claim of the request being carried out; what the home does by itself meanwhile is none of it."""
    claim = once.CURRENT.get()
    return claim if claim is not None and claim.account_id == actor.id else None


def today(session: Session) -> date:
    """The day it is for this session's database."""
    clock: Clock = session.info["clock"]
    return clock().date()


def open_database(
    url_or_path: str | Path,
    *,
    key_dir: Path | None = None,
    clock: Clock = system_clock,
    durable: bool = True,
) -> Database:
    """Open a record, making or migrating it as needed.

    A path names an SQLite file; its keys lie in `key_dir`, by default the folder `keys` beside it. A
    database URL needs `key_dir`. Without `durable` a commit does not wait for the disk: for what can be made again, such as a
    test's record.
    """
    url = str(url_or_path) if "://" in str(url_or_path) else f"sqlite:///{Path(url_or_path).absolute()}"
    engine, folder = _engine(url, durable), _key_dir(url, key_dir)
    try:
        with engine.connect() as connection:
            is_new = schema.current(connection) is None
        vault = Vault.at(folder / "master.key", may_create=is_new)
        database = Database(engine, vault, folder, clock)
        _prepare(database)
    except BaseException:
        engine.dispose()
        raise
    return database


def _prepare(database: Database) -> None:
    """Migrate, check the key, and make the guards as declared, recording it when they had been changed."""
    with database.command(HOME) as work:
        connection = work.session.connection()
        migrated = schema.upgrade(connection)
        if work.session.get(AuditHead, 1) is None:
            work.add(AuditHead(id=1, size=0))
        work.vault.check(work.session, now=work.now)
        differing = guards.differences(connection)
        if differing:
            guards.install(connection)
        if migrated:
            work.audit("record.migrated", "record", "schema", facts={"schema": HEAD})
        elif differing:
            names = sorted({fault.split()[0] for fault in differing})
            work.audit("record.guards_restored", "record", "guards", facts={"guards": names})


def engine_url(url: str) -> URL:
    """The URL with the driver that is installed, where it names none."""
    parsed = make_url(url)
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed


def _engine(url: str, durable: bool) -> Engine:
    parsed = engine_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, pool_pre_ping=True)
    else:
        if parsed.database:
            Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = create_engine(parsed)
        event.listen(engine, "connect", partial(_configure_sqlite, durable))
        event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "before_cursor_execute", _note_writes)
    event.listen(engine, "commit", _forget_writes)
    event.listen(engine, "rollback", _forget_writes)
    return engine


def _configure_sqlite(durable: bool, connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # or the driver would begin its own transactions, and late
    for setting in (
        f"busy_timeout = {_BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        f"synchronous = {'FULL' if durable else 'OFF'}",
        "foreign_keys = ON",
        "recursive_triggers = ON",
    ):
        connection.execute(f"PRAGMA {setting}")


def _lock(connection: Connection) -> None:
    """One writer at a time, from the first moment: SQLite's transaction has begun so, PostgreSQL is asked for it."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_BUSY_TIMEOUT_MS}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('candor_begin', 'DEFERRED')}")


def _note_writes(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
    if statement.lstrip()[:7].upper().startswith(("INSERT", "UPDATE", "DELETE", "REPLACE")):
        connection.info[_WROTE] = True


def _forget_writes(connection: Connection) -> None:
    connection.info.pop(_WROTE, None)


def _only_upkeep(session: Session, *_rest: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, _UPKEEP):
            raise UnauditedChangeError(
                f"expected only {_UPKEEP} outside a command, found {inspect(row).mapper.class_}"
            )


def _translated(error: DBAPIError) -> Exception:
    """A guard's refusal or a lock that did not come free is an expected conflict; anything else stays what it is."""
    words = str(error.orig)
    if isinstance(error, IntegrityError) and guards.PREFIX in words:
        return Conflict(words.split(guards.PREFIX, 1)[1].splitlines()[0])
    if isinstance(error, OperationalError) and (
        "locked" in words or getattr(error.orig, "sqlstate", None) == _LOCK_TIMEOUT
    ):
        return Conflict("another command holds the record", hint="try again")
    return error


def _key_dir(url: str, key_dir: Path | None) -> Path:
    if key_dir is not None:
        return key_dir
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise ValueError("expected key_dir with a database URL: keys are never kept in the database")
    return Path(parsed.database).parent / "keys"
