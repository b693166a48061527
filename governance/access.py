"""Who may do what: the whole policy on one page.

A grant is a role in a business unit and a jurisdiction, up to an amount, between two dates. A token is narrowed further, to
its scopes. Nothing is allowed that no line here allows, and what lies outside a person's business units and jurisdictions
looks absent. Who the person is, is `accounts/register.py`; who gave them a grant, `accounts/grants.py`; which move a requisition's state
allows, `lifecycle.py`.
"""

from collections.abc import Iterable, Iterator
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
    """One role in one business unit and one jurisdiction (`*`: all). Without `approval_limit` no amount may be approved.

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

    def covers(self, business_unit: str | None, jurisdiction: str | None = None) -> bool:
        """Whether it reaches there. None is what a record does not state, or nobody asks: any grant reaches it."""
        return (business_unit is None or self.business_unit in (EVERYWHERE, business_unit)) and (
            jurisdiction is None or self.serves(jurisdiction)
        )

    def serves(self, jurisdiction: str) -> bool:
        """Whether it reaches work under that law: a grant for `DE` does for `DE-BY`, none but `*` for what is unknown."""
        return self.jurisdiction in (EVERYWHERE, jurisdiction, jurisdiction.split("-")[0])


@dataclass(frozen=True, slots=True)
class DelegatedGrant:
    """A grant of somebody else (account id and name to show) under which the actor may answer; with its last day."""

    delegation_id: str
    delegator_id: str
    delegator_name: str
    grant: Grant


@dataclass(frozen=True, slots=True)
class Actor:
    """A named person (or the home itself) acting under their grants.

    `only`: the actions a token was made for; None is the person themselves, who may do all that their grants allow. `token`: the id
    of that token, for the log.
    """

    id: str
    name: str
    display_name: str
    grants: tuple[Grant, ...] = ()
    delegated: tuple[DelegatedGrant, ...] = ()
    only: frozenset[str] | None = None
    token: str | None = None

    def grants_for(self, action: str) -> tuple[Grant, ...]:
        """Their own grants, and for an answer and what one must read to give it, those delegated to them."""
        if action not in DELEGABLE:
            return self.grants
        return (*self.grants, *(given.grant for given in self.delegated))


# The home acting on itself: first account, upkeep of guards, failed log-ins. Has no grants, so it decides
# nothing.
HOME = Actor("home", "home", "Candor")

_REQUEST = {RoleName.REQUESTER, RoleName.HIRING_MANAGER}
_REVIEW = {RoleName.HIRING_MANAGER}
_APPROVE = {RoleName.PROCUREMENT, RoleName.FINANCE, RoleName.COMPLIANCE}
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
        "account.close": {RoleName.ADMINISTRATOR},
        "account.read": {RoleName.ADMINISTRATOR, RoleName.AUDITOR},
        "account.rescue": {RoleName.COMPLIANCE},
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
        "fit.read": _READ - {RoleName.FINANCE},
        "requisition.write": _REQUEST,
        "requisition.approve": _APPROVE,
        "shortlist.freeze": _REQUEST,
        "list.change": {RoleName.PROCUREMENT},
        "list.add": _ENGAGE,
        "ranking.stop": _STOP,
        "ranking.stop_everywhere": {RoleName.COMPLIANCE},
        "review.decide": _REVIEW,
        "selection.approve": _APPROVE,
        "selection.change": {RoleName.PROCUREMENT},
        "approval.delegate": _APPROVE,
        "policy.read": _READ,
        "policy.propose": _APPROVE,
        "policy.approve": {RoleName.FINANCE, RoleName.COMPLIANCE},
        "candidate.move": _ENGAGE,
        "classification.assess": _CLASSIFY,
        "classification.decide": {RoleName.COMPLIANCE},
        "engagement.manage": _ENGAGE,
        "extension.approve": {RoleName.PROCUREMENT},
        "outcome.record": _REVIEW,
        "outcome.import": {RoleName.PROCUREMENT, RoleName.DATA_SCIENTIST},
        "bundle.read": _LEARN | {RoleName.COMPLIANCE, RoleName.AUDITOR, RoleName.PROCUREMENT},
        "bundle.propose": _LEARN,
        "bundle.approve": _LEARN | {RoleName.COMPLIANCE},
        "bundle.release": {RoleName.ADMINISTRATOR},
        "hold.manage": {RoleName.COMPLIANCE},
        "hold.read": {RoleName.COMPLIANCE, RoleName.AUDITOR},
        "retention.apply": {RoleName.COMPLIANCE},
        "audit.read": {RoleName.AUDITOR, RoleName.COMPLIANCE},
        "evidence.make": {RoleName.AUDITOR, RoleName.COMPLIANCE, RoleName.PROCUREMENT},
        "oversight.read": {RoleName.AUDITOR, RoleName.COMPLIANCE, RoleName.PROCUREMENT},
        "oversight.approve_people": {RoleName.COMPLIANCE},
    }.items()
}

# What a delegation reaches: answering, and reading what is answered.
DELEGABLE = frozenset({"requisition.approve", "selection.approve", "requisition.read", "people.read"})

# An administrator decides nothing about people or models, and an auditor changes nothing: one account
# cannot be both.
STANDS_ALONE = frozenset({RoleName.ADMINISTRATOR, RoleName.AUDITOR})


# What a token may be made for. What a token changes it must find first, so these may read too.
_FIND = frozenset({"requisition.read", "fit.read", "people.read"})
SCOPES: dict[str, frozenset[str]] = {
    "read": _FIND | {"bundle.read"},
    "request": _FIND | {"requisition.write", "shortlist.freeze"},
    "review": _FIND | {"review.decide", "list.add", "candidate.move", "engagement.manage", "outcome.record"},
    "procure": _FIND
    | {
        "requisition.approve",
        "selection.approve",
        "candidate.move",
        "engagement.manage",
        "people.restrict",
        "people.identify",
        "people.purge",
        "template.save",
        "list.change",
        "list.add",
        "selection.change",
        "extension.approve",
        "policy.read",
        "evidence.make",
        "oversight.read",
    },
    "classify": _FIND | {"classification.assess", "classification.decide"},
    "privacy": frozenset(
        {
            "people.read",
            "people.restrict",
            "people.erase",
            "people.purge",
            "protected.read",
            "notice.read",
            "hold.read",
            "hold.manage",
            "retention.apply",
        }
    ),
    # What a scheduler runs in somebody's name, and no more.
    "keep": frozenset({"people.purge", "retention.apply"}),
    "learn": frozenset(
        {"bundle.read", "bundle.propose", "bundle.approve", "people.import", "outcome.import"}
    ),
    "audit": _FIND | {"audit.read", "hold.read", "policy.read", "evidence.make", "oversight.read"},
    # What watches the model may stop it, and no more.
    "stop": frozenset({"ranking.stop", "ranking.stop_everywhere"}),
    "manage": frozenset(
        {"account.read", "account.close", "bundle.release", "people.import", "template.save"}
    ),
}

# No token ever: a script that could give grants, passwords or tokens would outlive every other rule here.
BY_PEOPLE_ONLY = frozenset(
    {
        "account.manage",
        "account.own",
        "account.rescue",
        "approval.delegate",
        "policy.propose",
        "policy.approve",
        "oversight.approve_people",
    }
)


def allows(
    actor: Actor,
    action: str,
    *,
    business_unit: str | None = None,
    jurisdiction: str | None = None,
    amount: Money | None = None,
    on: date,
) -> bool:
    """Whether some grant of the actor allows the action there, for that amount, on that day."""
    return any(
        grant.covers(business_unit, jurisdiction)
        and (amount is None or (grant.approval_limit is not None and amount.within(grant.approval_limit)))
        for grant in _grants_for(actor, action, on)
    )


def require(
    actor: Actor,
    action: str,
    *,
    business_unit: str | None = None,
    jurisdiction: str | None = None,
    amount: Money | None = None,
    on: date,
) -> None:
    """Raise unless `allows`: NotFound where the actor may not even read that business unit, else Forbidden."""
    if allows(actor, action, business_unit=business_unit, jurisdiction=jurisdiction, amount=amount, on=on):
        return
    if allows(actor, action, business_unit=business_unit, jurisdiction=jurisdiction, on=on):
        raise above_limit(actor, amount)
    if business_unit is not None and not reads(actor, business_unit, jurisdiction=jurisdiction, on=on):
        raise NotFound("nothing of that name", hint="check the identifier")
    if actor.only is not None and action not in actor.only:
        raise Forbidden(f"this token may not do this ({action})", hint=_wider(action))
    roles = ", ".join(sorted(PERMISSIONS.get(action, ()))) or "nobody"
    raise Forbidden(
        f"{actor.display_name} may not do this ({action}): it takes one of the roles {roles}",
        hint="ask someone who holds it",
    )


def allows_everywhere(actor: Actor, action: str, *, on: date) -> bool:
    """Whether one grant of the actor allows it in every business unit and jurisdiction."""
    return (EVERYWHERE, EVERYWHERE) in places_for(actor, action, on=on)


def require_everywhere(actor: Actor, action: str, *, on: date) -> None:
    """Raise unless one grant of the actor allows it in every business unit and jurisdiction: for what stops at no unit's border."""
    require(actor, action, on=on)
    if not allows_everywhere(actor, action, on=on):
        raise Forbidden(
            f"{actor.display_name} may not do this ({action}) for every business unit and jurisdiction, and it reaches all of them",
            hint="ask someone whose grant is for all of them",
        )


