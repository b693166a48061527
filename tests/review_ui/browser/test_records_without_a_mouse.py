"""What others build on, from the keyboard alone: what groups give, a template from its text, and whether two records are one person."""

import pytest
from playwright.sync_api import Locator, Page, expect

from governance.database import UnitOfWork
from governance.people.importing import upsert_profiles
from governance.people.links import persons
from governance.people.profiles import person_ids
from governance.people.same_person import record_pair
from governance.sign_on.mapping import in_force
from governance.templates import read_template
from matching.errors import NotFound
from review_ui.bootstrap import Workspace
from review_ui.demo.accounts import DIGITAL, Cast
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.keyboard import (
    by_menu,
    goes_on_in,
    log_in,
    pick,
    press,
    press_beside,
    tab_to,
    write,
)
from tests.review_ui.browser.test_rules_and_oversight import BOTH

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIGN_ON = "[aria-labelledby=sign-on]"


@BOTH
def test_what_a_group_gives_is_proposed_mended_confirmed_by_another_and_ended(
    people: People, demo: Workspace, scripts: bool
) -> None:
    group = f"candor-{'tills' if scripts else 'stores'}"
    robin, sanne = (log_in(people, name, scripts=scripts) for name in ("robin", "sanne"))

    press(robin, "Access")
    expect(robin.get_by_role("heading", level=1)).to_have_text("Access")
    press(robin, "Propose a mapping")
    expect(robin.get_by_role("heading", level=1)).to_have_text("Propose what groups give")
    write(robin, "Group, line 1", group)
    pick(robin, "Role, line 1", "Procurement")
    press(robin, "Show what it would change")
    expect(robin.get_by_role("alert")).to_contain_text("line 1: expected a business unit")
    expect(robin.get_by_role("alert")).to_be_focused()
    expect(robin.get_by_label("Group, line 1")).to_have_value(group)
    expect(robin.get_by_label("Role, line 1")).to_have_value("procurement")
    write(robin, "Business unit, line 1", DIGITAL)
    robin.keyboard.press("Enter")
    expect(robin.get_by_text("1 role new, 0 as in force")).to_be_visible()
    press(robin, "Propose")
    expect(robin.locator("#flash")).to_contain_text("until another administrator confirms it")
    goes_on_in(robin, SIGN_ON)
    assert given(demo) == {}

    press(sanne, "Access")
    press_beside(sanne, group, "Confirm")
    expect(sanne.locator("#flash")).to_contain_text("Groups count from the next log-in on")
    goes_on_in(sanne, SIGN_ON)
    assert list(given(demo)) == [group]
    press_beside(sanne, group, "End it")
    press(sanne, "End the mapping", most=1)
    expect(sanne.locator("#flash")).to_contain_text("Ended")
    assert given(demo) == {}
    assert [one for one in people.complaints if "422" not in one] == []


def given(demo: Workspace) -> dict[str, object]:
    """What groups give by the mapping in force."""
    with demo.database.read() as session:
        found = in_force(session)
        return dict(found.document["groups"]) if found else {}


@BOTH
def test_a_template_is_typed_mended_looked_at_and_saved(
    people: People, demo: Workspace, scripts: bool
) -> None:
    name = f"shelf-{'filler' if scripts else 'keeper'}"
    priya = log_in(people, "priya", scripts=scripts)

    by_menu(priya, "Templates", "Rules")
    expect(priya.get_by_role("heading", level=1)).to_have_text("Role templates")
    press(priya, "Save a template")
    expect(priya.get_by_role("heading", level=1)).to_have_text("Save a role template")
    broken = f"{{id: {name}, title: Shelf filler, must_have: ["
    write(priya, "Its text", broken)
    press(priya, "Show what it would say")
    expect(priya.get_by_role("alert")).to_be_focused()
    expect(priya.get_by_label("Its text")).to_have_value(broken)
    tab_to(priya, "Its text")
    priya.keyboard.press("ControlOrMeta+End")
    priya.keyboard.type("Excel]}")
    press(priya, "Show what it would say")
    expect(priya.get_by_role("row", name="Must have")).to_contain_text("Excel")
    with pytest.raises(NotFound):
        must_have(demo, name)
    press(priya, "Save the template")
    expect(priya.locator("#flash")).to_contain_text("Saved")
    expect(priya.get_by_role("heading", level=1)).to_have_text("Shelf filler")
    assert must_have(demo, name) == ["Excel"]
    assert [one for one in people.complaints if "422" not in one] == []


