"""How a shortlist is made: gates, retrieve, compare, score, collapse, explain, freeze - in that order, and nothing else.

The same steps serve a workspace, the headless command and evaluation. Who may ask, and what becomes of the answer, is
for others.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.benchmarks import Benchmarks, benchmarks
from matching.collapsing import Collapsed, collapse
from matching.diversity import spread
from matching.gates import Gated, apply_gates
from matching.on_demand import OnDemand
from matching.pool import Pool
from matching.ports import Compared, Featurizer, Grounds, ProfileReader, Ranker, Scored
from matching.profiles import Profile
from matching.retrieval import RETRIEVE_LIMIT, retrieve
from matching.roles import Role
from matching.shortlist import Candidate, Diversity, Fit, PoolCounts, Shortlist, Unrankable, is_thin
from matching.standing import flags, in_scope

DEFAULT_TOP = 20
NO_GROUNDS = Grounds((), {})
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Ranked:
    """Everybody ranked for a role: `rows` of the pool ascending, and `order`, positions in them, best first."""

    gated: Gated
    rows: Rows
    compared: Compared
    scored: Scored
    order: Rows


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
        diversity: float | None = None,
        only: Collection[str] | None = None,
    ) -> Shortlist:
        """Rank the pool for a role as of a day and show the first `top`, or `only` these people, with every reason.

        `diversity` spreads them over the platforms people come from; it is what that may cost (`diversity.py`).
        With a business unit only its own people and those held for all are there.
        """
        ranked = self.rank(
            role,
            as_of=as_of,
            restricted=restricted,
            business_unit=business_unit,
            retrieve_limit=retrieve_limit,
        )
        listed = self._listed(ranked, top, diversity) if only is None else self._picked(ranked, only)
        gated, count = ranked.gated, len(ranked.rows)
        fits = self.ranker.fit(ranked.compared)
        usual = benchmarks(self.pool, ranked.rows, np.array([fit != "weak" for fit in fits], bool))
        return Shortlist(
            role=role.model_dump(mode="json", exclude_defaults=True),
            model=self.ranker.description,
            snapshot=self.pool.about,
            as_of=as_of,
            pool=PoolCounts(
                int(gated.present.sum()),
                int(gated.eligible.sum()),
                count,
                count,
                len(listed.order),
                listed.collapsed,
            ),
            base=ranked.scored.base,
            candidates=self._explained(role, ranked, listed, fits, usual, as_of.toordinal()),
            excluded=gated.excluded(self.pool.ids),
            unrankable=unrankable(self.pool, gated.eligible & ~served_language(self.pool)),
            diversity=listed.diversity,
            excluded_counts=gated.excluded_counts,
            beyond=self._beyond(ranked, listed),
            benchmarks=usual.as_dict(),
        )

    def _beyond(self, ranked: Ranked, listed: "Listed") -> tuple[str, ...]:
        shown = {int(i) for i in listed.order}
        return tuple(self.pool.ids[ranked.rows[i]] for i in ranked.order if int(i) not in shown)

    def rank(
        self,
        role: Role,
        *,
        as_of: date,
        restricted: Mapping[str, str] | None = None,
        business_unit: str | None = None,
        retrieve_limit: int = RETRIEVE_LIMIT,
    ) -> Ranked:
        """The order alone, with the numbers it comes from; whoever another business unit holds is not there."""
        present = in_scope(self.pool, business_unit)
        gated = apply_gates(role, self.pool, restricted=restricted, present=present)
        wanted = gated.eligible & served_language(self.pool)
        rows = retrieve(self.featurizer.query(role), self.pool, wanted, limit=retrieve_limit)
        compared = self.featurizer.compare(role, self.pool, rows, as_of=as_of.toordinal())
        scored = self.ranker.score(compared)
        return Ranked(gated, rows, compared, scored, best_first(scored))

    def _collapsed(self, ranked: Ranked) -> Collapsed:
        sketches, order = self.pool.sketches, ranked.order
        return collapse(
            sketches[ranked.rows[order]] if len(sketches) else np.zeros((len(order), 0), np.uint32)
        )

    def _listed(self, ranked: Ranked, top: int, diversity: float | None) -> "Listed":
        """Who is shown in which order: equal words once, and spread over platforms when that is asked for."""
        order, scored, found = ranked.order, ranked.scored, self._collapsed(ranked)
        plain = order[found.kept]
        under = {int(order[place]): order[list(others)] for place, others in found.under.items()}
        if diversity is None:
            shown = np.arange(min(top, len(plain)))
            return Listed(plain[shown], shown + 1, shown + 1, under, found.count, None)
        scores = scored.scores[plain]
        lead = float(scores[0] - scored.base) if len(scores) else 0.0
        cost = Diversity("platform", diversity, diversity * max(0.0, lead))
        sources = self.pool.labels["platform"].codes[ranked.rows[plain]]
        shown = spread(scores, sources, top=top, most_lost=cost.most_lost)
        return Listed(plain[shown], np.arange(1, len(shown) + 1), shown + 1, under, found.count, cost)

    def _picked(self, ranked: Ranked, only: Collection[str]) -> "Listed":
        """These people alone, each at the place the whole list would give them; a copy at the place of the one it is listed under."""
        found = self._collapsed(ranked)
        place_of = {int(place): number for number, place in enumerate(found.kept, start=1)}
        for place, others in found.under.items():
            place_of |= {int(other): place_of[int(place)] for other in others}
        asked = [place for place, i in enumerate(ranked.order) if self.pool.ids[ranked.rows[i]] in only]
        ranks = np.array([place_of[place] for place in asked], np.intp)
        return Listed(ranked.order[asked], ranks, ranks, {}, found.count, None)

    def _explained(
        self,
        role: Role,
        ranked: Ranked,
        listed: "Listed",
        fits: Sequence[Fit],
        usual: Benchmarks,
        as_of: int,
    ) -> tuple[Candidate, ...]:
        compared, scored, copies = ranked.compared, ranked.scored, ranked.compared.copies
        rows, places = ranked.rows[listed.order], listed.order.tolist()
        people = [self.pool.ids[row] for row in rows]
        read = self.profiles.read(people)
        profiles = [read.get(person) for person in people]
        # Where nobody looked for it, anybody may repeat the request.
        repeats = [True] * len(places) if copies is None else copies[listed.order].tolist()
        said = self.featurizer.grounds_of_all(role, profiles, self.pool, rows, repeats)
        grounds = [one or NO_GROUNDS for one in said]
        reasons = self.ranker.reasons(role, compared, scored, places, grounds)
        probabilities = self.ranker.probability(compared)
        return tuple(
            Candidate(
                id=people[n],
                rank=int(listed.ranks[n]),
                score=float(scored.scores[i]),
                fit=fits[i],
                probability=probabilities[i],
                basis=self.ranker.basis,
                reasons=reasons[n],
                requirements=grounds[n].requirements,
                flags=(
                    *ranked.gated.flags(row),
                    *flags(self.pool, row, as_of),
                    *(("copies_request",) if copies is not None and copies[i] else ()),
                    *usual.flags(self.pool, row),
                    *(("thin_evidence",) if is_thin(grounds[n].requirements) else ()),
                    *_notices(profiles[n]),
                ),
                duplicates=tuple(self.pool.ids[ranked.rows[j]] for j in listed.under.get(i, ())),
                plain_rank=int(listed.plain_ranks[n]),
            )
            for n, (i, row) in enumerate(zip(places, rows.tolist(), strict=True))
        )


def _notices(profile: Profile | None) -> tuple[str, ...]:
    return tuple(profile.notices) if profile else ("erased",)


@dataclass(frozen=True)
class Listed:
    """Positions to show in order, their ranks, the rank of each by score alone, and who is listed under whom."""

    order: Rows
    ranks: Rows
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
            pool.ids[row], f"text is in a language ({code}) that ranking does not read: read it yourself"
        )

    return OnDemand(np.nonzero(among)[0], say)
