"""What was read of one person becomes a profile here: faulty fields left out, each id once, protected values apart, every
field with its origin.

Knows no file kind. Every source hands its finds to a `Collector` and gives what that made of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from matching.checking import checked, top_key
from matching.errors import Fault, InputError
from matching.profiles import FieldOrigin, Profile
from matching.protected import NAMES_AT, with_names_at
from matching.sources.port import SourceBatch, SourceMap

REQUIRED = frozenset({"id", "text", "skills"})
_LONGEST_HOW = 400


@dataclass(slots=True)
class Found:
    """One person as read. `how` says by field how it was got, `places` where a fault of it lies (a column, a key)."""

    file: str
    line: int | None
    document: dict[str, Any]
    how: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    dirty: list[Fault] = field(default_factory=list)
    aside: dict[str, Any] = field(default_factory=dict)
    seen_on: date | None = None
    prefix: str = ""

    def fault(self, fault: Fault) -> Fault:
        """A fault of the document as the fault of the place that fed it."""
        place = self.places.get(top_key(fault.field), fault.field)
        return self.fault_at(place, fault.expected, fault.found)

    def fault_at(self, place: str | None, expected: str, found: str) -> Fault:
        """`prefix` tells the records of a file apart that has no lines (`[3].`)."""
        return Fault(
            expected, found, self.file, self.line, f"{self.prefix}{place}" if place else self.prefix or None
        )


class Collector:
    """Takes one find after another and remembers what was wrong with them."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.profiles: list[Profile] = []
        self.protected: dict[str, dict[str, Any]] = {}
        self.dirty: list[Fault] = []
        self.bad: list[Fault] = []
        self._refused = 0
        self._known: dict[str, Found] = {}

    def take(self, found: Found) -> None:
        found.document = with_names_at(found.document, found.aside)
        profile, faults = checked(Profile, found.document)
        dropped = {top_key(fault.field) for fault in faults} - {*REQUIRED, ""}
        dirty = list(found.dirty)
        if profile is None and dropped:
            dirty += [found.fault(fault) for fault in faults if top_key(fault.field) in dropped]
            kept = {key: value for key, value in found.document.items() if key not in dropped}
            profile, faults = checked(Profile, kept)
        if profile is None:
            self._refused += 1
            required = {f"{found.prefix}{place}" for name, place in found.places.items() if name in REQUIRED}
            self.bad += [found.fault(fault) for fault in faults]
            self.bad += [fault for fault in dirty if fault.field in required]
            return
        if profile.id in self._known:
            self._refused += 1
            self.bad.append(found.fault(Fault("each id once", self._twice(profile.id), field="id")))
            return
        self._known[profile.id] = found
        self.dirty += dirty
        self.profiles.append(with_origins(profile, found.how, source=self.source, seen_on=found.seen_on))
        if found.aside:
            self.protected[profile.id] = found.aside

    def batch(
        self, shown: str, mapping: SourceMap, *, bad: Iterable[Fault] = (), notices: Iterable[str] = ()
    ) -> SourceBatch:
        """Everything taken; raises InputError with every fault when it must be refused."""
        bad = tuple(bad)
        faults = sorted((*bad, *self.bad), key=lambda fault: (fault.file or "", fault.line or 0))
        if faults and (not mapping.skip_bad_rows or not self.profiles):
            refused = self._refused + len({(fault.file, fault.line) for fault in bad})
            raise InputError(
                f"{shown} cannot be taken in: {refused} of its records cannot be read",
                faults=faults,
                hint="put these right, or say `skip_bad_rows: true` in the map; nothing was taken in",
            )
        return SourceBatch(
            profiles=tuple(self.profiles),
            protected=self.protected,
            dirty=tuple(self.dirty),
            rejected=tuple(faults),
            notices=tuple(notices),
        )

    def _twice(self, profile_id: str) -> str:
        first = self._known[profile_id]
        where = f"line {first.line}" if first.line is not None else first.prefix.rstrip(".") or first.file
        return f"{profile_id}, which {where} has already"


def source_name(path: Path, mapping: SourceMap) -> str:
    """What the source is called where nobody says it: as its file."""
    return mapping.source or path.stem


def day_of(path: Path) -> date:
    """The day a file was last written: the latest on which what it holds was seen at its source."""
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()


def with_origins(profile: Profile, how: Mapping[str, str], *, source: str, seen_on: date | None) -> Profile:
    """The profile with the origin of each field that says something; one that it brings along itself stays."""
    day = profile.as_of or seen_on
    origins = {
        name: _origin(source, day, how.get(name, "")[:_LONGEST_HOW])
        for name in Profile.model_fields
        if name in profile.model_fields_set
        and name not in ("provenance", NAMES_AT)
        and getattr(profile, name) not in ("", [])
    }
    return profile.model_copy(update={"provenance": {**origins, **profile.provenance}})


@lru_cache(maxsize=4_096)
def _origin(source: str, day: date | None, how: str) -> FieldOrigin:
    """Origins are few and never change: one column feeds one field of everybody in a file."""
    return FieldOrigin(source=source, seen_on=day, how=how)


def columns_named(columns: Iterable[str]) -> str:
    """`column 'Rate'`, `columns 'Rating' and 'Reviews'`."""
    names = [repr(column) for column in dict.fromkeys(columns)]
    return f"column {names[0]}" if len(names) == 1 else f"columns {' and '.join(names)}"


def by_top(values: Mapping[str, str]) -> dict[str, list[str]]:
    """What feeds each top-level field (`ratings.average` and `ratings.count` both feed `ratings`)."""
    grouped: dict[str, list[str]] = {}
    for name, value in values.items():
        grouped.setdefault(top_key(name), []).append(value)
    return grouped
