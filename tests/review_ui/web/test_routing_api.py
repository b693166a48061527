"""Routing and intake through the JSON API: what is missing, what still waits, for whom, and what would be asked."""

from datetime import date
from typing import Any

from governance.routing.policy import shipped, shipped_text
from tests.governance.world import intake
from tests.review_ui.web.test_api import API
from tests.review_ui.web.world import UNIT, Site, Visitor

NEW: dict[str, Any] = {
    "title": "Backend engineer",
    "business_unit": UNIT,
    "budget": {"amount": 40_000, "currency": "USD"},
    "role": {"title": "Backend engineer", "must_have": ["Python"]},
}


def send(visitor: Visitor, path: str, **body: Any) -> dict[str, Any]:
    answer = visitor.post_json(path, **body)
    assert answer.status_code < 300, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_draft_says_what_it_lacks_and_is_refused_until_it_is_whole(site: Site) -> None:
    mona = site.visitor("mona")
    made = send(mona, f"{API}/requisitions", **NEW, intake={"cost_centre": "CC-1"})
    at = f"{API}/requisitions/{made['id']}"

    assert "budget_owner" in made["missing"]
    assert "cost_centre" not in made["missing"]
    refused = mona.post_json(f"{at}/submit")
    assert refused.status_code == 422
    assert {fault["field"] for fault in refused.json()["faults"]} == set(made["missing"])
    said = intake("mona", starts_on="2026-12-31")
    assert send(mona, f"{at}/edit", intake=said)["missing"] == {}
    send(mona, f"{at}/submit")
    assert mona.get(at).json()["intake"]["jurisdiction"] == "DE"


def test_an_intake_with_faults_names_every_one(site: Site) -> None:
    answer = site.visitor("mona").post_json(
        f"{API}/requisitions", **NEW, intake={"jurisdiction": "Germany", "duration_weeks": "long"}
    )

    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["faults"]] == ["duration_weeks", "jurisdiction"]


def test_a_yes_says_what_still_waits_and_for_whom(site: Site) -> None:
    requisition_id = site.submitted(
        intake=intake("mona", sensitive_data="personal", starts_on=date(2026, 12, 31))
    )
    at = f"{API}/requisitions/{requisition_id}"

    first = send(site.visitor("paul"), f"{at}/approve")
    last = send(site.visitor("lena"), f"{at}/approve")

    assert (first["approval"], [one["roles"] for one in first["waits_for"]]) == (None, [["compliance"]])
    assert last["waits_for"] == []
    assert last["approval"]
    assert site.visitor("lena").get(at).json()["summary"]["state"] == "approved"


def test_the_queue_and_the_case_name_the_step(site: Site) -> None:
    requisition_id = site.submitted(
        intake=intake("mona", sensitive_data="personal", starts_on=date(2026, 12, 31))
    )

    (item,) = site.visitor("lena").get(f"{API}/approvals").json()["items"]
    case = site.visitor("lena").get(f"{API}/requisitions/{requisition_id}").json()

    assert (item["why_not"], item["waits_for"]) == (None, "finance or procurement and compliance")
    assert [step["state"] for step in case["routes"][0]["steps"]] == ["open", "open"]
    assert case["answers"] == {"requisition": None}


def test_a_page_offers_no_answer_to_whom_no_open_step_asks(site: Site) -> None:
    requisition_id = site.submitted(
        intake=intake("mona", sensitive_data="personal", starts_on=date(2026, 12, 31))
    )
    small = site.submitted()

    assert "/approve" in site.visitor("lena").get(f"/requisitions/{requisition_id}").text
    page = site.visitor("lena").get(f"/requisitions/{small}").text
    assert f"/requisitions/{small}/approve" not in page
    assert "It waits for someone in finance or procurement" in page


def test_a_page_says_that_others_must_answer_too(site: Site) -> None:
    requisition_id = site.submitted(
        intake=intake("mona", sensitive_data="personal", starts_on=date(2026, 12, 31))
    )

    page = site.visitor("paul").post(f"/requisitions/{requisition_id}/approve").text

    assert "It waits for others now" in page


def test_compliance_that_may_approve_a_selection_is_offered_no_override(site: Site) -> None:
    requisition_id = site.submitted(
        intake=intake("mona", sensitive_data="special_category", starts_on=date(2026, 12, 31))
    )
    for name in ("paul", "lena"):
        send(site.visitor(name), f"{API}/requisitions/{requisition_id}/approve")
    mona = site.visitor("mona")
    send(mona, f"{API}/requisitions/{requisition_id}/shortlist")
    person = site.case(requisition_id).candidates[0].person_id
    site.go_through_blind(requisition_id)
    site.decide(requisition_id, person, "select", "evidence_strong")
    send(mona, f"{API}/requisitions/{requisition_id}/finish")

    shown = {
        name: site.visitor(name).get(f"/requisitions/{requisition_id}").text for name in ("lena", "paul")
    }

    assert "Approve to engage" in shown["lena"]
    assert "selection/override" not in shown["lena"]
    assert "selection/override" in shown["paul"]


