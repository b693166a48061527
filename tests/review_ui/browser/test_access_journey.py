"""Two administrators give a role and take it back, and somebody sees to their own account, all in the browser; also without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from governance.accounts import find_account
from review_ui.bootstrap import Workspace
from tests.review_ui.browser.conftest import People

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def propose(page: Page, who: str) -> None:
    """A role for somebody new, by whoever is logged in."""
    page.goto("/access")
    page.get_by_text("Add an account").click()
    page.get_by_label("Name to log in with").fill(who)
    page.get_by_label("Name to show").fill(f"{who.title()} Reyes")
    page.get_by_label("First password").fill("a long first password")
    page.get_by_role("button", name="Add the account").click()
    expect(page.locator("#flash")).to_contain_text("Account added")
    page.get_by_role("radio", name="Procurement").check()
    page.get_by_label("Business unit").fill("digital")
    page.get_by_label("Approves up to").fill("much")
    page.get_by_label("Currency").fill("EUR")
    page.get_by_role("button", name="Propose").click()


@pytest.mark.parametrize(("scripts", "who"), [(True, "alma"), (False, "bruno")])
def test_a_role_is_proposed_mended_confirmed_and_revoked(
    people: People, demo: Workspace, scripts: bool, who: str
) -> None:
    robin, sanne = people.log_in("robin", scripts=scripts), people.log_in("sanne", scripts=scripts)

    propose(robin, who)
    expect(robin.get_by_role("alert")).to_contain_text("limit_amount")
    expect(robin.get_by_role("radio", name="Procurement")).to_be_checked()
    robin.get_by_label("Approves up to").fill("50000")
    robin.get_by_role("button", name="Propose").click()
    expect(robin.locator("#flash")).to_contain_text("until a second person confirms it")
    expect(robin.get_by_role("button", name="Confirm")).to_have_count(0)
    assert find_account(demo.database, who).grants == ()

    sanne.goto("/")
    sanne.get_by_role("link", name=f"Procurement for {who.title()} Reyes").click()
    row = sanne.get_by_role("row", name=re.compile(f"{who.title()} Reyes")).first
    row.get_by_role("button", name="Confirm").click()
    expect(sanne.locator("#flash")).to_contain_text("Confirmed")
    assert [str(one.approval_limit) for one in find_account(demo.database, who).grants] == ["50,000.00 EUR"]

    sanne.goto(f"/access/{who}")
    sanne.get_by_text("Revoke", exact=True).click()
    sanne.get_by_role("button", name="Revoke now").click()
    expect(sanne.locator("#flash")).to_contain_text("Revoked")
    sanne.get_by_text("Close the account").click()
    sanne.get_by_role("button", name="Close it now").click()
    expect(sanne.locator("#flash")).to_contain_text("Account closed")
    said = [one for one in people.complaints if "422" not in one]
    assert said == []


@pytest.mark.parametrize(("scripts", "label"), [(True, "nightly run"), (False, "weekly run")])
def test_a_token_is_shown_once_and_going_back_does_not_show_it_again(
    people: People, scripts: bool, label: str
) -> None:
    page = people.log_in("noor", scripts=scripts)
    page.get_by_role("link", name="Noor Haddad").click()
    page.get_by_text("Issue a token").click()
    page.get_by_label("What it is for").fill(label)
    page.get_by_role("checkbox", name="learn").check()
    page.get_by_role("button", name="Issue the token").click()
    token = page.get_by_label("Token", exact=True).input_value()

    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_role("row", name=re.compile(label))).to_be_visible()

    assert token.startswith("cnd_")
    assert token not in page.content()
    assert token not in page.url
    page.get_by_role("row", name=re.compile(label)).get_by_role("button", name="Revoke").click()
    expect(page.locator("#flash")).to_contain_text("Token revoked")
    assert people.complaints == []


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_answers_for_another_until_it_is_ended(people: People, scripts: bool) -> None:
    helene, rene = people.log_in("helene", scripts=scripts), people.log_in("rene", scripts=scripts)

    helene.goto("/account")
    who = helene.get_by_role("textbox", name="Who name to log in with")
    if not who.is_visible():  # folded below what somebody has let others answer before
        helene.get_by_text("Let somebody answer for you").click()
    who.fill("rene")
    helene.get_by_label("Last day").first.fill(helene.get_by_label("First day").input_value())
    helene.get_by_role("textbox", name="Why seen by").fill("A day off")
    helene.get_by_role("button", name="Delegate").click()
    expect(helene.locator("#flash")).to_contain_text("Delegated")
    rene.goto("/account")
    expect(rene.get_by_role("heading", name="You answer for them")).to_be_visible()
    helene.get_by_role("button", name="End now").click()
    expect(helene.locator("#flash")).to_contain_text("Nobody answers under it any more")
    rene.reload()

    expect(rene.get_by_role("button", name="End now")).to_have_count(0)
