"""Refused forms with more than a reason and a note: what was ticked, marked and chosen comes back as it was."""

import re

import pytest

from review_ui.services import make_shortlist
from tests.review_ui.web.forms import form_at, sent
from tests.review_ui.web.played import one_that_ended, somebody_contacted
from tests.review_ui.web.test_stop_pages import marked, text_of
from tests.review_ui.web.test_work_pages import SCORES
from tests.review_ui.web.world import UNIT, Site


def test_a_refused_replacement_keeps_who_was_ticked_and_nobody_else(site: Site) -> None:
    requisition_id, ranked = site.selected()
    at = f"/requisitions/{requisition_id}/selection/override"

    some = site.visitor("paul").post(
        at, person_ids=[ranked[0], ranked[2]], reason_code="", note="Both know us"
    )
    none = site.visitor("paul").post(at, reason_code="other", note="Nobody")

    assert sent(form_at(some.text, at))["person_ids"] == [ranked[0], ranked[2]]
    assert marked(form_at(some.text, at)) == ["reason_code"]
    assert "person_ids" not in sent(form_at(none.text, at))
    assert set(marked(form_at(none.text, at))) == {"person_ids"}
    assert none.text.count(" autofocus") == 1
    assert site.case(requisition_id).selected == (ranked[1],)


def test_a_scorecard_comes_back_with_the_marks_it_has_and_the_focus_at_the_one_it_lacks(site: Site) -> None:
    at = somebody_contacted(site) + "/screen"
    given = {name: mark for name, mark in SCORES.items() if name != "terms"}

    form = form_at(site.visitor("mona").post(at, **given).text, at)

    assert {name: marks for name, marks in sent(form).items() if name in SCORES} == {
        name: [mark] for name, mark in given.items()
    }
    assert re.findall(r'name="(\w+)"[^>]*autofocus', form) == ["terms"]


def test_an_answer_of_the_outcome_that_is_missing_loses_none_of_the_others(site: Site) -> None:
    at = one_that_ended(site) + "/outcome"
    given = {
        "accepted": "false",
        "rework": "major",
        "on_budget": "true",
        "rating": "2",
        "note": "Late, twice",
    }

    form = form_at(site.visitor("mona").post(at, **given).text, at)

    assert {name: one for name, one in sent(form).items() if name in given} == {
        name: [one] for name, one in given.items()
    }
    assert re.findall(r'name="(\w+)"[^>]*autofocus', form) == ["on_time"]
    assert "on_time: expected an answer, found nothing" in text_of(form)


def test_a_decision_comes_back_at_the_desk_under_the_act_it_was_sent_for(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    at = f"/requisitions/{requisition_id}/candidates/{ranked[1]}/decision"

    page = (
        site.visitor("mona")
        .post(at, decision="reject", reason_code="", note="Reads well, builds little")
        .text
    )

    opened = re.findall(r'<details name="decide" open>\s*<summary[^>]*>([^<]*)', page)
    assert opened == ["Reject"]
    assert page.count("Reads well, builds little") == 1
    assert f"Candidate {ranked[1]}" in page
    assert site.case(requisition_id).candidates[1].decision is None


def test_a_list_opened_before_all_are_rated_asks_why_where_it_was_asked(site: Site) -> None:
    requisition_id = site.approved()
    make_shortlist(site.workspace, site.actor("mona"), requisition_id, blind=True)
    mona, at = site.visitor("mona"), f"/requisitions/{requisition_id}/blind/open"
    mona.post(f"/requisitions/{requisition_id}/blind/begin")

    form = form_at(mona.post(at, reason=" ").text, at)

    assert marked(form) == ["reason"]
    assert site.case(requisition_id).blind is not None


def test_a_reason_for_opening_a_list_that_is_open_is_refused_in_words(site: Site) -> None:
    requisition_id, _ = site.in_review()

    answer = site.visitor("mona").post(f"/requisitions/{requisition_id}/blind/open", reason="x" * 4001)

    assert answer.status_code == 422
    assert "Something needs another look" in answer.text


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"last_day": "2031-01-01"}, "last_day"),
        ({"last_day": "soon"}, "last_day"),
        ({"business_unit": "Paymints"}, "business_unit"),
        ({"purpose": " "}, "purpose"),
    ],
)
def test_asking_for_a_view_by_reviewer_comes_back_filled_in(
    site: Site, typed: dict[str, str], wrong: str
) -> None:
    site.draft()
    given = {"business_unit": UNIT, "purpose": "file 26-114", "last_day": "2026-12-20"} | typed

    answer = site.visitor("audrey").post("/oversight/views", **given)

    assert answer.status_code in (404, 422)
    form = form_at(answer.text, "/oversight/views")
    assert marked(form) == [wrong]
    assert {name: words for name, words in sent(form).items() if name in given} == {
        name: [words] for name, words in given.items()
    }
    assert "OV-1001" not in site.visitor("audrey").get("/oversight").text


def test_what_is_past_its_time_stays_until_somebody_says_that_they_read_what_goes(site: Site) -> None:
    site.clock.advance(days=800)
    lena = site.visitor("lena")

    form = form_at(lena.post("/retention/apply", expected_records="1").text, "/retention/apply")

    assert marked(form) == ["confirmed"]
    assert sent(form)["expected_records"] != ["1"], "it asks about as many as there are now"