def above_limit(actor: Actor, amount: Money | None) -> Forbidden:
    return Forbidden(
        f"{actor.display_name} may not approve {amount}: above every approval limit they hold in that currency",
        hint="ask someone with a higher limit",
    )


def reads(actor: Actor, business_unit: str, *, jurisdiction: str | None = None, on: date) -> bool:
    """Whether requisitions of that business unit and jurisdiction exist for the actor at all."""
    return allows(actor, "requisition.read", business_unit=business_unit, jurisdiction=jurisdiction, on=on)


def places_for(actor: Actor, action: str, *, on: date) -> frozenset[tuple[str, str]]:
    """Pairs of business unit and jurisdiction in which the actor may do this on that day; `*` in either is all of them."""
    return frozenset((grant.business_unit, grant.jurisdiction) for grant in _grants_for(actor, action, on))


def units_for(actor: Actor, action: str, *, on: date) -> frozenset[str]:
    """Business units in which the actor may do this on that day; holds `*` when it is all of them."""
    return frozenset(unit for unit, _ in places_for(actor, action, on=on))


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


def require_person(actor: Actor, act: str) -> None:
    """Raise when a token acts and not the person themselves."""
    if actor.only is not None:
        raise Forbidden(f"no token may {act}", hint="log in and do it yourself")


def _grants_for(actor: Actor, action: str, on: date) -> Iterator[Grant]:
    """The grants that give the action on that day, none of them through a token that was not made for it."""
    if actor.only is None or action in actor.only:
        roles = PERMISSIONS.get(action, frozenset())
        yield from (grant for grant in actor.grants_for(action) if grant.role in roles and grant.holds(on))


def _wider(action: str) -> str:
    if action in BY_PEOPLE_ONLY:
        return "no token may: log in and do it yourself"
    scopes = ", ".join(name for name, actions in SCOPES.items() if action in actions) or "none"
    return f"issue one with a scope that covers it: {scopes}"
