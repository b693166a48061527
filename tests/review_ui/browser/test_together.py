"""One yes for several cases, walked with scripts, without, and without a mouse; and refused, with every reason and what was given."""

import re

import pytest
from playwright.sync_api import Page, expect

from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import DIGITAL, OPERATIONS, Cast
from review_ui.demo.classification import LIKE_STAFF
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.keyboard import log_in, press, tab_to, write
from tests.review_ui.browser.test_rules_and_oversight import BOTH, classify
from tests.review_ui.browser.walking import requisition_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTE = "All within the plan of the year."


def request_of(demo: Workspace, title: str) -> story.Case:
    return story.Case(
        demo, Cast(demo), story.Request("backend-engineer", title, DIGITAL, "mara", 40_000, 320)
    )


def selection_of(demo: Workspace, title: str) -> story.Case:
    asked = story.Request("accountant", title, OPERATIONS, "tomas", 20_000, 240)
    return story.Case(demo, Cast(demo), asked).to_selection()


def tick(page: Page, *cases: story.Case) -> None:
    for case in cases:
        page.get_by_role("checkbox", name=re.compile(f", {case.id}$")).check()


def ticked(page: Page) -> set[str]:
    chosen = page.get_by_role("checkbox", checked=True).all()
    return {(box.get_attribute("value") or "").split(":")[0] for box in chosen}


@BOTH
def test_a_request_and_two_selections_are_approved_with_one_yes(
    people: People, demo: Workspace, scripts: bool
) -> None:
    wave = "spring" if scripts else "autumn"
    cases = [
        request_of(demo, f"Engineer for the {wave} catalogue").submit(),
        selection_of(demo, f"Help with the {wave} invoices"),
        selection_of(demo, f"Help with the {wave} payroll"),
    ]
    viktor, tomas = (people.log_in(name, scripts=scripts) for name in ("viktor", "tomas"))

    viktor.get_by_role("link", name="Approvals").click()
    tick(viktor, *cases)
    viktor.get_by_label("Note").fill(NOTE)
    viktor.get_by_role("button", name="Approve the chosen together").click()

    expect(viktor.locator("#flash")).to_contain_text("Approved, each on its own record.")
    for case in cases:
        expect(viktor.get_by_role("link", name=requisition_of(demo, case.id).summary.title)).to_have_count(0)
    found = [requisition_of(demo, case.id) for case in cases]
    assert [one.summary.state for one in found] == ["approved", "approved_to_engage", "approved_to_engage"]
    assert {(one.approvals[-1].decided_by.name, one.approvals[-1].note) for one in found} == {
        ("Viktor Hale", NOTE)
    }
    tomas.goto(f"/requisitions/{cases[1].id}")
    expect(tomas.locator("#answers").locator("xpath=..")).to_contain_text(NOTE)
    expect(tomas.locator(".timeline")).to_contain_text("Said yes to this and others at once")
    assert people.complaints == []


@BOTH
def test_what_must_be_read_alone_keeps_all_from_the_yes_until_it_is_left_out(
    people: People, demo: Workspace, scripts: bool
) -> None:
    crew = "east" if scripts else "west"
    answered = request_of(demo, f"Engineer for the {crew} gate").submit()
    risky = selection_of(demo, f"Help with the {crew} desk")
    fine = [selection_of(demo, f"Help with the {crew} {what}") for what in ("ledger", "archive")]
    viktor, priya, tomas = (people.log_in(name, scripts=scripts) for name in ("viktor", "priya", "tomas"))

    viktor.goto("/approvals")
    tick(viktor, answered, risky, *fine)
    viktor.get_by_label("Note").fill(NOTE)
    classify(tomas, risky.id, LIKE_STAFF)
    priya.goto(f"/requisitions/{answered.id}")
    priya.get_by_role("button", name="Approve the request").click()
    expect(priya.locator("#flash")).to_contain_text("Request approved")
    viktor.get_by_role("button", name="Approve the chosen together").click()

    told = viktor.get_by_role("alert")
    expect(told).to_contain_text(f"{risky.id} has changed since you read it")
    expect(told).to_contain_text(f"{risky.id} is classified as high risk")
    expect(told).to_contain_text(f"{answered.id} waits for no answer of yours")
    expect(viktor.get_by_label("Note")).to_have_value(NOTE)
    row = viktor.get_by_role("row").filter(has_text=risky.id)
    expect(row).to_contain_text("By itself: is classified as high risk")
    assert ticked(viktor) == {case.id for case in fine}
    assert {requisition_of(demo, case.id).summary.state for case in (risky, *fine)} == {"selected"}

    viktor.get_by_role("button", name="Approve the chosen together").click()
    expect(viktor.locator("#flash")).to_contain_text("Approved, each on its own record.")
    assert {requisition_of(demo, case.id).summary.state for case in fine} == {"approved_to_engage"}
    assert requisition_of(demo, risky.id).summary.state == "selected"
    assert [one for one in people.complaints if "409" not in one] == []


@BOTH
def test_more_than_five_at_once_are_refused_and_none_is_lost(
    people: People, demo: Workspace, scripts: bool
) -> None:
    shop = "Leeds" if scripts else "York"
    cases = [request_of(demo, f"Engineer {at} for {shop}").submit() for at in range(1, 7)]
    viktor = people.log_in("viktor", scripts=scripts)

    viktor.goto("/approvals")
    tick(viktor, *cases)
    viktor.get_by_label("Note").fill(NOTE)
    viktor.get_by_role("button", name="Approve the chosen together").click()

    expect(viktor.get_by_role("alert")).to_contain_text("one to 5 cases, each once, found 6; choose fewer")
    assert ticked(viktor) == {case.id for case in cases}
    expect(viktor.get_by_label("Note")).to_have_value(NOTE)
    viktor.get_by_role("checkbox", name=re.compile(f", {cases[0].id}$")).uncheck()
    viktor.get_by_role("button", name="Approve the chosen together").click()
    expect(viktor.locator("#flash")).to_contain_text("Approved, each on its own record.")
    states = [requisition_of(demo, case.id).summary.state for case in cases]
    assert states == ["submitted", *["approved"] * 5]
    assert [one for one in people.complaints if "422" not in one] == []


@BOTH
def test_one_yes_for_several_is_given_without_a_mouse(people: People, demo: Workspace, scripts: bool) -> None:
    floor = "first" if scripts else "second"
    titles = [f"Engineer for the {floor} {what}" for what in ("lift", "stairs")]
    cases = [request_of(demo, title).submit() for title in titles]
    viktor = log_in(people, "viktor", scripts=scripts)
    press(viktor, "Approvals")
    viktor.wait_for_url("**/approvals")

    press(viktor, "Approve the chosen together")
    expect(viktor.get_by_role("alert")).to_contain_text("found 0; tick those that you have read")
    for title, case in zip(titles, cases, strict=True):
        tab_to(viktor, f"Choose {title}, {case.id}")
        viktor.keyboard.press("Space")
    write(viktor, "Note", NOTE)
    press(viktor, "Approve the chosen together", most=1)

    expect(viktor.locator("#flash")).to_contain_text("Approved, each on its own record.")
    found = [requisition_of(demo, case.id) for case in cases]
    assert {(one.summary.state, one.approvals[-1].note) for one in found} == {("approved", NOTE)}
    assert [one for one in people.complaints if "422" not in one] == []
