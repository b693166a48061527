"""Skills by name: what exists, what else it is called, what is close to it.

A `Taxonomy` is immutable and index-based, so that a vocabulary of 100,000 aliases answers as fast as the starter one.
Knows nothing of texts; `linking/` finds these names in them. `taxonomy.py` reads them from
files.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from features.words import keys

Kind = Literal["tool", "knowledge", "practice", "soft"]

# What a skill counts towards another one asked for, where the taxonomy states no weight of its own.
RELATED_WEIGHT = 0.4
NARROWER_COUNTS = 0.8  # asked "SQL", has "PostgreSQL"
BROADER_COUNTS = 0.3  # asked "PostgreSQL", has "SQL"


@dataclass(frozen=True, slots=True)
class Family:
    """A group of skills; `role_family` marks those that roles are filed under."""

    id: str
    label: str
    role_family: bool


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill. `related` holds (id, weight) pairs with weights in 0..1.

    `context` marks a label that is also an ordinary word or letter (`Go`, `R`, `Excel`); `context_aliases` are such
    aliases. They count in running text only as written here, and only near `context_words`: `in ~` and
    `~ programming` stand directly before and after the name, `~` alone asks for nothing but the case (`HR`).
    """

    id: str
    label: str
    family: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    related: tuple[tuple[str, float], ...] = ()
    broader: str | None = None
    context: bool = False
    context_aliases: tuple[str, ...] = ()
    context_words: tuple[str, ...] = ()

    def surfaces(self) -> Iterator[tuple[str, bool]]:
        """Every written name, label first, and whether it is ambiguous."""
        yield self.label, self.context
        yield from ((alias, False) for alias in self.aliases)
        yield from ((alias, True) for alias in self.context_aliases)


class Taxonomy:
    """Skills by id, by any of their names, and by nearness.

    Where two skills claim a name the first keeps it, labels before aliases; the starter files allow no such pair.
    """

    def __init__(self, skills: Iterable[Skill], families: Iterable[Family]) -> None:
        self._skills = {skill.id: skill for skill in skills}
        self._families = {family.id: family for family in families}

    def __len__(self) -> int:
        return len(self._skills)

    def __iter__(self) -> Iterator[Skill]:
        return iter(self._skills.values())

    def __contains__(self, skill_id: object) -> bool:
        return skill_id in self._skills

    @property
    def families(self) -> Mapping[str, Family]:
        return MappingProxyType(self._families)

    @cached_property
    def version(self) -> str:
        """SHA-256 over the content in a fixed order: the name of this taxonomy in manifests and cache keys."""
        content = [_values(self._families), _values(self._skills)]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """The column of each skill in arrays of skills."""
        return MappingProxyType({skill_id: column for column, skill_id in enumerate(self._skills)})

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The skill of each column."""
        return tuple(self._skills)

    def skill(self, skill_id: str) -> Skill:
        """The skill of that id; KeyError when there is none."""
        return self._skills[skill_id]

    def find(self, label: str) -> Skill | None:
        """The skill a label or alias names, whatever its case, accents, hyphens or number."""
        for key in keys(label):
            if (skill_id := self._by_key.get(key)) is not None:
                return self._skills[skill_id]
        return None

    def related(self, skill_id: str) -> Mapping[str, float]:
        """Other skills and how much having each counts (0..1) when `skill_id` is asked for, nearest first."""
        return self._related.get(skill_id, _NOTHING)

    @cached_property
    def _by_key(self) -> dict[str, str]:
        found: dict[str, str] = {}
        named = [(keys(name), skill_id) for skill_id, name in self._names()]
        # A name as it is written beats one derived from another name: its singular, its words joined.
        for rank in range(3):
            for forms, skill_id in named:
                if rank < len(forms):
                    found.setdefault(forms[rank], skill_id)
        return found

    def _names(self) -> Iterator[tuple[str, str]]:
        yield from ((skill.id, skill.label) for skill in self)
        yield from ((skill.id, alias) for skill in self for alias in (*skill.aliases, *skill.context_aliases))

    @cached_property
    def _related(self) -> dict[str, Mapping[str, float]]:
        near: dict[str, dict[str, float]] = {}
        for skill in self:
            for other, weight in skill.related:
                _keep_largest(near, skill.id, other, weight)
                _keep_largest(near, other, skill.id, weight)
            if skill.broader is not None:
                _keep_largest(near, skill.broader, skill.id, NARROWER_COUNTS)
                _keep_largest(near, skill.id, skill.broader, BROADER_COUNTS)
        return {skill_id: MappingProxyType(_nearest_first(others)) for skill_id, others in near.items()}


_NOTHING: Mapping[str, float] = MappingProxyType({})


def _values(entries: Mapping[str, Family | Skill]) -> list[list[object]]:
    """Every field of every entry, by id; `asdict` would copy each of them first."""
    ordered = [entries[name] for name in sorted(entries)]
    return [[getattr(entry, field.name) for field in fields(entry)] for entry in ordered]


def _keep_largest(near: dict[str, dict[str, float]], asked: str, other: str, weight: float) -> None:
    others = near.setdefault(asked, {})
    others[other] = max(weight, others.get(other, 0.0))


def _nearest_first(others: dict[str, float]) -> dict[str, float]:
    return dict(sorted(others.items(), key=lambda pair: (-pair[1], pair[0])))
