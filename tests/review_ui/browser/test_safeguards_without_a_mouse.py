"""Stops and legal holds from the keyboard alone: one person makes each, another lifts it, and what was typed survives a refusal."""

import re

import pytest
from playwright.sync_api import Page, expect

from governance.accounts import find_account
from governance.holds import holds
from governance.stops import StopRecord, stops_for
from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import OPERATIONS, Cast
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.keyboard import focused, log_in, pick, press, write
from tests.review_ui.browser.test_rules_and_oversight import BOTH
from tests.review_ui.browser.test_without_a_mouse import open_case

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOUND = "What was found, and why it may go on"


def open_safeguard(page: Page, name: str) -> None:
    """By the menu, where the safeguards are under one head."""
    press(page, "Safeguards")
    press(page, name, most=4)
    page.wait_for_url(re.compile(f"/{name.lower()}"))


@BOTH
def test_ranking_is_stopped_by_one_and_let_go_on_by_another(
    people: People, demo: Workspace, scripts: bool
) -> None:
    why = f"Odd lists {'on Monday' if scripts else 'on Tuesday'}."
    helene, viktor = (log_in(people, name, scripts=scripts) for name in ("helene", "viktor"))

    open_safeguard(helene, "Stops")
    pick(helene, "Where", OPERATIONS)
    pick(helene, "For which roles", "Finance")
    write(helene, "What looks wrong", "  ")
    press(helene, "Stop ranking", most=1)
    expect(helene.get_by_role("alert")).to_contain_text("reason")
    assert focused(helene) == "What looks wrong"
    helene.keyboard.press("ControlOrMeta+a")
    helene.keyboard.type(why)
    press(helene, "Stop ranking", most=1)
    expect(helene.locator("#flash")).to_contain_text("Lists made from now on are unranked")
    expect(helene.locator("article").filter(has_text=why)).to_contain_text("somebody else lifts it")
    made = stop_because(demo, why)
    assert (made.business_unit, made.stopped_by.name, made.lifted_at) == (OPERATIONS, "Helene Marsh", None)

    if viktor.get_by_label("Main").get_by_text("Safeguards").count():
        open_safeguard(viktor, "Stops")
    else:
        press(viktor, "Stops")
    press(viktor, "Let ranking go on")
    write(viktor, FOUND, "One source sent its file twice.")
    press(viktor, f"Lift {made.id}", most=1)
    expect(viktor.locator("#flash")).to_contain_text("Ranking goes on")
    lifted = stop_because(demo, why)
    assert lifted.lifted_by is not None
    assert (lifted.lifted_by.name, lifted.lift_reason) == ("Viktor Hale", "One source sent its file twice.")
    assert [one for one in people.complaints if "422" not in one] == []


def stop_because(demo: Workspace, why: str) -> StopRecord:
    with demo.database.read() as session:
        found = stops_for(session, find_account(demo.database, "helene"))
    return next(one for one in found if one.reason == why)


@BOTH
def test_a_case_is_held_from_its_own_page_and_let_go_by_a_second_person(
    people: People, demo: Workspace, scripts: bool
) -> None:
    title = f"Help with the {'winter' if scripts else 'summer'} claims"
    asked = story.Request("accountant", title, OPERATIONS, "tomas", 20_000, 240)
    case = story.Case(demo, Cast(demo), asked).to_shortlist()
    helene, carl = (log_in(people, name, scripts=scripts) for name in ("helene", "carl"))

    open_case(helene, title)
    press(helene, "Hold this")
    helene.wait_for_url(re.compile("/holds"))
    expect(helene.get_by_label("Its identifier")).to_have_value(case.id)
    write(helene, "Its identifier", "R-9999")
    write(helene, "Why", "Claim of 3 March")
    press(helene, "Hold it", most=1)
    expect(helene.get_by_role("alert")).to_contain_text("R-9999")
    assert focused(helene).startswith("Its identifier")
    expect(helene.get_by_label("Why")).to_have_value("Claim of 3 March")
    helene.keyboard.press("ControlOrMeta+a")
    helene.keyboard.type(case.id)
    helene.keyboard.press("Enter")
    expect(helene.locator("#flash")).to_contain_text("Held")
    assert on(demo, case.id) == [("Helene Marsh", None)]

    open_safeguard(carl, "Holds")
    held = carl.locator("article").filter(has_text=case.id)
    hold_id = held.locator("header .hash").inner_text()
    for _ in range(carl.get_by_text("Lift it", exact=True).count()):
        press(carl, "Lift it")
        if held.locator("details[open]").count():
            break
    write(carl, "Why nothing asks for the record any more", "Settled out of court.")
    press(carl, f"Lift {hold_id}", most=1)
    expect(carl.locator("#flash")).to_contain_text("Lifted")
    assert on(demo, case.id) == [("Helene Marsh", "Carl Ebner")]
    assert [one for one in people.complaints if "404" not in one] == []


def on(demo: Workspace, subject: str) -> list[tuple[str, str | None]]:
    """Who held it and who let it go."""
    with demo.database.read() as session:
        found = holds(session, find_account(demo.database, "helene"), lifted=True, subjects=[subject])
    return [(one.placed_by.name, one.lifted_by.name if one.lifted_by else None) for one in found]
