"""Two source profiles side by side, as somebody looks at them who has to say whether they are one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from governance.people.profiles import SourceProfileRead
from governance.people.same_person import Doubt, Side
from matching.codes import country_names
from review_ui.web import words

_SKILLS_SHOWN = 12
_JOBS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the comparison; `agrees` where both sides say the very same."""

    label: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    agrees: bool


@dataclass(frozen=True, slots=True)
class PairInDoubt:
    id: str
    left: Side
    right: Side
    evidence: tuple[str, ...]
    lines: tuple[Compared, ...]


def pair_in_doubt(doubt: Doubt, profiles: Mapping[str, SourceProfileRead]) -> PairInDoubt:
    """A doubt with what both sources state; somebody erased meanwhile is shown empty."""
    left, right = (_lines(side, profiles.get(side.came_as)) for side in (doubt.left, doubt.right))
    lines = tuple(
        Compared(label, left[label], right[label], bool(left[label]) and left[label] == right[label])
        for label in left
        if left[label] or right[label]
    )
    return PairInDoubt(doubt.id, doubt.left, doubt.right, doubt.evidence, lines)


def _lines(side: Side, read: SourceProfileRead | None) -> dict[str, tuple[str, ...]]:
    profile: Mapping[str, Any] = read.profile if read else {}
    country, rate = profile.get("country"), profile.get("hourly_rate")
    return {
        "Name": _one(side.name),
        "Source": _one(side.source),
        "Seen": _one(words.day(read.seen_on) if read else None),
        "Headline": _one(profile.get("headline")),
        "Country": _one(country_names().get(country, country) if country else None),
        "Rate": _one(f"{words.amount(rate['amount'], rate['currency'])}/h" if rate else None),
        "Work": tuple(_job(job) for job in (profile.get("experience") or ())[:_JOBS_SHOWN]),
        "Skills": _one(_skills(profile.get("skills") or ())),
        "Link": _one(profile.get("url")),
    }


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _job(job: str | Mapping[str, Any]) -> str:
    if isinstance(job, str):
        return job[:120]
    called = ", ".join(part for part in (job.get("title"), job.get("company")) if part)
    dates = f"{job['start']} to {job.get('end') or 'now'}" if job.get("start") else ""
    return " · ".join(part for part in (called or str(job.get("description", ""))[:120], dates) if part)


def _skills(skills: Any) -> str:
    names = [skill if isinstance(skill, str) else str(skill["name"]) for skill in skills]
    more = f" and {len(names) - _SKILLS_SHOWN} more" if len(names) > _SKILLS_SHOWN else ""
    return ", ".join(sorted(names, key=str.casefold)[:_SKILLS_SHOWN]) + more
