"""What happened to a requisition since somebody last opened it: only what others did, and only what changes the case.

A look is noted beside the record and stands in no log: it helps one person read and says nothing of what was done. Looks within
a quarter of an hour are one visit, so that what is new stays marked while somebody moves about in a case. What is told
here is the log of the case, for whoever the caller knows may read it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, delete, func, select, union_all
from sqlalchemy.orm import Session, aliased

from governance.access import Actor
from governance.database import Database, UnitOfWork
from governance.identity import names_of
from governance.storage.tables import AuditEntry, AuditHead, Engagement, Look
from governance.views import AuditLine, Person

ONE_VISIT: Final = timedelta(minutes=15)

# Of what the log holds about a case: reading, which changes nothing in it.
_READING = ("evidence.made", "blind.opened")
_WRITE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class News:
    """What others did to a requisition since `since`: how many entries, and the last of them."""

    since: datetime
    changes: int
    action: str
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True)
class LastLook:
    """What is told apart from: when it was, and how long the log was then."""

    at: datetime
    seen: int


def log_size(session: Session) -> int:
    """How long the log is: what is read from now on shows everything up to here."""
    return session.scalar(select(AuditHead.size)) or 0


def note_look(database: Database, account_id: str, requisition_id: str, *, seen: int, now: datetime) -> None:
    """Somebody opened a requisition that they may read, when the log was `seen` entries long."""
    with database.read() as session:
        if _noted(session.get(Look, (account_id, requisition_id)), seen, now):
            return
    with database.upkeep() as session:
        row = session.get(Look, (account_id, requisition_id))
        if row is None:
            first = {"looked_at": now, "seen": seen, "before_at": now, "before": seen}
            session.add(Look(account_id=account_id, requisition_id=requisition_id, **first))
            return
        if now - row.looked_at >= ONE_VISIT:
            row.before_at, row.before = row.looked_at, row.seen
        row.looked_at, row.seen = now, max(seen, row.seen)


def last_look(session: Session, actor: Actor, requisition_id: str, now: datetime) -> LastLook | None:
    """The visit before the one that goes on at `now`, or its own beginning where it is the first; None where there is none."""
    row = session.get(Look, (actor.id, requisition_id))
    if row is None:
        return None
    if now - row.looked_at >= ONE_VISIT:
        return LastLook(row.looked_at, row.seen)
    return LastLook(row.before_at, row.before)


def new_since(look: LastLook | None, entries: Iterable[AuditLine], actor: Actor) -> tuple[AuditLine, ...]:
    """Of a case's log, what others did since that visit; nothing where there was none."""
    if look is None:
        return ()
    return tuple(one for one in entries if one.seq > look.seen and is_news(one, actor))


def is_news(entry: AuditLine, actor: Actor) -> bool:
    return entry.actor.id != actor.id and entry.action not in _READING


def looks_of(session: Session, actor: Actor) -> dict[str, News | None]:
    """Each requisition that the actor has opened -> what others did since, None where nothing.

    One query, however many there are. The caller shows it only beside requisitions that the actor reaches.
    """
    names = names_of(session)
    return {
        requisition_id: None
        if last is None
        else News(since, changes, last.action, Person.of(last.actor, names), last.at)
        for requisition_id, since, changes, last in session.execute(_news(actor.id))
    }


def forget_looks(work: UnitOfWork, account_id: str) -> None:
    """Within the command that closes the account."""
    work.session.execute(delete(Look).where(Look.account_id == account_id))


def _noted(row: Look | None, seen: int, now: datetime) -> bool:
    """Whether nothing would be gained by writing it down again."""
    return row is not None and row.seen >= seen and now - row.looked_at < _WRITE_EVERY


def _news(account_id: str) -> Select[str, datetime, int, AuditEntry | None]:
    mine = select(Look).where(Look.account_id == account_id).subquery()
    looked = (mine.c.requisition_id, mine.c.seen)
    # What the log speaks of: the requisition itself, and each engagement of it.
    about = union_all(
        select(mine.c.requisition_id.label("subject_id"), *looked),
        select(Engagement.id, *looked).join(mine, mine.c.requisition_id == Engagement.requisition_id),
    ).subquery()
    entry, last = aliased(AuditEntry), aliased(AuditEntry)
    counted = (
        select(about.c.requisition_id, func.count().label("changes"), func.max(entry.seq).label("last"))
        .join(entry, (entry.subject_id == about.c.subject_id) & (entry.seq > about.c.seen))
        .where(entry.actor != account_id, entry.action.not_in(_READING))
        .group_by(about.c.requisition_id)
        .subquery()
    )
    return (
        select(mine.c.requisition_id, mine.c.looked_at, counted.c.changes, last)
        .outerjoin(counted, counted.c.requisition_id == mine.c.requisition_id)
        .outerjoin(last, last.seq == counted.c.last)
    )
