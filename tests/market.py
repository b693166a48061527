"""A small simulated marketplace ranked for many roles by both rankers: what tests of explanations are tried on.

Made once a session, with word vectors instead of a language model. Everybody in it is made up.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np

from features.featurizer import RoleFeaturizer
from features.indexing import build_pool
from features.linking import SkillLinker
from features.specs import SPECS
from features.taxonomy import load_starter
from features.templates import list_templates, read_template
from matching.pipeline import Matcher
from matching.ports import Ranker
from matching.profiles import Profile
from matching.roles import Role
from models.bundle import built_in
from models.simulation import simulate_marketplace
from models.training import train
from models.training_data import JudgedRole, gather
from tests.fakes import MemoryProfiles, WordEncoder

DAY = date(2026, 11, 24)
SIZE, ROLES = 150, 30
RANKERS = ("additive", "booster")


@cache
def linker() -> SkillLinker:
    return SkillLinker(load_starter())


@cache
def featurizer() -> RoleFeaturizer:
    return RoleFeaturizer(linker(), WordEncoder())


@cache
def people() -> tuple[Profile, ...]:
    market = simulate_marketplace(SIZE, 7, linker().taxonomy, as_of=DAY)
    return tuple(Profile.model_validate(person) for person in market.people)


@cache
def roles() -> tuple[Role, ...]:
    """Every template, then past requests of the marketplace, until there are thirty."""
    shipped = [Role.model_validate(read_template(name)) for name in list_templates()]
    market = simulate_marketplace(SIZE, 7, linker().taxonomy, as_of=DAY)
    past = [one.role.model_copy(update={"id": one.id}) for one in market.history]
    return tuple((shipped + past)[:ROLES])


@cache
def matcher(kind: str = "additive") -> Matcher:
    return matcher_over(people(), kind)


def matcher_over(profiles: tuple[Profile, ...] | list[Profile], kind: str = "additive") -> Matcher:
    pool = build_pool(profiles, linker=linker(), encoder=featurizer().encoder)
    return Matcher(pool, MemoryProfiles(profiles), featurizer(), ranker(kind))


@cache
def ranker(kind: str) -> Ranker:
    return built_in() if kind == "additive" else _booster()


@cache
def _booster() -> Ranker:
    """A booster over the declared features, taught on this marketplace what the prior thinks, bent by chance."""
    base, draw = matcher("additive"), np.random.default_rng(11)
    taught = []
    for place, role in enumerate(roles()):
        ranked = base.rank(role, as_of=DAY)
        kept = np.sort(draw.permutation(len(ranked.rows))[:40])
        heard = ranked.scored.scores[kept] + draw.normal(0, ranked.scored.scores.std(), len(kept))
        grades = np.digitize(heard, np.quantile(heard, [0.4, 0.6, 0.8, 0.95])).tolist()
        when = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=place)
        taught.append(JudgedRole(f"r{place:02}", when, ranked.compared.matrix.take(kept), grades))
    return train(gather(taught), specs=SPECS).ranker
