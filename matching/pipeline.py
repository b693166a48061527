"""How a shortlist is made: gates, retrieve, compare, score, explain, freeze - in that order, and nothing else.

The same steps serve a workspace, the headless command and evaluation. Who may ask, and what becomes of the answer, is
for others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.gates import Gated, apply_gates
from matching.pool import Pool
from matching.ports import Compared, Featurizer, Grounds, ProfileReader, Ranker, Scored
from matching.retrieval import RETRIEVE_LIMIT, retrieve
from matching.roles import Role
from matching.shortlist import Candidate, PoolCounts, Shortlist, Unrankable
from matching.standing import flags, in_scope

DEFAULT_TOP = 20
NO_GROUNDS = Grounds((), {})
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Matcher:
    """A pool, the words behind it, and the model in service."""

    pool: Pool
    profiles: ProfileReader
    featurizer: Featurizer
    ranker: Ranker

    def shortlist(
        self,
        role: Role,
        *,
        as_of: date,
        top: int = DEFAULT_TOP,
        restricted: Mapping[str, str] | None = None,
        business_unit: str | None = None,
        retrieve_limit: int = RETRIEVE_LIMIT,
    ) -> Shortlist:
        """Rank the pool for a role as of a day and show the first `top`, with every reason.

        With a business unit only its own people and those held for all are there.
        """
        present = in_scope(self.pool, business_unit)
        gated = apply_gates(role, self.pool, restricted=restricted, present=present)
        served = served_language(self.pool)
        rows = retrieve(self.featurizer.query(role), self.pool, gated.eligible & served, limit=retrieve_limit)
        compared = self.featurizer.compare(role, self.pool, rows, as_of=as_of.toordinal())
        scored = self.ranker.score(compared)
        order = best_first(scored)[:top]
        return Shortlist(
            role=role.model_dump(mode="json", exclude_defaults=True),
            model=self.ranker.description,
            snapshot=self.pool.about,
            as_of=as_of,
            pool=PoolCounts(
                int(gated.present.sum()), int(gated.eligible.sum()), len(rows), len(rows), len(order)
            ),
            base=scored.base,
            candidates=self._explained(role, rows, compared, scored, order, gated, as_of.toordinal()),
            excluded=gated.excluded(self.pool.ids),
            unrankable=unrankable(self.pool, gated.eligible & ~served),
        )

    def _explained(
        self,
        role: Role,
        rows: Rows,
        compared: Compared,
        scored: Scored,
        order: Rows,
        gated: Gated,
        as_of: int,
    ) -> tuple[Candidate, ...]:
        profiles = self.profiles.read([self.pool.ids[rows[i]] for i in order])
        fits, probabilities = self.ranker.fit(compared), self.ranker.probability(compared)
        candidates = []
        for rank, i in enumerate(order, start=1):
            person = self.pool.ids[rows[i]]
            profile = profiles.get(person)
            grounds = self.featurizer.grounds(role, profile) if profile else NO_GROUNDS
            reasons = self.ranker.reasons(role, compared, scored, int(i))
            candidates.append(
                Candidate(
                    id=person,
                    rank=rank,
                    score=float(scored.scores[i]),
                    fit=fits[i],
                    probability=probabilities[i],
                    basis=self.ranker.basis,
                    reasons=tuple(
                        replace(one, evidence=grounds.evidence.get(one.group, ())) for one in reasons
                    ),
                    requirements=grounds.requirements,
                    flags=gated.flags(int(rows[i]))
                    + flags(self.pool, int(rows[i]), as_of)
                    + (() if profile else ("erased",)),
                )
            )
        return tuple(candidates)


def best_first(scored: Scored) -> Rows:
    """Positions by score, best first; equal scores by id, since rows ascend by id."""
    return np.argsort(-scored.scores, kind="stable")


def served_language(pool: Pool) -> NDArray[np.bool_]:
    """True for the people whose text is in a language the encoder serves, or too short to tell."""
    unserved = pool.numbers.get("unserved_language")
    return np.ones(len(pool), bool) if unserved is None else ~(unserved > 0)


def unrankable(pool: Pool, rows: NDArray[np.bool_]) -> tuple[Unrankable, ...]:
    """The people who stand in a group of their own, with the reason."""
    languages = pool.labels.get("text_language")
    reasons = []
    for row in np.nonzero(rows)[0]:
        code = (
            languages.vocabulary[languages.codes[row]]
            if languages and languages.codes[row] >= 0
            else "unknown"
        )
        reasons.append(
            Unrankable(
                pool.ids[row],
                f"text is in a language ({code}) that the encoder does not serve: read it yourself",
            )
        )
    return tuple(reasons)
