"""Same person? Two records side by side, evidence in words, and an answer with a reason."""

import re
from datetime import date
from typing import Any

import pytest

from governance.people.importing import upsert_profiles
from governance.people.links import persons
from governance.people.resolution import resolve_identities
from tests.review_ui.web.forms import form_at
from tests.review_ui.web.test_stop_pages import marked
from tests.review_ui.web.world import Site


@pytest.fixture
def doubt(site: Site) -> tuple[str, str]:
    """One record without its work and one with it, under one name, in the queue."""
    work = [{"company": "Aster <Labs>", "title": "Engineer", "start": "2021-03"}]
    base: dict[str, Any] = {
        "name": "Zoë Quandt",
        "country": "ES",
        "skills": ["Cobol", "Fortran", "Ada", "Lisp"],
    }
    dan = site.actor("dan")
    for source, more in {"guru": {"experience": work}, "panel": {"headline": "Cobol engineer"}}.items():
        with site.workspace.command(dan) as work_unit:
            upsert_profiles(
                work_unit,
                [{"id": "z", **base, **more}],
                source=source,
                as_of=date(2026, 11, 1),
                licence="C-1",
            )
    with site.workspace.command(dan) as work_unit:
        assert resolve_identities(work_unit).queued == 1
    return "P-1013", "P-1014"


def test_both_records_stand_side_by_side_with_the_evidence(site: Site, doubt: tuple[str, str]) -> None:
    page = site.visitor("paul").get("/duplicates").text

    assert all(person in page for person in doubt)
    assert "same name" in page
    assert "Zoë Quandt" in page
    assert "guru" in page
    assert "panel" in page
    assert "Aster &lt;Labs&gt; · 2021-03 to now" in page
    assert "Same person?" in page


@pytest.mark.parametrize(("answer", "joined"), [("same", True), ("different", False)])
def test_an_answer_needs_a_reason_and_empties_the_queue(
    site: Site, doubt: tuple[str, str], answer: str, joined: bool
) -> None:
    visitor = site.visitor("paul")
    a, b = doubt

    without = visitor.post("/duplicates", a=a, b=b, answer=answer, reason="")
    page = visitor.post("/duplicates", a=a, b=b, answer=answer, reason="spoke to her")

    assert without.status_code == 422
    assert f'value="{a}"' in without.text
    assert marked(without.text) == ["reason"]
    assert "Nobody is in doubt" in page.text
    with site.workspace.database.read() as session:
        assert (persons(session, [b])[b] == a) is joined


def test_enter_in_the_reason_presses_neither_answer(site: Site, doubt: tuple[str, str]) -> None:
    form = form_at(site.visitor("paul").get("/duplicates").text, "/duplicates")

    first, *answers = re.findall(r"<button[^>]*>", form)

    assert first == "<button disabled hidden>"
    assert [re.findall(r'value="(\w+)"', one) for one in answers] == [["same"], ["different"]]


def test_others_see_neither_the_page_nor_a_way_to_it(site: Site, doubt: tuple[str, str]) -> None:
    visitor = site.visitor("mona")

    assert visitor.get("/duplicates").status_code == 403
    assert visitor.post("/duplicates", a=doubt[0], b=doubt[1], answer="same", reason="x").status_code == 403
    assert "/duplicates" not in visitor.get("/").text
