"""A page worked from the keyboard alone: Tab leads to what is named, then it is typed or pressed. No mouse is used here."""

import pytest
from playwright.sync_api import Page

# What a reader of the page calls that which has the focus: its label, else its words.
_NAME = """() => {
  const it = document.activeElement, said = (it.labels?.length ? it.labels[0].innerText : it.textContent);
  return said.trim().replace(/\\s+/g, ' ');
}"""
_MOST_STOPS = 150


def tab_to(page: Page, name: str) -> None:
    """Go on by Tab, from where the focus is, to what is called `name`, or whose label begins so."""
    stops: list[str] = []
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(_NAME))
        if stops[-1] == name or stops[-1].startswith(f"{name} "):
            return
    pytest.fail(f"Tab does not reach {name!r}, only {list(dict.fromkeys(stops))}")


def press(page: Page, name: str) -> None:
    """Follow a link or press a button by Enter."""
    tab_to(page, name)
    page.keyboard.press("Enter")


def write(page: Page, name: str, text: str) -> None:
    """Type over whatever a field has."""
    tab_to(page, name)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)
