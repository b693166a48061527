"""Who may do what, from the keyboard alone: a role given by two and taken back by one, a token, and somebody who answers for another."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from governance.accounts import find_account
from governance.accounts.tokens import own_tokens, resolve_token
from governance.identity import names_of
from governance.routing.delegation import DelegationRecord, delegated_by
from review_ui.bootstrap import Workspace
from review_ui.demo.accounts import DIGITAL
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.keyboard import (
    choose,
    goes_on_in,
    log_in,
    pick,
    press,
    press_beside,
    tab_to,
    to_answers,
    write,
)
from tests.review_ui.browser.test_rules_and_oversight import BOTH

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SELECTED = "(it => it.value.slice(it.selectionStart, it.selectionEnd))(document.activeElement)"


def add_account(page: Page, who: str, shown: str) -> None:
    press(page, "Access")
    expect(page.get_by_role("heading", level=1)).to_have_text("Access")
    press(page, "Add an account")
    write(page, "Name to log in with", who)
    write(page, "Name to show", shown)
    write(page, "First password", "a long first password")
    press(page, "Add the account", most=1)
    expect(page.locator("#flash")).to_contain_text("Account added")
    expect(page.get_by_role("heading", level=1)).to_have_text(shown)


def limits(demo: Workspace, who: str) -> list[tuple[str, str]]:
    """What an account may act as on record, and up to how much."""
    return [(one.role.value, str(one.approval_limit)) for one in find_account(demo.database, who).grants]


@BOTH
def test_a_role_is_proposed_mended_confirmed_from_the_desk_and_revoked(
    people: People, demo: Workspace, scripts: bool
) -> None:
    who = "clara" if scripts else "diego"
    shown = f"{who.title()} Reyes"
    robin, sanne = (log_in(people, name, scripts=scripts) for name in ("robin", "sanne"))

    add_account(robin, who, shown)
    assert to_answers(robin) == "role"
    choose(robin, "procurement")
    write(robin, "Business unit", DIGITAL)
    write(robin, "Approves up to", "much")
    write(robin, "Currency", "EUR")
    press(robin, "Propose")
    expect(robin.get_by_role("alert")).to_contain_text("much")
    expect(robin.get_by_role("alert")).to_be_focused()
    expect(robin.get_by_role("radio", name="Procurement")).to_be_checked()
    expect(robin.get_by_label("Business unit")).to_have_value(DIGITAL)
    expect(robin.get_by_label("Currency")).to_have_value("EUR")
    write(robin, "Approves up to", "50000")
    robin.keyboard.press("Enter")
    expect(robin.locator("#flash")).to_contain_text("until a second person confirms it")
    expect(robin.get_by_role("button", name="Confirm")).to_have_count(0)
    assert limits(demo, who) == []

    press(sanne, "Home")
    expect(sanne.get_by_role("link", name=f"Procurement for {shown}")).to_be_visible()
    press(sanne, f"Procurement for {shown}")
    expect(sanne.get_by_role("heading", level=1)).to_have_text("Access")
    press_beside(sanne, shown, "Confirm")
    expect(sanne.locator("#flash")).to_contain_text("Confirmed")
    assert limits(demo, who) == [("procurement", "50,000.00 EUR")]

    press(sanne, shown)
    expect(sanne.get_by_role("heading", level=1)).to_have_text(shown)
    press(sanne, "Revoke")
    expect(sanne.get_by_text("Giving it again takes two people")).to_be_visible()
    assert limits(demo, who) != []
    press(sanne, "Revoke now", most=1)
    expect(sanne.locator("#flash")).to_contain_text("Revoked")
    assert limits(demo, who) == []
    press(sanne, "Past roles and proposals: 1")
    expect(sanne.locator("details[open]").get_by_role("row", name="Procurement")).to_contain_text(
        "Robin Ashdown proposed, Sanne Vermeer confirmed"
    )
    assert [one for one in people.complaints if "422" not in one] == []


@BOTH
def test_a_token_is_issued_copied_once_and_revoked(people: People, demo: Workspace, scripts: bool) -> None:
    label = f"{'morning' if scripts else 'evening'} run"
    noor = log_in(people, "noor", scripts=scripts)
    press(noor, "Noor Haddad")
    expect(noor.get_by_role("heading", level=1)).to_have_text("Your account")

    press(noor, "Issue a token")
    write(noor, "What it is for", label)
    press(noor, "Issue the token")
    expect(noor.get_by_role("alert")).to_contain_text("scope")
    expect(noor.get_by_role("alert")).to_be_focused()
    expect(noor.get_by_label("What it is for")).to_have_value(label)
    assert labels(demo) == []
    tab_to(noor, "learn")
    noor.keyboard.press("Space")
    press(noor, "Issue the token")

    expect(noor.get_by_label("Token", exact=True)).to_be_visible()
    tab_to(noor, "Token")  # which selects it, to be copied
    token = noor.get_by_label("Token", exact=True).input_value()
    assert noor.evaluate(SELECTED) == token
    assert labels(demo) == [label]
    acts_as = resolve_token(demo.database, token)
    assert acts_as is not None
    assert acts_as.name == "noor"
    press(noor, "I have copied it", most=1)
    expect(noor.get_by_role("row").filter(has_text=label)).to_be_visible()
    assert token not in noor.content()
    goes_on_in(noor, "#tokens")

    press_beside(noor, label, "Revoke")
    expect(noor.locator("#flash")).to_contain_text("Token revoked")
    expect(noor.get_by_role("row").filter(has_text=label)).to_have_count(0)
    goes_on_in(noor, "#tokens")
    assert labels(demo) == []
    assert resolve_token(demo.database, token) is None
    assert [one for one in people.complaints if "422" not in one] == []


def labels(demo: Workspace) -> list[str]:
    """What noor's tokens are for that open anything."""
    with demo.database.read() as session:
        return [one.label for one in own_tokens(session, find_account(demo.database, "noor"))]


