"""`policy`, `approvals`, `template`: who must say yes, what waits, and which template fits."""

import shutil
from pathlib import Path

import pytest

from governance import accounts, requisitions
from governance.money import Money
from governance.routing.policy import shipped, shipped_text
from review_ui.bootstrap import Workspace, open_workspace
from tests.governance.giving import add, give_all, second_administrator
from tests.governance.world import intake
from tests.review_ui.cli.conftest import PASSWORD, Run

STAFF = {
    "rita": "requester",
    "paul": "procurement",
    "petra": "procurement",
    "cora": "compliance",
    "fay": "finance",
}
SIMULATE = ["policy", "simulate", "--budget", "80000", "--currency", "USD", "--unit", "digital", "--no-sensitive-data",
            "--jurisdiction", "DE"]  # fmt: skip


@pytest.fixture(scope="module")
def office_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with somebody in every role that approves, and nobody above 100,000 USD."""
    home = tmp_path_factory.mktemp("office") / "home"
    workspace = open_workspace(home)
    root = accounts.bootstrap_administrator(workspace.database, "root", PASSWORD, "Root")
    second_administrator(workspace.database, root, "bea", PASSWORD)
    for name in STAFF:
        add(workspace.database, name, PASSWORD, by="root")
    limit = {"approval_limit": Money.of(100_000, "USD")}
    give_all(
        workspace.database, [(name, role, "*", limit) for name, role in STAFF.items()], by=("root", "bea")
    )
    workspace.close()
    return home


@pytest.fixture
def office(run: Run, office_home: Path, home: Path) -> Run:
    shutil.copytree(office_home, home)
    return run


def submitted(home: Path) -> str:
    workspace: Workspace = open_workspace(home)
    with workspace.command(accounts.find_account(workspace.database, "rita")) as work:
        made = requisitions.create_requisition(
            work,
            title="Backend engineer",
            business_unit="digital",
            budget=Money.of(40_000, "USD"),
            role={"title": "Backend engineer"},
            intake=intake("rita"),
        )
        requisitions.submit(work, made)
    workspace.close()
    return made


def test_the_policy_that_ships_is_shown_without_a_workspace_and_is_sound(
    run: Run, tmp_path: Path, home: Path
) -> None:
    shown = run("policy", "show").out
    (tmp_path / "policy.yaml").write_text(shown)

    checked = run("policy", "check", "policy.yaml", "--json").document

    assert shown.encode() == shipped_text()
    assert checked["sha256"] == shipped().sha256
    assert not home.exists()


def test_a_faulty_policy_is_named_by_file_and_field(run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_bytes(shipped_text().replace(b"due_days: 3", b"due_days: 0"))

    answer = run("policy", "check", "p.yaml")

    assert answer.code == 2
    assert "p.yaml rules.0.steps.0.due_days" in answer.err
    assert run("policy", "check", "nowhere.yaml").code == 2


def test_applying_takes_two_people(office: Run, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_bytes(shipped_text().replace(b'"2026-2"', b'"own-1"'))
    apply = ["policy", "apply", "own.yaml", "--as"]

    first = office(*apply, "paul", typed=[PASSWORD])
    again = office(*apply, "paul", typed=[PASSWORD])
    second = office(*apply, "cora", typed=[PASSWORD])

    assert (first.code, again.code, second.code) == (0, 1, 0)
    assert first.out.startswith("proposed")
    assert second.out.startswith("in force")
    assert "own-1" in office("policy", "show").out
    assert office(*apply, "fay", typed=[PASSWORD]).code == 1


def test_the_simulator_says_steps_reasons_and_people(office: Run) -> None:
    said = office(*SIMULATE, "--security", "restricted").out

    assert "stage 1: procurement or finance, within their limit" in said
    assert "could answer today: Fay, Paul, Petra" in said
    assert "because restricted-work: The work is restricted or secret" in said
    assert "could answer today: Cora" in said


def test_the_simulator_says_plainly_that_nobody_could(office: Run) -> None:
    asked = [*SIMULATE, "--security", "internal", "--json"]
    asked[asked.index("80000")] = "180000"

    request = office(*asked).document["routes"][0]

    assert [step["missing"] for step in request["steps"]] == [
        "nobody: a grant of finance or procurement in digital with an approval limit of at least 180,000.00 USD is missing",
        "nobody: a grant of finance in digital with an approval limit of at least 180,000.00 USD is missing",
    ]


def test_who_asks_is_left_out_and_a_stranger_is_refused(office: Run) -> None:
    asked = [*SIMULATE, "--security", "internal"]

    assert office(*asked, "--as", "rita", typed=[PASSWORD]).code == 0
    assert office(*asked, "--as", "root", typed=[PASSWORD]).code == 1
    assert office(*asked, "--special-category").code == 2
    assert office("policy", "simulate", "--budget", "1", "--currency", "USD", "--unit", "*").code == 2


def test_a_grant_for_one_country_answers_there_alone(office: Run) -> None:
    words = [
        "account",
        "grant",
        "cora",
        "procurement",
        "--limit",
        "90000",
        "USD",
        "--as",
        "root",
        "--jurisdiction",
    ]
    assert office(*words, "Germany", typed=[PASSWORD]).code == 2
    proposed = office(*words, "fr", typed=[PASSWORD]).out.split()[0]
    assert office("account", "confirm", proposed, "--as", "bea", typed=[PASSWORD]).code == 0
    asked = [*SIMULATE, "--security", "internal"]
    asked[asked.index("DE")] = "FR-IDF"

    there, elsewhere = office(*asked).out, office(*SIMULATE, "--security", "internal").out

    assert "could answer today: Cora, Fay, Paul, Petra" in there
    assert "Cora" not in elsewhere


def test_what_waits_is_listed_and_late_steps_are_opened_once(office: Run, home: Path) -> None:
    requisition_id = submitted(home)

    assert requisition_id in office("approvals", "list", "--as", "paul", typed=[PASSWORD]).out
    assert "nothing waits" in office("approvals", "list", "--as", "cora", typed=[PASSWORD]).out
    assert office("approvals", "escalate").out == "no step is late\n"
    waiting = office("approvals", "list", "--as", "paul", "--json", typed=[PASSWORD]).document["waiting"]
    assert [one["requisition"]["id"] for one in waiting] == [requisition_id]


def test_a_colleague_answers_for_another_until_it_ends(office: Run, home: Path) -> None:
    requisition_id = submitted(home)
    words = [
        "approvals",
        "delegate",
        "rita",
        "procurement",
        "--until",
        "2099-01-01",
        "--reason",
        "Leave",
        "--as",
        "paul",
    ]
    assert office(*words, typed=[PASSWORD]).code == 2  # longer than anybody may
    words[words.index("2099-01-01")] = _tomorrow()
    words[2] = "cora"

    made = office(*words, typed=[PASSWORD]).out.split(":")[0]

    queue = office("approvals", "list", "--as", "cora", typed=[PASSWORD]).out
    assert f"{requisition_id} requisition" in queue
    assert "for Paul" in queue
    assert (
        f"{made}  Cora for Paul as procurement everywhere"
        in office("approvals", "delegations", "--as", "cora", typed=[PASSWORD]).out
    )
    assert office("approvals", "end", made, "--as", "paul", typed=[PASSWORD]).code == 0
    assert "nothing waits" in office("approvals", "list", "--as", "cora", typed=[PASSWORD]).out


@pytest.mark.parametrize("words", [["policy", "apply", "own.yaml"], ["approvals", "list"], ["approvals", "delegations"],
                                   ["approvals", "end", "B-1001"]])  # fmt: skip
def test_nothing_is_done_by_nobody(office: Run, tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "own.yaml").write_bytes(shipped_text())

    answer = office(*words)

    assert answer.code == 2
    assert "--as NAME" in answer.err


def test_a_need_finds_its_template_with_reasons(run: Run, tmp_path: Path, home: Path) -> None:
    need = "Somebody who keeps the general ledger and runs the month-end close"
    (tmp_path / "need.txt").write_text(need)

    said = run("template", "suggest", need)
    document = run("template", "suggest", "--file", "need.txt", "--top", "1", "--json").document

    assert said.out.startswith("1. accountant  Accountant\n    names ")
    assert [one["template"] for one in document["templates"]] == ["accountant"]
    assert {reason["words"] for reason in document["templates"][0]["skills"]} >= {
        "general ledger",
        "month-end close",
    }
    assert not home.exists()


def test_a_need_is_given_once_and_says_something(run: Run, tmp_path: Path) -> None:
    (tmp_path / "need.txt").write_text("x")

    assert run("template", "suggest").code == 2
    assert run("template", "suggest", "x", "--file", "need.txt").code == 2
    assert run("template", "suggest", " ").code == 2
    assert run("template", "suggest", "--file", "nowhere.txt").code == 2
    assert "no template speaks of this" in run("template", "suggest", "zzz qqq").out


def _tomorrow() -> str:
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
