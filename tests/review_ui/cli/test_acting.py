"""Who acts: passwords, tokens, grants; nothing changes for nobody, and nothing by one person alone."""

from pathlib import Path
from typing import Any

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
    token = staffed(
        "account", "token", "ci", "--scope", "learn", "--as", "dana", typed=[PASSWORD]
    ).out.strip()
    words = ["import", files / "people.jsonl", "--source", "jsonl", "--licence", "C-1"]

    monkeypatch.setenv("CANDOR_TOKEN", token)
    allowed = staffed(*words)
    monkeypatch.setenv("CANDOR_TOKEN", token + "x")
    refused = staffed(*words)

    assert allowed.code == 0, allowed.err
    assert refused.code == 2


def test_a_disabled_account_acts_no_more(staffed: Run) -> None:
    assert staffed("account", "disable", "dana", "--as", "root", typed=[PASSWORD]).code == 0

    assert staffed("account", "token", "late", "--scope", "read", "--as", "dana", typed=[PASSWORD]).code == 2


def test_the_end_of_standard_input_is_no_password(staffed: Run) -> None:
    assert staffed("account", "disable", "dana", "--as", "root").code == 2


def test_an_unknown_account_or_role_changes_nothing(staffed: Run) -> None:
    unknown = staffed("account", "disable", "nobody", "--as", "root", typed=[PASSWORD])
    role = staffed("account", "grant", "dana", "king", "--as", "root", typed=[PASSWORD])

    assert (unknown.code, role.code) == (1, 2)
    assert "procurement" in role.err


def test_a_role_is_proposed_by_one_and_confirmed_by_another(staffed: Run) -> None:
    def root(*words: str) -> Any:
        return staffed("account", *words, "--as", "root", typed=[PASSWORD])

    def rhea(*words: str) -> Any:
        return staffed("account", *words, "--as", "rhea", typed=[PASSWORD])

    proposed = root("grant", "dana", "finance", "--limit", "500", "EUR", "--jurisdiction", "DE")
    grant_id = proposed.out.split()[0]
    waiting = rhea("pending", "--json").document["grants"]
    alone, confirmed = root("confirm", grant_id), rhea("confirm", grant_id)
    dana = next(one for one in rhea("list", "--json").document["accounts"] if one["name"] == "dana")

    assert "it gives nothing until another person confirms it" in proposed.out
    assert [(one["id"], one["proposed_by"]["name"], one["why_not"]) for one in waiting] == [
        (grant_id, "Root", None)
    ]
    assert (alone.code, confirmed.code) == (1, 0)
    assert "Root proposed this and so may not confirm it" in alone.err
    assert {"id": grant_id, "role": "finance", "business_unit": "*", "jurisdiction": "DE",
            "limit": {"amount": "500.00", "currency": "EUR"}, "starts": None, "ends": None} in dana["grants"]  # fmt: skip
    assert "finance everywhere for DE up to 500.00 EUR" in rhea("list").out
    assert rhea("revoke", grant_id).code == 0
    assert grant_id not in root("list").out


def test_a_proposal_is_denied_by_one(staffed: Run) -> None:
    grant_id = staffed("account", "grant", "dana", "finance", "--as", "root", typed=[PASSWORD]).out.split()[0]

    listed = staffed("account", "pending", "--as", "root", typed=[PASSWORD])
    denied = staffed("account", "deny", grant_id, "--as", "rhea", typed=[PASSWORD])

    assert "not by you: Root proposed this" in listed.out
    assert denied.code == 0
    assert "nothing waits" in staffed("account", "pending", "--as", "root", typed=[PASSWORD]).err


def test_one_sees_and_ends_one_s_own_sessions_and_tokens(staffed: Run) -> None:
    def dana(*words: str, typed: tuple[str, ...] = ()) -> Any:
        return staffed("account", *words, "--as", "dana", typed=[PASSWORD, *typed])

    dana("token", "ci", "--scope", "learn", "--scope", "read")
    own = dana("sessions", "--json").document

    assert [(one["id"], one["label"], one["scopes"]) for one in own["tokens"]] == [
        ("T-1001", "ci", ["learn", "read"])
    ]
    assert "T-1001  ci (learn read) until" in dana("sessions").out
    assert dana("revoke-token", "T-1001").code == 0
    assert dana("sessions", "--json").document["tokens"] == []
    assert dana("log-out").out == "dana: 0 sessions closed\n"
    assert dana("password", "dana", typed=("another long password",)).code == 0
    assert dana("sessions").code == 2


def test_a_token_needs_scopes_and_never_makes_another(staffed: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    without = staffed("account", "token", "ci", "--as", "rhea", typed=[PASSWORD])
    token = staffed(
        "account", "token", "ci", "--scope", "manage", "--as", "rhea", typed=[PASSWORD]
    ).out.strip()

    monkeypatch.setenv("CANDOR_TOKEN", token)

    assert without.code == 2
    assert "at least one scope" in without.err
    assert staffed("account", "list").code == 0
    for words in (["token", "more", "--scope", "read"], ["grant", "dana", "finance"], ["add", "eve"]):
        answer = staffed("account", *words, typed=[PASSWORD])
        assert answer.code == 1, answer
        assert "no token may" in answer.err
    assert staffed("account", "disable", "dana").code == 0
    monkeypatch.delenv("CANDOR_TOKEN")
    assert staffed("account", "enable", "dana", "--as", "root", typed=[PASSWORD]).code == 0
