"""The pool every property is tried on: simulated people and the raw CVs of `tests/data`, sixty in all, and four roles.

Ranks with the model that ships. What is done to somebody's record before they are ranked again is each property's own.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from features.featurizer import RoleFeaturizer
from features.indexing import build_pool, title_of
from features.linking import SkillLinker
from features.reading import read
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
SIZE = 60
LINKER = SkillLinker(load_starter())

Record = dict[str, Any]


class RememberingLinker:
    """The real linker, asked once for each text: of a pool ranked hundreds of times only one record ever changes."""

    def __init__(self, inner: SkillLinker) -> None:
        self.taxonomy = inner.taxonomy
        self.link = cache(inner.link)


REMEMBERING = RememberingLinker(LINKER)


@cache
def people() -> tuple[Record, ...]:
    """Every record of the pool as plain values; those of the simulation carry every kind of field."""
    lines = (DATA / "evaluation/profiles.jsonl").read_text(encoding="utf-8").splitlines()
    raw = [json.loads(line) for line in lines]
    simulated = simulate_marketplace(SIZE - len(raw), 7, LINKER.taxonomy, as_of=AS_OF).people
    return (*map(dict, simulated), *raw)


def served() -> list[Record]:
    """Those whose text the encoder serves."""
    return [record for record in people() if record.get("language", "en") == "en"]


def roles() -> list[Role]:
    """Templates of four trades that the pool holds people of."""
    return [
        Role.model_validate(read_template(name))
        for name in ("backend-engineer", "accountant", "data-analyst", "ux-ui-designer")
    ]


def texts(record: Record, change: Callable[[str], str]) -> Record:
    """The record with every word of its own changed: prose, titles, lists."""
    changed = {**record}
    for key in ("headline", "summary", "text"):
        if key in changed:
            changed[key] = change(changed[key])
    for key, names in (
        ("experience", ("title", "description")),
        ("certifications", ("name",)),
        ("education", ("degree",)),
    ):
        if key in changed:
            changed[key] = [
                {name: change(value) if name in names else value for name, value in item.items()}
                for item in changed[key]
            ]
    if "skills" in changed:
        changed["skills"] = [change(skill) for skill in changed["skills"]]
    return changed


def arrays(record: Record) -> dict[str, Any]:
    """Everything ranking will ever know of one record, exactly, apart from vectors: those are made of `passages` alone."""
    profile = Profile.model_validate(record)
    pool = build_pool([profile], linker=REMEMBERING, encoder=None)
    reading = read(profile, REMEMBERING)
    skills = pool.skills.tocoo()
    return {
        "numbers": {
            name: float(column[0]) for name, column in pool.numbers.items() if not np.isnan(column[0])
        },
        "labels": {
            name: [labels.vocabulary[code] for code in labels.codes if code >= 0]
            for name, labels in pool.labels.items()
        },
        "sets": {
            name: [sets.vocabulary[i] for i in sets.members.indices] for name, sets in pool.sets.items()
        },
        "skills": sorted(zip(skills.coords[1].tolist(), skills.data.tolist(), strict=True)),
        # The encoder that ships reads no case.
        "passages": [(passage.text.casefold(), passage.telling) for passage in reading.passages],
        "title": title_of(reading, REMEMBERING).casefold(),
        "words": Counter(reading.searched),
    }


@dataclass
class Bench:
    """One encoder, the model that ships, and the pool as it stands before anybody is changed."""

    encoder: Encoder | None
    records: Sequence[Record]

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
        return build_pool(self._profiles(changed), linker=REMEMBERING, encoder=self.encoder)
