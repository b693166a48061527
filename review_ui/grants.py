"""Accounts, grants, sessions and tokens as plain objects, the same from the command line and the JSON API.

And a list of grants read from a file; what it would change is `governance/accounts/grant_lists.py`.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from governance.access import Grant
from governance.accounts import AccountRecord, PendingGrant
from governance.accounts.grant_lists import COLUMNS, GrantLine, GrantPlan, read_lines
from governance.accounts.record import AccountCase, GrantRecord
from governance.accounts.sessions import SessionRecord
from governance.accounts.tokens import TokenRecord
from governance.sign_on.mapping import MappingRecord
from matching.errors import Fault, InputError

LARGEST_FILE = 5 * 1024 * 1024


def described(held: Grant) -> str:
    """A grant in a few words."""
    said = [
        held.role.replace("_", " "),
        "everywhere" if held.business_unit == "*" else f"in {held.business_unit}",
    ]
    if held.jurisdiction != "*":
        said.append(f"for {held.jurisdiction}")
    if held.approval_limit:
        said.append(f"up to {held.approval_limit}")
    if held.starts:
        said.append(f"from {held.starts}")
    if held.ends:
        said.append(f"until {held.ends}")
    return " ".join(said)


def grant_document(held: Grant) -> dict[str, Any]:
    limit = held.approval_limit
    return {
        "role": held.role.value,
        "business_unit": held.business_unit,
        "jurisdiction": held.jurisdiction,
        "limit": limit and {"amount": f"{limit.amount:f}", "currency": limit.currency},
        "starts": held.starts and held.starts.isoformat(),
        "ends": held.ends and held.ends.isoformat(),
    }


def account_document(account: AccountRecord) -> dict[str, Any]:
    return {
        "id": account.id,
        "name": account.name,
        "display_name": account.display_name,
        "disabled": account.disabled,
        "grants": [{"id": grant_id, **grant_document(held)} for grant_id, held in account.grants],
    }


def pending_document(one: PendingGrant) -> dict[str, Any]:
    return {
        "id": one.id,
        "account": {"id": one.account.id, "name": one.account.name},
        "grant": grant_document(one.grant),
        "proposed_by": {"id": one.proposed_by.id, "name": one.proposed_by.name},
        "proposed_at": one.proposed_at.isoformat(),
        "why_not": one.why_not,
    }


def own_document(sessions: Iterable[SessionRecord], tokens: Iterable[TokenRecord]) -> dict[str, Any]:
    return {
        "sessions": [
            {
                "opened_at": one.opened_at.isoformat(),
                "seen_at": one.seen_at.isoformat(),
                "ends_at": one.ends_at.isoformat(),
                "current": one.current,
            }
            for one in sessions
        ],
        "tokens": [token_document(one) for one in tokens],
    }


def case_document(case: AccountCase) -> dict[str, Any]:
    """One account whole: what holds, what waits, what is over, its tokens, and what closing it would end."""
    entry = case.entry
    return {
        "id": entry.id,
        "name": entry.name,
        "display_name": entry.display_name,
        "disabled": entry.closed,
        "has_password": case.has_password,
        "added_at": case.added_at.isoformat(),
        "grants": [record_document(one) for one in entry.grants],
        "waiting": [pending_document(one) for one in case.waiting],
        "past": [record_document(one) for one in case.past],
        "tokens": [token_document(one) for one in case.tokens],
        "would_end": dict(case.would_end),
    }


def record_document(one: GrantRecord) -> dict[str, Any]:
    confirmed = one.confirmed_by
    return {
        "id": one.id,
        **grant_document(one.grant),
        "state": one.state,
        "basis": one.basis,
        "proposed_by": {"id": one.proposed_by.id, "name": one.proposed_by.name},
        "proposed_at": one.proposed_at.isoformat(),
        "confirmed_by": confirmed and {"id": confirmed.id, "name": confirmed.name},
        "confirmed_at": one.confirmed_at and one.confirmed_at.isoformat(),
        "ended_at": one.ended_at and one.ended_at.isoformat(),
    }


def token_document(one: TokenRecord) -> dict[str, Any]:
    return {
        "id": one.id,
        "label": one.label,
        "scopes": None if one.scopes is None else list(one.scopes),
        "issued_at": one.issued_at.isoformat(),
        "expires_at": one.expires_at and one.expires_at.isoformat(),
    }


def plan_document(plan: GrantPlan, *, applied: bool, revoked: bool) -> dict[str, Any]:
    return {
        "schema": "candor.grants-import/1",
        "applied": applied,
        "new_accounts": [{"name": name, "display_name": shown} for name, shown in plan.new_accounts],
        "proposals": [
            {"line": line.line, "name": line.name, **grant_document(line.grant)} for line in plan.proposals
        ],
        "unchanged": plan.unchanged,
        "missing": [
            {"id": one.id, "name": one.name, "pending": one.pending, **grant_document(one.grant)}
            for one in plan.missing
        ],
        "revoked": revoked,
    }


def mapping_document(mapping: MappingRecord) -> dict[str, Any]:
    confirmed = mapping.confirmed_by
    return {
        "id": mapping.id,
        "sha256": mapping.digest,
        "proposed_by": {"id": mapping.proposed_by.id, "name": mapping.proposed_by.name},
        "proposed_at": mapping.proposed_at.isoformat(),
        "confirmed_by": confirmed and {"id": confirmed.id, "name": confirmed.name},
        "groups": {group: [grant_document(one) for one in given] for group, given in mapping.groups.items()},
    }


def read_grant_file(path: Path) -> tuple[GrantLine, ...]:
    """The lines of a CSV file with a heading; InputError with every fault of it."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError(f"expected at most {LARGEST_FILE // 1024**2} MiB in {path}, found more")
        with path.open(encoding="utf-8-sig", newline="") as file:
            return read_lines(_rows(file, str(path)), str(path))
    except OSError as error:
        raise InputError(f"expected a CSV file at {path}, found none that can be read") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"expected UTF-8 in {path}, found something else", hint="save it as UTF-8"
        ) from error
    except csv.Error as error:
        raise InputError(f"expected CSV in {path}, found a line that is not: {error}") from error