def must_have(demo: Workspace, name: str) -> list[object]:
    with demo.database.read() as session:
        return list(read_template(session, name).role["must_have"])


@BOTH
def test_of_two_records_in_doubt_somebody_says_whether_they_are_one_person(
    people: People, demo: Workspace, scripts: bool
) -> None:
    one, other = (in_doubt(demo, f"{name}-{scripts}".lower()) for name in ("quandt", "zander"))
    priya = log_in(people, "priya", scripts=scripts)
    by_menu(priya, "Same person?")
    expect(priya.get_by_role("heading", level=1)).to_have_text("Same person?")

    to_reason(priya, one)
    priya.keyboard.type("Spoke to her.")
    priya.keyboard.press("Enter")  # says neither
    expect(priya.locator("#flash .said")).to_have_count(0)
    assert stand_for(demo, one) == one
    press(priya, "Same person", most=1)
    expect(priya.locator("#flash")).to_contain_text("Joined")
    assert stand_for(demo, one) == (one[0], one[0])

    to_reason(priya, other)
    priya.keyboard.type("   ")
    press(priya, "Different people", most=2)
    expect(card(priya, other).get_by_role("alert")).to_contain_text("another look")
    expect(card(priya, other).get_by_label("Reason")).to_be_focused()
    expect(card(priya, other)).to_be_visible()
    priya.keyboard.press("ControlOrMeta+a")
    priya.keyboard.type("Two cities on one day.")
    press(priya, "Different people", most=2)
    expect(priya.locator("#flash")).to_contain_text("Kept apart")
    expect(card(priya, other)).to_have_count(0)
    assert stand_for(demo, other) == other
    assert [said for said in people.complaints if "422" not in said] == []


def card(page: Page, pair: tuple[str, str]) -> Locator:
    return page.locator("section.card").filter(has_text=f"{pair[0]} and {pair[1]}")


def to_reason(page: Page, pair: tuple[str, str]) -> None:
    """By Tab to the reason for what is said of these two."""
    expect(card(page, pair)).to_be_visible()
    for _ in range(page.get_by_label("Reason").count()):
        tab_to(page, "Reason")
        if page.evaluate("document.activeElement.closest('section').innerText").count(pair[0]):
            return
    pytest.fail(f"Tab does not reach the reason beside {pair}")


def stand_for(demo: Workspace, pair: tuple[str, str]) -> tuple[str, ...]:
    """Which person each record counts to."""
    with demo.database.read() as session:
        found = persons(session, pair)
    return tuple(found[one] for one in pair)


def in_doubt(demo: Workspace, ref: str) -> tuple[str, str]:
    """Two records of one name from two sources, put before a person as the rules would."""
    priya = Cast(demo)["priya"]
    profile = {"id": ref, "name": f"Zoë {ref}", "country": "ES", "headline": "Cobol engineer"}
    sources = ("agency", "panel")
    for source in sources:
        with demo.command(priya) as work:
            upsert_profiles(work, [profile], source=source, as_of=demo.today(), licence="C-1", synthetic=True)
    with demo.database.read() as session:
        first, second = (person_ids(session, source, [ref])[ref] for source in sources)
    with demo.command(priya) as work:
        queue(work, first, second)
    return first, second


def queue(work: UnitOfWork, first: str, second: str) -> None:
    evidence = {"parts": {"name": {"bits": 9.5, "how": "same"}}, "vetoes": []}
    pair = record_pair(work, first, second, "*", 9.5, evidence)
    pair.state, pair.how = "open", "rules"
    work.audit("identity.resolved", "people", "identity", facts={"queued": 1})
