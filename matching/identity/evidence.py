"""What speaks for and against two records being one person: named parts in bits, and the answer they add up to.

A bit is a factor of two in the odds, as far as the parts are independent; they are not quite, so the thresholds are
chosen by measurement (docs/reference/identity.md). Rare agreement weighs more than common: a name borne by seventeen
people of the pool says little. What is not stated weighs nothing.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from matching.identity.names import Likeness, alike
from matching.identity.records import IdentityRecord, Job

Answer = Literal["same", "doubtful", "different"]
Fact = str | int | float

# Chosen on simulated people of one seed, reported on others.
SURE, DOUBT = 12.0, 8.5

# A pool is a sample of a market: with few records at hand, rarity is judged as if there were this many.
LEAST_POOL = 4096
NAME_BITS, HANDLE_BITS = 7.0, 12.0
_NAME_COST: Mapping[Likeness, float] = {
    "same": 0.0,
    "spelling": 1.0,
    "nickname": 1.5,
    "part": 4.0,
    "initial": 3.0,
}
_NAME_AGAINST, _REFS_AGAINST = -10.0, -4.0
_EMPLOYER_MOST, _EMPLOYERS_MOST, _EMPLOYERS_AGAINST = 4.0, 10.0, -3.0
_EMPLOYER_MISSED = 1.0
_NEAR_MONTHS, _FAR_MONTHS = 3, 18
_WORDS_MOST, _WORDS_PER_DOUBLING = 6.0, 1.3
_SKILLS_LEAST = 3
# Where one of these parts has at least so much, it stands on its own beside another such part. Words need most: a
# whole sentence in common may be anybody's.
_CARRIES: Mapping[str, float] = {"name": 2.5, "handle": 2.5, "employers": 2.5, "words": 4.5}


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of evidence: bits for (above 0) or against, and the facts it rests on, without personal values."""

    name: str
    bits: float
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Evidence:
    """`vetoes` are facts no amount of agreement outweighs: such a pair is never joined without a person."""

    parts: tuple[Part, ...]
    vetoes: tuple[str, ...] = ()

    @property
    def bits(self) -> float:
        return round(sum(part.bits for part in self.parts), 2)

    @property
    def carrying(self) -> tuple[str, ...]:
        """The parts that stand on their own; two of them, or a handle, are needed to be sure."""
        return tuple(part.name for part in self.parts if part.bits >= _CARRIES.get(part.name, math.inf))

    def as_facts(self) -> dict[str, dict[str, Fact]]:
        """Codes and numbers only, as the record and its audit log keep them."""
        return {part.name: {"bits": round(part.bits, 2), **part.facts} for part in self.parts}


