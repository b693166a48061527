"""`candor ranking`: one person stops ranking by machine, another lets it go on, and `rank` asks the record."""

from pathlib import Path

import pytest

from tests.review_ui.cli.conftest import PASSWORD, Run, rank_pool


@pytest.fixture
def office(staffed: Run) -> Run:
    """The staffed home with two in procurement of Payments, `pia` and `per`, and `cora` in compliance."""
    hire(staffed, "pia", "procurement", "Payments")
    hire(staffed, "per", "procurement", "Payments")
    hire(staffed, "cora", "compliance", "*")
    return staffed


def hire(run: Run, name: str, role: str, unit: str) -> None:
    assert run("account", "add", name, "--as", "root", typed=[PASSWORD, PASSWORD]).code == 0
    granted = run("account", "grant", name, role, "--business-unit", unit, "--as", "root", typed=[PASSWORD])
    assert granted.code == 0
    confirmed = run("account", "confirm", granted.out.split()[0], "--as", "rhea", typed=[PASSWORD])
    assert confirmed.code == 0


def test_a_stop_is_made_listed_and_lifted_by_another(office: Run) -> None:
    made = office(
        "ranking",
        "stop",
        "--business-unit",
        "Payments",
        "--reason",
        "odd list",
        "--as",
        "pia",
        typed=[PASSWORD],
    )
    assert made.out == "K-1001: ranking by machine is stopped for every role family in Payments\n"

    refused = office("ranking", "lift", "K-1001", "--reason", "fine", "--as", "pia", typed=[PASSWORD])
    assert refused.code == 1
    assert "stopped this and so may not lift it" in refused.err
    lifted = office("ranking", "lift", "K-1001", "--reason", "mended", "--as", "per", typed=[PASSWORD])
    assert (lifted.code, lifted.out) == (0, "K-1001 is lifted\n")

    [found] = office("ranking", "stops", "--json", "--as", "cora", typed=[PASSWORD]).document["stops"]
    assert (found["stopped_by"], found["lifted_by"], found["reason"], found["lift_reason"]) == (
        "pia",
        "per",
        "odd list",
        "mended",
    )
    listed = office("ranking", "stops", "--as", "cora", typed=[PASSWORD])
    assert "K-1001  every role family in Payments" in listed.out
    assert "by pia, lifted" in listed.out


def test_nothing_stopped_is_said_so(office: Run) -> None:
    assert (
        office("ranking", "stops", "--as", "cora", typed=[PASSWORD]).out
        == "ranking by machine was never stopped\n"
    )


def test_rank_and_explain_ask_the_record_of_a_pool_and_not_of_a_file(office: Run, files: Path) -> None:
    _take_in(office, files)
    words = ("accountant", "--business-unit", "Payments")
    assert rank_pool(office, *words).code == 0
    office(
        "ranking",
        "stop",
        "--family",
        "finance-accounting",
        "--reason",
        "odd",
        "--as",
        "cora",
        typed=[PASSWORD],
    )

    for refused in (
        rank_pool(office, *words),
        office("explain", "accountant", "P-1001", "--as", "pia", typed=[PASSWORD]),
        rank_pool(office, files / "role.yaml"),
    ):
        assert refused.code == 1
        assert "ranking by machine is stopped here (K-1001)" in refused.err
    assert rank_pool(office, "data-analyst", "--business-unit", "Payments").code == 0
    filed = ("ranking", "file", "accountant", "--family", "data-ai", "--as", "pia")
    assert "ranking is stopped for a role family" in office(*filed, typed=[PASSWORD]).err
    assert office("rank", files / "role.yaml", "--profiles", files / "people.jsonl").code == 0


def test_the_pool_is_ranked_for_whoever_may_see_fit_there_and_a_file_for_anybody(
    office: Run, files: Path
) -> None:
    _take_in(office, files)
    hire(office, "flo", "finance", "*")
    hire(office, "lea", "hiring_manager", "Legal")
    words = ("rank", "accountant", "--business-unit", "Payments")

    unnamed = office(*words)
    refused = [office(*words, "--as", name, typed=[PASSWORD]) for name in ("dana", "flo", "lea", "root")]
    served = office(*words, "--as", "pia", typed=[PASSWORD])

    assert (unnamed.code, unnamed.out) == (2, "")
    assert "expected a person who acts, found nobody" in unnamed.err
    for answer in refused:
        assert (answer.code, answer.out) == (1, "")
        assert "rank, score, fit and reasons are withheld from" in answer.err
    assert served.code == 0
    assert office("rank", "accountant", "--profiles", files / "people.jsonl").code == 0


def _take_in(office: Run, files: Path) -> None:
    words = (files / "people.jsonl", "--source", "jsonl", "--licence", "C-1")
    taken = office("import", *words, "--as", "dana", typed=[PASSWORD])
    assert taken.code == 0, taken.err
