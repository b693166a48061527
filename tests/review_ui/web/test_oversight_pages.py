"""Oversight in the browser and by API: figures with a table beside each, nobody named without the agreement of two people."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest

from governance.oversight import report
from governance.oversight.facts import Facts
from review_ui.web.views.oversight import WORDS, charts_of, trends_of
from tests.governance.oversight.made import blinds, choices, runs
from tests.review_ui.web.world import UNIT, Site, said

MONTHS = tuple(f"2026-{month:02}" for month in range(1, 11))
FACTS = Facts(
    choices=(
        *choices(20, following=20, month="2026-09"),
        *choices(20, following=18, month="2026-10", reasons={"worked_with_us"}),
        *choices(30, following=3, unit="Legal", month="2026-10", unlikely=True),
        *choices(2, unit="Sales", month="2026-10"),
    ),
    blind=blinds(8, month="2026-10", marks=(3, 3, 3), seconds=(7,)),
    runs=runs(20, month="2026-10", seconds=(8, 9)),
)


@pytest.fixture
def filled(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """With facts that would take hundreds of commands to make."""
    monkeypatch.setattr(report, "gather", lambda session, actor: FACTS)
    return site


def ask(site: Site, by: str = "audrey", **more: str) -> Any:
    fields = {"business_unit": UNIT, "purpose": "file 26-114", "last_day": "2026-12-20"} | more
    return site.visitor(by).post("/oversight/views", follow=False, **fields)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_with_few_cases_the_page_teaches_what_a_figure_takes(site: Site) -> None:
    site.selected()

    page = text_of(site.visitor("audrey").get("/oversight").text)

    assert "Nothing to show yet" in page
    assert (
        "at least 5 cases of one business unit, decided by at least 5 people, in months that are over" in page
    )


def test_a_team_too_small_is_named_and_its_figures_are_not(site: Site) -> None:
    site.selected()
    site.clock.advance(days=14)

    page = text_of(site.visitor("audrey").get("/oversight").text)

    assert "Too few cases to show" in page
    assert f"Withheld for Jan 2026 to Nov 2026: {UNIT}." in page
    assert "Share" not in page


def test_each_chart_has_its_finding_and_the_same_figures_in_a_table(filled: Site) -> None:
    page = filled.visitor("audrey").get("/oversight").text

    assert "Payments follows the machine&#39;s order more often than Legal" in page
    assert len(re.findall("<svg class", page)) == len(re.findall('<table class="exact num">', page)) - 1, (
        "a table beside each drawing, and one of reasons"
    )
    told = text_of(page)
    assert "Payments 95% 83% to 99% 40" in told
    assert "Legal 10% 3% to 26% 30" in told
    assert "Withheld in everything: Sales." in told
    assert told.count("Sales") == 1, "named once, and not in each table"
    assert "All units you see withheld" in told, "or Sales could be told from the rest"


def test_drawings_start_at_zero_and_stay_within(filled: Site) -> None:
    with filled.workspace.database.read() as session:
        found = report.oversight(session, filled.actor("audrey"))

    drawn = (*charts_of(found), *(one for team in found.teams for one in trends_of(team)))
    assert {one.key for one in charts_of(found)} == set(WORDS)
    for chart in drawn:
        assert chart.ticks[0][1] in ("0", "−1")
        places = sorted(place for place, _ in chart.ticks)
        for mark in chart.marks:
            for place in (mark.at, mark.low, mark.high):
                assert place is None or places[0] - 0.1 <= place <= places[-1] + 0.1, (chart.key, mark)


def test_every_drawing_is_well_formed(filled: Site) -> None:
    page = filled.visitor("audrey").get("/oversight").text

    for drawing in re.findall(r"<svg class.*?</svg>", page, re.DOTALL):
        ElementTree.fromstring(drawing)


def test_a_notice_accuses_nobody(filled: Site) -> None:
    page = text_of(filled.visitor("audrey").get("/oversight").text)

    assert "Worth a second look" in page
    assert (
        "at least 95% of first choices were just the machine's first places, and half of the looks took less than 15 seconds"
        in page
    )
    assert "in at least 80% of blind reviews everybody got the same mark" in page
    assert "Read some of these cases before you conclude anything" in page


def test_months_are_those_of_the_unit_asked_for(filled: Site) -> None:
    page = text_of(filled.visitor("audrey").get("/oversight?unit=Payments").text)

    assert "By month of 2026: Payments" in page
    assert "Follows the machine: no clear change" in page
    assert "Jan to Aug withheld Sep 100% 84% to 100% 20" in page, "months withheld in a row stand together"
    assert "By month of 2026: Legal" in text_of(filled.visitor("audrey").get("/oversight?unit=Sales").text)


def test_what_changed_clearly_stands_open_and_what_did_not_is_folded_under_its_name(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = Facts(
        choices=(*choices(60, following=60, month="2026-09"), *choices(60, following=6, month="2026-10")),
        blind=(),
        runs=(*runs(20, month="2026-09", seconds=(8, 9)), *runs(20, month="2026-10", seconds=(8, 9))),
    )
    monkeypatch.setattr(report, "gather", lambda session, actor: facts)

    page = site.visitor("audrey").get("/oversight").text
    open_part, folded = page.split('<h2 id="months">')[1].split("<summary>No clear change: ")

    assert "Follows the machine: down from 100% in Sep to 10% in Oct" in text_of(open_part)
    assert "unlikely people chosen and time between decisions" in text_of(folded.split("</summary>")[0])
    assert '<details class="opens">' in open_part
    assert "Time between decisions: 8.5 s in Sep, 8.5 s in Oct" in text_of(folded)


def test_where_no_month_differs_from_another_nothing_is_folded(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = (*choices(20, following=18, month="2026-09"), *choices(20, following=18, month="2026-10"))
    monkeypatch.setattr(report, "gather", lambda session, actor: Facts(both, (), ()))

    page = site.visitor("audrey").get("/oversight").text

    assert '<details class="opens" open>' in page


def test_a_year_that_is_none_is_refused_in_words(filled: Site) -> None:
    answer = filled.visitor("audrey").get("/oversight?year=1905")

    assert answer.status_code == 422
    assert "expected a year from 2000 to 2026, found 1905" in text_of(answer.text)


@pytest.mark.parametrize(
    ("name", "code"),
    [("audrey", 200), ("paul", 200), ("lena", 200), ("rita", 403), ("mona", 403), ("dan", 403), ("ada", 403)],
)
def test_the_page_is_for_compliance_procurement_and_auditors(site: Site, name: str, code: int) -> None:
    visitor = site.visitor(name)

    assert visitor.get("/oversight").status_code == code
    assert visitor.get("/api/v1/oversight").status_code == code
    assert visitor.get("/api/v1/oversight/views").status_code == code
    assert ('href="/oversight"' in visitor.get("/").text) is (code == 200)


def test_one_asks_another_approves_and_the_first_looks(site: Site) -> None:
    site.selected()
    site.clock.advance(days=14)
    assert said(ask(site)) == "view-asked"
    assert "Mona" not in site.visitor("audrey").get("/oversight").text

    lena = site.visitor("lena")
    assert "file 26-114" in lena.get("/oversight").text
    assert said(lena.post("/oversight/views/OV-1001/approve", follow=False)) == "view-approved"
    audrey = site.visitor("audrey")
    assert "Look, on record" in audrey.get("/oversight").text
    page = text_of(audrey.post("/oversight/views/OV-1001/reading").text)

    assert "By reviewer: Payments" in page
    assert "Mona Hartley" in page
    assert "too few cases" in page
    assert "Looked at decisions by reviewer" in audrey.get("/audit?subject=OV-1001").text
    assert said(audrey.post("/oversight/views/OV-1001/end", follow=False)) == "view-ended"
    assert audrey.post("/oversight/views/OV-1001/reading").status_code == 409


def test_before_the_yes_the_page_offers_no_look_and_the_door_is_shut(site: Site) -> None:
    site.draft()
    ask(site)
    audrey = site.visitor("audrey")

    assert "Look, on record" not in audrey.get("/oversight").text
    assert audrey.post("/oversight/views/OV-1001/reading").status_code == 409
    assert audrey.post("/oversight/views/OV-1001/approve").status_code == 403
    assert site.visitor("lena").post("/oversight/views/OV-1001/refuse").status_code == 200
    assert audrey.post_json("/api/v1/oversight/views/OV-1001/reading").status_code == 409


def test_the_same_by_api(site: Site) -> None:
    site.selected()
    site.clock.advance(days=14)
    audrey, lena = site.visitor("audrey"), site.visitor("lena")
    last_day = (site.clock() + timedelta(days=20)).date().isoformat()

    asked = audrey.post_json(
        "/api/v1/oversight/views", business_unit=UNIT, purpose="file 26-114", last_day=last_day
    )
    assert (asked.status_code, asked.json()) == (201, {"view": "OV-1001"})
    assert lena.post_json("/api/v1/oversight/views/OV-1001/approve").status_code == 200
    found = audrey.post_json("/api/v1/oversight/views/OV-1001/reading").json()
    figures = audrey.get("/api/v1/oversight").json()

    assert [one["reviewer"]["name"] for one in found["reviewers"]] == ["Mona Hartley"]
    assert figures["teams"][0]["unit"] == UNIT
    assert set(figures["teams"][0]["figures"].values()) == {None}
    assert "Mona" not in str(figures)
    listed = audrey.get("/api/v1/oversight/views").json()["items"]
    assert [(one["id"], one["state"], one["yours"]) for one in listed] == [("OV-1001", "approved", True)]
