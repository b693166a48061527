"""Procurement: the queue and the answer to a selection; nobody approves their own."""

import re

import pytest

from governance.classification.commands import classify
from tests.governance.answers import answers, worst
from tests.review_ui.web.world import Site


def test_the_queue_shows_the_longest_wait_first_and_why_one_may_not_answer(site: Site) -> None:
    first, second = site.submitted(), site.selected()[0]
    visitor = site.visitor("paul")

    page = visitor.get("/approvals").text

    assert page.index(first) < page.index(second)
    assert "May it be asked for?" in page
    assert "May they be engaged?" in page


def test_an_amount_above_ones_limit_is_shown_as_not_yours(site: Site) -> None:
    from governance.money import Money

    requisition_id = site.submitted(budget=Money.of(500_000, "USD"))
    visitor = site.visitor("paul")

    assert "above every approval limit" in visitor.get("/approvals").text
    assert "Approve the request" not in visitor.get(f"/requisitions/{requisition_id}").text
    assert visitor.post(f"/requisitions/{requisition_id}/approve").status_code == 403


def test_the_case_shows_what_differs_from_the_machines_order(site: Site) -> None:
    requisition_id, _ = site.selected()

    page = site.visitor("petra").get(f"/requisitions/{requisition_id}").text

    assert "The machine&#39;s 1st, Amara Okafor: not now, because: not available when needed." in page
    assert "knows ledgers" in page
    assert "$40,000" in page


def test_another_person_in_procurement_approves(site: Site) -> None:
    requisition_id, _ = site.selected()
    visitor = site.visitor("petra")
    version = str(site.case(requisition_id).summary.version)

    page = visitor.post(f"/requisitions/{requisition_id}/selection/approve", expected_version=version).text

    assert "Selection approved" in page
    assert site.case(requisition_id).summary.state == "approved_to_engage"


def test_the_hiring_manager_cannot_approve_their_own_selection(site: Site) -> None:
    requisition_id, _ = site.selected()

    answer = site.visitor("mona").post(f"/requisitions/{requisition_id}/selection/approve")

    assert answer.status_code == 403
    assert site.case(requisition_id).summary.state == "selected"


def test_who_replaced_the_selection_may_then_not_approve_it(site: Site) -> None:
    requisition_id, ranked = site.selected()
    visitor = site.visitor("paul")
    path = f"/requisitions/{requisition_id}/selection"

    visitor.post(f"{path}/override", person_ids=[ranked[2]], reason_code="better_evidence")
    own = visitor.post(f"{path}/approve")
    page = visitor.get(f"/requisitions/{requisition_id}").text
    other = site.visitor("petra").post(f"{path}/approve")

    assert own.status_code == 403
    assert "Someone else in procurement must approve it" in page
    assert "Before: Jonas Lindqvist. After:" in page
    assert other.status_code == 200
    assert site.case(requisition_id).selected == (ranked[2],)


@pytest.mark.parametrize(("act", "state"), [("send-back", "in_review"), ("deny", "denied")])
def test_a_selection_is_sent_back_or_denied_with_a_reason(site: Site, act: str, state: str) -> None:
    requisition_id, _ = site.selected()

    page = (
        site.visitor("paul")
        .post(
            f"/requisitions/{requisition_id}/selection/{act}",
            reason_code="evidence",
            note="show me the ledger work",
        )
        .text
    )

    assert site.case(requisition_id).summary.state == state
    assert "The choice is not supported by the evidence" in page
    assert "show me the ledger work" in page


def test_two_approvers_at_once_end_in_one_approval_and_one_conflict_page(site: Site) -> None:
    requisition_id, _ = site.selected()
    seen = str(site.case(requisition_id).summary.version)

    first = site.visitor("paul").post(
        f"/requisitions/{requisition_id}/selection/approve", expected_version=seen
    )
    second = site.visitor("petra").post(
        f"/requisitions/{requisition_id}/selection/approve", expected_version=seen
    )

    assert (first.status_code, second.status_code) == (200, 409)
    assert "Load what is there now" in second.text


