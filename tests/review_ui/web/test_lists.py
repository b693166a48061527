"""A list that people changed, on the desk and in the API: their order, the machine's rank beside it, and who was added."""

from typing import Any

import pytest

from tests.review_ui.web.test_stops import stopped
from tests.review_ui.web.world import Site, Visitor

WHY = {"reason_code": "worked_with_us", "note": "Ran our last migration."}
EVERYBODY = [f"P-{1001 + n}" for n in range(12)]


def send(visitor: Visitor, requisition_id: str, act: str, **body: Any) -> Any:
    return visitor.post_json(f"/api/v1/requisitions/{requisition_id}/list/{act}", **WHY, **body)


def read(visitor: Visitor, requisition_id: str) -> dict[str, Any]:
    found: dict[str, Any] = visitor.get(f"/api/v1/requisitions/{requisition_id}/list").json()
    return found


def test_the_list_is_read_as_procurement_changed_it(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    paul, mona = site.visitor("paul"), site.visitor("mona")

    for act, body in (
        ("pin", {"person_id": ranked[2], "place": 1}),
        ("reorder", {"person_id": ranked[0], "place": 3}),
        ("exclude", {"person_id": ranked[1]}),
    ):
        assert send(paul, requisition_id, act, **body).status_code == 201, act

    found = read(mona, requisition_id)
    assert found["schema"] == "candor.list/1"
    assert [(one["id"], one["rank"], one["marks"]) for one in found["people"][:2]] == [
        (ranked[2], 3, ["pinned"]),
        (ranked[0], 1, ["moved"]),
    ]
    assert (found["people"][-1]["id"], found["people"][-1]["place"]) == (ranked[1], None)
    assert [one["action"] for one in found["changes"]] == ["pin", "reorder", "exclude"]
    assert found["changes"][0]["note"] == WHY["note"]
    document = mona.get(f"/api/v1/requisitions/{requisition_id}/shortlist").json()
    assert [one["id"] for one in document["candidates"]] == ranked
    desk = mona.get(f"/requisitions/{requisition_id}/shortlist").text
    assert desk.index(f"Candidate {ranked[2]}") < desk.index(f"Candidate {ranked[0]}")
    assert "pinned, 3rd by machine" in desk
    assert "excluded, 2nd by machine" in desk


def test_somebody_whom_a_gate_stopped_is_added_unranked_with_the_gates_said(site: Site) -> None:
    requisition_id, _ = site.in_review()
    mona = site.visitor("mona")
    document = mona.get(f"/api/v1/requisitions/{requisition_id}/shortlist").json()
    stopped_by = document["excluded"][0]

    made = send(mona, requisition_id, "add", person_id=stopped_by["id"], place=2)

    assert made.status_code == 201, made.text
    found = read(mona, requisition_id)["people"][1]
    assert (found["id"], found["rank"], found["marks"], found["unranked"]) == (
        stopped_by["id"],
        None,
        ["added"],
        "gates",
    )
    assert found["gates"] == stopped_by["gates"]
    desk = mona.get(f"/requisitions/{requisition_id}/shortlist?open={stopped_by['id']}")
    assert "added, not ranked by machine" in desk.text
    at = f"/api/v1/requisitions/{requisition_id}/candidates/{stopped_by['id']}"
    explained = mona.get(f"{at}/explanation").json()["candidate"]
    assert (explained["rank"], explained["gates"]) == (None, stopped_by["gates"])
    decided = mona.post_json(f"{at}/decision", decision="select", reason_code="worked_with_us")
    assert decided.status_code == 201


def test_somebody_the_list_had_no_room_for_is_ranked_by_its_own_model(site: Site) -> None:
    from review_ui.services import make_shortlist

    requisition_id = site.approved()
    make_shortlist(site.workspace, site.actor("mona"), requisition_id)
    whole = [one.person_id for one in site.case(requisition_id).candidates]
    make_shortlist(site.workspace, site.actor("mona"), requisition_id, top=2)
    paul = site.visitor("paul")

    made = send(paul, requisition_id, "add", person_id=whole[2])

    assert made.status_code == 201, made.text
    added = read(paul, requisition_id)["people"][-1]
    assert (added["id"], added["rank"], added["place"], added["marks"]) == (whole[2], 3, 3, ["added"])
    assert added["score"] is not None
    at = f"/api/v1/requisitions/{requisition_id}/candidates/{whole[2]}"
    assert paul.get(f"{at}/explanation?top=1").status_code == 200
    assert paul.get(f"/requisitions/{requisition_id}/shortlist?open={whole[2]}").status_code == 200


def test_nobody_is_ranked_on_the_way_in_while_ranking_is_stopped(site: Site) -> None:
    from review_ui.services import make_shortlist

    requisition_id = site.approved()
    make_shortlist(site.workspace, site.actor("mona"), requisition_id, top=2)
    document = site.visitor("mona").get(f"/api/v1/requisitions/{requisition_id}/shortlist").json()
    out = {one["id"] for one in (*document["candidates"], *document["excluded"], *document["unrankable"])}
    stopped(site)
    paul = site.visitor("paul")

    assert send(paul, requisition_id, "add", person_id=min(set(EVERYBODY) - out)).status_code == 201
    added = read(paul, requisition_id)["people"][-1]
    assert (added["rank"], added["unranked"]) == (None, "stopped")


def test_a_new_list_says_that_people_had_changed_the_one_before(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    send(site.visitor("paul"), requisition_id, "exclude", person_id=ranked[0])
    mona = site.visitor("mona")

    mona.post_json(f"/api/v1/requisitions/{requisition_id}/shortlist")

    assert (
        "People had changed an earlier list 1 time"
        in mona.get(f"/requisitions/{requisition_id}/shortlist").text
    )
    found = read(mona, requisition_id)
    assert (found["changes"], found["earlier_changes"]) == ([], 1)
    assert [one["id"] for one in found["people"]] == ranked


@pytest.mark.parametrize(
    ("act", "body", "code"),
    [
        ("pin", {"person_id": "P-9", "place": 1}, 404),
        ("pin", {"person_id": "P-1001", "place": 0}, 422),
        ("reorder", {"person_id": "P-1001"}, 422),
        ("add", {"person_id": "P-9"}, 404),
        ("add", {}, 422),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(
    site: Site, act: str, body: dict[str, Any], code: int
) -> None:
    requisition_id, _ = site.in_review()

    assert send(site.visitor("paul"), requisition_id, act, **body).status_code == code


def test_a_list_that_is_not_there_is_not_found(site: Site) -> None:
    requisition_id = site.approved()

    assert site.visitor("mona").get(f"/api/v1/requisitions/{requisition_id}/list").status_code == 404
    assert send(site.visitor("paul"), requisition_id, "add", person_id="P-1001").status_code == 409
