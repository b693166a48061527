"""A pack holds the case and proves it; every changed byte is named, and whoever may not have one gets none."""

import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from governance import approvals, engagements, requisitions, review
from governance.audit.heads import read_head
from governance.audit.offline import check_file
from governance.audit.verification import verify
from governance.canonical import canonical, sha256
from governance.evidence import verify as verifier
from governance.evidence.gathering import Pack, make_pack
from governance.evidence.packing import MANIFEST, archive, packed
from governance.keeping.applying import apply_schedule
from governance.keeping.schedule import shipped_schedule
from governance.people.restrictions import erase_person
from governance.signing import home_key, public_hex, signed
from governance.storage.tables import AuditEntry
from matching.errors import Forbidden, InputError, NotFound, RunError
from tests.governance.audit.tampering import tamper
from tests.governance.world import World

Files = dict[str, bytes]


def pack(world: World, by: str = "audrey", **asked: Any) -> Pack:
    return make_pack(world.database, world.actor(by), lambda _: b"<p>a page</p>", **asked)


def files(world: World, by: str = "audrey", **asked: Any) -> Files:
    with zipfile.ZipFile(io.BytesIO(pack(world, by, **asked).content)) as archived:
        return {name: archived.read(name) for name in archived.namelist()}


def faults(found: Files, key: str | None = None) -> list[str]:
    return verifier.check(found, key).faults


@pytest.fixture
def done(world: World) -> tuple[World, str, str]:
    return walked(world)


@pytest.fixture
def kept(file_world: World) -> tuple[World, str, str]:
    """For what the verifier does with files, whichever engine they came from."""
    return walked(file_world)


def walked(world: World) -> tuple[World, str, str]:
    """A case with a decision set aside and notes all the way, an engagement and its outcome."""
    requisition_id = world.in_review()
    world.decide(requisition_id, "P-1002", "not_now", "not_available")
    world.decide(requisition_id, "P-1001")
    with world.as_("mona") as work:
        review.finish_review(work, requisition_id)
    with world.as_("paul") as work:
        approvals.approve_selection(work, requisition_id, note="within the framework é")
    world.classified(requisition_id)
    world.accepted(requisition_id)
    engagement_id = world.start(requisition_id)
    with world.as_("mona") as work:
        engagements.activate_engagement(work, engagement_id)
        engagements.complete_engagement(work, engagement_id)
    world.outcome(engagement_id, note="would have her again")
    return world, requisition_id, engagement_id


def test_a_pack_holds_the_whole_case_and_everything_in_it_holds(done: tuple[World, str, str]) -> None:
    world, requisition_id, engagement_id = done

    found = files(world, requisition=requisition_id)
    checked = verifier.check(found)

    assert checked.faults == []
    assert set(found) == {
        "MANIFEST.json", "README.txt", "case.json", "head.json", "index.html", "log.jsonl", "public-key.txt",
        "roles/v1.json", "shortlists/S-1001.json", "shortlists/S-1001.parts.json", "verify.py", "words.json",
    }  # fmt: skip
    case = json.loads(found["case.json"])
    assert [one["note"] for one in case["decisions"]] == ["about P-1002", "about P-1001"]
    assert case["approvals"][1]["note"] == "within the framework é"
    assert case["engagements"][0]["id"] == engagement_id
    assert case["engagements"][0]["outcome"]["note"] == "would have her again"
    assert case["stage_events"][1]["scorecard"] == {"Python": 4, "communication": 5}
    assert case["classifications"][0]["answers"][0]["quote"]
    assert found["shortlists/S-1001.json"] == review.read_shortlist(world.database, "S-1001")
    # every version, decision, approval, classification, step, engagement and outcome
    assert checked.counts["statements"] == 1 + 2 + 2 + 1 + 4 + 1 + 1
    assert checked.counts["parts"] == 5
    assert checked.counts["words"] > 8
    assert case["people"] == {}


