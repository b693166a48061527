"""`audit`: the log checked, its head signed and kept elsewhere, parts of it taken out and checked without a home."""

import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from review_ui.bootstrap import open_workspace
from tests.governance.giving import add, give
from tests.review_ui.cli.conftest import ADMINISTRATORS, PASSWORD, Run


@pytest.fixture
def audited(staffed: Run, home: Path) -> Run:
    """`staffed` with an auditor, `audrey`."""
    workspace = open_workspace(home)
    add(workspace.database, "audrey", PASSWORD, by="root")
    give(workspace.database, "audrey", "auditor", by=ADMINISTRATORS)
    workspace.close()
    return staffed


def tamper(home: Path, statement: str) -> None:
    """Another program at the database, the guards put back as they were afterwards."""
    with sqlite3.connect(home / "candor.db") as database:
        triggers = database.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute(f'drop trigger "{name}"')
        database.executescript(statement)
        for _, sql in triggers:
            database.execute(sql)
    database.close()


@pytest.fixture
def head(audited: Run, tmp_path: Path) -> Path:
    """A head kept elsewhere."""
    path = tmp_path / "elsewhere.json"
    assert audited("audit", "head", "--out", path).code == 0
    return path


def test_the_log_of_a_fresh_home_holds_and_its_tail_is_not_proven(staffed: Run) -> None:
    document = staffed("audit", "verify", "--json").document

    assert document["schema"] == "candor.audit/1"
    assert document["ok"] is True
    assert len(document["root"]) == 64
    assert document["anchor"] is None
    answer = staffed("audit", "verify")
    assert "holds" in answer.out
    assert "tail not proven" in answer.out


def test_a_rewritten_entry_fails_the_run_and_is_named(staffed: Run, home: Path) -> None:
    tamper(home, "update audit_entry set leaf_hash = zeroblob(32) where seq = 3;")

    answer = staffed("audit", "verify", "--json")

    assert answer.code == 1
    assert json.loads(answer.out)["ok"] is False
    assert "is 3:" in answer.problem["detail"]


def test_a_head_is_a_signed_document_and_its_key_is_told(staffed: Run, tmp_path: Path) -> None:
    printed = staffed("audit", "head")
    saved = staffed("audit", "head", "--out", tmp_path / "head.json")

    assert printed.document["schema"] == "candor.tree-head/1"
    assert set(printed.document) == {"schema", "size", "root", "at", "key_id", "public_key", "signature"}
    assert f"public key {printed.document['public_key']}" in printed.err
    assert json.loads((tmp_path / "head.json").read_text())["root"] == printed.document["root"]
    assert saved.out.startswith(f"{tmp_path / 'head.json'}: the head of {printed.document['size']} entries")
    assert [it.name for it in tmp_path.iterdir() if it.name.startswith(".")] == []


def test_a_head_kept_elsewhere_proves_the_tail(audited: Run, head: Path) -> None:
    key = json.loads(head.read_text())["public_key"]

    answer = audited("audit", "verify", "--anchor", head, "--key", key)

    assert answer.code == 0
    assert "tail proven" in answer.out
    assert audited("audit", "verify", "--anchor", head, "--json").document["anchor"]["faults"] == []


def test_truncation_is_found_against_a_head(audited: Run, home: Path, head: Path) -> None:
    size = json.loads(head.read_text())["size"]
    tamper(
        home,
        f"delete from audit_disclosure where seq > {size - 2}; delete from audit_entry where seq > {size - 2};"
        f"update audit_head set size = {size - 2};",
    )

    assert audited("audit", "verify").code == 0
    answer = audited("audit", "verify", "--anchor", head, "--json")

    assert answer.code == 1
    assert "the log was truncated" in answer.problem["detail"]
    assert json.loads(answer.out)["anchor"]["faults"] == ["truncated"]


def test_another_home_in_its_place_is_found_against_a_head(audited: Run, home: Path, head: Path) -> None:
    shutil.rmtree(home)
    audited("account", "add", "root", typed=[PASSWORD])
    audited("audit", "head")

    answer = audited("audit", "verify", "--anchor", head)

    assert answer.code == 1
    assert "the signing key was replaced" in answer.err
    assert "truncated" in answer.err or "rewritten" in answer.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--anchor", "none.json"], "found no file"),
        (["--offline", "none.jsonl"], "found no file"),
        (["--key", "12"], "expected --anchor or --offline with --key"),
    ],
)
def test_a_wrong_call_is_told(audited: Run, words: list[str], told: str) -> None:
    answer = audited("audit", "verify", *words)

    assert answer.code == 2
    assert told in answer.err


