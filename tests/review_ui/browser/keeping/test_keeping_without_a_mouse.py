"""What is kept, what goes and what proves a case, from the keyboard alone."""

import re
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from governance.evidence import verify as verifier
from governance.people.profiles import read_profiles
from governance.storage.tables import AuditEntry
from review_ui.bootstrap import Workspace
from review_ui.demo import story
from review_ui.demo.accounts import OPERATIONS, Cast
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.keeping.test_keeping import BY_LETTER, SAID, counted, noted, past
from tests.review_ui.browser.keyboard import focused, log_in, press, tab_to, write
from tests.review_ui.browser.test_rules_and_oversight import BOTH
from tests.review_ui.browser.test_safeguards_without_a_mouse import open_safeguard
from tests.review_ui.browser.test_without_a_mouse import open_case
from tests.review_ui.browser.walking import case_of, requisition_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

READ = "I have read what goes"


def test_what_is_past_its_time_is_let_go_of_once_somebody_says_that_they_read_what_goes(
    people: People, demo: Workspace, keep_for_a_week: Callable[[str], None]
) -> None:
    keep_for_a_week("decision_notes")
    words = decision_notes(demo)
    assert words
    due, _ = counted(demo, "decision_notes")
    carl, mara = log_in(people, "carl"), log_in(people, "mara")
    open_case(mara, story.COMPLETED.title)
    for said in words:
        expect(mara.get_by_role("main")).to_contain_text(said)

    open_safeguard(carl, "Retention")
    expect(past(carl, "Decision notes")).to_have_text(re.compile(rf"^{due:,}\b"))
    press(carl, "Let go of")
    press(carl, "Let go of", most=2)
    expect(carl.get_by_label(READ)).to_be_focused()  # the browser asks for it first
    assert counted(demo, "decision_notes")[0] == due
    carl.keyboard.press("Space")
    press(carl, "Let go of", most=1)
    expect(carl.locator("#flash")).to_contain_text("Let go.")
    expect(past(carl, "Decision notes")).to_have_text(re.compile(r"^0\b"))

    assert counted(demo, "decision_notes")[0] == 0
    assert decision_notes(demo) == []
    open_case(mara, story.COMPLETED.title)
    for said in words:
        expect(mara.get_by_role("main")).not_to_contain_text(said)
    assert people.complaints == []


def decision_notes(demo: Workspace) -> list[str]:
    """The notes on decisions of a case that ended weeks ago, as far as they can be read."""
    decided = [one.decision for one in case_of(demo, story.COMPLETED).candidates if one.decision]
    return [one.note for one in decided if one.note]


@BOTH
def test_somebody_who_is_under_no_hold_is_erased_once_it_is_said_how_they_asked(
    people: People, demo: Workspace, scripts: bool
) -> None:
    title = f"Engineer for the {'north' if scripts else 'south'} lock"
    case_id, person, _ = noted(demo, title)
    helene, priya = (log_in(people, name, scripts=scripts) for name in ("helene", "priya"))
    open_case(priya, title)
    expect(priya.get_by_role("main")).to_contain_text(SAID)

    open_safeguard(helene, "Retention")
    press(helene, "Erase a person")
    expect(helene.get_by_label("Their identifier")).to_be_visible()
    write(helene, "Their identifier", person)
    helene.keyboard.press("Enter")
    expect(helene.get_by_role("heading", level=1)).to_have_text(f"Erase {person}")
    write(helene, "How they asked", "  ")
    press(helene, f"Erase {person} for good", most=1)
    expect(helene.get_by_role("alert")).to_contain_text("another look")
    expect(helene.get_by_label("How they asked")).to_be_focused()
    assert person in read_profiles(demo.database, [person])
    helene.keyboard.press("ControlOrMeta+a")
    helene.keyboard.type(BY_LETTER)
    press(helene, f"Erase {person} for good", most=1)
    expect(helene.locator("#flash")).to_contain_text("Nothing of them can be read any more.")
    expect(helene.get_by_role("main")).to_contain_text(f"{person} is erased since")

    assert person not in read_profiles(demo.database, [person])
    [decided] = requisition_of(demo, case_id).decisions
    assert (decided.person_id, decided.note) == (person, None)
    open_case(priya, title)
    expect(priya.get_by_role("main")).not_to_contain_text(SAID)
    press(priya, "Open the shortlist")
    expect(priya.locator(".row").filter(has_text="Erased")).to_have_count(1)
    assert [one for one in people.complaints if "422" not in one] == []


@BOTH
def test_the_auditor_replays_a_list_and_takes_the_evidence_away(
    people: People, demo: Workspace, scripts: bool
) -> None:
    title = f"Help with the {'upper' if scripts else 'lower'} archive"
    asked = story.Request("accountant", title, OPERATIONS, "tomas", 20_000, 240)
    case = story.Case(demo, Cast(demo), asked).to_shortlist()
    iris = log_in(people, "iris", scripts=scripts)

    open_case(iris, title)
    press(iris, "Replay the list")
    expect(iris.get_by_role("heading", level=1)).to_contain_text("still what it was?")
    expect(iris.get_by_role("heading", name="The same bytes as frozen")).to_be_visible()
    expect(iris.get_by_role("heading", name="Ranked again: the same order")).to_be_visible()
    press(iris, case.id)
    expect(iris.get_by_role("heading", level=1)).to_have_text(title)
    tab_to(iris, "Evidence pack")
    with iris.expect_download() as taken:
        iris.keyboard.press("Enter")

    assert taken.value.suggested_filename == f"evidence-{case.id}.zip"
    with zipfile.ZipFile(taken.value.path()) as pack:
        assert verifier.check({name: pack.read(name) for name in pack.namelist()}).faults == []
    assert focused(iris) == "Evidence pack"  # the page is where it was
    assert packs(demo, case.id) == 1
    assert people.complaints == []


def packs(demo: Workspace, case_id: str) -> int:
    """How many packs of a case the log says were made."""
    made = select(AuditEntry.seq).where(
        AuditEntry.action == "evidence.made", AuditEntry.subject_id == case_id
    )
    with demo.database.read() as session:
        return len(session.scalars(made).all())
