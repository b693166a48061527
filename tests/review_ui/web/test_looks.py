"""What others did since one's last look is marked, in words, on the lists and on the case itself."""

from datetime import UTC, datetime

import pytest

from governance import requisitions, review
from review_ui.web.words import lately
from tests.review_ui.web.world import Site

NEW = "since you last looked, Tue 09:0"


def approve(site: Site, requisition_id: str, by: str = "petra") -> None:
    with site.workspace.command(site.actor(by)) as work:
        requisitions.approve_requisition(work, requisition_id)


def row_of(page: str, requisition_id: str) -> str:
    """The line of a list that is about this requisition."""
    return next(one for one in page.split("<tr>") if f'/requisitions/{requisition_id}"' in one)


def test_what_waits_says_that_it_was_not_opened_until_it_was(site: Site) -> None:
    requisition_id = site.submitted()
    visitor = site.visitor("paul")
    pages = ("/", "/approvals")

    before = [row_of(visitor.get(page).text, requisition_id) for page in pages]
    visitor.get(f"/requisitions/{requisition_id}")
    after = [row_of(visitor.get(page).text, requisition_id) for page in pages]

    assert all("Not opened yet" in row for row in before)
    assert not any("Not opened yet" in row or 'class="news"' in row for row in after)


def test_what_others_did_since_is_marked_on_every_list_and_ones_own_acts_are_not(site: Site) -> None:
    opened, other = site.submitted(), site.submitted()
    site.visitor("mona").get(f"/requisitions/{opened}")
    site.clock.advance(hours=3)

    approve(site, opened)

    visitor = site.visitor("mona")
    for page in ("/", "/requisitions"):
        text = visitor.get(page).text
        assert NEW in row_of(text, opened), page
        assert "Approved the request, Petra Simms" in row_of(text, opened), page
        assert 'class="news"' not in row_of(text, other), page
    assert 'class="news"' not in site.visitor("petra").get("/requisitions").text


def test_the_case_tells_what_is_new_marks_it_in_its_log_and_keeps_it_marked_for_the_visit(site: Site) -> None:
    requisition_id = site.submitted()
    first = site.visitor("mona").get(f"/requisitions/{requisition_id}").text
    site.clock.advance(hours=3)
    approve(site, requisition_id)

    visitor = site.visitor("mona")
    pages = [visitor.get(f"/requisitions/{requisition_id}").text for _ in range(2)]
    site.clock.advance(hours=1)
    later = site.visitor("mona").get(f"/requisitions/{requisition_id}").text

    assert 'class="news"' not in first
    for page in pages:
        assert NEW in page
        assert '<a href="#log"' in page
        assert page.count('<span class="news">New</span> <b class="strong">Approved the request</b>') == 1
        assert page.count('class="news">New') == 2
    assert 'class="news"' not in later


def test_the_review_desk_marks_the_people_others_decided_on(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    site.give("rita", "hiring_manager", "Payments")
    site.visitor("rita").get(f"/requisitions/{requisition_id}/shortlist")
    site.clock.advance(hours=3)
    site.decide(requisition_id, ranked[1], "select", "evidence_strong")

    page = site.visitor("rita").get(f"/requisitions/{requisition_id}/shortlist").text

    assert NEW in page
    row = next(one for one in page.split("<li>") if f"open={ranked[1]}" in one)
    assert '<b class="news">New</b> Selected, Mona Hartley' in row
    other = next(one for one in page.split("<li>") if f"open={ranked[2]}" in one)
    assert 'class="news"' not in other


def test_a_script_that_reads_has_not_looked_for_anybody(site: Site) -> None:
    requisition_id = site.submitted()
    visitor = site.visitor("paul")

    visitor.get(f"/api/v1/requisitions/{requisition_id}")

    assert "Not opened yet" in visitor.get("/approvals").text


def test_what_may_not_be_read_is_not_noted(site: Site) -> None:
    requisition_id = site.submitted()
    outsider = site.visitor("otto")

    assert outsider.get(f"/requisitions/{requisition_id}").status_code == 404
    with site.workspace.database.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM look").scalar() == 0


def test_a_record_that_is_held_for_long_keeps_nobody_from_reading(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("governance.database._BUSY_TIMEOUT_MS", 1)
    requisition_id = site.submitted()
    visitor = site.visitor("paul")
    visitor.get("/")

    with site.workspace.command(site.actor("mona")):
        page = visitor.get(f"/requisitions/{requisition_id}")

    assert page.status_code == 200
    assert "Not opened yet" in visitor.get("/approvals").text


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (datetime(2026, 11, 24, 9, 5, tzinfo=UTC), "Tue 09:05 UTC"),
        (datetime(2026, 11, 18, 23, 59, tzinfo=UTC), "Wed 23:59 UTC"),
        (datetime(2026, 11, 17, 9, 5, tzinfo=UTC), "17 Nov, 09:05 UTC"),
        (datetime(2025, 11, 24, 9, 5, tzinfo=UTC), "24 Nov 2025, 09:05 UTC"),
    ],
)
def test_a_moment_is_said_by_its_weekday_for_a_week(then: datetime, said: str) -> None:
    assert lately(then, datetime(2026, 11, 24, 9, 30, tzinfo=UTC)) == said


def test_what_was_undone_is_new_of_a_person_too(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    site.give("rita", "hiring_manager", "Payments")
    site.decide(requisition_id, ranked[1], "select", "evidence_strong")
    visitor = site.visitor("rita")
    visitor.get(f"/requisitions/{requisition_id}/shortlist")

    with site.workspace.command(site.actor("mona")) as work:
        review.undo_decision(work, requisition_id, ranked[1])

    page = visitor.get(f"/requisitions/{requisition_id}/shortlist").text
    assert '<b class="news">New</b> Undid the decision, Mona Hartley' in page
