"""A requisition from draft to sourcing. Signatures first; bodies follow."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from governance.database import UnitOfWork
from governance.money import Money


def create_requisition(
    work: UnitOfWork,
    *,
    title: str,
    business_unit: str,
    budget: Money,
    template_id: str | None = None,
    role: Mapping[str, Any] | None = None,
    positions: int = 1,
    needed_by: date | None = None,
) -> str: ...
def edit_requisition(
    work: UnitOfWork,
    requisition_id: str,
    *,
    title: str | None = None,
    role: Mapping[str, Any] | None = None,
    budget: Money | None = None,
    positions: int | None = None,
    needed_by: date | None = None,
    expected_version: int | None = None,
) -> int:
    """Gives the new role version; back to draft, approvals void."""
    raise NotImplementedError


def submit(work: UnitOfWork, requisition_id: str, *, expected_version: int | None = None) -> None: ...
def approve_requisition(
    work: UnitOfWork, requisition_id: str, *, note: str | None = None, expected_version: int | None = None
) -> str: ...
def deny_requisition(
    work: UnitOfWork,
    requisition_id: str,
    *,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> str: ...
def start_sourcing(work: UnitOfWork, requisition_id: str, *, expected_version: int | None = None) -> None: ...
def cancel_requisition(
    work: UnitOfWork, requisition_id: str, *, reason: str, expected_version: int | None = None
) -> None: ...
