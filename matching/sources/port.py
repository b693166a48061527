"""What a source gives, and the map that says how to read it.

A row whose optional cells are dirty is kept without them; a file with rows that cannot be read at all is refused whole.
Knows no file kind: `registry.py` lists who does. Who may import, and where it goes, is for others.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from matching.errors import Fault, InputError
from matching.files import read_mapping
from matching.profiles import PROTECTED_KEYS, Profile

Transform = Literal[
    "text", "money", "percent", "number", "country", "language", "date", "list", "boolean",
    "duration", "week", "stars", "count", "skill",
]  # fmt: skip
PATH = re.compile(r"[a-z_]+(\[\d+\])?(\.[a-z_]+)?")


def _days(value: object) -> object:
    """`400`, `400 days`, `18 months`, `7 years` as days."""
    found = (
        re.fullmatch(r"\s*(\d{1,6})\s*(day|week|month|year)s?\s*", value) if isinstance(value, str) else None
    )
    return int(found[1]) * {"day": 1, "week": 7, "month": 30, "year": 365}[found[2]] if found else value


class _Setting(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceLicence(_Setting):
    """What may be done with the data: `contract` names the agreement they came under."""

    contract: Annotated[str, Field(min_length=1, max_length=500)]
    retain_for: Annotated[int, BeforeValidator(_days), Field(ge=1)] | None = None
    may_train: bool = True
    may_embed: bool = True


class ColumnRule(_Setting):
    """Where a field comes from and how its cells are read; without `as` the field decides."""

    column: str
    transform: Transform | None = Field(default=None, alias="as")
    of: Literal["text", "country", "language", "skill"] = "text"
    currency: str | None = None
    per: Literal["hour", "day", "week"] = "hour"
    separator: str | None = None
    format: str | None = None
    decimal: Literal[".", ","] = "."
    scale: float = 1.0
    range: Literal["refuse", "low", "middle", "high"] = "refuse"
    blank: list[str] = []
    values: dict[str, str] = {}


class Condition(_Setting):
    """Rows are left out where this column says no."""

    column: str


def _rule(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


class SourceMap(_Setting):
    """A map file: source, licence, which column feeds which field, and what is constant."""

    source: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    licence: SourceLicence | None = None
    columns: dict[str, Annotated[ColumnRule, BeforeValidator(_rule)]] = {}
    constants: dict[str, Any] = {}
    set_aside: dict[str, str] = Field(default={}, description="column -> protected key")
    only_where: Condition | None = None
    skip_bad_rows: bool = False
    encoding: str = "utf-8"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class SourceBatch:
    """What a source gave. `dirty` are cells left out, by row and column; `rejected` rows, when the map allows that."""

    profiles: tuple[Profile, ...]
    protected: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    dirty: tuple[Fault, ...] = ()
    rejected: tuple[Fault, ...] = ()
    notices: tuple[str, ...] = ()


class Source(Protocol):
    """One kind of file."""

    def read(self, path: Path, mapping: SourceMap) -> SourceBatch:
        """Everything in the file; raises InputError with every fault when it must be refused."""


def read_map(path: Path) -> SourceMap:
    """A map file, checked; raises InputError with every fault."""
    value = read_mapping(path, "a map")
    try:
        mapping = SourceMap.model_validate(value)
    except ValidationError as error:
        faults = [
            Fault(
                _wanted(detail),
                f"{detail['input']!r}"[:80],
                str(path),
                field=".".join(str(step) for step in detail["loc"]),
            )
            for detail in error.errors(include_url=False)
        ]
        raise InputError(f"the map {path} cannot be read", faults=faults) from None
    faults = [*_bad_fields(mapping, path), *_bad_keys(mapping, path)]
    if faults:
        raise InputError(
            f"the map {path} cannot be used", faults=faults, hint="candor schema profile lists the fields"
        )
    return mapping


def _wanted(detail: Any) -> str:
    if detail["type"] == "extra_forbidden":
        return "a setting that maps have"
    return str(detail["msg"]).removeprefix("Input should be ").removeprefix("Value error, ")


def _bad_fields(mapping: SourceMap, path: Path) -> list[Fault]:
    return [
        Fault("a field of a profile", repr(name), str(path), field=where)
        for where, names in (("columns", mapping.columns), ("constants", mapping.constants))
        for name in names
        if not PATH.fullmatch(name) or re.split(r"[.\[]", name)[0] not in Profile.model_fields
    ]


def _bad_keys(mapping: SourceMap, path: Path) -> list[Fault]:
    return [
        Fault(
            f"one of {', '.join(sorted(PROTECTED_KEYS))}", repr(key), str(path), field=f"set_aside.{column}"
        )
        for column, key in mapping.set_aside.items()
        if key not in PROTECTED_KEYS
    ]
