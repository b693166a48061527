"""Lists a part at a time: the same wherever one starts, and refused where a cursor is not of this list."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from governance.stops import stop_ranking
from tests.review_ui.web.world import Site, Visitor

API = "/api/v1"


def parts(visitor: Visitor, path: str) -> Iterator[list[dict[str, Any]]]:
    """Every part of a list, by the link that each names."""
    following: str | None = path
    while following:
        answer = visitor.get(following)
        assert answer.status_code == 200, answer.text
        said = answer.json()
        following = answer.links["next"]["url"] if said["next"] else None
        assert ("next" in answer.links) == (said["next"] is not None)
        yield said["items"]


def test_the_parts_of_a_list_are_the_whole_of_it_once(site: Site) -> None:
    made = [site.draft() for _ in range(5)]
    mona = site.visitor("mona")

    found = [[one["id"] for one in part] for part in parts(mona, f"{API}/requisitions?limit=2")]

    newest = list(reversed(made))
    assert found == [newest[:2], newest[2:4], newest[4:]]


def test_what_is_added_meanwhile_moves_nothing(site: Site) -> None:
    made = [site.draft() for _ in range(4)]
    mona = site.visitor("mona")
    going = parts(mona, f"{API}/requisitions?limit=2")

    first = [one["id"] for one in next(going)]
    site.draft()
    rest = [one["id"] for part in going for one in part]

    assert first + rest == list(reversed(made))


def test_narrowing_a_list_narrows_every_part(site: Site) -> None:
    mine = [site.draft("mona") for _ in range(3)]
    site.draft("rita")
    sent = site.submitted("mona")
    mona = site.visitor("mona")

    def ids(path: str) -> list[str]:
        return [one["id"] for part in parts(mona, path) for one in part]

    assert ids(f"{API}/requisitions?limit=2&mine=true") == [sent, *reversed(mine)]
    assert ids(f"{API}/requisitions?limit=2&mine=true&state=draft") == list(reversed(mine))
    assert ids(f"{API}/requisitions?limit=2&waiting=true") == list(reversed(mine))


def test_a_list_that_is_at_hand_in_full_goes_by_its_order_too(site: Site) -> None:
    for by, unit in (("paul", "Payments"), ("petra", "Legal"), ("petra", "Payments")):
        with site.workspace.command(site.actor(by)) as work:
            stop_ranking(work, reason="tried", business_unit=unit)
    audrey = site.visitor("audrey")

    found = [[one["id"] for one in part] for part in parts(audrey, f"{API}/ranking/stops?limit=1")]

    assert found == [["K-1003"], ["K-1002"], ["K-1001"]]


@pytest.mark.parametrize("cursor", ["x", "%%%", "e30", "W10", "bnVsbA", "\u00e9", "a" * 999])
def test_a_cursor_that_no_answer_gave_is_refused(site: Site, cursor: str) -> None:
    answer = site.visitor("mona").get(f"{API}/requisitions", params={"cursor": cursor})

    assert answer.status_code == 422
    assert answer.json()["faults"][0]["field"] == "cursor"
    assert "start over" in answer.json()["hint"]


def test_a_cursor_of_another_list_is_refused_and_says_so(site: Site) -> None:
    for _ in range(3):
        site.draft()
    mona = site.visitor("mona")
    cursor = mona.get(f"{API}/requisitions?limit=1").json()["next"]

    for path in (f"{API}/templates", f"{API}/requisitions?state=draft"):
        answer = mona.get(path, params={"cursor": cursor, **({"state": "draft"} if "state" in path else {})})
        assert answer.status_code == 422, path
        assert "of another" in answer.json()["detail"]


@pytest.mark.parametrize(
    "values", [["x"], [1, "R-1"], [], ["2026", "R-1", "y"], ["9" * 400, "R-1"], [None, {}]]
)
def test_a_forged_cursor_is_refused_and_breaks_nothing(site: Site, values: list[Any]) -> None:
    for _ in range(2):
        site.draft()
    mona = site.visitor("mona")
    real = mona.get(f"{API}/requisitions?limit=1").json()["next"]
    tag = json.loads(base64.urlsafe_b64decode(real + "=="))[0]
    forged = base64.urlsafe_b64encode(json.dumps([tag, *values]).encode()).decode().rstrip("=")

    assert mona.get(f"{API}/requisitions?cursor={forged}").status_code == 422


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x"])
def test_the_size_of_a_part_is_bounded(site: Site, limit: str) -> None:
    assert site.visitor("mona").get(f"{API}/requisitions?limit={limit}").status_code == 422
