"""An offer that is declined goes to the next, and one that is taken back to nobody, until the choice is made again."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from governance import candidates, review
from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import OPERATIONS, Cast
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.keyboard import focused, log_in, pick, press, write
from tests.review_ui.browser.test_rules_and_oversight import BOTH
from tests.review_ui.browser.test_without_a_mouse import open_case, walk_to
from tests.review_ui.browser.walking import requisition_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCORES = {"skills": 4, "experience": 4, "communication": 5, "terms": 4}
NO = "They start elsewhere on Monday."
BACK = "The budget was halved."


@dataclass(frozen=True)
class Screened:
    """A case with one position and two people who could be offered it."""

    id: str
    title: str
    people: Sequence[str]


def two_screened(demo: Workspace, title: str) -> Screened:
    asked = story.Request("accountant", title, OPERATIONS, "tomas", 20_000, 240)
    cast = Cast(demo)
    case = story.Case(demo, cast, asked).to_shortlist()
    people = [one.person_id for one in requisition_of(demo, case.id).candidates[:2]]
    with demo.command(cast["tomas"]) as work:
        for person in people:
            review.decide(work, case.id, person, "select", "evidence_strong", None)
    with demo.command(cast["tomas"]) as work:
        review.finish_review(work, case.id)
    case.approve()
    with demo.command(cast["tomas"]) as work:
        for person in people:
            candidates.contact(work, case.id, person)
            candidates.screen(work, case.id, person, SCORES)
    return Screened(case.id, title, people)


def stages(demo: Workspace, case: Screened) -> list[str]:
    found = {one.person_id: one.stage for one in requisition_of(demo, case.id).candidates}
    return [found[person] for person in case.people]


def card(page: Page, at: int) -> Locator:
    return page.locator("#people article").nth(at)


@BOTH
def test_somebody_declines_with_a_reason_and_the_next_has_the_offer(
    people: People, demo: Workspace, scripts: bool
) -> None:
    case = two_screened(demo, f"Help with the {'north' if scripts else 'south'} returns")
    tomas, priya = (people.log_in(name, scripts=scripts) for name in ("tomas", "priya"))
    tomas.goto(f"/requisitions/{case.id}")
    first, second = card(tomas, 0), card(tomas, 1)

    first.get_by_label("Terms offered").fill("60 an hour from the 1st.")
    first.get_by_role("button", name="Record: offer made").click()
    expect(first.locator("header")).to_contain_text("Offered")
    second.get_by_label("Terms offered").fill("The same.")
    second.get_by_role("button", name="Record: offer made").click()
    expect(tomas.get_by_text(f"the one position of {case.id} is offered or filled")).to_be_visible()
    expect(tomas.get_by_text("What to do: wait for an answer or withdraw.")).to_be_visible()
    assert stages(demo, case) == ["offered", "screened"]

    tomas.goto(f"/requisitions/{case.id}")
    first.get_by_text("The freelancer said no").click()
    first.get_by_label("Their reason").select_option("other_work")
    first.locator("details[open]").get_by_label("Note").fill(NO)
    first.get_by_role("button", name="Record: declined").click()
    expect(first.locator("header")).to_contain_text("Declined by the freelancer")
    expect(first).to_contain_text("Took other work")
    expect(first).to_contain_text(NO)
    expect(first.get_by_role("button")).to_have_count(0)
    second.get_by_role("button", name="Record: offer made").click()
    expect(second.locator("header")).to_contain_text("Offered")
    second.get_by_role("button", name="Record: accepted").click()
    expect(second.locator("header")).to_contain_text("Accepted")

    assert stages(demo, case) == ["declined", "accepted"]
    priya.goto(f"/requisitions/{case.id}")
    expect(card(priya, 0)).to_contain_text("Took other work")
    expect(priya.locator(".timeline")).to_contain_text(f"Recorded a no from {case.people[0]}")
    assert [one for one in people.complaints if "409" not in one] == []


@BOTH
def test_offers_are_taken_back_until_nobody_is_left_and_the_choice_is_made_again(
    people: People, demo: Workspace, scripts: bool
) -> None:
    case = two_screened(demo, f"Help with the {'north' if scripts else 'south'} audits")
    tomas = people.log_in("tomas", scripts=scripts)
    tomas.goto(f"/requisitions/{case.id}")
    first, second = card(tomas, 0), card(tomas, 1)
    first.get_by_role("button", name="Record: offer made").click()
    expect(first.locator("header")).to_contain_text("Offered")

    reopen(tomas)
    expect(tomas.get_by_text(f"{case.people[0]} holds an offer")).to_be_visible()
    assert requisition_of(demo, case.id).summary.state == "approved_to_engage"
    tomas.goto(f"/requisitions/{case.id}")
    take_back(first, "Take the offer back")
    expect(first.locator("header")).to_contain_text("Withdrawn")
    expect(first).to_contain_text(BACK)
    take_back(second, "We no longer consider them")
    expect(second.locator("header")).to_contain_text("Withdrawn")
    assert stages(demo, case) == ["withdrawn", "withdrawn"]

    reopen(tomas)
    expect(tomas.locator("#flash")).to_contain_text("Review reopened.")
    expect(tomas.get_by_role("heading", level=1)).to_have_text(case.title)
    expect(tomas.locator(".row")).not_to_have_count(0)
    assert requisition_of(demo, case.id).summary.state == "in_review"
    assert [one for one in people.complaints if "409" not in one] == []


def take_back(one: Locator, unfold: str) -> None:
    one.get_by_text(unfold).click()
    one.locator("details[open]").get_by_label("Why").fill(BACK)
    one.get_by_role("button", name="Record: withdrawn").click()


def reopen(page: Page) -> None:
    page.get_by_text("Nobody accepted: take it back into review").click()
    panel = page.locator("details[open]").filter(has=page.get_by_role("button", name="Reopen the review"))
    panel.get_by_label("Why").fill("Choose again.")
    panel.get_by_role("button", name="Reopen the review").click()


@BOTH
def test_a_no_and_an_offer_taken_back_are_recorded_without_a_mouse(
    people: People, demo: Workspace, scripts: bool
) -> None:
    case = two_screened(demo, f"Help with the {'east' if scripts else 'west'} returns")
    tomas = log_in(people, "tomas", scripts=scripts)
    open_case(tomas, case.title)

    press(tomas, "Record: offer made")
    expect(card(tomas, 0).locator("header")).to_contain_text("Offered")
    press(tomas, "The freelancer said no")
    pick(tomas, "Their reason", "Took other")
    write(tomas, "Note", NO)
    press(tomas, "Record: declined", most=1)
    expect(card(tomas, 0)).to_contain_text(NO)
    press(tomas, "Record: offer made")
    expect(card(tomas, 1).locator("header")).to_contain_text("Offered")
    press(tomas, "Take the offer back")
    write(tomas, "Why", BACK)
    press(tomas, "Record: withdrawn", most=1)

    expect(card(tomas, 1)).to_contain_text(BACK)
    assert stages(demo, case) == ["declined", "withdrawn"]
    assert people.complaints == []


@BOTH
def test_a_selection_is_denied_without_a_mouse(people: People, demo: Workspace, scripts: bool) -> None:
    title = f"Help with the {'upper' if scripts else 'lower'} storeroom"
    asked = story.Request("accountant", title, OPERATIONS, "tomas", 20_000, 240)
    case = story.Case(demo, Cast(demo), asked).to_selection()
    viktor, tomas = (log_in(people, name, scripts=scripts) for name in ("viktor", "tomas"))
    if scripts:
        walk_to(viktor, title)
    else:
        press(viktor, "Approvals")
        viktor.wait_for_url("**/approvals")
        press(viktor, title)
        viktor.wait_for_url(f"**/requisitions/{case.id}")

    press(viktor, "Deny")
    press(viktor, "Deny the selection")
    assert focused(viktor) == "Why"  # it needs a reason, so nothing was sent
    viktor.keyboard.type("Not within")
    write(viktor, "Note", "The storeroom closes.")
    press(viktor, "Deny the selection", most=1)

    expect(viktor.locator("#flash")).to_contain_text("Denied. The reason is on record.")
    denied = requisition_of(demo, case.id)
    assert (denied.summary.state, denied.approvals[-1].reason_code) == ("denied", "budget")
    open_case(tomas, title)
    expect(tomas.get_by_text("Not within budget: The storeroom closes.")).to_be_visible()
    assert people.complaints == []
