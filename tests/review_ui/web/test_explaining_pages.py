"""Side by side, what would change it, every figure, the brief: pages and JSON, of a frozen list."""

import re

from governance.people.importing import upsert_profiles
from governance.people.restrictions import erase_person
from governance.storage.tables import Person
from tests.review_ui.web.test_api import API, by_token
from tests.review_ui.web.world import Site


def test_people_side_by_side_show_evidence_facts_and_why(site: Site) -> None:
    requisition_id, ranked = site.in_review()

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/compare?a={ranked[1]}&b={ranked[0]}")

    assert page.status_code == 200
    assert f"Why Candidate {ranked[0]} stands above Candidate {ranked[1]}" in page.text
    assert "<mark>FastAPI</mark>" in page.text
    figures = [
        float(one.replace("\u2212", "-"))
        for one in re.findall(r'data-label="Difference">([+\u2212][\d.]+)<', page.text)
    ]
    total = re.search(r'strong">([+\u2212][\d.]+)<', page.text)
    assert total is not None
    assert abs(sum(figures) - float(total[1].replace("\u2212", "-"))) < 0.001 * len(figures)


def test_four_people_make_three_pairs_in_the_order_of_the_list(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    a, b, c, d = (ranked[at] for at in (5, 0, 2, 1))

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/compare?a={a}&b={b}&c={c}&d={d}").text

    assert [f"Candidate {one}" for one in (ranked[0], ranked[1], ranked[2])] == re.findall(
        r"Why (Candidate \S+) stands above", page
    )


def test_one_person_or_a_stranger_cannot_be_compared(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor, there = site.visitor("mona"), f"/requisitions/{requisition_id}/compare"

    assert visitor.get(f"{there}?a={ranked[0]}").status_code == 422
    assert visitor.get(f"{there}?a={ranked[0]}&b=P-9999").status_code == 404
    assert site.visitor("otto").get(f"{there}?a={ranked[0]}&b={ranked[1]}").status_code == 404


def test_the_desk_links_all_that_goes_on_from_it(site: Site) -> None:
    requisition_id, ranked = site.in_review()

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/shortlist?open={ranked[1]}").text

    for href in ("/compare?a=", f"{ranked[1]}/change", f"{ranked[1]}/explanation", f"{ranked[1]}/brief"):
        assert href in page


def test_what_would_change_it_is_a_page_and_a_fragment_of_the_same_words(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor, there = site.visitor("mona"), f"/requisitions/{requisition_id}/candidates/{ranked[5]}/change?k=3"

    page, fragment = visitor.get(there), visitor.fragment(there)

    assert (page.status_code, fragment.status_code) == (200, 200)
    assert fragment.text.strip().startswith("<section")
    assert "What would change it" in fragment.text
    assert "Never asked of anybody" in page.text


def test_what_would_change_it_is_proved_on_the_frozen_pool_only(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    changed = {"id": "fl-1", "text": "Nothing of the kind any more."}
    with site.workspace.command(site.actor("ada")) as work:
        from datetime import date

        upsert_profiles(work, [changed], source="marketplace", as_of=date(2026, 11, 23), licence="contract 7")

    answer = site.visitor("mona").get(f"/requisitions/{requisition_id}/candidates/{ranked[0]}/change")

    assert answer.status_code == 409
    assert "has changed since this ranking" in answer.text


def test_every_figure_is_a_page_and_plain_text(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    there = f"/requisitions/{requisition_id}/candidates/{ranked[0]}/explanation"
    visitor = site.visitor("paul")

    page, text = visitor.get(there), visitor.get(f"{there}?as=text")

    assert "Mean of everyone ranked" in page.text
    assert text.headers["content-type"].startswith("text/plain")
    assert "Rests on: " in text.text
    assert f"requisition {requisition_id}" in text.text


def test_the_brief_names_nobody_else_and_escapes_what_people_wrote(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor = site.visitor("mona")

    for person in ranked:
        page = visitor.get(f"/requisitions/{requisition_id}/candidates/{person}/brief").text
        article = page[page.index('<div class="explained"') :]
        assert all(
            other not in article for other in ranked if other != person and not person.startswith(other)
        )
        assert "<script>alert" not in article


def test_an_erased_person_is_explained_no_more(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    site.add("cora")
    site.give("cora", "compliance")
    with site.workspace.command(site.actor("cora")) as work:
        erase_person(work, ranked[0], "asked to be forgotten")
    visitor, there = site.visitor("mona"), f"/requisitions/{requisition_id}"

    assert visitor.get(f"{there}/candidates/{ranked[0]}/brief").status_code == 404
    assert visitor.get(f"{there}/candidates/{ranked[0]}/change").status_code == 404
    beside = visitor.get(f"{there}/compare?a={ranked[0]}&b={ranked[1]}")
    assert beside.status_code == 200
    assert "erased" in beside.text


def test_a_person_of_another_unit_is_explained_to_nobody_here(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor, there = site.visitor("mona"), f"/requisitions/{requisition_id}"
    record = f"{there}/candidates/{ranked[0]}/record"
    assert record in visitor.get(f"{there}/compare?a={ranked[0]}&b={ranked[1]}").text
    with site.workspace.command(site.actor("paul")) as work:
        work.locked(Person, ranked[0], "person").business_unit = "Legal"
        work.audit("test.moved", "person", ranked[0])
    mona, served = by_token(site, "mona"), f"{API}/requisitions/{requisition_id}"

    beside = visitor.get(f"{there}/compare?a={ranked[0]}&b={ranked[1]}").text

    assert "erased" in beside
    assert record not in beside
    for part in ("change", "explanation", "brief"):
        assert visitor.get(f"{there}/candidates/{ranked[0]}/{part}").status_code == 404
    assert mona.get(f"{served}/compare?a={ranked[1]}&b={ranked[0]}").status_code == 404
    assert mona.get(f"{served}/candidates/{ranked[0]}/explanation").status_code == 404
    assert mona.get(f"{served}/candidates/{ranked[1]}/explanation?against={ranked[0]}").status_code == 404


def test_the_api_gives_the_comparison_and_the_explanation(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    mona, there = by_token(site, "mona"), f"{API}/requisitions/{requisition_id}"

    pair = mona.get(f"{there}/compare?a={ranked[2]}&b={ranked[0]}").json()
    one = mona.get(f"{there}/candidates/{ranked[2]}/explanation?against={ranked[0]}&top=2").json()

    assert (pair["schema"], pair["above"], pair["below"]) == ("candor.compare/1", ranked[0], ranked[2])
    assert abs(sum(group["difference"] for group in pair["differences"]) - pair["difference"]) < 1e-9
    assert one["schema"] == "candor.explain/1"
    assert one["change"]["rank"] == 3
    assert one["reference"]["requisition"] == requisition_id
    assert mona.get(f"{there}/candidates/P-9999/explanation").status_code == 404


def test_a_person_is_called_the_same_in_every_figure_as_on_the_list(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    site.decide(requisition_id, ranked[0], "select", "evidence_strong", "knows ledgers")
    visitor, at = site.visitor("paul"), f"/requisitions/{requisition_id}"

    for person in ranked[:2]:
        desk = visitor.get(f"{at}/shortlist?open={person}").text
        page = visitor.get(f"{at}/candidates/{person}/explanation").text
        called = re.findall(r'<h2 id="candidate"[^>]*>([^<]*)', desk)[0]
        assert re.findall(r"<h1[^>]*>([^<]*)", page) == [f"{called} for Backend engineer, Payments, in full"]
    assert called == f"Candidate {ranked[1]}"
    assert person not in visitor.get(f"{at}/candidates/{ranked[0]}/explanation").text.split("</h1>")[0]
