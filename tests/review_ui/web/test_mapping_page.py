"""What groups give, proposed from a page: looked at beside what is in force, then proposed as it was looked at."""

import re
from typing import Any

import pytest
from httpx import Response

from governance.sign_on.mapping import confirm_mapping, list_mappings, propose_mapping
from review_ui.web.access_requests import MOST_MAPPING_LINES
from tests.review_ui.web.test_access_pages import act, text_of
from tests.review_ui.web.world import UNIT, Site, said

BUYER = {"group": "buyers", "role": "procurement", "business_unit": UNIT, "jurisdiction": "de",
         "limit_amount": "60,000", "limit_currency": "eur"}  # fmt: skip
ASKER = {"group": "askers", "role": "requester", "business_unit": UNIT, "jurisdiction": "*",
         "limit_amount": "", "limit_currency": ""}  # fmt: skip
BLANK = dict.fromkeys(BUYER, "") | {"jurisdiction": "*"}


def form(*lines: dict[str, str]) -> dict[str, Any]:
    """As a browser sends the lines: a column a field, in order."""
    return {name: [line[name] for line in lines] for name in BUYER}


def look(site: Site, *lines: dict[str, str], by: str = "ada") -> Response:
    return act(site, by, "/sign-on/mappings/preview", **form(*lines))


def seen_in(page: str) -> str:
    found = re.search(r'name="seen"\s+value="(\w+)"', page)
    assert found is not None
    return found[1]


def in_force(site: Site, *lines: dict[str, str]) -> str:
    seen = seen_in(look(site, *lines).text)
    assert said(act(site, "ada", "/sign-on/mappings", **form(*lines), seen=seen)) == "mapping-proposed"
    mapping_id = mappings(site)[-1]
    with site.workspace.command(site.actor("bea")) as work:
        confirm_mapping(work, mapping_id)
    return mapping_id


def mappings(site: Site) -> list[str]:
    with site.workspace.database.read() as session:
        return [one.id for one in list_mappings(session, site.actor("ada"))]


def test_a_mapping_is_looked_at_and_then_waits_for_another_administrator(site: Site) -> None:
    assert 'href="/sign-on/mappings/new"' in site.visitor("ada").get("/access").text

    looked = look(site, BUYER, ASKER, BLANK).text
    answer = act(site, "ada", "/sign-on/mappings", **form(BUYER, ASKER, BLANK), seen=seen_in(looked))

    assert "2 roles new, 0 as in force, 0 that would end" in text_of(looked)
    assert "buyers Procurement in Payments, for work in DE, up to €60,000" in text_of(looked)
    assert said(answer) == "mapping-proposed"
    waits = text_of(site.visitor("bea").get("/access").text)
    assert "buyers Procurement in Payments, for work in DE, up to €60,000" in waits
    assert "waits for a second person" in waits


def test_the_form_opens_with_what_is_in_force_and_tells_what_would_change(site: Site) -> None:
    first = in_force(site, BUYER, ASKER)
    more = BUYER | {"limit_amount": "80000"}

    opened = site.visitor("ada").get("/sign-on/mappings/new").text
    looked = text_of(look(site, more, ASKER).text)
    same = look(site, BUYER, ASKER).text

    assert f"takes the place of {first}" in text_of(opened)
    assert opened.count('value="buyers"') == opened.count('value="askers"') == 1
    assert 'value="60000"' in opened.replace("60000.00", "60000")
    assert "1 role new, 1 as in force, 1 that would end" in looked
    assert "buyers Procurement in Payments, for work in DE, up to €80,000" in looked
    assert "Nothing would change" in same
    assert 'formaction="/sign-on/mappings"' not in same


def test_whoever_confirms_sees_what_is_new_and_what_would_end(site: Site) -> None:
    in_force(site, BUYER, ASKER)
    changed = (BUYER, ASKER | {"business_unit": "Legal"})
    act(site, "ada", "/sign-on/mappings", **form(*changed), seen=seen_in(look(site, *changed).text))

    page = text_of(site.visitor("bea").get("/access").text)

    assert "askers Requester in Legal New" in page
    assert "askers Requester in Payments would end" in page
    assert "up to €60,000 New" not in page


