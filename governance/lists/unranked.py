"""What makes a list an honest unranked one: a stop that covers the request, the record's own seed, nobody compared.

The seed comes from the request and the home's key, so listing the same request again draws the same order: nobody lists
until a friend stands first.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from governance.database import UnitOfWork
from governance.stops import covering_request
from governance.storage.tables import Requisition
from governance.vault import vault_of
from matching.errors import Conflict, InputError
from matching.unranked import MOST, SCHEMA, drawn

_SAID = frozenset({"id", "flags"})


def is_unranked(document: Mapping[str, Any]) -> bool:
    return document.get("schema") == SCHEMA


def seed_for(session: Session, row: Requisition) -> str:
    """The seed of every unranked list of this version of the request."""
    return vault_of(session).mac("unranked-order", f"{row.id}:{row.role_version}".encode())


def check_unranked(work: UnitOfWork, row: Requisition, document: Mapping[str, Any]) -> None:
    """Raise unless ranking is stopped for the request now and the list is what its seed draws, without a word of fit."""
    stops = list(covering_request(work.session, row))
    if not stops:
        raise Conflict(
            f"ranking by machine is not stopped for {row.id}", hint="list again: it is then ranked"
        )
    if document.get("stops") != stops:
        raise Conflict(
            f"the stops of {row.id} changed: expected {', '.join(stops)}, found {document.get('stops')}",
            hint="list again",
        )
    people = [one for one in document.get("candidates", ()) if isinstance(one, dict)]
    compared = sorted({key for one in people for key in one} - _SAID)
    if compared:
        raise InputError(f"expected nobody compared on an unranked list, found {', '.join(compared)}")
    seed, ids = seed_for(work.session, row), [str(one.get("id")) for one in people]
    if (document.get("order") or {}).get("seed") != seed or ids != drawn(ids, seed) or len(ids) > MOST:
        raise InputError(
            f"expected at most {MOST} people in the order that the record's seed draws, found another"
        )
