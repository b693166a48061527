"""Rank, score, fit and reasons of a frozen list, and what is left of it for whoever may not see them."""

import json

import pytest

from governance.fit import read_fit, read_visible, require_fit
from governance.reading import requisition_case
from governance.review import read_shortlist
from matching.errors import Forbidden, NotFound
from tests.governance.world import UNIT, World


@pytest.fixture
def frozen(world: World) -> str:
    """A list whose order is not that of the ids; `fay` is of finance."""
    requisition_id = world.approved()
    world.people[:4] = reversed(world.people[:4])
    with world.as_("mona") as work:
        from governance.review import freeze_shortlist

        freeze_shortlist(work, requisition_id, world.document(), "m" * 64, "s" * 64)
    world.decide(requisition_id, "P-1003")
    return requisition_id


@pytest.mark.parametrize("name", ["rita", "mona", "paul", "cora", "audrey"])
def test_whoever_may_see_fit_reads_the_list_byte_for_byte(world: World, frozen: str, name: str) -> None:
    document = read_shortlist(world.database, "S-1001")

    assert read_fit(world.database, world.actor(name), "S-1001") == document
    assert read_visible(world.database, world.actor(name), "S-1001") == document


def test_finance_sees_who_and_neither_place_nor_reason(world: World, frozen: str) -> None:
    fay = world.actor("fay")

    document = json.loads(read_visible(world.database, fay, "S-1001"))
    with world.database.read() as session:
        case = requisition_case(session, fay, frozen)

    assert document["candidates"] == [{"id": f"P-{number}"} for number in (1001, 1002, 1003, 1004)]
    assert document["withheld"] == ["rank", "score", "fit", "reasons"]
    assert "base" not in document
    assert document["excluded"][0]["gates"]
    assert [(one.person_id, one.rank) for one in case.candidates] == [
        (f"P-{number}", None) for number in (1001, 1002, 1003, 1004)
    ]
    assert case.withheld == ("rank", "score", "fit", "reasons")
    assert not [line for line in case.timeline if "rank" in line.facts]
    with pytest.raises(Forbidden, match="rank, score, fit and reasons are withheld from Fay"):
        read_fit(world.database, fay, "S-1001")


def test_who_may_see_it_has_the_rank_in_the_case_and_its_timeline(world: World, frozen: str) -> None:
    with world.database.read() as session:
        case = requisition_case(session, world.actor("paul"), frozen)

    assert [one.person_id for one in case.candidates] == ["P-1004", "P-1003", "P-1002", "P-1001"]
    assert [one.rank for one in case.candidates] == [1, 2, 3, 4]
    assert case.withheld == ()
    assert [line.facts["rank"] for line in case.timeline if "rank" in line.facts] == [2]


@pytest.mark.parametrize("name", ["otto", "ada", "dan"])
def test_a_list_out_of_scope_looks_absent(world: World, frozen: str, name: str) -> None:
    for read in (read_fit, read_visible):
        with pytest.raises(NotFound) as out_of_scope:
            read(world.database, world.actor(name), "S-1001")
        with pytest.raises(NotFound) as unknown:
            read(world.database, world.actor(name), "S-9001")
        assert str(out_of_scope.value).replace("S-1001", "S-9001") == str(unknown.value)


def test_what_shows_fit_asks_for_it(world: World) -> None:
    require_fit(world.actor("mona"), UNIT, database=world.database)

    for name in ("fay", "otto"):
        with pytest.raises(Forbidden, match="are withheld from"):
            require_fit(world.actor(name), UNIT, database=world.database)
