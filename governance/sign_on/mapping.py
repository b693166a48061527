"""What the groups of an identity provider give: a document that one person proposes and another confirms.

    groups:
      candor-buyers:
        - {role: procurement, business_unit: digital, jurisdiction: DE, limit: {amount: 60000, currency: EUR}}

One mapping is in force. Administrators are never made by a group: two people name them (`governance/accounts/grants.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import access
from governance.access import EVERYWHERE, Actor, Grant, RoleName
from governance.accounts.grants import checked, end_group_grants
from governance.canonical import canonical, sha256
from governance.database import UnitOfWork, today
from governance.identity import names_of
from governance.money import Money
from governance.storage.tables import SignOnMapping
from governance.views import Person
from matching.errors import Conflict, Fault, Forbidden, InputError, Stale

LONGEST_GROUP = 200
MOST_GROUPS = 1_000

_KEYS = {"role", "business_unit", "jurisdiction", "limit"}


@dataclass(frozen=True, slots=True)
class MappingRecord:
    """A mapping with who stands behind it; `confirmed_by` is None while it waits."""

    id: str
    groups: Mapping[str, tuple[Grant, ...]]
    digest: str
    proposed_by: Person
    proposed_at: datetime
    confirmed_by: Person | None


@dataclass(frozen=True, slots=True)
class MappingChange:
    """What one mapping gives beside another: group and grant, in the order of the mapping that has them."""

    new: tuple[tuple[str, Grant], ...]
    kept: tuple[tuple[str, Grant], ...]
    ended: tuple[tuple[str, Grant], ...]

    @property
    def changes(self) -> bool:
        return bool(self.new or self.ended)


@dataclass(frozen=True, slots=True)
class MappingPlan:
    """What a mapping would change, confirmed now. `digest` names it and the mapping in force it was held against."""

    change: MappingChange
    replaces: str | None
    digest: str


def compare(before: Mapping[str, tuple[Grant, ...]], after: Mapping[str, tuple[Grant, ...]]) -> MappingChange:
    old, new = _pairs(before), _pairs(after)
    return MappingChange(
        new=tuple(one for one in new if one not in old),
        kept=tuple(one for one in new if one in old),
        ended=tuple(one for one in old if one not in new),
    )


def plan_mapping(session: Session, actor: Actor, document: Mapping[str, Any], file: str) -> MappingPlan:
    """What a mapping would change beside the one in force, for whoever may propose it; InputError with every fault of it."""
    access.require(actor, "account.manage", on=today(session))
    return _plan(session, document, file)


def propose_mapping(
    work: UnitOfWork, document: Mapping[str, Any], file: str, *, expected: str | None = None
) -> str:
    """Propose a mapping in place of the one in force; gives its id. InputError with every fault of it.

    `expected`: the digest of the plan that was looked at; Stale where it would change something else by now.
    """
    work.require("account.manage")
    plan = _plan(work.session, document, file)
    if expected is not None and plan.digest != expected:
        raise Stale(
            "the mapping in force has changed since you looked at what this one would change",
            hint="look at it again, then propose it",
        )
    mapping_id, digest = work.new_id("M"), sha256(canonical(dict(document)))
    work.add(
        SignOnMapping(
            id=mapping_id,
            document=dict(document),
            digest=digest,
            proposed_by=work.actor.id,
            proposed_at=work.now,
        )
    )
    _audit(work, "sign_on.mapping_proposed", mapping_id, digest)
    return mapping_id


def confirm_mapping(work: UnitOfWork, mapping_id: str) -> None:
    """Another administrator's yes. The mapping before it ends, and with it every grant that it gave."""
    work.require("account.manage")
    row = _waiting(work, mapping_id)
    if row.proposed_by == work.actor.id:
        raise Forbidden(
            f"{work.actor.display_name} proposed this and so may not confirm it",
            hint="another administrator must do it",
        )
    before = in_force(work.session)
    ended = 0
    if before is not None:
        before.ended_at = work.now
        ended = end_group_grants(work)
        work.session.flush()
    row.confirmed_by, row.confirmed_at = work.actor.id, work.now
    _audit(
        work, "sign_on.mapping_confirmed", mapping_id, row.digest, replaces=before and before.id, ended=ended
    )


def end_mapping(work: UnitOfWork, mapping_id: str) -> None:
    """Deny a mapping that waits, or end the one in force with every grant that it gave; one person is enough."""
    work.require("account.close")
    row = work.locked(SignOnMapping, mapping_id, "sign-on mapping")
    if row.ended_at is not None:
        raise Conflict(f"sign-on mapping {mapping_id} has ended already")
    row.ended_at = work.now
    ended = end_group_grants(work) if row.confirmed_at is not None else 0
    _audit(work, "sign_on.mapping_ended", mapping_id, row.digest, ended=ended)