def test_a_mapping_that_would_change_something_else_by_now_is_not_proposed(site: Site) -> None:
    seen = seen_in(look(site, BUYER).text)
    in_force(site, ASKER)

    late = act(site, "ada", "/sign-on/mappings", **form(BUYER), seen=seen)
    unseen = act(site, "ada", "/sign-on/mappings", **form(BUYER))

    assert (late.status_code, unseen.status_code) == (409, 409)
    assert "The mapping in force has changed since you looked" in text_of(late.text)
    assert "1 role new, 0 as in force, 1 that would end" in text_of(late.text), "shown anew"
    assert len(mappings(site)) == 1


@pytest.mark.parametrize("path", ["/sign-on/mappings/preview", "/sign-on/mappings"])
def test_every_fault_is_told_by_its_line_and_nothing_typed_is_lost(site: Site, path: str) -> None:
    lines = (
        BUYER | {"group": "chiefs", "role": "administrator"},
        ASKER | {"business_unit": ""},
        BLANK,
        BUYER | {"limit_amount": "a lot"},
        BUYER | {"limit_currency": ""},
        ASKER | {"group": "", "jurisdiction": "Mars", "limit_amount": "much"},
    )

    answer = act(site, "ada", path, **form(*lines))

    assert answer.status_code == 422
    told = text_of(answer.text)
    for words in (
        "7 things need another look",
        "line 1: expected a role other than administrator",
        "line 2: expected a business unit",
        "line 4: expected an amount such as 12500 or 80.50, found 'a lot'",
        "line 5: expected an ISO 4217 currency code",
        "line 6: expected an amount",
        "line 6: expected a group, found none",
        "line 6: expected an ISO 3166 country or region",
    ):
        assert words in told, words
    assert 'value="a lot"' in answer.text
    assert 'value="chiefs"' in answer.text
    assert mappings(site) == []


def test_nothing_at_all_is_a_fault_and_more_lines_are_no_answer(site: Site) -> None:
    nothing = look(site, BLANK)
    more = act(site, "ada", "/sign-on/mappings/preview", **form(BUYER, BLANK), more="true")

    assert nothing.status_code == 422
    assert "the mapping: expected 1 to 1,000 groups" in text_of(nothing.text)
    assert more.status_code == 200
    assert more.text.count('name="group"') == 5
    assert 'value="buyers"' in more.text


def test_a_mapping_longer_than_the_form_is_left_to_a_file(site: Site) -> None:
    grants = [{"role": "requester", "business_unit": f"unit {at}"} for at in range(MOST_MAPPING_LINES + 1)]
    with site.workspace.command(site.actor("ada")) as work:
        made = propose_mapping(work, {"groups": {"many": grants}}, "mapping")
    with site.workspace.command(site.actor("bea")) as work:
        confirm_mapping(work, made)

    page = site.visitor("ada").get("/sign-on/mappings/new").text

    assert f"{made} has more than 100 lines" in text_of(page)
    assert 'value="many"' not in page


@pytest.mark.parametrize("name", ["audrey", "mona", "paul"])
def test_nobody_else_proposes_what_groups_give(site: Site, name: str) -> None:
    assert site.visitor(name).get("/sign-on/mappings/new").status_code == 403
    assert look(site, BUYER, by=name).status_code == 403
    assert act(site, name, "/sign-on/mappings", **form(BUYER)).status_code == 403


def test_a_limit_without_its_currency_is_no_role_without_a_limit(site: Site) -> None:
    sent = {"role": "finance", "business_unit": UNIT, "jurisdiction": "*", "limit_amount": "500"}

    answer = act(site, "ada", "/access/dan/grants", **sent)

    assert answer.status_code == 422
    assert "an ISO 4217 currency code" in text_of(answer.text)
