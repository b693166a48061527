"""A taxonomy with what published ones have beside names: URIs, descriptions, and the occupations that use each skill.

Plain values. `taxonomy` is what the rest of the software links and compares with; nothing here reads a file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from features.skills import Taxonomy
from features.taxonomy import load_starter

STARTER = "starter"


@dataclass(frozen=True, slots=True)
class Occupation:
    """What an occupation asks for, as skill ids: the essential ones and those that may help; `tasks` as published."""

    uri: str
    label: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    essential: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """One published taxonomy. `uris` and `descriptions` are by skill id; `notices` tell what was left out."""

    name: str
    taxonomy: Taxonomy
    uris: Mapping[str, str]
    descriptions: Mapping[str, str]
    occupations: tuple[Occupation, ...] = ()
    notices: tuple[str, ...] = ()


@cache
def starter_catalogue() -> Catalogue:
    """The taxonomy that ships with the software. It is our own, and so are its URIs: `candor:skill/python`."""
    taxonomy = load_starter()
    return Catalogue(STARTER, taxonomy, {skill.id: f"candor:skill/{skill.id}" for skill in taxonomy}, {})