def test_its_log_is_an_export_and_its_head_a_head(done: tuple[World, str, str], tmp_path: Path) -> None:
    world, requisition_id, _ = done
    found = files(world, requisition=requisition_id)
    (tmp_path / "log.jsonl").write_bytes(found["log.jsonl"])
    (tmp_path / "head.json").write_bytes(found["head.json"])

    head = read_head(tmp_path / "head.json")

    assert check_file(tmp_path / "log.jsonl", anchor=head).ok
    assert head.root == verify(world.database).root
    last = json.loads(found["log.jsonl"].splitlines()[-2])["entry"]
    assert (last["action"], last["subject"]["id"], last["actor"]) == (
        "evidence.made", requisition_id, world.actor("audrey").id,
    )  # fmt: skip


def test_of_an_engagement_no_other_one_is_told(world: World) -> None:
    requisition_id = world.approved_to_engage(("P-1001", "P-1002"), positions=2)
    made = []
    for person in ("P-1001", "P-1002"):
        world.accepted(requisition_id, person)
        made.append(world.start(requisition_id, person, hours=100))

    found = files(world, engagement=made[1])

    assert faults(found) == []
    assert [one["id"] for one in json.loads(found["case.json"])["engagements"]] == [made[1]]
    assert made[0] not in found["log.jsonl"].decode()
    assert json.loads(found[MANIFEST])["about"] == {"requisition": requisition_id, "engagement": made[1]}


def test_the_same_files_make_the_same_bytes(kept: tuple[World, str, str]) -> None:
    world, requisition_id, _ = kept
    found = files(world, requisition=requisition_id)
    del found[MANIFEST]
    key = home_key(world.database.key_dir)

    first = packed(found, {"requisition": "R-1"}, key)
    world.clock.advance(days=40)
    second = packed(dict(reversed(found.items())), {"requisition": "R-1"}, key)

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archived:
        assert archived.namelist() == sorted(archived.namelist())
        assert {one.date_time for one in archived.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_any_changed_byte_is_named_by_its_file(kept: tuple[World, str, str]) -> None:
    world, requisition_id, _ = kept
    found = files(world, requisition=requisition_id)
    chance = random.Random(8785)

    for name, content in found.items():
        places = range(len(content)) if len(content) < 600 else chance.sample(range(len(content)), 150)
        for place in places:
            changed = bytearray(content)
            changed[place] ^= 1 << chance.randrange(8)

            told = faults({**found, name: bytes(changed)})

            assert any(one.startswith(f"{name}: ") for one in told), (name, place, told)


def resigned(world: World, found: Files, **changed: bytes) -> Files:
    """The pack as the home's owner could make it anew after changing files: hashes and signature fit again."""
    altered = {**found, **changed}
    manifest = json.loads(altered.pop(MANIFEST))
    stated = {
        "schema": manifest["schema"],
        "about": manifest["about"],
        "files": {name: sha256(content) for name, content in altered.items()},
    }
    return {**altered, MANIFEST: canonical(signed(stated, home_key(world.database.key_dir))) + b"\n"}


def in_case(change: Callable[[dict[str, Any]], None]) -> Callable[[Files], Files]:
    def changed(found: Files) -> Files:
        case = json.loads(found["case.json"])
        change(case)
        return {"case.json": canonical(case) + b"\n"}

    return changed


def set_to(value: Any, *path: str | int) -> Callable[[dict[str, Any]], None]:
    def change(case: dict[str, Any]) -> None:
        inner: Any = case
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (set_to("reject", "decisions", 0, "decision"), "decision D-1001: its decision is not what entry"),
        (set_to("never seen", "decisions", 0, "note"), "decision D-1001: its note is not what entry"),
        (set_to(None, "decisions", 0, "note"), "decision D-1001: its note is not what entry"),
        (set_to("P-1003", "decisions", 1, "person_id"), "its person is not"),
        (set_to("D-9", "decisions", 1, "id"), "decision D-9: no entry of the log records it"),
        (set_to("overridden", "approvals", 1, "decision"), "no entry of the log records it"),
        (set_to("fine", "approvals", 1, "note"), "its note is not"),
        (set_to("high", "classifications", 0, "risk"), "its risk is not"),
        (set_to("x", "classifications", 0, "answers", 0, "quote"), "its words is not"),
        (set_to({"Python": 5}, "stage_events", 1, "scorecard"), "its scorecard is not"),
        (set_to(400, "engagements", 0, "hours"), "its hours is not"),
        (set_to(1, "engagements", 0, "outcome", "rating"), "its rating is not"),
        (set_to("bad", "engagements", 0, "outcome", "note"), "its note is not"),
        (set_to("Another title", "versions", 0, "title"), "its title is not"),
        (set_to({"id": "x"}, "versions", 0, "role"), "its role is not that of roles/v1.json"),
        (set_to([], "decisions"), "records D-1001 (candidate.decided), of which the case says nothing"),
        (set_to([], "stage_events"), "of which the case says nothing"),
        (set_to([], "versions"), "of which the case says nothing"),
    ],
)
def test_a_case_told_otherwise_than_recorded_is_found_even_when_it_is_signed_anew(
    kept: tuple[World, str, str], change: Callable[[dict[str, Any]], None], words: str
) -> None:
    world, requisition_id, _ = kept
    found = files(world, requisition=requisition_id)

    told = faults(resigned(world, found, **in_case(change)(found)))

    assert any(one.startswith("case.json: ") and words in one for one in told), told


