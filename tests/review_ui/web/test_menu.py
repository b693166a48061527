"""The menu: one line for whoever has few entries, heads over what belongs together for others; all of it works without scripts."""

import re

import pytest

from tests.review_ui.web.world import Site


def menu(page: str) -> str:
    found = re.search(r'<nav aria-label="Main">(.*?)</nav>', page, re.DOTALL)
    assert found is not None
    return re.sub(r"\s+", " ", found[1])


def first_line(page: str) -> list[str]:
    """What stands in the menu itself: entries, and heads of those below."""
    below = re.sub(r"<ul>.*?</ul>", "", menu(page))
    return re.findall(r"<(?:a|summary)[^>]*>([^<]+)</", below)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("mona", ["Home", "Requisitions", "Templates", "Stops"]),
        ("dan", ["Home", "Models"]),
        ("ada", ["Home", "Templates", "Access"]),
        ("paul", ["Home", "Requisitions", "Approvals", "Same person?", "Rules", "Safeguards", "Oversight"]),
        ("lena", ["Home", "Requisitions", "Approvals", "Same person?", "Rules", "Safeguards", "Oversight", "Audit"]),
        ("audrey", ["Home", "Requisitions", "Rules", "Safeguards", "Oversight", "Access", "Audit"]),
    ],
)  # fmt: skip
def test_nobody_has_more_than_eight_entries_in_a_line(site: Site, name: str, shown: list[str]) -> None:
    assert first_line(site.visitor(name).get("/").text) == shown


def test_every_page_below_a_head_opens_and_marks_its_place_and_its_head(site: Site) -> None:
    lena = site.visitor("lena")
    below = re.findall(r'<li> <a href="([^"]+)"', menu(lena.get("/").text))

    assert below == ["/templates", "/policy", "/models", "/stops", "/holds", "/retention"]
    for path in below:
        answer = lena.get(path)
        assert answer.status_code == 200
        assert f'<a href="{path}" aria-current="page">' in menu(answer.text)
        assert menu(answer.text).count('<summary aria-current="true">') == 1
    assert "<summary aria-current" not in menu(lena.get("/audit").text)
