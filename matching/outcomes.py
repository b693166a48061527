"""An outcome: how one person's finished work for one role went, as other systems export it.

Describes and checks the shape only. What it is worth as a label is decided in `governance/training_data.py`.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from matching.roles import Document, Identifier, Role

Rework = Literal["none", "minor", "major"]


class Outcome(Document):
    """One person's finished work for one role.

    `profile_id` is the id that the profile had at the source it was imported from. `role` describes what was asked
    for; `role_id` alone names a role template.
    """

    profile_id: Identifier
    role_id: Identifier | None = None
    role: Role | None = None
    ended_on: date = Field(description="the day the work ended")
    accepted: bool = Field(description="the work was accepted")
    rework: Rework
    on_budget: bool
    on_time: bool
    would_reengage: bool
    rating: Annotated[int, Field(ge=1, le=5)]
    note: Annotated[str, Field(max_length=10_000)] | None = None

    @model_validator(mode="after")
    def _names_a_role(self) -> Self:
        if self.role is None and self.role_id is None:
            raise ValueError("role or role_id")
        return self
