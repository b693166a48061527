"""Holds, retention and erasure in the browser: what is kept, what would go before it goes, and every refusal in words."""

import re
from html import unescape

import pytest
from sqlalchemy import update

from governance.people.profiles import read_profiles
from governance.storage.tables import SourceProfile
from tests.review_ui.web.test_stop_pages import marked
from tests.review_ui.web.world import Site, said

REASON = "claim of 3 March"


@pytest.fixture
def staffed(site: Site) -> Site:
    """With a second person in compliance, and one who is so for another business unit alone."""
    for name, unit in (("lars", "*"), ("lou", "Legal")):
        site.add(name)
        site.give(name, "compliance", unit)
    return site


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def hold(site: Site, kind: str, subject: str, by: str = "lena") -> str:
    answer = site.visitor(by).post("/holds", follow=False, kind=kind, subject=subject, reason=REASON)
    assert (answer.status_code, said(answer)) == (303, "held"), answer.text
    return answer.headers["location"].rsplit("#", 1)[1]


def readable(site: Site, person: str) -> bool:
    return person in read_profiles(site.workspace.database, [person])


def test_with_nothing_held_the_page_teaches_what_to_hold(site: Site) -> None:
    page = text_of(site.visitor("lena").get("/holds").text)

    assert "Nothing is held. When somebody claims or complains, hold the narrowest thing" in page


def test_a_hold_is_placed_from_its_case_and_seen_there(staffed: Site) -> None:
    requisition_id, _ = staffed.in_review()
    lena = staffed.visitor("lena")
    case = lena.get(f"/requisitions/{requisition_id}").text
    link = re.search(r'href="(/holds\?kind=requisition&(?:amp;)?subject=[^"#]+)#place"', case)
    assert link is not None
    form = lena.get(unescape(link[1])).text
    assert f'value="{requisition_id}"' in form
    assert '<option value="requisition" selected>' in form

    hold_id = hold(staffed, "requisition", requisition_id)

    page = text_of(staffed.visitor("audrey").get("/holds").text)
    assert f"Requisition {requisition_id}" in page
    assert f"by Lena Lund : {REASON}" in page
    assert "people are covered" in page
    assert f"Under legal hold {hold_id}" in text_of(lena.get(f"/requisitions/{requisition_id}").text)
    assert "Under legal hold" not in staffed.visitor("mona").get(f"/requisitions/{requisition_id}").text


def test_an_engagement_and_a_person_lead_to_the_form_and_show_their_hold(staffed: Site) -> None:
    requisition_id, person, engagement_id = staffed.active()
    lena = staffed.visitor("lena")
    case = unescape(lena.get(f"/requisitions/{requisition_id}").text)
    record = unescape(lena.get(f"/requisitions/{requisition_id}/candidates/{person}/record").text)

    hold_id = hold(staffed, "engagement", engagement_id)

    assert f"/holds?kind=engagement&subject={engagement_id}#place" in case
    assert f"/holds?kind=person&subject={person}#place" in record
    assert f"/erasure?person={person}" in record
    held = text_of(lena.get(f"/requisitions/{requisition_id}").text)
    assert f"Under legal hold {hold_id} since" in held
    assert "/holds?kind" not in staffed.visitor("mona").get(f"/requisitions/{requisition_id}").text


def test_the_page_says_who_is_erased_by_lifting_before_anybody_lifts(staffed: Site) -> None:
    first, second = hold(staffed, "person", "P-1001"), hold(staffed, "person", "P-1001")
    asked = staffed.visitor("lena").post("/erasure", follow=False, person="P-1001", reason="by letter")
    assert said(asked) == "erasure-waits"
    lars = staffed.visitor("lars")

    both = text_of(lars.get("/holds").text)
    freed = lars.post(f"/holds/{first}/lift", follow=False, reason="settled")
    last = text_of(lars.get("/holds").text)

    assert both.count("1 person waits to be erased: P-1001. Lifting this one erases nobody") == 2
    assert (said(freed), readable(staffed, "P-1001")) == ("hold-lifted", True)
    assert "Lifting this hold erases P-1001 at once, for good." in last
    assert f"Lift {second} and erase 1 person" in last
    assert (
        said(lars.post(f"/holds/{second}/lift", follow=False, reason="settled too")) == "hold-lifted-erased"
    )
    assert not readable(staffed, "P-1001")
    page = text_of(lars.get("/holds").text)
    assert "Nothing is held" in page
    assert "settled too" in page


