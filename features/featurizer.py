"""Role x people to numbers: the one feature path, for serving, training and evaluation alike.

Arrays only; nobody's text is read here except to quote a person who is shown. The features are declared in `specs.py`.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features import record
from features.asked import Asked, Resolver, coverage
from features.copies import Copies, copies_in, without_copies
from features.fields import fields_by_message
from features.indexing import build_pool, direction
from features.kept import KeptReading, reading_of
from features.linking import SkillLinker
from features.nearness import best_nearness, word_nearness
from features.quotes import evidence_by_group
from features.reading import Reading, in_labels, read, roots
from features.seen import Seen, seen_by_all, seen_in
from features.specs import SPECS
from features.statuses import statuses_of
from features.unembedded import is_meaning, stand_ins
from features.wording import request_roots, requirement_words, share_of_request
from matching.feature_spec import FeatureMatrix, FeatureSpec, FloatArray
from matching.lexical import words
from matching.pool import Pool
from matching.ports import Compared, Encoder, Grounds
from matching.profiles import Profile
from matching.retrieval import Query
from matching.roles import Importance, Role, skill_name
from matching.standing import embedded

Rows = NDArray[np.intp]
Vector = NDArray[np.float32]
Columns = dict[str, FloatArray]

# Requests kept in the words that records are read in: one is asked about for the whole pool, and again for each person shown.
_KEPT = 256
_DIGITS = 9
_NEVER_ZERO = 1e-9


class RoleFeaturizer:
    """Fulfils `matching.ports.Featurizer` with one taxonomy and one encoder, or none."""

    specs: tuple[FeatureSpec, ...] = SPECS

    def __init__(self, linker: SkillLinker, encoder: Encoder | None) -> None:
        self.linker = linker
        self.encoder = encoder
        self.resolved = Resolver(linker, encoder)
        self._labelled = lru_cache(maxsize=_KEPT)(partial(_in_labels, linker=linker))

    def query(self, role: Role) -> Query:
        read = self._as_read(role)
        vector = self.encoder.encode([read.query_text])[0] if self.encoder else None
        return Query(vector, _asked_words(role, read))

    def compare(
        self, role: Role, pool: Pool, rows: Rows, *, as_of: int, beside: Compared | None = None
    ) -> Compared:
        asked = self.resolved(role)
        written, role = role, self._as_read(role)
        copies = copies_in(pool, rows, role, written)
        requirements = [one.vector for one in asked if one.vector is not None]
        whole = self._vectors(role)
        # One pass over the passages serves every vector the role has.
        near = (
            best_nearness(pool, rows, np.stack([*requirements, *whole]), copies)
            if whole
            else np.zeros((len(rows), len(asked)))
        )
        nearness, rest = near[:, : len(asked)], near[:, len(asked) :]
        covered = coverage(asked, pool, self.linker.taxonomy, rows, nearness, copies)
        must = np.array([one.requirement.importance == "must" for one in asked], bool)
        found = _skills(must, covered, nearness) | _wording(written, role, pool, rows, copies)
        by_word = word_nearness(pool, rows, asked, copies)
        if by_word is not None:
            found |= _word_by_word(written, must, by_word)
        if whole:
            found |= _meaning(role, pool, rows, whole, rest, copies)
        found |= record.features(role, pool, rows, as_of)
        matrix = _matrix(found, embedded(pool, rows), beside)
        return Compared(matrix, covered, must, np.isin(rows, copies.people))

    def grounds(self, role: Role, profile: Profile) -> Grounds:
        read_as, asked = self._as_read(role), self.resolved(role)
        reading = without_copies(read(profile, self.linker), read_as, role)
        encoder = self.encoder if profile.terms.may_embed else None
        return self._grounds(profile, reading, seen_in(reading, read_as, asked, encoder), asked)

    def grounds_of_all(
        self,
        role: Role,
        profiles: Sequence[Profile | None],
        pool: Pool,
        rows: Rows,
        copied: Sequence[bool],
    ) -> list[Grounds | None]:
        read_as, asked = self._as_read(role), self.resolved(role)
        seen = seen_by_all(pool, rows, read_as, asked, self.encoder)
        found: list[Grounds | None] = []
        for profile, row, repeats, comparable, own in zip(
            profiles, rows.tolist(), copied, embedded(pool, rows).tolist(), seen, strict=True
        ):
            if profile is None:
                found.append(None)
                continue
            encoder = self.encoder if profile.terms.may_embed and comparable else None
            whole = reading_of(profile, self.linker, pool=pool, row=row)
            left = without_copies(whole, read_as, role) if repeats else whole
            # What the arrays show is true of who said these very words, and says all of it.
            as_kept = isinstance(whole, KeptReading) and left is whole and encoder is self.encoder
            own = own if as_kept else seen_in(left, read_as, asked, encoder)
            found.append(self._grounds(profile, left, own, asked))
        return found

    def _grounds(self, profile: Profile, reading: Reading, seen: Seen, asked: Sequence[Asked]) -> Grounds:
        requirements = statuses_of(asked, reading, seen, self.linker.taxonomy)
        evidence = evidence_by_group(reading, seen, requirements)
        return Grounds(requirements, evidence, fields_by_message(profile, reading))

    def index(self, profiles: Sequence[Profile], *, beside: Pool) -> Pool:
        return build_pool(profiles, linker=self.linker, encoder=self.encoder, beside=beside)

    def _as_read(self, role: Role) -> Role:
        """The request in the words that records are read in: whatever a skill is called there, it meets itself here."""
        asked = (tuple(map(skill_name, skills)) for skills in (role.must_have, role.nice_to_have))
        return role.model_copy(
            update=self._labelled(role.title, role.description, *asked, tuple(role.deliverables))
        )

    def _vectors(self, role: Role) -> tuple[Vector, ...]:
        """The whole request, its prose, its title and its deliverables (zero where blank), or nothing without an encoder."""
        if self.encoder is None:
            return ()
        asked = [role.query_text, role.work_text, role.title, "\n".join(role.deliverables)]
        return tuple(self.encoder.encode(asked))


def _in_labels(
    title: str,
    description: str,
    must_have: tuple[str, ...],
    nice_to_have: tuple[str, ...],
    deliverables: tuple[str, ...],
    *,
    linker: SkillLinker,
) -> dict[str, Any]:
    return {
        "title": in_labels(title, linker, title=True),
        "description": in_labels(description, linker),
        "must_have": [in_labels(name, linker, listed=True) or name for name in must_have],
        "nice_to_have": [in_labels(name, linker, listed=True) or name for name in nice_to_have],
        "deliverables": [in_labels(one, linker) for one in deliverables],
    }


def _cosine(vectors: NDArray[np.float32], vector: NDArray[np.float32]) -> FloatArray:
    return np.clip(vectors.astype(np.float64) @ vector.astype(np.float64), 0, 1)


def _skills(must: NDArray[np.bool_], coverage: FloatArray, nearness: FloatArray) -> Columns:
    found: Columns = {}
    if must.any():
        found["must_met"] = coverage[:, must].mean(axis=1)
        found["must_shown"] = (coverage[:, must] >= 1).mean(axis=1)
        found["must_nearness"] = nearness[:, must].mean(axis=1)
        found["must_weakest"] = nearness[:, must].min(axis=1)
    if (~must).any():
        found["nice_met"] = coverage[:, ~must].mean(axis=1)
        found["nice_shown"] = (coverage[:, ~must] >= 1).mean(axis=1)
        found["nice_nearness"] = nearness[:, ~must].mean(axis=1)
    return found


def _word_by_word(written: Role, must: NDArray[np.bool_], by_word: FloatArray) -> Columns:
    """Of the requirements that have words. Their names say as much as they are of the request: all of a bare list, little beside prose."""
    stated, found = ~np.isnan(by_word).any(axis=0), Columns()
    wanted: tuple[tuple[Importance, NDArray[np.bool_]], ...] = (
        ("must", must & stated),
        ("nice", ~must & stated),
    )
    for importance, which in wanted:
        if which.any():
            share = share_of_request(written, importance)
            found[f"{importance}_word_nearness"] = by_word[:, which].mean(axis=1) * share
    return found


def _wording(written: Role, role: Role, pool: Pool, rows: Rows, copies: Copies) -> Columns:
    """The request's own words: as they are written, by their roots, and together where one skill is asked."""
    must = [asked.name for asked in role.requirements if asked.importance == "must"]
    found = {
        "request_words": _words_used(_asked_words(written, role), pool, rows, copies),
        "request_roots": request_roots(role.query_text, copies),
    }
    if must:
        found["must_words"] = requirement_words(must, copies).mean(axis=1)
    return found