def read_grant_text(text: str, name: str) -> tuple[GrantLine, ...]:
    """The lines of such a file as text, as it is pasted; InputError with every fault of it."""
    try:
        return read_lines(_rows(io.StringIO(text.lstrip("\ufeff"), newline=""), name), name)
    except csv.Error as error:
        raise InputError(f"expected CSV in {name}, found a line that is not: {error}") from error


def read_grant_lines(sent: Sequence[Mapping[str, str]], name: str) -> tuple[GrantLine, ...]:
    """The same lines as objects, counted from 1; InputError with every fault of them."""
    faults = [
        Fault(f"one of {', '.join(COLUMNS)}", repr(one[:80]), name, number)
        for number, cells in enumerate(sent, start=1)
        for one in cells
        if one not in COLUMNS
    ]
    if faults:
        raise InputError("the list of grants cannot be read", faults=faults)
    blank = dict.fromkeys(COLUMNS, "")
    return read_lines(((number, blank | dict(cells)) for number, cells in enumerate(sent, start=1)), name)


def _rows(file: Iterable[str], name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.DictReader(file, restkey="", restval="")
    found = [column.strip() for column in reader.fieldnames or ()]
    faults = [Fault(f"a column {column}", "none", name, 1) for column in COLUMNS if column not in found]
    faults += [
        Fault(f"one of {', '.join(COLUMNS)}", repr(one), name, 1) for one in found if one not in COLUMNS
    ]
    if faults:
        raise InputError("the heading is not as expected", faults=faults)
    reader.fieldnames = found
    for row in reader:
        if row.pop("", None) is not None:
            raise InputError(
                "a line has more cells than the heading",
                faults=[Fault(f"{len(found)} cells", "more", name, reader.line_num)],
            )
        yield reader.line_num, row
