"""`account grants import`: told first, proposed when asked, every fault of a file at once."""

from pathlib import Path

import pytest

from tests.review_ui.cli.conftest import PASSWORD, Ran, Run

HEADING = "name,display_name,role,business_unit,jurisdiction,limit_amount,limit_currency,starts,ends\n"
STAFF = "dana,Dana,data_scientist,*,*,,,,\nnoor,Noor,data_scientist,,,,,,\nmina,Mina,hiring_manager,,,,,,\n"


def take(staffed: Run, folder: Path, text: str | bytes, *words: str) -> Ran:
    file = folder / "grants.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return staffed("account", "grants", "import", file, *words, "--as", "root", typed=[PASSWORD])


def test_without_apply_it_tells_what_would_change_and_changes_nothing(staffed: Run, tmp_path: Path) -> None:
    told = take(
        staffed, tmp_path, "\ufeff" + HEADING + STAFF + "nina,Nina Berg,finance,digital,DE,500,EUR,,\n"
    )

    assert told.code == 0, told.err
    assert told.out.splitlines() == [
        "+ account nina (Nina Berg), without a password",
        "+ nina: finance in digital for DE up to 500.00 EUR",
    ]
    assert "1 would be proposed (--apply does it), 3 unchanged, 0 on record" in told.err
    assert "nothing waits" in staffed("account", "pending", "--as", "root", typed=[PASSWORD]).err


def test_with_apply_it_proposes_and_again_nothing(staffed: Run, tmp_path: Path) -> None:
    text = HEADING + STAFF + "nina,Nina Berg,finance,digital,DE,500,EUR,,\n"
    first = take(staffed, tmp_path, text, "--apply", "--json").document
    second = take(staffed, tmp_path, text, "--apply", "--json").document
    waiting = staffed("account", "pending", "--json", "--as", "rhea", typed=[PASSWORD]).document["grants"]

    assert [(one["name"], one["line"]) for one in first["proposals"]] == [("nina", 5)]
    assert (second["proposals"], second["new_accounts"], second["unchanged"]) == ([], [], 4)
    assert [one["account"]["name"] for one in waiting] == ["Nina Berg"]


def test_what_the_file_leaves_out_is_taken_back_only_when_asked(staffed: Run, tmp_path: Path) -> None:
    text = HEADING + "dana,Dana,data_scientist,,,,,,\n"
    told = take(staffed, tmp_path, text, "--apply")
    done = take(staffed, tmp_path, text, "--apply", "--revoke-missing")

    assert told.out.startswith("? ")
    assert "noor: data scientist everywhere" in told.out
    assert done.out.startswith("- ")
    assert staffed("account", "token", "x", "--scope", "read", "--as", "noor", typed=[PASSWORD]).code == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "a column name"),
        ("name,role\nx,finance\n", "a column limit_currency"),
        (HEADING.replace("ends", "end"), "'end'"),
        (HEADING, "at least one line"),
        (HEADING + "x,X,finance,,,,,,,too,many\n", "9 cells"),
        (HEADING + "x,X,king,,,,,,\ny,Y,queen,,,,,,\n", "grants.csv:3"),
        (HEADING.encode() + b"x,\xff,finance,,,,,,\n", "UTF-8"),
        (HEADING + 'x,"' + "y" * 200_000 + '",finance,,,,,,\n', "CSV"),
        (HEADING + "y" * (5 * 1024 * 1024), "5 MiB"),
    ],
)
def test_a_file_that_is_no_list_is_told_why(
    staffed: Run, tmp_path: Path, text: str | bytes, found: str
) -> None:
    answer = take(staffed, tmp_path, text, "--apply")

    assert answer.code == 2
    assert found in answer.err


def test_a_file_that_is_not_there_is_a_wrong_call(staffed: Run) -> None:
    answer = staffed("account", "grants", "import", "nowhere.csv", "--as", "root", typed=[PASSWORD])

    assert answer.code == 2
    assert "nowhere.csv" in answer.err


def test_what_groups_give_is_proposed_by_one_and_confirmed_by_another(staffed: Run, tmp_path: Path) -> None:
    def as_(name: str, *words: str | Path) -> Ran:
        return staffed("account", "oidc-mapping", *words, "--as", name, typed=[PASSWORD])

    file = tmp_path / "mapping.yaml"
    file.write_text("groups:\n  buyers:\n    - {role: procurement, business_unit: digital}\n")

    proposed = as_("root", file)
    mapping_id = proposed.out.split()[0]
    alone, confirmed = as_("root", "--confirm", mapping_id), as_("rhea", "--confirm", mapping_id)
    shown = as_("rhea", "--json").document["mappings"]

    assert (proposed.code, alone.code, confirmed.code) == (0, 1, 0)
    assert "Root proposed this and so may not confirm it" in alone.err
    assert [(one["id"], one["confirmed_by"]["name"]) for one in shown] == [(mapping_id, "Rhea")]
    assert "buyers: procurement in digital" in as_("rhea").out
    assert as_("rhea", "--end", mapping_id).code == 0
    assert "groups give nothing" in as_("root").err
    assert as_("root", file, "--end", mapping_id).code == 2


def test_a_mapping_that_cannot_be_used_is_told_whole(staffed: Run, tmp_path: Path) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_text("groups:\n  a: [{role: king}]\n  b: [{role: administrator}]\n")

    answer = staffed("account", "oidc-mapping", file, "--as", "root", typed=[PASSWORD])

    assert answer.code == 2
    assert "groups.a[0]" in answer.err
    assert "groups.b[0]" in answer.err