def _asked_words(written: Role, read: Role) -> list[str]:
    """The words of a request as records are read, and besides those in which it was written."""
    asked = words(read.query_text)
    return [*asked, *(word for word in dict.fromkeys(words(written.query_text)) if word not in set(asked))]


def _words_used(asked: Sequence[str], pool: Pool, rows: Rows, copies: Copies) -> FloatArray:
    """BM25 of the whole request as a share of what no record can pass."""
    ceiling = pool.lexical.ceiling(asked)
    if not ceiling:
        return np.zeros(len(rows))
    scores = pool.lexical.scores_of(asked, rows)
    if len(copies):
        scores[copies.at] = _own_words(asked, pool, copies)
    return scores / ceiling


def _own_words(asked: Sequence[str], pool: Pool, copies: Copies) -> FloatArray:
    """BM25 of those who repeat the request, by the words they use outside of what they repeat.

    A word's share of its rarity is `often / (often + damped)`: what damps is the same for all words of a person, and of so
    many words asked one stands there once. So each word's count is known, and what the copies hold of it comes off.
    """
    lexical, times = pool.lexical, Counter(word for word in asked if roots(word))
    known = [word for word in times if word in lexical.vocabulary]
    if not known:
        return np.zeros(len(copies))
    rarity = lexical.rarity[[lexical.vocabulary[word] for word in known]]
    shares = np.stack([lexical.scores_of([word], copies.people) for word in known], axis=1) / rarity
    least = np.min(shares, axis=1, initial=1, where=shares > 0)[:, None]
    damped = np.maximum(1 / least - 1, _NEVER_ZERO)
    often = shares * damped / np.maximum(1 - shares, _NEVER_ZERO)
    own = np.maximum(np.rint(often) - copies.times([roots(word) for word in known]), 0)
    return np.asarray((own / (own + damped)) @ (rarity * [times[word] for word in known]))


