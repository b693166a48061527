"""What is exported can be checked with nothing but the file; who may export, and what they get."""

import csv
import io
import json
import random
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from governance import review
from governance.audit.exported import ExportLines
from governance.audit.heads import TreeHead, sign_head
from governance.audit.offline import OfflineReport, check_file
from governance.audit.tree import MerkleTree, leaf_hash
from governance.audit.verification import take_head, verify
from governance.audit_export import Asked, export_log
from governance.people import restrictions, same_person
from governance.signing import KEY_FILE, home_key
from matching.errors import Forbidden, InputError, RunError
from tests.governance.audit.tampering import rewrite, tamper
from tests.governance.world import UNIT, World


def exported(
    world: World, path: Path, *, by: str = "audrey", anchor: TreeHead | None = None, **asked: Any
) -> Path:
    with path.open("wb") as out:
        export_log(world.database, world.actor(by), Asked(**asked), out, anchor=anchor)
    return path


def table(world: World, **asked: Any) -> list[dict[str, str]]:
    out = io.BytesIO()
    export_log(world.database, world.actor("audrey"), Asked(**asked), out, form="csv")
    return list(csv.DictReader(io.StringIO(out.getvalue().decode())))


def entries(path: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    return [line["entry"] for line in lines if "entry" in line]


@pytest.fixture
def file(world: World, tmp_path: Path) -> Path:
    return tmp_path / "export.jsonl"


def test_the_whole_log_proves_itself_and_says_that_it_is_whole(world: World, file: Path) -> None:
    world.completed()

    report = check_file(exported(world, file))

    assert report.ok
    assert report.complete
    assert report.entries == report.size == verify(world.database).size
    assert report.root == verify(world.database).root
    assert entries(file)[-1]["action"] == "audit.exported"
    assert "whose it is not proven" in report.tail


def test_a_part_proves_itself_against_the_same_root(world: World, file: Path) -> None:
    requisition_id, _ = world.completed()
    world.draft()

    report = check_file(exported(world, file, requisition=requisition_id))

    assert report.ok
    assert not report.complete
    assert 0 < report.entries < report.size
    assert report.asked == {"requisition": requisition_id, "business_units": ["*"]}


def test_by_requisition_come_its_own_entries_and_those_that_name_it(world: World, file: Path) -> None:
    requisition_id, engagement_id = world.completed()
    other, _ = world.completed("P-1002")

    found = entries(exported(world, file, requisition=requisition_id))

    assert {"requisition.created", "selection.approved", "engagement.started", "engagement.completed"} <= {
        it["action"] for it in found
    }
    assert engagement_id in {it["subject"]["id"] for it in found}
    assert other not in json.dumps(found)


def test_by_person_come_entries_about_them_whoever_they_count_to(world: World, file: Path) -> None:
    world.completed()
    with world.as_("cora") as work:
        merged = same_person.link_profiles(work, "P-1002", "P-1003", "the same portfolio")
    with world.as_("cora") as work:
        restrictions.restrict(work, "P-1003", "block", business_unit="*", reason="asked for it")

    first = entries(exported(world, file, person="P-1001"))
    second = entries(exported(world, file, person="P-1002"))

    assert {"candidate.decided", "review.finished", "engagement.started"} <= {it["action"] for it in first}
    assert merged == "P-1002"
    assert {"person.linked", "person.restricted"} <= {it["action"] for it in second}
    assert check_file(file).asked["persons"] == ["P-1002", "P-1003"]
    assert all("P-1001" not in json.dumps(it["subject"]) for it in second)


def test_by_period_come_whole_days(world: World, file: Path) -> None:
    world.clock.advance(days=2)
    kept = world.draft()
    world.clock.advance(days=1)
    world.draft()

    found = entries(exported(world, file, since=date(2025, 3, 5), until=date(2025, 3, 5)))

    assert {it["subject"]["id"] for it in found} == {kept}


def test_nothing_found_is_an_answer_that_proves_no_more(world: World, file: Path) -> None:
    report = check_file(exported(world, file, requisition="R-9999"))

    assert (report.ok, report.complete) == (True, False)
    assert [it["action"] for it in entries(file)] == ["audit.exported"]  # which names R-9999 itself


@pytest.mark.parametrize("who", ["rita", "mona", "paul", "dan", "ada"])
def test_only_those_who_audit_may_export_and_a_refusal_leaves_no_file(
    world: World, file: Path, who: str
) -> None:
    size = verify(world.database).size

    with pytest.raises(Forbidden, match=r"audit\.read"):
        exported(world, file, by=who)

    assert file.read_bytes() == b""
    assert verify(world.database).size == size


def test_what_lies_outside_one_s_business_units_is_absent(world: World, file: Path) -> None:
    mine, other = world.draft(), world.draft(by="otto", business_unit="Legal")
    world.add("uma")
    world.give("uma", "auditor", UNIT)

    found = entries(exported(world, file, by="uma"))

    assert {it["business_unit"] for it in found} == {UNIT}
    assert mine in json.dumps(found)
    assert other not in json.dumps(found)
    assert check_file(file).asked["business_units"] == [UNIT]
    assert entries(exported(world, file, by="uma", requisition=other)) == []


def test_a_grant_that_has_ended_opens_nothing(world: World, file: Path) -> None:
    world.add("uma")
    world.give("uma", "auditor", UNIT)
    world.give("uma", "auditor", "Legal", ends=date(2025, 3, 4))
    world.draft(by="otto", business_unit="Legal")
    world.clock.advance(days=30)

    found = entries(exported(world, file, by="uma"))

    assert "Legal" not in {it["business_unit"] for it in found}


def test_an_export_says_in_the_log_who_took_what(world: World, file: Path) -> None:
    exported(world, file, person="P-1001", since=date(2025, 1, 1))

    last = entries(file)[-1]

    assert (last["actor"], last["action"]) == (world.actor("audrey").id, "audit.exported")
    assert last["facts"] == {"format": "jsonl", "person": "P-1001", "since": "2025-01-01"}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"person": "P 1001"}, "id of a person"),
        ({"requisition": ""}, "id of a requisition"),
        ({"since": date(2025, 2, 2), "until": date(2025, 2, 1)}, "2025-02-02 to 2025-02-01"),
    ],
)
def test_a_wrong_question_is_told(world: World, file: Path, asked: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        exported(world, file, **asked)


def test_a_log_that_does_not_hold_is_not_exported(world: World, file: Path) -> None:
    tamper(world, "UPDATE audit_entry SET actor = 'A-9' WHERE seq = 4")

    with pytest.raises(RunError, match="does not hold"):
        exported(world, file)

    assert file.read_bytes() == b""


# Checking a file


def test_a_changed_byte_is_found_wherever_it_is_and_in_an_entry_its_number_named(
    world: World, file: Path
) -> None:
    requisition_id = world.approved()
    content = exported(world, file, requisition=requisition_id).read_bytes()
    lines = content.splitlines(keepends=True)
    chance, start = random.Random(6962), 0
    for index, line in enumerate(lines):
        for place in chance.sample(range(len(line) - 1), 30):
            changed = bytearray(content)
            changed[start + place] ^= 1 << chance.randrange(8)
            file.write_bytes(changed)

            found = checked(file)

            assert found is None or not found.ok, (index, place)
            if 0 < index < len(lines) - 1:
                assert found is not None
                assert found.first_bad is not None
                assert f"(line {index + 1})" in found.first_bad.fault
                if place < line.rindex(b'"seq"') - 1 and b"\n" not in changed[start : start + len(line) - 1]:
                    assert found.first_bad.seq == number(line)
        start += len(line)


def checked(file: Path) -> OfflineReport | None:
    """None where the file is refused as a whole."""
    try:
        return check_file(file)
    except InputError:
        return None


@pytest.fixture
def lines(world: World, file: Path) -> list[bytes]:
    requisition_id = world.approved()
    world.draft()
    return exported(world, file, requisition=requisition_id).read_bytes().splitlines(keepends=True)


def number(line: bytes) -> int:
    return int(json.loads(line)["seq"])


def test_an_entry_taken_out_is_found_where_the_next_one_stands(file: Path, lines: list[bytes]) -> None:
    file.write_bytes(b"".join(lines[:2] + lines[3:]))

    bad = check_file(file).first_bad

    assert bad is not None
    assert bad.seq == number(lines[3])
    assert f"exported after entry {number(lines[2])}" in bad.fault
    assert "(line 3)" in bad.fault


def test_two_entries_out_of_order_are_found(file: Path, lines: list[bytes]) -> None:
    file.write_bytes(b"".join([lines[0], lines[2], lines[1], *lines[3:]]))

    bad = check_file(file).first_bad

    assert bad is not None
    assert bad.seq == number(lines[2])


def test_an_edited_entry_is_named(file: Path, lines: list[bytes]) -> None:
    edited = lines[2].replace(b'"actor":"A-', b'"actor":"B-')
    file.write_bytes(b"".join([*lines[:2], edited, *lines[3:]]))

    bad = check_file(file).first_bad

    assert bad is not None
    assert (bad.seq, bad.fault) == (
        number(lines[2]),
        "its proof does not lead from its text to the signed head (line 3)",
    )


@pytest.mark.parametrize("kept", [1, 2])
def test_a_file_cut_off_is_found(file: Path, lines: list[bytes], kept: int) -> None:
    file.write_bytes(b"".join(lines[:kept]))

    report = check_file(file)

    assert not report.ok
    assert "cut off after entry" in report.faults[0]


def test_an_entry_taken_out_with_its_link_mended_is_found_by_the_last_line(
    file: Path, lines: list[bytes]
) -> None:
    mended = lines[3].replace(b'"after":%d' % number(lines[2]), b'"after":%d' % number(lines[1]))
    left = [*lines[:2], mended, *lines[4:-1]]
    recounted = lines[-1].replace(b'"entries":%d' % (len(lines) - 2), b'"entries":%d' % (len(left) - 1))
    file.write_bytes(b"".join([*left, lines[-1]]))
    counts_more = check_file(file)
    file.write_bytes(b"".join([*left, recounted]))
    counts_right = check_file(file)

    assert counts_more.first_bad is None
    assert "entries were taken out" in counts_more.faults[0]
    assert counts_right.faults == ("the last line does not carry its signature",)


def test_the_last_entry_taken_out_is_found_by_the_last_line(file: Path, lines: list[bytes]) -> None:
    file.write_bytes(b"".join([*lines[:-2], lines[-1]]))

    report = check_file(file)

    assert report.first_bad is None
    assert "entries were taken out" in report.faults[0]


def test_something_added_after_the_last_line_is_found(file: Path, lines: list[bytes]) -> None:
    file.write_bytes(b"".join([*lines, lines[1]]))

    assert check_file(file).faults == ("something was added after the last line",)


def test_a_last_line_of_another_export_or_key_is_found(world: World, file: Path, lines: list[bytes]) -> None:
    other = exported(world, file, requisition="R-9999").read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:-1], other[-1]]))
    another_export = check_file(file)
    (world.database.key_dir / KEY_FILE).unlink()
    other = exported(world, file, requisition="R-9999").read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:-1], other[-1]]))
    another_key = check_file(file)

    assert "entries were taken out" in another_export.faults[0]
    assert another_key.faults == ("the last line is signed with another key than the head",)


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b"\xff\xfe", b"[" * 9999, b"seq,at\r\n1,2\r\n"])
def test_what_is_no_export_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    with pytest.raises(InputError, match="to begin as an exported audit log"):
        check_file(file)


