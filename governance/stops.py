"""Stopping ranking by machine: for a role family, a business unit, or everywhere. Read from the record at every request.

One person stops, another lets it go on. While a stop covers a request its lists are unranked (`matching/unranked.py`);
everything else of the loop goes on. A request whose role family nobody knows, since it came from no template or from one
without, is covered by a stop of any family: a stop that a request could be written around would be none.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from governance import access
from governance.access import EVERYWHERE, Actor, require_another
from governance.database import UnitOfWork, today
from governance.identity import names_of
from governance.storage.tables import AccountGrant, RankingStop, Requisition, RoleTemplate, Shortlist
from governance.templates import families
from governance.vault import Owner, open_words
from governance.views import Person
from matching.errors import Conflict, Forbidden, InputError, NotFound

LONGEST_REASON = 4000
_KEY = "ranking_stop"


@dataclass(frozen=True, slots=True)
class StopRecord:
    """One stop with people's names. `business_unit` `*`: all; `family` None: every role family."""

    id: str
    business_unit: str
    family: str | None
    reason: str | None
    stopped_by: Person
    stopped_at: datetime
    lifted_by: Person | None
    lifted_at: datetime | None
    lift_reason: str | None

    @property
    def covers(self) -> str:
        return in_words(self.business_unit, self.family)


def in_words(business_unit: str, family: str | None) -> str:
    """What a stop covers, such as `data-ai in Payments`."""
    where = "every business unit" if business_unit == EVERYWHERE else business_unit
    return f"{family or 'every role family'} in {where}"


def stop_ranking(
    work: UnitOfWork, *, reason: str, business_unit: str = EVERYWHERE, family: str | None = None
) -> str:
    """No list is ranked by machine there from now on; gives the stop's id. For every business unit it takes compliance."""
    _require_reach(work.actor, business_unit, work.today)
    said = _checked(reason)
    _refuse_unknown(work.session, business_unit)
    known = families(work.session)
    if family is not None and family not in known:
        raise InputError(f"expected a role family of {', '.join(sorted(known))}, found {family[:80]!r}")
    _refuse_own_again(work, business_unit, family)
    stop_id = work.new_id("K")
    work.add(
        RankingStop(
            id=stop_id,
            business_unit=business_unit,
            family=family,
            reason=work.seal(Owner(_KEY, stop_id), said, place=f"ranking_stop.reason:{stop_id}"),
            stopped_by=work.actor.id,
            stopped_at=work.now,
        )
    )
    work.audit(
        "ranking.stopped",
        "ranking_stop",
        stop_id,
        business_unit=business_unit,
        facts={"family": family},
        words={"reason": (Owner(_KEY, stop_id), said)},
    )
    return stop_id


def lift_stop(work: UnitOfWork, stop_id: str, *, reason: str) -> None:
    """Let ranking go on where this stop alone kept it; by another person than who stopped it."""
    row = work.session.get(RankingStop, stop_id, with_for_update=True)
    if row is None or not _reads(work.actor, row.business_unit, work.today):
        raise NotFound(f"no stop {stop_id}", hint="check the identifier")
    _require_reach(work.actor, row.business_unit, work.today)
    said = _checked(reason)
    if row.lifted_at is not None:
        raise Conflict(f"stop {stop_id} is lifted already", hint="candor ranking stops lists those in force")
    require_another(work.actor, [(row.stopped_by, "stopped this")], "lift it")
    sealed = work.seal(Owner(_KEY, stop_id), said, place=f"ranking_stop.lift_reason:{stop_id}")
    row.lifted_by, row.lifted_at, row.lift_reason = work.actor.id, work.now, sealed
    work.audit(
        "ranking.stop_lifted",
        "ranking_stop",
        stop_id,
        business_unit=row.business_unit,
        facts={"family": row.family},
        words={"reason": (Owner(_KEY, stop_id), said)},
    )


def covering(session: Session, business_unit: str, family: str | None) -> tuple[str, ...]:
    """Ids of the stops in force that cover a ranking for this unit and family; family None: nobody knows it."""
    query = select(RankingStop.id).where(
        RankingStop.lifted_at.is_(None), RankingStop.business_unit.in_((EVERYWHERE, business_unit))
    )
    if family is not None:
        query = query.where(or_(RankingStop.family.is_(None), RankingStop.family == family))
    return tuple(session.scalars(query.order_by(RankingStop.stopped_at, RankingStop.id)))


def covering_request(session: Session, row: Requisition) -> tuple[str, ...]:
    """Ids of the stops in force that cover this request."""
    return covering(session, row.business_unit, family_of(session, row.template_id))


def family_of(session: Session, template_id: str | None) -> str | None:
    """The role family a template of the record is filed under; None where nobody knows."""
    template = None if template_id is None else session.get(RoleTemplate, template_id)
    return None if template is None else template.family


