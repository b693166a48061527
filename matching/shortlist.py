"""The shortlist: what ranking found, with every reason, and the document it is frozen into.

Plain values only. `pipeline.py` makes one, `as_document` gives the stable JSON contract `candor.rank/1`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

SCHEMA = "candor.rank/1"

# Evidence is thin where less than this part of the asked skills shows; of fewer skills than that nobody says so.
THIN = 0.2
FEWEST_ASKED = 3

Fit = Literal["strong", "partial", "weak"]
Basis = Literal["prior", "simulated", "own_outcomes"]
Status = Literal["evidenced", "claimed", "related", "missing"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of the person's own words: half-open code points of the original string at `field`."""

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One feature's exact share of the score, the number it comes from, and the message that puts it in words.

    `known` False: nobody stated the fact, and `value` is what stood in for it. Frozen whole, so that years later every
    figure can be read without the software that made it.
    """

    feature: str
    label: str
    unit: str
    direction: int
    value: float
    known: bool
    contribution: float
    message: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature group's exact share of the score, relative to the ranked pool, and its sentence.

    `message` and `params` are what the sentence was rendered from; they are frozen so that it can be rendered again.
    `fields` are the fields of the profile that the sentence rests on, `parts` the features that make up the share.
    """

    group: str
    label: str
    contribution: float
    sentence: str
    evidence: tuple[Evidence, ...] = ()
    message: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class RequirementStatus:
    """How one asked skill stands: evidenced in work described, claimed only, related (`via` names it), or missing."""

    skill: str
    importance: str
    status: Status
    evidence: tuple[Evidence, ...] = ()
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Probability:
    """A calibrated probability with its 95% interval and the number of outcomes it was fitted on."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is shown. `duplicates` are ids of others ranked whose words are nearly the same, best first.

    `plain_rank` is the place by score alone; it differs from `rank` only where a list was spread over sources.
    """

    id: str
    rank: int
    score: float
    fit: Fit
    probability: Probability | None
    basis: Basis
    reasons: tuple[Reason, ...]
    requirements: tuple[RequirementStatus, ...]
    flags: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    plain_rank: int | None = None


@dataclass(frozen=True, slots=True)
class GateFailure:
    gate: str
    detail: str


@dataclass(frozen=True, slots=True)
class Excluded:
    id: str
    gates: tuple[GateFailure, ...]


@dataclass(frozen=True, slots=True)
class Unrankable:
    id: str
    why: str


@dataclass(frozen=True, slots=True)
class PoolCounts:
    """`collapsed` of those ranked are listed under somebody else with nearly the same words."""

    total: int
    eligible: int
    retrieved: int
    ranked: int
    shown: int
    collapsed: int = 0


@dataclass(frozen=True, slots=True)
class Diversity:
    """The list was spread over `by`: at each place it costs at most `most_lost` of score, `share` of the best's lead."""

    by: str
    share: float
    most_lost: float


@dataclass(frozen=True, slots=True)
class Shortlist:
    """A ranking of one role at one day. `base` plus a candidate's contributions is the candidate's score.

    `beyond` are the ids of people ranked and not shown. `excluded_counts` says how many people each gate excluded; a person stopped by two gates counts in both.
    """

    role: dict[str, Any]
    model: dict[str, Any]
    snapshot: dict[str, Any]
    as_of: date
    pool: PoolCounts
    base: float
    candidates: tuple[Candidate, ...]
    excluded: Sequence[Excluded]
    unrankable: Sequence[Unrankable]
    excluded_counts: dict[str, int]
    diversity: Diversity | None = None
    beyond: tuple[str, ...] = ()
    benchmarks: Mapping[str, Any] = field(default_factory=dict)

    @property
    def made_with_another_taxonomy(self) -> bool:
        """Whether the model states a taxonomy and the snapshot was made with another; one that states none goes with any."""
        return other_taxonomy(self.model, self.snapshot)


def is_thin(requirements: Sequence[RequirementStatus]) -> bool:
    """Whether fewer than one asked skill in five shows in described work, of three or more."""
    shown = sum(one.status == "evidenced" for one in requirements)
    return len(requirements) >= FEWEST_ASKED and shown < THIN * len(requirements)


def other_taxonomy(model: Mapping[str, Any], snapshot: Mapping[str, Any]) -> bool:
    """Whether both name the taxonomy they were made with, and not the same."""
    stated = model.get("taxonomy")
    return stated is not None and stated != snapshot.get("taxonomy", stated)


def as_document(shortlist: Shortlist, *, with_excluded: bool = False) -> dict[str, Any]:
    """The contract's JSON value. Equal shortlists give equal documents."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "role": shortlist.role,
        "model": shortlist.model,
        "snapshot": shortlist.snapshot,
        "as_of": shortlist.as_of.isoformat(),
        "pool": asdict(shortlist.pool),
        "base": shortlist.base,
        "candidates": _plain(shortlist.candidates),
        "excluded_counts": shortlist.excluded_counts,
        "unrankable": _plain(shortlist.unrankable),
    }
    if shortlist.benchmarks:
        document["benchmarks"] = dict(shortlist.benchmarks)
    if shortlist.diversity is not None:
        document["diversity"] = asdict(shortlist.diversity)
    if with_excluded:
        document["excluded"] = _plain(shortlist.excluded)
    return document


def _plain(items: Sequence[Any]) -> list[Any]:
    return [_lists(asdict(item)) for item in items]


def _lists(value: Any) -> Any:
    """Tuples as lists, all the way down, so that a document equals its own JSON read back."""
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_lists(item) for item in value]
    return value
