"""The pictures of the documentation: all there, each shown with its line, as wide as its name says, small together."""

import re
import struct

from tests.docs.pages import ROOT

FOLDER = ROOT / "docs/images/pages"
PAGES = ROOT / "docs/pages.md"
TOGETHER_BYTES = 3_000_000


def test_ten_pages_are_shown_in_both_themes_and_widths() -> None:
    shown = re.findall(r"images/pages/([a-z]+)-light-1440\.png", PAGES.read_text())

    expected = {
        f"{name}-{theme}-{width}.png"
        for name in shown
        for theme in ("light", "dark")
        for width in (1440, 375)
    }

    assert len(shown) == len(set(shown)) == 10
    assert {file.name for file in FOLDER.iterdir()} == expected


def test_every_page_says_who_uses_it_for_what() -> None:
    sections = PAGES.read_text().split("\n## ")[1:]

    assert [one.splitlines()[0] for one in sections if not re.match(r".+\n\n[A-Z].+: .+\n\n!\[", one)] == []


def test_a_picture_is_as_wide_as_its_name_says() -> None:
    widths = {file.stem: struct.unpack(">I", file.read_bytes()[16:20])[0] for file in FOLDER.glob("*.png")}

    assert {name: width for name, width in widths.items() if not name.endswith(f"-{width}")} == {}


def test_the_pictures_together_stay_small() -> None:
    sizes = [file.stat().st_size for file in (ROOT / "docs/images").rglob("*.png")]

    assert sum(sizes) < TOGETHER_BYTES


def test_the_readme_shows_the_shortlist_of_today() -> None:
    shortlist = FOLDER / "shortlist-light-1440.png"

    assert (ROOT / "docs/images/shortlist.png").read_bytes() == shortlist.read_bytes()
