"""Forms that were refused come back as they were typed, in their place; what is theirs alone is in the tests of their pages."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.routing import APIRoute
from httpx import Response

from governance.reading import RequisitionCase
from review_ui.web.coming_back import WAYS
from review_ui.web.pages import page_routers
from tests.review_ui.browser.markup import markup_faults
from tests.review_ui.web.forms import form_at, sent
from tests.review_ui.web.played import (
    a_high_risk,
    an_engagement,
    an_extension,
    one_that_ended,
    selected,
    somebody_chosen,
    somebody_contacted,
    somebody_offered,
    the_list,
    the_request,
    the_selection,
)
from tests.review_ui.web.test_stop_pages import marked, text_of
from tests.review_ui.web.test_work_pages import OUTCOME, SCORES
from tests.review_ui.web.world import Site

TOO_LONG = "x" * 4001
LONG = "y" * 501

# Of these a page or a service tells faults in its own way, line by line or beside what it would change.
TOLD_OTHERWISE = frozenset(
    {
        "/login",
        "/access",
        "/access/{name}/grants",
        "/access/{name}/password",
        "/account/password",
        "/account/tokens",
        "/account/delegations",
        "/grants/import",
        "/grants/import/preview",
        "/requisitions",
        "/requisitions/{requisition_id}/edit",
        "/requisitions/{requisition_id}/classification",
        "/requisitions/{requisition_id}/candidates/{person_id}/engagement",
        "/requisitions/{requisition_id}/engagements/{engagement_id}/extensions",
        "/requisitions/{requisition_id}/extensions/{extension_id}/classification",
        "/sign-on/mappings",
        "/sign-on/mappings/preview",
        "/templates",
        "/templates/file/preview",
    }
)
# Of these nothing is typed: a button says all, or a box that may be left as it is.
NOTHING_TYPED = frozenset({"expected_version", "back", "spread", "blind"})
BUTTONS = frozenset({"/requisitions/{requisition_id}/blind/{position}/rating"})

Played = Callable[[Site], str]


FORMS: list[Any] = [
    # who, what is played before, the form's address from there, what is typed, at which fields it is wrong
    pytest.param("paul", the_request, "/approve", {"note": TOO_LONG}, ["note"], id="approve"),
    pytest.param("paul", the_request, "/deny", {"reason_code": "", "note": "Not <this> year"}, ["reason_code"], id="deny"),
    pytest.param("paul", the_request, "/deny", {"reason_code": "budget", "note": TOO_LONG}, ["note"], id="deny-at-length"),
    pytest.param("mona", the_request, "/cancel", {"reason": LONG}, ["reason"], id="cancel"),
    pytest.param("paul", the_selection, "/approve", {"note": TOO_LONG}, ["note"], id="approve-selection"),
    pytest.param("paul", the_selection, "/send-back", {"reason_code": "", "note": "Ask them again"}, ["reason_code"], id="send-back"),
    pytest.param("paul", the_selection, "/deny", {"reason_code": "unheard_of", "note": "No"}, ["reason_code"], id="deny-selection"),
    pytest.param("mona", selected, "/reopen", {"reason": LONG}, ["reason"], id="reopen"),
    pytest.param("mona", somebody_chosen, "/contact", {"note": TOO_LONG}, ["note"], id="contact"),
    pytest.param("mona", somebody_chosen, "/decline", {"reason_code": "", "note": "Too far away"}, ["reason_code"], id="decline"),
    pytest.param("mona", somebody_chosen, "/withdraw", {"reason": LONG}, ["reason"], id="withdraw"),
    pytest.param("mona", somebody_contacted, "/screen", SCORES | {"note": TOO_LONG}, ["note"], id="screen"),
    pytest.param("mona", somebody_offered, "/accept", {"note": TOO_LONG}, ["note"], id="accept"),
    pytest.param("mona", an_engagement, "/terminate", {"reason_code": "", "note": "Their own wish"}, ["reason_code"], id="terminate"),
    pytest.param("mona", one_that_ended, "/outcome", OUTCOME | {"note": TOO_LONG}, ["note"], id="outcome"),
    pytest.param("lena", a_high_risk, "/decision", {"decision": "cleared", "reason": TOO_LONG}, ["reason"], id="legal"),
    pytest.param("mona", an_extension, "/withdraw", {"reason": LONG}, ["reason"], id="extension"),
    pytest.param("paul", the_list, "", {"action": "pin", "place": "0", "reason_code": "other", "note": "No"}, ["person_id", "place"], id="list"),
    pytest.param("mona", the_list, "/add", {"person_id": "P-1", "reason_code": "", "note": "No"}, ["reason_code"], id="add"),
    pytest.param("mona", the_list, "/more", {"count": "10", "note": TOO_LONG}, ["note"], id="more"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "played", "act", "typed", "wrong"), FORMS)
def test_what_was_typed_comes_back_in_its_form_with_the_fault_at_its_field(
    site: Site, name: str, played: Played, act: str, typed: dict[str, str], wrong: list[str]
) -> None:
    address = played(site) + act
    visitor = site.visitor(name)

    answer = visitor.post(address, **typed)

    assert answer.status_code == 422, answer.text
    assert markup_faults(answer.text) == []
    form = form_at(answer.text, address)
    assert "another look" in text_of(form)
    assert set(marked(form)) == set(wrong)
    assert form.count("autofocus") == 1, "who cannot point at the first field that is wrong is taken to it"
    kept = sent(form)
    for field, words in typed.items():
        if words and words not in ("unheard_of",):
            assert words in kept[field], field


@pytest.mark.parametrize(("name", "played", "act", "typed", "wrong"), FORMS)
def test_with_scripts_it_takes_the_place_of_the_part_it_was_sent_from(
    site: Site, name: str, played: Played, act: str, typed: dict[str, str], wrong: list[str]
) -> None:
    address = played(site) + act
    visitor = site.visitor(name)

    answer = fragment(visitor, address, **typed)

    assert answer.status_code == 422
    assert answer.headers["hx-retarget"] == "#case"
    assert answer.headers["hx-reswap"].startswith("outerHTML")
    assert answer.headers["hx-push-url"] == "false"
    assert set(marked(form_at(answer.text, address))) == set(wrong)


def fragment(visitor: Any, address: str, **typed: str) -> Response:
    heads = {"HX-Request": "true", "HX-Target": "case"}
    answer: Response = visitor.client.post(address, data={"csrf": visitor.csrf(), **typed}, headers=heads)
    return answer


def test_a_form_that_is_not_there_any_more_leaves_the_refusal_to_stand_alone(site: Site) -> None:
    requisition_id = site.submitted()
    paul, at = site.visitor("paul"), f"/requisitions/{requisition_id}/deny"
    paul.post(at, reason_code="budget")

    again = paul.post(at, reason_code="", note="No, twice")

    assert again.status_code == 422
    assert "Something needs another look" in again.text
    assert "correct what is named and send it again" in again.text
    assert "No, twice" in again.text, "what was typed is there to copy"


def test_who_may_not_read_the_page_is_told_no_more_than_that_they_may_not(site: Site) -> None:
    requisition_id = site.submitted()

    answer = site.visitor("otto").post(f"/requisitions/{requisition_id}/deny", reason_code="", note="No")

    assert requisition_id not in text_of(answer.text)
    assert "Backend engineer" not in answer.text


def test_a_conflict_keeps_its_own_page_and_leaves_the_address_alone(site: Site) -> None:
    requisition_id = site.submitted()
    paul, at = site.visitor("paul"), f"/requisitions/{requisition_id}/deny"
    version = site.case(requisition_id).summary.version - 1

    late = fragment(paul, at, reason_code="budget", note="No", expected_version=str(version))

    assert late.status_code == 409
    assert "hx-retarget" not in late.headers
    assert late.headers["hx-push-url"] == "false", "nobody can load again where a form was sent to"
    assert "What you typed, to copy" in late.text
    assert site.case(requisition_id).summary.state == "submitted"


def test_the_version_that_was_read_comes_back_so_that_a_change_in_between_is_still_told(site: Site) -> None:
    requisition_id = site.submitted()
    case: RequisitionCase = site.case(requisition_id)
    paul, at = site.visitor("paul"), f"/requisitions/{requisition_id}/deny"
    read = str(case.summary.version - 1)

    form = form_at(paul.post(at, reason_code="", note="No", expected_version=read).text, at)
    late = paul.post(at, reason_code="budget", note="No", expected_version=sent(form)["expected_version"][0])

    assert sent(form)["expected_version"] == [read]
    assert late.status_code == 409


def test_every_form_in_which_something_is_typed_comes_back() -> None:
    routes = [
        route
        for router in page_routers()
        for route in router.routes
        if isinstance(route, APIRoute) and "POST" in route.methods and route.path not in BUTTONS
    ]

    typed = {route.path: fields_of(route) - NOTHING_TYPED for route in routes}

    lost = {path for path, fields in typed.items() if fields} - TOLD_OTHERWISE
    assert lost - {route.path for route in routes if route.endpoint in WAYS} == set()
    assert set(typed) >= TOLD_OTHERWISE, "what is told otherwise is there"


def fields_of(route: APIRoute) -> set[str]:
    models = (param.field_info.annotation for param in route.dependant.body_params)
    return {name for model in models for name in getattr(model, "model_fields", {"typed": None})}