def _documents(pool: Pool, rows: Rows, copies: Copies) -> Vector:
    """Everybody's direction, without the passages that repeat the request."""
    documents = pool.documents[rows]
    if len(copies):
        documents[copies.at] = direction(pool.passages.vectors[copies.kept], copies.owners, len(copies))
    return documents


def _meaning(
    role: Role, pool: Pool, rows: Rows, whole: tuple[Vector, ...], near: FloatArray, copies: Copies
) -> Columns:
    request, _, title, _ = whole
    _, near_work, near_title, near_deliverables = near.T
    titles = pool.titles[rows]
    titled = np.abs(titles).sum(axis=1) > 0
    found: Columns = {
        "request_nearness": _cosine(_documents(pool, rows, copies), request),
        "title_request": np.where(titled, _cosine(titles, request), np.nan),
    }
    # A list of skills is no work described: without prose there is nothing a passage could be near to.
    if role.work_text:
        found["passage_nearness"] = near_work
    if any(one.strip() for one in role.deliverables):
        found["deliverables_nearness"] = near_deliverables
    if role.title.strip():
        found["title_nearness"] = np.where(titled, _cosine(titles, title), np.nan)
        found["title_in_work"] = near_title
    return found


def _matrix(found: Columns, comparable: NDArray[np.bool_], beside: Compared | None) -> FeatureMatrix:
    """Declared order, clipped to the declared range, unknowns filled as declared.

    Of whoever is not `comparable` by meaning, every feature of meaning is unknown; what stands in comes from those
    compared here, or `beside` (`unembedded.py`).
    """
    count = len(comparable)
    undeclared = found.keys() - {spec.name for spec in SPECS}
    if undeclared:
        raise ValueError(
            f"expected only declared features, found {', '.join(sorted(undeclared))}; add them to specs.py"
        )
    values = np.stack([found.get(spec.name, np.full(count, np.nan)) for spec in SPECS], axis=1)
    values[~comparable[:, None] & is_meaning(SPECS)] = np.nan
    # Beyond these digits a sum depends on the order it is added in, which is the threads' affair.
    values = np.round(np.clip(values, [spec.low for spec in SPECS], [spec.high for spec in SPECS]), _DIGITS)
    known = ~np.isnan(values)
    filled = np.where(known, values, [spec.missing for spec in SPECS])
    if not comparable.all():
        others = values if beside is None else beside.matrix.stated
        filled[~comparable] = np.where(known[~comparable], values[~comparable], stand_ins(SPECS, others))
    return FeatureMatrix(SPECS, filled, known)
