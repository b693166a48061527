"""Stops in the browser: in force in plain words, made by one person and lifted by another, seen where they cover a request."""

import re
from html import unescape

import pytest

from tests.review_ui.web.world import UNIT, Site, said

REASON = "nobody of one platform on three lists"


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def stop(site: Site, by: str = "paul", **scope: str) -> str:
    """Made from the page; gives its id, as the address of the answer has it."""
    fields = {"business_unit": UNIT, "family": "", "reason": REASON} | scope
    answer = site.visitor(by).post("/stops", follow=False, **fields)
    assert (answer.status_code, said(answer)) == (303, "stopped"), answer.text
    return answer.headers["location"].rsplit("#", 1)[1]


def stops_as(site: Site, name: str) -> str:
    return text_of(site.visitor(name).get("/stops").text)


def test_with_nothing_stopped_the_page_says_so_and_teaches_when_to_stop(site: Site) -> None:
    page = stops_as(site, "paul")

    assert "Nothing is stopped: every request is ranked by machine. When a list looks wrong, stop it" in page
    assert "Stop ranking" in page


def test_a_stop_is_told_in_words_with_who_since_when_and_why(site: Site) -> None:
    stop_id = stop(site, family="software-engineering")

    page = stops_as(site, "mona")

    assert f"Ranking by machine is stopped for software engineering in {UNIT} {stop_id}" in page
    assert "by Paul Novak : " in page
    assert REASON in page
    assert "Nothing is stopped" not in page


def test_another_person_lifts_it_with_a_reason_and_it_stands_below(site: Site) -> None:
    stop_id = stop(site)
    assert "You stopped it, so somebody else lifts it." in stops_as(site, "paul")
    assert "Let ranking go on" not in stops_as(site, "paul")
    petra = site.visitor("petra")
    assert f"Lift {stop_id}" in petra.get("/stops").text

    lifted = petra.post(f"/stops/{stop_id}/lift", follow=False, reason="found and mended")

    assert said(lifted) == "stop-lifted"
    page = text_of(petra.get("/stops").text)
    assert f"Every kind of role in {UNIT} {stop_id}" in page
    assert "by Petra Simms found and mended" in page


def test_a_case_and_its_desk_tell_of_the_stop_that_covers_them_and_of_no_other(site: Site) -> None:
    requisition_id, _ = site.in_review()
    mona, desk = site.visitor("mona"), f"/requisitions/{requisition_id}/shortlist"
    stop(site, by="lena", business_unit="Legal")
    assert "Ranking by machine is stopped" not in mona.get(desk).text

    stop_id = stop(site)

    for path in (desk, f"/requisitions/{requisition_id}"):
        page = text_of(mona.get(path).text)
        assert f"Ranking by machine is stopped for every kind of role in {UNIT} since" in page
        assert f"by Paul Novak: {REASON}" in page.replace(" : ", ": ")
        assert "A list made now is unranked" in page
        assert f'href="/stops#{stop_id}"' in mona.get(path).text
    assert "Ranking by machine is stopped" in mona.fragment(desk).text


@pytest.mark.parametrize(
    ("name", "page", "form", "everywhere"),
    [
        ("rita", 200, False, False),
        ("mona", 200, False, False),
        ("audrey", 200, False, False),
        ("paul", 200, True, False),
        ("lena", 200, True, True),
        ("dan", 403, False, False),
        ("ada", 403, False, False),
    ],
)
def test_each_role_reads_and_is_offered_what_it_may_stop(
    site: Site, name: str, page: int, form: bool, everywhere: bool
) -> None:
    visitor = site.visitor(name)

    answer = visitor.get("/stops")

    assert answer.status_code == page
    assert ('action="/stops"' in answer.text) is form
    assert ('<option value="*">' in answer.text) is everywhere
    assert ('href="/stops"' in visitor.get("/").text) is (page == 200)


