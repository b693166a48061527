"""A message to somebody chosen: what it says, what it never says, and who gets none."""

from typing import Any

from review_ui.web.views.message import Writer, message_text
from tests.review_ui.web.world import ROLE, Site

WRITER = Writer("Mona Hartley", "Payments", "R-1", "S-1")
TEXT = "Ran books. Wrote the ledger in Python for a bank! Left."


def part(**changes: Any) -> dict[str, Any]:
    start = TEXT.index("Python")
    evidence = {"field": "summary", "start": start, "end": start + 6, "text": "Python"}
    return {
        "id": "P-1",
        "rank": 3,
        "score": 0.987,
        "fit": "strong",
        "flags": ["unknown_start_by", "rate_over_benchmark"],
        "requirements": [
            {"skill": "Python", "importance": "must", "status": "evidenced", "evidence": [evidence]},
            {"skill": "PostgreSQL", "importance": "must", "status": "claimed", "evidence": []},
        ],
    } | changes


def written(said: dict[str, Any] | None = None, **given: Any) -> str:
    terms: dict[str, Any] = {"to": "Person 1", "seen": "Upwork, 1 Nov 2026", "ranked": True, "writer": WRITER}
    return message_text(ROLE, said or part(), {"summary": TEXT}, **(terms | given))


def test_it_says_what_is_asked_why_them_what_they_are_asked_and_how_to_object() -> None:
    text = written()

    assert text.startswith("Hello Person 1,\n")
    assert "Needed: Python, PostgreSQL and FastAPI." in text
    assert "30 hours a week, about 12 weeks, starting by 31 Dec 2026" in text
    assert '- Python: "Wrote the ledger in Python for a bank!"' in text
    assert "From when are you free?" in text
    assert "a piece of work in which you used PostgreSQL?" in text
    assert "Your record was seen on Upwork, 1 Nov 2026. Software that ranks records" in text
    assert "You may object" in text
    assert "name R-1 and S-1" in text
    assert text.endswith("Mona Hartley\nPayments\n")


def test_it_tells_no_score_rank_fit_flag_or_cap() -> None:
    text = written().lower()

    assert not [word for word in ("0.987", "3rd", "strong fit", "benchmark", "90", "budget") if word in text]


def test_without_shown_evidence_it_names_what_they_list_and_without_a_name_it_greets_nobody() -> None:
    asked = [{"skill": "Python", "importance": "must", "status": "claimed", "evidence": []}]

    text = written(part(requirements=asked), to=None)

    assert text.startswith("Hello,\n")
    assert "We write because your record lists Python." in text


def test_whom_no_software_ranked_is_told_so() -> None:
    assert "no software ranked your record" in written({"id": "P-1", "flags": []}, ranked=False)


def test_words_that_changed_since_are_quoted_as_they_were() -> None:
    text = message_text(ROLE, part(), {"summary": "All new."}, to=None, seen=None, ranked=True, writer=WRITER)

    assert '- Python: "Python"' in text


def test_the_page_holds_it_for_whoever_was_approved_and_warns_before(site: Site) -> None:
    requisition_id, ranked = site.selected()
    mona, at = site.visitor("mona"), f"/requisitions/{requisition_id}/candidates/{ranked[1]}/message"

    early = mona.get(at)
    assert "Not to be sent yet" in early.text
    approved, person = site.approved_to_engage()
    page = mona.get(f"/requisitions/{approved}/candidates/{person}/message")

    assert "Not to be sent yet" not in page.text
    assert "Hello " in page.text
    assert "readonly" in page.text
    assert f"/candidates/{person}/message" in mona.get(f"/requisitions/{approved}").text
    told = mona.get(f"/api/v1/requisitions/{approved}/candidates/{person}/message").json()
    assert (told["schema"], told["person"]) == ("candor.message/1", person)
    assert "Mona Hartley" in told["text"]


def test_there_is_none_for_whoever_nobody_chose(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    site.decide(requisition_id, ranked[0], "not_now", "others_first")
    mona = site.visitor("mona")

    for person, status in ((ranked[0], 409), (ranked[1], 409), ("P-9", 404)):
        answer = mona.get(f"/requisitions/{requisition_id}/candidates/{person}/message")
        assert answer.status_code == status, person


def test_a_shortlisted_persons_sheet_leads_to_it(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    site.decide(requisition_id, ranked[0], "shortlist", "backup")

    sheet = site.visitor("mona").get(f"/requisitions/{requisition_id}/shortlist?open={ranked[0]}").text

    assert f"/candidates/{ranked[0]}/message" in sheet