def test_words_lists_roles_and_entries_told_otherwise_are_found_even_when_signed_anew(
    kept: tuple[World, str, str],
) -> None:
    world, requisition_id, _ = kept
    found = files(world, requisition=requisition_id)
    words, parts = json.loads(found["words.json"]), json.loads(found["shortlists/S-1001.parts.json"])
    words["words"][0]["value"] = "otherwise"
    fewer = {**words, "words": words["words"][1:]}
    parts["parts"][0]["value"] = parts["parts"][0]["value"].replace("quote of", "praise of")
    other_frame = {**parts, "frame": parts["frame"].replace("0.125", "0.25")}
    swapped = {**parts, "parts": parts["parts"][::-1]}

    def told(**changed: bytes) -> str:
        return "\n".join(faults(resigned(world, found, **changed)))

    assert "is not what the entry commits to" in told(**{"words.json": canonical(words) + b"\n"})
    assert "nothing is told of the" in told(**{"words.json": canonical(fewer) + b"\n"})
    for altered in (parts, other_frame, swapped):
        assert "S-1001" in told(**{"shortlists/S-1001.parts.json": canonical(altered) + b"\n"})
    assert "is not the list that" in told(
        **{"shortlists/S-1001.json": found["shortlists/S-1001.json"].replace("é".encode(), b"e")}
    )
    assert "not the role" in told(**{"roles/v1.json": found["roles/v1.json"].replace(b"Python", b"Cobol")})
    lines = found["log.jsonl"].splitlines(keepends=True)
    assert "does not follow" in told(**{"log.jsonl": b"".join([*lines[:3], *lines[4:]])})
    left = {name: content for name, content in found.items() if not name.startswith("shortlists/")}
    assert "shortlist S-1001: the pack does not hold it" in "\n".join(faults(resigned(world, left)))


JUNK: list[Any] = [None, 7, "x", [], {}, [[]], [None], [{}], {"files": 7}]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_no_shape_whatever_makes_the_program_stumble(kept: tuple[World, str, str], junk: Any) -> None:
    """Whoever signs anew may write anything; it is a fault that names the file and never a traceback."""
    world, requisition_id, _ = kept
    found = files(world, requisition=requisition_id)

    for name in (
        "case.json",
        "words.json",
        "head.json",
        "shortlists/S-1001.parts.json",
        "roles/v1.json",
        MANIFEST,
    ):
        document = json.loads(found[name])
        for altered in (junk, *({**document, member: junk} for member in document)):
            changed = {name: canonical(altered) + b"\n"}
            if name == MANIFEST:
                told = faults({**found, **changed})
            else:
                told = faults(resigned(world, found, **changed))
            assert any(one.startswith(f"{name}: ") for one in told) or name == "case.json", (name, altered)


