"""Hard constraints: who may be considered for a role at all.

Pure rules over a pool's columns. An unknown fact never excludes; it is flagged. Every exclusion keeps all its reasons.
A missing skill is no gate: it costs score.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.codes import country_names
from matching.on_demand import OnDemand
from matching.pool import Pool
from matching.roles import Role
from matching.shortlist import Excluded, GateFailure

BoolArray = NDArray[np.bool_]

# A kind of being kept out that leaves nothing to speak of: not even that somebody was left out.
ERASED = "erased"

# Words used for clearance, lowest to highest; another word is compared for equality only.
CLEARANCE_LEVELS = {
    "public": 0, "none": 0, "standard": 0, "low": 0,
    "basic": 1, "internal": 1, "baseline": 1, "bpss": 1, "medium": 1,
    "confidential": 2, "restricted": 2, "elevated": 2, "ctc": 2,
    "secret": 3, "high": 3, "sc": 3,
    "top_secret": 4, "top secret": 4, "critical": 4, "dv": 4,
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What one gate says of everybody: who fails, of whom it cannot tell, and a sentence for a row that fails."""

    gate: str
    fails: BoolArray
    unknown: BoolArray
    detail: Callable[[int], str]


@dataclass(frozen=True)
class Gated:
    """`eligible` is bool `(n,)`; `verdicts` are those of the gates this role sets. `present`: who is there at all."""

    eligible: BoolArray
    verdicts: tuple[Verdict, ...]
    present: BoolArray

    def excluded(self, ids: tuple[str, ...]) -> Sequence[Excluded]:
        """Everybody left out, each with every gate that stopped them; put in words as they are read."""
        left_out = np.nonzero(self.present & ~self.eligible)[0]
        return OnDemand(left_out, lambda row: Excluded(ids[row], self.failures(row)))

    @property
    def excluded_counts(self) -> dict[str, int]:
        """How many people each gate excluded; a person stopped by two gates counts in both."""
        counts = {verdict.gate: int(np.count_nonzero(verdict.fails)) for verdict in self.verdicts}
        return {gate: count for gate, count in sorted(counts.items()) if count}

    def failures(self, row: int) -> tuple[GateFailure, ...]:
        """Every gate that stops the person at a row, with the reason."""
        return tuple(
            GateFailure(verdict.gate, verdict.detail(row)) for verdict in self.verdicts if verdict.fails[row]
        )

    def flags(self, row: int) -> tuple[str, ...]:
        """`unknown_<gate>` for each gate that could not tell."""
        return tuple(f"unknown_{verdict.gate}" for verdict in self.verdicts if verdict.unknown[row])


def apply_gates(
    role: Role,
    pool: Pool,
    *,
    restricted: Mapping[str, str] | None = None,
    present: BoolArray | None = None,
) -> Gated:
    """Every gate the role sets, plus blocks and opt-outs as the record has them now (person id -> kind).

    Whoever is not `present`, or was `ERASED` since the pool was made, is neither eligible nor excluded.
    """
    verdicts = [verdict for gate in _GATES if (verdict := gate(role, pool)) is not None]
    if restricted:
        verdicts.append(_restriction(pool, restricted))
    there = np.ones(len(pool), bool) if present is None else present.copy()
    there[pool.rows_of(one for one, kind in (restricted or {}).items() if kind == ERASED)] = False
    verdicts = [replace(verdict, fails=verdict.fails & there) for verdict in verdicts]
    eligible = there.copy()
    for verdict in verdicts:
        eligible &= ~verdict.fails
    return Gated(eligible, tuple(verdicts), there)


def open_gates(pool: Pool) -> Gated:
    """Everybody, as `evaluate` ranks unless told otherwise."""
    everybody = np.ones(len(pool), bool)
    return Gated(everybody, (), everybody)


def clearance_level(word: str | None) -> float:
    """Where a clearance word stands, NaN for none and for a word outside the scale."""
    if word is None:
        return np.nan
    return float(CLEARANCE_LEVELS.get(word.strip().casefold(), np.nan))


def _rate(role: Role, pool: Pool) -> Verdict | None:
    cap = role.max_hourly_rate
    if cap is None:
        return None
    rates = pool.number("hourly_rate")
    comparable = pool.labels["rate_currency"].is_label(cap.currency) & ~np.isnan(rates)
    fails = comparable & (rates > cap.amount)
    return Verdict(
        "max_hourly_rate",
        fails,
        ~comparable,
        lambda row: f"asks {rates[row]:g} {cap.currency} an hour, the cap is {cap.amount:g}",
    )


def _start(role: Role, pool: Pool) -> Verdict | None:
    if role.start_by is None:
        return None
    free_from, latest = pool.number("available_from"), role.start_by
    return _number_verdict(
        "start_by",
        free_from,
        free_from > latest.toordinal(),
        lambda row: (
            f"free from {type(latest).fromordinal(int(free_from[row])).isoformat()}, asked for by {latest.isoformat()}"
        ),
    )


def _hours(role: Role, pool: Pool) -> Verdict | None:
    asked = role.hours_per_week
    if asked is None:
        return None
    hours = pool.number("hours_per_week")
    return _number_verdict(
        "hours_per_week",
        hours,
        hours < asked,
        lambda row: f"offers {hours[row]:g} hours a week, {asked:g} are asked",
    )


def _countries(role: Role, pool: Pool) -> Verdict | None:
    if not role.countries:
        return None
    allowed = pool.sets["work_countries"]
    fails = allowed.known & ~allowed.has_any(tuple(role.countries))
    asked = ", ".join(country_names()[code] for code in role.countries)
    return Verdict("countries", fails, ~allowed.known, lambda _: f"may work in none of: {asked}")


def _clearance(role: Role, pool: Pool) -> Verdict | None:
    asked = role.security_level
    if asked is None or clearance_level(asked) == 0:
        return None
    held = pool.labels["clearance"]
    levels = np.array([clearance_level(word) for word in held.vocabulary] + [np.nan])[held.codes]
    same = held.is_label(asked.strip().casefold())
    with np.errstate(invalid="ignore"):
        fails = (levels < clearance_level(asked)) & ~same
    unknown = (np.isnan(levels) | np.isnan(clearance_level(asked))) & ~same
    return Verdict(
        "security_level",
        fails,
        unknown,
        lambda row: f"holds {held.vocabulary[held.codes[row]]}, {asked} is asked",
    )


def _number_verdict(
    gate: str, values: NDArray[np.float64], fails: BoolArray, detail: Callable[[int], str]
) -> Verdict:
    unknown = np.isnan(values)
    return Verdict(gate, fails & ~unknown, unknown, detail)


def _restriction(pool: Pool, restricted: Mapping[str, str]) -> Verdict:
    fails = np.zeros(len(pool), bool)
    fails[pool.rows_of(restricted)] = True
    return Verdict(
        "restriction",
        fails,
        np.zeros(len(pool), bool),
        lambda row: restricted[pool.ids[row]].replace("_", " "),
    )


_GATES = (_rate, _start, _hours, _countries, _clearance)
