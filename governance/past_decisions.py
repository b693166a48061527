"""Takes in what managers decided before Candor, so that training sees whom they passed over, not only whom they engaged.

Codes and ranks only, no words. How ended work went is `outcomes.py`; what both mean as labels is `training_data.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, select

from governance import cases
from governance.access import EVERYWHERE
from governance.canonical import canonical, sha256
from governance.database import UnitOfWork
from governance.people.profiles import person_ids
from governance.reasons import DECISIONS, REASON_CODES
from governance.storage.tables import ImportedDecision, ImportedRequisition
from matching.errors import Fault, InputError

_People = Mapping[tuple[str, str], str]


def import_decisions(
    work: UnitOfWork,
    requisitions: Iterable[Mapping[str, Any]],
    *,
    system: str,
    business_unit: str = EVERYWHERE,
) -> int:
    """Take in past requisitions of another system; gives how many were new. Known references change nothing.

    Each is `{reference, role, decided_on, decisions: [{source, profile_id, rank?, decision, reason_code}]}` with
    `profile_id` as `source` names the person. All faults are raised at once and then nothing is taken in.
    """
    work.require("outcome.import", business_unit=None if business_unit == EVERYWHERE else business_unit)
    given = [dict(requisition) for requisition in requisitions]
    people = _people(work, given)
    faults = [fault for line, one in enumerate(given, 1) for fault in _faults(one, line, people)]
    if faults:
        raise InputError(f"{len(faults)} faults in the past decisions; nothing was taken in", faults=faults)
    known = set(
        work.session.scalars(
            select(ImportedRequisition.reference).where(ImportedRequisition.system == system)
        )
    )
    fresh = list({one["reference"]: one for one in given if one["reference"] not in known}.values())
    if fresh:
        _insert(work, fresh, people, system, business_unit)
    work.audit(
        "decisions.imported",
        "source",
        system,
        business_unit=business_unit,
        facts={
            "new": len(fresh),
            "unchanged": len(given) - len(fresh),
            "decisions": sum(len(one["decisions"]) for one in fresh),
            "content_sha256": sha256(canonical([one["reference"] for one in fresh])),
        },
    )
    return len(fresh)


def _insert(
    work: UnitOfWork, fresh: Sequence[Mapping[str, Any]], people: _People, system: str, business_unit: str
) -> None:
    requisitions, decisions = [], []
    for row_id, one in zip(work.new_ids("Q", len(fresh)), fresh, strict=True):
        role = cases.role_document(one["role"], default_id="role")
        requisitions.append(
            {
                "id": row_id,
                "system": system,
                "reference": one["reference"],
                "business_unit": business_unit,
                "role_key": sha256(canonical(role)),
                "role": role,
                "decided_on": date.fromisoformat(str(one["decided_on"])),
                "imported_by": work.actor.id,
                "imported_at": work.now,
            }
        )
        decisions += [
            {
                "requisition_id": row_id,
                "person_id": people[item["source"], item["profile_id"]],
                "rank": item.get("rank"),
                "decision": item["decision"],
                "reason_code": item["reason_code"],
            }
            for item in one["decisions"]
        ]
    work.session.execute(insert(ImportedRequisition), requisitions)
    if decisions:
        work.session.execute(insert(ImportedDecision), decisions)


def _people(work: UnitOfWork, given: Sequence[Mapping[str, Any]]) -> _People:
    """Person ids by (source, its id); unknown and erased ones are absent."""
    asked: dict[str, set[str]] = {}
    for one in given:
        for item in one.get("decisions", ()):
            asked.setdefault(str(item.get("source")), set()).add(str(item.get("profile_id")))
    return {
        (source, profile): person
        for source, profiles in asked.items()
        for profile, person in person_ids(work.session, source, sorted(profiles)).items()
    }


def _faults(one: Mapping[str, Any], line: int, people: _People) -> Iterable[Fault]:
    if not str(one.get("reference") or "").strip():
        yield Fault("the other system's reference", "nothing", line=line, field="reference")
    try:
        date.fromisoformat(str(one.get("decided_on")))
    except ValueError:
        yield Fault("a date such as 2025-03-31", repr(one.get("decided_on")), line=line, field="decided_on")
    if not isinstance(one.get("role"), Mapping):
        yield Fault("a role", repr(one.get("role")), line=line, field="role")
    else:
        yield from _role_faults(one["role"], line)
    seen: set[str] = set()
    for item in one.get("decisions", ()):
        yield from _decision_faults(item, line, people, seen)


def _role_faults(role: Mapping[str, Any], line: int) -> Iterable[Fault]:
    try:
        cases.role_document(role, default_id="role")
    except InputError as error:
        for fault in error.faults:
            yield Fault(fault.expected, fault.found, line=line, field=f"role.{fault.field}")


def _decision_faults(item: Mapping[str, Any], line: int, people: _People, seen: set[str]) -> Iterable[Fault]:
    person = people.get((str(item.get("source")), str(item.get("profile_id"))))
    if person is None:
        yield Fault(
            "a profile imported from its source", repr(item.get("profile_id")), line=line, field="profile_id"
        )
    elif person in seen:
        yield Fault("each person once", repr(item.get("profile_id")), line=line, field="profile_id")
    else:
        seen.add(person)
    decision, reason = item.get("decision"), REASON_CODES.get(str(item.get("reason_code")))
    if decision not in DECISIONS:
        yield Fault(f"one of {', '.join(DECISIONS)}", repr(decision), line=line, field="decision")
    elif reason is None or decision not in reason.decisions:
        yield Fault(f"a reason for {decision}", repr(item.get("reason_code")), line=line, field="reason_code")
    rank = item.get("rank")
    if rank is not None and (isinstance(rank, bool) or not isinstance(rank, int) or rank < 1):
        yield Fault("a whole rank from 1", repr(rank), line=line, field="rank")
