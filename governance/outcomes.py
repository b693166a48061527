"""How the work went, and what training may read of it. Signatures first; bodies follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.database import Database, UnitOfWork


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """One person on one frozen list. `grade` 0-4, or None: no label. `requisition_id` is `H-...` for imported history."""

    requisition_id: str
    shortlist_id: str | None
    person_id: str
    rank: int | None
    score: float | None
    decision: str | None
    grade: int | None
    decided_at: datetime | None
    business_unit: str
    matured: bool  # an outcome was recorded
    features: Mapping[str, float] | None = None


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
) -> str: ...
def import_outcomes(
    work: UnitOfWork, outcomes: Iterable[Mapping[str, Any]], *, source: str, business_unit: str = "*"
) -> int:
    """Each: {role: {...}, profile_id (the source's id), accepted, rework, on_budget, on_time, would_reengage, rating, ended_on, note?}."""
    raise NotImplementedError


def training_rows(database: Database, until: datetime) -> list[TrainingRow]: ...
def training_roles(database: Database, until: datetime) -> dict[str, dict[str, Any]]:
    """requisition_id -> the role as it was ranked."""
    raise NotImplementedError
