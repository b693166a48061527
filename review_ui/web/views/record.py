"""A person's own record as its source gave it, with one span marked. Protected attributes are never in it."""

from collections.abc import Mapping
from typing import Any

from matching.profiles import Profile, text_fields
from review_ui.web.views.quotes import place
from review_ui.web.views.shortlist import RecordField


def record_fields(profile: Mapping[str, Any], field: str, start: int, end: int) -> tuple[RecordField, ...]:
    """Every stretch of the person's words in order; the one at `field` cut at the span."""
    skills: list[str] = []
    shown: list[RecordField] = []
    for stretch in text_fields(Profile.model_validate(profile)):
        if stretch.kind == "skills" and stretch.path != field:
            skills.append(stretch.text)
            continue
        label = place(stretch.path, profile) + (" title" if stretch.path.endswith(".title") else "")
        shown.append(
            RecordField(label, _cut(stretch.text, start, end) if stretch.path == field else (stretch.text,))
        )
    if skills:
        shown.append(RecordField("Skill list", (", ".join(skills),)))
    return tuple(shown)


def _cut(text: str, start: int, end: int) -> tuple[str, ...]:
    if not 0 <= start < end <= len(text):
        return (text,)
    return (text[:start], text[start:end], text[end:])
