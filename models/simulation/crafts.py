"""What kinds of work the simulated people do: crafts, their skills and the phrases that show a skill at work.

Reads the package's own data files and resolves each skill's label in the taxonomy. Knows no person; `stock.py` makes
sentences of the phrases, `people.py` makes people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from features.taxonomy import Taxonomy
from matching.errors import InputError

FAMILIES = (
    "software_engineering", "data_ai", "cloud_security", "quality_assurance", "product_project", "design",
    "content_writing", "marketing_sales", "customer_support", "finance_accounting", "hr_legal_admin", "engineering",
)  # fmt: skip

# The C reader is ten times faster; some builds of PyYAML come without it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Craft:
    """One kind of work. `phrases` maps a skill's label to what people who have it did, the craft's core skills first."""

    id: str
    family: str
    titles: tuple[str, ...]
    median_rate: float
    fields: tuple[str, ...]
    clients: tuple[str, ...]
    results: tuple[str, ...]
    context: tuple[str, ...]
    phrases: Mapping[str, tuple[str, ...]]
    degrees: tuple[str, ...]
    certificates: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """All crafts and the skills they use: `skills[j]` is the taxonomy id of column `j`, `labels[j]` its written name.

    Two labels of one skill share a column. `columns` finds it by label, whichever the craft uses.
    """

    crafts: tuple[Craft, ...]
    skills: tuple[str, ...]
    labels: tuple[str, ...]
    columns: Mapping[str, int]


@cache
def read_data(name: str) -> Any:
    """One of the package's data files, parsed."""
    text = (resources.files("models.simulation") / "data" / f"{name}.yaml").read_text("utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506  a safe loader either way


@cache
def load_crafts() -> tuple[Craft, ...]:
    """Every craft, in the order of `FAMILIES`."""
    schooling = read_data("schooling")
    return tuple(
        _craft(family, document["clients"], entry, schooling[entry["id"]])
        for family in FAMILIES
        for document in (read_data(family),)
        for entry in document["crafts"]
    )


def catalogue(taxonomy: Taxonomy) -> Catalogue:
    """The crafts with every skill resolved; all labels the taxonomy does not know are reported at once."""
    crafts = load_crafts()
    ids: dict[str, str] = {}
    unknown: list[str] = []
    for label in dict.fromkeys(label for craft in crafts for label in craft.phrases):
        skill = taxonomy.find(label)
        if skill is None:
            unknown.append(label)
        else:
            ids[label] = skill.id
    if unknown:
        raise InputError(
            f"expected every simulated skill in the taxonomy, found none for {', '.join(unknown)}",
            hint="add the alias to the taxonomy or use the taxonomy's label in models/simulation/data",
        )
    skills = tuple(dict.fromkeys(ids.values()))
    labels = {skill: label for label, skill in reversed(ids.items())}
    columns = {label: skills.index(skill) for label, skill in ids.items()}
    return Catalogue(crafts, skills, tuple(labels[skill] for skill in skills), columns)


def _craft(
    family: str, clients: Sequence[str], entry: Mapping[str, Any], schooling: Mapping[str, Any]
) -> Craft:
    return Craft(
        id=entry["id"],
        family=family,
        titles=tuple(entry["titles"]),
        median_rate=float(entry["median_rate"]),
        fields=tuple(entry["fields"]),
        clients=tuple(clients),
        results=tuple(entry["results"]),
        context=tuple(entry["context"]),
        phrases={label: tuple(phrases) for label, phrases in entry["skills"].items()},
        degrees=tuple(schooling["degrees"]),
        certificates=tuple(schooling["certificates"]),
    )
