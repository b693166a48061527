"""What a refusal looks like, as the OpenAPI document tells it: the shape of `review_ui/problems.py`, one entry a status."""

from typing import Any

from pydantic import BaseModel

from matching.errors import Conflict, Forbidden, InputError, NotFound, Unauthenticated
from review_ui.problems import PROBLEM_JSON, PROBLEMS

_TOO_MUCH = {413: "The body is larger than a request may be"}


class Fault(BaseModel):
    """One thing that is not as expected, and where."""

    expected: str
    found: str
    file: str | None
    line: int | None
    field: str | None


class Current(BaseModel):
    """What there is now of what has changed."""

    version: int


class Problem(BaseModel):
    """Problem details (RFC 9457). `hint` says what to do; `faults` names everything that is wrong, at once.

    `current` is there only where something has changed since it was read.
    """

    type: str
    title: str
    status: int
    detail: str
    hint: str | None
    faults: list[Fault]
    current: Current | None = None


def problem_responses() -> dict[int | str, dict[str, Any]]:
    """Every expected refusal of a call, for `responses=` of a router."""
    refusals = (Unauthenticated, Forbidden, NotFound, Conflict, InputError)
    titles = {PROBLEMS[kind].status: PROBLEMS[kind].title for kind in refusals} | _TOO_MUCH
    return {status: refusal(title) for status, title in sorted(titles.items())}


def refusal(title: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": title, "content": {PROBLEM_JSON: {"schema": schema}}}


def problem_schemas() -> dict[str, Any]:
    """The components that the responses refer to."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}
