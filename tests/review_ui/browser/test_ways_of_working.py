"""Keyboard alone, no scripts, two windows at once: the same work is possible. Sizes and themes: `test_every_page.py`."""

import pytest
from playwright.sync_api import Page, expect

from governance.accounts import find_account
from governance.reading import requisitions_for
from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import OPERATIONS, Cast
from tests.review_ui.browser.conftest import People

TO_DENY = story.Request("accountant", "Help with the lease register", OPERATIONS, "tomas", 20_000, 240)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def in_review(demo: Workspace) -> str:
    """A requisition of the demo whose shortlist mara is reading."""
    mara = find_account(demo.database, "mara")
    with demo.database.read() as session:
        found = [r for r in requisitions_for(session, mara) if r.state == "in_review"]
    assert found, "the demo has no requisition in review for mara"
    return found[0].id


def open_desk(page: Page, requisition_id: str) -> None:
    page.goto(f"/requisitions/{requisition_id}/shortlist")
    expect(page.locator(".row[aria-current]")).to_have_count(1)


def test_a_candidate_is_decided_and_undone_from_the_keyboard_alone(people: People, in_review: str) -> None:
    page = people.log_in("mara")
    open_desk(page, in_review)
    opened = page.locator("#candidate").inner_text()

    page.keyboard.press("s")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#flash")).to_contain_text("Decision recorded")
    expect(page.locator("#candidate")).not_to_have_text(opened)
    page.keyboard.press("k")
    expect(page.locator(".deciding .verdict")).to_have_text("Shortlisted")
    page.keyboard.press("u")
    expect(page.locator("#flash")).to_contain_text("Decision undone")
    page.keyboard.press("e")
    expect(page.get_by_text("Score, the exact sum")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()

    assert people.complaints == []


def test_moving_down_the_list_swaps_the_sheet_and_keeps_the_address_right(
    people: People, in_review: str
) -> None:
    page = people.log_in("mara")
    open_desk(page, in_review)
    page.goto(page.locator(".row").first.get_attribute("href") or "")
    first = page.locator("#candidate").inner_text()

    page.keyboard.press("j")
    expect(page.locator("#candidate")).not_to_have_text(first)
    second, address = page.locator("#candidate").inner_text(), page.url
    page.reload()
    expect(page.locator("#candidate")).to_have_text(second)
    page.go_back()
    expect(page.locator("#candidate")).to_have_text(first)

    assert "open=" in address
    assert "said=" not in address


def test_a_decision_works_without_scripts(people: People, in_review: str) -> None:
    page = people.log_in("mara", scripts=False)
    open_desk(page, in_review)

    page.locator(".decide summary").get_by_text("Not now", exact=True).click()
    panel = page.locator(".decide details[open]")
    panel.get_by_label("Not enough evidence to tell").check()
    panel.get_by_role("button").click()

    expect(page.locator("#flash")).to_contain_text("Decision recorded")
    page.go_back()


def test_a_decision_on_what_has_changed_is_told_and_the_words_stay(people: People, in_review: str) -> None:
    first, second = people.log_in("mara"), people.log_in("mara")
    open_desk(first, in_review)
    second.goto(first.locator(".row[aria-current]").get_attribute("href") or "")
    second.keyboard.press("r")
    second.locator(".decide details[open]").get_by_role("radio").first.check()
    second.keyboard.press("Enter")
    expect(second.locator("#flash")).to_contain_text("Decision recorded")

    first.keyboard.press("x")
    panel = first.locator(".decide details[open]")
    panel.get_by_role("radio").first.check()
    panel.get_by_role("textbox").fill("words that took a while")
    panel.get_by_role("button").click()

    expect(first.locator("#flash")).to_contain_text("Nothing was changed")
    expect(panel.get_by_role("textbox")).to_have_value("words that took a while")


def test_focus_is_visible_and_the_way_to_the_content_short(people: People) -> None:
    page = people.log_in("mara")
    page.goto("/requisitions")

    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")

    assert skip == "Skip to the content"
    assert outline == "solid"


def test_times_are_those_of_the_readers_clock(people: People) -> None:
    page = people.log_in("iris", zone="Asia/Kolkata")

    page.goto("/audit")

    expect(page.locator("time").first).to_contain_text("IST")


def test_a_queue_is_walked_and_a_selection_denied_from_the_keyboard_alone(
    people: People, demo: Workspace
) -> None:
    case = story.Case(demo, Cast(demo), TO_DENY).to_selection()
    page = people.log_in("priya")
    page.goto("/approvals")

    for _ in range(page.locator("[data-walk] tbody tr").count()):
        page.keyboard.press("j")
        if case.id in page.evaluate("document.activeElement.href"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/requisitions/{case.id}")
    page.keyboard.press("a")
    on_approve = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("b")
    page.keyboard.press("Escape")
    folded = page.locator("details[name=answer][open]").count()
    page.keyboard.press("o")
    replacing = page.evaluate("document.activeElement.type")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#flash")).to_contain_text("Denied")
    assert (on_approve, folded, replacing) == ("Approve to engage", 0, "checkbox")
    assert people.complaints == []
