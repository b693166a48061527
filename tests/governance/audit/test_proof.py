"""An entry is proved by one small document that is checked with nothing else, and any changed byte of it shows."""

import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from governance import audit
from governance.audit.heads import TreeHead, read_head
from governance.audit.offline import OfflineReport
from governance.audit.proof import check_proof, is_proof
from governance.audit.verification import take_head, verify
from governance.audit_export import Asked, export_log
from governance.canonical import canonical
from governance.signing import KEY_FILE
from governance.storage.tables import AuditEntry
from matching.errors import Forbidden, InputError, NotFound
from tests.governance.audit.test_export import exported
from tests.governance.world import World


def proved(
    world: World, path: Path, *, by: str = "audrey", anchor: TreeHead | None = None, **asked: Any
) -> Path:
    out = io.BytesIO()
    export_log(world.database, world.actor(by), Asked(**asked), out, form="proof", anchor=anchor)
    path.write_bytes(out.getvalue())
    return path


def checked(path: Path) -> OfflineReport | None:
    """None where the document is refused as a whole."""
    try:
        return check_proof(path)
    except InputError:
        return None


def number_of(world: World, action: str) -> int:
    with world.database.read() as session:
        found = session.scalar(select(func.max(AuditEntry.seq)).where(AuditEntry.action == action))
    assert found is not None
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "proof.json"


def test_one_entry_is_proved_against_the_signed_head(world: World, file: Path) -> None:
    world.completed()
    seq = number_of(world, "selection.approved")

    report = check_proof(proved(world, file, entry=seq))

    assert (report.ok, report.entries, report.complete) == (True, 1, False)
    assert report.size == verify(world.database).size
    assert report.root == verify(world.database).root
    document = json.loads(file.read_bytes())
    assert document["entries"][0]["entry"]["action"] == "selection.approved"
    assert file.stat().st_size < 4000
    assert is_proof(file)


def test_a_requisition_is_proved_entry_by_entry(world: World, file: Path) -> None:
    requisition_id, engagement_id = world.completed()
    other, _ = world.completed("P-1002")

    report = check_proof(proved(world, file, requisition=requisition_id))

    told = json.loads(file.read_bytes())["entries"]
    assert report.ok
    assert report.entries == len(told) > 10
    assert {requisition_id, engagement_id} <= {one["entry"]["subject"]["id"] for one in told}
    assert other not in file.read_text()


def test_every_byte_counts(world: World, file: Path) -> None:
    world.draft()
    content = proved(world, file, entry=number_of(world, "requisition.created")).read_bytes()
    chance = random.Random(9162)

    for place in range(len(content) - 1):
        changed = bytearray(content)
        changed[place] ^= 1 << chance.randrange(8)
        file.write_bytes(changed)

        found = checked(file)

        assert found is None or not found.ok, place


def test_a_document_written_anew_with_another_entry_is_found_and_the_entry_named(
    world: World, file: Path
) -> None:
    world.draft()
    seq = number_of(world, "requisition.created")
    document = json.loads(proved(world, file, entry=seq).read_bytes())
    document["entries"][0]["entry"]["actor"] = "A-9"
    file.write_bytes(canonical(document))

    bad = check_proof(file).first_bad

    assert bad is not None
    assert (bad.seq, "does not lead from its text" in bad.fault) == (seq, True)


def test_an_entry_taken_out_or_another_question_is_found_by_the_signature(world: World, file: Path) -> None:
    requisition_id = world.approved()
    document = json.loads(proved(world, file, requisition=requisition_id).read_bytes())
    less = document | {"entries": document["entries"][1:]}
    other = document | {"asked": {"requisition": "R-1002"}}

    for altered in (less, other):
        file.write_bytes(canonical(altered))
        assert "does not carry its signature" in check_proof(file).faults[0]


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [{}],
        [{"seq": 1}],
        [{"seq": True, "entry": {}, "proof": []}],
        [{"seq": "1", "entry": {"seq": "1"}, "proof": ["zz"]}],
        [{"seq": 1, "entry": None, "proof": [1]}],
        [{"seq": 1, "entry": {"seq": 1}, "proof": "abc"}],
    ],
)
def test_a_document_that_proves_nothing_says_so(world: World, file: Path, entries: list[Any]) -> None:
    document = json.loads(proved(world, file, entry=1).read_bytes()) | {"entries": entries}
    file.write_bytes(canonical(document))

    assert not check_proof(file).ok


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"\xff", b"[" * 9999, b'{"schema":"candor.audit-proof/1"}', b"7"]
)
def test_what_is_no_proof_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    with pytest.raises(InputError, match="a proof of entries"):
        check_proof(file)


def test_no_file_is_refused_and_an_export_is_told_apart(world: World, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found no file"):
        check_proof(tmp_path / "none.json")
    assert not is_proof(tmp_path / "none.json")
    assert not is_proof(exported(world, tmp_path / "lines.jsonl"))


def test_an_earlier_head_and_a_key_are_held_against_it(world: World, file: Path) -> None:
    anchor = take_head(world.database)
    world.draft()
    seq = number_of(world, "requisition.created")

    with_proof = check_proof(proved(world, file, entry=seq, anchor=anchor), anchor=anchor)
    without = check_proof(proved(world, file, entry=seq), anchor=anchor)
    (world.database.key_dir / KEY_FILE).unlink()

    assert with_proof.ok
    assert with_proof.tail.startswith("proven to extend")
    assert without.anchor is not None
    assert without.anchor.faults == ("unproven",)
    proved(world, file, entry=seq)
    with pytest.raises(InputError, match="not with the key you named"):
        check_proof(file, key=anchor.public_key)


def test_what_lies_outside_one_s_units_looks_absent_and_leaves_no_entry(world: World, file: Path) -> None:
    world.draft(by="otto", business_unit="Legal")
    other = number_of(world, "requisition.created")
    world.hire("uma", "auditor", "Payments")
    size = verify(world.database).size

    for entry in (other, 9999):
        with pytest.raises(NotFound, match=f"no entry {entry}"):
            proved(world, file, by="uma", entry=entry)
    for name in ("rita", "mona", "paul", "dan", "ada"):
        with pytest.raises(Forbidden, match=r"audit\.read"):
            proved(world, file, by=name, entry=1)
    with pytest.raises(InputError, match="number of an entry"):
        proved(world, file, entry=0)

    assert verify(world.database).size == size
    assert not file.exists()


def test_proving_is_itself_an_entry(world: World, file: Path) -> None:
    proved(world, file, entry=3)

    with world.database.read() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert last.action == "audit.exported"
    assert json.loads(last.entry)["facts"] == {"format": "proof", "entry": 3}


def test_a_head_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"expected a tree head at .*, found no file"):
        read_head(tmp_path / "head.json")


def test_the_log_has_the_names_it_says_and_no_other() -> None:
    with pytest.raises(AttributeError, match=r"module 'governance\.audit' has no attribute 'rewrite'"):
        audit.rewrite  # noqa: B018
