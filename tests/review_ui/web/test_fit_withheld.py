"""Finance at every door that shows a ranking: it is said to be withheld, and nothing of it is there."""

import pytest

from tests.review_ui.web.test_api import API, by_token
from tests.review_ui.web.world import Site

SAID = ('"score":', '"contribution":', '"sentence":')


@pytest.fixture
def finance(site: Site) -> str:
    """A case with a selection; `fay` is of finance."""
    site.add("fay")
    site.give("fay", "finance")
    return site.selected()[0]


@pytest.mark.parametrize("part", ["shortlist", "compare?a={0}&b={1}", "candidates/{0}/change",
                                  "candidates/{0}/explanation", "candidates/{0}/brief"])  # fmt: skip
def test_a_page_of_reasons_says_that_they_are_withheld(site: Site, finance: str, part: str) -> None:
    ranked = [one.person_id for one in site.case(finance).candidates]

    page = site.visitor("fay").get(f"/requisitions/{finance}/{part.format(*ranked)}")

    assert page.status_code == 403
    assert "reasons are withheld from" in page.text


def test_the_case_itself_shows_who_is_proposed_and_no_rank(site: Site, finance: str) -> None:
    page = site.visitor("fay").get(f"/requisitions/{finance}")
    seen_by_procurement = site.visitor("paul").get(f"/requisitions/{finance}").text

    assert page.status_code == 200
    assert "withheld" in page.text
    assert "The machine" not in page.text
    assert "The machine" in seen_by_procurement
    assert "withheld" not in seen_by_procurement


def test_the_api_says_what_is_withheld(site: Site, finance: str) -> None:
    fay, ranked = by_token(site, "fay"), [one.person_id for one in site.case(finance).candidates]
    at = f"{API}/requisitions/{finance}"

    document, case = fay.get(f"{at}/shortlist").json(), fay.get(at).json()
    refused = [fay.get(f"{at}/{part}") for part in (
        f"compare?a={ranked[0]}&b={ranked[1]}", f"candidates/{ranked[0]}/explanation")]  # fmt: skip

    assert document["withheld"] == case["withheld"] == ["rank", "score", "fit", "reasons"]
    assert all(set(one) <= {"id", "duplicates"} for one in document["candidates"])
    assert sorted(one["id"] for one in document["candidates"]) == sorted(ranked)
    assert {one["rank"] for one in case["candidates"]} == {None}
    assert [answer.status_code for answer in refused] == [403, 403]
    assert all("withheld" in answer.json()["detail"] for answer in refused)
    assert not any(word in fay.get(f"{at}/shortlist").text for word in SAID)
