"""The log cannot be changed unnoticed, and says nothing that erasure would have to take back."""

import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from governance import review
from governance.audit import disclose, verify
from governance.canonical import canonical, commitment
from governance.vault import Owner
from matching.errors import Conflict
from tests.governance.audit import slow_tree
from tests.governance.audit.tampering import tamper
from tests.governance.world import World


def test_a_leaf_is_the_hash_of_a_zero_byte_and_the_canonical_entry(world: World) -> None:
    world.draft()

    with world.database.read() as session:
        entry, leaf = session.execute(
            text("SELECT entry, leaf_hash FROM audit_entry ORDER BY seq DESC LIMIT 1")
        ).one()

    assert leaf == hashlib.sha256(b"\x00" + entry.encode()).hexdigest()
    assert canonical(json.loads(entry)) == entry.encode()


def test_a_record_in_use_verifies_and_its_sequence_has_no_gap(world: World) -> None:
    _, engagement_id = world.completed()
    world.outcome(engagement_id)

    report = verify(world.database)

    assert report.ok
    assert "tail not proven" in report.tail
    with world.database.read() as session:
        seqs = session.scalars(text("SELECT seq FROM audit_entry ORDER BY seq")).all()
        leaves = session.scalars(text("SELECT leaf_hash FROM audit_entry ORDER BY seq")).all()
    assert seqs == list(range(1, report.size + 1))
    assert report.root == slow_tree.mth([bytes.fromhex(leaf) for leaf in leaves]).hex()


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE audit_entry SET actor = 'A-9'", "never changes"),
        ("UPDATE audit_entry SET entry = entry", "never changes"),
        ("DELETE FROM audit_entry WHERE seq = 1", "never deleted"),
        (
            "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE seq = 2 "
            "ON CONFLICT (seq) DO UPDATE SET actor = 'A-9'",
            "only follows the last",
        ),
        (
            "INSERT INTO audit_entry SELECT seq + 1000, at, actor, action, subject_kind, subject_id, business_unit, "
            "request_id, entry, leaf_hash FROM audit_entry WHERE seq = 2",
            "only follows the last",
        ),
        ("UPDATE audit_head SET size = 1", "only grows"),
        ("DELETE FROM audit_head", "never deleted"),
        ("INSERT INTO audit_head SELECT * FROM audit_head", "there is one audit head"),
    ],
)
def test_the_database_refuses_to_change_the_log(world: World, statement: str, refusal: str) -> None:
    before = verify(world.database)

    with pytest.raises(IntegrityError, match=refusal):
        world.direct(statement)

    assert verify(world.database) == before


def test_an_edited_byte_is_found_and_the_first_bad_entry_named(world: World) -> None:
    tamper(
        world,
        *(f"UPDATE audit_entry SET entry = replace(entry, 'A-1', 'A-2') WHERE seq = {n}" for n in (7, 9)),
    )

    report = verify(world.database)

    assert not report.ok
    assert report.first_bad is not None
    assert (report.first_bad.seq, report.first_bad.fault) == (7, "its text does not hash to its leaf")
    assert [fault.split()[0] for fault in report.guards] == [
        "guard_audit_delete",
        "guard_audit_insert",
        "guard_audit_update",
        "guard_head_update",
    ]


@pytest.mark.parametrize(
    ("change", "seq", "fault"),
    [
        ("UPDATE audit_entry SET actor = 'A-9' WHERE seq = 4", 4, "columns differ from its text in actor"),
        ("UPDATE audit_entry SET leaf_hash = 'aa' WHERE seq = 5", 5, "does not hash"),
        ("DELETE FROM audit_entry WHERE seq = 6", 7, "entries are missing"),
        ("DELETE FROM audit_entry WHERE seq > 10", 11, "the head counts"),
    ],
)
def test_each_kind_of_change_is_found(world: World, change: str, seq: int, fault: str) -> None:
    # Where the database itself holds words to their entry, they go first.
    words = change.replace("audit_entry", "audit_disclosure") if change.startswith("DELETE") else "SELECT 1"
    tamper(world, words, change)

    bad = verify(world.database).first_bad

    assert bad is not None
    assert bad.seq == seq
    assert fault in bad.fault


@pytest.mark.parametrize("otherwise", ["REPLACE", "IGNORE"])
def test_no_other_way_of_inserting_gets_past_the_log(file_world: World, otherwise: str) -> None:
    with pytest.raises(IntegrityError, match="only follows the last"):
        file_world.direct(
            f"INSERT OR {otherwise} INTO audit_entry SELECT * FROM audit_entry WHERE seq = 2",
        )


def test_a_disabled_an_altered_and_a_foreign_trigger_of_a_server_are_found(server_world: World) -> None:
    server_world.direct(
        "ALTER TABLE audit_entry DISABLE TRIGGER guard_audit_delete",
        "CREATE OR REPLACE FUNCTION guard_audit_update() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER surprise BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION guard_audit_update()",
    )

    assert verify(server_world.database).guards == (
        "guard_audit_delete is missing",
        "guard_audit_update was altered",
        "surprise is not one of ours",
    )


def test_an_altered_guard_is_found_though_every_entry_is_right(file_world: World) -> None:
    file_world.direct(
        "DROP TRIGGER guard_audit_update",
        "CREATE TRIGGER guard_audit_update BEFORE UPDATE ON audit_entry WHEN FALSE BEGIN SELECT 1; END",
        "CREATE TRIGGER surprise AFTER INSERT ON decision BEGIN SELECT 1; END",
    )

    report = verify(file_world.database)

    assert (report.ok, report.first_bad) == (False, None)
    assert report.guards == ("guard_audit_update was altered", "surprise is not one of ours")


def test_words_are_committed_with_a_salt_and_lie_outside_the_log(file_world: World) -> None:
    requisition_id = file_world.in_review()
    with file_world.as_("mona") as work:
        review.decide(work, requisition_id, "P-1001", "select", "other", note="sings in a choir")
        seq = work.audit("test.seen", "record", "x") - 1

    with file_world.database.read() as session:
        entry = session.scalar(text("SELECT entry FROM audit_entry WHERE seq = :seq"), {"seq": seq})
        assert disclose(session, seq) == {"note": "sings in a choir"}
    assert "choir" not in entry
    assert commitment(b"", b"sings in a choir") not in entry
    assert b"choir" not in (file_world.folder / "candor.db").read_bytes()
    assert b"choir" not in Path(file_world.folder / "candor.db-wal").read_bytes()


def test_words_cannot_be_written_as_facts(world: World) -> None:
    with pytest.raises(ValueError, match="commit words instead"), world.as_("ada") as work:
        work.audit("test.said", "record", "x", facts={"note": "sings in a choir"})


def test_a_disclosure_that_does_not_match_its_commitment_is_withheld(world: World) -> None:
    with world.as_("ada") as work:
        owner = Owner("record", "test")
        seq = work.audit("test.said", "record", "x", words={"note": (owner, "true words")})
        false = work.vault.seal(
            work.session,
            owner,
            bytes(16) + b"false words",
            place=f"audit_disclosure:{seq}:note",
            now=work.now,
        )
        work.session.execute(
            text("UPDATE audit_disclosure SET sealed = :sealed WHERE seq = :seq"),
            {"sealed": false, "seq": seq},
        )

    with world.database.read() as session:
        assert disclose(session, seq) == {"note": None}


def test_a_guard_met_inside_a_command_is_a_conflict(world: World) -> None:
    with pytest.raises(Conflict, match="never changes"), world.as_("ada") as work:
        work.session.execute(text("UPDATE audit_entry SET actor = 'A-9'"))
