"""Accounts, grants, tokens and delegations in the words of the pages: what a role allows, where, up to how much, and who gave it.

Knows no rule: what a role may do is `governance/access.py`, and a test holds that every role and scope has its sentence here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from governance.access import EVERYWHERE, PERMISSIONS, SCOPES, Actor, Grant, RoleName, allows
from governance.accounts.grant_lists import GrantPlan
from governance.accounts.grants import PendingGrant
from governance.accounts.record import AccountEntry, GrantRecord
from governance.accounts.tokens import TokenRecord
from governance.routing.delegation import DelegationRecord
from governance.sign_on.mapping import MappingPlan, MappingRecord, compare
from review_ui.web.words import day, money, plural, role_name

ROLE_MEANS: Mapping[str, str] = {
    "requester": "Writes requests and has the pool ranked for them.",
    "hiring_manager": "Writes requests, decides the candidates, engages them and records how it went.",
    "procurement": "Approves requests and selections up to a limit, changes lists, blocks people, stops ranking.",
    "compliance": "Approves what the policy asks of compliance, decides on classifications, erases people, places holds, reads the audit log.",
    "finance": "Approves requests and selections up to a limit. Sees costs, never places or reasons.",
    "data_scientist": "Trains and proposes models, approves those of others, imports people and outcomes.",
    "auditor": "Reads cases, models, accounts and the audit log. Changes nothing, and holds no other role.",
    "administrator": "Gives and ends access, imports people. Decides nothing about people or models, and holds no other role.",
}
SCOPE_MEANS: Mapping[str, str] = {
    "read": "Reads requests, lists, reasons and models",
    "request": "Writes requests and ranks the pool",
    "review": "Decides candidates, engages them, records outcomes",
    "procure": "Approves requests and selections, changes lists, blocks people",
    "classify": "Answers and decides classifications",
    "privacy": "Blocks and erases people, places and lifts holds",
    "keep": "Lets go of what is past its time; for a scheduler",
    "learn": "Imports people and outcomes, proposes and approves models",
    "audit": "Reads the audit log, makes evidence packs",
    "stop": "Stops ranking by machine",
    "manage": "Reads and closes accounts, imports people, saves templates",
}
# Roles whose grants approve amounts; without a limit they approve none.
_WITH_LIMIT = frozenset({RoleName.PROCUREMENT, RoleName.FINANCE})
_BASES = {
    "bootstrap": "the first account of this record",
    "sign_on": "given by a group of the identity provider, until the session ends",
    "legacy": "given before it took two people",
}
# What closing an account ends -> one of them, several.
_ENDS = {
    "sessions": ("open session", None),
    "tokens": ("token", None),
    "grants": ("role", None),
    "pending_grants": ("proposed role", None),
    "delegations": ("delegation", None),
}


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One grant in words. `behind`: who proposed and confirmed it."""

    id: str
    role: str
    means: str
    terms: str
    state: str
    behind: str
    ended: date | None


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A grant that waits for a second person. `yours`: the reader proposed it."""

    id: str
    name: str
    called: str
    role: str
    means: str
    terms: str
    proposed_by: str
    since: datetime
    why_not: str | None
    yours: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    name: str
    called: str
    closed: bool
    grants: tuple[GrantLine, ...]


@dataclass(frozen=True, slots=True)
class TokenLine:
    id: str
    label: str
    scopes: tuple[str, ...]
    issued: datetime
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """`live`: it holds or will, so it can be ended."""

    id: str
    delegator: str
    delegate: str
    covers: str
    days: str
    state: str
    live: bool
    reason: str


@dataclass(frozen=True, slots=True)
class MappingLine:
    """`groups`: what each gives, and whether that is new beside the mapping in force; `ended`: what that one gives and this does not."""

    id: str
    groups: tuple[tuple[str, tuple[tuple[str, bool], ...]], ...]
    ended: tuple[tuple[str, str], ...]
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str | None
    yours: bool


@dataclass(frozen=True, slots=True)
class MappingPlanView:
    """What a mapping would give: group and role in words. `replaces`: the mapping in force it was held against."""

    new: tuple[tuple[str, str], ...]
    kept: tuple[tuple[str, str], ...]
    ended: tuple[tuple[str, str], ...]
    replaces: str | None
    digest: str

    @property
    def changes(self) -> bool:
        return bool(self.new or self.ended)


@dataclass(frozen=True, slots=True)
class PlanView:
    """What a list of grants would change; `digest` names just these changes."""

    new_accounts: tuple[tuple[str, str], ...]
    proposals: tuple[tuple[int, str, str], ...]
    missing: tuple[tuple[str, str, bool], ...]
    unchanged: int
    digest: str

    @property
    def new_names(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.new_accounts)

    @property
    def changes(self) -> bool:
        return bool(self.new_accounts or self.proposals)


def terms_of(grant: Grant) -> str:
    """Where, up to how much and when a grant holds: `in digital, for work in DE, up to $60,000, until 3 Jan 2027`."""
    said = ["in every business unit" if grant.business_unit == EVERYWHERE else f"in {grant.business_unit}"]
    if grant.jurisdiction != EVERYWHERE:
        said.append(f"for work in {grant.jurisdiction}")
    if grant.approval_limit is not None:
        said.append(f"up to {money(grant.approval_limit)}")
    elif grant.role in _WITH_LIMIT:
        said.append("without a limit, so no amount")
    if grant.starts or grant.ends:
        said.append(days_of(grant.starts, grant.ends))
    return ", ".join(said)


def days_of(starts: date | None, ends: date | None) -> str:
    if starts and ends:
        return f"on {day(starts)} only" if starts == ends else f"{day(starts)} to {day(ends)}"
    return f"from {day(starts)}" if starts else f"until {day(ends)}" if ends else "without an end"


def in_words(grant: Grant) -> str:
    return f"{role_name(grant.role)} {terms_of(grant)}"


def grant_line(one: GrantRecord) -> GrantLine:
    return GrantLine(
        one.id,
        role_name(one.grant.role),
        ROLE_MEANS[one.grant.role],
        terms_of(one.grant),
        one.state,
        _behind(one),
        _ended(one),
    )


def waiting_line(one: PendingGrant, reader: Actor) -> WaitingLine:
    return WaitingLine(
        one.id,
        one.name,
        one.account.name,
        role_name(one.grant.role),
        ROLE_MEANS[one.grant.role],
        terms_of(one.grant),
        one.proposed_by.name,
        one.proposed_at,
        one.why_not,
        one.proposed_by.id == reader.id,
    )


def person_line(one: AccountEntry) -> PersonLine:
    return PersonLine(one.name, one.display_name, one.closed, tuple(map(grant_line, one.grants)))


def token_line(one: TokenRecord) -> TokenLine:
    scopes = ("everything a token may",) if one.scopes is None else one.scopes
    return TokenLine(one.id, one.label, scopes, one.issued_at, one.expires_at)


def delegation_line(one: DelegationRecord) -> DelegationLine:
    under = Grant(RoleName(one.role), one.business_unit, one.limit, jurisdiction=one.jurisdiction)
    return DelegationLine(
        one.id,
        one.delegator,
        one.delegate,
        in_words(under),
        days_of(one.starts, one.ends),
        one.state,
        one.state in ("to come", "in force"),
        one.reason or "erased",
    )


def mapping_lines(found: Sequence[MappingRecord], reader: Actor) -> tuple[MappingLine, ...]:
    """Each mapping; those that wait beside the one in force."""
    before = next((one for one in found if one.confirmed_by), None)
    return tuple(_mapping_line(one, before, reader) for one in found)


def mapping_plan(plan: MappingPlan) -> MappingPlanView:
    change = plan.change
    return MappingPlanView(
        _said(change.new), _said(change.kept), _said(change.ended), plan.replaces, plan.digest
    )


def _said(pairs: Iterable[tuple[str, Grant]]) -> tuple[tuple[str, str], ...]:
    return tuple((group, in_words(grant)) for group, grant in pairs)


def _mapping_line(one: MappingRecord, before: MappingRecord | None, reader: Actor) -> MappingLine:
    change = compare(before.groups if before and not one.confirmed_by else {}, one.groups)
    beside = before is not None and not one.confirmed_by
    return MappingLine(
        one.id,
        tuple(
            (group, tuple((in_words(grant), beside and (group, grant) in change.new) for grant in given))
            for group, given in one.groups.items()
        ),
        _said(change.ended),
        one.proposed_by.name,
        one.proposed_at,
        one.confirmed_by.name if one.confirmed_by else None,
        one.proposed_by.id == reader.id,
    )


def plan_view(plan: GrantPlan) -> PlanView:
    return PlanView(
        plan.new_accounts,
        tuple((line.line, line.name, in_words(line.grant)) for line in plan.proposals),
        tuple((one.name, in_words(one.grant), one.pending) for one in plan.missing),
        plan.unchanged,
        plan.digest,
    )


def ends_of(counts: Mapping[str, int]) -> tuple[str, ...]:
    """What closing an account would end, in words; only what there is."""
    return tuple(plural(counts[kind], *said) for kind, said in _ENDS.items() if counts.get(kind))


def role_choices(roles: Iterable[str] = RoleName) -> tuple[tuple[str, str, str], ...]:
    """Value, name and sentence of each role."""
    return tuple((str(role), role_name(role), ROLE_MEANS[role]) for role in roles)


def scope_choices(actor: Actor, on: date) -> tuple[tuple[str, str], ...]:
    """The scopes under which a token of this person could do anything, with what each means."""
    return tuple(
        (scope, SCOPE_MEANS[scope])
        for scope, actions in SCOPES.items()
        if any(allows(actor, action, on=on) for action in actions)
    )


def delegable_grants(actor: Actor, on: date) -> tuple[Grant, ...]:
    """Grants of their own under which somebody else could answer, now or later."""
    answering = PERMISSIONS["approval.delegate"]
    return tuple(
        grant
        for grant in actor.grants
        if grant.role in answering and (grant.ends is None or grant.ends >= on)
    )


def _behind(one: GrantRecord) -> str:
    if one.basis in _BASES:
        return _BASES[one.basis]
    proposed = f"{one.proposed_by.name} proposed"
    if one.basis == "founding":
        return f"{proposed} and confirmed, as the second administrator"
    if one.confirmed_by is None:
        return f"{proposed}, nobody confirmed"
    return f"{proposed}, {one.confirmed_by.name} confirmed"


def _ended(one: GrantRecord) -> date | None:
    return one.grant.ends if one.state == "over" and one.grant.ends else one.ended_at and one.ended_at.date()
