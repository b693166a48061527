"""Compliance answers from the keyboard alone: whether work of high risk may go to a freelancer, and who may see single reviewers."""

import re

import pytest
from playwright.sync_api import expect

from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import OPERATIONS, STORES, Cast
from review_ui.demo.classification import LIKE_STAFF
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.keyboard import choose, focused, log_in, press, press_beside, to_answers, write
from tests.review_ui.browser.test_rules_and_oversight import BOTH, view_of
from tests.review_ui.browser.test_without_a_mouse import walk_to
from tests.review_ui.browser.walking import case_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(
    ("answer", "decision", "told"),
    [
        ("Clear it", "cleared", "It keeps no engagement from starting"),
        ("Refuse it", "refused", "Legal refused it"),
    ],
)
def test_legal_answers_a_classification_that_waits_in_the_queue(
    people: People, demo: Workspace, answer: str, decision: str, told: str
) -> None:
    title = f"Help with the {'amber' if decision == 'cleared' else 'olive'} files"
    asked = story.Request("accountant", title, OPERATIONS, "tomas", 20_000, 240)
    story.Case(demo, Cast(demo), asked).to_selection().approve().classify(LIKE_STAFF)
    helene = log_in(people, "helene")

    walk_to(helene, title)
    assert to_answers(helene) == "decision"
    choose(helene, answer)
    write(helene, "Reason", "   ")
    press(helene, "Record the decision", most=1)
    expect(helene.locator("#classification").get_by_role("alert")).to_contain_text("reason")
    assert focused(helene) == "Reason"
    expect(helene.get_by_label(answer)).to_be_checked()
    helene.keyboard.press("ControlOrMeta+a")
    helene.keyboard.type("Read against the contract.")
    press(helene, "Record the decision", most=1)

    expect(helene.locator("#flash .said")).to_be_visible()
    expect(helene.locator("#classification")).to_contain_text(told)
    expect(helene.locator("#classification-title")).to_be_focused()
    classified = case_of(demo, asked).classification
    assert classified is not None
    assert classified.legal is not None
    assert (classified.legal.decision, classified.legal.reason) == (decision, "Read against the contract.")
    assert [one for one in people.complaints if "422" not in one] == []


@BOTH
def test_a_view_by_reviewer_is_asked_for_by_one_and_refused_by_another(people: People, scripts: bool) -> None:
    purpose = f"Audit of {'March' if scripts else 'April'}"
    helene, carl = (log_in(people, name, scripts=scripts) for name in ("helene", "carl"))

    press(helene, "Oversight")
    helene.wait_for_url(re.compile("/oversight"))
    press(helene, "Ask to see a business unit by reviewer")
    write(helene, "Business unit", "Stroes")
    write(helene, "What for", purpose)
    press(helene, "Ask", most=1)
    expect(helene.get_by_role("alert")).to_contain_text("Stroes")
    assert focused(helene) == "Business unit"
    helene.keyboard.press("ControlOrMeta+a")
    helene.keyboard.type(STORES)
    helene.keyboard.press("Enter")
    expect(helene.locator("#flash")).to_contain_text("Somebody else in compliance answers")

    press(carl, "Oversight")
    carl.wait_for_url(re.compile("/oversight"))
    press_beside(carl, purpose, "Refuse")
    expect(carl.locator("#flash")).to_contain_text("Nobody is shown")
    press(helene, "Oversight")
    expect(view_of(helene, purpose)).to_contain_text("Refused by Carl Ebner")
    expect(view_of(helene, purpose).get_by_role("button")).to_have_count(0)
    assert [one for one in people.complaints if "404" not in one] == []
