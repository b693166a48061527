"""How the work went: recorded here by the manager, or brought in from another system's history.

Words about a person are sealed under that person's key. What training reads of this is `training_data.py`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import exists, insert, select

from governance import cases, engagements
from governance.access import EVERYWHERE
from governance.canonical import canonical, sha256
from governance.database import UnitOfWork
from governance.lifecycle import ENGAGEMENTS
from governance.people.profiles import person_ids
from governance.storage.tables import ImportedOutcome, Outcome
from governance.training_data import TrainingRow, training_roles, training_rows
from governance.vault import Owner
from matching.errors import Conflict, Fault, InputError

__all__ = ["TrainingRow", "import_outcomes", "record_outcome", "training_roles", "training_rows"]

REWORK = ("none", "minor", "major")
_FLAGS = ("accepted", "on_budget", "on_time", "would_reengage")


def record_outcome(
    work: UnitOfWork,
    engagement_id: str,
    accepted: bool,
    rework: str,
    on_budget: bool,
    on_time: bool,
    would_reengage: bool,
    rating: int,
    note: str | None = None,
) -> str:
    """How an ended engagement went, once; gives the outcome's id. `rating` is 1 to 5."""
    engagement = engagements.reach(work, engagement_id, "outcome.record")
    ENGAGEMENTS.next_state(engagement.id, engagement.state, "record_outcome")
    judgement: dict[str, Any] = {
        "accepted": accepted,
        "rework": rework,
        "on_budget": on_budget,
        "on_time": on_time,
        "would_reengage": would_reengage,
        "rating": rating,
    }
    if faults := list(_judgement_faults(judgement, None)):
        raise InputError("the outcome is not as expected", faults=faults)
    if work.session.scalar(select(exists().where(Outcome.engagement_id == engagement.id))):
        raise Conflict(f"engagement {engagement.id} has its outcome already")
    outcome_id, owner = work.new_id("O"), Owner("person", engagement.person_id)
    work.add(
        Outcome(
            id=outcome_id,
            engagement_id=engagement.id,
            requisition_id=engagement.requisition_id,
            person_id=engagement.person_id,
            business_unit=engagement.business_unit,
            note=work.seal(owner, note, place=f"outcome.note:{outcome_id}"),
            recorded_by=work.actor.id,
            recorded_at=work.now,
            **judgement,
        )
    )
    work.audit(
        "outcome.recorded",
        "engagement",
        engagement.id,
        business_unit=engagement.business_unit,
        facts={"outcome": outcome_id, "requisition": engagement.requisition_id, **judgement},
        words={"note": (owner, note)},
    )
    return outcome_id


def import_outcomes(
    work: UnitOfWork,
    outcomes: Iterable[Mapping[str, Any]],
    *,
    source: str,
    business_unit: str = EVERYWHERE,
) -> int:
    """Take in work done before Candor; gives how many were new. Importing the same again changes nothing.

    Each is `{role, profile_id, accepted, rework, on_budget, on_time, would_reengage, rating, ended_on,
    note?}` with `profile_id` as `source` names the person. All faults are raised at once and then nothing
    is taken in.
    """
    work.require("outcome.import", business_unit=None if business_unit == EVERYWHERE else business_unit)
    given = [dict(outcome) for outcome in outcomes]
    people = person_ids(work.session, source, (str(outcome.get("profile_id")) for outcome in given))
    faults = [fault for line, outcome in enumerate(given, 1) for fault in _faults(outcome, line, people)]
    if faults:
        raise InputError(f"{len(faults)} faults in the outcomes; nothing was taken in", faults=faults)
    known = set(
        work.session.scalars(select(ImportedOutcome.content_mac).where(ImportedOutcome.source_id == source))
    )
    fresh = {}
    for outcome in given:
        mac = work.vault.mac("outcome", canonical(_plain(outcome)))
        if mac not in known:
            fresh[mac] = outcome
    rows = _rows(work, fresh, people, source, business_unit)
    if rows:
        work.session.execute(insert(ImportedOutcome), rows)
    work.audit(
        "outcomes.imported",
        "source",
        source,
        business_unit=business_unit,
        facts={
            "new": len(rows),
            "unchanged": len(given) - len(rows),
            "content_sha256": sha256("".join(fresh).encode()),
        },
    )
    return len(rows)


def _rows(
    work: UnitOfWork,
    fresh: Mapping[str, Mapping[str, Any]],
    people: Mapping[str, str],
    source: str,
    business_unit: str,
) -> list[dict[str, Any]]:
    rows = []
    for row_id, (mac, outcome) in zip(work.new_ids("I", len(fresh)), fresh.items(), strict=True):
        person_id, role = (
            people[outcome["profile_id"]],
            cases.role_document(outcome["role"], default_id="role"),
        )
        rows.append(
            {
                "id": row_id,
                "source_id": source,
                "content_mac": mac,
                "person_id": person_id,
                "business_unit": business_unit,
                "role_key": sha256(canonical(role)),
                "role": role,
                "ended_on": date.fromisoformat(str(outcome["ended_on"])),
                "note": work.seal(
                    Owner("person", person_id), outcome.get("note"), place=f"imported_outcome.note:{row_id}"
                ),
                "imported_by": work.actor.id,
                "imported_at": work.now,
                **{name: outcome[name] for name in (*_FLAGS, "rework", "rating")},
            }
        )
    return rows


def _faults(outcome: Mapping[str, Any], line: int, people: Mapping[str, str]) -> Iterable[Fault]:
    yield from _judgement_faults(outcome, line)
    if outcome.get("profile_id") not in people:
        yield Fault(
            "a profile imported from this source",
            repr(outcome.get("profile_id")),
            line=line,
            field="profile_id",
        )
    try:
        date.fromisoformat(str(outcome.get("ended_on")))
    except ValueError:
        yield Fault("a date such as 2025-03-31", repr(outcome.get("ended_on")), line=line, field="ended_on")
    role = outcome.get("role")
    if not isinstance(role, Mapping):
        yield Fault("a role", repr(role), line=line, field="role")
        return
    try:
        cases.role_document(role, default_id="role")
    except InputError as error:
        for fault in error.faults:
            yield Fault(fault.expected, fault.found, line=line, field=f"role.{fault.field}")


def _judgement_faults(judgement: Mapping[str, Any], line: int | None) -> Iterable[Fault]:
    for name in _FLAGS:
        if not isinstance(judgement.get(name), bool):
            yield Fault("true or false", repr(judgement.get(name)), line=line, field=name)
    if judgement.get("rework") not in REWORK:
        yield Fault(f"one of {', '.join(REWORK)}", repr(judgement.get("rework")), line=line, field="rework")
    rating = judgement.get("rating")
    if isinstance(rating, bool) or rating not in range(1, 6):
        yield Fault("a whole rating of 1 to 5", repr(rating), line=line, field="rating")


def _plain(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """Dates as text, so that equal outcomes compare equal however they were read."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in outcome.items()
        if key != "role"
    } | {"role": cases.role_document(outcome["role"], default_id="role")}
