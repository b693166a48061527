"""The list and its changes on pages: moving, holding, taking off, adding, asking for more, and what each reader is offered."""

import re
from typing import Any

import pytest

from review_ui.services import make_shortlist
from tests.review_ui.web.test_stops import stopped
from tests.review_ui.web.world import Site, Visitor

WHY = {"reason_code": "worked_with_us", "note": "Ran our last migration."}


def shown(visitor: Visitor, requisition_id: str, path: str = "list") -> str:
    answer = visitor.get(f"/requisitions/{requisition_id}/{path}")
    assert answer.status_code == 200, answer.text
    return answer.text


def short(site: Site, top: int = 2) -> tuple[str, list[str]]:
    """In review with the first of those ranked; gives everybody ranked, in order."""
    requisition_id = site.approved()
    make_shortlist(site.workspace, site.actor("mona"), requisition_id)
    whole = [one.person_id for one in site.case(requisition_id).candidates]
    make_shortlist(site.workspace, site.actor("mona"), requisition_id, top=top)
    return requisition_id, whole


def places(site: Site, requisition_id: str) -> list[str]:
    return [one.person_id for one in site.case(requisition_id).candidates if one.place]


@pytest.mark.parametrize(
    ("action", "place", "said"),
    [("reorder", "1", "Moved"), ("pin", "1", "Held"), ("exclude", "", "Taken off")],
)
def test_procurement_changes_a_place_and_the_page_says_who_why_and_from_where(
    site: Site, action: str, place: str, said: str
) -> None:
    requisition_id, ranked = site.in_review()
    paul = site.visitor("paul")

    page = paul.post(
        f"/requisitions/{requisition_id}/list", action=action, person_id=ranked[2], place=place, **WHY
    )

    assert page.url.path == f"/requisitions/{requisition_id}/list"
    assert "The machine's order stays beside yours" in page.text or "machine&#39;s order stays" in page.text
    assert f"{said}: Candidate {ranked[2]}" in page.text
    assert ("was 3rd" if action == "exclude" else "from 3rd to 1st") in page.text
    assert "Paul Novak" in page.text
    assert "Known from work with us" in page.text
    assert WHY["note"] in page.text
    before = [ranked[2], *ranked[:2]] if action != "exclude" else ranked[:2]
    assert places(site, requisition_id)[: len(before)] == before