def test_a_pack_signed_by_somebody_else_is_found_by_the_key_that_was_kept(
    kept: tuple[World, str, str],
) -> None:
    world, requisition_id, _ = kept
    found = files(world, requisition=requisition_id)
    key = public_hex(home_key(world.database.key_dir))

    assert faults(found, key) == []
    assert faults(found, "0" * 64) == ["head.json: it is not signed with the key you kept"]
    assert any("whose key signed is not proven" in note for note in verifier.check(found).notes)


def test_a_file_missing_or_too_many_is_named(kept: tuple[World, str, str]) -> None:
    world, requisition_id, _ = kept
    found = files(world, requisition=requisition_id)

    for name in found:
        left = {other: content for other, content in found.items() if other != name}
        assert any(one.startswith(f"{name}: ") for one in faults(left)) or name == MANIFEST, name
    assert faults({**found, "more.txt": b"x"}) == ["more.txt: MANIFEST.json does not name it"]


def test_whoever_is_erased_is_absent_named_and_everything_else_still_proved(
    done: tuple[World, str, str],
) -> None:
    world, requisition_id, _ = done
    with world.as_("cora") as work:
        erase_person(work, "P-1002", "asked to be forgotten")

    found = files(world, requisition=requisition_id)

    assert faults(found) == []
    case = json.loads(found["case.json"])
    assert case["people"] == {"P-1002": "erased"}
    assert case["shortlists"][0]["erased"] == ["P-1002"]
    assert case["decisions"][0]["note"] is None
    assert json.loads(found["shortlists/S-1001.json"])["candidates"][1] == {"erased": True, "id": "P-1002"}
    everything = b"".join(found.values()).decode()
    assert "quote of P-1002" not in everything
    assert "about P-1002" not in everything
    assert "person.erased" in found["log.jsonl"].decode()
    assert "asked to be forgotten" not in everything
    states = {(one["field"], one["state"]) for one in json.loads(found["words.json"])["words"]}
    assert {("note", "gone"), ("reason", "closed")} <= states


def test_what_the_schedule_let_go_is_told_as_gone_and_the_rest_is_proved(
    done: tuple[World, str, str],
) -> None:
    world, requisition_id, _ = done
    world.clock.advance(days=4000)
    with world.as_("cora") as work:
        apply_schedule(work, shipped_schedule(), work.today)

    checked = verifier.check(files(world, requisition=requisition_id))

    assert checked.faults == []
    assert any("version 1: its title cannot be proven any longer" in note for note in checked.notes)


def test_words_that_are_gone_cannot_be_told_again(kept: tuple[World, str, str]) -> None:
    world, requisition_id, _ = kept
    found = files(world, requisition=requisition_id)
    words = json.loads(found["words.json"])
    note = next(one for one in words["words"] if one["value"] == "about P-1002")
    note |= {"state": "gone", "salt": None, "value": None}

    told = faults(resigned(world, found, **{"words.json": canonical(words) + b"\n"}))

    assert told == [
        f"case.json: decision D-1001: its note is told, and the words behind entry {note['seq']} are gone"
    ]


@pytest.mark.parametrize(
    ("who", "may"), [("audrey", True), ("cora", True), ("paul", True), ("mona", False), ("rita", False)]
)
def test_who_may_have_one(done: tuple[World, str, str], who: str, may: bool) -> None:
    world, requisition_id, engagement_id = done
    size = verify(world.database).size

    if may:
        assert faults(files(world, who, engagement=engagement_id)) == []
        assert verify(world.database).size == size + 1
    else:
        with pytest.raises(Forbidden, match=r"evidence\.make"):
            pack(world, who, engagement=engagement_id)
        with pytest.raises(Forbidden, match=r"evidence\.make"):
            pack(world, who, requisition=requisition_id)
        assert verify(world.database).size == size


