"""One's own account as a page: sessions, a token told once, the password, and somebody who answers while one is away."""

import re
from datetime import timedelta
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import text

from tests.review_ui.web.test_access_pages import text_of
from tests.review_ui.web.test_api import API
from tests.review_ui.web.world import PASSWORD, UNIT, Site, Visitor, said

NEW = "another long password"


def delegated(site: Site, by: str = "paul", **changes: str) -> Response:
    today = site.workspace.today()
    sent = {"to": "dora", "role": "procurement", "business_unit": UNIT, "starts": today.isoformat(),
            "ends": (today + timedelta(days=4)).isoformat(), "reason": "On leave"}  # fmt: skip
    return site.visitor(by).post("/account/delegations", follow=False, **sent | changes)


def issue(visitor: Visitor, **changes: Any) -> Response:
    return visitor.post(
        "/account/tokens", follow=False, **{"label": "ci", "scopes": ["read", "procure"]} | changes
    )


def test_the_own_name_leads_to_the_own_account_with_roles_in_words(site: Site) -> None:
    paul = site.visitor("paul")

    assert '<a href="/account">Paul Novak</a>' in paul.get("/").text
    page = text_of(paul.get("/account").text)
    assert (
        "Procurement In every business unit, up to $200,000 Approves requests and selections up to a limit"
        in page
    )


def test_sessions_are_listed_with_the_one_that_asks_marked(site: Site) -> None:
    paul, elsewhere = site.visitor("paul"), site.visitor("paul")

    page = text_of(paul.get("/account").text)
    assert (page.count("Since"), page.count("(this one)")) == (2, 1)
    answer = paul.post("/account/log-out", follow=False)

    assert answer.headers["location"] == "/login?said=logged-out-everywhere"
    assert elsewhere.get("/account", follow_redirects=False).status_code == 303
    assert "You are logged out everywhere" in paul.get(answer.headers["location"]).text


def test_a_reload_of_the_page_that_tells_a_token_issues_no_second_one(site: Site) -> None:
    paul = site.visitor("paul")
    found = re.search(r'name="once" value="([\w-]+)"', paul.get("/account").text)
    assert found is not None

    first = issue(paul, once=found[1])
    second = issue(paul, once=found[1])

    assert re.search(r"cnd_[\w-]+", first.text)
    assert (second.status_code, re.search(r"cnd_[\w-]+", second.text)) == (409, None)
    assert "This token was issued already, and it was shown once" in text_of(second.text)
    assert second.text.count('/revoke"') == 1
    assert f'value="{found[1]}"' not in second.text
    assert issue(paul, once=found[1], label="another").status_code == 200


def test_a_token_is_told_once_and_stands_in_no_address_and_no_log(site: Site) -> None:
    paul = site.visitor("paul")

    answer = issue(paul)
    token = re.search(r"cnd_[\w-]+", answer.text)

    assert token is not None
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert "location" not in answer.headers
    assert "cnd_" not in paul.get("/account").text
    assert (
        site.visitor().get(f"{API}/me", headers={"Authorization": f"Bearer {token[0]}"}).json()["name"]
        == "paul"
    )
    with site.workspace.database.read() as session:
        assert not [
            one for one in session.scalars(text("SELECT entry FROM audit_entry")) if token[0] in str(one)
        ]


def test_a_token_ends_on_its_last_day_and_is_revoked_by_its_owner(site: Site) -> None:
    paul = site.visitor("paul")
    issue(paul, last_day="2026-12-24")

    page = paul.get("/account").text
    (token,) = re.findall(r"/account/tokens/(T-\d+)/revoke", page)

    assert "25 Dec 2026, 00:00 UTC" in page
    assert "procure, read" in page
    assert site.visitor("petra").post(f"/account/tokens/{token}/revoke").status_code == 403
    assert said(paul.post(f"/account/tokens/{token}/revoke", follow=False)) == "token-revoked"
    assert paul.post(f"/account/tokens/{token}/revoke", follow=False).status_code == 409


def test_only_scopes_that_would_give_something_are_offered(site: Site) -> None:
    page = site.visitor("dan").get("/account").text

    offered = re.findall(r'name="scopes"\s+value="(\w+)"', page)

    assert "learn" in offered
    assert "manage" in offered
    assert "audit" not in offered


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"label": " "}, "a label of at most 200 characters"),
        ({"scopes": []}, "at least one scope"),
        ({"scopes": ["king"]}, "'king'"),
        ({"last_day": "2099-01-01"}, "an end within 365 days"),
        ({"last_day": "someday"}, "a date such as"),
    ],
)
def test_a_token_that_cannot_be_issued_keeps_what_was_typed(
    site: Site, changes: dict[str, Any], words: str
) -> None:
    answer = issue(site.visitor("paul"), **{"label": "the nightly run"} | changes)

    assert answer.status_code == 422
    assert words in text_of(answer.text)
    assert "label" in changes or 'value="the nightly run"' in answer.text
    assert "cnd_" not in answer.text


