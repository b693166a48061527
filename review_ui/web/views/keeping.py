"""Stops, holds and the retention schedule in the pages' words: what each covers, and what this reader may do about it.

Asks no rule itself: who may do what comes in from `governance`. How a list fares when it is replayed is `proof.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from governance.access import EVERYWHERE
from governance.holds import HoldRecord
from governance.keeping.applying import Report
from governance.keeping.schedule import Kind
from governance.stops import StopRecord
from review_ui.web import words

# What a schedule says instead of a time, and what happens then.
_KEPT = {
    "licence": "As long as its licence says",
    "always": "For good",
    "with_the_record": "As long as the record has it",
    "outside": "Not held here",
}
_THEN = {
    "key_dropped": "Made unreadable for good",
    "row_deleted": "Deleted",
    "words_dropped": "Words go; codes and figures stay",
    "kept": "Stays",
}


@dataclass(frozen=True, slots=True)
class StopShown:
    """`own`: the reader made it, so somebody else lifts it."""

    record: StopRecord
    covers: str
    may_lift: bool
    own: bool


@dataclass(frozen=True, slots=True)
class HoldShown:
    """`case`: the requisition to open, where that is what is held."""

    record: HoldRecord
    case: str | None
    may_lift: bool
    own: bool


@dataclass(frozen=True, slots=True)
class KindShown:
    """One kind of record; `due` and `held` are None where no time is set for it."""

    name: str
    holds: str
    kept: str
    since: str
    then: str
    basis: str
    due: int | None
    held: int | None


def covered(stop: StopRecord) -> str:
    """What a stop covers: `software engineering in digital`."""
    return f"{family_name(stop.family)} in {unit_name(stop.business_unit)}"


def family_name(family: str | None) -> str:
    return family.replace("-", " ") if family else "every kind of role"


def unit_name(business_unit: str) -> str:
    return "every business unit" if business_unit == EVERYWHERE else business_unit


def shown_stops(
    stops: Iterable[StopRecord], actor_id: str, liftable: frozenset[str] = frozenset()
) -> tuple[StopShown, ...]:
    """`liftable`: ids of those in force that the reader's grants reach."""
    return tuple(
        StopShown(one, covered(one), one.id in liftable, one.stopped_by.id == actor_id) for one in stops
    )


def shown_hold(hold: HoldRecord, actor_id: str, *, may_lift: bool) -> HoldShown:
    case = hold.subject if hold.kind == "requisition" else None
    return HoldShown(hold, case, may_lift, hold.placed_by.id == actor_id)


def shown_kinds(counted: Iterable[tuple[Kind, int | None, int | None]]) -> tuple[KindShown, ...]:
    return tuple(
        KindShown(
            words.plain(kind.id),
            kind.holds,
            _KEPT.get(kind.keep, kind.keep),
            kind.since,
            _THEN[kind.then],
            kind.basis,
            due,
            held,
        )
        for kind, due, held in counted
    )


def what_goes(report: Report, *, licences_only: bool = False) -> str:
    """Everything past its time in one line: `Profiles: 12; notices: 3`."""
    found = [
        ("profiles", sum(one.profiles for one in report.sources)),
        ("protected values of theirs", sum(one.protected for one in report.sources)),
        *((words.plain(one.kind).lower(), one.due) for one in report.kinds if not licences_only),
    ]
    return "; ".join(f"{name}: {count:,}" for name, count in found if count).capitalize()
