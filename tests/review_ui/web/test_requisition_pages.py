"""Requisitions: list, form, case, and who may do what from them."""

import re

import pytest
from markupsafe import escape

from governance.money import Money
from governance.requisitions import edit_requisition
from tests.review_ui.web.world import UNIT, Site, said

FORM = {
    "title": "Backend engineer, Disputes",
    "description": "Ledger services.",
    "must_have": "Python\nPostgreSQL\n\n  FastAPI ",
    "nice_to_have": "Kubernetes",
    "budget_amount": "40,000.50",
    "budget_currency": "usd",
    "max_rate": "90",
    "hours_per_week": "30",
    "duration_weeks": "12",
    "start_by": "2026-12-31",
    "positions": "2",
    "needed_by": "2026-12-04",
    "business_unit": UNIT,
    "template_id": "",
    "budget_owner": "mona",
    "cost_centre": "CC-4711",
    "security_class": "internal",
    "sensitive_data": "none",
    "jurisdiction": "DE",
    "then": "draft",
}


def test_a_requisition_is_written_from_the_form(site: Site) -> None:
    answer = site.visitor("mona").post("/requisitions", follow=False, **FORM)

    case = site.case(answer.headers["location"].split("/")[2].split("?")[0])
    assert said(answer) == "created"
    assert case.summary.state == "draft"
    assert case.summary.budget == Money(4_000_050, "USD")
    assert case.summary.positions == 2
    assert case.role["must_have"] == ["Python", "PostgreSQL", "FastAPI"]
    assert case.role["max_hourly_rate"] == {"amount": 90, "currency": "USD"}


def test_a_template_fills_the_form_and_its_other_terms_come_along(site: Site) -> None:
    visitor = site.visitor("mona")

    page = visitor.get("/requisitions/new?template=accountant").text
    answer = visitor.post(
        "/requisitions", follow=False, **FORM | {"template_id": "accountant", "then": "submit"}
    )

    case = site.case(answer.headers["location"].split("/")[2].split("?")[0])
    assert "General ledger" in page
    assert said(answer) == "submitted"
    assert case.summary.template_id == "accountant"
    assert case.role["acceptance_criteria"]


def test_every_fault_of_the_form_is_told_at_once_and_nothing_typed_is_lost(site: Site) -> None:
    wrong = FORM | {"budget_amount": "a lot", "positions": "none", "needed_by": "soon"}

    answer = site.visitor("mona").post("/requisitions", **wrong)

    assert answer.status_code == 422
    assert "3 things need another look" in answer.text
    assert "a lot" in answer.text
    assert "Backend engineer, Disputes" in answer.text
    assert site.visitor("mona").get("/requisitions").text.count("Disputes") == 0


def test_a_role_that_cannot_be_read_is_refused_in_the_words_of_the_form(site: Site) -> None:
    answer = site.visitor("mona").post(
        "/requisitions", **FORM | {"hours_per_week": "900", "duration_weeks": "-1"}
    )

    assert answer.status_code == 422
    assert "hours_per_week" in answer.text
    assert "duration_weeks" in answer.text


def test_an_edit_is_a_new_version_and_voids_the_approval(site: Site) -> None:
    requisition_id, visitor = site.approved(), site.visitor("mona")
    version = str(site.case(requisition_id).summary.version)

    answer = visitor.post(
        f"/requisitions/{requisition_id}/edit", follow=False, **FORM | {"expected_version": version}
    )

    case = site.case(requisition_id)
    assert said(answer) == "edited"
    assert (case.summary.state, case.summary.role_version) == ("draft", 2)
    assert case.approvals[0].voided_at is not None
    assert "void since" in visitor.get(f"/requisitions/{requisition_id}").text


def test_a_stale_form_is_a_conflict_page_that_says_to_load_again(site: Site) -> None:
    requisition_id, visitor = site.draft(), site.visitor("mona")

    answer = visitor.post(f"/requisitions/{requisition_id}/submit", expected_version="99")

    assert answer.status_code == 409
    assert "It has changed in the meantime" in answer.text
    assert "Nothing was changed" in answer.text
    assert "Load what is there now" in answer.text
    assert site.case(requisition_id).summary.state == "draft"


def test_a_stale_form_says_who_changed_what_and_keeps_what_was_typed(site: Site) -> None:
    requisition_id, mona = site.draft(), site.visitor("mona")
    read = site.case(requisition_id).summary.version
    words = 'Ledger work <b>of</b> the Payments team & what "they" need'
    with site.workspace.command(site.actor("rita")) as work:
        edit_requisition(work, requisition_id, title="Ledger engineer")

    answer = mona.post(
        f"/requisitions/{requisition_id}/edit",
        expected_version=str(read),
        title="Ledger and reports",
        description=words,
        budget_amount="40000",
        budget_currency="USD",
        must_have="Python",
    )

    assert answer.status_code == 409
    assert re.search(r"Changed the request</b>\s*<span[^>]*>Rita Olsen<", answer.text)
    assert "24 Nov 2026" in answer.text
    assert str(escape(words)) in answer.text
    assert "<b>of</b>" not in answer.text
    assert "Ledger and reports" in answer.text
    assert f'href="/requisitions/{requisition_id}"' in answer.text
    assert mona.csrf() not in answer.text.split("What you typed")[1]
    assert site.case(requisition_id).summary.title == "Ledger engineer"


