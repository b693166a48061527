"""Procurement moves somebody without scripts, the manager asks for more and copies a message; deciding stays in sight."""

import pytest
from playwright.sync_api import Page, expect

from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import DIGITAL, Cast
from tests.review_ui.browser.conftest import People

pytestmark = [pytest.mark.browser, pytest.mark.slow]

IN_SIGHT = """it => { const box = it.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.top >= 0 && box.bottom <= innerHeight && it.contains(top); }"""
HIDDEN = """() => { const it = document.activeElement, box = it.getClientRects()[0];
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return it.contains(top) ? null : it.textContent.trim(); }"""


def play(demo: Workspace, title: str) -> story.Case:
    request = story.Request("backend-engineer", title, DIGITAL, "mara", 50_000, 480)
    return story.Case(demo, Cast(demo), request)


def test_a_place_is_changed_without_scripts_and_the_list_is_made_longer(
    people: People, demo: Workspace
) -> None:
    case = play(demo, "Backend engineer for returns").to_shortlist()
    priya = people.log_in("priya", scripts=False)
    priya.goto(f"/requisitions/{case.id}/shortlist")
    priya.get_by_role("link", name="Change their place").click()

    priya.get_by_label("Put at a place, once").check()
    priya.locator("#place").fill("3")
    priya.locator("#change-reason").select_option("better_evidence")
    priya.get_by_role("button", name="Change it").click()

    expect(priya.locator("#flash")).to_contain_text("Changed")
    expect(priya.locator(".timeline li").first).to_contain_text("from 1st to 3rd")
    mara = people.log_in("mara")
    mara.goto(f"/requisitions/{case.id}/shortlist")
    expect(mara.locator(".row").nth(2)).to_contain_text("moved, 1st by machine")
    listed = mara.locator(".row").count()
    mara.get_by_text("Ask for more people").click()
    mara.get_by_label("How many").select_option("5")
    mara.get_by_role("button", name="Show me more").click()
    expect(mara.locator("#flash")).to_contain_text("Nothing else moved")
    expect(mara.locator(".row")).to_have_count(listed + 5)
    assert people.complaints == []


def test_a_message_is_copied_and_without_scripts_it_can_be_selected(people: People, demo: Workspace) -> None:
    case = play(demo, "Backend engineer for vouchers").to_selection().approve()
    mara = people.log_in("mara")
    mara.context.grant_permissions(["clipboard-read", "clipboard-write"])
    mara.goto(f"/requisitions/{case.id}")

    mara.get_by_role("link", name="A message to copy and send").first.click()
    mara.get_by_role("button", name="Copy").click()

    expect(mara.get_by_role("status").last).to_contain_text("Copied")
    assert mara.evaluate("navigator.clipboard.readText()").startswith("Hello")
    plain = people.log_in("mara", scripts=False)
    plain.goto(mara.url)
    expect(plain.get_by_label("The message")).not_to_be_empty()
    expect(plain.get_by_role("button", name="Copy")).to_be_hidden()
    assert people.complaints == []


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (375, 760)])
def test_the_ways_to_decide_are_in_sight_from_name_to_facts_and_hide_no_focus(
    people: People, demo: Workspace, width: int, height: int
) -> None:
    case = play(demo, f"Backend engineer for parcels, {width}").to_shortlist()
    page = people.log_in("mara", width=width, height=height)
    page.goto(f"/requisitions/{case.id}/shortlist")
    if width < 1000:
        page.locator("#candidate").scroll_into_view_if_needed()
        page.evaluate("document.querySelector('.sheet').scrollIntoView()")
    assert _all_in_sight(page)

    page.locator(".facts").scroll_into_view_if_needed()
    assert _all_in_sight(page)
    page.locator(".sheet a[href*=brief]").focus()
    hidden = []
    for _ in range(6):
        page.keyboard.press("Shift+Tab")
        hidden.append(page.evaluate(HIDDEN))
    assert [one for one in hidden if one] == []


def _all_in_sight(page: Page) -> bool:
    ways = page.locator(".decide > details > summary")
    return ways.count() == 4 and all(ways.nth(at).evaluate(IN_SIGHT) for at in range(4))
