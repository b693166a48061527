"""Brings a database to the newest schema, and compares it with the declared tables.

Knows Alembic; nothing else does. It is imported only where a schema really changes, since loading it takes
time.
"""

from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, inspect, text

from governance.storage.migrations import HEAD
from matching.errors import RunError


def current(connection: Connection) -> str | None:
    """The schema version the database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def upgrade(connection: Connection) -> bool:
    """Migrate to `HEAD` within the connection's transaction; True when something was done."""
    found = current(connection)
    if found == HEAD:
        return False
    if found is not None and found > HEAD:
        raise RunError(
            f"expected a record of schema {HEAD} or older, found schema {found}",
            hint="this home was opened by a newer Candor; use that one",
        )
    from alembic import command

    command.upgrade(_config(connection), "head")
    return True


def drift(connection: Connection) -> list[Any]:
    """What autogenerate would change to make the database match the declared tables; empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from governance.storage.tables import Base

    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def _config(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("governance.storage.migrations")))
    config.attributes["connection"] = connection
    return config
