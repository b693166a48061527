"""Whatever is changed in a log is found and the first bad entry named; what is made to fit again, a head kept elsewhere finds."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from governance.audit import verification
from governance.audit.heads import TreeHead, head_text, public_key, read_head, sign_head
from governance.audit.verification import take_head, verify
from governance.signing import KEY_FILE, home_public_key
from matching.errors import InputError, RunError
from tests.governance.audit.tampering import rewrite, tamper, truncate
from tests.governance.world import World

COLUMNS = verification._COLUMNS


def stored(world: World, column: str, seq: int) -> bytes:
    with world.database.read() as session:
        query = text(f"SELECT CAST({column} AS BLOB) FROM audit_entry WHERE seq = {seq}")
        return bytes(session.scalar(query))


def put(world: World, column: str, seq: int, value: bytes) -> None:
    tamper(world, f"UPDATE audit_entry SET {column} = CAST(:value AS TEXT) WHERE seq = {seq}", value=value)


def grown(world: World) -> TreeHead:
    """A log that has grown since a head of it was taken."""
    head = take_head(world.database)
    world.draft()
    return head


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_byte_of_any_column_is_found(file_world: World, column: str) -> None:
    chance = random.Random(column)
    for seq in chance.sample(range(2, 12), 3):
        original = stored(file_world, column, seq)
        for place in chance.sample(range(len(original)), min(6, len(original))):
            edited = bytearray(original)
            edited[place] ^= chance.randrange(1, 256)
            put(file_world, column, seq, bytes(edited))

            bad = verify(file_world.database).first_bad

            assert bad is not None, (column, seq, place)
            assert bad.seq == seq
        put(file_world, column, seq, original)
        assert verify(file_world.database).first_bad is None


@pytest.mark.parametrize("column", COLUMNS)
def test_a_text_made_bytes_is_found_though_it_reads_the_same(file_world: World, column: str) -> None:
    tamper(file_world, f"UPDATE audit_entry SET {column} = CAST({column} AS BLOB) WHERE seq = 5")

    bad = verify(file_world.database).first_bad

    assert bad is not None
    assert bad.seq == 5


def test_every_byte_of_an_entry_in_the_file_itself_counts(file_world: World) -> None:
    entry = stored(file_world, "entry", 6)
    file_world.database.close()
    file = file_world.folder / "candor.db"
    file_world.direct("PRAGMA wal_checkpoint(TRUNCATE)")
    content = file.read_bytes()
    assert content.count(entry) == 1
    start = content.index(entry)
    for place in range(0, len(entry), 17):
        damaged = bytearray(content)
        damaged[start + place] ^= 0x81
        file.write_bytes(damaged)

        bad = verify(file_world.database).first_bad
        file_world.database.close()

        assert bad is not None
        assert bad.seq == 6
    file.write_bytes(content)
    assert verify(file_world.database).ok


@pytest.mark.parametrize(("one", "other"), [(3, 4), (2, 9)])
def test_two_entries_in_each_other_s_place_are_found(file_world: World, one: int, other: int) -> None:
    tamper(
        file_world,
        f"UPDATE audit_entry SET seq = 100000 WHERE seq = {one}",
        f"UPDATE audit_entry SET seq = {one} WHERE seq = {other}",
        f"UPDATE audit_entry SET seq = {other} WHERE seq = 100000",
    )

    bad = verify(file_world.database).first_bad

    assert bad is not None
    assert (bad.seq, bad.fault) == (one, "its columns differ from its text in seq")


@pytest.mark.parametrize("seq", [1, 2, 7])
def test_an_entry_taken_out_is_found_where_the_next_one_stands(file_world: World, seq: int) -> None:
    tamper(file_world, f"DELETE FROM audit_entry WHERE seq = {seq}")

    bad = verify(file_world.database).first_bad

    assert bad is not None
    assert bad.seq == seq + 1
    assert f"expected entry {seq} here" in bad.fault


def test_a_name_with_a_quotation_mark_is_no_fault(world: World) -> None:
    with world.as_("ada") as work:
        work.audit("test.said", "record", 'x "y" \\ ü', business_unit='The "Labs"')

    assert verify(world.database).ok


def test_a_log_that_cannot_be_read_on_is_bad_from_there(
    file_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "_BATCH", 4)
    rows = verification._rows

    class Failing:
        def __init__(self, inner: object) -> None:
            self.cursor, self._inner, self._calls = self, inner, 0

        def fetchmany(self, count: int) -> object:
            import sqlite3

            self._calls += 1
            if self._calls == 3:
                raise sqlite3.DatabaseError("database disk image is malformed")
            return self._inner.cursor.fetchmany(count)  # type: ignore[attr-defined]

        def close(self) -> None:
            self._inner.close()  # type: ignore[attr-defined]

    monkeypatch.setattr(verification, "_rows", lambda *given: Failing(rows(*given)))

    bad = verify(file_world.database).first_bad

    assert bad is not None
    assert bad.seq == 9
    assert "malformed" in bad.fault


def test_a_log_that_is_gone_is_told_in_words(file_world: World) -> None:
    tamper(file_world, "PRAGMA foreign_keys = OFF", "DROP TABLE audit_disclosure", "DROP TABLE audit_entry")

    with pytest.raises(RunError, match="cannot be read") as told:
        verify(file_world.database)

    assert "backup" in str(told.value.hint)


def test_a_head_proves_the_tail_up_to_itself(world: World) -> None:
    head = take_head(world.database)
    now = verify(world.database, anchor=head)
    world.draft()

    later = verify(world.database, anchor=head)

    assert now.tail.startswith(f"tail proven: the first {head.size} entries")
    assert "came after" not in now.tail
    assert later.ok
    assert later.anchor is not None
    assert (later.anchor.faults, later.anchor.new) == ((), later.size - head.size)
    assert f"{later.size - head.size} came after it" in later.tail


def test_truncation_that_fits_is_found_against_a_head(world: World) -> None:
    head = take_head(world.database)
    truncate(world, head.size - 3)

    alone, beside = verify(world.database), verify(world.database, anchor=head)

    assert alone.ok
    assert beside.anchor is not None
    assert beside.anchor.faults == ("truncated",)
    assert not beside.ok
    assert f"counts {head.size} entries, found {head.size - 3}; the last 3 are gone" in beside.anchor.words[0]


@pytest.mark.parametrize("cut", [False, True])
def test_rewriting_that_fits_is_found_against_a_head(world: World, cut: bool) -> None:
    head = grown(world)
    if cut:  # and grown again past the head
        truncate(world, head.size - 2)
        for _ in range(3):
            world.draft()
    else:
        rewrite(world, 4)

    alone, beside = verify(world.database), verify(world.database, anchor=head)

    assert alone.ok
    assert beside.anchor is not None
    assert beside.anchor.faults == ("rewritten",)
    assert not beside.ok
    assert beside.tail == "the tail does not hold against the head kept elsewhere"


def test_signing_anew_with_another_key_is_told_apart(world: World) -> None:
    head = grown(world)
    (world.database.key_dir / KEY_FILE).unlink()
    keyless = verify(world.database, anchor=head)
    forged = take_head(world.database)

    beside = verify(world.database, anchor=head)
    rewrite(world, 4)
    both = verify(world.database, anchor=head)

    assert keyless.anchor is not None
    assert "has no signing key now" in keyless.anchor.words[0]
    assert beside.anchor is not None
    assert beside.anchor.faults == ("other_key",)
    assert not beside.ok
    assert head.key_id in beside.anchor.words[0]
    assert forged.key_id in beside.anchor.words[0]
    assert both.anchor is not None
    assert both.anchor.faults == ("rewritten", "other_key")


def test_a_log_that_does_not_hold_is_not_signed(world: World) -> None:
    tamper(world, "UPDATE audit_entry SET actor = 'A-9' WHERE seq = 4")

    with pytest.raises(RunError, match="nothing is signed: the first entry that does not hold is 4"):
        take_head(world.database)


def test_a_head_says_what_was_found_and_when_and_its_file_reads_back(world: World, tmp_path: Path) -> None:
    head = take_head(world.database)
    path = tmp_path / "head.json"
    path.write_text(head_text(head))

    report = verify(world.database)

    assert read_head(path) == head
    assert (head.size, head.root) == (report.size, report.root)
    assert head.at == "2025-03-03T09:00:00.000000Z"
    assert head.public_key == home_public_key(world.database.key_dir)
    assert (world.database.key_dir / KEY_FILE).stat().st_mode & 0o077 == 0


def test_verifying_makes_no_key(world: World) -> None:
    verify(world.database)

    assert home_public_key(world.database.key_dir) is None


def test_a_changed_head_is_refused_whichever_byte_it_was(world: World, tmp_path: Path) -> None:
    path = tmp_path / "head.json"
    document = take_head(world.database).document()
    for name, value in document.items():
        changed = value + 1 if isinstance(value, int) else ("1" if value[0] != "1" else "2") + value[1:]
        path.write_text(json.dumps({**document, name: changed}))

        with pytest.raises(InputError, match="tree head"):
            read_head(path)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b"\xff", b'{"schema":"candor.tree-head/1"}', b"[" * 70000]
)
def test_what_is_no_head_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "head.json"
    path.write_bytes(content)

    with pytest.raises(InputError, match="tree head"):
        read_head(path)


def test_a_head_must_be_signed_with_the_key_that_was_named(world: World, tmp_path: Path) -> None:
    head = take_head(world.database)
    path = tmp_path / "head.json"
    path.write_text(head_text(head))

    assert read_head(path, key=public_key(head.public_key)) == head
    with pytest.raises(InputError, match="not with the key you named"):
        read_head(path, key="0" * 64)
    with pytest.raises(InputError, match="64 hex digits"):
        public_key("0x12")


def test_a_head_of_no_entries_anchors_every_log(world: World) -> None:
    key = Ed25519PrivateKey.from_private_bytes(
        (take_head(world.database), (world.database.key_dir / KEY_FILE).read_bytes())[1]
    )
    at = datetime(2025, 1, 1, tzinfo=UTC).isoformat()
    empty = sign_head(
        key, size=0, root="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", at=at
    )

    assert verify(world.database, anchor=empty).ok
    assert not verify(world.database, anchor=replace(empty, root="0" * 64)).ok


def test_a_signing_key_that_is_none_is_told_in_words(world: World) -> None:
    (world.database.key_dir / KEY_FILE).write_bytes(b"short")
    (world.database.key_dir / KEY_FILE).chmod(0o600)

    with pytest.raises(RunError, match="32 bytes"):
        take_head(world.database)
