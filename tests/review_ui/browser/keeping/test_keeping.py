"""What is kept how long, and who is forgotten: let go of once it is past its time, erased when the last hold is lifted; with scripts and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from governance import review
from governance.people.profiles import read_profiles
from review_ui import keeping
from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import DIGITAL, Cast
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.test_rules_and_oversight import BOTH
from tests.review_ui.browser.walking import case_of, requisition_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAID = "Spoke of the harbour project with great warmth."
BY_LETTER = "By letter of 3 March."


@pytest.fixture
def kept_short(keep_for_a_week: Callable[[str], None], scripts: bool) -> str:
    """A kind of record that is let go of a week after the work, for as long as the test runs."""
    kind = "scorecards" if scripts else "outcomes"
    keep_for_a_week(kind)
    return kind


def past(page: Page, kind: str) -> Locator:
    named = page.get_by_role("rowheader", name=re.compile(f"^{kind}"))
    return page.get_by_role("row").filter(has=named).locator("td").last


def written(demo: Workspace, case_id: str, kind: str) -> list[str]:
    """The notes of that kind that can still be read of a case."""
    case = requisition_of(demo, case_id)
    if kind == "scorecards":
        return [event.note for event in case.stage_events if event.note]
    return [one.outcome.note for one in case.engagements if one.outcome and one.outcome.note]


def counted(demo: Workspace, kind: str) -> tuple[int, int]:
    """How many are past their time on record, and how many of a hold."""
    [found] = [one for one in keeping.what_is_due(demo).kinds if one.kind == kind]
    return found.due, found.held


def let_go(page: Page) -> None:
    """Unfold what goes, say that it was read, and press."""
    page.locator("summary").get_by_text("Let go of").click()
    page.get_by_label("I have read what goes").check()
    page.get_by_role("button", name="for good").click()


@BOTH
def test_what_is_past_its_time_is_let_go_of_but_for_what_a_hold_covers(
    people: People, demo: Workspace, kept_short: str, scripts: bool
) -> None:
    kind, held = kept_short.capitalize(), case_of(demo, story.COMPLETED).summary.id
    helene, carl, iris, mara = (
        people.log_in(name, scripts=scripts) for name in ("helene", "carl", "iris", "mara")
    )
    [words, *_] = written(demo, held, kept_short)

    hold(helene, "requisition", held)
    due, kept = counted(demo, kept_short)
    assert due
    assert kept
    for page in (helene, carl, iris):
        page.goto("/retention")
        expect(page.get_by_text("schedule ours-1")).to_be_visible()
        expect(past(page, kind)).to_have_text(re.compile(rf"^{due}\s+{kept} held$"))
    expect(iris.get_by_text("Let go of")).to_have_count(0)
    expect(iris.get_by_text("Compliance lets it go")).to_be_visible()

    let_go(carl)
    expect(carl.locator("#flash")).to_contain_text("what a hold covers stayed")
    expect(carl.get_by_role("heading", name="Nothing is past its time today")).to_be_visible()
    let_go(helene)  # of as many as she was told of, which is another number now
    expect(helene.get_by_role("heading", level=1)).to_have_text("It has changed in the meantime")
    mara.goto(f"/requisitions/{held}")
    expect(mara.locator("#people")).to_contain_text(words)

    lift(carl, held)
    expect(carl.locator("#flash")).to_contain_text("Lifted")
    helene.goto("/retention")
    due, kept = counted(demo, kept_short)
    assert (due > 0, kept) == (True, 0)
    expect(past(helene, kind)).to_have_text(str(due))
    let_go(helene)
    expect(helene.locator("#flash")).to_contain_text("Let go.")
    assert written(demo, held, kept_short) == []
    mara.reload()
    expect(mara.locator("#people")).to_contain_text("would engage again")
    expect(mara.locator("#people")).not_to_contain_text(words)
    iris.goto("/audit?verify=1")
    expect(iris.get_by_text("The log is intact.")).to_be_visible()
    assert [one for one in people.complaints if "409" not in one] == []


@BOTH
def test_somebody_under_a_hold_is_erased_when_another_lifts_it_and_nothing_of_them_is_read(
    people: People, demo: Workspace, scripts: bool
) -> None:
    case_id, person, words = noted(demo, f"Engineer for the {'left' if scripts else 'right'} quay")
    helene, carl, priya = (people.log_in(name, scripts=scripts) for name in ("helene", "carl", "priya"))
    name = read_about(priya, case_id, person, words)
    record = f"/requisitions/{case_id}/candidates/{person}/record"

    helene.goto(record)
    helene.get_by_role("link", name="Hold this person's records").click()
    hold(helene, "person", person)
    helene.goto(record)
    helene.get_by_role("link", name="Erase this person").click()
    expect(helene.get_by_role("main")).to_contain_text("1 legal hold covers them")
    helene.get_by_label("How they asked").fill(BY_LETTER)
    helene.get_by_role("button", name="Keep the request").click()
    expect(helene.locator("#flash")).to_contain_text("lifting the last hold erases them")
    assert person in read_profiles(demo.database, [person])
    priya.goto(f"/requisitions/{case_id}/shortlist?open={person}")
    expect(priya.locator(".row[aria-current]")).to_contain_text("To be erased")

    helene.goto("/holds")
    mine = helene.get_by_role("article").filter(has_text=person)
    expect(mine).to_contain_text("You placed it, so somebody else in compliance lifts it.")
    lift(carl, person)
    expect(carl.locator("#flash")).to_contain_text("Whoever waited for it is erased.")
    read_nothing_about(priya, case_id, person, (name, SAID, *words))
    helene.goto(f"/erasure?person={person}")
    expect(helene.get_by_role("main")).to_contain_text(f"{person} is erased since")
    assert person not in read_profiles(demo.database, [person])
    [decided] = requisition_of(demo, case_id).decisions
    assert (decided.person_id, decided.reason_code, decided.note) == (person, "others_first", None)
    assert [one for one in people.complaints if "404" not in one] == []


@BOTH
def test_somebody_nobody_holds_is_erased_at_once_by_compliance_alone(
    people: People, demo: Workspace, scripts: bool
) -> None:
    case_id, person, words = noted(demo, f"Engineer for the {'left' if scripts else 'right'} pier")
    helene, priya, iris = (people.log_in(name, scripts=scripts) for name in ("helene", "priya", "iris"))
    name = read_about(priya, case_id, person, words)
    priya.goto(f"/erasure?person={person}")
    expect(priya.get_by_role("heading", level=1)).to_have_text("Not yours to do")

    helene.goto("/retention")
    helene.get_by_role("link", name="Erase a person").click()
    helene.get_by_label("Their identifier").fill(person)
    helene.get_by_role("button", name="See what would happen").click()
    expect(helene.get_by_role("heading", level=1)).to_have_text(f"Erase {person}")
    assert person in read_profiles(demo.database, [person])
    helene.get_by_label("How they asked").fill(BY_LETTER)
    helene.get_by_role("button", name=f"Erase {person} for good").click()
    expect(helene.locator("#flash")).to_contain_text("Nothing of them can be read any more.")

    read_nothing_about(priya, case_id, person, (name, SAID, *words))
    assert person not in read_profiles(demo.database, [person])
    iris.goto(f"/audit?subject={person}&verify=1")
    expect(iris.locator("tbody tr").filter(has_text="Erased")).to_have_count(1)
    expect(iris.get_by_text("The log is intact.")).to_be_visible()
    expect(iris.get_by_role("main")).not_to_contain_text(BY_LETTER)
    assert [one for one in people.complaints if "403" not in one and "404" not in one] == []


def noted(demo: Workspace, title: str) -> tuple[str, str, tuple[str, ...]]:
    """A case in review, the last of its list of whom the manager noted something, and their own words."""
    cast = Cast(demo)
    asked = story.Request("backend-engineer", title, DIGITAL, "mara", 50_000, 480)
    case_id = story.Case(demo, cast, asked).to_shortlist().id
    person = requisition_of(demo, case_id).candidates[-1].person_id
    with demo.command(cast["mara"]) as work:
        review.decide(work, case_id, person, "not_now", "others_first", SAID)
    profile = read_profiles(demo.database, [person])[person]
    own = [profile.get("summary"), *(one.get("description") for one in profile.get("experience", ()))]
    words = tuple(said[:40] for said in own if said)
    assert words
    return case_id, person, words


def read_about(page: Page, case_id: str, person: str, words: tuple[str, ...]) -> str:
    """See that note and record are there to be read; what the person is called."""
    page.goto(f"/requisitions/{case_id}/shortlist?open={person}")
    expect(page.get_by_role("main")).to_contain_text(SAID)
    name = page.locator("#candidate").inner_text()
    page.goto(f"/requisitions/{case_id}/candidates/{person}/record")
    for said in words:
        expect(page.get_by_role("main")).to_contain_text(said)
    return name


def read_nothing_about(page: Page, case_id: str, person: str, gone: tuple[str, ...]) -> None:
    """On the list they stand erased; nowhere is there a word of theirs or about them."""
    at = f"/requisitions/{case_id}"
    page.goto(f"{at}/shortlist?open={person}")
    expect(page.locator(".row[aria-current]")).to_contain_text("Erased")
    expect(page.locator(".sheet")).to_contain_text("This person's record was erased.")
    of = f"{at}/candidates/{person}"
    for path in (f"{at}/shortlist?open={person}", at, f"{of}/record", f"{of}/explanation", f"{of}/brief"):
        page.goto(path)
        shown = page.content()
        assert [said for said in gone if said in shown] == [], path


def hold(page: Page, kind: str, subject: str) -> None:
    if "/holds" not in page.url:
        page.goto(f"/holds?kind={kind}&subject={subject}")
    page.get_by_label("Why").fill("Claim of 3 March")
    page.get_by_role("button", name="Hold it").click()
    expect(page.get_by_role("article").filter(has_text=subject)).to_be_visible()


def lift(page: Page, subject: str) -> None:
    page.goto("/holds")
    held = page.get_by_role("article").filter(has_text=subject)
    held.get_by_text("Lift it").click()
    held.get_by_role("textbox").fill("Settled.")
    held.get_by_role("button", name="Lift H-").click()
