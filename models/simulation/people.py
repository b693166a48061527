"""Who there is: latent people as arrays, and what of it shows in their record.

A person is a craft, years, an ability in each skill and three traits. Nothing here is a word or a platform's fact;
`profiles.py` writes those down, `truth.py` says what the latents lead to.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.simulation.crafts import Catalogue
from models.simulation.parameters import PeopleParameters, Platform

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]

# A piece of work described holds at most this many sentences about skills.
SENTENCES_A_JOB = 4


@dataclass(frozen=True)
class Population:
    """`n` people by row. Arrays of `(n, n_skills)` follow the columns of the catalogue.

    `ability` 0 is "does not have the skill". `shown`: work described shows it; `listed`: it is in the list of skills,
    true or not.
    """

    catalogue: Catalogue
    platform: Ints
    craft: Ints
    years: Floats
    talent: Floats
    ability: Floats
    reliability: Floats
    responsiveness: Floats
    honesty: Floats
    jobs: Ints
    shown: Bools
    listed: Bools

    def __len__(self) -> int:
        return len(self.craft)

    @property
    def mean_ability(self) -> Floats:
        """Mean ability over the skills a person has, `(n,)`; 0 for none."""
        held = self.ability > 0
        return np.asarray(self.ability.sum(axis=1) / np.maximum(held.sum(axis=1), 1))


def make_people(
    size: int,
    catalogue: Catalogue,
    draw: np.random.Generator,
    *,
    parameters: PeopleParameters,
    platforms: tuple[Platform, ...],
) -> Population:
    """Draw `size` people; the same generator state gives the same people."""
    platform = draw.choice(len(platforms), size, p=[place.share for place in platforms])
    craft = draw.permutation(np.arange(size) % len(catalogue.crafts))
    years = np.clip(draw.gamma(parameters.years_shape, parameters.years_scale, size), *parameters.years_range)
    talent = draw.normal(size=size) + np.array([place.talent_shift for place in platforms])[platform]
    ability = _abilities(craft, talent, years, catalogue, draw, parameters)
    reliability = draw.beta(*parameters.reliability, size) + parameters.reliability_talent * talent
    honesty = draw.beta(*parameters.honesty, size)
    jobs = _job_counts(platform, years, platforms, draw)
    verbosity = np.array([place.verbosity for place in platforms])[platform]
    shown = _shown(ability, jobs, verbosity, draw, parameters)
    return Population(
        catalogue=catalogue,
        platform=platform,
        craft=craft,
        years=years,
        talent=talent,
        ability=ability,
        reliability=np.clip(reliability, 0.02, 0.99),
        responsiveness=draw.beta(*parameters.responsiveness, size),
        honesty=honesty,
        jobs=jobs,
        shown=shown,
        listed=_listed(craft, ability, honesty, catalogue, draw, parameters),
    )


def _abilities(
    craft: Ints,
    talent: Floats,
    years: Floats,
    catalogue: Catalogue,
    draw: np.random.Generator,
    p: PeopleParameters,
) -> Floats:
    chances = _skill_chances(catalogue, p)
    second = draw.integers(len(catalogue.crafts), size=len(craft))
    also = np.where(draw.random(len(craft)) < p.second_craft, 1.0, 0.0)[:, None]
    chance = np.maximum(chances[craft], also * np.minimum(chances[second], p.other_skill))
    held = draw.random(chance.shape) < chance
    level = p.ability_base + p.ability_talent * talent + p.ability_years * np.log1p(years) / np.log1p(30)
    raw = level[:, None] + draw.normal(scale=p.ability_noise, size=chance.shape)
    return np.where(held, np.clip(raw, 0.05, 1.0), 0.0)


def _skill_chances(catalogue: Catalogue, p: PeopleParameters) -> Floats:
    """P(has the skill) for each craft, `(n_crafts, n_skills)`."""
    chances = np.zeros((len(catalogue.crafts), len(catalogue.skills)))
    for row, craft in enumerate(catalogue.crafts):
        siblings = (
            other for other in catalogue.crafts if other.family == craft.family and other is not craft
        )
        for sibling in siblings:
            chances[row, [catalogue.columns[label] for label in sibling.phrases]] = p.neighbour_skill
        columns = [catalogue.columns[label] for label in craft.phrases]
        chances[row, columns] = p.other_skill
        chances[row, columns[: p.core_count]] = p.core_skill
    return chances


def _job_counts(
    platform: Ints, years: Floats, platforms: tuple[Platform, ...], draw: np.random.Generator
) -> Ints:
    """How many pieces of work are described: the platform's range, and no more than the years allow."""
    low, high = np.array([place.jobs for place in platforms])[platform].T
    return np.asarray(np.clip(draw.integers(low, high + 1), 1, np.maximum(1, np.round(years / 1.2))), np.intp)


def _shown(
    ability: Floats, jobs: Ints, verbosity: Floats, draw: np.random.Generator, p: PeopleParameters
) -> Bools:
    """Skills that work described shows; where there is no room for all, the better ones."""
    chance = (p.shown_base + p.shown_ability * ability) * verbosity[:, None]
    wanted = (ability > 0) & (draw.random(ability.shape) < chance)
    strength = np.where(wanted, ability + draw.normal(scale=0.1, size=ability.shape), -np.inf)
    place = np.argsort(np.argsort(-strength, axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray(wanted & (place < (jobs * SENTENCES_A_JOB)[:, None]))


def _listed(
    craft: Ints,
    ability: Floats,
    honesty: Floats,
    catalogue: Catalogue,
    draw: np.random.Generator,
    p: PeopleParameters,
) -> Bools:
    """Skills in the list: most of those held, and some of the craft's that are not."""
    of_craft = np.zeros((len(catalogue.crafts), len(catalogue.skills)), bool)
    for row, entry in enumerate(catalogue.crafts):
        of_craft[row, [catalogue.columns[label] for label in entry.phrases]] = True
    held = ability > 0
    chance = np.where(held, p.listed, np.where(of_craft[craft], p.overclaim * (1 - honesty)[:, None], 0.0))
    return np.asarray(draw.random(ability.shape) < chance) & (held | of_craft[craft])
