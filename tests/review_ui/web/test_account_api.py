"""Accounts by the JSON API: the same two people, the same refusals, and what a token may not."""

from typing import Any

from tests.review_ui.web.test_api import API, by_token
from tests.review_ui.web.world import PASSWORD, UNIT, Site, Visitor


def post(visitor: Visitor, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
    answer = visitor.post_json(API + path, **body)
    return answer.status_code, answer.json()


def test_one_proposes_and_another_confirms(site: Site) -> None:
    ada, bea, site_paul = site.visitor("ada"), site.visitor("bea"), site.visitor("paul")
    limit = {"amount": "500", "currency": "EUR"}
    wanted = {"role": "finance", "business_unit": UNIT, "jurisdiction": "DE", "limit": limit}

    proposed = post(ada, "/accounts/dan/grants", **wanted)[1]["grant"]
    waiting = bea.get(f"{API}/grants/pending").json()["items"]
    answers = [post(who, f"/grants/{proposed}/confirm")[0] for who in (ada, site_paul, bea, bea)]

    assert [(one["id"], one["why_not"], one["grant"]["jurisdiction"]) for one in waiting] == [
        (proposed, None, "DE")
    ]
    assert answers == [403, 403, 200, 409]
    held = next(one for one in bea.get(f"{API}/accounts").json()["items"] if one["name"] == "dan")["grants"]
    assert {"amount": "500.00", "currency": "EUR"} in [one["limit"] for one in held]
    assert post(ada, f"/grants/{proposed}/revoke")[0] == 200
    other = post(ada, "/accounts/dan/grants", role="finance")[1]["grant"]
    assert post(bea, f"/grants/{other}/deny")[0] == 200
    assert bea.get(f"{API}/grants/pending").json()["items"] == []


def test_accounts_are_for_administrators_and_one_s_own_sessions_for_oneself(site: Site) -> None:
    mona, elsewhere = site.visitor("mona"), site.visitor("mona")

    assert mona.get(f"{API}/accounts").status_code == 403
    assert post(mona, "/accounts/paul/log-out")[0] == 403
    assert post(mona, "/accounts", name="eve", password=PASSWORD)[0] == 403
    assert post(mona, "/accounts/mona/log-out") == (200, {"closed": 2})
    assert elsewhere.get(f"{API}/me").status_code == 401


def test_somebody_leaves_and_comes_back_with_nothing(site: Site) -> None:
    ada, mona = site.visitor("ada"), site.visitor("mona")

    assert post(ada, "/accounts/mona/disable")[0] == 200
    assert mona.get(f"{API}/me").status_code == 401
    assert post(ada, "/accounts/mona/enable")[0] == 200
    assert mona.get(f"{API}/me").status_code == 401
    assert site.actor("mona").grants == ()
    assert post(ada, "/accounts/nobody/disable")[0] == 404


def test_a_token_is_made_by_a_person_within_scopes_and_makes_none(site: Site) -> None:
    mona = site.visitor("mona")

    faults = post(mona, "/me/tokens", label="ci", scopes=["king"], expires="2099-01-01T00:00:00Z")
    made = post(mona, "/me/tokens", label="ci", scopes=["read"])[1]["token"]
    script = site.visitor()
    script.client.headers["Authorization"] = f"Bearer {made}"
    me = script.get(f"{API}/me").json()

    assert faults[0] == 422
    assert {fault["field"] for fault in faults[1]["faults"]} == {"scopes", "expires"}
    assert (me["name"], [one["label"] for one in me["tokens"]]) == ("mona", ["ci"])
    assert script.get(f"{API}/requisitions").status_code == 200
    budget = {"amount": 1, "currency": "USD"}
    draft = {"title": "T", "business_unit": UNIT, "budget": budget, "role": {"title": "Backend engineer"}}
    assert script.client.post(f"{API}/requisitions", json=draft).status_code == 403
    assert (
        script.client.post(f"{API}/me/tokens", json={"label": "more", "scopes": ["read"]}).status_code == 403
    )
    assert post(mona, f"/tokens/{me['tokens'][0]['id']}/revoke")[0] == 200
    assert script.get(f"{API}/me").status_code == 401


def test_a_token_of_an_administrator_closes_and_never_gives(site: Site) -> None:
    script = by_token(site, "bea")

    assert script.client.post(f"{API}/accounts/dan/grants", json={"role": "finance"}).status_code == 403
    assert script.client.post(f"{API}/accounts", json={"name": "eve"}).status_code == 403
    assert script.client.post(f"{API}/accounts/dan/disable", json={}).status_code == 200
    assert script.client.post(f"{API}/accounts/dan/enable", json={}).status_code == 403
