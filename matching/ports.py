"""What matching needs from outside, as protocols that `features` and `models` fulfil.

Every protocol has one contract test in `tests/matching/ports/` that runs on each implementation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.feature_spec import FeatureMatrix, FeatureSpec, FloatArray
from matching.pool import Pool
from matching.profiles import Profile
from matching.retrieval import Query
from matching.roles import Role
from matching.shortlist import Basis, Evidence, Fit, Probability, Reason, RequirementStatus
from matching.word_vectors import Worded


class Encoder(Protocol):
    """Texts to unit vectors."""

    @property
    def name(self) -> str:
        """What made the vectors, weights included: part of every cache key and manifest."""

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors `(len(texts), dimension)`; a blank text gives a zero row."""

    @property
    def word_dimension(self) -> int:
        """Columns of the vectors of single words; 0, as here, for an encoder that gives none."""
        return 0

    def encode_words(self, texts: Sequence[str]) -> Worded:
        """The same vectors as `encode`, and those of every word that carries meaning, as it is understood in its text."""
        return Worded(self.encode(texts), None)


class ProfileReader(Protocol):
    """Gives back the profiles of a pool by id; an erased or unknown id is simply absent."""

    def read(self, ids: Sequence[str]) -> dict[str, Profile]: ...


@dataclass(frozen=True)
class Compared:
    """A role's candidates as a featurizer sees them.

    `coverage` is float64 `(n_candidates, n_requirements)` in 0..1: evidenced 1, claimed and related less, missing 0.
    `must` is bool `(n_requirements,)`, True for a must-have; without it all requirements weigh alike.
    `copies` is bool `(n_candidates,)`, True for a record that repeats the request: what it repeats was not counted.
    """

    matrix: FeatureMatrix
    coverage: FloatArray
    must: NDArray[np.bool_] | None = None
    copies: NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Grounds:
    """What one person's record says for one role.

    `evidence` has the spans of each feature group that rests on words. `fields` has, for each message a sentence may be
    made from, the fields of the profile that state it: a message without any may claim nothing.
    """

    requirements: tuple[RequirementStatus, ...]
    evidence: Mapping[str, tuple[Evidence, ...]]
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def stating(self, message: str) -> tuple[str, ...]:
        """The fields that state a message; for one without an entry, all those of its family (`delivery.` ...)."""
        if message in self.fields:
            return self.fields[message]
        family = message.partition(".")[0] + "."
        found = (name for known, names in self.fields.items() if known.startswith(family) for name in names)
        return tuple(dict.fromkeys(found))


class Featurizer(Protocol):
    """Role x people to numbers, and the words behind them."""

    @property
    def specs(self) -> tuple[FeatureSpec, ...]: ...

    def query(self, role: Role) -> Query:
        """What retrieval searches for."""

    def compare(
        self,
        role: Role,
        pool: Pool,
        rows: NDArray[np.intp],
        *,
        as_of: int,
        beside: Compared | None = None,
    ) -> Compared:
        """Features of the people at `rows`; `as_of` is a proleptic ordinal day.

        What stands in for a fact by those compared with is taken from `beside`, where the people are compared with those.
        """

    def grounds(self, role: Role, profile: Profile) -> Grounds:
        """The person's own words, for each requirement and each feature group that rests on words."""

    def grounds_of_all(
        self,
        role: Role,
        profiles: Sequence[Profile | None],
        pool: Pool,
        rows: NDArray[np.intp],
        copied: Sequence[bool],
    ) -> Sequence[Grounds | None]:
        """The same of people who stand at `rows` of a pool, whose arrays spare reading their words again.

        `copied` says of each whether they repeat the request. None of whoever has no profile any more.
        """

    def index(self, profiles: Sequence[Profile], *, beside: Pool) -> Pool:
        """The same people as a small pool of their own, read as `beside` was and weighed by its statistics."""


@dataclass(frozen=True)
class Scored:
    """Scores and their exact parts: `base + contributions.sum(axis=1) == scores` to 1e-9.

    Shapes `(n,)`, `(n, n_features)`. `base` is the mean score of these candidates.
    """

    scores: FloatArray
    contributions: FloatArray
    base: float


class Ranker(Protocol):
    """A model in service."""

    @property
    def hash(self) -> str:
        """Hash of the bundle's manifest: the name of the model everywhere."""

    @property
    def basis(self) -> Basis: ...

    @property
    def description(self) -> dict[str, Any]:
        """What a shortlist says about the model that made it."""

    def score(self, compared: Compared) -> Scored: ...

    def fit(self, compared: Compared) -> list[Fit]:
        """A band in words for each candidate."""

    def probability(self, compared: Compared) -> list[Probability | None]:
        """None until the enterprise's own matured outcomes suffice."""

    def reasons(
        self,
        role: Role,
        compared: Compared,
        scored: Scored,
        rows: Sequence[int],
        grounds: Sequence[Grounds] | None = None,
    ) -> list[tuple[Reason, ...]]:
        """For each candidate at `rows` every feature group's share, largest in size first.

        With `grounds`, one a row, each sentence claims only what they state, and has its evidence and fields.
        """
