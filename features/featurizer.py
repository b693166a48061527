"""Role x people to numbers: the one feature path, for serving, training and evaluation alike.

Arrays only; nobody's text is read here except to quote a person who is shown. The features are declared in `specs.py`.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from features import record
from features.asked import Asked, covered, resolve
from features.linking import SkillLinker
from features.quotes import group_evidence
from features.reading import Reading, read
from features.specs import SPECS
from features.statuses import status_of
from matching.feature_spec import FeatureMatrix, FeatureSpec, FloatArray
from matching.lexical import words
from matching.pool import Pool
from matching.ports import Compared, Encoder
from matching.profiles import Profile
from matching.retrieval import Query
from matching.roles import Role
from matching.shortlist import Evidence, RequirementStatus

Rows = NDArray[np.intp]
Columns = dict[str, FloatArray]


class RoleFeaturizer:
    """Fulfils `matching.ports.Featurizer` with one taxonomy and one encoder, or none."""

    specs: tuple[FeatureSpec, ...] = SPECS

    def __init__(self, linker: SkillLinker, encoder: Encoder | None) -> None:
        self.linker = linker
        self.encoder = encoder
        self._read = lru_cache(maxsize=64)(lambda profile_json: read(Profile.model_validate_json(profile_json), linker))

    def query(self, role: Role) -> Query:
        vector = self.encoder.encode([role.query_text])[0] if self.encoder else None
        return Query(vector, words(role.query_text))

    def compare(self, role: Role, pool: Pool, rows: Rows, *, as_of: int) -> Compared:
        asked = resolve(role, self.linker, self.encoder)
        found: Columns = {}
        coverage, nearness = self._requirements(asked, pool, rows)
        found |= _skills(role, coverage, nearness)
        found |= self._relevance(role, pool, rows)
        found |= record.features(role, pool, rows, as_of)
        must = np.array([one.requirement.importance == "must" for one in asked], bool)
        return Compared(_matrix(found, len(rows)), coverage, must)

    def requirements(self, role: Role, profile: Profile) -> tuple[RequirementStatus, ...]:
        reading = self._reading(profile)
        asked = resolve(role, self.linker, self.encoder)
        return tuple(status_of(one, reading, self.linker.taxonomy, self.encoder) for one in asked)

    def evidence(self, role: Role, profile: Profile, group: str) -> tuple[Evidence, ...]:
        return group_evidence(group, role, self._reading(profile), self.requirements(role, profile), self.encoder)

    def _reading(self, profile: Profile) -> Reading:
        return self._read(profile.model_dump_json())

    def _requirements(self, asked: tuple[Asked, ...], pool: Pool, rows: Rows) -> tuple[FloatArray, FloatArray]:
        """Coverage of and best nearness to each requirement, both `(len(rows), n_requirements)`."""
        vectors = [one.vector for one in asked if one.vector is not None]
        if vectors:
            nearness = best_nearness(pool, rows, np.stack(vectors))
        else:
            nearness = np.zeros((len(rows), len(asked)))
        taxonomy = self.linker.taxonomy
        columns = [covered(one, pool, taxonomy, rows, nearness[:, i]) for i, one in enumerate(asked)]
        coverage = np.stack(columns, axis=1) if columns else np.zeros((len(rows), 0))
        return coverage, nearness

    def _relevance(self, role: Role, pool: Pool, rows: Rows) -> Columns:
        query = self.query(role)
        ceiling = pool.lexical.ceiling(query.words)
        found: Columns = {"request_words": pool.lexical.scores(query.words)[rows] / ceiling if ceiling else np.zeros(len(rows))}
        if self.encoder is None or query.vector is None:
            return found
        found["request_nearness"] = _cosine(pool.documents[rows], query.vector)
        title = self.encoder.encode([role.title or role.query_text])[0]
        near = best_nearness(pool, rows, np.stack([query.vector, title]))
        found["passage_nearness"] = near[:, 0]
        if role.title.strip():
            found["title_in_work"] = near[:, 1]
            titled = np.abs(pool.titles[rows]).sum(axis=1) > 0
            found["title_nearness"] = np.where(titled, _cosine(pool.titles[rows], title), np.nan)
        return found


def best_nearness(pool: Pool, rows: Rows, vectors: NDArray[np.float32]) -> FloatArray:
    """Cosine of each person's nearest passage to each vector, float64 `(len(rows), len(vectors))`, 0 without any."""
    starts, ends = pool.passages.offsets[rows], pool.passages.offsets[rows + 1]
    counts = ends - starts
    best = np.zeros((len(rows), len(vectors)))
    if not counts.sum():
        return best
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    gathered = np.repeat(starts - first, counts) + np.arange(counts.sum())
    near = pool.passages.vectors[gathered] @ vectors.T
    filled = counts > 0
    best[filled] = np.maximum.reduceat(near, first[filled], axis=0)
    return np.clip(best, 0, 1)


def _cosine(vectors: NDArray[np.float32], vector: NDArray[np.float32]) -> FloatArray:
    return np.clip((vectors @ vector).astype(np.float64), 0, 1)


def _skills(role: Role, coverage: FloatArray, nearness: FloatArray) -> Columns:
    must = np.array([asked.importance == "must" for asked in role.requirements], bool)
    found: Columns = {}
    if must.any():
        found["must_met"] = coverage[:, must].mean(axis=1)
        found["must_shown"] = (coverage[:, must] >= 1).mean(axis=1)
        found["must_nearness"] = nearness[:, must].mean(axis=1)
        found["must_weakest"] = nearness[:, must].min(axis=1)
    if (~must).any():
        found["nice_met"] = coverage[:, ~must].mean(axis=1)
        found["nice_nearness"] = nearness[:, ~must].mean(axis=1)
    return found


def _matrix(found: Columns, count: int) -> FeatureMatrix:
    """Declared order, clipped to the declared range, unknowns filled as declared."""
    undeclared = found.keys() - {spec.name for spec in SPECS}
    if undeclared:
        raise ValueError(f"expected only declared features, found {', '.join(sorted(undeclared))}; add them to specs.py")
    values = np.stack([found.get(spec.name, np.full(count, np.nan)) for spec in SPECS], axis=1)
    known = ~np.isnan(values)
    filled = np.where(known, values, [spec.missing for spec in SPECS])
    return FeatureMatrix(SPECS, np.clip(filled, [spec.low for spec in SPECS], [spec.high for spec in SPECS]), known)