def test_whoever_placed_a_hold_is_offered_no_lift(staffed: Site) -> None:
    hold_id = hold(staffed, "person", "P-1001")

    page = text_of(staffed.visitor("lena").get("/holds").text)

    assert "You placed it, so somebody else in compliance lifts it." in page
    assert f"Lift {hold_id}" not in page
    assert f"Lift {hold_id}" in text_of(staffed.visitor("lars").get("/holds").text)
    # Nor is whoever's grant does not reach as far as the hold does: this person is held for every unit.
    for name in ("audrey", "lou"):
        assert f"Lift {hold_id}" not in text_of(staffed.visitor(name).get("/holds").text)


@pytest.mark.parametrize(
    ("name", "code", "form"),
    [("lena", 200, True), ("audrey", 200, False), ("paul", 403, False), ("mona", 403, False), ("ada", 403, False)],
)  # fmt: skip
def test_holds_are_for_compliance_and_auditors(site: Site, name: str, code: int, form: bool) -> None:
    visitor = site.visitor(name)

    answer = visitor.get("/holds")

    assert (answer.status_code, 'action="/holds"' in answer.text) == (code, form)
    assert ('href="/holds"' in visitor.get("/").text) is (code == 200)


@pytest.mark.parametrize(
    ("name", "fields", "code", "told"),
    [
        ("paul", {}, 403, "hold.manage"),
        ("audrey", {}, 403, "hold.manage"),
        ("lena", {"subject": "P-9"}, 404, "No person P-9"),
        ("lena", {"kind": "requisition", "subject": "R-9"}, 404, "No requisition R-9"),
        ("lena", {"kind": "engagement", "subject": "N-9"}, 404, "No engagement N-9"),
        ("lou", {"kind": "requisition", "subject": "R-1001"}, 404, "No requisition R-1001"),
        ("lena", {"kind": "shortlist"}, 422, "kind"),
        ("lena", {"reason": "  "}, 422, "reason"),
        ("lena", {"subject": ""}, 422, "subject"),
    ],
)
def test_what_may_not_be_held_is_refused_in_words_and_stays_typed(
    staffed: Site, name: str, fields: dict[str, str], code: int, told: str
) -> None:
    staffed.draft()
    sent = {"kind": "person", "subject": "P-1001", "reason": REASON} | fields

    answer = staffed.visitor(name).post("/holds", **sent)

    assert answer.status_code == code
    assert told in text_of(answer.text)
    assert sent["reason"].strip() in answer.text
    assert "Nothing is held" in staffed.visitor("lena").get("/holds").text


def test_a_hold_may_be_placed_twice_and_each_is_lifted_once_by_somebody_else(staffed: Site) -> None:
    first, second = hold(staffed, "person", "P-1001"), hold(staffed, "person", "P-1001", by="lars")
    lena, lars = staffed.visitor("lena"), staffed.visitor("lars")

    own = lena.post(f"/holds/{first}/lift", reason="settled")
    lars.post(f"/holds/{first}/lift", reason="settled")
    twice = lars.post(f"/holds/{first}/lift", reason="settled once more")
    absent = lars.post("/holds/H-9/lift", reason="settled")

    assert first != second
    assert (own.status_code, twice.status_code, absent.status_code) == (403, 409, 404)
    assert f"hold {first} is lifted already" in text_of(twice.text)
    assert "settled once more" in twice.text
    assert text_of(lena.get("/holds").text).count("Since") == 1


def test_the_schedule_is_told_kind_by_kind_with_what_is_past_its_time(site: Site) -> None:
    page = text_of(site.visitor("audrey").get("/retention").text)

    assert "Nothing is past its time today" in page
    assert "not legal advice" in page
    assert "12 months from the end of the requisition" in page
    assert "Words go; codes and figures stay" in page
    assert "Let go of" not in page


