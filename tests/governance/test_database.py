"""The unit of work: one transaction, never without an audit entry, never over a newer change."""

import sqlite3
import stat
import threading
from datetime import datetime

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import StatementError

from governance.access import HOME
from governance.audit import verify
from governance.database import UnauditedChangeError, UnitOfWork, open_database
from governance.storage import guards, schema
from governance.storage.tables import Account, Requisition
from matching.errors import Conflict, RunError
from tests.governance.world import START, World


def rename(work: UnitOfWork) -> None:
    work.locked(Account, work.actor.id, "account").display_name = "Changed"


def test_a_change_without_an_audit_entry_leaves_no_trace(world: World) -> None:
    with pytest.raises(UnauditedChangeError, match="without an audit entry"), world.as_("ada") as work:
        rename(work)

    assert world.actor("ada").display_name == "Ada"


def test_not_even_plain_sql_gets_past_the_unit_of_work(world: World) -> None:
    with pytest.raises(UnauditedChangeError, match="without"), world.as_("ada") as work:
        work.session.execute(text("UPDATE account SET display_name = 'Changed'"))


def test_a_command_that_changes_nothing_needs_no_entry(world: World) -> None:
    with world.as_("ada") as work:
        assert work.session.scalar(select(Account.id).limit(1))


def test_a_failing_command_keeps_neither_change_nor_entry(world: World) -> None:
    def rename_and_fail(work: UnitOfWork) -> None:
        rename(work)
        work.audit("account.renamed", "account", work.actor.id)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), world.as_("ada") as work:
        rename_and_fail(work)

    assert world.actor("ada").display_name == "Ada"
    with world.database.read() as session:
        assert not session.scalar(text("SELECT 1 FROM audit_entry WHERE action = 'account.renamed'"))


def test_upkeep_refuses_rows_of_the_record(world: World) -> None:
    with pytest.raises(UnauditedChangeError, match="outside a command"), world.database.upkeep() as session:
        session.get_one(Account, "A-1001").display_name = "Changed"


def test_what_follows_a_commit_does_not_follow_a_failure(world: World) -> None:
    done: list[str] = []

    def promise_and_fail(work: UnitOfWork) -> None:
        work.after_commit(lambda: done.append("failed"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), world.as_("ada") as work:
        promise_and_fail(work)
    with world.as_("ada") as work:
        work.after_commit(lambda: done.append("kept"))

    assert done == ["kept"]


def test_a_stale_row_is_a_conflict(world: World) -> None:
    requisition_id = world.draft()

    def write_over_a_newer_one(work: UnitOfWork) -> None:
        row = work.session.get_one(Requisition, requisition_id)
        work.session.execute(text("UPDATE requisition SET version = version + 1"))
        row.title = "Over a newer one"
        work.audit("requisition.edited", "requisition", requisition_id)

    with pytest.raises(Conflict, match="changed this meanwhile"), world.as_("rita") as work:
        write_over_a_newer_one(work)


def test_a_naive_time_is_refused(world: World) -> None:
    requisition_id = world.draft()

    def write_a_naive_time(work: UnitOfWork) -> None:
        work.session.get_one(Requisition, requisition_id).changed_at = datetime(2025, 1, 1)  # noqa: DTZ001
        work.session.flush()

    with pytest.raises(StatementError, match="naive"), world.as_("rita") as work:
        write_a_naive_time(work)


def test_times_and_money_come_back_as_they_went_in(world: World) -> None:
    requisition_id = world.draft()

    with world.database.read() as session:
        row = session.get_one(Requisition, requisition_id)

    assert row.created_at == START
    assert row.created_at.utcoffset() is not None
    assert str(row.budget) == "50,000.00 USD"


def test_an_empty_database_migrates_to_exactly_the_declared_tables(tmp_path) -> None:
    database = open_database(tmp_path / "candor.db")

    with database.read() as session:
        assert schema.current(session.connection()) == schema.HEAD
        assert schema.drift(session.connection()) == []
        assert guards.differences(session.connection()) == ()
    database.close()


def test_the_named_head_is_the_last_migration() -> None:
    from alembic.script import ScriptDirectory

    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(schema._config(connection))
    engine.dispose()

    assert script.get_current_head() == schema.HEAD


def test_a_record_of_a_newer_version_is_refused(world: World) -> None:
    with world.as_("ada") as work:
        work.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        work.audit("test.aged", "record", "schema")
    world.database.close()

    with pytest.raises(RunError, match="found schema 9999"):
        world.open()


def test_guards_that_were_dropped_are_made_again_and_that_is_recorded(world: World) -> None:
    world.drop_guards("guard_audit_update")
    world.database.close()

    reopened = World(world.folder, world.url)

    with reopened.database.read() as session:
        assert guards.differences(session.connection()) == ()
        entry = session.scalar(text("SELECT entry FROM audit_entry WHERE action = 'record.guards_restored'"))
    assert "guard_audit_update" in entry
    reopened.database.close()


def test_the_keys_lie_outside_the_record_for_its_user_alone(file_world: World) -> None:
    key = file_world.folder / "keys" / "master.key"

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_bytes() not in (file_world.folder / "candor.db").read_bytes()


def test_a_lost_a_wrong_and_an_open_key_are_told_apart(file_world: World) -> None:
    file_world.database.close()
    key, path = file_world.folder / "keys" / "master.key", file_world.folder / "candor.db"
    kept = key.read_bytes()

    key.chmod(0o644)
    with pytest.raises(RunError, match="readable by its user alone"):
        open_database(path)
    key.unlink()
    with pytest.raises(RunError, match="found none"):
        open_database(path)
    key.write_bytes(bytes(32))
    key.chmod(0o600)
    with pytest.raises(RunError, match="this home's key"):
        open_database(path)
    key.write_bytes(kept)
    open_database(path).close()


def test_a_database_url_needs_a_place_for_keys() -> None:
    with pytest.raises(ValueError, match="expected key_dir"):
        open_database("sqlite://")


def test_a_reading_sees_one_state_whatever_is_written_meanwhile(world: World) -> None:
    world.draft()
    with world.database.read() as session:
        before = session.scalars(select(Requisition.id)).all()
        world.draft()
        after = session.scalars(select(Requisition.id)).all()

    assert before == after == ["R-1001"]
    with world.database.read() as session:
        assert len(session.scalars(select(Requisition.id)).all()) == 2


def test_the_home_itself_decides_nothing(world: World) -> None:
    assert HOME.grants == ()


def test_a_command_holds_the_write_lock_from_its_first_moment(file_world: World) -> None:
    other = sqlite3.connect(file_world.folder / "candor.db", timeout=0, isolation_level=None)

    with file_world.as_("ada"), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_people_at_once_wait_for_each_other_and_every_entry_has_its_number(world: World) -> None:
    threads = [threading.Thread(target=world.draft) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with world.database.read() as session:
        ids = session.scalars(select(Requisition.id).order_by(Requisition.id)).all()
    assert ids == [f"R-{number}" for number in range(1001, 1007)]
    assert verify(world.database).ok
