"""Who may do what: the whole policy on one page.

A grant is a role in a business unit, up to an amount, between two dates. Nothing is allowed that no line
here allows, and what lies outside a person's business units looks absent. Who the person is, is
`accounts.py`; which move a requisition's state allows, is `lifecycle.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from governance.money import Money
from matching.errors import Forbidden, NotFound

EVERYWHERE = "*"


class RoleName(StrEnum):
    REQUESTER = "requester"
    HIRING_MANAGER = "hiring_manager"
    PROCUREMENT = "procurement"
    COMPLIANCE = "compliance"
    FINANCE = "finance"
    DATA_SCIENTIST = "data_scientist"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one business unit (`*`: all). Without `approval_limit` no amount may be approved.

    `starts` and `ends` are the first and the last day on which it holds.
    """

    role: RoleName
    business_unit: str
    approval_limit: Money | None = None
    starts: date | None = None
    ends: date | None = None
    jurisdiction: str = EVERYWHERE

    def holds(self, on: date) -> bool:
        return (self.starts is None or self.starts <= on) and (self.ends is None or on <= self.ends)

    def covers(self, business_unit: str) -> bool:
        return self.business_unit in (EVERYWHERE, business_unit)


@dataclass(frozen=True, slots=True)
class Actor:
    """A named person (or the home itself) acting under their grants."""

    id: str
    name: str
    display_name: str
    grants: tuple[Grant, ...] = ()


# The home acting on itself: first account, upkeep of guards, failed log-ins. Has no grants, so it decides
# nothing.
HOME = Actor("home", "home", "Candor")

_REQUEST = {RoleName.REQUESTER, RoleName.HIRING_MANAGER}
_REVIEW = {RoleName.HIRING_MANAGER}
_APPROVE = {RoleName.PROCUREMENT}
_ENGAGE = {RoleName.HIRING_MANAGER, RoleName.PROCUREMENT}
_CLASSIFY = {RoleName.HIRING_MANAGER, RoleName.PROCUREMENT}
_STOP = {RoleName.PROCUREMENT, RoleName.COMPLIANCE}
_READ = {
    RoleName.REQUESTER,
    RoleName.HIRING_MANAGER,
    RoleName.PROCUREMENT,
    RoleName.COMPLIANCE,
    RoleName.FINANCE,
    RoleName.AUDITOR,
}
_LEARN = {RoleName.DATA_SCIENTIST}

PERMISSIONS: dict[str, frozenset[RoleName]] = {
    action: frozenset(roles)
    for action, roles in {
        "account.manage": {RoleName.ADMINISTRATOR},
        "account.own": set(RoleName),
        "people.import": {RoleName.PROCUREMENT, RoleName.DATA_SCIENTIST, RoleName.ADMINISTRATOR},
        "people.read": _READ,
        "people.restrict": {RoleName.PROCUREMENT, RoleName.COMPLIANCE},
        "people.identify": {RoleName.PROCUREMENT, RoleName.COMPLIANCE},
        "people.erase": {RoleName.COMPLIANCE},
        "notice.read": {RoleName.PROCUREMENT, RoleName.COMPLIANCE},
        "people.purge": {RoleName.PROCUREMENT, RoleName.COMPLIANCE},
        "protected.read": {RoleName.COMPLIANCE},
        "template.save": {RoleName.PROCUREMENT, RoleName.ADMINISTRATOR},
        "requisition.read": _READ,
        "requisition.write": _REQUEST,
        "requisition.approve": {RoleName.PROCUREMENT, RoleName.FINANCE},
        "shortlist.freeze": _REQUEST,
        "list.change": _APPROVE,
        "list.add": _ENGAGE,
        "ranking.stop": _STOP,
        "ranking.stop_everywhere": {RoleName.COMPLIANCE},
        "review.decide": _REVIEW,
        "selection.approve": _APPROVE,
        "candidate.move": _ENGAGE,
        "classification.assess": _CLASSIFY,
        "classification.decide": {RoleName.COMPLIANCE},
        "engagement.manage": _ENGAGE,
        "extension.approve": _APPROVE,
        "outcome.record": _REVIEW,
        "outcome.import": {RoleName.PROCUREMENT, RoleName.DATA_SCIENTIST},
        "bundle.read": _LEARN | {RoleName.COMPLIANCE, RoleName.AUDITOR, RoleName.PROCUREMENT},
        "bundle.propose": _LEARN,
        "bundle.approve": _LEARN | {RoleName.COMPLIANCE},
        "bundle.release": {RoleName.ADMINISTRATOR},
        "audit.read": {RoleName.AUDITOR, RoleName.COMPLIANCE},
    }.items()
}

# An administrator decides nothing about people or models, and an auditor changes nothing: one account
# cannot be both.
STANDS_ALONE = frozenset({RoleName.ADMINISTRATOR, RoleName.AUDITOR})


def allows(
    actor: Actor, action: str, *, business_unit: str | None = None, amount: Money | None = None, on: date
) -> bool:
    """Whether some grant of the actor allows the action there, for that amount, on that day."""
    return any(
        grant.role in PERMISSIONS.get(action, ())
        and (business_unit is None or grant.covers(business_unit))
        and (amount is None or (grant.approval_limit is not None and amount.within(grant.approval_limit)))
        for grant in actor.grants
        if grant.holds(on)
    )


def require(
    actor: Actor, action: str, *, business_unit: str | None = None, amount: Money | None = None, on: date
) -> None:
    """Raise unless `allows`: NotFound where the actor may not even read that business unit, else Forbidden."""
    if allows(actor, action, business_unit=business_unit, amount=amount, on=on):
        return
    if allows(actor, action, business_unit=business_unit, on=on):
        raise Forbidden(
            f"{actor.display_name} may not approve {amount}: above every approval limit they hold in that currency",
            hint="ask someone with a higher limit",
        )
    if business_unit is not None and not reads(actor, business_unit, on=on):
        raise NotFound("nothing of that name", hint="check the identifier")
    roles = ", ".join(sorted(PERMISSIONS.get(action, ()))) or "nobody"
    raise Forbidden(
        f"{actor.display_name} may not do this ({action}): it takes one of the roles {roles}",
        hint="ask someone who holds it",
    )


def reads(actor: Actor, business_unit: str, *, on: date) -> bool:
    """Whether requisitions of that business unit exist for the actor at all."""
    return allows(actor, "requisition.read", business_unit=business_unit, on=on)


def units_for(actor: Actor, action: str, *, on: date) -> frozenset[str]:
    """Business units in which the actor may do this on that day; holds `*` when it is all of them."""
    roles = PERMISSIONS[action]
    return frozenset(g.business_unit for g in actor.grants if g.role in roles and g.holds(on))


def readable_units(actor: Actor, *, on: date) -> frozenset[str]:
    """Business units whose requisitions the actor may read."""
    return units_for(actor, "requisition.read", on=on)


def require_another(actor: Actor, involved: Iterable[tuple[str, str]], act: str) -> None:
    """Separation of duties: raise when the actor is one of `involved`, pairs of (account id, what they did)."""
    for account_id, deed in involved:
        if account_id == actor.id:
            raise Forbidden(
                f"{actor.display_name} {deed} and so may not {act}",
                hint="another person must do it, whatever the amount or the role",
            )