def test_a_stale_decision_says_what_happened_to_that_person(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    read = next(one for one in site.case(requisition_id).candidates if one.person_id == ranked[0]).version
    site.decide(requisition_id, ranked[1], "reject", "must_have_missing")
    site.decide(requisition_id, ranked[0], "not_now", "not_available", "free in spring")

    answer = site.visitor("mona").post(
        f"/requisitions/{requisition_id}/candidates/{ranked[0]}/decision",
        decision="select",
        reason_code="evidence_strong",
        note="knows our ledgers",
        expected_version=str(read),
    )

    assert answer.status_code == 409
    assert f"Decided {ranked[0]}" in answer.text
    assert ranked[1] not in answer.text
    assert "knows our ledgers" in answer.text


def test_a_move_the_state_does_not_allow_is_a_conflict_and_no_server_error(site: Site) -> None:
    requisition_id = site.draft()

    answer = site.visitor("paul").post(f"/requisitions/{requisition_id}/approve")

    assert answer.status_code == 409
    assert "does not allow" in answer.text


def test_another_business_units_requisition_looks_absent(site: Site) -> None:
    requisition_id, visitor = site.draft(), site.visitor("otto")

    assert visitor.get(f"/requisitions/{requisition_id}").status_code == 404
    assert visitor.post(f"/requisitions/{requisition_id}/submit").status_code == 404
    assert requisition_id not in visitor.get("/requisitions").text


def test_a_requester_cannot_approve_and_sees_no_button_for_it(site: Site) -> None:
    requisition_id, visitor = site.submitted("rita"), site.visitor("rita")

    answer = visitor.post(f"/requisitions/{requisition_id}/approve")

    assert answer.status_code == 403
    assert "Approve the request" not in visitor.get(f"/requisitions/{requisition_id}").text
    assert (
        "waits for someone in finance or procurement" in visitor.get(f"/requisitions/{requisition_id}").text
    )


def test_an_auditor_reads_the_case_and_may_press_nothing_but_for_its_evidence(site: Site) -> None:
    requisition_id = site.submitted()

    page = site.visitor("audrey").get(f"/requisitions/{requisition_id}").text

    assert "Backend engineer, Payments" in page
    assert re.findall(r'method="post"\s+action="([^"]+)"', page) == [
        "/logout",
        f"/requisitions/{requisition_id}/evidence",
    ]


def test_procurement_approves_the_request_and_denies_with_a_reason(site: Site) -> None:
    first, second, visitor = site.submitted(), site.submitted(), site.visitor("paul")

    visitor.post(f"/requisitions/{first}/approve", note="within plan")
    visitor.post(f"/requisitions/{second}/deny", reason_code="not_needed")

    assert site.case(first).summary.state == "approved"
    assert site.case(second).summary.state == "denied"
    page = visitor.get(f"/requisitions/{second}").text
    assert "The work is not needed" in page


def test_a_refusal_without_a_reason_is_not_taken(site: Site) -> None:
    requisition_id, visitor = site.submitted(), site.visitor("paul")

    answer = visitor.post(f"/requisitions/{requisition_id}/deny", reason_code="")

    assert answer.status_code == 422
    assert "reason_code" in answer.text
    assert site.case(requisition_id).summary.state == "submitted"


def test_ranking_freezes_a_shortlist_and_opens_the_review(site: Site) -> None:
    requisition_id, visitor = site.approved(), site.visitor("mona")

    page = visitor.post(f"/requisitions/{requisition_id}/rank")

    assert page.status_code == 200
    assert "Ranked. Read the evidence" in page.text
    assert site.case(requisition_id).summary.state == "in_review"


def test_the_case_carries_its_audit_lines_with_their_proof(site: Site) -> None:
    requisition_id, _ = site.selected()
    line = site.case(requisition_id).timeline[-1]

    page = site.visitor("petra").get(f"/requisitions/{requisition_id}").text

    assert "Finished the review" in page
    assert f"#{line.seq}" in page
    assert line.leaf_hash[:10] in page


@pytest.mark.parametrize(
    ("name", "shown", "hidden"),
    [
        ("mona", ["/requisitions", "/templates"], ["/approvals", "/models", "/audit"]),
        ("paul", ["/requisitions", "/approvals", "/models"], ["/audit"]),
        ("dan", ["/models"], ["/requisitions", "/approvals", "/audit"]),
        ("audrey", ["/requisitions", "/models", "/audit"], ["/approvals"]),
    ],
)
def test_the_navigation_offers_what_the_role_may_open(
    site: Site, name: str, shown: list[str], hidden: list[str]
) -> None:
    visitor = site.visitor(name)
    page = visitor.get("/").text

    for path in shown:
        assert f'<a href="{path}"' in page
        assert visitor.get(path).status_code == 200
    for path in hidden:
        assert f'<a href="{path}"' not in page


def test_home_shows_each_person_their_own_part(site: Site) -> None:
    review, _ = site.in_review()
    submitted = site.submitted()

    manager, procurement = site.visitor("mona").get("/").text, site.visitor("paul").get("/").text

    assert "Decide the candidates" in manager
    assert f'href="/requisitions/{review}/shortlist"' in manager
    assert "Approve the request" in procurement
    assert f'href="/requisitions/{submitted}"' in procurement
    assert "Decide the candidates" not in procurement


def test_every_page_of_a_demo_is_marked_synthetic(site: Site) -> None:
    requisition_id, _ = site.in_review()
    visitor = site.visitor("mona")

    for path in (
        "/",
        "/requisitions",
        "/requisitions/new",
        f"/requisitions/{requisition_id}",
        "/templates",
        "/nowhere",
    ):
        assert "Synthetic data" in visitor.get(path).text, path