def test_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found no file"):
        check_file(tmp_path / "none.jsonl")


def test_a_part_proves_that_it_extends_an_earlier_head(world: World, file: Path) -> None:
    anchor = take_head(world.database)
    requisition_id = world.approved()

    report = check_file(exported(world, file, anchor=anchor, requisition=requisition_id), anchor=anchor)

    assert report.ok
    assert report.anchor is not None
    assert report.anchor.faults == ()
    assert report.tail.startswith(f"proven to extend the {anchor.size} entries")


def test_a_part_without_that_proof_says_so(world: World, file: Path) -> None:
    anchor = take_head(world.database)
    requisition_id = world.approved()

    report = check_file(exported(world, file, requisition=requisition_id), anchor=anchor)

    assert not report.ok
    assert report.anchor is not None
    assert report.anchor.faults == ("unproven",)
    assert "export it with --anchor" in report.faults[0]


def test_the_whole_log_needs_no_proof_of_that(world: World, file: Path) -> None:
    anchor = take_head(world.database)
    world.draft()

    assert check_file(exported(world, file), anchor=anchor).ok


def test_a_log_rewritten_since_a_head_is_found_in_its_export(world: World, file: Path) -> None:
    anchor = take_head(world.database)
    world.draft()
    rewrite(world, 4)
    fresh = take_head(world.database)

    whole = check_file(exported(world, file), anchor=anchor)
    with pytest.raises(RunError, match="rewritten"):
        exported(world, file, anchor=anchor)
    forged = exported(world, file, anchor=fresh, person="P-1001")
    part = check_file(forged, anchor=anchor)

    assert whole.anchor is not None
    assert whole.anchor.faults == ("rewritten",)
    assert part.anchor is not None
    assert part.anchor.faults == ("unproven",)


