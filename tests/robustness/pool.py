"""The pool every property is tried on: sixty simulated people, the raw CVs of `tests/data`, and four roles.

Ranks with the model that ships. What is done to somebody's record before they are ranked again is each property's own.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from features.featurizer import RoleFeaturizer
from features.indexing import build_pool
from features.linking import SkillLinker
from features.taxonomy import load_starter
from features.templates import read_template
from matching.pipeline import Matcher, best_first, served_language
from matching.ports import Encoder
from matching.profiles import Profile
from matching.roles import Role
from matching.shortlist import Shortlist
from models.bundle import built_in
from models.simulation.marketplace import simulate_marketplace
from tests.fakes import MemoryProfiles

AS_OF = date(2026, 1, 15)
DATA = Path(__file__).parents[1] / "data"
LINKER = SkillLinker(load_starter())

Record = dict[str, Any]


class RememberingLinker:
    """The real linker, asked once for each text: of a pool ranked hundreds of times only one record ever changes."""

    def __init__(self, inner: SkillLinker) -> None:
        self.taxonomy = inner.taxonomy
        self.link = cache(inner.link)


def people() -> list[Record]:
    """Every record of the pool as plain values, ids distinct; those of the simulation carry every kind of field."""
    simulated = [dict(person) for person in simulate_marketplace(60, 7, LINKER.taxonomy, as_of=AS_OF).people]
    lines = (DATA / "evaluation/profiles.jsonl").read_text(encoding="utf-8").splitlines()
    return [*simulated, *map(json.loads, lines)]


def roles() -> list[Role]:
    """Roles of different trades, with prose and lists, cap and languages."""
    return [
        Role.model_validate(read_template(name))
        for name in ("backend-engineer", "accountant", "data-analyst", "ux-ui-designer")
    ]


@dataclass
class Bench:
    """One encoder, the model that ships, and the pool as it stands before anybody is changed."""

    encoder: Encoder | None
    records: Sequence[Record]

    @cached_property
    def linker(self) -> RememberingLinker:
        return RememberingLinker(LINKER)

    @cached_property
    def featurizer(self) -> RoleFeaturizer:
        return RoleFeaturizer(LINKER, self.encoder)

    def scores(self, role: Role, changed: Mapping[str, Any] | None = None) -> dict[str, float]:
        """Person to score, best first, with one record exchanged for `changed` (same id) or added."""
        found = self._pool(changed)
        rows = np.nonzero(served_language(found))[0]
        scored = built_in().score(self.featurizer.compare(role, found, rows, as_of=AS_OF.toordinal()))
        return {found.ids[rows[i]]: float(scored.scores[i]) for i in best_first(scored)}

    def rank(self, role: Role, changed: Mapping[str, Any]) -> int:
        return list(self.scores(role, changed)).index(changed["id"])

    def shortlist(self, role: Role, changed: Mapping[str, Any] | None = None, *, top: int = 100) -> Shortlist:
        profiles = self._profiles(changed)
        matcher = Matcher(self._pool(changed), MemoryProfiles(profiles), self.featurizer, built_in())
        return matcher.shortlist(role, as_of=AS_OF, top=top)

    def _profiles(self, changed: Mapping[str, Any] | None) -> list[Profile]:
        kept = [record for record in self.records if not changed or record["id"] != changed["id"]]
        return [Profile.model_validate(record) for record in (*kept, *([changed] if changed else []))]

    def _pool(self, changed: Mapping[str, Any] | None) -> Any:
        return build_pool(self._profiles(changed), linker=self.linker, encoder=self.encoder)
