"""A page worked from the keyboard alone: Tab leads to what is named, then it is typed or pressed. No mouse is used here."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from review_ui.demo.accounts import DEMO_PASSWORD
from tests.review_ui.browser.conftest import People

# What a reader of the page calls that which has the focus: its label, else its words.
_NAME = """() => {
  const it = document.activeElement, label = it.labels?.length ? it.labels[0].innerText : it.textContent;
  const said = it.ariaLabel ?? label;
  return said.trim().replace(/\\s+/g, ' ');
}"""
_PARTS = "tr, li, article, section"
_MOST_STOPS = 150
_MOST_ANSWERS = 12


def log_in(people: People, name: str, *, scripts: bool = True) -> Page:
    page = people.anybody(scripts=scripts)
    page.goto("/")
    expect(page.get_by_label("Name")).to_be_focused()  # from the start, but not before the page is drawn
    page.keyboard.type(name)
    write(page, "Password", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def focused(page: Page) -> str:
    """What has the focus, as a reader of the page calls it."""
    return str(page.evaluate(_NAME))


def tab_to(page: Page, name: str, *, back: bool = False, most: int = _MOST_STOPS) -> None:
    """Go on by Tab, or back by Shift+Tab, from where the focus is, to what is called `name`, or whose label begins so."""
    _tab(
        page,
        lambda said: said == name or said.startswith(f"{name} "),
        repr(name),
        "Shift+" * back + "Tab",
        most,
    )


def _tab(page: Page, there: Callable[[str], bool], what: str, key: str, most: int) -> None:
    stops: list[str] = []
    for _ in range(most):
        page.keyboard.press(key)
        stops.append(focused(page))
        if there(stops[-1]):
            return
    pytest.fail(f"{key} does not reach {what}, only {list(dict.fromkeys(stops))}")


def press(page: Page, name: str, *, back: bool = False, most: int = _MOST_STOPS) -> None:
    """Follow a link, unfold what is folded or press a button by Enter."""
    tab_to(page, name, back=back, most=most)
    page.keyboard.press("Enter")


def by_menu(page: Page, name: str, head: str = "") -> None:
    """Follow an entry of the menu; `head`: under which it stands for whoever has many."""
    if head and page.get_by_label("Main").get_by_text(head, exact=True).count():
        press(page, head)
    press(page, name)


def press_beside(page: Page, words: str, button: str) -> None:
    """Press one of several that are called the same: the one in the row, or card, with these words."""
    expect(page.locator(_PARTS).filter(has_text=words).first).to_be_visible()
    beside = "([part, words]) => !!document.activeElement.closest(part)?.textContent.includes(words)"
    _tab(
        page,
        lambda said: said == button and bool(page.evaluate(beside, [_PARTS, words])),
        f"{button!r} beside {words!r}",
        "Tab",
        _MOST_STOPS,
    )
    page.keyboard.press("Enter")


def goes_on_in(page: Page, part: str) -> None:
    """Tab leads on within that part of the page: who came to it by an act is not sent through the menu again."""
    page.keyboard.press("Tab")
    assert page.evaluate("part => !!document.activeElement.closest(part)", part), focused(page)
    page.keyboard.press("Shift+Tab")


def write(page: Page, name: str, text: str) -> None:
    """Type over whatever a field has."""
    tab_to(page, name)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def pick(page: Page, label: str, typed: str) -> None:
    """Choose of a list by the first letters, or give a date part by part."""
    tab_to(page, label)
    page.keyboard.type(typed)


def to_answers(page: Page) -> str:
    """Go on by Tab to the next group of answers of which one is to be chosen; the name the form gives it."""
    of_group = "document.activeElement.type === 'radio' ? document.activeElement.name : ''"
    _tab(page, lambda _: bool(page.evaluate(of_group)), "a group of answers", "Tab", _MOST_STOPS)
    return str(page.evaluate(of_group))


def choose(page: Page, answer: str) -> None:
    """In the group that has the focus go by arrows to an answer, which chooses it: by its label or what the form sends."""
    page.keyboard.press("Space")
    seen: list[str] = []
    for _ in range(_MOST_ANSWERS):
        seen += [focused(page), str(page.evaluate("document.activeElement.value"))]
        if answer in seen[-2:]:
            assert page.evaluate("document.activeElement.checked")
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"arrows do not reach {answer!r}, only {list(dict.fromkeys(seen))}")
