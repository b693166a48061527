"""Another program at the same database: what an owner of the database can do that no command would."""

import json
from typing import Any

from sqlalchemy import text

from governance.audit.tree import leaf_hash
from governance.canonical import canonical
from governance.storage import guards
from tests.governance.world import World

_OF_THE_LOG = (
    "guard_audit_update",
    "guard_audit_delete",
    "guard_audit_insert",
    "guard_head_update",
)


def tamper(world: World, *statements: str, **values: Any) -> None:
    """The same with the guards of the log out of the way."""
    world.drop_guards(*_OF_THE_LOG)
    world.direct(*statements, **values)


def cover_up(world: World) -> None:
    """The guards made again, as they were."""
    with world.another_program() as connection:
        guards.install(connection)


def rewrite(world: World, seq: int) -> None:
    """One entry made another, with everything that depends on it recomputed: the whole log fits again."""
    with world.database.read() as session:
        entry = session.scalar(text("SELECT entry FROM audit_entry WHERE seq = :seq"), {"seq": seq})
    body = json.loads(entry) | {"actor": "A-9999"}
    forged = canonical(body)
    tamper(
        world,
        "UPDATE audit_entry SET actor = 'A-9999', entry = :entry, leaf_hash = :leaf WHERE seq = :seq",
        seq=seq,
        entry=forged.decode(),
        leaf=leaf_hash(forged).hex(),
    )
    cover_up(world)


def truncate(world: World, size: int) -> None:
    tamper(
        world,
        f"DELETE FROM audit_disclosure WHERE seq > {size}",
        f"DELETE FROM audit_entry WHERE seq > {size}",
        f"UPDATE audit_head SET size = {size}",
    )
    cover_up(world)
