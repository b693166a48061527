"""A profile: one person as one source describes them.

Describes and checks the shape only, and names the keys that are set aside unread because nothing that scores may
see them. Where a profile's words stand is `text_fields`; what they mean is for `features`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, PrivateAttr, model_validator

from matching.codes import Country, Language
from matching.roles import Amount, Document, Identifier, ShortText, Skill

# Set aside at the door (quarantined in a workspace, dropped when headless), whatever their case or separators.
PROTECTED_KEYS = frozenset(
    [
        "name",
        "first_name",
        "last_name",
        "full_name",
        "given_name",
        "family_name",
        "middle_name",
        "display_name",
        "sex",
        "gender",
        "pronouns",
        "age",
        "birth_date",
        "date_of_birth",
        "birthday",
        "dob",
        "year_of_birth",
        "marital_status",
        "nationality",
        "citizenship",
        "ethnicity",
        "race",
        "religion",
        "photo",
        "picture",
        "image",
        "avatar",
        "portrait",
        "disability",
        "pregnancy",
        "children",
        "sexual_orientation",
        "political_opinion",
        "trade_union",
        "health",
        "title_of_address",
        "salutation",
    ]
)

FieldKind = Literal["headline", "summary", "text", "work", "skills", "education", "certification"]

Position = Annotated[int, Field(ge=0, le=2_000_000)]

BigText = Annotated[str, Field(max_length=2_000_000)]


class Experience(Document):
    """One piece of work. Dates are as written: `2021`, `2021-03` or `2021-03-31`; an absent end means ongoing."""

    title: ShortText = ""
    company: ShortText = ""
    start: ShortText | None = None
    end: ShortText | None = None
    description: BigText = ""


class Education(Document):
    degree: ShortText = ""
    field: ShortText = ""
    institution: ShortText = ""
    start: ShortText | None = None
    end: ShortText | None = None


class Certification(Document):
    name: ShortText
    issuer: ShortText = ""
    issued: ShortText | None = None
    expires: ShortText | None = None


class LanguageSpoken(Document):
    code: Language = Field(validation_alias=AliasChoices("code", "language"))
    level: ShortText | None = None


class Ratings(Document):
    """Average of `count` ratings on a scale of 0 to 5."""

    average: float = Field(ge=0, le=5)
    count: int = Field(ge=0, le=10_000_000)


class ExternalRef(Document):
    system: ShortText
    id: ShortText


class FieldOrigin(Document):
    """Where one field comes from: the source, the day it was seen there, and how it was got (`column 'Rate'`)."""

    source: ShortText = ""
    seen_on: date | None = None
    how: ShortText = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the record lets be done with a profile. No file says it: without a record there is no unit and no bar.

    `business_unit` holds the person (`*`: all of them may see them). Words that may not be embedded never reach an
    encoder.
    """

    business_unit: str | None = None
    may_embed: bool = True


class Profile(Document):
    """One person as one source describes them. `id`, and `text` or `skills`; everything else may be unknown."""

    id: Identifier
    text: BigText = ""
    skills: list[Skill] = Field(default=[], max_length=2_000)
    headline: Annotated[str, Field(max_length=2_000)] = ""
    summary: BigText = ""
    experience: list[BigText | Experience] = Field(default=[], max_length=500)
    education: list[ShortText | Education] = Field(default=[], max_length=200)
    certifications: list[ShortText | Certification] = Field(default=[], max_length=500)
    languages: list[Language | LanguageSpoken] = Field(default=[], max_length=100)
    hourly_rate: Amount | None = None
    country: Country | None = None
    timezone: ShortText | None = None
    available_from: date | None = None
    hours_per_week: float | None = Field(default=None, ge=0, le=168)
    ratings: Ratings | None = None
    job_success: float | None = Field(
        default=None, ge=0, le=100, description="per cent of contracts that ended well"
    )
    response_hours: float | None = Field(default=None, ge=0, le=100_000)
    platform: ShortText | None = None
    url: ShortText | None = None
    as_of: date | None = Field(default=None, description="the day this was seen at its source")
    language: Language | None = Field(default=None, description="the language the profile is written in")
    work_countries: list[Country] = Field(default=[], max_length=300)
    clearance: ShortText | None = None
    external_refs: list[ExternalRef] = Field(default=[], max_length=50)
    names_at: dict[str, list[tuple[Position, Position]]] = Field(
        default={},
        max_length=5_000,
        description="by field: where the person's own name stands in its words, found when the name was set aside",
    )
    provenance: dict[str, FieldOrigin] = Field(
        default={},
        max_length=100,
        description="by field: its source, the day it was seen there, how it was got",
    )
    remarks: list[ShortText] = Field(
        default=[],
        max_length=200,
        description="what a platform says of the person (badges, levels, prices of offers): kept to be read, never scored",
    )
    notices: list[ShortText] = Field(
        default=[], max_length=20, description="what a reader should know first, such as hidden_text"
    )
    _terms: Terms = PrivateAttr(default=Terms())

    @model_validator(mode="before")
    @classmethod
    def _text_or_skills(cls, value: object) -> object:
        if isinstance(value, dict) and value.get("text") is None and value.get("skills") is None:
            raise ValueError("text or skills")
        return (
            {key: item for key, item in value.items() if item is not None}
            if isinstance(value, dict)
            else value
        )

    @property
    def terms(self) -> Terms:
        return self._terms

    def under(self, terms: Terms) -> "Profile":
        """The same profile held under these terms; copies of it are too."""
        held = self.model_copy()
        held._terms = terms
        return held

    @property
    def spoken(self) -> frozenset[str]:
        """Primary codes of the languages the person speaks."""
        codes = (item if isinstance(item, str) else item.code for item in self.languages)
        return frozenset(code.split("-")[0] for code in codes)


@dataclass(frozen=True, slots=True)
class TextField:
    """One stretch of a profile's own words and where it stands (`experience[2].description`)."""

    path: str
    text: str
    kind: FieldKind


def text_fields(profile: Profile) -> Iterator[TextField]:
    """Every non-empty stretch of the profile's own words, in a fixed order. Institutions' names are left out.

    An item may be written as a string (`skills[0]`) or an object (`skills[0].name`); the path is the one that finds
    the very string in the document as it was written.
    """
    candidates: list[tuple[str, str, FieldKind]] = [
        ("headline", profile.headline, "headline"),
        ("summary", profile.summary, "summary"),
        *_items("experience", profile.experience, {"title": "headline", "description": "work"}),
        ("text", profile.text, "text"),
        *_items("skills", profile.skills, {"name": "skills"}),
        *_items("education", profile.education, {"degree": "education", "field": "education"}),
        *_items("certifications", profile.certifications, {"name": "certification"}),
    ]
    return (TextField(path, text, kind) for path, text, kind in candidates if text.strip())


def _items(
    name: str, items: Sequence[str | Document], attributes: Mapping[str, FieldKind]
) -> Iterator[tuple[str, str, FieldKind]]:
    """A string stands for the last attribute: a bare piece of experience is its description, not its title."""
    *_, of_a_string = attributes.values()
    for i, item in enumerate(items):
        if isinstance(item, str):
            yield f"{name}[{i}]", item, of_a_string
        else:
            yield from (
                (f"{name}[{i}].{attribute}", getattr(item, attribute), kind)
                for attribute, kind in attributes.items()
            )
