"""A candidate's way from shortlisted to an answer. Signatures first; bodies follow."""

from collections.abc import Mapping

from governance.database import UnitOfWork


def contact(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    *,
    note: str | None = None,
    expected_version: int | None = None,
) -> None: ...
def screen(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    scorecard: Mapping[str, int],
    *,
    note: str | None = None,
    expected_version: int | None = None,
) -> None: ...
def offer(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    *,
    note: str | None = None,
    expected_version: int | None = None,
) -> None: ...
def accept(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    *,
    note: str | None = None,
    expected_version: int | None = None,
) -> None: ...
def decline(
    work: UnitOfWork,
    requisition_id: str,
    person_id: str,
    reason_code: str,
    *,
    note: str | None = None,
    expected_version: int | None = None,
) -> None: ...
def withdraw(
    work: UnitOfWork, requisition_id: str, person_id: str, reason: str, *, expected_version: int | None = None
) -> None: ...
