"""Every list of a case, each replayed in words, and the evidence pack as a file, for whoever may and nobody else."""

import io
import json
import re
import zipfile
from html import unescape

import pytest
from sqlalchemy import text

from governance.canonical import canonical
from governance.evidence import verify as verifier
from governance.people.restrictions import erase_person
from review_ui.services import make_shortlist
from tests.review_ui.web.world import UNIT, Site


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def replayed(site: Site, requisition_id: str, by: str = "audrey", shortlist: str = "") -> str:
    query = f"?shortlist={shortlist}" if shortlist else ""
    answer = site.visitor(by).get(f"/requisitions/{requisition_id}/replay{query}")
    assert answer.status_code == 200, answer.text
    return text_of(answer.text)


def test_every_list_is_told_with_model_day_and_who_made_it(site: Site) -> None:
    requisition_id, _ = site.in_review()
    make_shortlist(site.workspace, site.actor("mona"), requisition_id)
    audrey = site.visitor("audrey")

    answer = audrey.get(f"/requisitions/{requisition_id}/shortlists")

    page = text_of(answer.text)
    assert re.search(r"S-1002 In force 24 Nov 2026, [\d:]+ UTC Mona Hartley M-[0-9a-f]{8}", page)
    assert re.search(r"S-1001 Replaced 24 Nov 2026", page)
    for one in ("S-1001", "S-1002"):
        opened = audrey.get(f"/requisitions/{requisition_id}/shortlist?shortlist={one}")
        assert (opened.status_code, f"shortlist?shortlist={one}" in answer.text) == (200, True)
        assert f"replay?shortlist={one}" in answer.text
    assert "All 2 lists" in text_of(audrey.get(f"/requisitions/{requisition_id}").text)


def test_before_the_first_ranking_the_history_teaches_and_there_is_nothing_to_replay(site: Site) -> None:
    requisition_id = site.draft()
    audrey = site.visitor("audrey")

    assert (
        "Nobody has been ranked for it yet" in audrey.get(f"/requisitions/{requisition_id}/shortlists").text
    )
    assert audrey.get(f"/requisitions/{requisition_id}/replay").status_code == 404
    assert "/replay" not in audrey.get(f"/requisitions/{requisition_id}").text


