"""The shortlist: what ranking found, with every reason, and the document it is frozen into.

Plain values only. `pipeline.py` makes one, `as_document` gives the stable JSON contract `candor.rank/1`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

SCHEMA = "candor.rank/1"

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
    id: str
    rank: int
    score: float
    fit: Fit
    probability: Probability | None
    basis: Basis
    reasons: tuple[Reason, ...]
    requirements: tuple[RequirementStatus, ...]
    flags: tuple[str, ...] = ()


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
    total: int
    eligible: int
    retrieved: int
    ranked: int
    shown: int


@dataclass(frozen=True, slots=True)
class Shortlist:
    """A ranking of one role at one day. `base` plus a candidate's contributions is the candidate's score."""

    role: dict[str, Any]
    model: dict[str, Any]
    snapshot: dict[str, Any]
    as_of: date
    pool: PoolCounts
    base: float
    candidates: tuple[Candidate, ...]
    excluded: tuple[Excluded, ...]
    unrankable: tuple[Unrankable, ...]

    @property
    def excluded_counts(self) -> dict[str, int]:
        """How many people each gate excluded; a person stopped by two gates counts in both."""
        counts: dict[str, int] = {}
        for person in self.excluded:
            for failure in person.gates:
                counts[failure.gate] = counts.get(failure.gate, 0) + 1
        return dict(sorted(counts.items()))


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
