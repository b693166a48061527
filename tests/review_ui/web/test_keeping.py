"""Holds, erasures, proofs and evidence over the API and from the command line, to those who may and nobody else."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from httpx import Response

from governance import review
from governance.accounts.tokens import issue_token
from governance.audit.proof import check_proof
from governance.evidence import verify as verifier
from governance.people.protected import read_names
from governance.people.restrictions import erase_person
from review_ui.cli.main import cli
from review_ui.evidence import make_pack
from tests.governance.giving import add, give
from tests.review_ui.web.world import PASSWORD, Site


@pytest.fixture
def staffed(site: Site) -> Site:
    """With a second person in compliance."""
    add(site.workspace.database, "lars", PASSWORD, demo=True)
    give(site.workspace.database, "lars", "compliance")
    return site


def post(site: Site, who: str, path: str, **body: object) -> Response:
    return site.visitor(who).post_json(f"/api/v1{path}", **body)


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def test_a_hold_over_the_api(staffed: Site) -> None:
    requisition_id, ranked = staffed.in_review()
    placed = post(staffed, "lena", "/holds", kind="requisition", subject=requisition_id, reason="a claim")
    assert (placed.status_code, placed.json()) == (201, {"hold": "H-1001"})

    asked = post(staffed, "lena", f"/people/{ranked[0]}/erasure", reason="by letter")
    listed = staffed.visitor("audrey").get("/api/v1/holds").json()["items"]
    own = post(staffed, "lena", "/holds/H-1001/lift", reason="settled")
    lifted = post(staffed, "lars", "/holds/H-1001/lift", reason="settled")

    assert asked.json() == {"erased": False, "request": "Z-1001", "holds": ["H-1001"]}
    assert [(one["subject"], one["waiting"], one["reason"]) for one in listed] == [
        (requisition_id, [ranked[0]], "a claim")
    ]
    assert own.status_code == 403
    assert lifted.json() == {"hold": "H-1001", "erased": [ranked[0]]}
    visitor = staffed.visitor("audrey")
    assert visitor.get("/api/v1/holds").json()["items"] == []
    assert len(visitor.get("/api/v1/holds?lifted=true").json()["items"]) == 1


@pytest.mark.parametrize(
    ("who", "path", "body", "status"),
    [
        ("mona", "/holds", {"kind": "person", "subject": "P-1001", "reason": "x"}, 403),
        ("paul", "/people/P-1001/erasure", {"reason": "x"}, 403),
        ("lena", "/people/P-9/erasure", {"reason": "x"}, 404),
        ("lena", "/holds", {"kind": "shortlist", "subject": "S-1", "reason": "x"}, 422),
        ("lena", "/holds", {"kind": "person", "subject": "P-1001", "reason": ""}, 422),
        ("lena", "/holds/H-9/lift", {"reason": "x"}, 404),
        ("otto", "/holds", {"kind": "person", "subject": "P-1001", "reason": "x"}, 403),
        ("mona", "/audit/proofs", {"entry": 1}, 403),
        ("audrey", "/audit/proofs", {"entry": 9999}, 404),
        ("audrey", "/audit/proofs", {}, 422),
        ("audrey", "/audit/proofs", {"entry": 0}, 422),
        ("mona", "/requisitions/R-1001/evidence", {}, 403),
        ("otto", "/requisitions/R-1001/evidence", {}, 404),
        ("audrey", "/engagements/N-9/evidence", {}, 404),
    ],
)
def test_what_is_refused(staffed: Site, who: str, path: str, body: dict[str, object], status: int) -> None:
    staffed.draft()

    answer = post(staffed, who, path, **body)

    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]


def test_the_api_lets_go_only_of_as_many_records_as_were_told(site: Site) -> None:
    site.clock.advance(days=4 * 366)  # values set aside at import are past their time
    told = site.visitor("lena").get("/api/v1/retention").json()["records"]
    purged = site.visitor("lena").get("/api/v1/people/purge").json()["records"]

    other = post(site, "lena", "/retention/apply", expected_records=told + 1)
    wrong = post(site, "paul", "/people/purge", expected_records=purged + 1)
    done = post(site, "lena", "/retention/apply", expected_records=told)

    assert told > 0
    assert (other.status_code, wrong.status_code) == (409, 409)
    assert other.json()["type"] == "urn:candor:problem:stale"
    assert f"you were told of {told + 1}" in other.json()["detail"]
    assert (done.status_code, done.json()["records"]) == (200, told)
    assert post(site, "paul", "/people/purge", expected_records=purged).status_code == 200
    assert site.visitor("lena").get("/api/v1/retention").json()["records"] == 0


def test_an_entry_is_proved_over_the_api(site: Site, tmp_path: Path) -> None:
    requisition_id = site.draft()

    answer = post(site, "audrey", "/audit/proofs", requisition=requisition_id)

    path = tmp_path / "proof.json"
    path.write_bytes(answer.content)
    assert check_proof(path).ok
    assert check_proof(path).entries == 2  # its making, and this


def test_evidence_over_the_api_holds_and_is_named_for_what_it_is_of(site: Site) -> None:
    requisition_id, engagement_id = site.completed()

    for path, of in (
        (f"/requisitions/{requisition_id}", requisition_id),
        (f"/engagements/{engagement_id}", engagement_id),
    ):
        answer = post(site, "paul", f"{path}/evidence")

        assert answer.headers["content-type"] == "application/zip"
        assert answer.headers["content-disposition"] == f'attachment; filename="evidence-{of}.zip"'
        assert verifier.check(unpacked(answer.content)).faults == []


def test_the_page_shows_the_case_stands_alone_and_escapes_what_people_wrote(site: Site) -> None:
    title = "Backend <script>alert(1)</script> engineer"
    requisition_id, ranked = site.in_review(title=title)
    site.decide(requisition_id, ranked[0], "reject", "other", note='<img src=x onerror="alert(2)"> & so on')
    site.decide(requisition_id, ranked[1], "select", "evidence_strong")
    with site.workspace.command(site.actor("mona")) as work:
        review.finish_review(work, requisition_id)
    site.classified(requisition_id)

    found = unpacked(make_pack(site.workspace, site.actor("audrey"), requisition=requisition_id).content)
    page = found["index.html"].decode()

    assert verifier.check(found).faults == []
    assert "<script" not in page.lower()
    assert "<img" not in page
    assert "&lt;img src=x onerror=&#34;alert(2)&#34;&gt; &amp; so on" in page
    assert not re.search(r"(src|href|url)\s*[=(]", page.replace("&lt;img src=x", ""))
    for told in (
        requisition_id,
        *ranked,
        "evidence strong",
        "What was said of method.",
        "shortlist.frozen",
        "Mona Hartley",
    ):
        assert told in page, told
    assert page.count("<table>") == page.count("</table>") >= 6


def test_nobody_s_name_but_staff_s_is_in_it_and_the_erased_are_named_as_gone(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    before = unpacked(make_pack(site.workspace, site.actor("audrey"), requisition=requisition_id).content)
    with site.workspace.command(site.actor("lena")) as work:
        erase_person(work, ranked[0], "asked to be forgotten")

    after = unpacked(make_pack(site.workspace, site.actor("audrey"), requisition=requisition_id).content)

    assert verifier.check(after).faults == []
    page = after["index.html"].decode()
    assert "Gone since, and nowhere in this pack:" in page
    assert f"{ranked[0]} (erased)" in page
    document = json.loads(before["shortlists/S-1001.json"])
    said = {reason["sentence"] for reason in document["candidates"][0]["reasons"]}
    others = json.dumps(document["candidates"][1:], ensure_ascii=False)
    own = {words for words in said if words not in others}
    everything = b"".join(content for name, content in after.items()).decode()
    with site.workspace.database.read() as session:
        names = read_names(session, site.actor("paul"), ranked)
    assert own
    assert names
    assert not [name for name in names.values() if name in everything]
    assert not [words for words in own if words in everything]


def test_the_command_line_packs_proves_and_checks(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requisition_id, engagement_id = site.completed()
    with site.workspace.command(site.actor("audrey")) as work:
        token = issue_token(work, "tests", ["audit"])
    monkeypatch.setenv("CANDOR_TOKEN", token)
    monkeypatch.setenv("CANDOR_ENCODER", "none")

    def run(*words: str) -> tuple[int, str, str]:
        answer = CliRunner().invoke(cli, ["--home", str(site.workspace.home), *words])
        return answer.exit_code, answer.stdout, answer.stderr

    pack, proof = tmp_path / "pack.zip", tmp_path / "proof.json"
    made = run("evidence", engagement_id, "--out", str(pack))
    assert made[0] == 0, made
    assert "entries of the log with their proofs" in made[1]
    assert run("evidence", "--requisition", requisition_id, "--out", str(tmp_path / "r.zip"))[0] == 0
    assert run("evidence", "--out", str(tmp_path / "none.zip"))[0] == 2
    assert not (tmp_path / "none.zip").exists()
    checked = run("audit", "verify", "--offline", str(pack))
    assert (checked[0], checked[1].splitlines()[0]) == (0, "the pack holds")
    assert json.loads(run("audit", "verify", "--offline", str(pack), "--json")[1])["ok"]
    wrong = run("audit", "verify", "--offline", str(pack), "--key", "0" * 64)
    assert (wrong[0], "not signed with the key you kept" in wrong[2]) == (1, True)
    head = tmp_path / "head.json"
    assert run("audit", "head", "--out", str(head))[0] == 0
    assert run("audit", "verify", "--offline", str(pack), "--anchor", str(head))[0] == 2
    (tmp_path / "broken.zip").write_bytes(pack.read_bytes()[:-40])
    assert run("audit", "verify", "--offline", str(tmp_path / "broken.zip"))[0] == 2

    assert run("audit", "prove", "3", "--out", str(proof))[0] == 0
    told = run("audit", "verify", "--offline", str(proof))
    assert told[0] == 0, told
    assert "1 entries of a log of" in told[1]
    proof.write_bytes(proof.read_bytes().replace(b'"actor":"', b'"actor":"x'))
    assert run("audit", "verify", "--offline", str(proof))[0] == 1
    assert run("audit", "prove")[0] == 2
    assert run("audit", "prove", "3", "--requisition", requisition_id)[0] == 2
    assert run("audit", "prove", "99999")[0] == 1
