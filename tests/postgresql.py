"""A PostgreSQL server for tests: databases made for one test and dropped after it.

`CANDOR_TEST_POSTGRESQL` names a server where databases may be made (`postgresql://user@host/postgres`); without it the one
at the local socket is asked.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from governance.database import engine_url

LOCAL = "postgresql:///postgres"
_numbers = count(1)


@dataclass(frozen=True)
class Server:
    """A server that answers, by the URL of its maintenance database."""

    maintenance: str

    @classmethod
    def found(cls) -> "Server":
        """The server named or at hand, else SQLAlchemyError."""
        server = cls(os.environ.get("CANDOR_TEST_POSTGRESQL") or LOCAL)
        server._run("SELECT 1")
        return server

    def url(self, database: str) -> str:
        return make_url(self.maintenance).set(database=database).render_as_string(hide_password=False)

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """A database like `template`, gone afterwards; gives its name."""
        name = f"candor_test_{os.getpid()}_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield name
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        engine = create_engine(engine_url(self.maintenance), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql(statement)
        finally:
            engine.dispose()


def why_not(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", error)).strip().splitlines()[0]
