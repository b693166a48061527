"""Whether a frozen ranking still says what a ranking of today would rest on: the same role, model and profiles.

A list never changes once frozen. What it was made from may, and then nobody is approved on it until the request is ranked
again, which takes seconds. Nor is anybody on a ranked list from before ranking was stopped: it is listed anew, unranked.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance import cases
from governance.people.links import members
from governance.promotion import champion
from governance.stops import covering_request
from governance.storage.tables import Requisition, Shortlist, SourceProfile
from matching.errors import Conflict


def outdated(session: Session, row: Requisition, shortlist: Shortlist) -> tuple[str, ...]:
    """What the choice made on this list no longer rests on, in words; nothing where it stands."""
    serving = champion(session)
    found = []
    if shortlist.role_version != row.role_version:
        found.append("the role changed")
    if shortlist.ranked and serving is not None and shortlist.model_hash != serving:
        found.append("another model serves now")
    if shortlist.ranked and (stops := covering_request(session, row)):
        found.append(f"ranking by machine was stopped ({', '.join(stops)})")
    chosen = [selection.person_id for selection in cases.selections(session, row.id)]
    changed = _changed_since(session, chosen, shortlist)
    if changed:
        found.append(f"new profiles came in of {', '.join(changed)}")
    return tuple(found)


def refuse_outdated(session: Session, row: Requisition) -> None:
    """Conflict where the requisition's choice rests on a list that a ranking of today need not agree with."""
    shortlist = cases.current_shortlist(session, row.id)
    found = outdated(session, row, shortlist)
    if found:
        raise Conflict(
            f"shortlist {shortlist.id} is outdated: {'; '.join(found)}",
            hint="send it back; listing again takes seconds, then choose again",
        )


def _changed_since(session: Session, people: list[str], shortlist: Shortlist) -> list[str]:
    profiles = {one: person for person, ids in members(session, people).items() for one in ids}
    newest = session.execute(
        select(SourceProfile.person_id, func.max(SourceProfile.imported_at))
        .where(SourceProfile.person_id.in_(profiles))
        .group_by(SourceProfile.person_id)
    )
    later = {profiles[person] for person, at in newest if at > shortlist.created_at}
    return [person for person in people if person in later]
