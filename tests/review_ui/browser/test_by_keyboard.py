"""A request is written, sent and approved without a mouse, from the log-in on: Tab, typing and Enter alone; with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import DIGITAL
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.keyboard import log_in, pick, press, write
from tests.review_ui.browser.walking import case_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(
    ("scripts", "title"),
    [(True, "Engineer for the coupon book"), (False, "Engineer for the price tags")],
    ids=["with scripts", "without"],
)
def test_a_request_is_written_and_approved_without_a_mouse(
    people: People, demo: Workspace, scripts: bool, title: str
) -> None:
    rene = log_in(people, "rene", scripts=scripts)
    press(rene, "New requisition")
    expect(rene.get_by_role("heading", level=1)).to_have_text("New requisition")
    pick(rene, "Role template", "Back-end engineer")
    press(rene, "Use this template")
    rene.wait_for_url(re.compile("template=backend-engineer"))
    write(rene, "Title", title)
    write(rene, "Budget in all", "55000")
    write(rene, "Most per hour", "150")
    pick(rene, "Start by", "03012027")
    write(rene, "Budget owner", "mara")
    write(rene, "Cost centre", "GB-4100")
    write(rene, "Country of the work", "GB")
    pick(rene, "Sensitive data", "None")
    press(rene, "Save and submit")
    expect(rene.get_by_role("status").first).to_contain_text("Submitted")
    asked = story.Request("backend-engineer", title, DIGITAL, "mara", 55_000, 480)
    case = case_of(demo, asked)
    assert (case.summary.state, case.summary.requested_by.name) == ("submitted", "Rene Calloway")
    assert case.intake.missing == {}

    priya = log_in(people, "priya", scripts=scripts)
    press(priya, "Approvals")
    priya.wait_for_url("**/approvals")
    press(priya, title)
    expect(priya.get_by_role("heading", level=1)).to_contain_text(title)
    write(priya, "Note", "Within the plan of the year.")
    press(priya, "Approve the request")

    expect(priya.get_by_role("status").first).to_contain_text("Request approved")
    assert case_of(demo, asked).summary.state == "approved"
    rene.reload()
    expect(rene.locator("main")).to_contain_text("Within the plan of the year.")
    assert people.complaints == []
