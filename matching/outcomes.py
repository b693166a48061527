"""An outcome: how one person's work for one role went, as other systems export it.

Describes and checks the shape only. What it is worth as a label is decided in `governance/outcomes.py`.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from matching.roles import Document, Identifier, Role

Decision = Literal["select", "shortlist", "not_now", "reject"]
Rework = Literal["none", "minor", "major"]


class Outcome(Document):
    """One person's result for one role.

    `role` describes what was asked for; `role_id` alone names a template of the workspace. A person who was never
    engaged has a `decision` and no result; one who was has `accepted` and what else is known.
    """

    profile_id: Identifier
    role_id: Identifier | None = None
    role: Role | None = None
    requisition_id: Identifier | None = None
    decided_at: date | None = Field(default=None, description="the day the decision on this person was taken")
    ended_on: date | None = Field(default=None, description="the day the work ended")
    decision: Decision | None = None
    accepted: bool | None = Field(default=None, description="the work was accepted")
    rework: Rework | None = None
    on_budget: bool | None = None
    on_time: bool | None = None
    would_reengage: bool | None = None
    rating: Annotated[int, Field(ge=1, le=5)] | None = None
    note: Annotated[str, Field(max_length=10_000)] | None = None

    @model_validator(mode="after")
    def _says_what_of_which_role(self) -> Self:
        if self.role is None and self.role_id is None:
            raise ValueError("role or role_id")
        if self.decision is None and self.accepted is None:
            raise ValueError("decision or accepted")
        return self
