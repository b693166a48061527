"""What somebody may do about stops of ranking, and which of them cover a request: read before a page offers anything.

Decides nothing: `stops.py` asks again when something is stopped or lifted.
"""

from sqlalchemy.orm import Session

from governance import cases, scope
from governance.access import EVERYWHERE, Actor
from governance.database import today
from governance.stops import StopRecord, covering_request, known_units, may_stop, stops_for
from governance.storage.tables import Requisition


def stops_on(session: Session, actor: Actor, requisition_id: str) -> list[StopRecord]:
    """The stops in force that cover a request of the actor's, the last made first."""
    row = session.get(Requisition, requisition_id)
    if row is None or not scope.reads(session, actor, row):
        raise cases.absent(requisition_id)
    covering = covering_request(session, row)
    return [one for one in stops_for(session, actor) if one.id in covering] if covering else []


def units_to_stop(session: Session, actor: Actor) -> tuple[str, ...]:
    """Where the actor may stop ranking: `*` first where that is every business unit, then each that is known here."""
    on = today(session)
    units = (EVERYWHERE, *sorted(known_units(session), key=str.casefold))
    return tuple(unit for unit in units if may_stop(actor, unit, on=on))


def may_lift(session: Session, actor: Actor, stop: StopRecord) -> bool:
    """Whether the actor's grants let them lift this stop, were it not their own."""
    return may_stop(actor, stop.business_unit, on=today(session))
