"""Nobody is approved on a ranking whose role, model or profiles have changed since."""

from datetime import date

import pytest

from governance import approvals, promotion, review
from governance.people.importing import upsert_profiles
from governance.reading import requisition_case
from matching.errors import Conflict
from tests.governance.test_promotion import propose
from tests.governance.world import World


def approve(world: World, requisition_id: str) -> None:
    with world.as_("paul") as work:
        approvals.approve_selection(work, requisition_id)


def told(world: World, requisition_id: str) -> tuple[str, ...]:
    with world.database.read() as session:
        return requisition_case(session, world.actor("paul"), requisition_id).outdated


def take_in(world: World, text: str, name: str = "ext-1") -> None:
    world.clock.advance(minutes=1)
    with world.as_("paul") as work:
        upsert_profiles(
            work,
            [{"id": name, "text": text}],
            source="marketplace",
            as_of=date(2025, 3, 3),
            licence="contract 7",
        )


def test_a_choice_that_nothing_changed_under_is_approved(world: World) -> None:
    requisition_id = world.selected()

    assert told(world, requisition_id) == ()
    approve(world, requisition_id)


def test_a_new_profile_of_somebody_chosen_blocks_until_they_are_ranked_again(world: World) -> None:
    requisition_id = world.selected()
    take_in(world, "Python engineer who now bakes bread")

    assert told(world, requisition_id) == ("new profiles came in of P-1001",)
    with pytest.raises(Conflict, match="outdated: new profiles came in of P-1001"):
        approve(world, requisition_id)

    with world.as_("paul") as work:
        approvals.send_back(work, requisition_id, reason_code="other", note="ranked on an old profile")
    with world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, world.document(), "m" * 64, "t" * 64)
    world.decide(requisition_id, "P-1001")
    with world.as_("mona") as work:
        review.finish_review(work, requisition_id)
    approve(world, requisition_id)


def test_a_profile_of_somebody_else_or_the_same_one_again_blocks_nothing(world: World) -> None:
    requisition_id = world.selected()
    take_in(world, "Python engineer who now bakes bread", "ext-2")

    approve(world, requisition_id)


def test_another_model_in_service_blocks(world: World) -> None:
    requisition_id = world.selected()
    propose(world, "b" * 64, author="dan", proposer="dan")
    with world.as_("dora") as work:
        promotion.approve_bundle(work, "b" * 64, note="gates passed")

    assert told(world, requisition_id) == ("another model serves now",)
    with pytest.raises(Conflict, match="another model serves now"):
        approve(world, requisition_id)
