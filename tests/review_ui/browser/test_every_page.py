"""Every page: valid HTML, nothing axe-core finds, nothing off the screen, in both themes, wide and narrow."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import Cast
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.walking import (
    READERS,
    TO_ANSWER,
    Visit,
    faults_of,
    page_routes,
    play_further,
    visits,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Walk:
    """Opens pages as whoever is named, each person logged in once."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._pages: dict[str | None, Page] = {}

    def look(self, visit: Visit) -> list[str]:
        status, html = self.open(visit)
        assert status == 200 or visit.route == "no page", f"{visit}: {status}"
        return faults_of(self._as(visit.who), html)

    def open(self, visit: Visit) -> tuple[int, str]:
        answer = self._as(visit.who).goto(visit.path)
        assert answer is not None
        return answer.status, answer.text()

    def _as(self, who: str | None) -> Page:
        if who not in self._pages:
            self._pages[who] = self._people.log_in(who) if who else self._people.anybody()
        return self._pages[who]


def plain_visits(walk: Walk, routes: Iterator[str]) -> Iterator[Visit]:
    """Pages without a name in their address, each as the first who may see it."""
    for route in routes:
        tried = (Visit(route, who, route) for who in READERS)
        found = next((visit for visit in tried if walk.open(visit)[0] == 200), None)
        assert found, f"nobody of {READERS} may see {route}: say in walking.py who may"
        yield found


def test_every_page_is_valid_accessible_and_fits_the_screen(people: People, demo: Workspace) -> None:
    walk = Walk(people)
    walked = [*visits(demo), *play_further(demo)]
    plain = sorted(route for route in page_routes() - {v.route for v in walked} if "{" not in route)
    walked += plain_visits(walk, iter(plain))

    unwalked = page_routes() - {visit.route for visit in walked}
    faults = {str(visit): found for visit in walked if (found := walk.look(visit))}

    assert unwalked == set(), "a page that nobody walks: give it an address in walking.py"
    # What a page nobody may see, or that is not there, answers with is told of in the console as well.
    said = [one for one in people.complaints if "Failed to load resource" not in one]
    assert said == []
    assert faults == {}, json.dumps(faults, indent=1)


def test_the_page_of_a_conflict_is_as_good_as_any_and_keeps_what_was_typed(
    people: People, demo: Workspace
) -> None:
    case = story.Case(demo, Cast(demo), TO_ANSWER).submit()
    first, late = people.log_in("priya"), people.log_in("viktor")
    for page in (first, late):
        page.goto(f"/requisitions/{case.id}")
    first.get_by_role("button", name="Approve the request").click()
    late.get_by_label("Note").first.fill("words that took a while")

    late.get_by_role("button", name="Approve the request").click()
    expect(late.locator("#flash")).to_contain_text("Nothing was changed")
    in_place = faults_of(late, late.content())
    # As the form is sent where no script takes it over.
    with late.expect_response(lambda answer: answer.request.method == "POST") as answer:
        late.evaluate("document.querySelector('form[action$=approve]').submit()")
    late.wait_for_load_state()

    assert answer.value.status == 409
    assert late.get_by_role("textbox").first.input_value() == "words that took a while"
    assert (in_place, faults_of(late, late.content())) == ([], [])