def refuse_stopped(session: Session, row: Requisition) -> None:
    """Conflict where ranking by machine is stopped for the request now, whenever the ranking was made."""
    if stops := covering_request(session, row):
        raise Conflict(
            f"ranking by machine is stopped for {row.id} ({', '.join(stops)})",
            hint="list the people again: the list is then unranked",
        )


def refuse_stopped_list(session: Session, shortlist_id: str) -> None:
    """As `refuse_stopped`, for the request of a frozen list."""
    query = select(Requisition).join(Shortlist, Shortlist.requisition_id == Requisition.id)
    refuse_stopped(session, session.scalars(query.where(Shortlist.id == shortlist_id)).one())


def known_units(session: Session) -> set[str]:
    """The business units that somebody has a grant in or that something is requested for."""
    granted, asked = select(AccountGrant.business_unit), select(Requisition.business_unit)
    return {*session.scalars(granted.distinct()), *session.scalars(asked.distinct())} - {EVERYWHERE}


def stops_for(session: Session, actor: Actor) -> list[StopRecord]:
    """Every stop of the actor's business units and of all, those in force first."""
    access.require(actor, "requisition.read", on=today(session))
    units = access.readable_units(actor, on=today(session))
    query = select(RankingStop).order_by(
        RankingStop.lifted_at.is_not(None), RankingStop.stopped_at.desc(), RankingStop.id.desc()
    )
    if EVERYWHERE not in units:
        query = query.where(RankingStop.business_unit.in_((EVERYWHERE, *units)))
    rows = session.scalars(query).all()
    names = names_of(session)
    return [_record(session, row, names) for row in rows]


def may_stop(actor: Actor, business_unit: str, *, on: date) -> bool:
    """Whether the actor's grants let them stop there, and lift what another person stopped; `*`: every unit at once."""
    try:
        _require_reach(actor, business_unit, on)
    except (Forbidden, NotFound):
        return False
    return True


def _require_reach(actor: Actor, business_unit: str, on: date) -> None:
    if business_unit != EVERYWHERE:
        access.require(actor, "ranking.stop", business_unit=business_unit, on=on)
        return
    access.require(actor, "ranking.stop_everywhere", on=on)
    if EVERYWHERE not in access.units_for(actor, "ranking.stop_everywhere", on=on):
        raise Forbidden(
            f"{actor.display_name} may not stop or lift for every business unit",
            hint="name your own business unit, or ask compliance for all of them",
        )


def _reads(actor: Actor, business_unit: str, on: date) -> bool:
    """A stop of every unit is known to all who read requisitions, one of a unit to those who read its own."""
    if business_unit == EVERYWHERE:
        return access.allows(actor, "requisition.read", on=on)
    return access.reads(actor, business_unit, on=on)


def _checked(reason: str) -> str:
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise InputError(f"expected a reason of at most {LONGEST_REASON} characters, found {len(said)}")
    return said


def _refuse_unknown(session: Session, business_unit: str) -> None:
    """InputError for a unit that nobody has a grant in and nothing is requested for: a misspelt stop would stop nothing."""
    known = known_units(session)
    if business_unit not in known | {EVERYWHERE}:
        told = ", ".join(sorted(known)[:20]) or "none yet"
        raise InputError(
            f"expected a business unit that is known here, found {business_unit[:80]!r}",
            hint=f"known: {told}",
        )


def _refuse_own_again(work: UnitOfWork, business_unit: str, family: str | None) -> None:
    same = select(RankingStop.id).where(
        RankingStop.business_unit == business_unit,
        RankingStop.family.is_(None) if family is None else RankingStop.family == family,
        RankingStop.stopped_by == work.actor.id,
        RankingStop.lifted_at.is_(None),
    )
    if found := work.session.scalar(same):
        raise Conflict(
            f"{work.actor.display_name} stopped {in_words(business_unit, family)} already ({found})",
            hint="it is in force, so nothing more is needed",
        )


def _record(session: Session, row: RankingStop, names: dict[str, str]) -> StopRecord:
    owner = Owner(_KEY, row.id)
    return StopRecord(
        id=row.id,
        business_unit=row.business_unit,
        family=row.family,
        reason=open_words(session, owner, row.reason, place=f"ranking_stop.reason:{row.id}"),
        stopped_by=Person.of(row.stopped_by, names),
        stopped_at=row.stopped_at,
        lifted_by=None if row.lifted_by is None else Person.of(row.lifted_by, names),
        lifted_at=row.lifted_at,
        lift_reason=open_words(session, owner, row.lift_reason, place=f"ranking_stop.lift_reason:{row.id}"),
    )
