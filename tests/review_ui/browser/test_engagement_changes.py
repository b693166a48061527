"""An engagement that does not run as agreed, walked with scripts, without, and without a mouse."""

import pytest
from playwright.sync_api import expect

from governance.accounts import find_account
from governance.reading import requisition_case
from governance.views import RequisitionCase
from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import OPERATIONS, Cast
from review_ui.demo.classification import INDEPENDENT
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.keyboard import log_in, pick, press, write
from tests.review_ui.browser.test_rules_and_oversight import BOTH
from tests.review_ui.browser.test_without_a_mouse import open_case

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENDED = "The shop was sold."


def under_way(demo: Workspace, title: str) -> str:
    """A case whose engagement runs for 60 days; its id."""
    asked = story.Request("accountant", title, OPERATIONS, "tomas", 20_000, 240)
    return story.Case(demo, Cast(demo), asked).to_offer().classify(INDEPENDENT).to_engagement().id


def on_record(demo: Workspace, case_id: str) -> RequisitionCase:
    with demo.database.read() as session:
        return requisition_case(session, find_account(demo.database, "priya"), case_id)


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
    assert on_record(demo, case_id).engagements[0].state == "active"
    if not scripts:
        tomas.goto(f"/requisitions/{case_id}")
        tomas.get_by_text("End it early").click()
    panel.get_by_label("Why").select_option("budget")
    panel.get_by_label("Note").fill(ENDED)
    panel.get_by_role("button", name="End the engagement").click()

    expect(tomas.locator("#people header").first).to_contain_text("Terminated")
    expect(tomas.get_by_role("link", name="Record how it went")).to_be_visible()
    ended = on_record(demo, case_id)
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
    assert on_record(demo, case_id).engagements[0].end_reason == "by_freelancer"
    press(tomas, "Record how it went")
    expect(tomas.get_by_role("heading", level=1)).to_contain_text("How did it go")
    assert people.complaints == []
