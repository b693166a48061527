"""A whole list of grants at once, as an enterprise keeps it: what would change, and proposing it.

A list gives nothing by itself: what is new is proposed, and another administrator confirms each (`grants.py`). What is
missing from it is told, and taken back only when asked. Administrators are given by a list and never taken back by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance import access
from governance.access import EVERYWHERE, STANDS_ALONE, Actor, Grant, RoleName
from governance.accounts.grants import checked, deny_grant, grant, revoke_grant
from governance.accounts.register import LONGEST_DISPLAY_NAME, add_account, is_account_name
from governance.database import UnitOfWork, today
from governance.identity import as_grant
from governance.money import Money
from governance.storage.tables import Account, AccountGrant
from matching.errors import CandorError, Fault, InputError, Stale

COLUMNS = (
    "name",
    "display_name",
    "role",
    "business_unit",
    "jurisdiction",
    "limit_amount",
    "limit_currency",
    "starts",
    "ends",
)
MOST_LINES = 20_000

_Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class GrantLine:
    """One line of a list: who shall hold what."""

    line: int
    name: str
    display_name: str
    grant: Grant


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """A grant on record, in force or `pending`."""

    id: str
    name: str
    grant: Grant
    pending: bool


@dataclass(frozen=True, slots=True)
class GrantPlan:
    """What a list would change. `missing`: on record and not in the list."""

    new_accounts: tuple[tuple[str, str], ...]
    proposals: tuple[GrantLine, ...]
    unchanged: int
    missing: tuple[HeldGrant, ...]

    @property
    def digest(self) -> str:
        """The same for the same changes: who has seen the one knows the other."""
        return sha256(repr(self).encode()).hexdigest()


def read_lines(rows: Iterable[tuple[int, Mapping[str, str]]], file: str) -> tuple[GrantLine, ...]:
    """Lines of (number, cells by column), checked; InputError with every fault. An empty cell says nothing: `*` or none."""
    lines: list[GrantLine] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, Grant], int] = {}
    for number, cells in rows:
        try:
            line = _line(number, {key: (value or "").strip() for key, value in cells.items()}, file)
        except InputError as error:
            faults += error.faults
            continue
        twice = seen.setdefault((line.name, line.grant), number)
        if twice != number:
            faults.append(Fault("each grant once", f"the one of line {twice} again", file, number))
        lines.append(line)
    if len(lines) > MOST_LINES:
        faults.append(Fault(f"at most {MOST_LINES:,} lines", f"{len(lines):,}", file))
    if not lines and not faults:
        faults.append(Fault("at least one line", "none", file))
    if faults:
        raise InputError("the list of grants cannot be read", faults=faults)
    return tuple(lines)


def plan_grants(session: Session, actor: Actor, lines: Sequence[GrantLine], file: str) -> GrantPlan:
    """What the list would change, or InputError with everything in it that cannot be. Changes nothing."""
    access.require(actor, "account.read", on=today(session))
    accounts = {row.name: row for row in session.scalars(select(Account))}
    held = _held(session, {row.id: row.name for row in accounts.values()})
    if faults := _impossible(actor, lines, accounts, held, file):
        raise InputError("the list of grants cannot be followed", faults=faults)
    known = {(one.name, one.grant) for one in held}
    wanted = {(line.name, line.grant) for line in lines}
    return GrantPlan(
        new_accounts=tuple(
            {line.name: line.display_name for line in lines if line.name not in accounts}.items()
        ),
        proposals=tuple(line for line in lines if (line.name, line.grant) not in known),
        unchanged=len(wanted & known),
        missing=tuple(
            one
            for one in held
            if (one.name, one.grant) not in wanted and one.grant.role != RoleName.ADMINISTRATOR
        ),
    )


def apply_grants(
    work: UnitOfWork,
    lines: Sequence[GrantLine],
    file: str,
    *,
    revoke_missing: bool = False,
    expected: str | None = None,
) -> GrantPlan:
    """Add accounts that are new, propose grants that are; with `revoke_missing` take back what the list leaves out.

    `expected`: the digest of the plan that was looked at; Stale where the list would change something else by now.
    """
    work.require("account.manage")
    plan = plan_grants(work.session, work.actor, lines, file)
    if expected is not None and expected != plan.digest:
        raise Stale(
            "accounts or grants have changed since you looked at what this list would change",
            hint="look again, then propose it",
        )
    for name, display_name in plan.new_accounts:
        add_account(work, name, None, display_name)
    if revoke_missing:
        for one in plan.missing:
            (deny_grant if one.pending else revoke_grant)(work, one.id)
    ids = dict(work.session.execute(select(Account.name, Account.id)).all())
    for line in plan.proposals:
        given = line.grant
        grant(
            work,
            ids[line.name],
            given.role,
            given.business_unit,
            approval_limit=given.approval_limit,
            starts=given.starts,
            ends=given.ends,
            jurisdiction=given.jurisdiction,
        )
    facts = {
        "accounts": len(plan.new_accounts),
        "proposed": len(plan.proposals),
        "unchanged": plan.unchanged,
        "missing": len(plan.missing),
        "revoked": len(plan.missing) if revoke_missing else 0,
    }
    work.audit("account.grants_imported", "account", work.actor.id, facts=facts)
    return plan


def _line(number: int, cells: Mapping[str, str], file: str) -> GrantLine:
    faults: list[Fault] = []
    name = cells["name"].casefold()
    if not is_account_name(name):
        faults.append(Fault("a name of letters, digits and . @ + - _", repr(name[:90]), file, number, "name"))
    if len(cells["display_name"]) > LONGEST_DISPLAY_NAME:
        faults.append(
            Fault(f"at most {LONGEST_DISPLAY_NAME} characters", "more", file, number, "display_name")
        )
    place = (file, number)
    starts, ends = _day(cells, "starts", place, faults), _day(cells, "ends", place, faults)
    limit = _limit(cells, place, faults)
    try:
        given = checked(
            cells["role"],
            cells["business_unit"] or EVERYWHERE,
            limit,
            starts,
            ends,
            cells["jurisdiction"] or EVERYWHERE,
        )
    except InputError as error:
        faults.append(_as_fault(error, place))
    if faults:
        raise InputError("the line cannot be read", faults=faults)
    return GrantLine(number, name, cells["display_name"] or name, given)


def _day(cells: Mapping[str, str], field: str, place: _Place, faults: list[Fault]) -> date | None:
    if not cells[field]:
        return None
    try:
        return date.fromisoformat(cells[field])
    except ValueError:
        faults.append(Fault("a date such as 2027-01-31", repr(cells[field][:40]), *place, field))
        return None


def _limit(cells: Mapping[str, str], place: _Place, faults: list[Fault]) -> Money | None:
    amount, currency = cells["limit_amount"], cells["limit_currency"].upper()
    if not amount and not currency:
        return None
    if not amount or not currency:
        faults.append(
            Fault("both limit_amount and limit_currency, or neither", "one of them", *place, "limit_amount")
        )
        return None
    try:
        return Money.of(amount, currency)
    except InputError as error:
        faults.append(_as_fault(error, place, "limit_amount"))
        return None


def _as_fault(error: CandorError, place: _Place, field: str | None = None) -> Fault:
    """The words `expected ..., found ...` of a refusal, with their place."""
    expected, _, found = error.message.removeprefix("expected ").partition(", found ")
    return Fault(expected, found, *place, field)


def _held(session: Session, names: Mapping[str, str]) -> list[HeldGrant]:
    """Every grant on record but those that a provider's groups give."""
    query = select(AccountGrant).where(AccountGrant.revoked_at.is_(None), AccountGrant.basis != "sign_on")
    return [
        HeldGrant(row.id, names[row.account_id], as_grant(row), row.confirmed_at is None)
        for row in session.scalars(query.order_by(AccountGrant.id))
    ]


def _impossible(
    actor: Actor,
    lines: Sequence[GrantLine],
    accounts: Mapping[str, Account],
    held: Sequence[HeldGrant],
    file: str,
) -> list[Fault]:
    known = {(one.name, one.grant) for one in held}
    roles: defaultdict[str, set[RoleName]] = defaultdict(set)
    for one in held:
        roles[one.name].add(one.grant.role)
    for line in lines:
        roles[line.name].add(line.grant.role)
    faults = []
    for line in lines:
        row = accounts.get(line.name)
        if row is not None and row.disabled_at is not None:
            faults.append(Fault("an account that is not disabled", line.name, file, line.line, "name"))
        if row is not None and row.id == actor.id and (line.name, line.grant) not in known:
            faults.append(Fault("a role for somebody else", "one for yourself", file, line.line, "name"))
        mixed = roles[line.name] & STANDS_ALONE
        if mixed and len(roles[line.name]) > 1:
            found = ", ".join(sorted(roles[line.name]))
            faults.append(Fault(f"{', '.join(sorted(mixed))} alone", found, file, line.line, "role"))
    return faults
