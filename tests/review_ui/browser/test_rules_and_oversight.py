"""What the rules ask of people, walked with scripts and without: who would say yes, is it a freelancer's work, figures by reviewer."""

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Locator, Page, expect

from governance.classification.scoring import Answer
from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import OPERATIONS, STORES, Cast
from review_ui.demo.classification import INDEPENDENT, LIKE_STAFF
from review_ui.demo.reviewers import REVIEWERS
from tests.review_ui.browser.conftest import People

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])


def approved_to_engage(demo: Workspace, title: str) -> str:
    request = story.Request("accountant", title, OPERATIONS, "tomas", 20_000, 240)
    return story.Case(demo, Cast(demo), request).to_selection().approve().id


def fill_in(page: Page, said: Mapping[str, Answer]) -> None:
    for question, given in said.items():
        page.locator(f"input[name=choice-{question}][value={given.choice}]").check()
        page.locator(f"[name=quote-{question}]").fill(given.quote)


def classify(page: Page, case_id: str, said: Mapping[str, Answer]) -> None:
    page.goto(f"/requisitions/{case_id}")
    page.get_by_role("link", name="Classify the work").click()
    fill_in(page, said)
    page.get_by_role("button", name="Classify the work").click()


@BOTH
def test_a_request_that_does_not_exist_is_put_to_the_policy(people: People, scripts: bool) -> None:
    page = people.log_in("priya", scripts=scripts)
    page.get_by_label("Main").get_by_text("Rules").click()
    page.get_by_role("link", name="Policy").click()
    asking, engaging = (
        page.get_by_role("region", name=name) for name in ("To ask for it", "To engage the selected")
    )

    page.get_by_label("Business unit").fill("digital")
    page.get_by_label("Budget").fill("much")
    page.get_by_role("button", name="Show who").click()
    expect(page.get_by_role("alert")).to_contain_text("much")
    expect(page.get_by_label("Business unit")).to_have_value("digital")
    expect(asking).to_have_count(0)
    page.get_by_label("Budget").fill("50,000")
    page.get_by_label("Security class").select_option("Internal")
    page.get_by_label("Sensitive data").select_option("None")
    page.get_by_role("button", name="Show who").click()
    expect(asking.get_by_role("listitem")).to_have_count(1)
    expect(asking).to_contain_text("Procurement or finance, within their limit")
    expect(asking).to_contain_text("Viktor Hale")
    expect(engaging.get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_text("No rule asks for a blind stage")).to_be_visible()

    page.get_by_label("Budget").fill("200000")
    page.get_by_label("Sensitive data").select_option("Special category")
    page.get_by_role("button", name="Show who").click()
    expect(asking.get_by_role("listitem")).to_have_count(3)
    expect(asking).not_to_contain_text("Viktor Hale")
    expect(asking.get_by_role("listitem").filter(has_text="stage 2")).to_contain_text("Felix Brandt")
    expect(engaging.get_by_role("listitem").filter(has_text="Compliance")).to_have_count(1)
    expect(page.get_by_text("rated blind before it opens")).to_be_visible()
    assert "budget_amount=200000" in page.url
    assert [one for one in people.complaints if "422" not in one] == []


@BOTH
def test_answers_are_mended_and_given_again_while_the_risk_is_not_high(
    people: People, demo: Workspace, scripts: bool
) -> None:
    case_id = approved_to_engage(demo, f"Help with the {'red' if scripts else 'blue'} folders")
    page = people.log_in("tomas", scripts=scripts)
    blank = {**INDEPENDENT, "tools": Answer(INDEPENDENT["tools"].choice, "   ")}
    result = page.locator("#classification")

    classify(page, case_id, blank)
    expect(page.get_by_role("alert")).to_contain_text("Whose equipment do they use?")
    expect(page.locator("[name=quote-method]")).to_have_value(INDEPENDENT["method"].quote)
    expect(page.locator("input[type=radio]:checked")).to_have_count(len(INDEPENDENT))
    page.locator("[name=quote-tools]").fill("Their own laptop.")
    page.get_by_role("button", name="Classify the work").click()
    expect(page.get_by_role("status").first).to_contain_text("Classified")
    expect(result).to_contain_text("Low risk")
    result.get_by_text("Every answer and its points").click()
    expect(result.get_by_text("Their own laptop.")).to_be_visible()

    page.get_by_role("link", name="Answer again").click()
    fill_in(page, LIKE_STAFF)
    page.get_by_role("button", name="Classify the work").click()
    expect(result).to_contain_text("High risk")
    expect(result).to_contain_text("1 earlier one is void")
    expect(page.get_by_role("link", name="Answer again")).to_have_count(0)
    assert [one for one in people.complaints if "422" not in one] == []