@BOTH
def test_somebody_lets_another_answer_for_them_and_ends_it(
    people: People, demo: Workspace, scripts: bool
) -> None:
    why = f"Away {'by train' if scripts else 'by boat'}"
    felix, priya = (log_in(people, name, scripts=scripts) for name in ("felix", "priya"))

    press(felix, "Felix Brandt")
    expect(felix.get_by_role("heading", level=1)).to_have_text("Your account")
    press(felix, "Let somebody answer for you")
    write(felix, "Who", "pryia")
    pick(felix, "Last day", f"{demo.today() + timedelta(days=2):%m%d%Y}")
    write(felix, "Why", why)
    press(felix, "Delegate", most=1)
    expect(felix.get_by_role("alert")).to_contain_text("pryia")
    expect(felix.get_by_role("alert")).to_be_focused()
    expect(felix.get_by_label("Why seen by")).to_have_value(why)
    assert answers(demo, why) == []
    write(felix, "Who", "priya")
    felix.keyboard.press("Enter")
    expect(felix.locator("#flash")).to_contain_text("Delegated")
    goes_on_in(felix, "#delegation")
    [given] = answers(demo, why)
    assert (given.delegate, given.role, given.state) == ("Priya Venn", "finance", "in force")
    assert given.ends == demo.today() + timedelta(days=2)

    press(priya, "Priya Venn")
    expect(priya.get_by_role("row").filter(has_text=why)).to_contain_text("Felix Brandt")
    press_beside(felix, why, "End now")
    expect(felix.locator("#flash")).to_contain_text("Nobody answers under it any more")
    expect(felix.get_by_role("row").filter(has_text=why).get_by_role("button")).to_have_count(0)
    goes_on_in(felix, "#delegation")
    assert [one.state for one in answers(demo, why)] == ["ended"]
    press(priya, "Priya Venn")
    expect(priya.get_by_role("row").filter(has_text=why)).to_contain_text("Ended")
    expect(priya.get_by_role("row").filter(has_text=why).get_by_role("button")).to_have_count(0)
    assert [one for one in people.complaints if "404" not in one] == []


def answers(demo: Workspace, why: str) -> list[DelegationRecord]:
    """What felix let others answer for that reason."""
    with demo.database.read() as session:
        found = delegated_by(session, find_account(demo.database, "felix"), names_of(session))
    return [one for one in found if one.reason == why]
