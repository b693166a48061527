"""What is set aside at import because nothing that scores may see it: names, sex, age, birth dates and the
like.

Sealed under a second key of the person, so that the key that opens a profile never opens these. Reviewers
may be told a name; the rest is for compliance alone. Knows nothing of ranking. Next: `importing.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import access
from governance.access import Actor
from governance.canonical import canonical
from governance.database import UnitOfWork, today
from governance.people.links import chunks, members
from governance.storage.tables import ProtectedAttribute
from governance.vault import Erased, Owner, vault_of

KEY_KIND = "protected"
_WHOLE_NAMES = ("name", "full_name", "display_name")
_NAME_PARTS = ("first_name", "given_name", "middle_name", "last_name", "family_name")


def sealed_rows(work: UnitOfWork, person_id: str, protected: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows for the store, sealed under the person's second key."""
    owner = Owner(KEY_KIND, person_id)
    return [
        {
            "person_id": person_id,
            "attribute": attribute,
            "sealed": work.vault.seal(
                work.session, owner, canonical(value), place=_place(person_id, attribute), now=work.now
            ),
            "imported_at": work.now,
        }
        for attribute, value in protected.items()
    ]


def read_names(session: Session, actor: Actor, ids: Iterable[str]) -> dict[str, str]:
    """What to call these people on a page, for those who review; whoever gave no name is absent."""
    access.require(actor, "people.read", on=today(session))
    groups = members(session, ids)
    names = _names(session, (member for group in groups.values() for member in group))
    found = {
        asked: next((names[m] for m in (asked, *group) if m in names), "") for asked, group in groups.items()
    }
    return {asked: name for asked, name in found.items() if name}


def names_to_identify(work: UnitOfWork, ids: Iterable[str]) -> dict[str, str]:
    """Each source profile's own name, for identity resolution alone: compared in memory, never kept or passed on."""
    work.require("people.import")
    return _names(work.session, ids)


def read_protected(work: UnitOfWork, ids: Iterable[str], purpose: str) -> dict[str, dict[str, Any]]:
    """Protected attributes for a bias audit: compliance only, and every reading is itself recorded."""
    work.require("protected.read")
    wanted = list(ids)
    work.audit(
        "protected.read",
        "people",
        "protected",
        facts={"people": len(wanted)},
        words={"purpose": (Owner("record", "protected"), purpose)},
    )
    groups = members(work.session, wanted)
    found = _read(work.session, (member for group in groups.values() for member in group), None)
    # What one of a person's sources was told holds of the person; their own profile's word goes first.
    known = {
        asked: {
            key: value for member in (*reversed(group), asked) for key, value in found.get(member, {}).items()
        }
        for asked, group in groups.items()
    }
    return {asked: values for asked, values in known.items() if values}


def _names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    found = _read(session, ids, (*_WHOLE_NAMES, *_NAME_PARTS))
    names = {person_id: _one_name(values) for person_id, values in found.items()}
    return {person_id: name for person_id, name in names.items() if name}


def _read(
    session: Session, ids: Iterable[str], attributes: tuple[str, ...] | None
) -> dict[str, dict[str, Any]]:
    import json

    found: dict[str, dict[str, Any]] = {}
    for chunk in chunks(ids):
        vault_of(session).load_keys(session, KEY_KIND, chunk)
        query = select(ProtectedAttribute).where(ProtectedAttribute.person_id.in_(chunk))
        if attributes is not None:
            query = query.where(ProtectedAttribute.attribute.in_(attributes))
        for row in session.scalars(query):
            place = _place(row.person_id, row.attribute)
            try:
                value = vault_of(session).open(
                    session, Owner(KEY_KIND, row.person_id), row.sealed, place=place
                )
            except Erased:
                continue
            found.setdefault(row.person_id, {})[row.attribute] = json.loads(value)
    return found


def _one_name(values: Mapping[str, Any]) -> str:
    whole = next((str(values[key]) for key in _WHOLE_NAMES if values.get(key)), "")
    return (whole or " ".join(str(values[key]) for key in _NAME_PARTS if values.get(key))).strip()


def _place(person_id: str, attribute: str) -> str:
    return f"protected_attribute:{person_id}:{attribute}"
