"""Audit entries as readable lines, each with its proof: sequence number and the beginning of its leaf hash."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from governance.reading import AuditLine
from review_ui.web.words import plain


@dataclass(frozen=True, slots=True)
class TimelineLine:
    seq: int
    at: datetime
    who: str
    did: str
    about: str
    facts: str
    leaf: str
    leaf_hash: str


ACTS: dict[str, str] = {}


def timeline(entries: Iterable[AuditLine]) -> tuple[TimelineLine, ...]:
    return tuple(_line(entry) for entry in entries)


def _line(entry: AuditLine) -> TimelineLine:
    facts = "; ".join(f"{key.replace('_', ' ')} {_short(value)}" for key, value in entry.facts.items() if _plain(value))
    return TimelineLine(
        seq=entry.seq,
        at=entry.at,
        who=entry.actor.name,
        did=ACTS.get(entry.action, plain(entry.action)),
        about=f"{entry.subject_kind} {entry.subject_id}",
        facts=facts,
        leaf=entry.leaf_hash[:10],
        leaf_hash=entry.leaf_hash,
    )


def _plain(value: object) -> bool:
    return isinstance(value, str | int | float | bool) and value not in ("", None)


def _short(value: object) -> str:
    text = str(value).replace("_", " ") if isinstance(value, str) and len(value) < 40 else str(value)
    return text[:12] + "…" if len(text) > 48 else text
