"""The one table from an error to what its reader gets: HTTP status, exit code, title, and the JSON shape (RFC 9457).

Used by the command line and by the web, so that both say the same of the same error. The errors themselves are drawn in
`matching/errors.py`.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from matching.errors import (
    CandorError,
    Conflict,
    Forbidden,
    InputError,
    NotFound,
    RunError,
    Stale,
    Unauthenticated,
)

PROBLEM_JSON = "application/problem+json"
RAN, RUN_FAILED, CALL_IS_WRONG = 0, 1, 2


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """How one class of error looks from outside. `type` is stable: scripts may compare it."""

    type: str
    title: str
    status: int
    exit_code: int


PROBLEMS: dict[type[Exception], ProblemKind] = {
    InputError: ProblemKind("urn:candor:problem:input", "The input or the call is wrong", 422, CALL_IS_WRONG),
    Unauthenticated: ProblemKind(
        "urn:candor:problem:unauthenticated", "Nobody is signed in", 401, CALL_IS_WRONG
    ),
    Forbidden: ProblemKind("urn:candor:problem:forbidden", "Not allowed", 403, RUN_FAILED),
    NotFound: ProblemKind("urn:candor:problem:not-found", "Not found", 404, RUN_FAILED),
    Conflict: ProblemKind(
        "urn:candor:problem:conflict", "The record does not allow this now", 409, RUN_FAILED
    ),
    Stale: ProblemKind("urn:candor:problem:stale", "It has changed in the meantime", 409, RUN_FAILED),
    RunError: ProblemKind("urn:candor:problem:run-failed", "The run failed", 500, RUN_FAILED),
    CandorError: ProblemKind("urn:candor:problem:run-failed", "The run failed", 500, RUN_FAILED),
}
UNEXPECTED = ProblemKind("urn:candor:problem:unexpected", "Something broke that should not", 500, RUN_FAILED)


def problem_kind(error: BaseException) -> ProblemKind:
    """The row of the nearest class in the table; `UNEXPECTED` for an error that is not Candor's own."""
    return next((PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS), UNEXPECTED)


def status_of(refusal: CandorError | None) -> int:
    """The status of a page that comes back with what was typed; 200 where nothing was refused."""
    return problem_kind(refusal).status if refusal else 200


def problem_document(error: BaseException) -> dict[str, Any]:
    """The error as RFC 9457 problem details, plus `hint` and `faults`, and what is `current` where it changed. Unexpected errors keep their words to themselves."""
    kind = problem_kind(error)
    faults = error.faults if isinstance(error, InputError) else ()
    current = {"current": {"version": error.found}} if isinstance(error, Stale) and error.found else {}
    return {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": error.message if isinstance(error, CandorError) else "see the log",
        "hint": error.hint if isinstance(error, CandorError) else None,
        "faults": [fault.as_dict() for fault in faults],
        **current,
    }


def bare_problem(status: int, detail: str, hint: str | None = None) -> dict[str, Any]:
    """The same shape for what HTTP itself refuses, such as a method or a size."""
    title = HTTPStatus(status).phrase
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "hint": hint,
        "faults": [],
    }
