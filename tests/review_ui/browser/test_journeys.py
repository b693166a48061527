"""What people do beside the loop: rate blind, compare, ask why, be overtaken, be logged out, answer for procurement, audit.

Each person has a session of their own; what a step needs before it is played through the demo's own commands.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from governance.reading import RequisitionCase
from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import DIGITAL, Cast
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.keyboard import press
from tests.review_ui.browser.markup import markup_faults
from tests.review_ui.browser.walking import case_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = "words that took a while"
# Asks of the visible focus: its outline, and that it is on the screen.
FOCUS = """() => {
  const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
  return {name: `${it.tagName} ${it.textContent.trim().slice(0, 40)}`, body: it === document.body,
          ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
          there: box.bottom > 0 && box.top < innerHeight && box.width > 0};
}"""


def asked(title: str) -> story.Request:
    return story.Request("backend-engineer", title, DIGITAL, "mara", 50_000, 480)


def play(demo: Workspace, title: str) -> story.Case:
    return story.Case(demo, Cast(demo), asked(title))


def desk(page: Page, case_id: str) -> None:
    page.goto(f"/requisitions/{case_id}/shortlist")
    expect(page.locator(".row[aria-current]")).to_have_count(1)


def choose(page: Page, act: str) -> None:
    """Unfold an act, choose its first reason, write a note; nothing is sent."""
    page.locator(".decide summary").get_by_text(act, exact=True).click()
    panel = page.locator(".decide details[open]")
    panel.get_by_role("radio").first.check()
    panel.get_by_role("textbox").fill(WORDS)


def record(page: Page) -> None:
    page.locator(".decide details[open]").get_by_role("button").click()


def test_six_are_rated_blind_from_the_keyboard_and_the_list_opens(people: People, demo: Workspace) -> None:
    case = play(demo, "Engineer for vouchers").to_shortlist(blind=True)
    page = people.log_in("mara")
    page.goto(f"/requisitions/{case.id}/shortlist")
    page.wait_for_url(re.compile(r"/blind$"))

    page.keyboard.press("o")
    expect(page.locator("#candidate")).to_have_text("Person 1")
    page.keyboard.press("e")
    expect(page.locator("details[open] summary")).to_have_text("The whole record")
    page.keyboard.press("4")
    expect(page.locator("#candidate")).to_have_text("Person 2")
    page.keyboard.press("k")
    expect(page.locator("#candidate")).to_have_text("Person 1")
    page.keyboard.press("3")
    expect(page.locator("#candidate")).to_have_text("Person 2")
    expect(page.locator(".progress")).to_contain_text("1 of 6 rated")
    page.keyboard.press("k")
    expect(page.locator("#candidate")).to_have_text("Person 1")
    page.keyboard.press("j")
    for position in range(2, 7):
        expect(page.locator("#candidate")).to_have_text(f"Person {position}")
        page.keyboard.press(str(position - 1))
    expect(page.get_by_text("Everybody is rated.")).to_be_visible()
    page.keyboard.press("o")

    page.wait_for_url(re.compile(r"/shortlist"))
    expect(page.get_by_text("you rated 3 of 5 blind")).to_have_count(2)
    assert people.complaints == []


def test_six_are_rated_blind_without_scripts(people: People, demo: Workspace) -> None:
    case = play(demo, "Engineer for gift cards").to_shortlist(blind=True)
    page = people.log_in("mara", scripts=False)
    page.goto(f"/requisitions/{case.id}/blind")

    page.get_by_role("button", name="Begin").click()
    for _ in range(6):
        page.get_by_role("button", name="4").click()
    page.get_by_role("button", name="Open the list").click()

    expect(page.get_by_text("you rated 4 of 5 blind")).to_have_count(6)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_reader_asks_why_compares_and_finds_who_was_left_out(
    people: People, demo: Workspace, scripts: bool
) -> None:
    case_id = case_of(demo, story.IN_REVIEW).summary.id
    page = people.log_in("mara", scripts=scripts)
    desk(page, case_id)

    page.get_by_role("link", name="What would change it").click()
    expect(page.get_by_role("heading", name="What would change it")).to_be_visible()
    assert ("/change" in page.url) is not scripts
    desk(page, case_id)
    page.get_by_role("link", name=re.compile("^Side by side")).click()
    expect(page.locator(".beside thead th")).to_have_count(3)
    desk(page, case_id)
    called, other = (page.locator(".row .called").nth(at).inner_text() for at in (0, 1))
    page.locator(".row").first.click()
    expect(page.locator("#candidate")).to_have_text(called)
    page.get_by_role("link", name="Brief for the candidate").click()
    expect(page.get_by_text(f"This is for {called} to read.")).to_be_visible()
    assert other not in page.locator("main").inner_text()
    desk(page, case_id)
    page.get_by_role("link", name=re.compile("not eligible: why$")).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main table").first).to_be_visible()


def test_a_decision_is_undone_without_scripts(people: People, demo: Workspace) -> None:
    page = people.log_in("mara", scripts=False)
    desk(page, case_of(demo, story.IN_REVIEW).summary.id)
    choose(page, "Shortlist")
    address = page.locator(".row[aria-current]").get_attribute("href") or ""
    record(page)
    page.goto(address)
    expect(page.locator(".deciding")).to_contain_text(WORDS)

    page.get_by_role("button", name="Undo").click()

    expect(page.locator("#flash")).to_contain_text("Decision undone")
    expect(page.locator(".decide")).to_be_visible()


def test_an_overtaken_form_says_so_and_gives_back_what_was_typed(people: People, demo: Workspace) -> None:
    late, early = people.log_in("mara", scripts=False), people.log_in("mara")
    desk(late, case_of(demo, story.IN_REVIEW).summary.id)
    choose(late, "Not now")
    early.goto(late.locator(".row[aria-current]").get_attribute("href") or "")
    early.keyboard.press("s")
    early.keyboard.press("1")
    early.keyboard.press("Enter")
    expect(early.locator("#flash")).to_contain_text("Decision recorded")

    with late.expect_response(lambda answer: answer.url.endswith("/decision")) as answered:
        record(late)

    assert answered.value.status == 409
    expect(late.get_by_role("heading", level=1)).to_have_text("It has changed in the meantime")
    expect(late.get_by_label("Note")).to_have_value(WORDS)
    expect(late.get_by_role("link", name="Load what is there now")).to_be_visible()
    assert markup_faults(answered.value.text()) == []


def test_a_session_that_ends_in_mid_decision_loses_no_words(people: People, demo: Workspace) -> None:
    page = people.log_in("mara")
    desk(page, case_of(demo, story.IN_REVIEW).summary.id)
    choose(page, "Not now")
    page.context.clear_cookies(name="candor_session")

    record(page)
    expect(page.locator("#flash")).to_contain_text("your session has ended")
    expect(page.locator(".decide details[open] textarea")).to_have_value(WORDS)
    again = page.context.new_page()
    people.enter(again, "mara")
    record(page)

    expect(page.locator("#flash")).to_contain_text("Decision recorded")


def test_a_session_that_ends_without_scripts_gives_the_words_to_copy(people: People, demo: Workspace) -> None:
    page = people.log_in("mara", scripts=False)
    desk(page, case_of(demo, story.IN_REVIEW).summary.id)
    choose(page, "Not now")
    page.context.clear_cookies(name="candor_session")

    record(page)

    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
    expect(page.get_by_label("What you were writing")).to_have_value(
        f"Decision: Not now\nReason code: Rate is above what this role can pay\nNote: {WORDS}"
    )


@pytest.mark.parametrize(
    ("scripts", "whom"), [(True, "Engineer"), (False, "Developer")], ids=["with scripts", "without"]
)
def test_procurement_approves_sends_back_denies_and_replaces(
    people: People, demo: Workspace, scripts: bool, whom: str
) -> None:
    titles = {act: f"{whom}, to {act}" for act in ("approve", "send back", "deny", "replace")}
    for title in titles.values():
        play(demo, title).to_selection()
    page = people.log_in("viktor", scripts=scripts)

    def open_case(act: str) -> RequisitionCase:
        page.goto("/approvals")
        page.get_by_role("link", name=titles[act]).click()
        return case_of(demo, asked(titles[act]))

    open_case("approve")
    press(page, "Approve to engage")
    expect(page.locator("#flash")).to_contain_text("Selection approved")

    answer(page, open_case("send back"), "Send back to the hiring manager", "Send back")
    answer(page, open_case("deny"), "Deny", "Deny the selection")
    before = open_case("replace")
    page.get_by_text("Replace the selection").click()
    for box in page.locator("details[open]").get_by_role("checkbox").all()[:3]:
        box.set_checked(box.get_attribute("value") not in before.selected)
    answer(page, before, None, "Replace")

    ended = {act: case_of(demo, asked(title)) for act, title in titles.items()}
    assert {act: case.summary.state for act, case in ended.items()} == {
        "approve": "approved_to_engage",
        "send back": "in_review",
        "deny": "denied",
        "replace": "selected",
    }
    assert set(ended["replace"].selected).isdisjoint(before.selected)
    assert people.complaints == []


def answer(page: Page, case: RequisitionCase, unfold: str | None, button: str) -> None:
    """Give procurement's answer with a reason and a note."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(case.summary.title)
    if unfold:
        page.locator("summary").get_by_text(unfold, exact=True).click()
    panel = page.locator("details[open]")
    panel.get_by_role("combobox").select_option(index=1)
    panel.get_by_role("textbox").fill("As discussed.")
    panel.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("#flash .said")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_auditor_finds_the_entries_of_one_case(people: People, demo: Workspace, scripts: bool) -> None:
    case = case_of(demo, story.SELECTED)
    page = people.log_in("iris", scripts=scripts)
    page.goto("/audit")

    page.get_by_label("Requisition or other identifier").fill(case.summary.id)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"subject={case.summary.id}"))

    lines = page.locator("tbody tr")
    expect(lines.first).to_be_visible()
    assert all(case.summary.id in line or "S-" in line for line in lines.all_inner_texts())
    page.get_by_label("Requisition or other identifier").fill("R-9999")
    page.keyboard.press("Enter")
    expect(lines).to_have_count(0)


def test_focus_is_seen_wherever_tab_leads_on_the_shortlist(people: People, demo: Workspace) -> None:
    page = people.log_in("mara")
    desk(page, case_of(demo, story.IN_REVIEW).summary.id)
    page.evaluate("document.activeElement.blur()")
    stops = []

    for _ in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["body"] or (stops and stop == stops[0]):
            break
        stops.append(stop)

    assert len(stops) > 40
    assert [stop["name"] for stop in stops if not (stop["ring"] and stop["there"])] == []