def test_several_cases_are_approved_with_one_yes(site: Site) -> None:
    ids = [site.submitted(), site.submitted(title="Night shift")]
    visitor = site.visitor("paul")
    boxes = re.findall(r'name="case"\s+value="([^"]+)"', visitor.get("/approvals").text)

    answer = visitor.post("/approvals/together", case=boxes, note="both are in the plan")

    assert [one.split(":")[0] for one in boxes] == ids
    assert "Approved, each on its own record." in answer.text
    assert {site.case(one).summary.state for one in ids} == {"approved"}
    assert {site.case(one).approvals[-1].note for one in ids} == {"both are in the plan"}
    assert "Said yes to this and others at once" in visitor.get(f"/requisitions/{ids[0]}").text


def test_nothing_chosen_too_many_and_no_case_at_all_are_told_apart(site: Site) -> None:
    requisition_id, visitor = site.submitted(), site.visitor("paul")

    none = visitor.post("/approvals/together")
    many = visitor.post("/approvals/together", case=[f"R-{n}:1" for n in range(2000, 2006)])
    nonsense = visitor.post("/approvals/together", case=["everything"])
    absent = visitor.post("/approvals/together", case=["R-9999:1"])

    assert [one.status_code for one in (none, many, nonsense, absent)] == [422, 422, 422, 404]
    assert "Expected one to 5 cases, each once, found 0; tick those that you have read" in none.text
    assert "found 6" in many.text
    assert site.case(requisition_id).summary.state == "submitted"


def test_a_case_that_needs_its_own_answer_has_no_box_and_says_why(site: Site) -> None:
    requisition_id, _ = site.selected()
    with site.workspace.command(site.actor("mona")) as work:
        classify(work, requisition_id, answers(**worst()), answered_by="Mona")
    version = site.case(requisition_id).summary.version

    page = site.visitor("paul").get("/approvals").text
    refused = site.visitor("paul").post("/approvals/together", case=[f"{requisition_id}:{version}"])

    assert 'name="case"' not in page
    assert "By itself:" in page
    assert "is classified as high risk" in page
    assert refused.status_code == 409
    assert "answer it by itself" in refused.text


def test_after_a_refusal_the_note_and_what_was_chosen_are_still_there_but_for_what_changed(
    site: Site,
) -> None:
    fine, risky = site.submitted(), site.selected()[0]
    visitor = site.visitor("paul")
    boxes = re.findall(r'name="case"\s+value="([^"]+)"', visitor.get("/approvals").text)
    with site.workspace.command(site.actor("mona")) as work:
        classify(work, risky, answers(**worst()), answered_by="Mona")

    answer = visitor.post("/approvals/together", case=boxes, note="both are in the plan")

    assert answer.status_code == 409
    assert f"{risky} has changed since you read it; {risky} is classified as high risk" in answer.text
    assert re.findall(r'value="([^"]+)" checked', answer.text) == [boxes[0]]
    assert boxes[0].startswith(f"{fine}:")
    assert ">both are in the plan</textarea>" in answer.text


def test_a_refusal_with_nothing_left_to_choose_stands_alone_and_gives_the_note_back(site: Site) -> None:
    requisition_id = site.submitted()
    seen = site.case(requisition_id).summary.version
    site.visitor("petra").post(f"/requisitions/{requisition_id}/approve")

    answer = site.visitor("paul").post(
        "/approvals/together", case=[f"{requisition_id}:{seen}"], note="planned"
    )

    assert answer.status_code == 409
    assert "has changed since you read it" in answer.text
    assert ">planned</textarea>" in answer.text


def test_the_api_answers_several_cases_with_one_yes(site: Site) -> None:
    ids = [site.submitted(), site.submitted()]
    versions = {one: site.case(one).summary.version for one in ids}
    api = site.visitor("paul")

    stale = api.post_json("/api/v1/approvals/together", cases=versions | {ids[1]: 0})
    answer = api.post_json("/api/v1/approvals/together", cases=versions)

    assert stale.status_code == 409
    assert answer.status_code == 200
    assert [one["approval"] is not None for one in answer.json()["answered"]] == [True, True]
