"""Every error Candor raises on purpose.

    CandorError                 something a person can act on; carries a hint
    +-- InputError              the input or the call is wrong; carries every fault found     exit 2 / 422
    +-- Unauthenticated         nobody is acting                                              exit 2 / 401
    +-- Forbidden               the person may not do this                                    exit 1 / 403
    +-- NotFound                absent, or out of the person's scope                          exit 1 / 404
    +-- Conflict                the state moved on, or does not allow this                    exit 1 / 409
    |   +-- Stale               somebody changed it since the person read it                  exit 1 / 409 (412 for If-Match)
    +-- RunError                the run itself failed                                         exit 1 / 500

The classes know no status and no exit code: one table at the edge (`review_ui/problems.py`) maps them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: where it is, what was expected, what was found."""

    expected: str
    found: str
    file: str | None = None
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        subject = " ".join(part for part in (place, self.field) if part)
        return f"{subject + ': ' if subject else ''}expected {self.expected}, found {self.found}"

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


class CandorError(Exception):
    """Root of the tree. `hint` says what to do next."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(CandorError):
    """The input or the call is wrong. All faults are collected before it is raised."""

    def __init__(self, message: str, *, faults: Iterable[Fault] = (), hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.faults: Sequence[Fault] = tuple(faults)


class Unauthenticated(CandorError):
    """No person could be established for an act that needs one."""


class Forbidden(CandorError):
    """The person is known and may not do this."""


class NotFound(CandorError):
    """Nothing of that name is in the person's reach."""


class Conflict(CandorError):
    """The record has moved on, or its state does not allow the act."""


class Stale(Conflict):
    """What the person has read is no longer what is there. `found`: the version that is, where it has one."""

    def __init__(self, message: str, *, hint: str | None = None, found: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.found = found


class RunError(CandorError):
    """The input was right and the run failed all the same."""