def test_an_altered_head_is_refused(audited: Run, head: Path) -> None:
    head.write_text(head.read_text().replace('"size": ', '"size": 1'))

    answer = audited("audit", "verify", "--anchor", head)

    assert answer.code == 2
    assert "altered after it was signed" in answer.err


def test_an_export_needs_somebody_who_may_audit(audited: Run, tmp_path: Path) -> None:
    out = tmp_path / "log.jsonl"

    nobody = audited("audit", "export", "--out", out)
    dana = audited("audit", "export", "--out", out, "--as", "dana", typed=[PASSWORD])

    assert (nobody.code, dana.code) == (2, 1)
    assert "auditor" in dana.err
    assert not out.exists()


def test_an_export_is_checked_with_nothing_but_the_file(
    audited: Run, home: Path, head: Path, tmp_path: Path
) -> None:
    out = tmp_path / "log.jsonl"
    made = audited("audit", "export", "--anchor", head, "--out", out, "--as", "audrey", typed=[PASSWORD])
    shutil.rmtree(home)

    alone = audited("audit", "verify", "--offline", out)
    beside = audited("audit", "verify", "--offline", out, "--anchor", head, "--json").document

    assert (made.code, made.out) == (0, "")
    assert f"entries in {out}" in made.err
    assert alone.code == 0
    assert "every entry of a log of" in alone.out
    assert beside["schema"] == "candor.audit-offline/1"
    assert (beside["ok"], beside["anchor"]["faults"]) == (True, [])
    assert not home.exists()


def test_a_tampered_export_fails_the_run_and_its_entry_is_named(audited: Run, tmp_path: Path) -> None:
    out = tmp_path / "log.jsonl"
    audited("audit", "export", "--out", out, "--as", "audrey", typed=[PASSWORD])
    out.write_bytes(out.read_bytes().replace(b'"action":"account.added"', b'"action":"account.addec"', 1))

    answer = audited("audit", "verify", "--offline", out)

    assert answer.code == 1
    assert "DOES NOT HOLD" in answer.out
    assert "the first entry that does not hold is 2" in answer.err


def test_a_table_goes_to_standard_output(audited: Run) -> None:
    answer = audited(
        "audit", "export", "--format", "csv", "--person", "P-1", "--requisition", "R-1",
        "--since", "2020-01-01", "--until", "2100-01-01", "--as", "audrey", typed=[PASSWORD],
    )  # fmt: skip

    (row,) = csv.DictReader(io.StringIO(answer.out))
    assert row["action"] == "audit.exported"
    assert json.loads(row["facts"]) == {
        "format": "csv",
        "person": "P-1",
        "requisition": "R-1",
        "since": "2020-01-01",
        "until": "2100-01-01",
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--person", "Ann Example"], "id of a person"),
        (["--since", "2025-02-02", "--until", "2025-02-01"], "no later than the last"),
        (["--since", "yesterday"], "does not match the format"),
        (["--anchor", "none.json"], "found no file"),
    ],
)
def test_a_wrong_question_is_told(audited: Run, words: list[str], told: str) -> None:
    answer = audited("audit", "export", *words, "--as", "audrey", typed=[PASSWORD])

    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err


def test_a_place_that_cannot_be_written_is_told(audited: Run, tmp_path: Path) -> None:
    answer = audited(
        "audit", "export", "--out", tmp_path / "no" / "log.jsonl", "--as", "audrey", typed=[PASSWORD]
    )

    assert answer.code == 1
    assert "No such file" in answer.err


def test_checking_a_file_loads_no_database_library(audited: Run, tmp_path: Path) -> None:
    out = tmp_path / "log.jsonl"
    audited("audit", "export", "--out", out, "--as", "audrey", typed=[PASSWORD])
    program = (
        "import sys; from review_ui.cli.main import cli; "
        f"cli(['audit', 'verify', '--offline', {str(out)!r}], standalone_mode=False); "
        "print([name for name in sys.modules if name in {'sqlalchemy', 'sqlite3', 'numpy', 'torch'}])"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "CANDOR_HOME": str(tmp_path / "none")},
    )

    assert ran.stdout.splitlines()[-1] == "[]"
