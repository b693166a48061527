"""Ten people decided from the keyboard, with every key counted: the careful way has to be the fast way."""

import re
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from governance.accounts import find_account
from governance.reading import requisition_case
from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import DIGITAL, Cast
from tests.review_ui.browser.conftest import People

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GUIDE = Path(__file__).parents[3] / "docs/how-to/hiring-manager.md"
TO_READ = story.Request("backend-engineer", "Backend engineer for refunds", DIGITAL, "mara", 52_000, 480)
# What is pressed for each: the act, the reason's digit. Enter records.
JUDGEMENTS = ("a1", "s2", "r1", "x1", "s1", "r2", "x2", "s1", "r1", "s3")


class Hands:
    """Presses keys and counts them; the mouse is not touched."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.pressed: Counter[str] = Counter()

    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)
            self.pressed[key] += 1


def figure_in_the_guide() -> int:
    found = re.search(r"(\d+) keys decide ten people", GUIDE.read_text())
    assert found, f"{GUIDE.name} no longer says how many keys decide ten people"
    return int(found[1])


def test_ten_people_are_decided_in_as_few_keys_as_the_guide_says(people: People, demo: Workspace) -> None:
    case = story.Case(demo, Cast(demo), TO_READ).to_shortlist()
    page = people.log_in("mara")
    page.goto(f"/requisitions/{case.id}/shortlist")
    hands = Hands(page)

    for done, (act, digit) in enumerate(JUDGEMENTS, start=1):
        opened = page.locator("#candidate").inner_text()
        hands.press(act, digit)
        expect(page.locator(".decide details[open] input:checked")).to_have_count(1)
        expect(page.locator(".progress")).to_contain_text(f"{done - 1} of ")
        hands.press("Enter")
        expect(page.locator(".progress")).to_contain_text(f"{done} of ")
        expect(page.locator("#candidate")).not_to_have_text(opened)

    print(f"keys for ten decisions: {hands.pressed.total()}, {dict(hands.pressed)}")
    with demo.database.read() as session:
        decided = requisition_case(session, find_account(demo.database, "mara"), case.id).decisions
    assert Counter(one.decision for one in decided) == {
        "select": 1,
        "shortlist": 4,
        "not_now": 3,
        "reject": 2,
    }
    assert hands.pressed.total() == figure_in_the_guide() == 3 * len(JUDGEMENTS)
    assert people.complaints == []


def test_no_single_key_decides_anybody(people: People, demo: Workspace) -> None:
    case = story.Case(demo, Cast(demo), TO_READ).to_shortlist()
    page = people.log_in("mara")
    page.goto(f"/requisitions/{case.id}/shortlist")

    for key in (*"abcdefghijklmnopqrstuvwxyz", *"123456789", "Enter", " ", "Delete", "Backspace"):
        page.keyboard.press(key)
        page.keyboard.press("Escape")

    page.wait_for_load_state("networkidle")
    with demo.database.read() as session:
        assert requisition_case(session, find_account(demo.database, "mara"), case.id).decisions == ()