@pytest.mark.parametrize(
    ("name", "fields", "code", "told"),
    [
        ("mona", {}, 403, "it takes one of the roles"),
        ("paul", {"business_unit": "*"}, 403, "ranking.stop_everywhere"),
        ("paul", {"business_unit": "Payment"}, 422, "a business unit that is known here, found 'Payment'"),
        ("paul", {"family": "astrology"}, 422, "a role family of"),
        ("paul", {"reason": " "}, 422, "reason"),
        ("paul", {"business_unit": ""}, 422, "business_unit"),
        ("otto", {}, 404, "nothing of that name"),
    ],
)
def test_what_may_not_be_stopped_is_refused_in_words_and_stays_typed(
    site: Site, name: str, fields: dict[str, str], code: int, told: str
) -> None:
    site.draft()
    sent = {"business_unit": UNIT, "family": "", "reason": "it looks odd"} | fields

    answer = site.visitor(name).post("/stops", **sent)

    assert answer.status_code == code
    assert told in text_of(answer.text)
    assert sent["reason"].strip() in answer.text
    assert "Nothing is stopped" in stops_as(site, "paul")


def test_stopping_or_lifting_twice_is_a_conflict_that_says_what_is_so_already(site: Site) -> None:
    stop_id = stop(site)
    paul, petra = site.visitor("paul"), site.visitor("petra")

    again = paul.post("/stops", business_unit=UNIT, family="", reason="to be sure")
    own = paul.post(f"/stops/{stop_id}/lift", reason="mended")
    petra.post(f"/stops/{stop_id}/lift", reason="mended")
    twice = petra.post(f"/stops/{stop_id}/lift", reason="mended as said")

    assert again.status_code == 409
    assert f"stopped every role family in {UNIT} already ({stop_id})" in text_of(again.text)
    assert "to be sure" in again.text
    assert (own.status_code, "somebody" in own.text or "another person" in own.text) == (403, True)
    assert twice.status_code == 409
    assert f"stop {stop_id} is lifted already" in text_of(twice.text)
    assert "mended as said" in twice.text


def test_a_stop_out_of_reach_looks_absent(site: Site) -> None:
    stop_id = stop(site)
    otto = site.visitor("otto")

    assert REASON not in otto.get("/stops").text
    assert otto.post(f"/stops/{stop_id}/lift", reason="mended").status_code == 404
    assert site.visitor("petra").post("/stops/K-9/lift", reason="mended").status_code == 404


def test_a_stop_that_is_refused_comes_back_filled_in_with_the_fault_at_its_field(site: Site) -> None:
    stop(site, "petra")
    typed = {"business_unit": UNIT, "family": "data-ai", "reason": " "}

    page = site.visitor("petra").post("/stops", **typed)
    again = site.visitor("petra").post("/stops", business_unit=UNIT, family="", reason="looks <odd>")

    assert page.status_code == 422
    assert "1 thing needs another look reason: " in text_of(page.text)
    assert f'<option value="{UNIT}" selected>' in page.text
    assert '<option value="data-ai" selected>' in page.text
    assert marked(page.text) == ["reason"]
    assert again.status_code == 409
    assert "Petra Simms stopped every role family in Payments already" in text_of(again.text)
    assert "looks &lt;odd&gt;</textarea>" in again.text
    assert marked(again.text) == ["business_unit"]


def test_a_lift_that_is_refused_comes_back_open_and_one_that_is_done_says_so_alone(site: Site) -> None:
    stop_id, petra = stop(site), site.visitor("petra")
    long = "x" * 4001

    page = petra.post(f"/stops/{stop_id}/lift", reason=long)
    petra.post(f"/stops/{stop_id}/lift", reason="mended")
    done = petra.post(f"/stops/{stop_id}/lift", reason="mended")

    assert page.status_code == 422
    assert '<details class="opens" open>' in page.text
    assert f"{long}</textarea>" in page.text
    assert marked(page.text) == ["reason"]
    assert done.status_code == 409
    assert "is lifted already" in done.text
    assert 'action="/stops/' not in done.text


def marked(page: str) -> list[str]:
    """Names of the fields that are marked as wrong."""
    return re.findall(r'<(?:input|select|textarea)[^>]*?name="(\w+)"[^>]*?aria-invalid="true"', page)
