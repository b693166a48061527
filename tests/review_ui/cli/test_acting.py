"""Who acts: passwords, tokens, grants; nothing changes for nobody, and nothing by one person alone."""

from pathlib import Path

import pytest

from tests.review_ui.cli.conftest import PASSWORD, Run

CHANGES = [
    ["account", "disable", "dana"],
    ["account", "grant", "dana", "auditor"],
    ["account", "add", "eve"],
    ["train"],
    ["propose", "0123456789abcdef"],
    ["approve", "0123456789abcdef"],
]


def test_the_first_account_becomes_the_administrator_and_the_home_has_templates(run: Run, home: Path) -> None:
    answer = run("account", "add", "root", typed=[PASSWORD])

    assert (answer.code, answer.out) == (0, f"root added as the administrator of {home}\n")
    assert run("audit", "verify", "--json").document["ok"] is True


@pytest.mark.parametrize("words", CHANGES, ids=lambda words: " ".join(words))
def test_no_change_is_made_by_nobody(staffed: Run, words: list[str]) -> None:
    before = staffed("audit", "verify", "--json").document["size"]

    answer = staffed(*words)

    assert (answer.code, answer.out) == (2, "")
    assert "--as NAME" in answer.err
    assert staffed("audit", "verify", "--json").document["size"] == before


def test_an_import_needs_a_person_and_a_dry_run_does_not(staffed: Run, files: Path) -> None:
    words = ["import", files / "people.jsonl", "--source", "jsonl", "--licence", "C-1"]

    assert staffed(*words).code == 2
    assert staffed(*words, "--dry-run").code == 0


def test_a_wrong_password_is_refused(staffed: Run) -> None:
    answer = staffed("account", "disable", "dana", "--as", "root", typed=["not the password"])

    assert answer.code == 2
    assert "not the password" not in answer.err


def test_a_grant_decides_what_a_person_may_do(staffed: Run) -> None:
    answer = staffed("account", "disable", "noor", "--as", "dana", typed=[PASSWORD])

    assert answer.code == 1
    assert "administrator" in answer.err


def test_a_token_acts_as_its_owner_until_it_is_wrong(
    staffed: Run, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = staffed("account", "token", "ci", "--as", "dana", typed=[PASSWORD]).out.strip()
    words = ["import", files / "people.jsonl", "--source", "jsonl", "--licence", "C-1"]

    monkeypatch.setenv("CANDOR_TOKEN", token)
    allowed = staffed(*words)
    monkeypatch.setenv("CANDOR_TOKEN", token + "x")
    refused = staffed(*words)

    assert allowed.code == 0, allowed.err
    assert refused.code == 2


def test_a_disabled_account_acts_no_more(staffed: Run) -> None:
    assert staffed("account", "disable", "dana", "--as", "root", typed=[PASSWORD]).code == 0

    assert staffed("account", "token", "late", "--as", "dana", typed=[PASSWORD]).code == 2


def test_the_end_of_standard_input_is_no_password(staffed: Run) -> None:
    assert staffed("account", "disable", "dana", "--as", "root").code == 2


def test_an_unknown_account_or_role_changes_nothing(staffed: Run) -> None:
    unknown = staffed("account", "disable", "nobody", "--as", "root", typed=[PASSWORD])
    role = staffed("account", "grant", "dana", "king", "--as", "root", typed=[PASSWORD])

    assert (unknown.code, role.code) == (1, 2)
    assert "procurement" in role.err
