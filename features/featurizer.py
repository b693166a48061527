"""Role x people to numbers: the one feature path, for serving, training and evaluation alike.

Arrays only; nobody's text is read here except to quote a person who is shown. The features are declared in `specs.py`.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from features import record
from features.asked import Asked, covered, listed_weight, resolve, tempered
from features.copies import Copies, copies_in, passages_of, without_copies
from features.indexing import direction
from features.linking import SkillLinker
from features.quotes import evidence_by_group
from features.reading import in_labels, read, roots
from features.specs import SPECS
from features.statuses import status_of
from matching.feature_spec import FeatureMatrix, FeatureSpec, FloatArray
from matching.lexical import words
from matching.pool import Pool
from matching.ports import Compared, Encoder, Grounds
from matching.profiles import Profile
from matching.retrieval import Query
from matching.roles import Role, skill_name

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
        role = self._as_read(role)
        vector = self.encoder.encode([role.query_text])[0] if self.encoder else None
        return Query(vector, words(role.query_text))

    def compare(self, role: Role, pool: Pool, rows: Rows, *, as_of: int) -> Compared:
        asked = resolve(role, self.linker, self.encoder)
        role = self._as_read(role)
        copies = copies_in(pool, rows, role)
        requirements = [one.vector for one in asked if one.vector is not None]
        whole = self._vectors(role)
        # One pass over the passages serves every vector the role has.
        near = (
            best_nearness(pool, rows, np.stack([*requirements, *whole]), copies)
            if whole
            else np.zeros((len(rows), len(asked)))
        )
        nearness, rest = near[:, : len(asked)], near[:, len(asked) :]
        coverage = self._coverage(asked, pool, rows, nearness, copies)
        must = np.array([one.requirement.importance == "must" for one in asked], bool)
        found = _skills(must, coverage, nearness)
        found["request_words"] = _words_used(role, pool, rows, copies)
        if whole:
            found |= _meaning(role, pool, rows, whole, rest, copies)
        found |= record.features(role, pool, rows, as_of)
        return Compared(_matrix(found, len(rows)), coverage, must, np.isin(rows, copies.people))

    def grounds(self, role: Role, profile: Profile) -> Grounds:
        asked = resolve(role, self.linker, self.encoder)
        role = self._as_read(role)
        reading = without_copies(read(profile, self.linker), role)
        requirements = tuple(status_of(one, reading, self.linker.taxonomy, self.encoder) for one in asked)
        return Grounds(requirements, evidence_by_group(role, reading, requirements, self.encoder))

    def _as_read(self, role: Role) -> Role:
        """The request in the words that records are read in: whatever a skill is called there, it meets itself here."""
        skills = {
            name: [
                in_labels(skill_name(skill), self.linker, listed=True) or skill
                for skill in getattr(role, name)
            ]
            for name in ("must_have", "nice_to_have")
        }
        prose = {
            "title": in_labels(role.title, self.linker, title=True),
            "description": in_labels(role.description, self.linker),
        }
        return role.model_copy(update={**skills, **prose})

    def _vectors(self, role: Role) -> tuple[Vector, ...]:
        """The whole request, its prose and its title (zero where blank), or nothing without an encoder."""
        if self.encoder is None:
            return ()
        return tuple(self.encoder.encode([role.query_text, role.work_text, role.title]))

    def _coverage(
        self, asked: tuple[Asked, ...], pool: Pool, rows: Rows, nearness: FloatArray, copies: Copies
    ) -> FloatArray:
        taxonomy = self.linker.taxonomy
        columns = [covered(one, pool, taxonomy, rows, nearness[:, i], copies) for i, one in enumerate(asked)]
        return np.stack(columns, axis=1) if columns else np.zeros((len(rows), 0))


def best_nearness(pool: Pool, rows: Rows, vectors: NDArray[np.float32], copies: Copies) -> FloatArray:
    """Tempered cosine of each person's nearest passage to each vector, float64 `(len(rows), len(vectors))`; 0 without any."""
    places, owners = passages_of(pool.passages, rows)
    best = np.zeros((len(rows), len(vectors)))
    if not len(places):
        return best
    weight = listed_weight(pool)[rows][owners]
    near = tempered(pool.passages.vectors[places] @ vectors.T, pool.passages.telling[places], weight)
    near[np.isin(places, copies.copied)] = 0.0
    filled, first = np.unique(owners, return_index=True)
    best[filled] = np.maximum.reduceat(near, first, axis=0)
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


def _words_used(role: Role, pool: Pool, rows: Rows, copies: Copies) -> FloatArray:
    """BM25 of the whole request as a share of what no record can pass."""
    asked = words(role.query_text)
    ceiling = pool.lexical.ceiling(asked)
    if not ceiling:
        return np.zeros(len(rows))
    scores = pool.lexical.scores(asked)
    if len(copies):
        scores[copies.people] = _own_words(asked, pool, copies)
    return scores[rows] / ceiling


def _own_words(asked: Sequence[str], pool: Pool, copies: Copies) -> FloatArray:
    """BM25 of those who repeat the request, by the words they use outside of what they repeat."""
    total = np.zeros(len(copies))
    for word, times in Counter(asked).items():
        total += times * pool.lexical.scores([word])[copies.people] * copies.own_share(roots(word))
    return total


def _documents(pool: Pool, rows: Rows, copies: Copies) -> Vector:
    """Everybody's direction, without the passages that repeat the request."""
    if not len(copies):
        return pool.documents[rows]
    documents = pool.documents[rows].copy()
    documents[np.isin(rows, copies.people)] = direction(
        pool.passages.vectors[copies.kept], copies.owners, len(copies)
    )
    return documents


def _meaning(
    role: Role, pool: Pool, rows: Rows, whole: tuple[Vector, ...], near: FloatArray, copies: Copies
) -> Columns:
    request, _, title = whole
    _, near_work, near_title = near.T
    found: Columns = {"request_nearness": _cosine(_documents(pool, rows, copies), request)}
    # A list of skills is no work described: without prose there is nothing a passage could be near to.
    if role.work_text:
        found["passage_nearness"] = near_work
    if role.title.strip():
        titled = np.abs(pool.titles[rows]).sum(axis=1) > 0
        found["title_nearness"] = np.where(titled, _cosine(pool.titles[rows], title), np.nan)
        found["title_in_work"] = near_title
    return found


def _matrix(found: Columns, count: int) -> FeatureMatrix:
    """Declared order, clipped to the declared range, unknowns filled as declared."""
    undeclared = found.keys() - {spec.name for spec in SPECS}
    if undeclared:
        raise ValueError(
            f"expected only declared features, found {', '.join(sorted(undeclared))}; add them to specs.py"
        )
    values = np.stack([found.get(spec.name, np.full(count, np.nan)) for spec in SPECS], axis=1)
    known = ~np.isnan(values)
    filled = np.where(known, values, [spec.missing for spec in SPECS])
    return FeatureMatrix(
        SPECS, np.clip(filled, [spec.low for spec in SPECS], [spec.high for spec in SPECS]), known
    )