def test_a_forged_proof_of_extension_is_found(world: World, file: Path) -> None:
    anchor = take_head(world.database)
    key = home_key(world.database.key_dir)
    tree = MerkleTree([leaf_hash(bytes([n])) for n in range(anchor.size + 5)])
    head = sign_head(key, size=tree.size, root=tree.digest().hex(), at="2025-03-03T09:00:00.000000Z")
    for proof in (
        [],
        ["zz"],
        [step.hex() for step in tree.consistency_proof(anchor.size, tree.size)],
        None,
        7,
    ):
        with file.open("wb") as out:
            lines = ExportLines(out)
            lines.begin(head, {}, {"size": anchor.size, "root": anchor.root, "proof": proof})
            lines.end(key)

        report = check_file(file, anchor=anchor)

        assert not report.ok
        assert "rewritten, or the proof altered" in report.faults[0]


def test_an_export_older_than_the_head_or_of_a_cut_log_is_not_proven(world: World, file: Path) -> None:
    exported(world, file)
    world.draft()

    report = check_file(file, anchor=take_head(world.database))

    assert report.anchor is not None
    assert report.anchor.faults == ("truncated",)


def test_a_file_signed_with_another_key_is_told_apart(world: World, file: Path) -> None:
    anchor = take_head(world.database)
    (world.database.key_dir / KEY_FILE).unlink()

    report = check_file(exported(world, file), anchor=anchor)

    assert report.anchor is not None
    assert report.anchor.faults == ("other_key",)
    with pytest.raises(InputError, match="not with the key you named"):
        check_file(file, key=anchor.public_key)
    assert "signed with the key you named" in check_file(file, key=report.public_key).tail


