"""What a request says beside its role and budget: who pays, what exactly, for how long, where, how sensitive.

A draft may leave anything out; `submit` names everything that is missing at once. What the role says already is taken
from there. Free words are sealed under the requisition's key.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import EVERYWHERE
from governance.database import UnitOfWork
from governance.storage.tables import Account, Requisition, RequisitionIntake
from governance.vault import Owner, open_words
from matching.codes import is_place
from matching.errors import Fault, InputError
from matching.roles import SecurityClass, SensitiveData

SECURITY: tuple[str, ...] = get_args(SecurityClass)
SENSITIVE: tuple[str, ...] = get_args(SensitiveData)
LONGEST_SCOPE = 10_000
MOST_DELIVERABLES, LONGEST_DELIVERABLE = 100, 2_000
LONGEST_WEEKS = 520

_COST_CENTRE = re.compile(r"[\w./:-]{1,40}")
# How a role names the clearance it asks for -> the class of the work.
_CLASS_OF = {"standard": "internal", "confidential": "restricted"} | {level: level for level in SECURITY}


@dataclass(frozen=True, slots=True)
class Intake:
    """`budget_owner` is an account's id. `jurisdiction`: ISO 3166 country or region (`DE`, `US-CA`), `*` unknown."""

    budget_owner: str | None = None
    cost_centre: str | None = None
    scope: str | None = None
    deliverables: tuple[str, ...] = ()
    duration_weeks: int | None = None
    starts_on: date | None = None
    security_class: str | None = None
    sensitive_data: str | None = None
    jurisdiction: str = EVERYWHERE


NAMES = {
    "budget_owner": "the budget owner",
    "cost_centre": "the cost centre",
    "scope": "the scope of the work",
    "deliverables": "at least one deliverable",
    "duration_weeks": "how many weeks it takes",
    "starts_on": "the day it starts",
    "security_class": f"the security class ({', '.join(SECURITY)})",
    "sensitive_data": f"which sensitive data it touches ({', '.join(SENSITIVE)})",
    "jurisdiction": "the country or region whose law applies",
}


def read_intake(work: UnitOfWork, given: Mapping[str, Any], before: Intake) -> Intake:
    """`before` with what is given put over it; InputError with every fault. None and empty words leave a field open."""
    faults = [Fault("a field of the intake", repr(name)[:80]) for name in given if name not in NAMES]
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in NAMES:
            continue
        try:
            values[name] = _READ[name](work.session, value) if _says(value) else _open(name)
        except ValueError as refusal:
            expected = str(refusal) or NAMES[name]
            faults.append(Fault(expected, repr(value)[:80], field=name))
    if faults:
        raise InputError("the intake is not as expected", faults=faults)
    return replace(before, **values)


def defaults_of(role: Mapping[str, Any], needed_by: date | None) -> Intake:
    """What the role says already of the work, and what its template proposes."""
    proposed: Mapping[str, Any] = {
        name: value for name, value in (role.get("intake") or {}).items() if _readable(name, value)
    }
    weeks = role.get("duration_weeks")
    start = role.get("start_by") or needed_by
    return Intake(
        cost_centre=proposed.get("cost_centre"),
        scope=(role.get("description") or "").strip()[:LONGEST_SCOPE] or None,
        deliverables=tuple(d for d in role.get("deliverables", ()) if d.strip())[:MOST_DELIVERABLES],
        duration_weeks=min(LONGEST_WEEKS, max(1, round(weeks))) if weeks else None,
        starts_on=date.fromisoformat(str(start)) if start else None,
        security_class=proposed.get("security_class") or _CLASS_OF.get(role.get("security_level") or ""),
        sensitive_data=proposed.get("sensitive_data"),
        jurisdiction=proposed.get("jurisdiction") or EVERYWHERE,
    )


def missing(said: Intake) -> tuple[str, ...]:
    """The fields that `submit` still asks for, in the order of the form."""
    return tuple(field.name for field in fields(said) if getattr(said, field.name) in (None, (), EVERYWHERE))


def require_complete(work: UnitOfWork, row: Requisition) -> None:
    """InputError naming everything that is missing, or a budget owner who has left."""
    said = intake_of(work.session, row)
    faults = [Fault(NAMES[name], "nothing", field=name) for name in missing(said)]
    owner = work.session.get(Account, said.budget_owner) if said.budget_owner else None
    if owner is not None and owner.disabled_at is not None:
        faults.append(Fault("a budget owner who is still here", owner.name, field="budget_owner"))
    if faults:
        raise InputError(
            f"requisition {row.id} does not say enough yet to be submitted",
            faults=faults,
            hint="edit it and fill in what is named",
        )


def keep_intake(work: UnitOfWork, row: Requisition, said: Intake) -> None:
    """The intake of the newest version of the request."""
    owner, place = Owner("requisition", row.id), f"{row.id}:{row.role_version}"
    listed = json.dumps(list(said.deliverables), ensure_ascii=False) if said.deliverables else None
    work.add(
        RequisitionIntake(
            requisition_id=row.id,
            number=row.role_version,
            business_unit=row.business_unit,
            budget_owner=said.budget_owner,
            cost_centre=said.cost_centre,
            scope=work.seal(owner, said.scope, place=f"intake.scope:{place}"),
            deliverables=work.seal(owner, listed, place=f"intake.deliverables:{place}"),
            duration_weeks=said.duration_weeks,
            starts_on=said.starts_on,
            security_class=said.security_class,
            sensitive_data=said.sensitive_data,
            jurisdiction=said.jurisdiction,
            created_at=work.now,
        )
    )


