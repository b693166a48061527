"""Several cases at once: the same rules for each, all of them or none, and never what needs a look of its own."""

import json
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import select

from governance import requisitions, review
from governance.money import Money
from governance.reading import approval_queue, requisition_case
from governance.routing.escalation import escalate_overdue
from governance.storage.tables import AuditEntry
from governance.together import AT_MOST, Seen, approve_together
from matching.errors import Conflict, InputError, NotFound, Stale
from tests.governance.answers import worst
from tests.governance.world import World


def seen(world: World, *ids: str) -> list[Seen]:
    with world.database.read() as session:
        actor = world.actor("audrey")
        return [Seen(one, requisition_case(session, actor, one).summary.version) for one in ids]


def states(world: World, *ids: str) -> list[str]:
    with world.database.read() as session:
        return [requisition_case(session, world.actor("audrey"), one).summary.state for one in ids]


def with_fit(world: World, fit: str | None) -> str:
    """A selection of somebody whose fit is that; None: of a list that says nothing of fit."""
    requisition_id = world.approved()
    document = world.document()
    document["candidates"][0]["fit"] = fit
    with world.as_("mona") as work:
        review.freeze_shortlist(work, requisition_id, document, "m" * 64, "s" * 64)
    world.decide(requisition_id, "P-1001")
    with world.as_("mona") as work:
        review.finish_review(work, requisition_id)
    return requisition_id


def refused(because: str) -> AbstractContextManager[Any]:
    return pytest.raises(Conflict, match=because)


def test_requests_and_selections_are_approved_at_once_and_each_case_says_with_which(world: World) -> None:
    ids = [world.submitted(), world.selected(), world.selected()]

    with world.as_("paul") as work:
        answered = approve_together(work, seen(world, *ids), note="read all three")

    assert [one.approval is not None for one in answered] == [True, True, True]
    assert states(world, *ids) == ["approved", "approved_to_engage", "approved_to_engage"]
    with world.database.read() as session:
        told = select(AuditEntry).where(AuditEntry.action == "approval.given_together")
        entries = {entry.subject_id: json.loads(entry.entry) for entry in session.scalars(told)}
    assert {one: entries[one]["facts"]["with"] for one in ids} == {
        one: sorted(set(ids) - {one}) for one in ids
    }


def test_one_that_may_not_be_approved_keeps_all_from_it_and_every_reason_is_told(world: World) -> None:
    fine, weak = world.submitted(), with_fit(world, "weak")
    risky = world.selected()
    world.classified(risky, **worst())

    why = f"{weak} selects P-1001, whose fit is weak.*{risky} is classified as high risk"
    with refused(why), world.as_("paul") as work:
        approve_together(work, seen(world, fine, weak, risky))

    assert states(world, fine, weak, risky) == ["submitted", "selected", "selected"]


def test_a_fit_that_nobody_knows_is_no_good_fit(world: World) -> None:
    unranked = with_fit(world, None)

    with refused("whose fit is not known"), world.as_("paul") as work:
        approve_together(work, seen(world, unranked))


def test_whoever_may_not_see_fit_answers_selections_one_by_one(world: World) -> None:
    requisition_id = world.selected()
    world.clock.advance(days=40)  # the step is late: finance may answer it too
    escalate_overdue(world.database, clock=world.clock)

    with refused("rests on reasons that are withheld from you"), world.as_("fay") as work:
        approve_together(work, seen(world, requisition_id))


def test_who_asked_or_chose_approves_none_of_it_together_either(world: World) -> None:
    world.give("rita", "procurement", approval_limit=Money.of(10**9, "USD"))
    own = world.submitted()

    with refused("is not yours to approve .*requested this"), world.as_("rita") as work:
        approve_together(work, seen(world, own))


@pytest.mark.parametrize("count", [0, AT_MOST + 1])
def test_a_set_has_a_size(world: World, count: int) -> None:
    ids = [world.submitted() for _ in range(count)]

    with pytest.raises(InputError, match=f"expected one to {AT_MOST} cases"), world.as_("paul") as work:
        approve_together(work, seen(world, *ids))


def test_the_largest_set_is_approved(world: World) -> None:
    ids = [world.submitted() for _ in range(AT_MOST)]

    with world.as_("paul") as work:
        approve_together(work, seen(world, *ids))

    assert states(world, *ids) == ["approved"] * AT_MOST


def test_the_same_case_twice_is_no_set(world: World) -> None:
    [one] = seen(world, world.submitted())

    with pytest.raises(InputError, match="each once"), world.as_("paul") as work:
        approve_together(work, [one, one])


def test_what_changed_since_it_was_read_is_not_approved_unseen(world: World) -> None:
    first, second = world.submitted(), world.submitted()
    read = seen(world, first, second)
    with world.as_("paul") as work:
        requisitions.approve_requisition(work, second)

    with pytest.raises(Stale, match=f"{second} has changed since you read it"), world.as_("petra") as work:
        approve_together(work, read)

    assert states(world, first) == ["submitted"]


def test_what_changed_is_told_with_every_other_reason(world: World) -> None:
    fine, weak, answered = world.submitted(), with_fit(world, "weak"), world.submitted()
    read = seen(world, fine, weak, answered)
    with world.as_("paul") as work:
        requisitions.approve_requisition(work, answered)

    why = f"{weak} selects P-1001, whose fit is weak; {answered} has changed since you read it; {answered} waits for no answer of yours"
    with pytest.raises(Stale, match=why), world.as_("petra") as work:
        approve_together(work, read)

    assert states(world, fine, weak) == ["submitted", "selected"]


def test_a_case_out_of_scope_is_not_there(world: World) -> None:
    world.give("otto", "procurement", "Legal", approval_limit=Money.of(10**9, "USD"))
    elsewhere = seen(world, world.submitted())

    with pytest.raises(NotFound), world.as_("otto") as work:
        approve_together(work, elsewhere)


def test_the_queue_says_which_cases_need_a_look_of_their_own(world: World) -> None:
    fine, weak = world.submitted(), with_fit(world, "weak")

    with world.database.read() as session:
        queue = {item.requisition.id: item for item in approval_queue(session, world.actor("paul"))}

    assert queue[fine].alone == ()
    assert queue[weak].alone == ("selects P-1001, whose fit is weak",)