class Population:
    """How common everything is among the records at hand."""

    def __init__(self, records: Sequence[IdentityRecord]) -> None:
        self.records = len(records)
        self.size = max(len(records), LEAST_POOL)
        self._names = Counter(r.name.key for r in records if r.name)
        self._words_of_names = Counter(token for r in records if r.name for token in set(r.name.tokens))
        self._handles = Counter(handle for r in records for handle in r.handles)
        self._employers = Counter(employer for r in records for employer in {job.employer for job in r.jobs})
        self._skills = Counter(skill for r in records for skill in r.skills)
        self._countries = Counter(r.country for r in records if r.country)
        self._sketches = Counter(value for r in records for value in r.sketch)

    def namesakes(self, record: IdentityRecord) -> float:
        """How many records bear this name, or would if its words came together by chance; at least 1."""
        if record.name is None:
            return 1.0
        expected = float(self.records)
        for token in record.name.full:
            expected *= self._words_of_names[token] / self.records
        return max(1.0, self._names[record.name.key], expected)

    def handle_count(self, handle: str) -> int:
        return self._handles[handle]

    def employer_rarity(self, employer: str) -> float:
        return math.log2(self.size / max(1, self._employers[employer]))

    def skill_rarity(self, skill: str) -> float:
        return math.log2(self.size / max(1, self._skills[skill]))

    def country_rarity(self, country: str) -> float:
        return math.log2(max(1, self._countries.total()) / max(1, self._countries[country]))

    def shared_words(self, a: IdentityRecord, b: IdentityRecord) -> int:
        """How many entries of the sketches are shared, those aside that more than one record in 500 has too."""
        most = max(2, self.records // 500)
        return sum(self._sketches[value] <= most for value in set(a.sketch) & set(b.sketch))


def compare(a: IdentityRecord, b: IdentityRecord, population: Population) -> Evidence:
    """All evidence on one pair, the same in either order."""
    likeness = alike(a.name, b.name)
    parts = (
        _name(likeness, a, b, population),
        _handle(a, b, population),
        _employers(a, b, population),
        _skills(a, b, population),
        _place(a, b, population),
        _words(a, b, population),
    )
    vetoes = (
        ("name", likeness == "different"),
        ("same_source", a.source == b.source),
        ("other_account", any(_refs_differ(a, b))),
    )
    return Evidence(
        tuple(part for part in parts if part is not None), tuple(name for name, holds in vetoes if holds)
    )


def hopeless(a: IdentityRecord, b: IdentityRecord) -> bool:
    """Told cheaply: names that contradict, with neither an address nor an employer in common. Never more than different."""
    if a.handles & b.handles or {job.employer for job in a.jobs} & {job.employer for job in b.jobs}:
        return False
    return alike(a.name, b.name) == "different" and not (a.refs and b.refs)


def judge(evidence: Evidence) -> Answer:
    """Same: enough bits, no veto, and more than one part that carries. Doubtful: a person should look."""
    bits, handle = evidence.bits, "handle" in evidence.carrying
    if evidence.vetoes:
        # Two accounts at one source, a name given up, or one address under two names: rare, and for a person.
        least = SURE + (_NAME_AGAINST if "name" in evidence.vetoes else 0.0)
        return "doubtful" if bits >= least or (handle and bits >= 0) else "different"
    if bits >= SURE and (handle or len(evidence.carrying) >= 2 or _same_career(evidence)):
        return "same"
    return "doubtful" if bits >= DOUBT else "different"


def _same_career(evidence: Evidence) -> bool:
    """Two employers or more whose dates agree, beside a name that agrees in any form."""
    parts = {part.name: part for part in evidence.parts}
    return "name" in parts and "employers" in parts and int(parts["employers"].facts.get("dates", 0)) >= 2


def _name(likeness: Likeness, a: IdentityRecord, b: IdentityRecord, population: Population) -> Part | None:
    if likeness == "unknown":
        return None
    if likeness == "different":
        return Part("name", _NAME_AGAINST, {"how": likeness})
    namesakes = max(population.namesakes(a), population.namesakes(b))
    bits = NAME_BITS - _NAME_COST[likeness] - math.log2(max(1.0, namesakes - 1))
    return Part("name", max(0.0, bits), {"how": likeness, "namesakes": round(namesakes)})


def _handle(a: IdentityRecord, b: IdentityRecord, population: Population) -> Part | None:
    shared = [population.handle_count(handle) for handle in a.handles & b.handles]
    refs = sum(not differs for differs in _refs_differ(a, b))
    if shared or refs:
        rarest = min((*shared, *([2] if refs else [])))
        bits = max(1.0, HANDLE_BITS - 2 * math.log2(max(1, rarest - 1)))
        return Part("handle", bits, {"shared": len(shared) + refs, "holders": rarest})
    if any(_refs_differ(a, b)):
        return Part("handle", _REFS_AGAINST, {"shared": 0})
    return None


def _employers(a: IdentityRecord, b: IdentityRecord, population: Population) -> Part | None:
    if not a.jobs or not b.jobs:
        return None
    pairs = list(_same_employers(a.jobs, b.jobs))
    fewer = min(len({job.employer for job in jobs}) for jobs in (a.jobs, b.jobs))
    if not pairs:
        return Part(
            "employers",
            _EMPLOYERS_AGAINST if fewer >= 2 else _EMPLOYERS_AGAINST / 2,
            {"shared": 0, "of": fewer},
        )
    bits, dates = 0.0, 0
    for one, other in pairs:
        rarity = min(_EMPLOYER_MOST, max(0.5, population.employer_rarity(one.employer) - 3))
        apart = _months_apart(one, other)
        if apart is not None and apart > _FAR_MONTHS:
            rarity = -1.0
        elif apart is not None and apart <= (_NEAR_MONTHS if one.exact and other.exact else 12):
            rarity, dates = rarity + (2.0 if one.exact and other.exact else 0.5), dates + 1
        bits += rarity
    bits -= _EMPLOYER_MISSED * max(0, fewer - len(pairs))
    facts = {"shared": len(pairs), "of": fewer, "dates": dates}
    return Part("employers", min(_EMPLOYERS_MOST, bits), facts)


def _skills(a: IdentityRecord, b: IdentityRecord, population: Population) -> Part | None:
    if min(len(a.skills), len(b.skills)) < _SKILLS_LEAST:
        return None
    shared, fewer = a.skills & b.skills, min((a.skills, b.skills), key=lambda s: (len(s), sorted(s)))
    of = sum(population.skill_rarity(skill) for skill in fewer)
    share = sum(population.skill_rarity(skill) for skill in shared) / of if of else 0.0
    share = min(1.0, share)
    return Part("skills", 6.0 * (share - 0.5), {"share": round(share, 2), "shared": len(shared)})


def _place(a: IdentityRecord, b: IdentityRecord, population: Population) -> Part | None:
    if not a.country or not b.country:
        return None
    if a.country == b.country:
        return Part("place", min(2.0, population.country_rarity(a.country) / 2), {"how": "same"})
    return Part("place", -2.0, {"how": "different"})  # people move, so this is no veto


def _words(a: IdentityRecord, b: IdentityRecord, population: Population) -> Part | None:
    if not a.sketch or not b.sketch:
        return None
    shared = population.shared_words(a, b)
    alike_headline = bool(a.headline and b.headline) and fuzz.token_set_ratio(a.headline, b.headline) >= 90
    # Among few records nobody can tell which words are rare.
    most = min(_WORDS_MOST, math.log2(population.records) / 2)
    bits = min(most, _WORDS_PER_DOUBLING * math.log2(1 + shared)) + (0.5 if alike_headline else 0.0)
    return Part("words", bits, {"shared": shared, "headline": int(alike_headline)}) if bits else None


def _same_employers(a: Sequence[Job], b: Sequence[Job]) -> Iterable[tuple[Job, Job]]:
    """Each employer of `a` that `b` has too, with the spell whose start is nearest."""
    seen: set[str] = set()
    for job in a:
        if job.employer in seen:
            continue
        there = [other for other in b if _one_employer(job.employer, other.employer)]
        here = [one for one in a if one.employer == job.employer]
        if there:
            seen.add(job.employer)
            yield min(
                ((one, other) for one in here for other in there),
                key=_how_far,
            )


def _one_employer(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) >= 6 and fuzz.ratio(a, b, score_cutoff=92) > 0)


def _months_apart(a: Job, b: Job) -> int | None:
    return None if a.start is None or b.start is None else abs(a.start - b.start)


def _how_far(pair: tuple[Job, Job]) -> int:
    apart = _months_apart(*pair)
    return 100_000 if apart is None else apart


def _refs_differ(a: IdentityRecord, b: IdentityRecord) -> list[bool]:
    """For each other system on which both name an account: whether it is another one."""
    if not a.refs or not b.refs:
        return []
    mine, theirs = a.refs, b.refs
    return [mine[system] != theirs[system] for system in mine.keys() & theirs.keys()]
