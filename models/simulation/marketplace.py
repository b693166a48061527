"""The whole simulated marketplace for one seed: people, what they wrote, the truth, and two years of history.

Deterministic: the same size, seed, day, taxonomy and templates give the same marketplace. Nothing is read from a
record and nothing is written to one; the demo does that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from features.taxonomy import Taxonomy, load_starter
from matching.errors import InputError
from models.simulation.crafts import catalogue
from models.simulation.facts import Facts, make_facts
from models.simulation.history import PastRequisition, simulate_history
from models.simulation.identities import identity
from models.simulation.parameters import PARAMETERS
from models.simulation.people import Population, make_people
from models.simulation.profiles import ProfileWriter
from models.simulation.truth import Truth, outcome_fields

# Where the simulation stands when no day is given.
REFERENCE_DAY = date(2026, 1, 15)
SMALLEST = 28


@dataclass(frozen=True)
class Marketplace:
    """`people[i]` is the profile of row `i` of `population`, `facts` and `identities`. All of it is synthetic."""

    seed: int
    as_of: date
    people: tuple[dict[str, Any], ...]
    identities: tuple[dict[str, Any], ...]
    population: Population
    facts: Facts
    truth: Truth
    history: tuple[PastRequisition, ...]
    synthetic: bool = True

    def __len__(self) -> int:
        return len(self.people)

    @property
    def ids(self) -> tuple[str, ...]:
        """The platforms' ids, by row."""
        return tuple(person["id"] for person in self.people)

    @cached_property
    def by_platform(self) -> Mapping[str, list[int]]:
        """Rows of each platform's people."""
        names = [platform.name for platform in PARAMETERS.platforms]
        return {
            name: [i for i, person in enumerate(self.people) if person["platform"] == name] for name in names
        }

    def records(self, platform: str) -> Iterator[dict[str, Any]]:
        """The platform's profiles as its export would hold them, protected keys included, to be set aside on import."""
        return ({**self.people[row], **self.identities[row]} for row in self.by_platform[platform])

    def decisions(self) -> Iterator[dict[str, Any]]:
        """History as rows of the outcome file format: everybody a manager reached, with how it went where known."""
        for past in self.history:
            for shown in past.shown:
                if shown.decision is None:
                    continue
                yield {
                    "requisition_id": past.id,
                    "role": past.role.model_dump(mode="json", exclude_defaults=True),
                    "business_unit": past.business_unit,
                    "profile_id": self.people[shown.row]["id"],
                    "platform": self.people[shown.row]["platform"],
                    "rank": shown.rank,
                    "decision": shown.decision,
                    "reason_code": shown.reason_code,
                    "declined": shown.declined,
                    "decided_at": past.decided_on.isoformat(),
                    **(
                        {**outcome_fields(shown.outcome), "ended_on": past.ended_on.isoformat()}
                        if shown.outcome
                        else {}
                    ),
                }


def simulate_marketplace(
    size: int,
    seed: int,
    taxonomy: Taxonomy | None = None,
    *,
    as_of: date = REFERENCE_DAY,
    templates: Sequence[Mapping[str, Any]] | None = None,
) -> Marketplace:
    """Simulate `size` people and two years of requisitions over the role templates, as of a day."""
    if size < SMALLEST:
        raise InputError(f"expected at least {SMALLEST} people, one of each craft, found {size}")
    taxonomy = taxonomy or load_starter()
    roles = _all_templates() if templates is None else templates
    latents, facts_draw, history_draw = (
        np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(3)
    )
    platforms = PARAMETERS.platforms
    people = make_people(
        size, catalogue(taxonomy), latents, parameters=PARAMETERS.people, platforms=platforms
    )
    facts = make_facts(people, facts_draw, parameters=PARAMETERS.facts, platforms=platforms)
    truth = Truth(people, facts, taxonomy, PARAMETERS.truth)
    writer = ProfileWriter(
        people, facts, platforms=platforms, parameters=PARAMETERS.people, as_of=as_of, seed=seed
    )
    return Marketplace(
        seed=seed,
        as_of=as_of,
        people=tuple(writer.profile(row) for row in range(size)),
        identities=tuple(identity(seed, row, float(people.years[row]), as_of) for row in range(size)),
        population=people,
        facts=facts,
        truth=truth,
        history=simulate_history(
            people, facts, truth, roles, history_draw, parameters=PARAMETERS.history, as_of=as_of
        ),
    )


def _all_templates() -> list[dict[str, Any]]:
    from features.templates import list_templates, read_template

    return [read_template(name) for name in list_templates()]
