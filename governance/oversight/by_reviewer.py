"""How single reviewers of a business unit decide: shown to nobody, unless they said what for and until when, and compliance agreed.

One person asks, another in compliance answers, for all jurisdictions of the unit. The view is for whoever asked, ends by
itself, and each look at it is an entry of the log. Either of the two, or anybody in compliance, ends it sooner. The
database keeps to two people by itself (`storage/guards/oversight.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import access, scope
from governance.access import EVERYWHERE, Actor, require_another, require_person
from governance.database import UnitOfWork, today
from governance.identity import names_of
from governance.oversight.attention import Attention, attention
from governance.oversight.facts import Fact, Facts
from governance.oversight.gathering import gather
from governance.oversight.measures import figures
from governance.oversight.report import Figures, during, period, whole_months
from governance.oversight.thresholds import ATTENTION_MONTHS, LONGEST_VIEW
from governance.oversight.withholding import enough_cases
from governance.people.restrictions import require_reason
from governance.storage.tables import OversightView, Requisition
from governance.vault import Owner, open_words
from governance.views import Person
from matching.errors import Conflict, Fault, Forbidden, InputError, NotFound

VIEW_KEY = "oversight_view"
State = Literal["asked", "approved", "refused", "ended", "expired"]


@dataclass(frozen=True, slots=True)
class ViewRecord:
    """`yours`: the reader asked for it. `may_answer`: the reader may approve or refuse it now."""

    id: str
    business_unit: str
    purpose: str | None
    last_day: date
    state: State
    asked_by: Person
    asked_at: datetime
    answered_by: Person | None
    answered_at: datetime | None
    ended_by: Person | None
    ended_at: datetime | None
    yours: bool
    may_answer: bool


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A figure is None where there are too few cases to say anything."""

    reviewer: Person
    figures: Figures
    attention: tuple[Attention, ...]


@dataclass(frozen=True, slots=True)
class ByReviewer:
    view: str
    business_unit: str
    year: int
    months: tuple[str, ...]
    recent: tuple[str, ...]
    reviewers: tuple[Reviewer, ...]


def ask_view(work: UnitOfWork, business_unit: str, purpose: str, last_day: date) -> str:
    """Ask to see a business unit's decisions by reviewer up to and including a day; gives the view's id."""
    require_person(work.actor, "ask for a view by reviewer")
    _require_unit(work, business_unit)
    require_reason(purpose)
    latest = work.today + LONGEST_VIEW
    if not work.today <= last_day <= latest:
        fault = Fault(f"a last day from {work.today} to {latest}", str(last_day), field="last_day")
        raise InputError(
            f"expected {fault.expected}, found {last_day}",
            faults=[fault],
            hint=f"a view lasts at most {LONGEST_VIEW.days} days; ask again when it has ended",
        )
    view_id = work.new_id("OV")
    sealed = work.seal(Owner(VIEW_KEY, view_id), purpose, place=_place(view_id))
    assert sealed is not None
    row = OversightView(
        id=view_id,
        business_unit=business_unit,
        purpose=sealed,
        last_day=last_day,
        asked_by=work.actor.id,
        asked_at=work.now,
    )
    work.add(row)
    _audit(work, row, "asked", {"last_day": last_day.isoformat()}, purpose)
    return view_id


def approve_view(work: UnitOfWork, view_id: str) -> None:
    """Compliance's yes to what another person asked for; from now on they may look."""
    row = _to_answer(work, view_id)
    require_another(work.actor, [(row.asked_by, "asked for this view")], "approve it")
    if row.last_day < work.today:
        raise Conflict(f"view {view_id} was asked for until {row.last_day}", hint="have it asked for again")
    _answer(work, row, "approved")


def refuse_view(work: UnitOfWork, view_id: str) -> None:
    """Compliance's no."""
    row = _to_answer(work, view_id)
    require_another(work.actor, [(row.asked_by, "asked for this view")], "refuse it: end it instead")
    _answer(work, row, "refused")


def end_view(work: UnitOfWork, view_id: str) -> None:
    """End a view, or take back what was asked: whoever asked, or anybody in compliance."""
    row = _reached(work, view_id)
    if row.asked_by != work.actor.id:
        work.require("oversight.approve_people", business_unit=row.business_unit, jurisdiction=EVERYWHERE)
    if row.ended_at is not None:
        raise Conflict(f"view {view_id} is ended already")
    row.ended_by, row.ended_at = work.actor.id, work.now
    work.session.flush()
    _audit(work, row, "ended")


def look(work: UnitOfWork, view_id: str, *, year: int | None = None) -> ByReviewer:
    """The figures by reviewer, for whoever asked for the view; the look itself goes on record."""
    require_person(work.actor, "look at figures by reviewer")
    row = _reached(work, view_id)
    _refuse_closed(work, row)
    year, months = period(work.today, year)
    facts = gather(work.session, work.actor).where(lambda one: one.unit == row.business_unit)
    recent = whole_months(work.today)[-ATTENTION_MONTHS:]
    within, lately = during(facts, months), during(facts, recent)
    names = names_of(work.session)
    ids = sorted({one.reviewer for one in (*within.every(), *lately.every())})
    people = sorted((Person.of(one, names) for one in ids), key=lambda one: one.name.casefold())
    reviewers = tuple(_reviewer(one, within, lately) for one in people)
    _audit(work, row, "seen", {"year": year, "reviewers": ids})
    return ByReviewer(row.id, row.business_unit, year, months, recent, reviewers)


