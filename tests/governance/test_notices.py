"""Everybody a list concerned has a notice of it: what was read, what was not, when, by what, and how to object."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from governance import review
from governance.notices import KINDS, OBJECTION, UNRANKED, NoticeRecord, notices_of
from governance.people.importing import upsert_profiles
from governance.people.restrictions import erase_person
from governance.people.same_person import link_profiles, unlink
from governance.reading import requisition_case
from governance.storage.tables import NoticePart
from matching.errors import CandorError, Forbidden, NotFound
from matching.profiles import Profile
from models.renderings.shared import NOT_USED
from tests.governance.lists.test_overrides import FIVE, ONE, TWO, add
from tests.governance.test_stops import freeze, stop, unranked
from tests.governance.world import UNIT, World

# Fields of a profile that say where a record stands or how it was read, and are compared with nothing.
NOT_COMPARED = {"id", "url", "external_refs", "names_at", "provenance", "remarks", "notices"}


def told(world: World, person: str, by: str = "cora") -> list[NoticeRecord]:
    with world.database.read() as session:
        return notices_of(session, world.actor(by), person)


def listed(world: World, **changes: Any) -> str:
    requisition_id = world.approved()
    document = (
        world.document() | {"model": {"kind": "prior", "basis": "prior"}, "as_of": "2025-03-03"} | changes
    )
    document["candidates"][0]["reasons"] = [
        {"group": "price", "label": "Price", "fields": ["hourly_rate", "id"], "sentence": "fits"}
    ]
    with world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, document, "m" * 64, "s" * 64)
    return requisition_id


def test_somebody_listed_is_told_what_was_used_and_what_was_not(world: World) -> None:
    requisition_id = listed(world)

    [found] = told(world, ONE)

    assert (found.shortlist_id, found.requisition_id, found.at) == ("S-1001", requisition_id, world.clock())
    assert (found.standing, found.limits, found.fields) == ("listed", (), (KINDS["hourly_rate"],))
    assert found.sources == (("marketplace", date(2025, 2, 1)),)
    assert found.frame["model"] == {"hash": "m" * 64, "kind": "prior", "basis": "prior"}
    assert found.frame["role"] == {"title": "Backend engineer", "family": None}
    assert (found.frame["kinds"], found.frame["groups"]) == (list(KINDS.values()), ["Price"])
    assert found.frame["not_used"] == list(NOT_USED)
    assert found.frame["objection"] == OBJECTION


def test_every_field_of_a_profile_is_either_told_or_not_compared() -> None:
    assert KINDS.keys() | NOT_COMPARED == Profile.model_fields.keys()
    assert not KINDS.keys() & NOT_COMPARED


def test_whoever_was_left_out_or_ranked_and_not_shown_is_told_too(world: World) -> None:
    requisition_id = world.approved()
    document = world.document([ONE])
    document["unrankable"] = [{"id": "P-1003", "why": "language"}]

    with world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, document, "m" * 64, "s" * 64, [TWO])

    standings = {one: told(world, one)[0].standing for one in (ONE, TWO, "P-1003", FIVE)}
    assert standings == {ONE: "listed", TWO: "ranked", "P-1003": "unrankable", FIVE: "left_out"}
    assert told(world, FIVE)[0].limits == ("rate",)
    assert told(world, "P-1004") == []


def test_an_unranked_list_names_no_model_and_no_more_than_the_limits_read(world: World) -> None:
    requisition_id = world.approved()
    freeze(world, requisition_id, unranked(world, requisition_id, [stop(world, business_unit=UNIT)]))

    [found] = told(world, ONE)

    assert (found.standing, found.frame["model"], found.frame["unranked"]) == ("listed", None, UNRANKED)
    assert KINDS["skills"] not in found.frame["kinds"]
    assert KINDS["hourly_rate"] in found.frame["kinds"]


def test_somebody_added_by_hand_is_told_so_in_place_of_being_left_out(world: World) -> None:
    requisition_id = world.in_review()
    assert told(world, FIVE)[0].standing == "left_out"

    add(
        world,
        requisition_id,
        rank=None,
        score=None,
        unranked="gates",
        gates=[{"gate": "rate", "detail": "120"}],
    )

    [found] = told(world, FIVE)
    assert (found.standing, found.limits) == ("added", ("rate",))


def test_every_list_has_its_own_notice_the_newest_first(world: World) -> None:
    requisition_id = listed(world)
    world.clock.advance(days=1)
    with world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, world.document(), "m" * 64, "s" * 64)

    assert [one.shortlist_id for one in told(world, ONE)] == ["S-1002", "S-1001"]


@pytest.mark.parametrize(
    ("name", "refusal"), [("mona", Forbidden), ("rita", Forbidden), ("audrey", Forbidden), ("ada", Forbidden)]
)
def test_only_procurement_and_compliance_read_them(
    world: World, name: str, refusal: type[CandorError]
) -> None:
    listed(world)

    with pytest.raises(refusal):
        told(world, ONE, by=name)
    assert told(world, ONE, by="paul")


def test_what_lies_outside_somebodys_units_is_not_there(world: World) -> None:
    listed(world)
    with world.as_("ada") as work:
        upsert_profiles(
            work,
            [{"id": "x", "text": "Law"}],
            source="law",
            as_of=work.today,
            licence="c",
            business_unit="Legal",
        )
    world.direct("UPDATE requisition SET business_unit = 'Legal'")

    assert told(world, ONE, by="paul") == []
    assert told(world, ONE, by="cora")
    for unknown in ("P-1006", "P-9"):
        with pytest.raises(NotFound, match=f"no person {unknown}"):
            told(world, unknown, by="paul")


def test_a_notice_is_sealed_under_the_persons_key_and_goes_with_them(world: World) -> None:
    listed(world)
    with world.database.read() as session:
        parts = session.scalars(select(NoticePart.sealed)).all()
    assert len(parts) == 5
    assert not any(b"marketplace" in part for part in parts)

    with world.as_("cora") as work:
        erase_person(work, ONE, "asked to be forgotten")

    assert told(world, ONE) == []
    assert told(world, TWO)


def test_both_records_of_one_person_are_told_and_what_only_the_erased_one_said_goes(world: World) -> None:
    with world.as_("paul") as work:
        link_profiles(work, ONE, TWO, "same person")
    requisition_id = world.approved()
    world.clock.advance(minutes=1)
    with world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, world.document([ONE]), "m" * 64, "s" * 64)
    assert [len(one.sources) for one in told(world, TWO)] == [2]
    world.clock.advance(minutes=1)
    with world.as_("paul") as work:
        unlink(work, ONE, TWO, "two people after all")

    with world.as_("cora") as work:
        erase_person(work, TWO, "asked to be forgotten")

    assert told(world, ONE) == []


def test_the_case_is_what_it_was(world: World) -> None:
    requisition_id = listed(world)

    with world.database.read() as session:
        assert len(requisition_case(session, world.actor("mona"), requisition_id).candidates) == 4
        assert session.scalar(text("SELECT COUNT(*) FROM notice")) == 1
