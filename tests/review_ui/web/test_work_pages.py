"""From contact to outcome: each step from its form, and what the page offers next."""

import re
from datetime import timedelta

import pytest

from governance.money import Money
from tests.review_ui.web.world import ROLE, Site, Visitor

SCORES = {"skills": "4", "experience": "5", "communication": "4", "terms": "3"}
TERMS = {
    "rate_amount": "80",
    "rate_currency": "usd",
    "hours": "300",
    "start": "2026-12-01",
    "end": "2027-02-26",
    "deliverables": "Settlement service\n\nRunbook",
}
OUTCOME = {
    "accepted": "true",
    "rework": "minor",
    "on_budget": "true",
    "on_time": "false",
    "would_reengage": "true",
    "rating": "4",
    "note": "solid",
}


def offers(visitor: Visitor, requisition_id: str) -> list[str]:
    """The buttons of the section about people."""
    page = visitor.get(f"/requisitions/{requisition_id}").text
    section = page.split('id="people"')[1].split("</section>")[0]
    return re.findall(r"button-main\"[^>]*>([^<]+)<", section)


def test_each_step_opens_the_next_one_and_only_that(site: Site) -> None:
    requisition_id, person = site.approved_to_engage()
    visitor = site.visitor("mona")
    base = f"/requisitions/{requisition_id}/candidates/{person}"

    steps = [offers(visitor, requisition_id)]
    for act, fields in (("contact", {"note": "wrote"}), ("screen", SCORES), ("offer", {}), ("accept", {})):
        assert visitor.post(f"{base}/{act}", **fields).status_code == 200
        steps.append(offers(visitor, requisition_id))

    assert steps == [
        ["Record: contacted"],
        ["Record the screening"],
        ["Record: offer made"],
        ["Record: accepted"],
        ["Start the engagement"],
    ]


def test_a_scorecard_needs_every_criterion(site: Site) -> None:
    requisition_id, person = site.approved_to_engage()
    visitor = site.visitor("mona")
    base = f"/requisitions/{requisition_id}/candidates/{person}"
    visitor.post(f"{base}/contact")

    assert visitor.post(f"{base}/screen", skills="4").status_code == 422
    assert visitor.post(f"{base}/screen", **SCORES | {"skills": "6"}).status_code == 422


def test_a_freelancers_no_is_recorded_with_their_reason(site: Site) -> None:
    requisition_id, person = site.approved_to_engage()
    visitor = site.visitor("mona")

    page = visitor.post(
        f"/requisitions/{requisition_id}/candidates/{person}/decline", reason_code="rate"
    ).text

    assert "Declined by the freelancer" in page
    assert "The rate was too low" in page
    assert offers(visitor, requisition_id) == []


def test_the_engagement_form_starts_from_what_is_known(site: Site) -> None:
    requisition_id, person = site.accepted()

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/candidates/{person}/engagement").text

    assert 'value="88"' in page
    assert 'value="360"' in page


def test_the_engagement_form_ends_when_what_was_classified_does(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROLE, "duration_weeks", 30)
    requisition_id, person = site.accepted(length="quarter")
    first = site.clock.now.date() + timedelta(days=7)

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/candidates/{person}/engagement").text

    assert f'value="{first + timedelta(weeks=13)}"' in page
    assert 'value="390"' in page


def test_an_engagement_above_the_budget_is_refused_and_nothing_typed_is_lost(site: Site) -> None:
    requisition_id, person = site.accepted()

    answer = site.visitor("mona").post(
        f"/requisitions/{requisition_id}/candidates/{person}/engagement", **TERMS | {"hours": "5000"}
    )

    assert answer.status_code in (409, 422)
    assert site.case(requisition_id).engagements == ()


