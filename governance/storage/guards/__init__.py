"""Rules the database itself keeps, against any program that reaches it: triggers, declared here as data.

One module a concept, each with its `GUARDS`; here they are all of them. Alembic's batch mode drops triggers, so `install` makes them
again after every migration and `differences` compares them at start-up. Commands check the same rules first and say more.

    log         entries only follow one another     routing      no case goes on while a step is open
    choosing    another person's yes to a choice    working      engagements and their extension
    lists       ranked or not, and changed by whom  classifying  no engagement of unclassified work
    keeping     under a hold nothing is let go of   accounts     a role takes two people
    people      which profiles are one person       models       nobody approves what they trained
    blind       nobody decides before they rated    oversight   no look at single reviewers alone
"""

from sqlalchemy import Connection, text

from governance.storage.guards import (
    accounts,
    blind,
    choosing,
    classifying,
    keeping,
    lists,
    log,
    models,
    oversight,
    people,
    routing,
    working,
)
from governance.storage.guards.guard import PREFIX, Guard

__all__ = ["GUARDS", "PREFIX", "Guard", "differences", "drop", "install"]

GUARDS: tuple[Guard, ...] = tuple(
    guard
    for module in (
        log,
        choosing,
        lists,
        blind,
        routing,
        working,
        classifying,
        people,
        keeping,
        accounts,
        models,
        oversight,
    )
    for guard in module.GUARDS
)


def install(connection: Connection) -> None:
    """Drop and make every declared guard."""
    for guard in GUARDS:
        drop(connection, guard)
        for statement in guard.statements(connection.dialect.name):
            connection.exec_driver_sql(statement)


def differences(connection: Connection) -> tuple[str, ...]:
    """What stands in the database that is not declared here, or the other way round. Empty when they agree."""
    found = _found(connection)
    wanted = {guard.name: guard for guard in GUARDS}
    missing = [f"{name} is missing" for name in wanted if name not in found]
    foreign = [f"{name} is not one of ours" for name in found if name not in wanted]
    altered = [
        f"{name} was altered"
        for name, guard in wanted.items()
        if name in found and not _same(found[name], guard, connection.dialect.name)
    ]
    return tuple(sorted(missing + foreign + altered))


def drop(connection: Connection, guard: Guard) -> None:
    """Take a guard away, if it is there."""
    on_table = "" if connection.dialect.name == "sqlite" else f" ON {guard.table}"
    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {guard.name}{on_table}")


def _found(connection: Connection) -> dict[str, str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        # A disabled trigger (tgenabled 'D') counts as gone; the body is the function's.
        query = (
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"
        )
    return dict(connection.execute(text(query)).all())


def _same(found: str, guard: Guard, dialect: str) -> bool:
    declared = guard.statements(dialect)[0]
    return found == declared if dialect == "sqlite" else found.strip() in declared