def test_what_goes_is_counted_confirmed_and_gone(site: Site) -> None:
    site.clock.advance(days=800)
    lena = site.visitor("lena")
    page = lena.get("/retention").text
    counted = re.search(r'name="expected_records" value="(\d+)"', re.sub(r"\s+", " ", page))
    assert counted is not None
    assert int(counted[1]) > 0
    assert f"{int(counted[1]):,} records go now, and nothing brings them back" in text_of(page)

    unread = lena.post("/retention/apply", expected_records=counted[1])
    other = lena.post("/retention/apply", expected_records=int(counted[1]) + 1, confirmed="yes")
    done = lena.post("/retention/apply", follow=False, expected_records=counted[1], confirmed="yes")

    assert unread.status_code == 422
    assert other.status_code == 409
    assert (
        f"{counted[1]} records are past their time now, and you were told of {int(counted[1]) + 1}"
        in other.text
    )
    assert said(done) == "let-go"
    assert "Nothing is past its time today" in lena.get("/retention").text


def test_procurement_sees_and_lets_go_what_licences_end_and_no_more(site: Site) -> None:
    with site.workspace.command(site.actor("ada")) as work:
        work.session.execute(update(SourceProfile).values(retain_until=site.clock().date()))
        work.audit("test.ended", "source", "marketplace")
    site.clock.advance(days=2)
    paul = site.visitor("paul")
    page = paul.get("/retention").text
    counted = re.search(r'name="expected_records" value="(\d+)"', re.sub(r"\s+", " ", page))
    assert counted is not None

    refused = paul.post("/retention/apply", expected_records=counted[1], confirmed="yes")
    stale = paul.post("/retention/purge", expected_records=1, confirmed="yes")
    done = paul.post("/retention/purge", follow=False, expected_records=counted[1], confirmed="yes")

    assert "The schedule" not in page
    assert "By licence" in page
    assert (refused.status_code, stale.status_code, said(done)) == (403, 409, "let-go")
    assert not readable(site, "P-1001")


@pytest.mark.parametrize(
    ("name", "code", "applies"),
    [
        ("lena", 200, True),
        ("lou", 200, False),
        ("audrey", 200, False),
        ("paul", 200, False),
        ("mona", 403, False),
        ("dan", 403, False),
    ],
)
def test_who_reads_the_schedule_and_who_is_offered_to_apply_it(
    staffed: Site, name: str, code: int, applies: bool
) -> None:
    staffed.clock.advance(days=800)
    visitor = staffed.visitor(name)

    answer = visitor.get("/retention")

    assert (answer.status_code, 'action="/retention/apply"' in answer.text) == (code, applies)
    if not applies:
        sent = visitor.post("/retention/apply", expected_records=0, confirmed="yes")
        assert sent.status_code == 403


def test_an_erasure_says_what_goes_and_what_stays_and_then_that_it_is_done(site: Site) -> None:
    lena = site.visitor("lena")
    ahead = text_of(lena.get("/erasure?person=P-1001").text)

    done = lena.post("/erasure", person="P-1001", reason="by letter")

    assert "What goes" in ahead
    assert "Their identifier, so that no import takes them in again." in ahead
    assert "Erase P-1001 for good" in ahead
    assert "legal hold" not in ahead
    assert "P-1001 is erased since" in text_of(done.text)
    assert not readable(site, "P-1001")


def test_under_a_hold_the_request_is_kept_and_the_page_says_so_before_and_after(staffed: Site) -> None:
    hold_id = hold(staffed, "person", "P-1001")
    lena = staffed.visitor("lena")
    ahead = text_of(lena.get("/erasure?person=P-1001").text)

    kept = text_of(lena.post("/erasure", person="P-1001", reason="by letter").text)

    assert f"1 legal hold covers them ( {hold_id} ). So nothing is erased now." in ahead
    assert "Keep the request" in ahead
    assert "Their erasure was asked for (Z-1001) and waits" in kept
    assert "Keep the request" not in kept
    assert readable(staffed, "P-1001")


