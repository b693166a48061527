"""What of a row never changes, whatever another program writes: every column but those named here, one after the other.

Each guard stands alone over one made-up row of its table, in a database of nothing else: its columns are asked, not its engine.
The commands' own tests and those of each concept meet the guards where they stand, on both engines.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import StaticPool

from governance.storage import guards
from governance.storage.tables import Base


@dataclass(frozen=True)
class Kept:
    """The one change that is allowed, what may change besides, and what of the row must stand so that it is."""

    change: str
    besides: frozenset[str]
    row: dict[str, Any] = field(default_factory=dict)


def kept(change: str, *besides: str, **row: Any) -> Kept:
    return Kept(change, frozenset(besides), row)


LIFTED = "lifted_at = 'later', lifted_by = 'another'"
GUARDS = {
    "guard_stop_update": kept(LIFTED, "lift_reason", "lifted_at", "lifted_by", "version"),
    "guard_hold_update": kept(LIFTED, "lift_reason", "lifted_at", "lifted_by", "version"),
    "guard_erasure_update": kept("carried_out_at = 'later'", "carried_out_at", "version"),
    "guard_route_update": kept("voided_at = 'later'", "voided_at", "version"),
    "guard_delegation_update": kept("ended_at = 'later'", "ended_at", "ended_by", "version"),
    "guard_link_update": kept("ended_at = 'later'", "ended_at", "ended_by", "version"),
    "guard_classification_update": kept("voided_at = 'later'", "voided_at", "version"),
    "guard_token_update": kept("revoked_at = 'later'", "revoked_at", "version"),
    "guard_grant_update": kept(
        "revoked_at = 'later'", "revoked_at", "version", confirmed_at="then", confirmed_by="b"
    ),
    "guard_mapping_update": kept(
        "ended_at = 'later'", "ended_at", "version", confirmed_at="then", confirmed_by="b"
    ),
    "guard_policy_update": kept(
        "retired_at = 'later'", "retired_at", "version", approved_at="then", approved_by="b"
    ),
    "guard_blind_reading_update": kept(
        "rating = 3, rated_at = 'later'", "rating", "rated_at", "business_unit", "version"
    ),
    "guard_blind_end_update": kept("reason = 'x'", "reason"),
    "guard_oversight_view_update": kept(
        "ended_at = 'later', ended_by = 'x'",
        *("ended_at", "ended_by", "version"),
        **{"answer": "approved", "answered_by": "b", "answered_at": "then"},
    ),
    "guard_step_update": kept(
        "answer = 'approved', answered_by = 'b', answered_at = 'later'",
        *(
            "answer",
            "answered_at",
            "answered_by",
            "answered_on",
            "on_behalf_of",
            "delegation_id",
            "note",
            "version",
        ),
        **dict.fromkeys(("opened_at", "due_at", "escalated_at"), "then"),
    ),
    "guard_extension_update": kept(
        "version = 2",
        "version",
        "business_unit",
        "note",
        "reason_code",
        "decided_at",
        "decided_by",
        state="asked",
    ),
}


@pytest.mark.parametrize("name", GUARDS)
def test_nothing_else_of_the_row_changes(name: str) -> None:
    (guard,) = (guard for guard in guards.GUARDS if guard.name == name)
    what = GUARDS[name]
    columns = set(Base.metadata.tables[guard.table].columns.keys()) - what.besides

    with create_engine("sqlite://", poolclass=StaticPool).begin() as connection:
        _one_row(connection, guard, what)
        changed = [column for column in sorted(columns) if not _refused(connection, guard, what, column)]
        connection.execute(text(f"UPDATE {guard.table} SET {what.change}"))

    assert changed == []


def _one_row(connection: Connection, guard: guards.Guard, what: Kept) -> None:
    Base.metadata.create_all(connection)
    columns = Base.metadata.tables[guard.table].columns
    row = {column.name: "then" for column in columns if not column.nullable} | what.row
    names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {guard.table} ({names}) VALUES ({values})"), row)
    for statement in guard.statements("sqlite"):
        connection.exec_driver_sql(statement)


def _refused(connection: Connection, guard: guards.Guard, what: Kept, column: str) -> bool:
    """Whether the change that is allowed is refused where the column changes with it."""
    allowed = [] if what.change.startswith("version") else [what.change]
    savepoint = connection.begin_nested()
    try:
        connection.execute(text(f"UPDATE {guard.table} SET {', '.join([*allowed, column])} = 'other'"))
    except IntegrityError as error:
        return guard.message in str(error)
    finally:
        savepoint.rollback()
    return False
