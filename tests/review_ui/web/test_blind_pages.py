"""The blind stage on pages and by API: evidence without names, ratings first, the list after."""

import json
import re
from typing import Any

import pytest
from httpx import Response

from governance.people.profiles import read_profiles
from review_ui.services import make_shortlist
from review_ui.web.views.blind import blanked
from tests.review_ui.web.world import Site, Visitor

NAMES = re.compile("Amara|Okafor")


@pytest.fixture
def closed(site: Site) -> str:
    """A list in review with a stage that somebody asked for."""
    requisition_id = site.approved()
    make_shortlist(site.workspace, site.actor("mona"), requisition_id, blind=True)
    return requisition_id


def rate(visitor: Visitor, requisition_id: str, position: int, mark: int = 3) -> Response:
    page = visitor.get(f"/requisitions/{requisition_id}/blind?place={position}").text
    version = re.search(r'name="expected_version" value="(\d+)"', page)
    assert version is not None
    return visitor.post(
        f"/requisitions/{requisition_id}/blind/{position}/rating",
        rating=str(mark),
        expected_version=version[1],
    )


def rate_all(visitor: Visitor, requisition_id: str) -> Response:
    answer = visitor.post(f"/requisitions/{requisition_id}/blind/begin")
    while found := re.search(r"place=(\d+)$", str(answer.url)):
        answer = rate(visitor, requisition_id, int(found[1]))
    return answer


def test_the_list_leads_to_the_stage_while_it_is_closed(site: Site, closed: str) -> None:
    page = site.visitor("mona").get(f"/requisitions/{closed}/shortlist")

    assert page.url.path == f"/requisitions/{closed}/blind"
    assert "First you rate 6 people. Then the list opens." in page.text


def test_evidence_is_shown_and_nothing_that_says_who_or_how_good(site: Site, closed: str) -> None:
    visitor = site.visitor("mona")

    shown = [visitor.post(f"/requisitions/{closed}/blind/begin").text]
    for position in range(1, 6):
        shown.append(rate(visitor, closed, position).text)

    everything = "".join(shown)
    ids = {one.person_id for one in site.case(closed).candidates}
    assert "Person 6" in shown[-1]
    assert "FastAPI" in everything
    assert not [one for one in ids if re.search(rf"\b{one}\b", everything)]
    assert not NAMES.search(everything)
    assert not re.search("Strong fit|Partial fit|Weak fit|by machine|Exact numbers", everything)


def test_no_other_page_opens_what_is_closed(site: Site, closed: str) -> None:
    visitor = site.visitor("mona")
    person = site.case(closed).candidates[0].person_id
    other = site.case(closed).candidates[1].person_id
    at = f"/requisitions/{closed}"

    answers: dict[str, Response] = {
        path: visitor.get(path)
        for path in (
            at,
            f"{at}/shortlist?open={person}",
            f"{at}/candidates/{person}/record",
            f"{at}/candidates/{person}/explanation",
            f"{at}/candidates/{person}/brief",
            f"{at}/candidates/{person}/change",
            f"{at}/compare?a={person}&b={other}",
            f"/api/v1/requisitions/{closed}",
            f"/api/v1/requisitions/{closed}/shortlist",
            f"/api/v1/requisitions/{closed}/list",
            f"/api/v1/requisitions/{closed}/replay",
            f"/api/v1/requisitions/{closed}/blind",
        )
    }

    assert {one.status_code for one in answers.values()} <= {200, 409}
    said_of = {path: one.text.replace(f"open={person}", "") for path, one in answers.items()}
    told = [path for path, text in said_of.items() if re.search(rf"\b({person}|{other})\b", text)]
    assert [path for path in told if person not in path] == []
    assert not any(NAMES.search(text) for text in said_of.values())


def test_the_list_opens_after_six_ratings_and_shows_them(site: Site, closed: str) -> None:
    visitor = site.visitor("mona")

    done = rate_all(visitor, closed)
    assert "Everybody is rated." in done.text
    opened = visitor.post(f"/requisitions/{closed}/blind/open")

    assert opened.url.path == f"/requisitions/{closed}/shortlist"
    assert opened.text.count("you rated 3 of 5 blind") == 6
    assert "Strong fit" in opened.text or "Partial fit" in opened.text or "Weak fit" in opened.text


def test_deciding_before_that_is_a_conflict_that_says_what_to_do(site: Site, closed: str) -> None:
    person = site.case(closed).candidates[0].person_id
    answer = site.visitor("mona").post(
        f"/requisitions/{closed}/candidates/{person}/decision",
        decision="select",
        reason_code="evidence_strong",
    )

    assert answer.status_code == 409
    assert "rate its first people blind, then open it" in answer.text


def test_nobody_is_read_at_a_place_that_was_not_opened(site: Site, closed: str) -> None:
    visitor = site.visitor("mona")
    visitor.post(f"/requisitions/{closed}/blind/begin")

    assert visitor.get(f"/requisitions/{closed}/blind?place=2").status_code == 404
    assert site.visitor("paul").get(f"/requisitions/{closed}/blind?place=1").url.path.endswith("/shortlist")


def test_a_reason_opens_it_early_where_no_policy_requires_it(site: Site, closed: str) -> None:
    visitor = site.visitor("mona")
    visitor.post(f"/requisitions/{closed}/blind/begin")

    opened = visitor.post(f"/requisitions/{closed}/blind/open", reason="The start is tomorrow.")
    case = site.visitor("paul").get(f"/requisitions/{closed}").text

    assert opened.url.path == f"/requisitions/{closed}/shortlist"
    assert "rated nobody, opened the list because: The start is tomorrow." in case


def test_procurement_reads_the_ratings_beside_the_machines_places(site: Site, closed: str) -> None:
    visitor = site.visitor("mona")
    rate_all(visitor, closed)
    visitor.post(f"/requisitions/{closed}/blind/open")

    page = site.visitor("paul").get(f"/requisitions/{closed}").text

    table = page[page.index("Rated blind first") :]
    assert table.count("3 of 5") == 6
    assert "rated 6 of 6 in" in table


def test_the_same_by_api(site: Site, closed: str) -> None:
    visitor = site.visitor("mona")
    at = f"/api/v1/requisitions/{closed}/blind"

    def post(path: str, **body: Any) -> Any:
        answer = visitor.post_json(f"{at}{path}", **body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    following = post("/begin")["next"]
    sheet = visitor.get(f"{at}/{following}").json()
    while following is not None:
        following = post(f"/{following}/rating", rating=4)["next"]
    assert {place["person_id"] for place in visitor.get(at).json()["places"]} == {None}
    assert post("/open") == {"open": True}

    assert {"requirements", "facts", "record"} <= sheet.keys()
    assert not {"fit", "score", "rank", "reasons"} & sheet.keys()
    assert None not in {place["person_id"] for place in visitor.get(at).json()["places"]}


def test_a_record_is_blanked_in_place(site: Site) -> None:
    _, ranked = site.in_review()
    profiles = read_profiles(site.workspace.database, ranked)

    for profile in profiles.values():
        shown = blanked(profile)
        assert len(json.dumps(shown)) == len(json.dumps(profile))
        assert not NAMES.search(json.dumps(shown.get("summary", "")))
