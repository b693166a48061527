"""`Idempotency-Key` at the door: the same answer again, nobody else's, and nothing of people's words kept with it."""

import threading
from typing import Any

import pytest
from fastapi.routing import APIRoute
from httpx import Response
from sqlalchemy import text

from governance import accounts
from governance.people.protected import read_names
from governance.reading import audit_timeline
from review_ui.web.api import PARTS
from review_ui.web.api.routes import ApiRoute
from tests.governance.world import intake
from tests.review_ui.web.test_api import ANSWERS, API, by_token
from tests.review_ui.web.world import ROLE, UNIT, Site, Visitor

WORDS = "Zoe-Quandt-said-so"


def send(visitor: Visitor, path: str, key: str, **body: Any) -> Response:
    return visitor.client.post(API + path, json=body, headers={"Idempotency-Key": key})


def draft(**more: Any) -> dict[str, Any]:
    money = {"amount": "40000", "currency": "USD"}
    said = intake("mona", starts_on="2026-12-31")
    return {"title": "Backend", "business_unit": UNIT, "budget": money, "role": ROLE, "intake": said} | more


def rows(site: Site) -> list[Any]:
    with site.workspace.database.read() as session:
        return list(session.execute(text("SELECT * FROM kept_answer")).all())


def test_the_same_request_gets_the_same_answer_and_is_done_once(site: Site) -> None:
    mona = by_token(site, "mona")

    first, again = (send(mona, "/requisitions", '"k-1"', **draft()) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert len(mona.get(f"{API}/requisitions").json()["items"]) == 1


def test_another_body_path_or_person_under_the_key_is_another_request(site: Site) -> None:
    mona, rita = by_token(site, "mona"), by_token(site, "rita")
    made = send(mona, "/requisitions", "k-1", **draft()).json()["id"]

    other_body = send(mona, "/requisitions", "k-1", **draft(title="Another"))
    other_path = send(mona, f"/requisitions/{made}/submit", "k-1")
    other_person = send(rita, "/requisitions", "k-1", **draft())

    assert (other_body.status_code, other_path.status_code, other_person.status_code) == (422, 422, 201)
    assert "another request" in other_body.json()["detail"]
    assert "new key" in other_body.json()["hint"]
    assert other_person.json()["id"] != made


def test_what_was_refused_may_be_sent_again_under_its_key(site: Site) -> None:
    requisition_id, paul = site.draft(), by_token(site, "paul")

    early = send(paul, f"/requisitions/{requisition_id}/approve", "k-1")
    send(by_token(site, "mona"), f"/requisitions/{requisition_id}/submit", "k-1")
    after = send(paul, f"/requisitions/{requisition_id}/approve", "k-1")

    assert (early.status_code, after.status_code) == (409, 200)


def test_a_key_is_forgotten_after_a_day(site: Site) -> None:
    mona = by_token(site, "mona")
    first = send(mona, "/requisitions", "k-1", **draft()).json()["id"]
    site.clock.advance(hours=24)

    assert send(mona, "/requisitions", "k-1", **draft()).json()["id"] != first
    assert len(rows(site)) == 1


@pytest.mark.parametrize("key", ["", '""', "x" * 256, "a b"])
def test_a_key_that_cannot_be_one_is_refused(site: Site, key: str) -> None:
    answer = send(by_token(site, "mona"), "/requisitions", key, **draft())

    assert (answer.status_code, answer.json()["faults"][0]["field"]) == (422, "Idempotency-Key")


def test_a_secret_is_told_once_and_never_kept(site: Site) -> None:
    mona = site.visitor("mona")
    mona.client.headers.update({"Idempotency-Key": "k-1", "X-CSRF-Token": mona.csrf()})

    first, again = (
        mona.client.post(f"{API}/me/tokens", json={"label": "mine", "scopes": ["read"]}) for _ in range(2)
    )

    assert (first.status_code, again.status_code) == (201, 409)
    assert "entry" in again.json()["detail"]
    assert first.json()["token"] not in str(rows(site))
    with site.workspace.database.read() as session:
        assert len(accounts.own_tokens(session, site.actor("mona"))) == 1


def test_a_session_is_asked_for_its_csrf_token_before_anything_is_replayed(site: Site) -> None:
    mona = site.visitor("mona")
    mona.client.headers["Idempotency-Key"] = "k-1"
    mona.post_json(f"{API}/requisitions", **draft())

    assert mona.client.post(f"{API}/requisitions", json=draft()).status_code == 403


def test_nothing_of_what_people_wrote_is_kept_with_an_answer(site: Site) -> None:
    """The loop with words in every field that takes them."""
    mona, paul = by_token(site, "mona"), by_token(site, "paul")
    made = send(mona, "/requisitions", "1", **draft(title=f"Backend {WORDS}")).json()["id"]
    at = f"/requisitions/{made}"
    steps: list[tuple[Visitor, str, dict[str, Any]]] = [
        (mona, "/submit", {}),
        (paul, "/approve", {"note": WORDS}),
        (mona, "/shortlist", {}),
    ]
    answers = [send(who, at + path, f"2{path}", **body) for who, path, body in steps]
    person = mona.get(f"{API}{at}/shortlist").json()["candidates"][0]["id"]
    quoted = {name: answer | {"quote": WORDS} for name, answer in ANSWERS.items()}
    decided = {"decision": "select", "reason_code": "evidence_strong", "note": WORDS}
    steps = [
        (mona, f"/candidates/{person}/decision", decided),
        (mona, "/finish", {}),
        (paul, "/selection/approve", {"note": WORDS}),
        (mona, f"/candidates/{person}/contact", {"note": WORDS}),
        (mona, "/classification", {"answered_by": WORDS, "answers": quoted}),
    ]
    answers += [send(who, at + path, f"3{path}", **body) for who, path, body in steps]

    assert [answer.status_code for answer in answers if answer.status_code >= 300] == []
    assert len(rows(site)) == 9
    assert all(row.body for row in rows(site))
    assert WORDS not in str(rows(site))
    with site.workspace.database.read() as session:
        name = read_names(session, site.actor("mona"), [person])[person]
    assert name not in str(rows(site))


def test_of_two_sent_at_once_one_is_done_and_the_other_can_ask_again(site: Site) -> None:
    requisition_id = site.submitted()
    pauls, start, answers = [by_token(site, "paul"), by_token(site, "paul")], threading.Barrier(2), []
    pauls[1].client.headers.update(pauls[0].client.headers)

    def approve(paul: Visitor) -> None:
        start.wait(timeout=20)
        answers.append(send(paul, f"/requisitions/{requisition_id}/approve", "k-1"))

    threads = [threading.Thread(target=approve, args=(paul,)) for paul in pauls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    later = send(pauls[0], f"/requisitions/{requisition_id}/approve", "k-1")

    assert sorted(one.status_code for one in answers) in ([200, 200], [200, 409])
    done = next(one for one in answers if one.status_code == 200)
    assert (later.status_code, later.content) == (200, done.content)
    with site.workspace.database.read() as session:
        entries = audit_timeline(session, site.actor("audrey"), action="requisition.approved")
    assert len(entries) == 1


def test_every_post_of_the_api_takes_a_key(site: Site) -> None:
    routes = [one for part in PARTS for one in part.router.routes if isinstance(one, APIRoute)]
    posts = [one for one in routes if "POST" in one.methods]

    assert len(posts) > 60
    assert [one.path for one in posts if not isinstance(one, ApiRoute)] == []
