"""Extending an engagement by API and by command line, with each person's own part of it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from review_ui.cli.main import cli
from tests.governance.answers import answers, worst
from tests.review_ui.web.world import PASSWORD, Site

API = "/api/v1"


def answered(**choices: str) -> dict[str, Any]:
    given = answers(**({"length": "half_year"} | choices))
    return {
        "answered_by": "Mona Hartley",
        "answers": {question: asdict(answer) for question, answer in given.items()},
    }


def test_an_engagement_is_extended_by_script_by_three_people(site: Site) -> None:
    requisition_id, _, engagement_id = site.active()
    mona, paul, lena, petra = (site.visitor(name) for name in ("mona", "paul", "lena", "petra"))

    asked = mona.post_json(
        f"{API}/engagements/{engagement_id}/extensions", end="2027-04-30", hours=450, reason="more"
    )
    at = f"{API}/extensions/{asked.json()['extension']}"
    early = paul.post_json(f"{at}/approve")
    classified = mona.post_json(f"{at}/classification", **answered(**worst()))
    waits = paul.post_json(f"{at}/approve")
    cleared = lena.post_json(f"{at}/classification/decision", decision="cleared", reason="theirs to plan")
    own = mona.post_json(f"{at}/approve")
    approved = petra.post_json(f"{at}/approve", note="agreed")

    codes = [one.status_code for one in (asked, early, classified, waits, cleared, own, approved)]
    assert codes == [201, 409, 201, 409, 201, 403, 200]
    case = mona.get(f"{API}/requisitions/{requisition_id}").json()
    assert (case["engagements"][0]["end"], case["engagements"][0]["hours"]) == ("2027-04-30", 450)
    assert [(one["state"], one["asked_by"]["name"]) for one in case["extensions"]] == [
        ("approved", "Mona Hartley")
    ]
    page = mona.get(f"/requisitions/{requisition_id}")
    assert page.status_code == 200
    assert "Extended the engagement" in page.text


def test_what_waits_is_shown_to_procurement_where_approvals_are(site: Site) -> None:
    _, _, engagement_id = site.active()
    site.visitor("mona").post_json(f"{API}/engagements/{engagement_id}/extensions", hours=450, reason="more")
    paul = site.visitor("paul")

    assert [one["kind"] for one in paul.get(f"{API}/approvals").json()["items"]] == ["extension"]
    assert "May the work go on longer?" in paul.get("/approvals").text
    assert "Answer to an extension" in paul.get("/").text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"hours": 450}, 422),
        ({"hours": 0, "reason": "x"}, 422),
        ({"hours": 299, "reason": "x"}, 422),
        ({"end": "soon", "reason": "x"}, 422),
        ({"reason": "x"}, 422),
        ({"hours": 450, "reason": "x", "expected_version": 77}, 409),
    ],
)
def test_an_extension_that_is_none_is_refused_with_its_code(
    site: Site, body: dict[str, Any], code: int
) -> None:
    _, _, engagement_id = site.active()

    answer = site.visitor("mona").post_json(f"{API}/engagements/{engagement_id}/extensions", **body)

    assert answer.status_code == code, answer.text


def test_the_command_line_goes_the_whole_way_and_denies_and_withdraws(site: Site, tmp_path: Path) -> None:
    requisition_id, _, engagement_id = site.active()
    site.workspace.close()
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(answered(**worst())))

    def run(by: str, *words: str) -> str:
        call = ["--home", str(site.workspace.home), "extension", *words, "--as", by]
        answer = CliRunner().invoke(cli, call, input=f"{PASSWORD}\n")
        return answer.stdout.strip() if answer.exit_code == 0 else f"{answer.exit_code}: {answer.stderr}"

    why = ("--reason", "needed")
    assert (
        run("mona", "ask", engagement_id, "--hours", "400", *why)
        == "T-1001: asked for; answer its classification next"
    )
    assert run("paul", "deny", "T-1001", "--reason-code", "budget") == "T-1001 is denied"
    assert run("mona", "ask", engagement_id, "--deliverable", "API", *why).startswith("T-1002")
    assert run("mona", "withdraw", "T-1002", *why) == "T-1002 is withdrawn"
    assert run("mona", "ask", engagement_id, "--until", "2027-04-30", *why).startswith("T-1003")
    assert run("mona", "classify", "T-1003", str(file)).endswith("T-1003 is classified")
    assert "legal has not decided yet" in run("paul", "approve", "T-1003")
    assert run("lena", "decide", "T-1003", "cleared", *why) == "T-1003: cleared"
    assert run("paul", "approve", "T-1003") == "T-1003 is approved, and the engagement has its terms"
    listed = json.loads(run("audrey", "list", requisition_id, "--json"))
    assert [(one["state"], one["end"], one["hours"]) for one in listed["extensions"]] == [
        ("denied", "2027-02-26", 400),
        ("withdrawn", "2027-02-26", 300),
        ("approved", "2027-04-30", 300),
    ]
    assert f"T-1003  {engagement_id} until 2027-04-30, 300 hours: approved" in run(
        "audrey", "list", requisition_id
    )


def test_answers_that_cannot_be_read_are_told_so(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text("{")
    words = ["--home", str(site.workspace.home), "extension", "classify", "T-1001", str(file), "--as", "mona"]
    site.workspace.close()

    answer = CliRunner().invoke(cli, words, input=f"{PASSWORD}\n")

    assert answer.exit_code == 2
    assert "cannot be read" in answer.stderr