def test_the_page_of_a_draft_names_what_is_still_missing(site: Site) -> None:
    requisition_id = site.draft(intake={"cost_centre": "CC-1"})
    mona = site.visitor("mona")

    assert "the budget owner" in mona.get(f"/requisitions/{requisition_id}").text
    assert mona.post(f"/requisitions/{requisition_id}/submit").status_code == 422
    assert "Still to be said" not in mona.get(f"/requisitions/{site.draft()}").text


def test_the_form_takes_the_intake_and_submits(site: Site) -> None:
    fields = {
        "title": "Backend engineer", "description": "Move the ledger.", "must_have": "Python", "budget_amount": "40000",
        "budget_currency": "USD", "duration_weeks": "12", "start_by": "2026-12-31", "business_unit": UNIT,
        "budget_owner": "mona", "cost_centre": "CC-1", "deliverables": "A service\nA runbook", "security_class": "internal",
        "sensitive_data": "none", "jurisdiction": "de", "then": "submit",
    }  # fmt: skip
    mona = site.visitor("mona")

    incomplete = mona.post("/requisitions", **fields | {"cost_centre": ""})
    whole = mona.post("/requisitions", follow=False, **fields)

    assert incomplete.status_code == 422
    assert "cost_centre" in incomplete.text
    case = site.case(whole.headers["location"].split("/")[-1].split("?")[0])
    assert case.summary.state == "submitted"
    assert (case.intake.scope, case.intake.deliverables) == ("Move the ledger.", ("A service", "A runbook"))
    page = mona.get(f"/requisitions/{case.summary.id}/edit").text
    assert 'value="CC-1"' in page
    assert "A runbook" in page


def test_the_policy_is_read_checked_and_applied_by_two(site: Site) -> None:
    lena, paul = site.visitor("lena"), site.visitor("paul")
    own = shipped_text().decode().replace('version: "2026-2"', 'version: "own-1"')

    assert lena.get(f"{API}/policy").json()["sha256"] == shipped().sha256
    assert send(paul, f"{API}/policy/check", document=own)["version"] == "own-1"
    assert (
        paul.post_json(f"{API}/policy/check", document=own.replace("due_days: 3", "due_days: 0")).status_code
        == 422
    )
    assert send(paul, f"{API}/policy/apply", document=own) == {"state": "proposed"}
    assert paul.post_json(f"{API}/policy/apply", document=own).status_code == 403
    assert send(lena, f"{API}/policy/apply", document=own) == {"state": "in force"}
    assert lena.get(f"{API}/policy").json()["version"] == "own-1"
    assert site.visitor("dan").get(f"{API}/policy").status_code == 403


def test_the_simulator_names_steps_reasons_and_people(site: Site) -> None:
    asked: dict[str, Any] = {"business_unit": UNIT, "budget": {"amount": 80_000, "currency": "USD"}}
    known = {"security_class": "restricted", "sensitive_data": "none", "jurisdiction": "DE"}

    found = send(site.visitor("mona"), f"{API}/policy/simulate", **asked, **known)

    request, selection = found["routes"]
    assert [[one["name"] for one in step["people"]] for step in request["steps"]] == [
        ["Paul Novak", "Petra Simms"],
        ["Lena Lund"],
    ]
    assert [rule for rule, _ in request["steps"][1]["why"]] == ["restricted-work"]
    assert len(selection["steps"]) == 1
    assert site.visitor("otto").post_json(f"{API}/policy/simulate", **asked).status_code == 404
    assert site.visitor("dan").post_json(f"{API}/policy/simulate", **asked).status_code == 404


def test_a_delegate_answers_and_an_end_ends_it(site: Site) -> None:
    requisition_id = site.submitted()
    paul, dora = site.visitor("paul"), site.visitor("dora")
    today = site.workspace.today().isoformat()

    made = send(
        paul,
        f"{API}/delegations",
        to="dora",
        role="procurement",
        business_unit=UNIT,
        starts=today,
        ends=today,
        reason="Leave",
    )
    assert [one["delegate"] for one in paul.get(f"{API}/delegations").json()["items"]] == ["Dora Quist"]
    assert [item["on_behalf_of"] for item in dora.get(f"{API}/approvals").json()["items"]] == ["Paul Novak"]
    assert send(dora, f"{API}/requisitions/{requisition_id}/approve")["approval"]
    send(dora, f"{API}/delegations/{made['delegation']}/end")
    assert dora.get(f"{API}/requisitions/{requisition_id}").status_code == 404


def test_templates_are_suggested_with_the_skills_that_speak_for_them(site: Site) -> None:
    text = "Somebody who runs our month-end close and the general ledger"

    found = send(site.visitor("rita"), f"{API}/templates/suggest", text=text)["templates"]

    assert found[0]["template_id"] == "accountant"
    assert "Month-end close" in [reason["skill"] for reason in found[0]["skills"]]
    assert site.visitor("rita").post_json(f"{API}/templates/suggest", text="").status_code == 422
    assert site.visitor("dan").post_json(f"{API}/templates/suggest", text=text).status_code == 403