def list_mappings(session: Session, actor: Actor) -> list[MappingRecord]:
    """The mapping in force and those that wait, for those who see accounts."""
    access.require(actor, "account.read", on=today(session))
    names = names_of(session)
    query = select(SignOnMapping).where(SignOnMapping.ended_at.is_(None))
    return [
        MappingRecord(
            id=row.id,
            groups=read_groups(row.document, row.id),
            digest=row.digest,
            proposed_by=Person.of(row.proposed_by, names),
            proposed_at=row.proposed_at,
            confirmed_by=Person.of(row.confirmed_by, names) if row.confirmed_by else None,
        )
        for row in session.scalars(query.order_by(SignOnMapping.id))
    ]


def in_force(session: Session) -> SignOnMapping | None:
    return session.scalar(
        select(SignOnMapping).where(SignOnMapping.confirmed_at.is_not(None), SignOnMapping.ended_at.is_(None))
    )


def grants_for(mapping: SignOnMapping | None, groups: Iterable[str]) -> tuple[Grant, ...]:
    """What these groups give, each grant once, in the order of the mapping."""
    if mapping is None:
        return ()
    given, held = read_groups(mapping.document, mapping.id), set(groups)
    return tuple(dict.fromkeys(grant for group, found in given.items() if group in held for grant in found))


def read_groups(document: Mapping[str, Any], file: str) -> dict[str, tuple[Grant, ...]]:
    """Grants by group, or InputError with every fault."""
    groups = document.get("groups")
    faults = [
        Fault("only groups", repr(key)[:80], file, field=str(key)[:80]) for key in document if key != "groups"
    ]
    if not isinstance(groups, Mapping) or not 0 < len(groups) <= MOST_GROUPS:
        faults.append(
            Fault(f"1 to {MOST_GROUPS:,} groups by name", type(groups).__name__, file, field="groups")
        )
        groups = {}
    found: dict[str, tuple[Grant, ...]] = {}
    for group, given in groups.items():
        name = str(group)
        if not 0 < len(name) <= LONGEST_GROUP:
            faults.append(
                Fault(f"a group of at most {LONGEST_GROUP} characters", repr(name[:40]), file, field="groups")
            )
        if not isinstance(given, list) or not given:
            faults.append(Fault("a list of grants", repr(given)[:80], file, field=f"groups.{name[:80]}"))
            continue
        read = [_grant(one, file, f"groups.{name[:80]}[{at}]", faults) for at, one in enumerate(given)]
        found[name] = tuple(one for one in read if one is not None)
    if faults:
        raise InputError("the sign-on mapping cannot be used", faults=faults)
    return found


def _plan(session: Session, document: Mapping[str, Any], file: str) -> MappingPlan:
    given, before = read_groups(document, file), in_force(session)
    replaces = before.id if before else None
    return MappingPlan(
        compare(read_groups(before.document, before.id) if before else {}, given),
        replaces,
        sha256(canonical({"document": dict(document), "replaces": replaces})),
    )


def _pairs(groups: Mapping[str, tuple[Grant, ...]]) -> dict[tuple[str, Grant], None]:
    """In order, each once."""
    return dict.fromkeys((group, grant) for group, given in groups.items() for grant in given)


def _grant(document: Any, file: str, field: str, faults: list[Fault]) -> Grant | None:
    if not isinstance(document, Mapping):
        faults.append(Fault("a grant", repr(document)[:80], file, field=field))
        return None
    unknown = [str(key)[:80] for key in document if key not in _KEYS]
    if unknown:
        faults.append(Fault(f"only {', '.join(sorted(_KEYS))}", ", ".join(unknown), file, field=field))
    try:
        limit = document.get("limit")
        money = None if limit is None else Money.of(limit["amount"], str(limit["currency"]))
        given = checked(
            str(document.get("role")),
            str(document.get("business_unit", EVERYWHERE)),
            money,
            None,
            None,
            str(document.get("jurisdiction", EVERYWHERE)),
        )
    except InputError as error:
        expected, _, found = error.message.removeprefix("expected ").partition(", found ")
        faults.append(Fault(expected, found, file, field=field))
        return None
    except (KeyError, TypeError):
        faults.append(
            Fault("a limit with amount and currency", repr(limit)[:80], file, field=f"{field}.limit")
        )
        return None
    if given.role == RoleName.ADMINISTRATOR:
        faults.append(
            Fault("a role other than administrator, whom two people name", given.role, file, field=field)
        )
        return None
    return given


def _waiting(work: UnitOfWork, mapping_id: str) -> SignOnMapping:
    row = work.locked(SignOnMapping, mapping_id, "sign-on mapping")
    if row.confirmed_at is not None or row.ended_at is not None:
        raise Conflict(f"sign-on mapping {mapping_id} no longer waits for confirmation")
    return row


def _audit(work: UnitOfWork, action: str, mapping_id: str, digest: str, **more: Any) -> None:
    work.audit(action, "sign_on_mapping", mapping_id, facts={"sha256": digest, **more})
