"""What is new is marked, groups get their roles and a template its next version, in the browser and without scripts too."""

import pytest
from playwright.sync_api import expect

from governance import requisitions
from governance.access import Actor
from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import OPERATIONS, Cast
from tests.review_ui.browser.conftest import People

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROLE = """id: stock-counter
title: Stock counter
must_have: [Excel]
deliverables: [A counted store]
"""


def approve(demo: Workspace, actor: Actor, requisition_id: str) -> None:
    with demo.command(actor) as work:
        requisitions.approve_requisition(work, requisition_id)


@pytest.mark.parametrize("scripts", [True, False])
def test_what_others_did_since_is_marked_until_it_was_seen(
    people: People, demo: Workspace, scripts: bool
) -> None:
    cast = Cast(demo)
    title = f"Help with the {'loud' if scripts else 'quiet'} scanners"
    case = story.Case(
        demo, cast, story.Request("accountant", title, OPERATIONS, "tomas", 9_000, 100)
    ).submit()
    tomas, priya = people.log_in("tomas", scripts=scripts), people.log_in("priya", scripts=scripts)
    priya.goto("/approvals")
    expect(priya.get_by_role("row", name=title)).to_contain_text("Not opened yet")
    tomas.goto(f"/requisitions/{case.id}")
    expect(tomas.locator("#new")).to_have_count(0)

    approve(demo, cast["priya"], case.id)
    tomas.goto("/requisitions")

    expect(tomas.get_by_role("row", name=title)).to_contain_text("New since you last looked")
    expect(tomas.get_by_role("row", name=title)).to_contain_text("Approved the request, Priya Venn")
    tomas.get_by_role("link", name=title).click()
    expect(tomas.locator("#new")).to_contain_text("Approved the request, Priya Venn")
    tomas.goto("/requisitions")
    expect(tomas.get_by_role("row", name=title)).not_to_contain_text("New since")


@pytest.mark.parametrize("scripts", [True, False])
def test_what_a_group_gives_is_proposed_mended_confirmed_and_ended(people: People, scripts: bool) -> None:
    robin, sanne = people.log_in("robin", scripts=scripts), people.log_in("sanne", scripts=scripts)

    robin.goto("/access")
    robin.get_by_role("link", name="Propose a mapping").click()
    robin.get_by_label("Group, line 1").fill("candor-buyers")
    robin.get_by_label("Role, line 1").select_option("procurement")
    robin.get_by_role("button", name="Show what it would change").click()
    expect(robin.get_by_role("alert")).to_contain_text("line 1: expected a business unit")
    robin.get_by_label("Business unit, line 1").fill("digital")
    robin.get_by_role("button", name="Show what it would change").click()
    expect(robin.get_by_text("1 role new, 0 as in force")).to_be_visible()
    robin.get_by_role("button", name="Propose", exact=True).click()
    expect(robin.locator("#flash")).to_contain_text("until another administrator confirms it")

    sanne.goto("/access#sign-on")
    sanne.get_by_role("button", name="Confirm").last.click()
    expect(sanne.locator("#flash")).to_contain_text("Groups count from the next log-in on")
    sanne.get_by_text("End it", exact=True).click()
    sanne.get_by_role("button", name="End the mapping").click()
    expect(sanne.locator("#flash")).to_contain_text("Ended")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_template_is_uploaded_and_its_next_version_seen_beside_it(people: People, scripts: bool) -> None:
    priya = people.log_in("priya", scripts=scripts)
    template = ROLE.replace("stock-counter", f"stock-counter-{'on' if scripts else 'off'}")

    priya.goto("/templates")
    priya.get_by_role("link", name="Save a template").click()
    file = {"name": "role.yaml", "mimeType": "application/yaml", "buffer": template.encode()}
    priya.get_by_label("Or a file").set_input_files(file)  # type: ignore[arg-type]
    priya.get_by_role("button", name="Show what it would say").click()
    expect(priya.get_by_role("row", name="Must have")).to_contain_text("Excel")
    priya.get_by_role("button", name="Save the template").click()
    expect(priya.locator("#flash")).to_contain_text("Saved")

    priya.get_by_role("link", name="Save another version").click()
    text = priya.get_by_label("Its text")
    text.fill(text.input_value().replace("Excel", "SQL"))
    priya.get_by_role("button", name="Show what it would say").click()
    expect(priya.locator("del")).to_have_text("Excel")
    expect(priya.locator("ins")).to_have_text("SQL")
    priya.get_by_role("button", name="Save as version 2").click()
    expect(priya.get_by_text("version 2")).to_be_visible()
