"""Role x people to numbers: the one feature path, for serving, training and evaluation alike.

Arrays only; nobody's text is read here except to quote a person who is shown. The features are declared in `specs.py`.
"""

import numpy as np
from numpy.typing import NDArray

from features import record
from features.asked import Asked, covered, resolve, tempered
from features.linking import SkillLinker
from features.quotes import evidence_by_group
from features.reading import read
from features.specs import SPECS
from features.statuses import status_of
from features.unembedded import is_meaning, stand_ins
from matching.feature_spec import FeatureMatrix, FeatureSpec, FloatArray
from matching.lexical import words
from matching.pool import Pool
from matching.ports import Compared, Encoder, Grounds
from matching.profiles import Profile
from matching.retrieval import Query
from matching.roles import Role
from matching.standing import embedded

Rows = NDArray[np.intp]
Vector = NDArray[np.float32]
Columns = dict[str, FloatArray]


class RoleFeaturizer:
    """Fulfils `matching.ports.Featurizer` with one taxonomy and one encoder, or none."""

    specs: tuple[FeatureSpec, ...] = SPECS

    def __init__(self, linker: SkillLinker, encoder: Encoder | None) -> None:
        self.linker = linker
        self.encoder = encoder

    def query(self, role: Role) -> Query:
        vector = self.encoder.encode([role.query_text])[0] if self.encoder else None
        return Query(vector, words(role.query_text))

    def compare(self, role: Role, pool: Pool, rows: Rows, *, as_of: int) -> Compared:
        asked = resolve(role, self.linker, self.encoder)
        requirements = [one.vector for one in asked if one.vector is not None]
        whole = self._vectors(role)
        # One pass over the passages serves every vector the role has.
        near = (
            best_nearness(pool, rows, np.stack([*requirements, *whole]))
            if whole
            else np.zeros((len(rows), len(asked)))
        )
        nearness, rest = near[:, : len(asked)], near[:, len(asked) :]
        coverage = self._coverage(asked, pool, rows, nearness)
        must = np.array([one.requirement.importance == "must" for one in asked], bool)
        found = _skills(must, coverage, nearness)
        found["request_words"] = _words_used(role, pool, rows)
        if whole:
            found |= _meaning(role, pool, rows, whole, rest)
        found |= record.features(role, pool, rows, as_of)
        return Compared(_matrix(found, embedded(pool)[rows]), coverage, must)

    def grounds(self, role: Role, profile: Profile) -> Grounds:
        reading = read(profile, self.linker)
        asked = resolve(role, self.linker, self.encoder)
        encoder = self.encoder if profile.terms.may_embed else None
        requirements = tuple(status_of(one, reading, self.linker.taxonomy, encoder) for one in asked)
        return Grounds(requirements, evidence_by_group(role, reading, requirements, encoder))

    def _vectors(self, role: Role) -> tuple[Vector, ...]:
        """The whole request, its prose and its title (zero where blank), or nothing without an encoder."""
        if self.encoder is None:
            return ()
        return tuple(self.encoder.encode([role.query_text, role.work_text, role.title]))

    def _coverage(self, asked: tuple[Asked, ...], pool: Pool, rows: Rows, nearness: FloatArray) -> FloatArray:
        taxonomy = self.linker.taxonomy
        columns = [covered(one, pool, taxonomy, rows, nearness[:, i]) for i, one in enumerate(asked)]
        return np.stack(columns, axis=1) if columns else np.zeros((len(rows), 0))


def best_nearness(pool: Pool, rows: Rows, vectors: NDArray[np.float32]) -> FloatArray:
    """Tempered cosine of each person's nearest passage to each vector, float64 `(len(rows), len(vectors))`; 0 without any."""
    starts, ends = pool.passages.offsets[rows], pool.passages.offsets[rows + 1]
    counts = ends - starts
    best = np.zeros((len(rows), len(vectors)))
    if not counts.sum():
        return best
    first = np.concatenate([[0], np.cumsum(counts)[:-1]])
    gathered = np.repeat(starts - first, counts) + np.arange(counts.sum())
    near = tempered(pool.passages.vectors[gathered] @ vectors.T, pool.passages.telling[gathered])
    filled = counts > 0
    best[filled] = np.maximum.reduceat(near, first[filled], axis=0)
    return best


def _cosine(vectors: NDArray[np.float32], vector: NDArray[np.float32]) -> FloatArray:
    return np.clip((vectors @ vector).astype(np.float64), 0, 1)


def _skills(must: NDArray[np.bool_], coverage: FloatArray, nearness: FloatArray) -> Columns:
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


def _words_used(role: Role, pool: Pool, rows: Rows) -> FloatArray:
    """BM25 of the whole request as a share of what no record can pass."""
    asked = words(role.query_text)
    ceiling = pool.lexical.ceiling(asked)
    return pool.lexical.scores(asked)[rows] / ceiling if ceiling else np.zeros(len(rows))


def _meaning(role: Role, pool: Pool, rows: Rows, whole: tuple[Vector, ...], near: FloatArray) -> Columns:
    request, _, title = whole
    _, near_work, near_title = near.T
    found: Columns = {"request_nearness": _cosine(pool.documents[rows], request)}
    # A list of skills is no work described: without prose there is nothing a passage could be near to.
    if role.work_text:
        found["passage_nearness"] = near_work
    if role.title.strip():
        titled = np.abs(pool.titles[rows]).sum(axis=1) > 0
        found["title_nearness"] = np.where(titled, _cosine(pool.titles[rows], title), np.nan)
        found["title_in_work"] = near_title
    return found


def _matrix(found: Columns, comparable: NDArray[np.bool_]) -> FeatureMatrix:
    """Declared order, clipped to the declared range, unknowns filled as declared.

    Of whoever is not `comparable` by meaning, every feature of meaning is unknown (`unembedded.py`).
    """
    count = len(comparable)
    undeclared = found.keys() - {spec.name for spec in SPECS}
    if undeclared:
        raise ValueError(
            f"expected only declared features, found {', '.join(sorted(undeclared))}; add them to specs.py"
        )
    values = np.stack([found.get(spec.name, np.full(count, np.nan)) for spec in SPECS], axis=1)
    values[~comparable[:, None] & is_meaning(SPECS)] = np.nan
    known = ~np.isnan(values)
    filled = np.where(known, values, [spec.missing for spec in SPECS])
    filled[~comparable] = np.where(
        known[~comparable], values[~comparable], stand_ins(SPECS, values, comparable)
    )
    return FeatureMatrix(
        SPECS, np.clip(filled, [spec.low for spec in SPECS], [spec.high for spec in SPECS]), known
    )