@pytest.mark.parametrize(
    ("name", "fields", "code", "told"),
    [
        ("paul", {}, 403, "people.erase"),
        ("lena", {"person": "P-9"}, 404, "no person P-9"),
        ("lena", {"reason": " "}, 422, "reason"),
        ("lena", {"person": "P-1002"}, 409, "person P-1002 is erased already"),
        ("lena", {"person": "P-1003"}, 409, "the erasure of P-1003 waits already (Z-1001)"),
    ],
)
def test_what_may_not_be_erased_is_refused_in_words_and_stays_typed(
    staffed: Site, name: str, fields: dict[str, str], code: int, told: str
) -> None:
    lena = staffed.visitor("lena")
    lena.post("/erasure", person="P-1002", reason="by letter")
    hold(staffed, "person", "P-1003")
    lena.post("/erasure", person="P-1003", reason="by letter")
    sent = {"person": "P-1001", "reason": "asked by letter"} | fields

    answer = staffed.visitor(name).post("/erasure", **sent)

    assert answer.status_code == code
    assert told in text_of(answer.text)
    assert sent["reason"].strip() in answer.text
    assert readable(staffed, "P-1001")


def test_the_erasure_page_is_for_who_may_erase_and_finds_nobody_who_is_not_there(site: Site) -> None:
    assert site.visitor("paul").get("/erasure?person=P-1001").status_code == 403
    assert site.visitor("lena").get("/erasure?person=P-9").status_code == 404
    assert "See what would happen" in site.visitor("lena").get("/erasure").text
    ahead = site.visitor("lena").get("/api/v1/people/P-1001/erasure").json()
    assert ahead == {"person": "P-1001", "holds": [], "request": None, "erased_at": None}
    assert site.visitor("paul").get("/api/v1/people/P-1001/erasure").status_code == 403


def test_a_hold_that_is_refused_comes_back_filled_in_with_the_fault_at_its_field(staffed: Site) -> None:
    lena = staffed.visitor("lena")

    unknown = lena.post("/holds", kind="engagement", subject="N-9999", reason="claim <12>")
    empty = lena.post("/holds", kind="person", subject="P-1001", reason="")

    assert unknown.status_code == 404
    assert '<option value="engagement" selected>' in unknown.text
    assert 'value="N-9999"' in unknown.text
    assert "claim &lt;12&gt;</textarea>" in unknown.text
    assert marked(unknown.text) == ["subject"]
    assert empty.status_code == 422
    assert "1 thing needs another look reason: " in text_of(empty.text)
    assert marked(empty.text) == ["reason"]


def test_lifting_and_erasing_that_are_refused_come_back_open_where_they_were(staffed: Site) -> None:
    hold_id, lars = hold(staffed, "person", "P-1001"), staffed.visitor("lars")

    lift = lars.post(f"/holds/{hold_id}/lift", reason=" ")
    erase = lars.post("/erasure", person="P-1002", reason="")
    lars.post("/erasure", person="P-1001", reason="by letter")
    waits = lars.post("/erasure", person="P-1001", reason="by letter")

    assert (lift.status_code, marked(lift.text)) == (422, ["reason"])
    assert re.search(rf'<details class="opens" open>.*?action="/holds/{hold_id}/lift"', lift.text, re.DOTALL)
    assert (erase.status_code, marked(erase.text)) == (422, ["reason"])
    assert "Erase P-1002 for good" in erase.text
    assert waits.status_code == 409
    assert "waits already" in waits.text


def test_who_may_not_place_or_lift_is_told_so_and_shown_no_form(staffed: Site) -> None:
    hold_id = hold(staffed, "person", "P-1001")

    for name in ("audrey", "paul", "lena"):
        answer = staffed.visitor(name).post(f"/holds/{hold_id}/lift", reason="tried")
        assert answer.status_code == 403, name
        assert f'action="/holds/{hold_id}/lift"' not in answer.text