def test_the_password_is_changed_by_who_knows_it_and_every_session_ends(site: Site) -> None:
    paul, elsewhere = site.visitor("paul"), site.visitor("paul")

    wrong = paul.post("/account/password", follow=False, current_password="a guess at it", password=NEW)
    short = paul.post("/account/password", follow=False, current_password=PASSWORD)
    assert (wrong.status_code, short.status_code) == (422, 422)
    assert "expected the password you log in with now" in text_of(wrong.text)
    assert "at least 10 characters" in short.text
    assert [word for word in (NEW, PASSWORD, "a guess at it") if word in wrong.text + short.text] == []
    assert paul.get("/account").status_code == 200

    answer = paul.post("/account/password", follow=False, current_password=PASSWORD, password=NEW)

    assert answer.headers["location"] == "/login?said=password-changed"
    assert elsewhere.get("/account", follow_redirects=False).status_code == 303
    assert site.visitor().log_in("paul", NEW).status_code == 303
    assert site.visitor().log_in("paul", PASSWORD).status_code == 401


def test_guesses_at_the_own_password_slow_down_as_at_log_in(site: Site) -> None:
    paul = site.visitor("paul")
    for _ in range(5):
        paul.post("/account/password", follow=False, current_password="a guess at it", password=NEW)

    answer = paul.post("/account/password", follow=False, current_password=PASSWORD, password=NEW)

    assert answer.status_code == 422
    assert "try again in" in answer.text


def test_the_api_asks_for_the_current_password_too(site: Site) -> None:
    paul = site.visitor("paul")

    refused = paul.post_json(f"{API}/accounts/paul/password", password=NEW)
    changed = paul.post_json(f"{API}/accounts/paul/password", password=NEW, current_password=PASSWORD)

    assert (refused.status_code, changed.status_code) == (422, 200)
    assert [fault["field"] for fault in refused.json()["faults"]] == ["current_password"]


def test_one_lets_another_answer_and_both_see_it_where_it_matters(site: Site) -> None:
    requisition = site.submitted()
    assert said(delegated(site)) == "delegated"
    paul, dora = site.visitor("paul"), site.visitor("dora")

    assert "They answer for you" in paul.get("/account").text
    assert "Dora Quist Procurement in Payments, up to $200,000 On leave" in text_of(paul.get("/account").text)
    assert "You answer for them" in dora.get("/account").text
    assert "Dora Quist answers for you" in text_of(paul.get("/approvals").text)
    queue, case = text_of(dora.get("/approvals").text), text_of(dora.get(f"/requisitions/{requisition}").text)
    assert "You answer for Paul Novak : Procurement in Payments" in queue
    assert queue.count("You answer for Paul Novak") == 2
    assert "You answer for Paul Novak, under their role and its limit" in case
    assert "Dora Quist may answer for Paul Novak, procurement, until 28 Nov 2026" in case
    assert "may answer for" in site.visitor("rita").get(f"/requisitions/{requisition}").text
    assert "You answer for" not in text_of(paul.get(f"/requisitions/{requisition}").text)

    assert said(dora.post(f"/requisitions/{requisition}/approve", follow=False)) == "approved"
    assert "by Dora Quist for Paul Novak" in text_of(paul.get(f"/requisitions/{requisition}").text)


def test_a_delegation_is_ended_by_either_and_looks_absent_to_others(site: Site) -> None:
    delegated(site)
    page = site.visitor("dora").get("/account").text
    (given,) = re.findall(r"/account/delegations/(B-\d+)/end", page)

    assert site.visitor("petra").post(f"/account/delegations/{given}/end").status_code == 404
    assert (
        said(site.visitor("dora").post(f"/account/delegations/{given}/end", follow=False))
        == "delegation-ended"
    )
    assert site.visitor("paul").post(f"/account/delegations/{given}/end").status_code == 409
    assert "answers for you" not in site.visitor("paul").get("/approvals").text


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"to": "nobody"}, 404, "No account 'nobody'"),
        ({"to": "ada"}, 403, "Ada King may answer for nobody"),
        ({"to": "paul"}, 422, "another account"),
        ({"role": "finance"}, 403, "nobody delegates what they do not hold"),
        ({"ends": ""}, 422, "a date such as"),
        ({"starts": "2026-01-01"}, 422, "or later"),
        ({"reason": ""}, 422, "a reason of at most"),
    ],
)
def test_a_delegation_against_the_rules_is_refused_and_what_was_typed_stays(
    site: Site, changes: dict[str, str], code: int, words: str
) -> None:
    answer = delegated(site, **{"business_unit": "Payments", "reason": "Six weeks away"} | changes)

    assert answer.status_code == code
    assert words in text_of(answer.text)
    assert "reason" in changes or 'value="Six weeks away"' in answer.text


def test_whoever_approves_nothing_delegates_nothing_and_learns_no_names(site: Site) -> None:
    assert "Let somebody answer for you" not in site.visitor("mona").get("/account").text
    assert {delegated(site, "mona", to=name).status_code for name in ("dora", "nobody")} == {403}


def test_compliance_sees_its_own_delegations_here_and_not_those_of_others(site: Site) -> None:
    delegated(site)

    assert "Dora Quist" not in site.visitor("lena").get("/account").text


def test_a_delegation_under_a_role_that_was_taken_back_is_over(site: Site) -> None:
    delegated(site)
    (grant,) = re.findall(r"/grants/(G-\d+)/revoke", site.visitor("ada").get("/access/paul").text)
    site.visitor("ada").post(f"/grants/{grant}/revoke")

    page = text_of(site.visitor("dora").get("/account").text)

    assert ("Ended" in page, "In force" in page, "End now" in page) == (True, False, False)