def intake_of(session: Session, row: Requisition) -> Intake:
    """What the newest version says; nothing, for a request from before there was an intake."""
    kept = session.get(RequisitionIntake, (row.id, row.role_version))
    if kept is None:
        return Intake()
    owner, place = Owner("requisition", row.id), f"{row.id}:{row.role_version}"
    listed = open_words(session, owner, kept.deliverables, place=f"intake.deliverables:{place}")
    return Intake(
        budget_owner=kept.budget_owner,
        cost_centre=kept.cost_centre,
        scope=open_words(session, owner, kept.scope, place=f"intake.scope:{place}"),
        deliverables=tuple(json.loads(listed)) if listed else (),
        duration_weeks=kept.duration_weeks,
        starts_on=kept.starts_on,
        security_class=kept.security_class,
        sensitive_data=kept.sensitive_data,
        jurisdiction=kept.jurisdiction,
    )


def read_jurisdiction(value: str) -> str:
    """The code in its own spelling, `*` for unknown; InputError where it is none."""
    try:
        return _place_code(value)
    except ValueError as refusal:
        fault = Fault(str(refusal), repr(value)[:80], field="jurisdiction")
        raise InputError("the jurisdiction cannot be read", faults=[fault]) from None


def jurisdiction_of(session: Session, row: Requisition) -> str:
    """That of the newest version, without opening its sealed words."""
    kept = session.get(RequisitionIntake, (row.id, row.role_version))
    return EVERYWHERE if kept is None else kept.jurisdiction


def facts_of(said: Intake) -> dict[str, Any]:
    """What the audit log may hold of it: no free words."""
    plain = {
        "budget_owner": said.budget_owner,
        "cost_centre": said.cost_centre,
        "duration_weeks": said.duration_weeks,
        "starts_on": said.starts_on and said.starts_on.isoformat(),
        "security_class": said.security_class,
        "sensitive_data": said.sensitive_data,
        "jurisdiction": said.jurisdiction,
    }
    return {name: value for name, value in plain.items() if value is not None}


def _readable(name: str, value: Any) -> bool:
    """Whether a proposal of a role document is one that a request may hold; its shape is all that was checked."""
    try:
        return name in _PROPOSED and _PROPOSED[name](value) is not None
    except ValueError:
        return False


def _says(value: Any) -> bool:
    return (
        value is not None and value not in ("", [], ()) and not (isinstance(value, str) and not value.strip())
    )


def _open(name: str) -> Any:
    return () if name == "deliverables" else EVERYWHERE if name == "jurisdiction" else None


def _owner(session: Session, value: Any) -> str:
    wanted = str(value).strip()
    found = session.scalar(
        select(Account.id).where(
            (Account.id == wanted) | (Account.name == wanted.casefold()), Account.disabled_at.is_(None)
        )
    )
    if found is None:
        raise ValueError("the name of an account")
    return found


def _words(longest: int) -> Callable[[Session, Any], str]:
    def read(_session: Session, value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest:
            raise ValueError(f"words of at most {longest:,} characters")
        return value.strip()

    return read


def _cost_centre(_session: Session, value: Any) -> str:
    return _cost_code(value)


def _cost_code(value: Any) -> str:
    if not isinstance(value, str) or not _COST_CENTRE.fullmatch(value.strip()):
        raise ValueError("letters, digits and . / : - _, at most 40")
    return value.strip()


def _deliverables(_session: Session, value: Any) -> tuple[str, ...]:
    lines = value.splitlines() if isinstance(value, str) else value
    if not isinstance(lines, list | tuple) or not all(isinstance(one, str) for one in lines):
        raise ValueError("a list of deliverables")
    said = tuple(one.strip() for one in lines if one.strip())
    if len(said) > MOST_DELIVERABLES or any(len(one) > LONGEST_DELIVERABLE for one in said):
        raise ValueError(f"at most {MOST_DELIVERABLES} deliverables of {LONGEST_DELIVERABLE:,} characters")
    return said


def _weeks(_session: Session, value: Any) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not (
        text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LONGEST_WEEKS
    ):
        raise ValueError(f"whole weeks from 1 to {LONGEST_WEEKS}")
    return int(text)


def _day(_session: Session, value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError("a date such as 2027-01-31") from None


def _one_of(allowed: tuple[str, ...]) -> Callable[[Session, Any], str]:
    def read(_session: Session, value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"one of {', '.join(allowed)}")
        return str(value)

    return read


def _place(_session: Session, value: Any) -> str:
    return _place_code(value)


def _place_code(value: Any) -> str:
    code = str(value).strip().upper()
    if code != EVERYWHERE and not is_place(code):
        raise ValueError("an ISO 3166 country or region such as DE or US-CA")
    return code


_READ: Mapping[str, Callable[[Session, Any], Any]] = {
    "budget_owner": _owner,
    "cost_centre": _cost_centre,
    "scope": _words(LONGEST_SCOPE),
    "deliverables": _deliverables,
    "duration_weeks": _weeks,
    "starts_on": _day,
    "security_class": _one_of(SECURITY),
    "sensitive_data": _one_of(SENSITIVE),
    "jurisdiction": _place,
}
_PROPOSED: Mapping[str, Callable[[Any], Any]] = {
    "cost_centre": _cost_code,
    "security_class": str,
    "sensitive_data": str,
    "jurisdiction": _place_code,
}
