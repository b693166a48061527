"""Procurement's answer to a selection. Signatures first; bodies follow."""

from collections.abc import Sequence

from governance.database import UnitOfWork


def approve_selection(
    work: UnitOfWork, requisition_id: str, *, note: str | None = None, expected_version: int | None = None
) -> str: ...
def override_selection(
    work: UnitOfWork,
    requisition_id: str,
    person_ids: Sequence[str],
    *,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> str:
    """Puts these people, in this order, in place of the selected; the one who overrides may then not approve."""
    raise NotImplementedError


def send_back(
    work: UnitOfWork,
    requisition_id: str,
    *,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> str: ...
def deny_selection(
    work: UnitOfWork,
    requisition_id: str,
    *,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> str: ...
