"""The JSON API: the loop by script, the same refusals as on the pages, one shape of error."""

import json
from dataclasses import asdict
from typing import Any

from governance.access import SCOPES
from governance.accounts.tokens import issue_token
from tests.governance.answers import answers
from tests.governance.world import intake
from tests.review_ui.web.world import ROLE, UNIT, Site, Visitor

API = "/api/v1"
ANSWERS = {question: asdict(answer) for question, answer in answers().items()}


def by_token(site: Site, name: str, *scopes: str) -> Visitor:
    """Somebody's script; by default with every scope."""
    scopes = scopes or tuple(SCOPES)
    with site.workspace.command(site.actor(name)) as work:
        token = issue_token(work, "test", scopes)
    visitor = site.visitor()
    visitor.client.headers["Authorization"] = f"Bearer {token}"
    return visitor


def send(visitor: Visitor, path: str, **body: Any) -> dict[str, Any]:
    answer = visitor.client.post(API + path, json=body)
    assert answer.status_code < 300, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_loop_runs_by_script_with_three_peoples_tokens(site: Site) -> None:
    mona, paul, petra = (by_token(site, name) for name in ("mona", "paul", "petra"))
    money = {"amount": "40000", "currency": "USD"}

    said = intake("mona", starts_on="2026-12-31")
    made = send(
        mona, "/requisitions", title="Backend", business_unit=UNIT, budget=money, role=ROLE, intake=said
    )
    at = f"/requisitions/{made['id']}"
    send(mona, f"{at}/submit")
    send(paul, f"{at}/approve", note="in plan")
    send(mona, f"{at}/shortlist")
    document = mona.get(API + f"{at}/shortlist").json()
    person = document["candidates"][0]["id"]
    send(mona, f"{at}/candidates/{person}/decision", decision="select", reason_code="evidence_strong")
    assert send(mona, f"{at}/finish") == {"selected": [person]}
    send(petra, f"{at}/selection/approve")
    for act, body in (
        ("contact", {}),
        ("screen", {"scorecard": {"Python": 5}}),
        ("offer", {}),
        ("accept", {}),
    ):
        send(mona, f"{at}/candidates/{person}/{act}", **body)
    classified = send(mona, f"{at}/classification", answered_by="Mona Hartley", answers=ANSWERS)
    rate = {"amount": "80", "currency": "USD"}
    engagement = send(
        mona,
        f"{at}/candidates/{person}/engagement",
        rate=rate,
        hours=100,
        start="2026-12-01",
        end="2027-01-31",
    )["engagement"]
    send(mona, f"/engagements/{engagement}/activate")
    send(mona, f"/engagements/{engagement}/complete")
    judged = {"accepted": True, "rework": "none", "on_budget": True, "on_time": True, "would_reengage": True}
    send(mona, f"/engagements/{engagement}/outcome", **judged, rating=5)

    case = mona.get(API + at).json()
    assert (classified["risk"], classified["standing"]) == ("low", "open")
    assert "not legal advice" in classified["not_legal_advice"]
    assert document["schema"] == "candor.rank/1"
    assert case["summary"]["state"] == "completed"
    assert case["summary"]["budget"] == {"amount": "40000.00", "currency": "USD"}
    assert case["engagements"][0]["outcome"]["rating"] == 5


def test_an_error_is_problem_details_with_what_to_do(site: Site) -> None:
    answer = by_token(site, "mona").get(f"{API}/requisitions/R-9999")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail", "hint", "faults"}
    assert answer.json()["status"] == 404


def test_every_fault_of_a_body_is_named_at_once(site: Site) -> None:
    answer = by_token(site, "mona").client.post(
        f"{API}/requisitions", json={"title": "", "budget": {"amount": -1, "currency": "usd"}}
    )

    assert answer.status_code == 422
    assert {fault["field"] for fault in answer.json()["faults"]} == {
        "title",
        "business_unit",
        "budget.amount",
        "budget.currency",
    }


def test_the_same_refusals_as_on_the_pages(site: Site) -> None:
    requisition_id, _ = site.selected()
    mona, dan = by_token(site, "mona"), by_token(site, "dan")

    own = mona.client.post(f"{API}/requisitions/{requisition_id}/selection/approve", json={})
    stale = mona.client.post(
        f"{API}/requisitions/{requisition_id}/reopen", json={"reason": "x", "expected_version": 1}
    )
    outside = dan.get(f"{API}/requisitions/{requisition_id}")

    assert (own.status_code, stale.status_code, outside.status_code) == (403, 409, 404)


def test_nobody_is_401_and_a_wrong_token_too(site: Site) -> None:
    visitor = site.visitor()
    assert visitor.get(f"{API}/requisitions").status_code == 401

    visitor.client.headers["Authorization"] = "Bearer cnd_wrong"
    assert visitor.get(f"{API}/requisitions").status_code == 401


def test_a_session_cookie_needs_the_csrf_header_for_changes(site: Site) -> None:
    requisition_id, visitor = site.draft(), site.visitor("mona")

    without = visitor.client.post(f"{API}/requisitions/{requisition_id}/submit", json={})
    with_it = visitor.post_json(f"{API}/requisitions/{requisition_id}/submit")

    assert (without.status_code, with_it.status_code) == (403, 200)


def test_the_frozen_document_is_given_byte_for_byte(site: Site) -> None:
    from governance.review import read_shortlist

    requisition_id, _ = site.in_review()
    shortlist = site.case(requisition_id).shortlists[0].id

    answer = by_token(site, "mona").get(f"{API}/requisitions/{requisition_id}/shortlist")

    assert answer.content == read_shortlist(site.workspace.database, shortlist)
    assert answer.headers["x-candor-shortlist"] == shortlist
    assert json.loads(answer.content)["pool"]["total"] == 12


def test_the_api_describes_itself_and_no_page(site: Site) -> None:
    described = site.visitor().get(f"{API}/openapi.json").json()

    assert all(path.startswith(API) for path in described["paths"])
    assert f"{API}/requisitions/{{requisition_id}}/selection/approve" in described["paths"]
    assert all(op.get("summary") for path in described["paths"].values() for op in path.values())


def test_a_note_of_nothing_but_blanks_is_no_note(site: Site) -> None:
    requisition = site.submitted()

    send(by_token(site, "paul"), f"/requisitions/{requisition}/approve", note="  ")

    assert [one.note for one in site.case(requisition).approvals] == [None]
