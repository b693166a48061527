"""Retention schedules: what a file may say, and reading one with every fault told at once.

Knows no record; `due.py` finds what is past its time.
"""

import calendar
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from governance.rule_files import LARGEST_FILE, Contradiction, Part, RuleFile, read_rule_file
from matching.errors import InputError

CURRENT = "2026-1"
OWN_FILE = "retention.yaml"

# Kinds whose time a schedule may set, and those that go by something else, which it can only state.
TIMED = (
    "protected_attributes",
    "rejected_candidates",
    "decision_notes",
    "scorecards",
    "notices",
    "engagements",
    "outcomes",
    "earlier_outcomes",
    "case_words",
    "log_in_attempts",
    "sessions",
    "looks",
)
STATED = {
    "profiles": "licence",
    "snapshots": "with_the_record",
    "cached_vectors": "with_the_record",
    "audit_log": "always",
    "holds": "always",
    "exports": "outside",
}
THEN = {
    "profiles": "key_dropped",
    "protected_attributes": "row_deleted",
    "notices": "row_deleted",
    "case_words": "key_dropped",
    "log_in_attempts": "row_deleted",
    "sessions": "row_deleted",
    "looks": "row_deleted",
    "snapshots": "row_deleted",
    "cached_vectors": "row_deleted",
    "audit_log": "kept",
    "holds": "kept",
    "exports": "kept",
}  # every other kind: words_dropped

_TIME = re.compile(r"([1-9][0-9]{0,3}) (days|months|years)")

Words = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"\S")]
Then = Literal["key_dropped", "row_deleted", "words_dropped", "kept"]


class Kind(Part):
    """One kind of record. `keep`: a time such as `12 months`, from `since`; or `always`, or what it goes by instead."""

    id: Annotated[str, Field(pattern="^[a-z][a-z_]{0,39}$")]
    holds: Words
    keep: Words
    since: Words
    basis: Words
    then: Then

    def cutoff(self, today: date) -> date | None:
        """What the event lies before is past its time; None where no time is set."""
        found = _TIME.fullmatch(self.keep)
        if found is None:
            return None
        number, unit = int(found[1]), found[2]
        if unit == "days":
            return today - timedelta(days=number)
        return _months_before(today, number * (12 if unit == "years" else 1))


class Schedule(RuleFile):
    version: Annotated[str, Field(pattern=r"^[\w.-]{1,40}$")]
    not_legal_advice: Words
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]

    def kind(self, kind_id: str) -> Kind:
        """The kind of that id, which every schedule has."""
        return next(kind for kind in self.kinds if kind.id == kind_id)


@cache
def shipped_schedule() -> Schedule:
    """The schedule of this release."""
    file = files("governance.keeping") / "data" / f"{CURRENT}.yaml"
    return read_schedule(file.read_bytes(), file=file.name)


def load_schedule(home: Path) -> Schedule:
    """The home's own schedule (`retention.yaml`), else the one of this release."""
    own = home / OWN_FILE
    if not own.is_file():
        return shipped_schedule()
    if own.stat().st_size > LARGEST_FILE:
        raise InputError(f"expected a schedule of at most {LARGEST_FILE:,} bytes in {own}, found more")
    return read_schedule(own.read_bytes(), file=str(own))


def read_schedule(data: bytes, *, file: str = "schedule") -> Schedule:
    """A schedule out of YAML, or InputError with every fault: the shape first, then what each kind may say."""
    return read_rule_file(
        data,
        Schedule,
        _contradictions,
        file=file,
        named=f"the retention schedule {file} is",
        hint="put right what is named",
    )


def _contradictions(schedule: Schedule) -> Iterator[Contradiction]:
    times = Counter(kind.id for kind in schedule.kinds)
    for kind_id in (*TIMED, *STATED):
        if times[kind_id] != 1:
            yield "kinds", f"{kind_id} once", f"{times[kind_id]} times"
    for kind in schedule.kinds:
        if kind.id not in TIMED and kind.id not in STATED:
            yield f"kinds.{kind.id}", "a kind of record that Candor holds", repr(kind.id)
            continue
        expected = STATED.get(kind.id)
        if expected is not None and kind.keep != expected:
            yield f"kinds.{kind.id}.keep", expected, repr(kind.keep)
        if expected is None and kind.keep != "always" and not _TIME.fullmatch(kind.keep):
            yield (
                f"kinds.{kind.id}.keep",
                "a time such as 30 days, 12 months, 10 years, or always",
                repr(kind.keep),
            )
        if kind.then != (then := THEN.get(kind.id, "words_dropped")):
            yield f"kinds.{kind.id}.then", then, repr(kind.then)


def _months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month."""
    counted = day.year * 12 + day.month - 1 - months
    year, month = max(counted // 12, 1), counted % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
