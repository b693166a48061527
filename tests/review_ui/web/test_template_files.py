"""A role template from a page: every fault of its file at once, the new version beside the old one, then saved as it was seen."""

import re
from html import unescape
from typing import Any

import pytest
import yaml
from httpx import Response

from governance.stops import stop_ranking
from governance.templates import read_template, save_template
from matching.errors import NotFound
from tests.review_ui.web.test_access_pages import act, text_of
from tests.review_ui.web.world import Site, said

ROLE: dict[str, Any] = {
    "id": "ledger-engineer",
    "title": "Ledger engineer",
    "description": "Build and run the ledger.",
    "must_have": ["Python", {"name": "PostgreSQL", "years": 3}],
    "nice_to_have": ["Kubernetes"],
    "max_hourly_rate": {"amount": 90, "currency": "USD"},
    "countries": ["DE", "NO"],
    "start_by": "2027-01-31",
    "duration_weeks": 12,
    "deliverables": ["An API", "Its tests"],
    "intake": {"security_class": "internal", "jurisdiction": "DE"},
}


def written(**changes: Any) -> str:
    return yaml.safe_dump(ROLE | changes, sort_keys=False)


def look(site: Site, text: str, by: str = "paul", **more: Any) -> Response:
    return act(site, by, "/templates/file/preview", text=text, **more)


def seen_in(page: str) -> str:
    found = re.search(r'name="seen"\s+value="(\w+)"', page)
    assert found is not None
    return found[1]


def saved(site: Site, text: str, by: str = "paul", **more: Any) -> Response:
    return act(site, by, "/templates", text=text, seen=seen_in(look(site, text, by, **more).text), **more)


def version_of(site: Site, template_id: str = "ledger-engineer") -> int:
    with site.workspace.database.read() as session:
        return read_template(session, template_id).version


def test_a_new_template_is_looked_at_and_then_saved(site: Site) -> None:
    assert 'href="/templates/file/new"' in site.visitor("paul").get("/templates").text

    looked = text_of(look(site, written(), family="software-engineering").text)
    answer = saved(site, written(), family="software-engineering")

    assert "ledger-engineer , a new template; filed under software-engineering" in looked
    for words in ("PostgreSQL (3 years)", "$90/h", "Germany", "31 Jan 2027", "12 weeks", "Security class: Internal",
                  "Jurisdiction: DE", "Its tests"):  # fmt: skip
        assert words in looked, words
    assert said(answer) == "template-saved"
    assert "version 1" in text_of(site.visitor("mona").get("/templates/ledger-engineer").text)


def test_another_version_is_shown_beside_the_one_in_force(site: Site) -> None:
    saved(site, written())
    text = written(description="Build and own the ledger.", must_have=["Python", "Go"], duration_weeks=None)

    page = look(site, text).text

    told = text_of(page)
    assert "version 2, after version 1" in told
    assert "<del>run</del>" in page
    assert "<ins>own</ins>" in page
    assert "<del>PostgreSQL (3 years)</del>" in page
    assert "<ins>Go</ins>" in page
    assert "<del>12 weeks</del>" in page
    assert "Stays as it is: title, nice to have, hourly rate cap" in told
    assert said(saved(site, text)) == "template-saved"
    assert version_of(site) == 2


def test_the_form_opens_with_the_version_it_is_to_follow_and_equal_words_save_nothing(site: Site) -> None:
    saved(site, written())
    opened = site.visitor("paul").get("/templates/file/new?like=ledger-engineer").text
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", opened, re.DOTALL)
    assert text is not None

    looked = look(site, written()).text

    assert yaml.safe_load(unescape(text[1])) == ROLE
    assert "version 1: nothing would change" in text_of(looked)
    assert 'formaction="/templates"' not in looked


