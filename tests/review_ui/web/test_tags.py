"""Entity tags: news alone for a reader, and nobody changes what has changed since they read it."""

from typing import Any

import pytest
from httpx import Response

from governance.extensions import extend_engagement
from tests.review_ui.web.world import Site, Visitor

API = "/api/v1"


def change(visitor: Visitor, path: str, tag: str, **body: Any) -> Response:
    headers = {"If-Match": tag, "X-CSRF-Token": visitor.csrf()}
    return visitor.client.post(API + path, json=body, headers=headers)


def tag(visitor: Visitor, path: str) -> str:
    found: str = visitor.get(API + path).headers["etag"]
    return found


def test_what_a_reader_has_already_comes_without_its_body(site: Site) -> None:
    requisition_id, mona = site.draft(), site.visitor("mona")
    at = f"/requisitions/{requisition_id}"
    known = tag(mona, at)

    same = mona.get(API + at, headers={"If-None-Match": f'"x", W/{known}'})
    mona.post(f"{at}/submit")
    after = mona.get(API + at, headers={"If-None-Match": known})

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", known)
    assert (after.status_code, after.headers["etag"] != known) == (200, True)


def test_a_tag_changes_with_what_surrounds_the_thing_and_its_version_does_not(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    mona, at = site.visitor("mona"), f"/requisitions/{requisition_id}"
    read = tag(mona, at)

    site.decide(requisition_id, ranked[0], "select", "evidence_strong")

    assert mona.get(API + at, headers={"If-None-Match": read}).status_code == 200
    assert change(mona, f"{at}/finish", read).status_code == 200


def test_every_thing_with_a_version_is_changed_by_its_tag_once(site: Site) -> None:
    _, _, engagement_id = site.active()
    with site.workspace.command(site.actor("mona")) as work:
        extension_id = extend_engagement(work, engagement_id, reason="more to do", hours=350)
    mona = site.visitor("mona")
    other, ranked = site.in_review()
    tries = (
        (f"/extensions/{extension_id}", "/withdraw", {"reason": "no longer"}),
        (f"/engagements/{engagement_id}", "/complete", {}),
        (f"/requisitions/{other}/candidates/{ranked[0]}", "/decision",
         {"decision": "select", "reason_code": "evidence_strong"}),
        (f"/requisitions/{other}", "/finish", {}),
    )  # fmt: skip

    for at, act, body in tries:
        read = tag(mona, at)
        done, again = (change(mona, at + act, read, **body) for _ in range(2))
        assert (done.status_code < 300, again.status_code) == (True, 412), (at, done.text)
        said = again.json()
        assert (said["type"], said["status"]) == ("urn:candor:problem:stale", 412)
        assert f".{said['current']['version']}." in tag(mona, at)
        assert "load it again" in said["hint"]


def test_a_tag_of_something_else_changes_nothing(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    mona, at = site.visitor("mona"), f"/requisitions/{requisition_id}"
    decided = {"decision": "select", "reason_code": "evidence_strong"}

    answer = change(mona, f"{at}/candidates/{ranked[0]}/decision", tag(mona, at), **decided)

    assert answer.status_code == 412
    assert ranked[0] in answer.json()["detail"]
    assert site.case(requisition_id).decisions == ()


def test_tag_and_number_must_agree(site: Site) -> None:
    requisition_id, mona = site.draft(), site.visitor("mona")
    at = f"/requisitions/{requisition_id}"
    read, version = tag(mona, at), site.case(requisition_id).summary.version

    apart = change(mona, f"{at}/submit", read, expected_version=version + 1)
    agreed = change(mona, f"{at}/submit", read, expected_version=version)

    assert (apart.status_code, apart.json()["faults"][0]["field"]) == (422, "expected_version")
    assert agreed.status_code == 200


def test_any_version_will_do_for_a_star(site: Site) -> None:
    requisition_id, mona = site.draft(), site.visitor("mona")

    assert change(mona, f"/requisitions/{requisition_id}/submit", "*").status_code == 200


@pytest.mark.parametrize(
    "sent", ['W/"R-1001.1.0123456789abcdef"', '"x"', "R-1001", '"R-1001.1.0123456789abcdef", "y"']
)
def test_what_is_no_tag_is_refused(site: Site, sent: str) -> None:
    requisition_id, mona = site.draft(), site.visitor("mona")

    answer = change(mona, f"/requisitions/{requisition_id}/submit", sent)

    assert (answer.status_code, answer.json()["faults"][0]["field"]) == (422, "If-Match")


def test_a_tag_where_nothing_has_a_version_is_refused_rather_than_passed_over(site: Site) -> None:
    lena = site.visitor("lena")

    answer = change(lena, "/holds", "*", kind="person", subject="P-1001", reason="in dispute")

    assert answer.status_code == 422
    assert lena.get(f"{API}/holds").json()["items"] == []


def test_without_a_tag_a_stale_number_is_a_conflict_as_before(site: Site) -> None:
    requisition_id, mona = site.draft(), site.visitor("mona")

    answer = mona.post_json(f"{API}/requisitions/{requisition_id}/submit", expected_version=99)

    assert (answer.status_code, answer.json()["current"]) == (
        409,
        {"version": site.case(requisition_id).summary.version},
    )