def test_a_list_that_is_the_same_says_so_with_its_hashes(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    found = site.case(requisition_id).shortlists[0]

    page = replayed(site, requisition_id)

    assert "Is S-1001 still what it was?" in page
    assert "The same bytes as frozen" in page
    assert "Ranked again: the same order and the same scores" in page
    assert f"the scores of {len(ranked)} people" in page
    for digest in (found.sha256, found.model_hash, found.snapshot_hash):
        assert digest in page


def test_an_earlier_list_is_replayed_by_its_address(site: Site) -> None:
    requisition_id, _ = site.in_review()
    make_shortlist(site.workspace, site.actor("mona"), requisition_id)

    page = replayed(site, requisition_id, shortlist="S-1001")

    assert "Is S-1001 still what it was?" in page
    assert "replaced since" in page
    assert (
        site.visitor("audrey").get(f"/requisitions/{requisition_id}/replay?shortlist=S-9").status_code == 404
    )


def test_a_list_whose_person_was_erased_names_them_and_what_is_still_proved(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    with site.workspace.command(site.actor("lena")) as work:
        erase_person(work, ranked[0], "asked to be forgotten")

    page = replayed(site, requisition_id)

    assert "Parts are gone since; all that is left is as frozen" in page
    assert f"Erased: {ranked[0]}." in page
    assert "The same bytes as frozen" not in page


def test_a_row_that_was_tampered_with_is_told_as_different(site: Site) -> None:
    requisition_id, _ = site.in_review()
    with site.workspace.command(site.actor("ada")) as work:
        frame = json.loads(work.session.execute(text("SELECT frame FROM shortlist")).scalar_one())
        frame["role"]["must_have"] = ["Java"]
        work.session.execute(
            text("UPDATE shortlist SET frame = :frame"), {"frame": canonical(frame).decode()}
        )
        work.audit("test.tampered", "shortlist", "S-1001")

    page = replayed(site, requisition_id)

    assert "Not what the audit log says was frozen" in page
    assert "These parts do not match their commitment: frame." in page
    assert re.search(r"Ranked again: \d+ differ from what was frozen", page)
    assert "Who differs" in page
    assert re.search(r"P-\d+ place 1, score [\d.]+", page)


def test_a_list_drawn_by_lot_is_drawn_again(site: Site) -> None:
    site.visitor("paul").post("/stops", business_unit=UNIT, family="", reason="odd lists")
    requisition_id, _ = site.in_review()

    page = replayed(site, requisition_id)

    assert "Drawn again: the same order" in page
    assert "none: drawn by lot" in page


def test_a_snapshot_that_is_gone_is_told_and_proves_nothing_against_the_list(site: Site) -> None:
    requisition_id, _ = site.in_review()
    found = site.case(requisition_id).shortlists[0]
    (site.workspace.snapshots / found.snapshot_hash).rename(site.workspace.snapshots / ("0" * 64))

    page = replayed(site, requisition_id)

    assert "It could not be ranked again" in page
    assert "no longer kept" in page
    assert "The same bytes as frozen" in page


@pytest.mark.parametrize(
    ("name", "code"),
    [("audrey", 200), ("paul", 200), ("lena", 200), ("mona", 200), ("fin", 403), ("otto", 404), ("dan", 404)],
)
def test_a_replay_is_for_whoever_may_see_fit(site: Site, name: str, code: int) -> None:
    site.add("fin")
    site.give("fin", "finance")
    requisition_id, _ = site.in_review()
    visitor = site.visitor(name)

    assert visitor.get(f"/requisitions/{requisition_id}/replay").status_code == code
    if code != 404:
        case = visitor.get(f"/requisitions/{requisition_id}").text
        assert (f"/requisitions/{requisition_id}/replay" in case) is (code == 200)


def test_a_list_that_is_still_rated_blind_is_not_replayed_by_who_decides(site: Site) -> None:
    requisition_id = site.approved()
    make_shortlist(site.workspace, site.actor("mona"), requisition_id, blind=True)
    mona = site.visitor("mona")

    assert mona.get(f"/requisitions/{requisition_id}/replay").status_code == 409
    assert "/replay" not in mona.get(f"/requisitions/{requisition_id}").text
    assert "/replay" not in mona.get(f"/requisitions/{requisition_id}/shortlists").text


def test_the_pack_of_a_case_and_of_an_engagement_is_a_file_that_holds(site: Site) -> None:
    requisition_id, engagement_id = site.completed()
    paul, at = site.visitor("paul"), f"/requisitions/{requisition_id}"
    case = paul.get(at).text

    for path, of in (
        (f"{at}/evidence", requisition_id),
        (f"{at}/engagements/{engagement_id}/evidence", engagement_id),
    ):
        answer = paul.post(path)

        assert f'action="{path}"' in case
        assert answer.headers["content-type"] == "application/zip"
        assert answer.headers["content-disposition"] == f'attachment; filename="evidence-{of}.zip"'
        with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
            assert verifier.check({name: pack.read(name) for name in pack.namelist()}).faults == []
    assert "run verify.py" in text_of(case)


@pytest.mark.parametrize(
    ("name", "path", "code"),
    [
        ("mona", "R-1001/evidence", 403),
        ("otto", "R-1001/evidence", 404),
        ("paul", "R-9/evidence", 404),
        ("mona", "R-1001/engagements/N-1001/evidence", 403),
        ("otto", "R-1001/engagements/N-1001/evidence", 404),
        ("paul", "R-1001/engagements/N-9/evidence", 404),
        ("paul", "R-1002/engagements/N-1001/evidence", 404),
    ],
)
def test_a_pack_that_may_not_be_had_is_refused_as_a_page(site: Site, name: str, path: str, code: int) -> None:
    site.active()
    site.draft()
    visitor = site.visitor(name)

    answer = visitor.post(f"/requisitions/{path}")

    assert answer.status_code == code
    assert answer.headers["content-type"].startswith("text/html")
    assert "/evidence" not in site.visitor("mona").get("/requisitions/R-1001").text
