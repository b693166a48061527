"""Engagements. Signatures first; bodies follow."""

from collections.abc import Sequence
from datetime import date

from governance.database import UnitOfWork
from governance.money import Money


def start_engagement(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    rate: Money,
    hours: int,
    start: date,
    end: date,
    deliverables: Sequence[str] = (),
) -> str:
    """`rate` an hour, `hours` in all; rate x hours stays within the approved budget."""
    raise NotImplementedError


def activate_engagement(
    work: UnitOfWork, engagement_id: str, *, expected_version: int | None = None
) -> None: ...
def complete_engagement(
    work: UnitOfWork, engagement_id: str, *, expected_version: int | None = None
) -> None: ...
def terminate_engagement(
    work: UnitOfWork,
    engagement_id: str,
    *,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> None: ...