def test_a_refused_change_keeps_what_was_typed_and_says_what_is_in_the_way(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    paul, at = site.visitor("paul"), f"/requisitions/{requisition_id}/list"
    paul.post(at, action="pin", person_id=ranked[1], place="1", **WHY)

    refused = paul.post(at, action="pin", person_id=ranked[0], place="1", **WHY)
    unsaid = paul.post(at, action="reorder", person_id=ranked[0], place="2", reason_code="other")

    assert refused.status_code == 409
    assert f"Place 1 is pinned for {ranked[1]}" in refused.text
    assert WHY["note"] in refused.text
    assert re.search(rf'<option value="{ranked[0]}" selected>', refused.text)
    assert re.search(r'value="pin"\s+required\s+checked', refused.text)
    assert unsaid.status_code == 422
    assert "a note that says which other reason" in unsaid.text


def test_a_change_on_an_older_state_is_told_what_changed(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    version = site.case(requisition_id).summary.version
    paul, at = site.visitor("paul"), f"/requisitions/{requisition_id}/list"
    terms: dict[str, Any] = {"action": "reorder", "place": "1", "expected_version": version, **WHY}
    paul.post(at, person_id=ranked[2], **terms)

    late = paul.post(at, person_id=ranked[1], **terms)

    assert late.status_code == 409
    assert "It has changed in the meantime" in late.text


def test_the_manager_is_offered_adding_and_nobody_else_anything(site: Site) -> None:
    requisition_id, _ = site.in_review()

    offered = {
        name: ("Change a place" in page, "Add somebody by hand" in page)
        for name in ("paul", "mona", "rita", "lena", "audrey")
        for page in [shown(site.visitor(name), requisition_id)]
    }

    assert offered == {
        "paul": (True, True),
        "mona": (False, True),
        "rita": (False, False),
        "lena": (False, False),
        "audrey": (False, False),
    }


def test_the_page_is_withheld_as_the_order_is(site: Site) -> None:
    requisition_id, _ = site.in_review()
    site.add("fiona")
    site.give("fiona", "finance")

    assert site.visitor("fiona").get(f"/requisitions/{requisition_id}/list").status_code == 403
    assert site.visitor("otto").get(f"/requisitions/{requisition_id}/list").status_code == 404


def test_while_the_list_is_closed_the_page_leads_to_the_blind_stage(site: Site) -> None:
    requisition_id = site.approved()
    make_shortlist(site.workspace, site.actor("mona"), requisition_id, blind=True)

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/list")

    assert page.url.path == f"/requisitions/{requisition_id}/blind"


def test_whoever_was_left_out_is_added_from_there_with_the_limits_said(site: Site) -> None:
    requisition_id, _ = site.in_review()
    mona = site.visitor("mona")
    left_out = re.search(r"/list\?add=(P-\d+)#add", shown(mona, requisition_id, "excluded"))
    assert left_out is not None
    person = left_out[1]

    form = shown(mona, requisition_id, f"list?add={person}")
    added = mona.post(f"/requisitions/{requisition_id}/list/add", person_id=person, **WHY)

    assert f'value="{person}"' in form
    assert "Left out by a hard limit" in form
    assert f"Added by hand: Candidate {person}" in added.text
    sheet = shown(mona, requisition_id, f"shortlist?open={person}")
    assert "Added by hand by Mona Hartley" in sheet
    assert "The limits that left them out" in sheet
    assert "on the list, added" in shown(mona, requisition_id, "excluded")


def test_adding_is_not_offered_to_whoever_may_not(site: Site) -> None:
    requisition_id, _ = site.in_review()

    assert "?add=" not in shown(site.visitor("lena"), requisition_id, "excluded")


def test_somebody_unknown_is_refused_and_stays_typed(site: Site) -> None:
    requisition_id, _ = site.in_review()

    page = site.visitor("mona").post(f"/requisitions/{requisition_id}/list/add", person_id="P-9", **WHY)

    assert page.status_code == 404
    assert 'value="P-9"' in page.text
    assert "check the identifier" in page.text


def test_more_people_join_below_and_no_decision_is_lost(site: Site) -> None:
    requisition_id, whole = short(site)
    site.decide(requisition_id, whole[0], "shortlist", "backup")
    mona = site.visitor("mona")
    assert "The 1 decision made here stay" in shown(mona, requisition_id, "shortlist")

    page = mona.post(f"/requisitions/{requisition_id}/list/more", count="5", note="Too few do payments.")

    assert page.url.path == f"/requisitions/{requisition_id}/shortlist"
    case = site.case(requisition_id)
    assert places(site, requisition_id) == whole[:7]
    assert [one.rank for one in case.candidates] == list(range(1, len(whole[:7]) + 1))
    assert [c.person_id for c in case.candidates if c.decision] == [whole[0]]
    assert "added, 3rd by machine" in page.text
    sheet = shown(mona, requisition_id, f"shortlist?open={whole[2]}")
    assert "more people were asked for" in sheet
    assert "Why 3rd" in sheet
    history = shown(mona, requisition_id)
    assert f"{len(whole[2:7])} more people asked for" in history
    assert "Too few do payments." in history


def test_asking_again_when_everybody_ranked_is_there_says_what_else_can_be_done(site: Site) -> None:
    requisition_id, _ = site.in_review()

    page = site.visitor("mona").post(f"/requisitions/{requisition_id}/list/more", count="5")

    assert page.status_code == 409
    assert "nobody else was ranked" in page.text
    assert "loosen a limit and rank again" in page.text


def test_nobody_comes_next_while_ranking_is_stopped_or_was(site: Site) -> None:
    requisition_id, _ = short(site)
    mona = site.visitor("mona")
    stopped(site)

    refused = mona.post(f"/requisitions/{requisition_id}/list/more", count="5")

    assert refused.status_code == 409
    assert "ranking by machine is stopped" in refused.text
    unranked = site.approved()
    mona.post_json(f"/api/v1/requisitions/{unranked}/shortlist")
    assert "Ask for more people" not in shown(mona, unranked, "shortlist")


def test_more_is_offered_to_whoever_may_add(site: Site) -> None:
    requisition_id, _ = site.in_review()

    offered = {
        name: "Ask for more people" in shown(site.visitor(name), requisition_id, "shortlist")
        for name in ("mona", "paul", "lena")
    }

    assert offered == {"mona": True, "paul": True, "lena": False}


def test_changes_of_an_earlier_list_stay_in_the_history(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    site.visitor("paul").post(
        f"/requisitions/{requisition_id}/list", action="exclude", person_id=ranked[0], **WHY
    )
    earlier = site.case(requisition_id).shortlists[0].id
    make_shortlist(site.workspace, site.actor("mona"), requisition_id)

    page = shown(site.visitor("mona"), requisition_id)

    assert f"on the earlier list {earlier}" in page


def test_a_list_no_longer_in_review_is_read_and_not_changed(site: Site) -> None:
    requisition_id, _ = site.selected()

    page = shown(site.visitor("paul"), requisition_id)

    assert "A list is changed while it is in review" in page
    assert "Change a place" not in page


def test_whoever_was_taken_off_may_be_set_aside_and_not_kept_in_play(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    site.visitor("paul").post(
        f"/requisitions/{requisition_id}/list", action="exclude", person_id=ranked[2], place="", **WHY
    )

    off, on = (
        shown(site.visitor("mona"), requisition_id, f"shortlist?open={person}")
        for person in (ranked[2], ranked[1])
    )

    assert re.findall(r'<summary data-key="(\w)">', off) == ["r", "x"]
    assert re.findall(r'<summary data-key="(\w)">', on) == ["a", "s", "r", "x"]
