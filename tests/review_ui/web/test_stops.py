"""While ranking by machine is stopped the desk, the case and the API show a list that nobody ranked, and say so."""

import json

from governance.lists.shortlists import prove_shortlist
from review_ui.replaying import proof_in_words
from review_ui.web.words import FITS
from tests.review_ui.web.world import UNIT, Site


def stopped(site: Site) -> str:
    made = site.visitor("paul").post_json("/api/v1/ranking/stops", business_unit=UNIT, reason="odd lists")
    assert made.status_code == 201, made.text
    return str(made.json()["stop"])


def test_a_requisition_is_listed_unranked_and_says_so_everywhere(site: Site) -> None:
    stop_id, requisition_id = stopped(site), site.approved()
    mona = site.visitor("mona")

    made = mona.post_json(f"/api/v1/requisitions/{requisition_id}/shortlist")

    assert (made.status_code, made.json()["ranked"]) == (201, False)
    document = mona.get(f"/api/v1/requisitions/{requisition_id}/shortlist").json()
    assert (document["schema"], document["stops"]) == ("candor.unranked/1", [stop_id])
    assert document["candidates"]
    assert {key for one in document["candidates"] for key in one} == {"id", "flags"}
    assert document["excluded"]
    frozen = made.json()["shortlist"]
    assert proof_in_words(frozen, prove_shortlist(site.workspace.database, frozen))[1:] == [
        "S-1001 is unranked: nobody was scored, and the order was drawn by lot"
    ]
    case = mona.get(f"/api/v1/requisitions/{requisition_id}").json()
    assert case["shortlists"][0]["ranked"] is False
    assert {one["rank"] for one in case["candidates"]} == {None}
    desk = mona.get(f"/requisitions/{requisition_id}/shortlist").text
    assert "Unranked list" in desk
    assert f"ranking by machine was stopped ({stop_id})" in desk
    assert not any(fit in desk for fit in FITS.values())
    assert "Exact numbers" not in desk
    assert "Unranked" in mona.get(f"/requisitions/{requisition_id}").text


def test_listing_again_draws_the_same_people_in_the_same_order(site: Site) -> None:
    stopped(site)
    requisition_id, first = site.in_review()

    site.visitor("mona").post_json(f"/api/v1/requisitions/{requisition_id}/shortlist")

    assert [one.person_id for one in site.case(requisition_id).candidates] == first


def test_the_choice_on_an_unranked_list_is_shown_without_ranks_and_approved(site: Site) -> None:
    stopped(site)
    requisition_id, _ = site.selected()
    petra = site.visitor("petra")

    page = petra.get(f"/requisitions/{requisition_id}").text
    approved = petra.post_json(f"/api/v1/requisitions/{requisition_id}/selection/approve")

    assert "not ranked" in page
    assert "The machine&#39;s" not in page
    assert approved.status_code == 200


def test_what_compares_people_is_a_conflict_on_an_unranked_list(site: Site) -> None:
    stopped(site)
    requisition_id, listed = site.in_review()
    mona, at = site.visitor("mona"), f"/requisitions/{requisition_id}"
    a, b = listed[:2]

    for path in (
        f"/api/v1{at}/candidates/{a}/explanation",
        f"/api/v1{at}/candidates/{a}/explanation?top=3",
        f"/api/v1{at}/compare?a={a}&b={b}",
        f"{at}/candidates/{a}/change",
        f"{at}/candidates/{a}/explanation",
        f"{at}/candidates/{a}/brief",
    ):
        assert mona.get(path).status_code == 409, path
    assert mona.get(f"{at}/compare?a={a}&b={b}").status_code == 200
    assert mona.get(f"{at}/excluded").status_code == 200
    assert mona.get(f"{at}/candidates/{a}/record").status_code == 200


def test_nothing_is_ranked_anew_on_an_old_list_while_ranking_is_stopped(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    path = f"/api/v1/requisitions/{requisition_id}/candidates/{ranked[1]}/explanation"
    mona = site.visitor("mona")
    assert mona.get(f"{path}?top=1").status_code == 200
    stopped(site)

    assert mona.get(f"{path}?top=1").status_code == 409
    assert mona.get(path).status_code == 200


def test_another_person_lifts_a_stop_and_the_list_is_ranked_again(site: Site) -> None:
    stop_id, requisition_id = stopped(site), site.approved()
    site.visitor("mona").post_json(f"/api/v1/requisitions/{requisition_id}/shortlist")

    own = site.visitor("paul").post_json(f"/api/v1/ranking/stops/{stop_id}/lift", reason="mended")
    other = site.visitor("lena").post_json(f"/api/v1/ranking/stops/{stop_id}/lift", reason="mended")
    ranked = site.visitor("mona").post_json(f"/api/v1/requisitions/{requisition_id}/shortlist")

    assert (own.status_code, other.status_code, ranked.json()["ranked"]) == (403, 200, True)
    [found] = site.visitor("audrey").get("/api/v1/ranking/stops").json()["items"]
    assert (found["id"], found["lifted_by"]["name"], found["lift_reason"]) == (stop_id, "Lena Lund", "mended")


def test_a_stop_without_a_reason_or_of_no_family_is_told_what_is_wrong(site: Site) -> None:
    lena = site.visitor("lena")

    assert lena.post_json("/api/v1/ranking/stops", reason=" ").status_code == 422
    unknown = lena.post_json("/api/v1/ranking/stops", reason="odd", family="astrology")
    assert unknown.status_code == 422
    assert "a role family of" in json.dumps(unknown.json())
