"""Who may see rank, score, fit and reasons of a frozen list (`fit.read`), and what is left of it for whoever may not.

Finance answers for money and sees who is proposed at what cost, not what a machine thinks of people. Whoever decides sees
none of it, nor who is listed, until they have been through the blind stage of the list in force.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from governance import access
from governance.access import Actor
from governance.blind.rating import closed
from governance.blind.record import hides
from governance.canonical import canonical
from governance.database import Database, today
from governance.shortlists import read_shortlist
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
    scope = _scope(database, actor, shortlist_id)
    require_fit(actor, scope.unit, database=database)
    if scope.hidden:
        raise closed(scope.requisition_id, actor)
    return read_shortlist(database, shortlist_id)


def read_visible(database: Database, actor: Actor, shortlist_id: str) -> bytes:
    """The frozen document as far as the actor may see it: it names what is `withheld`, without `fit.read` or by a blind stage."""
    scope = _scope(database, actor, shortlist_id)
    document = read_shortlist(database, shortlist_id)
    if scope.hidden:
        return canonical(without_fit(json.loads(document)) | {"candidates": [], "withheld": list(HIDDEN)})
    if access.allows(actor, "fit.read", business_unit=scope.unit, on=database.clock().date()):
        return document
    return canonical(without_fit(json.loads(document)))


def require_fit(actor: Actor, business_unit: str | None, *, database: Database) -> None:
    """Forbidden, saying what is withheld, unless the actor may see fit and reasons in that business unit (None: in any)."""
    if not access.allows(actor, "fit.read", business_unit=business_unit, on=database.clock().date()):
        raise Forbidden(
            f"rank, score, fit and reasons are withheld from {actor.display_name}",
            hint="hiring managers, requesters, procurement, compliance and auditors may see them",
        )


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
    requisition_id: str
    unit: str
    hidden: bool


def _scope(database: Database, actor: Actor, shortlist_id: str) -> _Scope:
    with database.read() as session:
        row = session.get(Shortlist, shortlist_id)
        if row is None or not access.reads(actor, row.business_unit, on=today(session)):
            raise NotFound(f"no shortlist {shortlist_id}", hint="check the identifier")
        requisition = session.get_one(Requisition, row.requisition_id)
        return _Scope(row.requisition_id, row.business_unit, hides(session, actor, requisition))