@pytest.mark.parametrize("path", ["/templates/file/preview", "/templates"])
def test_every_fault_is_told_at_once_with_its_line_and_nothing_typed_is_lost(site: Site, path: str) -> None:
    text = "id: two words\ntitle: Ledger\nhours_per_week: -4\ncountries: [Atlantis]\nstart_by: soon\n"

    answer = act(site, "paul", path, text=text)

    told = text_of(answer.text)
    assert answer.status_code == 422
    assert "4 things need another look" in told or "5 things need another look" in told
    for words in (
        "the file:1 id",
        "the file:3 hours_per_week",
        "the file:4 countries",
        "the file:5 start_by",
    ):
        assert words in told, words
    assert "id: two words" in answer.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected at least one role, found an empty file"),
        ("just words", "expected a role as an object"),
        ("a: [", "expected YAML"),
        ("id: a\ntitle: A\n---\nid: b\ntitle: B\n", "Expected one role in the file, found 2: a, b"),
    ],
)
def test_what_is_no_role_is_refused_in_words(site: Site, text: str, words: str) -> None:
    answer = look(site, text)

    assert answer.status_code == 422
    assert words in text_of(answer.text)


def test_a_file_is_uploaded_without_scripts_and_takes_the_place_of_the_text(site: Site) -> None:
    visitor = site.visitor("paul")

    def upload(data: bytes) -> Response:
        return visitor.client.post(
            "/templates/file/preview",
            data={"csrf": visitor.csrf(), "text": "what stood here"},
            files={"file": ("role.yaml", data, "application/yaml")},
        )

    looked, binary = upload(b"\xef\xbb\xbf" + written().encode()), upload(b"\xff\xfe\x00id")

    assert "a new template" in text_of(looked.text)
    assert "id: ledger-engineer" in looked.text
    assert "what stood here" not in looked.text
    assert binary.status_code == 422
    assert "the file: expected UTF-8 text" in text_of(binary.text)


def test_keys_the_format_does_not_have_are_named(site: Site) -> None:
    looked = look(site, written(colour="blue"))

    assert looked.status_code == 200
    assert "ignored keys this format does not have: colour" in text_of(looked.text)


def test_what_somebody_else_saved_meanwhile_is_shown_before_it_is_replaced(site: Site) -> None:
    saved(site, written())
    text = written(title="Ledger owner")
    seen = seen_in(look(site, text).text)
    saved(site, written(title="Ledger builder"), by="petra")

    late = act(site, "paul", "/templates", text=text, seen=seen)
    unseen = act(site, "paul", "/templates", text=text)

    assert (late.status_code, unseen.status_code) == (409, 409)
    assert "has changed since you looked" in text_of(late.text)
    assert "<del>builder</del>" in late.text
    assert "<ins>owner</ins>" in late.text
    assert version_of(site) == 2


def test_nobody_saves_a_template_out_of_a_stop(site: Site) -> None:
    saved(site, written(), family="software-engineering")
    with site.workspace.command(site.actor("lena")) as work:
        stop_ranking(work, reason="odd lists", family="software-engineering")

    same = saved(site, written(title="Ledger owner"), family="software-engineering")
    other = saved(site, written(title="Ledger maker"), family="data-ai")
    api = site.visitor("paul").post_json("/api/v1/templates", role=ROLE, family="data-ai")

    assert said(same) == "template-saved"
    assert other.status_code == 409
    assert "Ranking is stopped for a role family" in text_of(other.text)
    assert api.status_code == 409
    assert version_of(site) == 2


@pytest.mark.parametrize("name", ["mona", "audrey", "dan", "lena"])
def test_nobody_else_saves_a_template(site: Site, name: str) -> None:
    assert site.visitor(name).get("/templates/file/new").status_code == 403
    assert look(site, written(), by=name).status_code == 403
    assert act(site, name, "/templates", text=written()).status_code == 403
    assert "/templates/file" not in site.visitor(name).get("/templates").text
    with site.workspace.database.read() as session, pytest.raises(NotFound, match="no role template"):
        read_template(session, "ledger-engineer")


def test_an_administrator_finds_the_way_there(site: Site) -> None:
    assert '<a href="/templates"' in site.visitor("ada").get("/").text
    assert said(saved(site, written(), by="ada")) == "template-saved"


def test_no_template_is_hidden_behind_the_form(site: Site) -> None:
    with site.workspace.command(site.actor("paul")) as work:
        save_template(work, ROLE | {"id": "file"})
        save_template(work, ROLE | {"id": "new"})

    for template_id in ("file", "new"):
        assert f"{template_id} , version 1" in text_of(
            site.visitor("mona").get(f"/templates/{template_id}").text
        )