def test_a_report_is_plain_values(world: World, file: Path) -> None:
    json.dumps(asdict(check_file(exported(world, file), anchor=take_head(world.database))))


def test_checking_a_file_loads_no_database_library() -> None:
    program = (
        "import sys; import governance.audit.offline; "
        "print(sorted(name for name in sys.modules if name.split('.')[0] in {'sqlalchemy', 'sqlite3', 'alembic'}))"
    )

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "[]"


# The table


def test_the_table_has_a_row_an_entry_with_its_hash(world: World) -> None:
    world.draft()

    rows = table(world)

    assert [int(row["seq"]) for row in rows] == list(range(1, len(rows) + 1))
    assert rows[-1]["action"] == "audit.exported"
    assert json.loads(rows[-1]["facts"]) == {"format": "csv"}
    assert all(len(row["leaf_hash"]) == 64 for row in rows)
    assert list(rows[0])[:3] == ["seq", "at", "actor"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_table_begins_a_formula(world: World, name: str) -> None:
    with world.as_("ada") as work:
        work.audit("test.said", "record", name, business_unit=name)

    row = next(row for row in table(world) if row["action"] == "test.said")

    assert row["subject_id"] == f"'{name}"
    assert row["business_unit"] == f"'{name}"


def test_words_never_leave_with_the_log(world: World, file: Path) -> None:
    requisition_id = world.in_review()
    with world.as_("mona") as work:
        review.decide(work, requisition_id, "P-1001", "select", "other", note="sings in a choir")

    exported(world, file)

    assert b"choir" not in file.read_bytes()
    assert "choir" not in str(table(world))
