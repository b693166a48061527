"""A list is changed from the keyboard alone: moving, holding a place, taking off, adding by hand; and the brief for the candidate."""

import re

import pytest
from playwright.sync_api import Page, expect

from governance.people.restrictions import restrictions
from review_ui.bootstrap import Workspace
from review_ui.demo import story
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.keyboard import choose, focused, log_in, press, tab_to, to_answers, write
from tests.review_ui.browser.test_without_a_mouse import asked, open_case, play
from tests.review_ui.browser.walking import case_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOVE, HOLD = "Put at a place, once", "Hold at a place, whatever else changes"
OFF = "Take off this list; nothing brings them back to it"


def places(demo: Workspace, title: str) -> list[str]:
    """Who is on the list, in its order."""
    listed = [one for one in case_of(demo, asked(title)).candidates if one.place]
    return [one.person_id for one in sorted(listed, key=lambda one: one.place or 0)]


def somebody_else(demo: Workspace, title: str) -> str:
    """Who may be considered and does not stand on the list."""
    listed = {one.person_id for one in case_of(demo, asked(title)).candidates}
    with demo.database.read() as session:
        kept_out = {*listed, *restrictions(session)}
    return next(person for person in (f"P-{n}" for n in range(1001, 1100)) if person not in kept_out)


def change(page: Page, person: str, act: str, place: str, note: str) -> None:
    """From the row of a person to the form that is about them, and send it."""
    press(page, f"Change the place of Candidate {person}")
    page.wait_for_url(re.compile(f"person={person}"))
    expect(page.get_by_label("Who", exact=True)).to_have_value(person)
    assert to_answers(page) == "action"
    choose(page, act)
    if place:
        write(page, "Place", place)
    why(page, note)
    press(page, "Change it", most=1)


def why(page: Page, note: str) -> None:
    tab_to(page, "Why", most=4)
    page.keyboard.press("ArrowDown")
    write(page, "Note", note)


def done(page: Page, said: str, note: str) -> None:
    expect(page.locator("#flash .said")).to_be_visible()
    expect(page.locator(".timeline li").first).to_contain_text(said)
    expect(page.locator(".timeline li").first).to_contain_text(note)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_procurement_moves_holds_takes_off_and_adds(people: People, demo: Workspace, scripts: bool) -> None:
    title = f"Engineer for the {'parcels' if scripts else 'pallets'} desk"
    play(demo, title).to_shortlist()
    first, second, third, *rest = places(demo, title)
    priya = log_in(people, "priya", scripts=scripts)
    open_case(priya, title)
    press(priya, "Open the shortlist")
    priya.wait_for_url(re.compile("/shortlist"))
    press(priya, "Change the list")
    priya.wait_for_url(re.compile("/list"))

    change(priya, third, MOVE, "1", "Knows our tills.")
    done(priya, f"Moved: Candidate {third}", "Knows our tills.")
    assert places(demo, title)[:3] == [third, first, second]
    change(priya, first, HOLD, "2", "Free from Monday.")
    done(priya, f"Held: Candidate {first}", "Free from Monday.")

    change(priya, second, MOVE, "2", "Spoke well.")
    expect(priya.get_by_role("alert")).to_contain_text(f"Place 2 is pinned for {first}")
    expect(priya.get_by_label("Who", exact=True)).to_have_value(second)
    assert focused(priya) == "Who"
    expect(priya.locator("#change-note")).to_have_value("Spoke well.")
    assert places(demo, title)[:3] == [third, first, second]
    write(priya, "Place", "1")
    priya.keyboard.press("Enter")
    done(priya, f"Moved: Candidate {second}", "Spoke well.")
    assert places(demo, title)[:3] == [second, first, third]

    change(priya, rest[-1], OFF, "", "Works for a rival.")
    done(priya, f"Taken off: Candidate {rest[-1]}", "Works for a rival.")
    assert rest[-1] not in places(demo, title)

    added = somebody_else(demo, title)
    tab_to(priya, "Person")
    priya.keyboard.type(added)
    write(priya, "Place", "3")
    why(priya, "Wrote the first version.")
    press(priya, "Add them", most=1)
    done(priya, f"Added by hand: Candidate {added}", "Wrote the first version.")
    assert places(demo, title)[:4] == [second, first, added, third]
    assert [one for one in people.complaints if "409" not in one] == []


def test_the_brief_for_the_candidate_is_reached_and_tells_of_nobody_else(
    people: People, demo: Workspace
) -> None:
    case = case_of(demo, story.SELECTED)
    priya = log_in(people, "priya")
    open_case(priya, case.summary.title)
    press(priya, "Open the shortlist")
    priya.wait_for_url(re.compile("/shortlist"))

    priya.keyboard.press("j")
    expect(priya.locator(".row[aria-current]")).to_be_focused()
    press(priya, "Brief for the candidate")
    priya.wait_for_url(re.compile("/brief"))
    expect(priya.get_by_role("heading", level=1)).to_contain_text("How your record was read for")
    whom = priya.url.split("/candidates/")[1].split("/")[0]
    told = set(re.findall(r"\bP-\d{4}\b", priya.get_by_role("main").inner_text()))
    assert told <= {whom}
    press(priya, f"{case.summary.id} {case.summary.title}")
    priya.wait_for_url(re.compile(f"/shortlist.*open={whom}"))
    assert people.complaints == []
