"""An engagement that does not run as agreed: longer, or ended early; walked with scripts, without, and without a mouse."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from governance.classification.scoring import Answer
from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import OPERATIONS, Cast
from review_ui.demo.classification import INDEPENDENT, LIKE_STAFF
from review_ui.web.words import day
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.keyboard import choose, log_in, pick, press, to_answers, write
from tests.review_ui.browser.test_rules_and_oversight import BOTH, fill_in
from tests.review_ui.browser.test_without_a_mouse import open_case
from tests.review_ui.browser.walking import requisition_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENDED = "The shop was sold."
MORE = "Two more stores are to be counted."
LONGER = Answer("half_year", "Until the last store is counted.")


def under_way(demo: Workspace, title: str) -> str:
    """A case whose engagement runs for 60 days; its id."""
    asked = story.Request("accountant", title, OPERATIONS, "tomas", 20_000, 240)
    return story.Case(demo, Cast(demo), asked).to_offer().classify(INDEPENDENT).to_engagement().id


@BOTH
def test_work_is_ended_early_with_its_reason_and_others_read_it(
    people: People, demo: Workspace, scripts: bool
) -> None:
    case_id = under_way(demo, f"Help with the {'third' if scripts else 'fourth'} quarter")
    tomas, priya = (people.log_in(name, scripts=scripts) for name in ("tomas", "priya"))
    tomas.goto(f"/requisitions/{case_id}")

    tomas.get_by_text("End it early").click()
    panel = tomas.locator("#people details[open]")
    panel.get_by_label("Why").select_option("other")
    panel.get_by_role("button", name="End the engagement").click()
    expect(tomas.get_by_text("expected a note that says which other reason")).to_be_visible()
    assert requisition_of(demo, case_id).engagements[0].state == "active"
    if not scripts:
        tomas.goto(f"/requisitions/{case_id}")
        tomas.get_by_text("End it early").click()
    panel.get_by_label("Why").select_option("budget")
    panel.get_by_label("Note").fill(ENDED)
    panel.get_by_role("button", name="End the engagement").click()

    expect(tomas.locator("#people header").first).to_contain_text("Terminated")
    expect(tomas.get_by_role("link", name="Record how it went")).to_be_visible()
    ended = requisition_of(demo, case_id)
    assert (ended.summary.state, ended.engagements[0].state) == ("terminated", "terminated")
    priya.goto(f"/requisitions/{case_id}")
    expect(priya.locator("#people")).to_contain_text("Ended early: the budget ended.")
    expect(priya.locator("#people")).to_contain_text(ENDED)
    expect(priya.locator(".timeline li").first).to_contain_text("the budget ended")
    assert [one for one in people.complaints if "422" not in one] == []


@BOTH
def test_work_is_ended_early_without_a_mouse(people: People, demo: Workspace, scripts: bool) -> None:
    title = f"Help with the {'fifth' if scripts else 'sixth'} quarter"
    case_id = under_way(demo, title)
    tomas = log_in(people, "tomas", scripts=scripts)
    open_case(tomas, title)

    press(tomas, "End it early")
    pick(tomas, "Why", "Ended by")
    write(tomas, "Note", ENDED)
    press(tomas, "End the engagement", most=1)

    expect(tomas.locator("#people")).to_contain_text("Ended early: ended by the freelancer.")
    assert requisition_of(demo, case_id).engagements[0].end_reason == "by_freelancer"
    press(tomas, "Record how it went")
    expect(tomas.get_by_role("heading", level=1)).to_contain_text("How did it go")
    assert people.complaints == []


@BOTH
def test_work_goes_on_longer_once_it_is_classified_anew_cleared_and_approved_by_another(
    people: People, demo: Workspace, scripts: bool
) -> None:
    title = f"Help with the {'seventh' if scripts else 'eighth'} quarter"
    case_id = under_way(demo, title)
    agreed = requisition_of(demo, case_id).engagements[0].end
    until = agreed + timedelta(days=60)
    tomas, helene, priya = (people.log_in(name, scripts=scripts) for name in ("tomas", "helene", "priya"))

    tomas.goto(f"/requisitions/{case_id}")
    tomas.get_by_role("link", name="Extend it").click()
    fill_terms(tomas, (agreed - timedelta(days=1)).isoformat(), "250")
    expect(tomas.get_by_role("alert")).to_contain_text(f"expected a day from {agreed}")
    expect(tomas.get_by_label("Why")).to_have_value(MORE)
    fill_terms(tomas, until.isoformat(), "250")
    expect(tomas.locator("#flash")).to_contain_text("nothing changes before somebody else approves")
    open_from_queue(priya, title)
    expect(priya.locator("#people")).to_contain_text("Nobody approves it before it is.")
    expect(priya.get_by_role("button", name="Approve the extension")).to_have_count(0)

    tomas.get_by_role("link", name="Classify the work as extended").click()
    expect(tomas.get_by_role("main")).to_contain_text("Extended, it lasts")
    fill_in(tomas, {**LIKE_STAFF, "length": LONGER})
    tomas.get_by_role("button", name="Classify the work").click()
    expect(tomas.locator("#people")).to_contain_text("High risk. Nobody approves it until legal decides.")
    expect(tomas.get_by_role("button", name="Record the decision")).to_have_count(0)
    open_from_queue(helene, title)
    expect(helene.get_by_text(LONGER.quote)).to_be_visible()
    helene.get_by_label("Clear it").check()
    helene.locator("#people").get_by_label("Reason").fill("Ends with the count.")
    helene.get_by_role("button", name="Record the decision").click()
    expect(helene.locator("#flash")).to_contain_text("Procurement may approve the extension")
    assert requisition_of(demo, case_id).engagements[0].end == agreed

    priya.reload()
    priya.locator("#people").get_by_label("Note").first.fill("Within the budget.")
    priya.get_by_role("button", name="Approve the extension").click()
    expect(priya.locator("#flash")).to_contain_text("The engagement has its new terms")
    tomas.reload()
    expect(tomas.locator("#people .facts")).to_contain_text(f"to {day(until)}")
    expect(tomas.locator("#people")).to_contain_text("Within the budget.")
    [engagement] = requisition_of(demo, case_id).engagements
    assert (engagement.end, engagement.hours) == (until, 250)
    assert [one for one in people.complaints if "422" not in one] == []


@BOTH
def test_an_extension_is_denied_with_a_reason_asked_again_and_taken_back(
    people: People, demo: Workspace, scripts: bool
) -> None:
    title = f"Help with the {'ninth' if scripts else 'tenth'} quarter"
    case_id = under_way(demo, title)
    agreed = requisition_of(demo, case_id).engagements[0]
    tomas, viktor = (people.log_in(name, scripts=scripts) for name in ("tomas", "viktor"))

    ask(tomas, case_id)
    expect(tomas.get_by_role("link", name="Extend it")).to_have_count(0)  # one question at a time
    open_from_queue(viktor, title)
    viktor.get_by_text("Deny the extension").click()
    panel = viktor.locator("#people details[open]").filter(has=viktor.get_by_role("button", name="Deny it"))
    panel.get_by_label("Why").select_option("not_needed")
    panel.get_by_label("Note").fill("Count them next year.")
    viktor.get_by_role("button", name="Deny it").click()
    expect(viktor.locator("#flash")).to_contain_text("The engagement goes on as agreed.")
    ask(tomas, case_id)
    expect(tomas.locator("#people")).to_contain_text("The work is not needed: Count them next year.")
    tomas.get_by_text("Take the question back").click()
    tomas.get_by_role("button", name="Take it back").locator("xpath=../..").get_by_label("Why").fill(
        "Agreed."
    )
    tomas.get_by_role("button", name="Take it back").click()

    expect(tomas.locator("#people")).to_contain_text("Extension taken back")
    expect(tomas.get_by_role("link", name="Extend it")).to_be_visible()
    case = requisition_of(demo, case_id)
    assert [one.state for one in case.extensions] == ["denied", "withdrawn"]
    assert (case.engagements[0].end, case.engagements[0].hours) == (agreed.end, agreed.hours)
    assert people.complaints == []


@BOTH
def test_an_extension_is_asked_for_classified_and_approved_without_a_mouse(
    people: People, demo: Workspace, scripts: bool
) -> None:
    title = f"Help with the {'eleventh' if scripts else 'twelfth'} quarter"
    case_id = under_way(demo, title)
    until = requisition_of(demo, case_id).engagements[0].end + timedelta(days=60)
    tomas, viktor = (log_in(people, name, scripts=scripts) for name in ("tomas", "viktor"))
    open_case(tomas, title)

    press(tomas, "Extend it")
    expect(tomas.get_by_role("heading", level=1)).to_contain_text("Extend the engagement with")
    pick(tomas, "Last day", f"{until:%m%d%Y}")
    write(tomas, "Why", MORE)
    press(tomas, "Ask for the extension", most=1)
    expect(tomas.locator("#flash")).to_contain_text("Asked.")
    press(tomas, "Classify the work as extended")
    expect(tomas.get_by_role("heading", level=1)).to_have_text("Is it a freelancer's work?")
    said = {**INDEPENDENT, "length": LONGER}
    for _ in said:
        given = said[to_answers(tomas).removeprefix("choice-")]
        choose(tomas, given.choice)
        write(tomas, "In their words", given.quote)
    press(tomas, "Classify the work", most=1)
    expect(tomas.locator("#people")).to_contain_text("Low risk. It may be approved.")

    press(viktor, "Approvals")
    viktor.wait_for_url("**/approvals")
    press(viktor, title)
    viktor.wait_for_url(f"**/requisitions/{case_id}")
    viktor.wait_for_load_state()
    press(viktor, "Approve the extension")
    expect(viktor.locator("#people .facts")).to_contain_text(f"to {day(until)}")
    assert requisition_of(demo, case_id).engagements[0].end == until
    assert people.complaints == []


def fill_terms(page: Page, end: str, hours: str) -> None:
    page.get_by_label("Last day").fill(end)
    page.get_by_label("Hours in all").fill(hours)
    page.get_by_label("Why").fill(MORE)
    page.get_by_role("button", name="Ask for the extension").click()


def ask(page: Page, case_id: str) -> None:
    page.goto(f"/requisitions/{case_id}")
    page.get_by_role("link", name="Extend it").click()
    fill_terms(page, page.get_by_label("Last day").input_value(), "250")
    expect(page.locator("#flash")).to_contain_text("Asked.")


def open_from_queue(page: Page, title: str) -> None:
    page.goto("/approvals")
    expect(page.get_by_role("row", name=title)).to_contain_text("May the work go on longer?")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
