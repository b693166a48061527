"""What people do from the approval to engage on, and beside it, without a mouse: Tab, arrows, Enter, typing and the keys the pages name.

Nobody is taken to a page by its address, save to the first; what a step needs before it is played through the demo's own commands.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import DIGITAL, STORES, Cast
from review_ui.demo.classification import INDEPENDENT
from review_ui.demo.reviewers import REVIEWERS
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.keyboard import (
    choose,
    focused,
    log_in,
    pick,
    press,
    press_beside,
    tab_to,
    to_answers,
    write,
)
from tests.review_ui.browser.walking import case_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def asked(title: str) -> story.Request:
    return story.Request("backend-engineer", title, DIGITAL, "mara", 50_000, 480)


def play(demo: Workspace, title: str) -> story.Case:
    return story.Case(demo, Cast(demo), asked(title))


def open_case(page: Page, title: str) -> None:
    """By the menu and the list of requisitions, past the menu by the link that skips it."""
    press(page, "Requisitions")
    page.wait_for_url(re.compile("/requisitions$"))
    press(page, "Skip to the content", most=1)
    press(page, title)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.wait_for_load_state()  # keys are heard from here on


def move(page: Page, button: str) -> None:
    """Press what is recorded once, and see that it was."""
    press(page, button)
    expect(page.locator("#flash")).to_contain_text("Recorded")
    expect(page.get_by_role("button", name=button)).to_have_count(0)
    expect(page.locator("#p-1")).to_be_focused()  # Tab goes on from the same person


def test_from_the_approval_to_engage_to_how_it_went(people: People, demo: Workspace) -> None:
    title = "Engineer for the loyalty points"
    play(demo, title).to_selection().approve()
    mara = log_in(people, "mara")
    open_case(mara, title)

    press(mara, "Classify the work")
    expect(mara.get_by_role("heading", level=1)).to_have_text("Is it a freelancer's work?")
    for _ in INDEPENDENT:
        given = INDEPENDENT[to_answers(mara).removeprefix("choice-")]
        choose(mara, given.choice)
        write(mara, "In their words", given.quote)
    press(mara, "Classify the work")
    expect(mara.locator("#classification")).to_contain_text("Low risk")

    write(mara, "What you wrote or said", "Called; free from Monday.")
    move(mara, "Record: contacted")
    for marked in range(mara.locator("table.exact tbody tr").count()):
        to_answers(mara)
        choose(mara, str(3 + marked % 3))
    move(mara, "Record the screening")
    move(mara, "Record: offer made")
    move(mara, "Record: accepted")
    press(mara, "Start the engagement")
    expect(mara.get_by_role("heading", level=1)).to_contain_text("Start the engagement with")
    write(mara, "Rate an hour", "75")
    write(mara, "Hours in all", "200")
    pick(mara, "Last day", f"{demo.today() + timedelta(days=60):%m%d%Y}")
    press(mara, "Start the engagement")
    expect(mara.locator("#flash")).to_contain_text("Engagement started")
    move(mara, "Work has started")
    move(mara, "Work is complete")
    press(mara, "Record how it went")
    expect(mara.get_by_role("heading", level=1)).to_contain_text("How did it go")
    for answer in ("Accepted", "None", "Within", "On time", "Yes", "5"):
        to_answers(mara)
        choose(mara, answer)
    write(mara, "Note", "Clean work, on the day.")
    press(mara, "Record the outcome")
    expect(mara.get_by_text("would engage again")).to_be_visible()

    case = case_of(demo, asked(title))
    assert case.summary.state == "completed"
    assert people.complaints == []


def test_a_reader_compares_asks_why_and_finds_who_was_left_out(people: People, demo: Workspace) -> None:
    case = case_of(demo, story.SELECTED).summary
    back = f"{case.id} {case.title}"
    priya = log_in(people, "priya")
    open_case(priya, case.title)
    press(priya, "Open the shortlist")
    priya.wait_for_url(re.compile("/shortlist"))
    opened = priya.locator("#candidate")
    names = priya.locator(".row .called").all_inner_texts()
    at = names.index(opened.inner_text())
    priya.keyboard.press("j")
    expect(opened).to_have_text(names[at + 1])
    expect(priya.locator(".row[aria-current]")).to_be_focused()
    priya.keyboard.press("k")
    expect(opened).to_have_text(names[at])
    expect(priya.locator(".row[aria-current]")).to_be_focused()

    press(priya, "Side by side with")
    beside = priya.locator(".beside thead th a")
    expect(beside).to_have_count(2)
    first = beside.all_inner_texts()
    assert names[at] in first
    press(priya, "Compare others")
    tab_to(priya, "Second", most=2)
    priya.keyboard.press("End")
    press(priya, "Compare", most=4)
    expect(beside.last).to_have_text(names[-1])
    above, below = beside.all_inner_texts()
    assert (above, below) == (first[0], names[-1])
    expect(priya.get_by_role("heading", name=f"Why {above} stands above {below}")).to_be_visible()
    press(priya, back)
    priya.wait_for_url(re.compile("/shortlist"))

    press(priya, "What would change it")
    expect(priya.get_by_role("heading", name="What would change it")).to_be_visible()
    goal = priya.locator(".goal").first.inner_text()
    press(priya, goal, most=3)
    expect(priya.locator("#change [aria-current]")).to_have_text(goal)
    expect(priya.locator("#change-title")).to_be_focused()
    person = opened.inner_text()
    press(priya, "Every figure", back=True, most=6)
    expect(priya.get_by_role("heading", level=1)).to_have_text(re.compile(f"^{person} for .*, in full$"))
    press(priya, back)
    priya.wait_for_url(re.compile("/shortlist"))

    tab_to(priya, "What would change it")
    press(priya, priya.get_by_role("link", name="not eligible: why").inner_text(), back=True)
    expect(priya.get_by_role("heading", level=1)).to_contain_text("not eligible")
    gate = priya.locator("main tbody a").first.inner_text()
    press(priya, gate)
    expect(priya.locator("tr[aria-current]")).to_contain_text(gate)
    press(priya, back)
    priya.wait_for_url(re.compile("/shortlist"))

    quoted = priya.locator(".matrix .source a")
    # Whoever is open first may have said nothing that could be quoted; of those above somebody has.
    while not quoted.count():
        at -= 1
        priya.keyboard.press("k")
        expect(opened).to_have_text(names[at])
    place = quoted.first.inner_text()
    press(priya, place)
    expect(priya.locator("#found")).to_be_visible()
    press(priya, back)
    priya.wait_for_url(re.compile("/shortlist"))
    called = opened.inner_text()
    press(priya, "Read the whole record")
    expect(priya.get_by_role("heading", level=1)).to_have_text(called)
    expect(priya.get_by_text("The record as")).to_be_visible()
    assert people.complaints == []


def test_procurement_replaces_and_sends_back_and_the_manager_makes_the_list_longer(
    people: People, demo: Workspace
) -> None:
    replaced, returned = "Engineer for the refunds", "Engineer for the receipts"
    for title in (replaced, returned):
        play(demo, title).to_selection()
    before = case_of(demo, asked(replaced))
    viktor = log_in(people, "viktor")
    walk_to(viktor, replaced)

    viktor.keyboard.press("o")
    wanted = len(before.selected)
    for _ in range(viktor.locator("details[open] input[type=checkbox]").count()):
        chosen = viktor.evaluate("document.activeElement.value") in before.selected
        if chosen or wanted:
            viktor.keyboard.press("Space")
            wanted -= not chosen
        viktor.keyboard.press("Tab")
    assert focused(viktor) == "Why"
    viktor.keyboard.press("ArrowDown")
    write(viktor, "Note", "Under contract already.")
    press(viktor, "Replace", most=1)
    expect(viktor.locator("#flash .said")).to_be_visible()
    expect(viktor.get_by_role("button", name="Approve to engage")).to_have_count(0)
    after = case_of(demo, asked(replaced))
    assert after.summary.state == "selected"
    assert len(after.selected) == len(before.selected)
    assert set(after.selected).isdisjoint(before.selected)
    expect(viktor.locator("#now")).to_be_focused()

    walk_to(viktor, returned)
    viktor.keyboard.press("b")
    assert focused(viktor) == "Why"
    viktor.keyboard.press("ArrowDown")
    write(viktor, "What should change", "Nobody of these may travel.")
    press(viktor, "Send back", most=1)
    expect(viktor.locator("#flash .said")).to_be_visible()
    assert case_of(demo, asked(returned)).summary.state == "in_review"

    mara = log_in(people, "mara")
    open_case(mara, returned)
    expect(mara.get_by_text("Nobody of these may travel.").first).to_be_visible()
    press(mara, "Review the shortlist")
    mara.wait_for_url(re.compile("/shortlist"))
    listed = mara.locator(".row").count()
    press(mara, mara.get_by_role("link", name="not eligible: why").inner_text())
    mara.wait_for_url(re.compile("/excluded"))
    press(mara, "Add to the list")
    mara.wait_for_url(re.compile("/list"))
    added = mara.locator("#added").input_value()
    assert added.startswith("P-")
    tab_to(mara, "Why", most=6)
    mara.keyboard.press("ArrowDown")
    write(mara, "Note", "They did this for us in spring.")
    press(mara, "Add them", most=1)
    expect(mara.locator("#flash .said")).to_be_visible()
    expect(mara.locator(".timeline")).to_contain_text("They did this for us in spring.")
    at = case_of(demo, asked(returned)).summary
    press(mara, f"{at.id} {at.title}")
    mara.wait_for_url(re.compile("/shortlist"))
    expect(mara.locator(".row")).to_have_count(listed + 1)
    press(mara, "Ask for more people")
    pick(mara, "How many", "5")
    press(mara, "Show me more", most=2)
    expect(mara.locator("#flash")).to_contain_text("Nothing else moved")
    expect(mara.locator(".row")).to_have_count(listed + 1 + 5)
    assert people.complaints == []


def test_who_would_say_yes_is_asked_of_the_policy(people: People) -> None:
    page = log_in(people, "priya")
    press(page, "Rules")
    press(page, "Policy", most=3)
    expect(page.get_by_role("heading", level=1)).to_have_text("Who would have to say yes?")
    asking = page.get_by_role("region", name="To ask for it")

    write(page, "Business unit", "digital")
    write(page, "Budget", "much")
    press(page, "Show who")
    expect(page.get_by_role("alert")).to_contain_text("much")
    expect(asking).to_have_count(0)
    write(page, "Budget", "200000")
    pick(page, "Security class", "Internal")
    pick(page, "Sensitive data", "Special")
    tab_to(page, "Business unit", back=True, most=6)
    page.keyboard.press("Enter")

    expect(asking.get_by_role("listitem")).to_have_count(3)
    expect(asking.get_by_role("listitem").filter(has_text="stage 2")).to_contain_text("Felix Brandt")
    expect(page.get_by_text("rated blind before it opens")).to_be_visible()
    assert [one for one in people.complaints if "422" not in one] == []


def test_the_auditor_searches_narrows_and_verifies(people: People, demo: Workspace) -> None:
    case = case_of(demo, story.SELECTED).summary
    page = log_in(people, "iris")
    press(page, "Audit")
    page.wait_for_url(re.compile("/audit"))
    lines = page.locator("tbody tr")

    write(page, "Requisition or other identifier", case.id)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"subject={case.id}"))
    found = lines.count()
    assert found > 5
    pick(page, "Who", "Priya Venn")
    press(page, "Search")
    page.wait_for_url(re.compile(r"who=\w"))
    assert 0 < lines.count() < found
    assert {line.locator("td").nth(2).inner_text() for line in lines.all()} == {"Priya Venn"}
    pick(page, "From", "01012099")
    press(page, "Search")
    expect(page.get_by_text("Nothing on record")).to_be_visible()
    press(page, "Show all")
    expect(lines.first).to_be_visible()
    press(page, "Verify the log")
    expect(page.get_by_text("The log is intact.")).to_be_visible()
    assert people.complaints == []


def test_a_view_by_reviewer_is_asked_for_agreed_to_and_ended(people: People) -> None:
    purpose = "Complaint of the works council"
    priya, helene = log_in(people, "priya"), log_in(people, "helene")
    press(priya, "Oversight")
    priya.wait_for_url("**/oversight")
    press(priya, "Ask to see a business unit by reviewer")
    write(priya, "Business unit", STORES)
    write(priya, "What for", purpose)
    press(priya, "Ask", most=1)
    expect(priya.locator("#flash")).to_contain_text("Somebody else in compliance answers")
    assert view_of(priya, purpose).get_by_role("button").all_inner_texts() == ["Take back"]

    press(helene, "Oversight")
    helene.wait_for_url("**/oversight")
    press_beside(helene, purpose, "Approve")
    expect(helene.locator("#flash")).to_contain_text("each look is on record")

    press(priya, "Oversight")
    expect(view_of(priya, purpose)).to_contain_text("Approved")
    press_beside(priya, purpose, "Look, on record")
    expect(priya.get_by_role("heading", level=1)).to_have_text(f"By reviewer: {STORES}")
    names = priya.locator("tbody").get_by_role("rowheader").all_inner_texts()
    assert names == sorted(one.display_name for one in REVIEWERS)
    press(priya, "Skip to the content", most=1)
    press(priya, "Oversight", most=1)
    press_beside(priya, purpose, "End")
    expect(priya.locator("#flash")).to_contain_text("It shows nobody any more")
    expect(view_of(priya, purpose).get_by_role("button")).to_have_count(0)
    assert people.complaints == []


def view_of(page: Page, purpose: str) -> Locator:
    return page.get_by_role("row").filter(has_text=purpose)


def walk_to(page: Page, title: str) -> None:
    """To a case that waits for procurement, by the key that goes down the queue."""
    press(page, "Approvals")
    page.wait_for_url("**/approvals")
    for _ in range(page.locator("[data-walk] th a").count()):
        page.keyboard.press("j")
        if focused(page) == title:
            break
    assert focused(page) == title
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.wait_for_load_state()
