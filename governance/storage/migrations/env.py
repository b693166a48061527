"""Runs Alembic on a connection that the caller opened: one transaction, already begun. See `storage/schema.py`."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import DateTime

from governance.storage.tables import Base
from governance.storage.types import UtcDateTime


def _render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    # A migration outlives our own types, so it names the plain one.
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def _compare_type(
    _context: Any, _column: Any, _declared_column: Any, found: Any, declared: Any
) -> bool | None:
    if isinstance(declared, UtcDateTime):
        return not isinstance(found, DateTime)
    return None


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=context.config.attributes.get("batch", True),
    render_item=_render_item,
    compare_type=_compare_type,
)
context.run_migrations()
