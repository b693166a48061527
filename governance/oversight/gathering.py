"""The facts of oversight, read from the record for whoever reaches their requests. Lists that no machine ranked are left out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from governance import scope
from governance.access import Actor
from governance.lists.shortlists import candidate_part
from governance.oversight.facts import BlindReview, Choice, Facts, Run
from governance.oversight.measures import tau_b
from governance.oversight.thresholds import LIKELY_PLACES, LONGEST_PAUSE, UNLIKELY_FIT
from governance.storage.tables import (
    Approval,
    BlindEnd,
    BlindReading,
    Candidate,
    Decision,
    ListOverride,
    Requisition,
    Selection,
    Shortlist,
)

# The version of a mark that was given once: one for opening, one for the mark. A corrected one has lost its first time.
_NEVER_CORRECTED = 2


def gather(session: Session, actor: Actor) -> Facts:
    """Everything that oversight may show this actor something of."""
    return Facts(tuple(_choices(session, actor)), tuple(_blind(session, actor)), tuple(_runs(session, actor)))


def month_of(at: datetime) -> str:
    return f"{at:%Y-%m}"


def _within(session: Session, actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Of requests in the actor's reach, on lists that a machine ranked."""
    return scope.reached(session, actor, "oversight.read"), Shortlist.ranked.is_(True)


def _choices(session: Session, actor: Actor) -> Iterator[Choice]:
    on_list = and_(
        Candidate.shortlist_id == Selection.shortlist_id, Candidate.person_id == Selection.person_id
    )
    query = (
        select(Selection, Candidate.rank)
        .join(Requisition, Requisition.id == Selection.requisition_id)
        .join(Shortlist, Shortlist.id == Selection.shortlist_id)
        .join(Candidate, on_list)
        .where(Selection.origin == "manager", *_within(session, actor))
        .order_by(Selection.requisition_id, Selection.selected_at, Selection.position)
    )
    added, reasons = _added(session), _reasons(session)
    for _, rows in groupby(session.execute(query), lambda row: row[0].requisition_id):
        found = list(rows)
        # Whatever was chosen later was chosen knowing the answer to the first.
        first = [row for row in found if row[0].selected_at == found[0][0].selected_at]
        yield _choice(session, first, added, reasons)


def _choice(
    session: Session,
    rows: Sequence[Any],
    added: Mapping[str, set[str]],
    reasons: Mapping[str, set[str]],
) -> Choice:
    chosen: Selection = rows[0][0]
    by_hand = added.get(chosen.shortlist_id, set())
    ranks = [None if one.person_id in by_hand else rank for one, rank in rows]
    return Choice(
        unit=chosen.business_unit,
        month=month_of(chosen.selected_at),
        reviewer=chosen.submitted_by,
        requisition=chosen.requisition_id,
        follows=all(rank is not None and rank <= len(rows) for rank in ranks),
        unlikely=any(_unlikely(session, one, rank) for (one, _), rank in zip(rows, ranks, strict=True)),
        reasons=frozenset(reasons.get(chosen.shortlist_id, ())),
    )


def _unlikely(session: Session, chosen: Selection, rank: int | None) -> bool:
    """Whom somebody added by hand the machine did not recommend at all, so there was nothing to accept."""
    if rank is None:
        return False
    if rank > LIKELY_PLACES:
        return True
    part = candidate_part(session, chosen.shortlist_id, chosen.person_id)
    return part is not None and part.get("fit") == UNLIKELY_FIT


def _added(session: Session) -> Mapping[str, set[str]]:
    """Whom people added, by list."""
    query = select(ListOverride.shortlist_id, ListOverride.person_id).where(ListOverride.action == "add")
    return _grouped(session.execute(query))


def _reasons(session: Session) -> Mapping[str, set[str]]:
    """Why people changed a list or replaced a choice made from it, by list."""
    replaced = select(Approval.shortlist_id, Approval.reason_code).where(
        Approval.kind == "selection", Approval.decision == "overridden"
    )
    changed = select(ListOverride.shortlist_id, ListOverride.reason_code)
    return _grouped([*session.execute(changed), *session.execute(replaced)])


def _grouped(pairs: Iterable[Any]) -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return found


def _blind(session: Session, actor: Actor) -> Iterator[BlindReview]:
    """Of reviewers who opened the list, so that no mark changes any more."""
    on_list = and_(
        Candidate.shortlist_id == BlindReading.shortlist_id, Candidate.person_id == BlindReading.person_id
    )
    query = (
        select(BlindEnd, Requisition.id, BlindReading, Candidate.rank)
        .join(Shortlist, Shortlist.id == BlindEnd.shortlist_id)
        .join(Requisition, Requisition.id == Shortlist.requisition_id)
        .join(
            BlindReading,
            and_(
                BlindReading.shortlist_id == BlindEnd.shortlist_id, BlindReading.reviewer == BlindEnd.reviewer
            ),
        )
        .join(Candidate, on_list)
        .where(BlindReading.rating.is_not(None), *_within(session, actor))
        .order_by(BlindEnd.shortlist_id, BlindEnd.reviewer, BlindReading.position)
    )
    rows = session.execute(query)
    for _, one_review in groupby(rows, lambda row: (row[0].shortlist_id, row[0].reviewer)):
        yield _review(list(one_review))


def _review(rows: Sequence[Any]) -> BlindReview:
    end: BlindEnd = rows[0][0]
    readings: list[BlindReading] = [row[2] for row in rows]
    marks = [one.rating or 0 for one in readings]
    return BlindReview(
        unit=end.business_unit,
        month=month_of(end.ended_at),
        reviewer=end.reviewer,
        requisition=rows[0][1],
        marks=tuple(marks),
        agreement=tau_b(marks, [-row[3] for row in rows]),
        seconds=tuple(
            (one.rated_at - one.opened_at).total_seconds()
            for one in readings
            if one.rated_at is not None and one.version == _NEVER_CORRECTED
        ),
    )


def _runs(session: Session, actor: Actor) -> Iterator[Run]:
    query = (
        select(Decision)
        .join(Requisition, Requisition.id == Decision.requisition_id)
        .join(Shortlist, Shortlist.id == Decision.shortlist_id)
        .where(*_within(session, actor))
        .order_by(Decision.shortlist_id, Decision.decided_by, Decision.decided_at, Decision.id)
    )
    rows = session.scalars(query)
    for _, one_run in groupby(rows, lambda one: (one.shortlist_id, one.decided_by)):
        yield _run(list(one_run))


def _run(decisions: list[Decision]) -> Run:
    first = decisions[0]
    pauses = (after.decided_at - before.decided_at for before, after in pairwise(decisions))
    return Run(
        unit=first.business_unit,
        month=month_of(first.decided_at),
        reviewer=first.decided_by,
        requisition=first.requisition_id,
        decisions=len(decisions),
        seconds=tuple(pause.total_seconds() for pause in pauses if pause <= LONGEST_PAUSE),
    )
