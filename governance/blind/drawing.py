"""Whether a list has a blind stage, and in which order its first few are shown: drawn by lot when the list is frozen.

The policy of approval says for which requests it is required (`blind` in its file); whoever ranks may ask for it elsewhere.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from governance.database import UnitOfWork
from governance.routing.planning import blind_rules
from governance.routing.policies import in_force
from governance.routing.routes import facts_of
from governance.storage.tables import (
    BlindEnd,
    BlindPlace,
    BlindStage,
    Candidate,
    Requisition,
    Shortlist,
)
from matching.unranked import drawn

FIRST = 6


def draw(work: UnitOfWork, row: Requisition, shortlist: Shortlist, *, asked: bool) -> dict[str, Any] | None:
    """Draw the stage of a list that is being frozen, if it is to have one; gives what the log says of it.

    Whoever an earlier list of the request showed openly is known already and left out; with nobody left there is no stage.
    """
    rules = blind_rules(in_force(work.session), facts_of(work.session, row))
    people = _unseen(work, shortlist) if rules or asked else []
    if not people:
        return None
    seed = secrets.token_hex(16)
    order = drawn(people, seed)
    work.add(
        BlindStage(
            shortlist_id=shortlist.id,
            requisition_id=row.id,
            business_unit=row.business_unit,
            required=bool(rules),
            rules=list(rules),
            seed=seed,
            size=len(order),
            drawn_at=work.now,
        )
    )
    for position, person_id in enumerate(order, start=1):
        work.add(
            BlindPlace(
                shortlist_id=shortlist.id,
                position=position,
                person_id=person_id,
                propensity=1 / len(order),
            )
        )
    return {"order": order, "seed": seed, "required_by": list(rules)}


def _unseen(work: UnitOfWork, shortlist: Shortlist) -> Sequence[str]:
    first = select(Candidate.person_id).where(Candidate.shortlist_id == shortlist.id)
    people = work.session.scalars(first.order_by(Candidate.rank).limit(FIRST)).all()
    opened = select(BlindEnd.shortlist_id)
    never_open = select(BlindStage.shortlist_id).where(BlindStage.shortlist_id.not_in(opened))
    seen = set(
        work.session.scalars(
            select(Candidate.person_id).where(
                Candidate.requisition_id == shortlist.requisition_id,
                Candidate.shortlist_id != shortlist.id,
                Candidate.shortlist_id.not_in(never_open),
            )
        )
    )
    return [one for one in people if one not in seen]
