"""What would change it: the smallest change of what is theirs to change that brings a person into the first `k`.

Every proposal is proved before it is given: the profile is edited, read and indexed again by the code that made the
pool, gated, compared, scored and put in order with everybody else. What does not reach the first `k` is not proposed.
Held fixed: who else is ranked and what they say, the statistics of words over the pool, and what stands in for meaning
where a licence bars it, as if the one edited record stood in the old one's place. Which edits there are is `actions.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations

import numpy as np

from matching.errors import Conflict, NotFound
from matching.gates import apply_gates
from matching.pipeline import Matcher, Ranked, best_first, served_language
from matching.ports import Compared
from matching.profiles import Profile
from matching.roles import Role
from models.actions import Change, Lever, levers

DEFAULT_K = 5
MOST_PAIRS_TRIED, MOST_PAIRS_GIVEN = 200, 3

# A record read again scores as it did in the pool but for the noise of single precision.
SAME_SCORE = 1e-3

NEVER_ASKED = (
    "years of work and level",
    "ratings and contracts so far",
    "country and languages",
    "name, age, sex and everything else that is set aside unread",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an edited profile comes out. `rank` None: a hard limit leaves them out."""

    rank: int | None
    score: float
    failing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change, or two together, proved to reach `rank`; neither part could be smaller with the other as it is."""

    changes: tuple[Change, ...]
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class NoHelp:
    """The most a lever gives, and where it leads: not far enough alone."""

    change: Change
    rank: int | None


@dataclass(frozen=True, slots=True)
class WhatWouldChange:
    """`needed` is the score of whoever stands at `k` now; `rank` None: not ranked, for the `failing` limits.

    `exhausted` False: there were more pairs than are tried, and only the likeliest were.
    """

    person: str
    k: int
    rank: int | None
    ranked: int
    score: float
    needed: float | None
    failing: tuple[str, ...]
    proposals: tuple[Proposal, ...]
    no_help: tuple[NoHelp, ...]
    exhausted: bool = True

    @property
    def already(self) -> bool:
        return self.rank is not None and self.rank <= self.k

    @property
    def sentence(self) -> str:
        """The answer in one sentence, whichever it is."""
        if self.already:
            return f"Already among the first {self.k}, so nothing needs to change."
        if not self.proposals and self.exhausted:
            return f"Nothing that can be asked, alone or two together, would reach the first {self.k}."
        if not self.proposals:
            return f"Nothing that can be asked would reach the first {self.k} alone, nor would any two of the {MOST_PAIRS_TRIED} likeliest."
        if len(self.proposals[0].changes) > 1:
            return f"No single change would reach the first {self.k}. These two together would:"
        return f"Any one of these would reach the first {self.k}:"


def what_would_change(
    matcher: Matcher,
    role: Role,
    person: str,
    *,
    as_of: date,
    k: int = DEFAULT_K,
    restricted: Mapping[str, str] | None = None,
    business_unit: str | None = None,
    ranked: Ranked | None = None,
) -> WhatWouldChange:
    """Single changes first, pairs only if none suffices. NotFound for somebody not in the pool, or erased.

    With a business unit, whoever another one holds is not in the pool.
    """
    ranked = ranked or matcher.rank(role, as_of=as_of, restricted=restricted, business_unit=business_unit)
    profile = matcher.profiles.read([person]).get(person)
    if profile is None or not ranked.gated.present[matcher.pool.rows_of([person])].any():
        raise NotFound(f"nothing is known of {person} here", hint="name somebody of the pool that was ranked")
    trial = _Trial(matcher, role, as_of, ranked, profile, restricted or {})
    now = trial.standing(profile)
    trial.refuse_changed_record(now)
    search = _Search(trial, k)
    found = _levers_of(matcher, role, profile, as_of)
    singles: tuple[Proposal, ...] = ()
    pairs: tuple[Proposal, ...] = ()
    if not search.reached(now):
        singles = search.singles(found)
        pairs = () if singles else search.pairs(found, now)
    return WhatWouldChange(
        person=person,
        k=k,
        rank=now.rank,
        ranked=len(ranked.rows),
        score=now.score,
        needed=trial.score_at(k),
        failing=now.failing,
        proposals=(*singles, *pairs),
        no_help=() if search.reached(now) else search.no_help(found, singles),
        exhausted=bool(singles or pairs) or len(search.together(found)) <= MOST_PAIRS_TRIED,
    )


def _levers_of(matcher: Matcher, role: Role, profile: Profile, as_of: date) -> tuple[Lever, ...]:
    return levers(role, profile, matcher.featurizer.grounds(role, profile).requirements, as_of)


@dataclass(frozen=True)
class _Trial:
    """One person of one ranking, whose profile may be edited and put back in its place."""

    matcher: Matcher
    role: Role
    as_of: date
    ranked: Ranked
    profile: Profile
    restricted: Mapping[str, str]

    @cached_property
    def row(self) -> int:
        return int(self.matcher.pool.rows_of([self.profile.id])[0])

    @cached_property
    def others(self) -> np.ndarray:
        """Positions in `ranked` of everybody else."""
        return np.nonzero(self.ranked.rows != self.row)[0]

    def standing(self, profile: Profile, *, proved: bool = False) -> Standing:
        """Where this version of the profile comes out among everybody else, all else equal.

        A score depends on nobody else, so a search may count who scores higher; `proved` scores everybody anew.
        """
        pool = self.matcher.featurizer.index([profile], beside=self.matcher.pool)
        gated = apply_gates(self.role, pool, restricted=self.restricted)
        alone = self.matcher.featurizer.compare(
            self.role, pool, np.array([0]), as_of=self.as_of.toordinal(), beside=self.ranked.compared
        )
        failing = tuple(verdict.gate for verdict in gated.verdicts if verdict.fails[0])
        if not served_language(pool)[0]:
            failing = (*failing, "language")
        score = float(self.matcher.ranker.score(alone).scores[0])
        rank = self._rank_proved(alone) if proved else self._rank_of(score)
        return Standing(None if failing else rank, score, failing)

    def refuse_changed_record(self, now: Standing) -> None:
        """Conflict when the record no longer gives the score the pool gave: nothing proved of it would hold."""
        at = np.nonzero(self.ranked.rows == self.row)[0]
        if len(at) and abs(now.score - self.ranked.scored.scores[at[0]]) > SAME_SCORE:
            raise Conflict(
                f"the record of {self.profile.id} has changed since this ranking",
                hint="rank again, then ask what would change it",
            )

    def score_at(self, k: int) -> float | None:
        scores = self.ranked.scored.scores[self.ranked.order]
        return float(scores[k - 1]) if len(scores) >= k else None

    def _rank_of(self, score: float) -> int:
        """The place by the scores there are: equal ones stand by row."""
        scores, rows = self.ranked.scored.scores[self.others], self.ranked.rows[self.others]
        return 1 + int(((scores > score) | ((scores == score) & (rows < self.row))).sum())

    def _rank_proved(self, alone: Compared) -> int:
        """The place among all, everybody scored and put in order anew."""
        kept, compared = self.others, self.ranked.compared
        place = int(np.searchsorted(self.ranked.rows[kept], self.row))
        together = Compared(
            replace(
                compared.matrix,
                values=np.insert(compared.matrix.values[kept], place, alone.matrix.values[0], axis=0),
                known=np.insert(compared.matrix.known[kept], place, alone.matrix.known[0], axis=0),
            ),
            np.insert(compared.coverage[kept], place, alone.coverage[0], axis=0),
            compared.must,
        )
        order = best_first(self.matcher.ranker.score(together))
        return int(np.nonzero(order == place)[0][0]) + 1


@dataclass(frozen=True)
class _Search:
    """The smallest steps that reach the first `k`. Every step asked of is a trial; answers are kept."""

    trial: _Trial
    k: int

    def reached(self, standing: Standing) -> bool:
        return standing.rank is not None and standing.rank <= self.k

    def singles(self, found: Sequence[Lever]) -> tuple[Proposal, ...]:
        proposals = (self._proposal({lever: self._smallest(lever, {})}) for lever in found)
        return tuple(proposal for proposal in proposals if proposal)

    def pairs(self, found: Sequence[Lever], now: Standing) -> tuple[Proposal, ...]:
        """The likeliest pairs by what each lever gives alone, tried whole, then made as small as they go."""
        gains = {lever: self._gain(lever, now) for lever in found}
        likely = sorted(
            self.together(found),
            key=lambda pair: tuple(-(gains[pair[0]][i] + gains[pair[1]][i]) for i in (0, 1)),
        )
        proposals: list[Proposal] = []
        for first, second in likely[:MOST_PAIRS_TRIED]:
            if not self.reached(self._try({first: first.steps, second: second.steps})):
                continue
            less = self._smallest(first, {second: second.steps}) or first.steps
            steps = {first: less, second: self._smallest(second, {first: less}) or second.steps}
            proposal = self._proposal(steps)
            proposals += [proposal] if proposal else []
            if len(proposals) == MOST_PAIRS_GIVEN:
                break
        return tuple(proposals)

    def together(self, found: Sequence[Lever]) -> list[tuple[Lever, Lever]]:
        """Every pair; a skill shown and a certificate in the same skill are one thing asked twice."""
        return [(one, other) for one, other in combinations(found, 2) if one.target != other.target]

    def no_help(self, found: Sequence[Lever], singles: Sequence[Proposal]) -> tuple[NoHelp, ...]:
        """The levers that do not reach alone at their most, those that lead furthest first."""
        helps = {(change.kind, change.target) for proposal in singles for change in proposal.changes}
        rest = [lever for lever in found if (lever.kind, lever.target) not in helps]
        ends = [NoHelp(lever.change(lever.steps), self._try({lever: lever.steps}).rank) for lever in rest]
        return tuple(sorted(ends, key=lambda end: end.rank if end.rank is not None else 1 << 30))

    def _smallest(self, lever: Lever, beside: Mapping[Lever, int]) -> int | None:
        """The first step that reaches, by bisection: a further step of a lever never ranks lower."""
        return first_that(lambda step: self.reached(self._try({**beside, lever: step})), lever.steps)

    def _proposal(self, steps: Mapping[Lever, int | None]) -> Proposal | None:
        taken = {lever: step for lever, step in steps.items() if step is not None}
        if len(taken) < len(steps):
            return None
        proved = self.trial.standing(self._edited(taken), proved=True)
        if proved.rank is None or proved.rank > self.k:
            return None
        changes = tuple(lever.change(step) for lever, step in taken.items())
        return Proposal(changes, proved.rank, proved.score)

    def _gain(self, lever: Lever, now: Standing) -> tuple[int, float]:
        """Hard limits cleared, then points of score, at the lever's most."""
        most = self._try({lever: lever.steps})
        return len(now.failing) - len(most.failing), most.score - now.score

    def _try(self, steps: Mapping[Lever, int]) -> Standing:
        key = frozenset(steps.items())
        if key not in self._tried:
            self._tried[key] = self.trial.standing(self._edited(steps))
        return self._tried[key]

    def _edited(self, steps: Mapping[Lever, int]) -> Profile:
        profile = self.trial.profile
        for lever, step in steps.items():
            profile = lever.apply(profile, step)
        return profile

    @cached_property
    def _tried(self) -> dict[frozenset[tuple[Lever, int]], Standing]:
        return {}


def first_that(holds: Callable[[int], bool], last: int) -> int | None:
    """The first of 1..last for which a condition that stays true once true holds; None when it never does."""
    if last < 1 or not holds(last):
        return None
    low, high = 1, last
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