def test_a_date_that_cannot_be_read_is_told_in_the_form(site: Site) -> None:
    requisition_id, person = site.accepted()

    answer = site.visitor("mona").post(
        f"/requisitions/{requisition_id}/candidates/{person}/engagement", **TERMS | {"start": "next week"}
    )

    assert answer.status_code == 422
    assert "next week" in answer.text
    assert "Settlement service" in answer.text


def test_an_engagement_runs_to_its_outcome(site: Site) -> None:
    requisition_id, person = site.accepted()
    visitor = site.visitor("mona")

    visitor.post(f"/requisitions/{requisition_id}/candidates/{person}/engagement", **TERMS)
    engagement = site.case(requisition_id).engagements[0]
    base = f"/requisitions/{requisition_id}/engagements/{engagement.id}"
    visitor.post(f"{base}/activate")
    visitor.post(f"{base}/complete")
    form = visitor.get(f"{base}/outcome").text
    page = visitor.post(f"{base}/outcome", **OUTCOME).text

    recorded = site.case(requisition_id).engagements[0].outcome
    assert engagement.rate == Money.of(80, "USD")
    assert engagement.deliverables == ("Settlement service", "Runbook")
    assert "How did it go with Jonas Lindqvist?" in form
    assert recorded is not None
    assert (recorded.rating, recorded.rework, recorded.on_time, recorded.note) == (4, "minor", False, "solid")
    assert "Work accepted" in page
    assert "would engage again" in page


def test_ending_early_asks_why(site: Site) -> None:
    requisition_id, person = site.accepted()
    visitor = site.visitor("mona")
    visitor.post(f"/requisitions/{requisition_id}/candidates/{person}/engagement", **TERMS)
    engagement = site.case(requisition_id).engagements[0].id
    base = f"/requisitions/{requisition_id}/engagements/{engagement}"

    assert visitor.post(f"{base}/terminate").status_code == 422
    unsaid = visitor.post(f"{base}/terminate", reason_code="budget", note="x" * 4001)
    assert '<option value="budget" selected>The budget ended</option>' in unsaid.text
    page = visitor.post(f"{base}/terminate", reason_code="budget", note="Cut by half in spring.").text
    assert site.case(requisition_id).summary.state == "terminated"
    assert '<b class="strong">Ended early:</b> the budget ended.' in page
    assert "Cut by half in spring." in page


def test_procurement_does_not_record_outcomes(site: Site) -> None:
    requisition_id, engagement_id = site.completed()

    answer = site.visitor("paul").post(
        f"/requisitions/{requisition_id}/engagements/{engagement_id}/outcome", **OUTCOME
    )

    assert answer.status_code == 403


def test_an_offer_is_taken_back_from_the_case_with_a_reason(site: Site) -> None:
    requisition_id, person = site.approved_to_engage()
    visitor = site.visitor("mona")
    base = f"/requisitions/{requisition_id}/candidates/{person}"
    for act, fields in (("contact", {}), ("screen", SCORES), ("offer", {})):
        visitor.post(f"{base}/{act}", **fields)
    assert "Take the offer back" in visitor.get(f"/requisitions/{requisition_id}").text

    unsaid = visitor.post(f"{base}/withdraw", reason="")
    page = visitor.post(f"{base}/withdraw", reason="The project was put off.")

    assert unsaid.status_code == 422
    assert "Withdrawn" in page.text
    assert "The project was put off." in page.text


def test_somebody_screened_can_be_screened_again(site: Site) -> None:
    requisition_id, person = site.approved_to_engage()
    visitor = site.visitor("mona")
    base = f"/requisitions/{requisition_id}/candidates/{person}"
    visitor.post(f"{base}/contact")
    visitor.post(f"{base}/screen", **SCORES)
    assert "Screen again" in visitor.get(f"/requisitions/{requisition_id}").text

    page = visitor.post(f"{base}/screen", **SCORES | {"skills": "2"})

    assert '<b class="num">2</b> of 5' in page.text
    assert offers(visitor, requisition_id)[0] == "Record: offer made"