def test_what_lies_outside_one_s_units_looks_absent(done: tuple[World, str, str]) -> None:
    world, requisition_id, engagement_id = done
    world.hire("uma", "auditor", "Legal")

    for name in ("uma", "otto", "dan"):
        with pytest.raises(NotFound, match=f"no requisition {requisition_id}"):
            pack(world, name, requisition=requisition_id)
        with pytest.raises(NotFound, match=f"no engagement {engagement_id}"):
            pack(world, name, engagement=engagement_id)
    with pytest.raises(NotFound, match="no engagement N-9"):
        pack(world, engagement="N-9")
    for asked in ({}, {"requisition": requisition_id, "engagement": engagement_id}):
        with pytest.raises(InputError, match="both or neither"):
            pack(world, **asked)


def test_a_log_that_does_not_hold_is_not_vouched_for(done: tuple[World, str, str]) -> None:
    world, requisition_id, _ = done
    tamper(world, "UPDATE audit_entry SET actor = 'A-9' WHERE seq = 4")

    with pytest.raises(RunError, match="does not hold"):
        pack(world, requisition=requisition_id)


def test_a_case_without_a_list_or_an_edited_one_is_proved_too(world: World) -> None:
    draft = world.draft()
    edited = world.in_review()
    with world.as_("mona") as work:
        requisitions.edit_requisition(work, edited, title="Backend engineer, Ledger")

    assert faults(files(world, requisition=draft)) == []
    found = files(world, requisition=edited)
    assert faults(found) == []
    assert {"roles/v1.json", "roles/v2.json"} <= set(found)


# The program by itself


def ran(*words: str | Path, isolated: bool = False) -> subprocess.CompletedProcess[str]:
    options = ["-I", "-S"] if isolated else ["-I"]
    return subprocess.run(
        [sys.executable, *options, *map(str, words)], capture_output=True, text=True, check=False, cwd="/"
    )


def test_the_program_in_the_pack_checks_folder_and_archive_by_itself(
    kept: tuple[World, str, str], tmp_path: Path
) -> None:
    world, requisition_id, _ = kept
    made = pack(world, requisition=requisition_id)
    path = tmp_path / made.name
    path.write_bytes(made.content)
    with zipfile.ZipFile(path) as archived:
        archived.extractall(tmp_path / "pack")
    program = tmp_path / "pack" / "verify.py"

    folder, packed_, bare = ran(program), ran(program, path), ran(program, path, isolated=True)

    assert (folder.returncode, packed_.returncode, bare.returncode) == (0, 0, 0), folder.stderr
    assert folder.stdout.startswith("the pack holds\nchecked: 11 files")
    assert "NOT CHECKED" not in folder.stdout
    assert "SIGNATURES WERE NOT CHECKED" in bare.stdout


def test_the_program_names_a_changed_file_of_every_kind(kept: tuple[World, str, str], tmp_path: Path) -> None:
    world, requisition_id, _ = kept
    found = files(world, requisition=requisition_id)
    program = tmp_path / "verify.py"
    program.write_bytes(found["verify.py"])
    chance = random.Random(6962)

    for number, (name, content) in enumerate(found.items()):
        changed = bytearray(content)
        changed[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path = tmp_path / f"{number}.zip"
        path.write_bytes(archive({**found, name: bytes(changed)}))

        answer = ran(program, path)

        assert answer.returncode == 1, (name, answer.stdout, answer.stderr)
        assert f"\n{name}: " in answer.stdout


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\0" * 18, b"not a pack"])
def test_the_program_says_when_there_is_no_pack(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)

    answer = ran(Path(verifier.__file__), path)

    assert answer.returncode == 2
    assert "no evidence pack" in answer.stdout
    assert answer.stderr == ""


def test_the_entry_says_which_engagement(done: tuple[World, str, str]) -> None:
    world, _, engagement_id = done
    pack(world, engagement=engagement_id)

    with world.database.read() as session:
        entry = session.scalars(select(AuditEntry.entry).where(AuditEntry.action == "evidence.made")).one()
    assert json.loads(entry)["facts"] == {"engagement": engagement_id}


def test_an_archive_with_one_name_twice_is_no_pack(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(MANIFEST, "{}")
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr(MANIFEST, "[]")

    with pytest.raises(ValueError, match="a name stands in it twice"):
        verifier.read(path)
