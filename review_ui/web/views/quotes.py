"""A person's own words, quoted in their context with the span marked.

Works on the span as it was frozen and the profile as it is now; where the two part it says so instead of guessing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

_AROUND = 90
_STEP = re.compile(r"[^.\[\]]+|\[(\d+)\]")
_PARTS = {
    "text": "Profile text",
    "headline": "Headline",
    "summary": "Summary",
    "skills": "Skill list",
    "education": "Education",
    "certifications": "Certifications",
    "experience": "Work",
}


@dataclass(frozen=True, slots=True)
class Quote:
    """`before` and `after` are the words around `marked`; `intact` is False where the record has changed since."""

    before: str
    marked: str
    after: str
    where: str
    href: str
    intact: bool


def quote(evidence: Mapping[str, Any], profile: Mapping[str, Any] | None, *, record: str) -> Quote:
    """Quote a frozen span; `record` is the address of the person's record page."""
    field, start, end, text = (evidence[key] for key in ("field", "start", "end", "text"))
    source = value_at(profile, field) if profile else None
    intact = source is not None and source[start:end] == text
    before, after = _context(source, start, end) if source is not None and intact else ("", "")
    where = place(field, profile)
    href = f"{record}?{urlencode({'field': field, 'start': start, 'end': end})}#found"
    return Quote(before, text, after, where, href, intact)


def value_at(profile: Mapping[str, Any], path: str) -> str | None:
    """The string at `experience[2].description`, or None."""
    value: Any = profile
    for step in _STEP.finditer(path):
        try:
            value = value[int(step[1])] if step[1] else value[step[0]]
        except (KeyError, IndexError, TypeError):
            return None
    return value if isinstance(value, str) else None


def put_at(document: dict[str, Any], path: str, text: str) -> None:
    """Write a string where `value_at` finds it."""
    *steps, last = [int(step[1]) if step[1] else step[0] for step in _STEP.finditer(path)]
    holder: Any = document
    for step in steps:
        holder = holder[step]
    holder[last] = text


def place(path: str, profile: Mapping[str, Any] | None) -> str:
    """Where words stand, for a reader: `Work 2, 2019 to 2021`."""
    steps = [step[1] or step[0] for step in _STEP.finditer(path)]
    name = _PARTS.get(steps[0], steps[0].replace("_", " ").capitalize()) if steps else path
    if len(steps) < 2 or not steps[1].isdigit() or steps[0] == "skills":
        return name
    return f"{name} {int(steps[1]) + 1}{_years(profile, steps[0], int(steps[1]))}"


def _years(profile: Mapping[str, Any] | None, part: str, index: int) -> str:
    try:
        item = (profile or {})[part][index]
    except (KeyError, IndexError, TypeError):
        return ""
    if not isinstance(item, Mapping) or not (item.get("start") or item.get("end")):
        return ""
    start, end = (str(item.get(key) or "")[:4] for key in ("start", "end"))
    if part != "experience":
        return f", {end or start}"
    return f", {start} to {end or 'now'}" if start else f", to {end}"


def _context(source: str, start: int, end: int) -> tuple[str, str]:
    return _tail(source[:start]), _head(source[end:])


def _tail(text: str) -> str:
    """The end of `text` back to a sentence or line start, else to a word within reach."""
    kept = re.split(r"\n", text)[-1]
    kept = re.split(r"(?<=[.!?])\s+", kept)[-1]
    if len(kept) <= _AROUND:
        return kept
    return "… " + kept[-_AROUND:].partition(" ")[2]


def _head(text: str) -> str:
    """The beginning of `text` up to a sentence or line end, else to a word within reach."""
    kept = re.split(r"\n|(?<=[.!?])\s", text, maxsplit=1)[0]
    if len(kept) <= _AROUND:
        return kept
    return kept[:_AROUND].rpartition(" ")[0] + " …"
