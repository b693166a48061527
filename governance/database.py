"""The record: opening it, reading it, and the unit of work every change goes through. Signatures first; bodies follow."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from governance.access import Actor
from matching.clock import Clock, system_clock


class UnitOfWork:
    """One transaction by one person: `session`, `actor`, `now` (one instant for the whole command), `request_id`."""

    session: Session
    actor: Actor
    now: datetime
    request_id: str

    def audit(
        self,
        action: str,
        subject_kind: str,
        subject_id: str,
        *,
        business_unit: str = "*",
        facts: Mapping[str, object] | None = None,
    ) -> int:
        """Append one entry, give its sequence number."""
        raise NotImplementedError

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run once the transaction is safely stored."""
        raise NotImplementedError


class Database:
    @contextmanager
    def command(
        self, actor: Actor, *, clock: Clock | None = None, request_id: str | None = None
    ) -> Iterator[UnitOfWork]:
        raise NotImplementedError

    @contextmanager
    def read(self) -> Iterator[Session]:
        raise NotImplementedError

    def close(self) -> None: ...


def open_database(
    url_or_path: str | Path, *, key_dir: Path | None = None, clock: Clock = system_clock
) -> Database:
    """Open `home/candor.db` (or a database URL); keys lie in `key_dir`, by default `keys/` beside the file."""
    raise NotImplementedError
