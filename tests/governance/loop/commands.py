"""The commands of the loop under the names the model gives them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from governance import approvals, candidates, engagements, outcomes, requisitions, review
from governance.blind import rating
from governance.classification import commands as classification
from governance.database import UnitOfWork
from governance.money import Money
from tests.governance.answers import answers, worst
from tests.governance.world import World

Command = Callable[..., Any]
NOTED: dict[str, Any] = {"reason_code": "other", "note": "because"}
_OF_DECISION = {
    "select": "evidence_strong",
    "shortlist": "backup",
    "not_now": "others_first",
    "reject": "other",
}


def of(world: World) -> dict[str, Command]:
    """Each takes the unit of work and the id of the request (of the engagement, where it is about one); those that change
    the request as a whole take `expected_version` too.
    """

    def freeze(work: UnitOfWork, requisition: str) -> None:
        review.freeze_shortlist(work, requisition, world.document(), "m" * 64, "s" * 64)

    def go_through(work: UnitOfWork, requisition: str) -> None:
        place = rating.open_next(work, requisition)
        while place is not None:
            place = rating.rate(work, requisition, place, 3)
        rating.open_list(work, requisition)

    return {
        "submit": requisitions.submit,
        "edit": lambda work, requisition, **seen: requisitions.edit_requisition(
            work, requisition, title="Engineer, again", **seen
        ),
        "approve": requisitions.approve_requisition,
        "deny": lambda work, requisition, **seen: requisitions.deny_requisition(
            work, requisition, **NOTED, **seen
        ),
        "cancel": lambda work, requisition, **seen: requisitions.cancel_requisition(
            work, requisition, reason="because", **seen
        ),
        "freeze": freeze,
        "rate_blind": go_through,
        "decide": lambda work, requisition, person, decision: review.decide(
            work, requisition, person, decision, _OF_DECISION[decision], note="because"
        ),
        "undo": review.undo_decision,
        "finish": review.finish_review,
        "reopen": lambda work, requisition, **seen: review.reopen_review(
            work, requisition, "because", **seen
        ),
        "approve_selection": approvals.approve_selection,
        "override": lambda work, requisition, person, **seen: approvals.override_selection(
            work, requisition, [person], **NOTED, **seen
        ),
        "send_back": lambda work, requisition, **seen: approvals.send_back(
            work, requisition, **NOTED, **seen
        ),
        "deny_selection": lambda work, requisition: approvals.deny_selection(work, requisition, **NOTED),
        "contact": candidates.contact,
        "screen": lambda work, requisition, person: candidates.screen(
            work, requisition, person, {"skills": 4}
        ),
        "offer": candidates.offer,
        "accept": candidates.accept,
        "decline": lambda work, requisition, person: candidates.decline(work, requisition, person, "rate"),
        "withdraw": lambda work, requisition, person: candidates.withdraw(
            work, requisition, person, "because"
        ),
        "classify": lambda work, requisition, risk: classification.classify(
            work, requisition, answers(**worst() if risk == "high" else {}), answered_by="Mona"
        ),
        "settle": lambda work, requisition, decision: classification.decide(
            work, requisition, decision, reason="because"
        ),
        "start": lambda work, requisition, person: engagements.start_engagement(
            work, requisition, person, Money.of(90, "USD"), 300, date(2025, 4, 1), date(2025, 6, 30)
        ),
        "activate": engagements.activate_engagement,
        "complete": engagements.complete_engagement,
        "terminate": lambda work, engagement: engagements.terminate_engagement(work, engagement, **NOTED),
        "judge": lambda work, engagement: outcomes.record_outcome(
            work, engagement, True, "none", True, True, True, 5
        ),
    }
