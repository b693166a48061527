"""Who may see rank, score, fit and reasons of a frozen list (`fit.read`), and what is left of it for whoever may not.

Finance answers for money and sees who is proposed at what cost, not what a machine thinks of people. Whoever decides sees
none of it, nor who is listed, until they have been through the blind stage of the list in force.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from governance import access, scope
from governance.access import Actor
from governance.blind.rating import closed
from governance.blind.record import hides
from governance.canonical import canonical
from governance.database import Database
from governance.lists.shortlists import read_shortlist
from governance.storage.tables import Requisition, Shortlist
from matching.errors import Forbidden, NotFound

WITHHELD = ("rank", "score", "fit", "reasons")
# Before the blind stage is over.
HIDDEN = (*WITHHELD, "people")

# What a list says of one of the ranked that tells nothing of their place.
_KEPT = ("id", "erased", "duplicates")
# Of the whole list: what scores are measured against.
_OF_SCORES = ("base", "diversity")


def read_fit(database: Database, actor: Actor, shortlist_id: str) -> bytes:
    """The frozen document byte for byte, for whoever may see fit; NotFound where the list is out of their scope.

    Conflict while a blind stage hides it.
    """
    found = _scope(database, actor, shortlist_id)
    if found.hidden:
        raise closed(found.requisition_id, actor)
    if not found.sees:
        raise _withheld(actor)
    return read_shortlist(database, shortlist_id)


def read_visible(database: Database, actor: Actor, shortlist_id: str) -> bytes:
    """The frozen document as far as the actor may see it: it names what is `withheld`, without `fit.read` or by a blind stage."""
    found = _scope(database, actor, shortlist_id)
    document = read_shortlist(database, shortlist_id)
    if found.hidden:
        return canonical(without_fit(json.loads(document)) | {"candidates": [], "withheld": list(HIDDEN)})
    if found.sees:
        return document
    return canonical(without_fit(json.loads(document)))


def require_fit(actor: Actor, business_unit: str | None, *, database: Database) -> None:
    """Forbidden, saying what is withheld, unless the actor may see fit and reasons in that business unit (None: in any)."""
    if not access.allows(actor, "fit.read", business_unit=business_unit, on=database.clock().date()):
        raise _withheld(actor)


def without_fit(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with the ranked in the order of their ids and nothing that a place could be told from."""
    kept = {key: value for key, value in document.items() if key not in _OF_SCORES}
    ranked = [
        {key: person[key] for key in _KEPT if key in person} for person in document.get("candidates", ())
    ]
    return kept | {
        "candidates": sorted(ranked, key=lambda person: str(person["id"])),
        "withheld": list(WITHHELD),
    }


@dataclass(frozen=True, slots=True)
class _Scope:
    """Whether fit is for the actor to see, and whether a blind stage hides the list from them."""

    requisition_id: str
    sees: bool
    hidden: bool


def _scope(database: Database, actor: Actor, shortlist_id: str) -> _Scope:
    """NotFound where the list is out of the actor's scope."""
    query = select(Requisition).join(Shortlist, Shortlist.requisition_id == Requisition.id)
    with database.read() as session:
        row = session.scalars(query.where(Shortlist.id == shortlist_id)).one_or_none()
        if row is None or not scope.reads(session, actor, row):
            raise NotFound(f"no shortlist {shortlist_id}", hint="check the identifier")
        return _Scope(row.id, scope.reaches(session, actor, "fit.read", row), hides(session, actor, row))


def _withheld(actor: Actor) -> Forbidden:
    return Forbidden(
        f"rank, score, fit and reasons are withheld from {actor.display_name}",
        hint="hiring managers, requesters, procurement, compliance and auditors may see them",
    )
