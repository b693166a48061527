"""The guards at the door: CSRF, headers, body size, escaping."""

import re

import pytest
from fastapi.routing import APIRoute

from review_ui.web.pages import page_routers
from tests.review_ui.web.world import PASSWORD, Site, Visitor


def test_a_form_without_the_token_is_refused_and_changes_nothing(site: Site) -> None:
    requisition_id, visitor = site.draft(), site.visitor("mona")

    answer = visitor.client.post(f"/requisitions/{requisition_id}/submit", data={}, follow_redirects=False)

    assert answer.status_code == 403
    assert site.case(requisition_id).summary.state == "draft"


def test_another_browsers_token_is_refused(site: Site) -> None:
    requisition_id, visitor, other = site.draft(), site.visitor("mona"), site.visitor("mona")

    answer = visitor.client.post(
        f"/requisitions/{requisition_id}/submit", data={"csrf": other.csrf()}, follow_redirects=False
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_request_that_another_site_started_is_refused_even_with_the_token(
    site: Site, headers: dict[str, str]
) -> None:
    requisition_id, visitor = site.draft(), site.visitor("mona")

    answer = visitor.client.post(
        f"/requisitions/{requisition_id}/submit", data={"csrf": visitor.csrf()}, headers=headers
    )

    assert answer.status_code == 403
    assert site.case(requisition_id).summary.state == "draft"


def paths_that_change_something(visitor: Visitor) -> list[str]:
    pages = [route for router in page_routers() for route in router.routes if isinstance(route, APIRoute)]
    described = visitor.get("/api/v1/openapi.json").json()["paths"]
    return [route.path for route in pages if "POST" in route.methods] + [
        path for path, methods in described.items() if "post" in methods
    ]


def test_every_route_that_changes_something_asks_for_the_token(site: Site) -> None:
    visitor = site.visitor("mona")
    paths = paths_that_change_something(visitor)

    for path in paths:
        answer = visitor.client.post(re.sub(r"{\w+}", "x", path), follow_redirects=False)
        assert answer.status_code == 403, path
    assert len(paths) >= 40


def test_logging_in_needs_the_token_too(site: Site) -> None:
    answer = site.visitor().client.post("/login", data={"name": "mona", "password": PASSWORD})

    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/login", "/", "/requisitions", "/nowhere", "/api/v1/requisitions"])
def test_every_answer_carries_the_security_headers(site: Site, path: str) -> None:
    answer = site.visitor("mona").get(path)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


def test_pages_about_people_are_not_kept_by_browsers(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor = site.visitor("mona")

    for path in ("shortlist", f"candidates/{ranked[0]}/record", "excluded"):
        answer = visitor.get(f"/requisitions/{requisition_id}/{path}")
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"


def test_no_page_holds_inline_script_or_style(site: Site) -> None:
    requisition_id, _ = site.in_review()
    visitor = site.visitor("mona")

    for path in (
        "/login",
        "/",
        f"/requisitions/{requisition_id}/shortlist",
        f"/requisitions/{requisition_id}",
    ):
        page = visitor.get(path).text
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", page), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", page), path
        assert not re.search(r'(src|href)="(https?:)?//', page), path


def test_what_a_profile_says_is_never_read_as_markup(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor = site.visitor("mona")
    profiles = {p: visitor.get(f"/requisitions/{requisition_id}/candidates/{p}/record").text for p in ranked}
    hostile = next(person for person, text in profiles.items() if "apostrophes" in text)

    page = visitor.get(f"/requisitions/{requisition_id}/shortlist?open={hostile}").text

    for text in (page, profiles[hostile]):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in profiles[hostile]


def test_a_hostile_title_note_and_name_are_escaped(site: Site) -> None:
    requisition_id, ranked = site.in_review(title="<script>alert(2)</script>")
    hostile = next(
        p
        for p in ranked
        if "apostrophes"
        in site.visitor("mona").get(f"/requisitions/{requisition_id}/candidates/{p}/record").text
    )
    site.decide(requisition_id, hostile, "shortlist", "backup", note="<b onclick=x>note</b>")

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/shortlist?open={hostile}").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Hopper" in page
    assert "&lt;b onclick=x&gt;" in page


def test_a_body_beyond_the_limit_is_refused(site: Site) -> None:
    visitor = site.visitor("mona")

    answer = visitor.post("/requisitions", title="x", description="y" * 600_000)

    assert answer.status_code == 413


def test_assets_are_served_from_here_and_named_by_their_content(site: Site) -> None:
    visitor = site.visitor()
    links = re.findall(r'(?:src|href)="(/static/[^"]+)"', visitor.get("/login").text)

    assert {link.split("?")[0] for link in links} == {
        "/static/candor.css",
        "/static/candor.js",
        "/static/candor.svg",
        "/static/htmx.js",
    }
    for link in links:
        answer = visitor.get(link)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert "htmx" in visitor.get("/static/htmx.js").text[:200]
    assert len(visitor.get("/static/candor.css").content) < 30_000


def test_a_static_name_reaches_no_other_file(site: Site) -> None:
    visitor = site.visitor()

    for name in ("../web/app.py", "%2e%2e/web/app.py", "app.py"):
        assert visitor.get(f"/static/{name}").status_code == 404
