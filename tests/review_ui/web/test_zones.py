"""Times on the reader's own clock, named; everything that leaves the pages stays in UTC."""

from datetime import UTC, date, datetime

import pytest

from review_ui.web import words
from review_ui.web.zones import ZONE_COOKIE, local, readers_zone, reading_in, zone_named
from tests.review_ui.web.world import Site, Visitor

LATE = datetime(2026, 11, 27, 22, 40, tzinfo=UTC)


def in_zone(visitor: Visitor, name: str) -> Visitor:
    visitor.client.cookies.set(ZONE_COOKIE, name)
    return visitor


def test_a_moment_is_worded_on_the_clock_of_the_reader_with_its_zone() -> None:
    with reading_in(zone_named("Europe/Berlin")):
        winter, summer = words.moment(LATE), words.moment(datetime(2026, 7, 1, 12, tzinfo=UTC))
    with reading_in(zone_named("Asia/Kolkata")):
        next_day = words.moment(LATE), words.day(LATE)

    assert (winter, summer) == ("27 Nov 2026, 23:40 CET", "1 Jul 2026, 14:00 CEST")
    assert next_day == ("28 Nov 2026, 04:10 IST", "28 Nov 2026")


def test_without_a_zone_it_is_utc_and_says_so() -> None:
    assert words.moment(LATE) == "27 Nov 2026, 22:40 UTC"
    assert local(LATE.replace(tzinfo=None)) == LATE


def test_a_day_has_no_zone_to_move_it() -> None:
    with reading_in(zone_named("Pacific/Kiritimati")):
        assert words.day(date(2026, 11, 27)) == words.day("2026-11-27T23:59:00Z") == "27 Nov 2026"


@pytest.mark.parametrize(
    "name",
    ["", "Nowhere/Else", "../../etc/passwd", "/etc/localtime", "Europe", "x" * 500, "a\0b", "CET;DROP"],
)
def test_a_name_that_is_no_zone_reads_utc(name: str) -> None:
    assert zone_named(name) is UTC


def test_the_zone_of_one_request_is_not_that_of_the_next(site: Site) -> None:
    in_zone(site.visitor("audrey"), "Asia%2FKolkata").get("/audit")

    assert readers_zone() is UTC


def test_pages_show_the_time_in_the_zone_that_the_browser_says(site: Site) -> None:
    requisition_id = site.submitted()
    visitor = site.visitor("audrey")

    before = visitor.get(f"/audit?subject={requisition_id}").text
    after = in_zone(visitor, "Asia%2FKolkata").get(f"/audit?subject={requisition_id}").text

    assert " UTC</time>" in before
    assert " IST</time>" in after
    assert " UTC</time>" not in after


def test_the_days_of_a_search_are_the_readers(site: Site) -> None:
    """At the far end of the world the same moment lies on another day."""
    requisition_id = site.submitted()
    today = site.clock().date()
    visitor = in_zone(site.visitor("audrey"), "Etc/GMT+12")
    there = site.clock().astimezone(zone_named("Etc/GMT+12")).date()

    found = visitor.get(f"/audit?subject={requisition_id}&since={there}&until={there}").text
    extremes = visitor.get("/audit?since=0001-01-01&until=9999-12-31")

    assert "Submitted the request" in found
    assert (there == today) is (site.clock().hour >= 12)
    assert extremes.status_code == 200


def test_the_api_keeps_to_utc_whatever_the_browser_says(site: Site) -> None:
    site.submitted()
    visitor = in_zone(site.visitor("audrey"), "Asia%2FKolkata")

    entries = visitor.get("/api/v1/audit/entries").json()["items"]

    assert all(one["at"].endswith(("Z", "+00:00")) for one in entries)