@BOTH
@pytest.mark.parametrize(
    ("answer", "said"),
    [("Clear it", "It keeps no engagement from starting"), ("Refuse it", "Legal refused it")],
    ids=["cleared", "refused"],
)
def test_legal_answers_to_a_high_risk(
    people: People, demo: Workspace, scripts: bool, answer: str, said: str
) -> None:
    title = f"Desk to {answer.split()[0].lower()} {'aloud' if scripts else 'in quiet'}"
    case_id = approved_to_engage(demo, title)
    tomas, helene = (people.log_in(name, scripts=scripts) for name in ("tomas", "helene"))
    classify(tomas, case_id, LIKE_STAFF)
    expect(tomas.locator("#classification")).to_contain_text("No engagement starts until legal decides")
    expect(tomas.get_by_role("button", name="Record the decision")).to_have_count(0)

    helene.goto("/approvals")
    expect(helene.get_by_role("row", name=title)).to_contain_text("Is it a freelancer's work?")
    helene.get_by_role("link", name=title).click()
    expect(helene.get_by_text(LIKE_STAFF["method"].quote)).to_be_visible()
    helene.get_by_label(answer).check()
    helene.locator("#classification").get_by_label("Reason").fill("As discussed with the works council.")
    helene.get_by_role("button", name="Record the decision").click()

    expect(helene.locator("#classification")).to_contain_text(said)
    tomas.reload()
    expect(tomas.locator("#classification")).to_contain_text("As discussed with the works council.")
    helene.goto("/approvals")
    expect(helene.get_by_role("link", name=title)).to_have_count(0)
    assert people.complaints == []


@BOTH
def test_a_unit_is_seen_by_reviewer_once_another_agrees_and_until_it_is_ended(
    people: People, scripts: bool
) -> None:
    priya, helene, iris = (people.log_in(name, scripts=scripts) for name in ("priya", "helene", "iris"))
    purpose = f"Complaint of {'March' if scripts else 'April'}"

    ask(priya, purpose)
    assert buttons_of(view_of(priya, purpose)) == ["Take back"]
    helene.get_by_role("link", name="Oversight").click()
    view_of(helene, purpose).get_by_role("button", name="Approve").click()
    expect(helene.locator("#flash")).to_contain_text("each look is on record")
    assert buttons_of(view_of(helene, purpose)) == ["End"]

    priya.goto("/oversight")
    stale = priya.context.new_page()
    stale.goto("/oversight")
    view_of(priya, purpose).get_by_role("button", name="Look, on record").click()
    expect(priya.get_by_role("heading", level=1)).to_have_text(f"By reviewer: {STORES}")
    names = priya.locator("tbody").get_by_role("rowheader").all_inner_texts()
    assert names == sorted(one.display_name for one in REVIEWERS)
    priya.get_by_role("main").get_by_role("link", name="Oversight").click()
    view_of(priya, purpose).get_by_role("button", name="End").click()
    expect(priya.locator("#flash")).to_contain_text("It shows nobody any more")
    assert buttons_of(view_of(priya, purpose)) == []
    view_of(stale, purpose).get_by_role("button", name="Look, on record").click()
    expect(stale.get_by_role("heading", level=1)).to_have_text("Not as things stand")
    expect(stale.get_by_role("main")).to_contain_text("is ended and shows nobody")
    expect(stale.get_by_text(names[0])).to_have_count(0)

    view = view_of(priya, purpose).get_by_role("rowheader").inner_text().split()[0]
    iris.goto(f"/audit?subject={view}")
    expect(iris.locator("tbody tr").filter(has_text=re.compile("Looked|seen", re.I))).to_have_count(1)
    assert [one for one in people.complaints if "409" not in one] == []


@BOTH
def test_compliance_refuses_a_view_and_answers_none_of_its_own(people: People, scripts: bool) -> None:
    helene, carl = (people.log_in(name, scripts=scripts) for name in ("helene", "carl"))
    purpose = f"Audit of {'May' if scripts else 'June'}"

    ask(helene, purpose)
    assert buttons_of(view_of(helene, purpose)) == ["Take back"]
    carl.goto("/oversight")
    view_of(carl, purpose).get_by_role("button", name="Refuse").click()

    expect(carl.locator("#flash")).to_contain_text("Nobody is shown")
    helene.reload()
    expect(view_of(helene, purpose)).to_contain_text("Refused")
    assert buttons_of(view_of(helene, purpose)) == []
    assert people.complaints == []


def ask(page: Page, purpose: str) -> None:
    page.goto("/oversight")
    page.get_by_text("Ask to see a business unit by reviewer").click()
    panel = page.locator("details.opens[open]").filter(has=page.get_by_role("button", name="Ask"))
    panel.get_by_label("Business unit").fill(STORES)
    panel.get_by_label("What for").fill(purpose)
    panel.get_by_role("button", name="Ask").click()
    expect(page.locator("#flash")).to_contain_text("Somebody else in compliance answers")


def view_of(page: Page, purpose: str) -> Locator:
    return page.get_by_role("row").filter(has_text=purpose)


def buttons_of(row: Locator) -> list[str]:
    expect(row).to_have_count(1)
    return row.get_by_role("button").all_inner_texts()
