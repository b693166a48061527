"""How a shortlist is made: gates, retrieve, compare, score, collapse, explain, freeze - in that order, and nothing else.

The same steps serve a workspace, the headless command and evaluation. Who may ask, and what becomes of the answer, is
for others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.collapsing import collapse
from matching.diversity import spread
from matching.gates import Gated, apply_gates
from matching.on_demand import OnDemand
from matching.pool import Pool
from matching.ports import Compared, Featurizer, Grounds, ProfileReader, Ranker, Scored
from matching.retrieval import RETRIEVE_LIMIT, retrieve
from matching.roles import Role
from matching.shortlist import Candidate, Diversity, PoolCounts, Shortlist, Unrankable

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
        retrieve_limit: int = RETRIEVE_LIMIT,
        diversity: float | None = None,
    ) -> Shortlist:
        """Rank the pool for a role as of a day and show the first `top`, with every reason.

        `diversity` spreads them over the platforms people come from; it is what that may cost (`diversity.py`).
        """
        gated = apply_gates(role, self.pool, restricted=restricted)
        served = served_language(self.pool)
        rows = retrieve(self.featurizer.query(role), self.pool, gated.eligible & served, limit=retrieve_limit)
        compared = self.featurizer.compare(role, self.pool, rows, as_of=as_of.toordinal())
        scored = self.ranker.score(compared)
        listed = self._listed(rows, scored, top, diversity)
        return Shortlist(
            role=role.model_dump(mode="json", exclude_defaults=True),
            model=self.ranker.description,
            snapshot=self.pool.about,
            as_of=as_of,
            pool=PoolCounts(
                len(self.pool),
                int(gated.eligible.sum()),
                len(rows),
                len(rows),
                len(listed.order),
                listed.collapsed,
            ),
            base=scored.base,
            candidates=self._explained(role, rows, compared, scored, listed, gated),
            excluded=gated.excluded(self.pool.ids),
            unrankable=unrankable(self.pool, gated.eligible & ~served),
            diversity=listed.diversity,
            excluded_counts=gated.excluded_counts,
        )

    def _listed(self, rows: Rows, scored: Scored, top: int, diversity: float | None) -> "Listed":
        """Who is shown in which order: equal words once, and spread over platforms when that is asked for."""
        order = best_first(scored)
        sketches = self.pool.sketches
        found = collapse(sketches[rows[order]] if len(sketches) else np.zeros((len(order), 0), np.uint32))
        plain = order[found.kept]
        under = {int(order[place]): order[list(others)] for place, others in found.under.items()}
        if diversity is None:
            shown = np.arange(min(top, len(plain)))
            return Listed(plain[shown], shown + 1, under, found.count, None)
        scores = scored.scores[plain]
        lead = float(scores[0] - scored.base) if len(scores) else 0.0
        cost = Diversity("platform", diversity, diversity * max(0.0, lead))
        sources = self.pool.labels["platform"].codes[rows[plain]]
        shown = spread(scores, sources, top=top, most_lost=cost.most_lost)
        return Listed(plain[shown], shown + 1, under, found.count, cost)

    def _explained(
        self, role: Role, rows: Rows, compared: Compared, scored: Scored, listed: "Listed", gated: Gated
    ) -> tuple[Candidate, ...]:
        order = listed.order
        profiles = self.profiles.read([self.pool.ids[rows[i]] for i in order])
        fits, probabilities = self.ranker.fit(compared), self.ranker.probability(compared)
        candidates = []
        for rank, i in enumerate(order, start=1):
            person = self.pool.ids[rows[i]]
            profile = profiles.get(person)
            grounds = (
                self.featurizer.grounds(role, profile, pool=self.pool, row=int(rows[i]))
                if profile
                else NO_GROUNDS
            )
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
                    flags=gated.flags(int(rows[i])) + (tuple(profile.notices) if profile else ("erased",)),
                    duplicates=tuple(self.pool.ids[rows[j]] for j in listed.under.get(int(i), ())),
                    plain_rank=int(listed.plain_ranks[rank - 1]),
                )
            )
        return tuple(candidates)


@dataclass(frozen=True)
class Listed:
    """Positions to show in order, the rank of each by score alone, and who is listed under whom."""

    order: Rows
    plain_ranks: Rows
    under: Mapping[int, Rows]
    collapsed: int
    diversity: Diversity | None


def best_first(scored: Scored) -> Rows:
    """Positions by score, best first; equal scores by id, since rows ascend by id."""
    return np.argsort(-scored.scores, kind="stable")


def served_language(pool: Pool) -> NDArray[np.bool_]:
    """True for the people whose text is in a language the encoder serves, or too short to tell."""
    unserved = pool.numbers.get("unserved_language")
    return np.ones(len(pool), bool) if unserved is None else ~(unserved > 0)


def unrankable(pool: Pool, among: NDArray[np.bool_]) -> Sequence[Unrankable]:
    """The people who stand in a group of their own, with the reason; put in words as they are read."""
    languages = pool.labels.get("text_language")

    def say(row: int) -> Unrankable:
        known = languages and languages.codes[row] >= 0
        code = languages.vocabulary[languages.codes[row]] if languages and known else "unknown"
        return Unrankable(
            pool.ids[row], f"text is in a language ({code}) that the encoder does not serve: read it yourself"
        )

    return OnDemand(np.nonzero(among)[0], say)
