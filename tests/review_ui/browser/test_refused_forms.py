"""What a browser lets through and the record refuses comes back in its form, with scripts and without: nothing is typed twice."""

import pytest
from playwright.sync_api import Locator, Page, expect

from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import OPERATIONS, STORES, Cast
from review_ui.demo.classification import LIKE_STAFF
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.test_rules_and_oversight import BOTH
from tests.review_ui.browser.walking import case_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OTHER = "Another reason (say which in the note)"


def asked(title: str) -> story.Request:
    return story.Request("accountant", title, OPERATIONS, "tomas", 20_000, 240)


def play(demo: Workspace, title: str) -> story.Case:
    return story.Case(demo, Cast(demo), asked(title))


def form(page: Page, button: str) -> Locator:
    return page.locator("form").filter(has=page.get_by_role("button", name=button, exact=True))


def refused_at(page: Page, button: str, field: Locator) -> None:
    """The form is open where it was, says what is wrong, and has the focus at the field."""
    expect(form(page, button).get_by_role("alert")).to_contain_text("another look")
    expect(field).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_have_count(1)


@BOTH
def test_denying_for_another_reason_asks_which_and_keeps_the_choice(
    people: People, demo: Workspace, scripts: bool
) -> None:
    title = f"Help with the {'silver' if scripts else 'golden'} ledger"
    at = f"/requisitions/{play(demo, title).submit().id}"
    page = people.log_in("priya", scripts=scripts)
    page.goto(at)

    page.get_by_text("Deny the request").click()
    page.get_by_label("Why", exact=True).select_option(OTHER)
    form(page, "Deny").get_by_label("Note").fill("  ")
    page.get_by_role("button", name="Deny", exact=True).click()

    refused_at(page, "Deny", form(page, "Deny").get_by_label("Note"))
    expect(page.get_by_label("Why", exact=True)).to_have_value("other")
    assert case_of(demo, asked(title)).summary.state == "submitted"
    if scripts:
        assert page.url.endswith(at), "the address is still one that can be loaded"
    page.keyboard.type("The ledger is sold.")
    page.get_by_role("button", name="Deny", exact=True).click()
    expect(page.locator("#flash")).to_contain_text("Denied")
    expect(page.get_by_text("The ledger is sold.").first).to_be_visible()
    assert case_of(demo, asked(title)).summary.state == "denied"
    assert [one for one in people.complaints if "422" not in one] == []


@BOTH
def test_cancelling_and_legals_answer_take_more_than_blanks(
    people: People, demo: Workspace, scripts: bool
) -> None:
    title = f"Help with the {'cedar' if scripts else 'maple'} accounts"
    at = f"/requisitions/{play(demo, title).to_selection().approve().classify(LIKE_STAFF).id}"
    helene, tomas = (people.log_in(name, scripts=scripts) for name in ("helene", "tomas"))

    helene.goto(at)
    helene.get_by_label("Clear it").check()
    helene.get_by_label("Reason", exact=True).fill("   ")
    helene.get_by_role("button", name="Record the decision").click()
    refused_at(helene, "Record the decision", helene.get_by_label("Reason", exact=True))
    expect(helene.get_by_label("Clear it")).to_be_checked()
    helene.get_by_label("Reason", exact=True).fill("They plan their own days.")
    helene.get_by_role("button", name="Record the decision").click()
    expect(helene.locator("#classification")).to_contain_text("They plan their own days.")

    tomas.goto(at)
    tomas.get_by_text("Cancel this requisition").click()
    tomas.locator("#cancel").fill("  ")
    tomas.get_by_role("button", name="Cancel it").click()
    refused_at(tomas, "Cancel it", tomas.locator("#cancel"))
    assert case_of(demo, asked(title)).summary.state == "approved_to_engage"
    tomas.locator("#cancel").fill("Done by the old team.")
    tomas.get_by_role("button", name="Cancel it").click()
    expect(tomas.locator("#flash")).to_contain_text("Cancelled")
    assert case_of(demo, asked(title)).summary.state == "cancelled"
    assert [one for one in people.complaints if "422" not in one] == []


@BOTH
def test_of_three_answers_to_a_selection_the_refused_one_stays_open(
    people: People, demo: Workspace, scripts: bool
) -> None:
    title = f"Help with the {'copper' if scripts else 'pewter'} receipts"
    case = play(demo, title).to_selection()
    page = people.log_in("priya", scripts=scripts)
    page.goto(f"/requisitions/{case.id}")

    page.get_by_text("Send back to the hiring manager").click()
    form(page, "Send back").get_by_label("Why", exact=True).select_option(OTHER)
    page.get_by_role("button", name="Send back", exact=True).click()

    note = form(page, "Send back").get_by_label("What should change")
    refused_at(page, "Send back", note)
    expect(page.locator("details[name=answer][open]")).to_have_count(1)
    note.fill("Somebody in Leeds.")
    page.get_by_role("button", name="Send back", exact=True).click()
    expect(page.locator("#flash")).to_contain_text("Sent back")
    assert case_of(demo, asked(title)).summary.state == "in_review"
    assert [one for one in people.complaints if "422" not in one] == []


@BOTH
def test_a_decision_at_the_desk_stays_open_with_its_reason_and_opens_nobody_else(
    people: People, demo: Workspace, scripts: bool
) -> None:
    title = f"Help with the {'river' if scripts else 'ocean'} invoices"
    case = play(demo, title).to_shortlist()
    page = people.log_in("tomas", scripts=scripts)
    page.goto(f"/requisitions/{case.id}/shortlist")
    first = page.locator("#candidate").inner_text()

    page.locator(".decide summary").get_by_text("Reject", exact=True).click()
    form(page, "Record: reject").locator("[value=other]").check()
    page.get_by_role("button", name="Record: reject").click()

    note = form(page, "Record: reject").locator("textarea")
    refused_at(page, "Record: reject", note)
    expect(page.locator("#candidate")).to_have_text(first)
    expect(form(page, "Record: reject").locator("[name=reason_code]:checked")).to_have_value("other")
    note.fill("They asked us not to write again.")
    page.get_by_role("button", name="Record: reject").click()
    expect(page.locator("#candidate")).not_to_have_text(first)
    assert [one.decision.note for one in case_of(demo, asked(title)).candidates if one.decision] == [
        "They asked us not to write again."
    ]
    assert [one for one in people.complaints if "422" not in one] == []


@BOTH
def test_a_view_of_a_unit_that_is_none_is_asked_for_again_with_one_word_mended(
    people: People, scripts: bool
) -> None:
    purpose = f"Complaint of {'May' if scripts else 'June'}"
    page = people.log_in("iris", scripts=scripts)
    page.goto("/oversight")

    page.get_by_text("Ask to see a business unit by reviewer").click()
    page.get_by_label("Business unit").fill("Stroes")
    page.get_by_label("What for").fill(purpose)
    page.get_by_role("button", name="Ask", exact=True).click()

    refused_at(page, "Ask", page.get_by_label("Business unit"))
    expect(page.get_by_label("What for")).to_have_value(purpose)
    page.get_by_label("Business unit").fill(STORES)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#flash")).to_contain_text("Somebody else in compliance answers")
    expect(page.get_by_role("row").filter(has_text=purpose)).to_contain_text(STORES)
    assert [one for one in people.complaints if "404" not in one] == []