def list_views(session: Session, actor: Actor) -> list[ViewRecord]:
    """What was asked for, the newest first: the actor's own, and all of units of which they see every jurisdiction."""
    on = today(session)
    access.require(actor, "oversight.read", on=on)
    names = names_of(session)
    query = select(OversightView).order_by(OversightView.asked_at.desc(), OversightView.id.desc())
    return [
        _record(session, row, actor, names, on) for row in session.scalars(query) if _sees(actor, row, on)
    ]


def _reviewer(person: Person, within: Facts, lately: Facts) -> Reviewer:
    def theirs(one: Fact) -> bool:
        return one.reviewer == person.id

    return Reviewer(
        person,
        figures(within.where(theirs), enough_cases),
        attention(lately.where(theirs), enough_cases),
    )


def _require_unit(work: UnitOfWork, business_unit: str) -> None:
    """Raise unless the actor sees oversight of that unit, and there is something to see."""
    work.require("oversight.read", business_unit=business_unit)
    reached = scope.reached(work.session, work.actor, "oversight.read")
    found = select(Requisition.id).where(Requisition.business_unit == business_unit, reached).limit(1)
    if work.session.scalar(found) is None:
        raise NotFound(f"no requests of a business unit {business_unit[:80]!r}", hint="check its name")


def _reached(work: UnitOfWork, view_id: str) -> OversightView:
    work.require("oversight.read")
    row = work.session.get(OversightView, view_id, with_for_update=True)
    if row is None or not _sees(work.actor, row, work.today):
        raise NotFound(f"no view {view_id}", hint="check the identifier")
    return row


def _to_answer(work: UnitOfWork, view_id: str) -> OversightView:
    row = _reached(work, view_id)
    work.require("oversight.approve_people", business_unit=row.business_unit, jurisdiction=EVERYWHERE)
    if row.answer is not None or row.ended_at is not None:
        raise Conflict(
            f"view {view_id} no longer waits for an answer", hint="list the views and choose there"
        )
    return row


def _answer(work: UnitOfWork, row: OversightView, answer: str) -> None:
    row.answer, row.answered_by, row.answered_at = answer, work.actor.id, work.now
    work.session.flush()
    _audit(work, row, answer)


def _refuse_closed(work: UnitOfWork, row: OversightView) -> None:
    if row.asked_by != work.actor.id:
        raise Forbidden(
            f"view {row.id} is for whoever asked for it", hint="ask for one of your own, saying what for"
        )
    work.require("oversight.read", business_unit=row.business_unit)
    state = _state(row, work.today)
    if state != "approved":
        raise Conflict(
            f"view {row.id} is {state} and shows nobody",
            hint="somebody in compliance approves it"
            if state == "asked"
            else "ask for another, saying what for",
        )


def _sees(actor: Actor, row: OversightView, on: date) -> bool:
    if row.asked_by == actor.id:
        return True
    return access.allows(
        actor, "oversight.read", business_unit=row.business_unit, jurisdiction=EVERYWHERE, on=on
    )


def _state(row: OversightView, on: date) -> State:
    if row.ended_at is not None:
        return "ended"
    if row.answer == "refused":
        return "refused"
    if row.last_day < on:
        return "expired"
    return "approved" if row.answer == "approved" else "asked"


def _may_answer(actor: Actor, row: OversightView, on: date) -> bool:
    return (
        _state(row, on) == "asked"
        and row.asked_by != actor.id
        and access.allows(
            actor,
            "oversight.approve_people",
            business_unit=row.business_unit,
            jurisdiction=EVERYWHERE,
            on=on,
        )
    )


def _record(
    session: Session, row: OversightView, actor: Actor, names: Mapping[str, str], on: date
) -> ViewRecord:
    return ViewRecord(
        id=row.id,
        business_unit=row.business_unit,
        purpose=open_words(session, Owner(VIEW_KEY, row.id), row.purpose, place=_place(row.id)),
        last_day=row.last_day,
        state=_state(row, on),
        asked_by=Person.of(row.asked_by, names),
        asked_at=row.asked_at,
        answered_by=Person.of(row.answered_by, names) if row.answered_by else None,
        answered_at=row.answered_at,
        ended_by=Person.of(row.ended_by, names) if row.ended_by else None,
        ended_at=row.ended_at,
        yours=row.asked_by == actor.id,
        may_answer=_may_answer(actor, row, on),
    )


def _audit(
    work: UnitOfWork,
    row: OversightView,
    what: str,
    facts: Mapping[str, object] | None = None,
    purpose: str | None = None,
) -> None:
    work.audit(
        f"oversight.people_{what}",
        "oversight_view",
        row.id,
        business_unit=row.business_unit,
        facts=facts or {},
        words={"purpose": (Owner(VIEW_KEY, row.id), purpose)} if purpose else {},
    )


def _place(view_id: str) -> str:
    return f"oversight_view.purpose:{view_id}"
