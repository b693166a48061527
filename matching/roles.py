"""A role: what is asked for, as a requester writes it in YAML or JSON.

Describes and checks the shape only. `files.py` reads it from disk, `gates.py` and the features act on it.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from matching.codes import Country, Currency, Language

Importance = Literal["must", "nice"]
SecurityClass = Literal["public", "internal", "restricted", "secret"]
SensitiveData = Literal["none", "personal", "special_category"]

Identifier = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S+$")]
ShortText = Annotated[str, Field(max_length=500)]
LongText = Annotated[str, Field(max_length=100_000)]
Line = Annotated[str, Field(max_length=2_000)]


class Document(BaseModel):
    """Base of every file format: unknown keys are dropped (the reader counts them), values are immutable."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=False, allow_inf_nan=False)


class Amount(Document):
    """A sum of money in major units (`85.50`) and its currency."""

    amount: float = Field(ge=0, le=1e9)
    currency: Currency


class AmountRange(Document):
    """A budget from `min` to `max`, either end open."""

    min: float | None = Field(default=None, ge=0, le=1e12)
    max: float | None = Field(default=None, ge=0, le=1e12)
    currency: Currency

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min not above max")
        return self


class SkillAsked(Document):
    """A skill by name, with the level and years asked for if any."""

    name: Annotated[str, Field(min_length=1, max_length=300)]
    level: ShortText | None = None
    years: float | None = Field(default=None, ge=0, le=80)


Name = Annotated[str, Field(min_length=1, max_length=300)]
Skill = Name | SkillAsked


def skill_name(skill: str | SkillAsked) -> str:
    """The words of a skill, whether it was written as a string or as an object."""
    return skill if isinstance(skill, str) else skill.name


@dataclass(frozen=True, slots=True)
class Requirement:
    """One skill asked for, as ranking sees it."""

    name: str
    importance: Importance
    years: float | None = None


class IntakeProposed(Document):
    """What a template proposes for the request made from it. Whoever asks may say otherwise; ranking never reads it."""

    security_class: SecurityClass | None = None
    sensitive_data: SensitiveData | None = None
    jurisdiction: ShortText | None = None
    cost_centre: ShortText | None = None


class Role(Document):
    """What is asked for. `id` and at least one of title, description, must_have, nice_to_have."""

    id: Identifier
    title: ShortText = ""
    description: LongText = ""
    must_have: list[Skill] = Field(default=[], max_length=100)
    nice_to_have: list[Skill] = Field(default=[], max_length=100)
    max_hourly_rate: Amount | None = None
    budget: AmountRange | None = None
    countries: list[Country] = []
    languages: list[Language] = []
    timezone_overlap_hours: float | None = Field(default=None, ge=0, le=24)
    hours_per_week: float | None = Field(default=None, gt=0, le=168)
    start_by: date | None = None
    duration_weeks: float | None = Field(default=None, gt=0, le=1_000)
    min_years: float | None = Field(default=None, ge=0, le=80)
    security_level: ShortText | None = None
    data_sensitivity: ShortText | None = None
    work_type: ShortText | None = None
    deliverables: list[Line] = []
    acceptance_criteria: list[Line] = []
    business_unit: ShortText | None = None
    intake: IntakeProposed | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any((self.title.strip(), self.description.strip(), self.must_have, self.nice_to_have)):
            raise ValueError("at least one of title, description, must_have, nice_to_have")
        return self

    @property
    def requirements(self) -> "tuple[Requirement, ...]":
        """Every skill asked for, once, must-haves first."""
        return _requirements(tuple(self.must_have), tuple(self.nice_to_have))

    @property
    def work_text(self) -> str:
        """The work in prose, title and description: what a passage of described work can be near to. May be empty."""
        return "\n".join(part for part in (self.title, self.description) if part.strip())

    @property
    def query_text(self) -> str:
        """All words of the request in reading order: what lexical and whole-document rankers search for."""
        skills = ", ".join(asked.name for asked in self.requirements)
        return "\n".join(part for part in (self.work_text, skills) if part.strip())


# A shortlist asks for them a hundred times: for every sentence that counts them.
@lru_cache(maxsize=256)
def _requirements(must_have: tuple[Skill, ...], nice_to_have: tuple[Skill, ...]) -> tuple[Requirement, ...]:
    asked: dict[str, Requirement] = {}
    importances: tuple[tuple[Importance, tuple[Skill, ...]], ...] = (
        ("must", must_have),
        ("nice", nice_to_have),
    )
    for importance, skills in importances:
        for skill in skills:
            name = skill_name(skill).strip()
            years = None if isinstance(skill, str) else skill.years
            asked.setdefault(name.casefold(), Requirement(name, importance, years))
    asked.pop("", None)
    return tuple(asked.values())
