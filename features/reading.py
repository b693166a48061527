"""A profile read once: its passages and the skills mentioned in them, each with its place.

Indexing turns readings into arrays; explaining reads the same profile again the same way, so what is quoted is what
was counted. Redaction happens here, before anything looks at the words.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from features.passages import Span, passages
from features.redaction import DEFAULT_POLICY, RedactionPolicy, redacted_fields
from features.sections import Stretch, stretches
from features.taxonomy import Taxonomy
from features.words import FUNCTION_WORDS, canonical, spans, stem
from matching.pool import Telling
from matching.profiles import Profile, TextField
from matching.shortlist import Evidence

# What a mention counts: full where work is described, less where it is only said.
STRENGTH: dict[Telling, float] = {"work": 1.0, "training": 0.7, "listed": 0.6}


class Mention(Protocol):
    """A skill found in a text by its name."""

    @property
    def skill_id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def negated(self) -> bool: ...


class Linker(Protocol):
    """Finds skills in text; `features.linking.SkillLinker` is one."""

    @property
    def taxonomy(self) -> Taxonomy: ...

    def link(self, text: str, *, listed: bool = False) -> "Sequence[Mention]": ...


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one field; `text` is redacted, `span` is its place in the original."""

    field: TextField
    span: Span
    telling: Telling
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One mention of a skill in one field, and how it is told."""

    skill_id: str
    field: TextField
    span: Span
    telling: Telling

    @property
    def evidence(self) -> Evidence:
        return evidence_of(self.field, self.span)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything found in one profile's words."""

    fields: tuple[TextField, ...]
    redacted: tuple[str, ...]
    passages: tuple[Passage, ...]
    claims: tuple[Claim, ...]

    @property
    def text(self) -> str:
        """All words, redacted, one field after another."""
        return "\n".join(self.redacted)


def read(profile: Profile, linker: Linker, *, policy: RedactionPolicy = DEFAULT_POLICY) -> Reading:
    """Cut a profile's words into passages and find the skills they name; denied skills are left out."""
    fields = redacted_fields(profile, policy=policy)
    found_passages: list[Passage] = []
    claims: list[Claim] = []
    for field, text in fields:
        parts = stretches(text, field.kind)
        found_passages += _passages(field, text, parts)
        claims += _claims(field, text, parts, linker)
    return Reading(
        tuple(field for field, _ in fields),
        tuple(text for _, text in fields),
        tuple(found_passages),
        tuple(claims),
    )


def evidence_of(field: TextField, span: Span) -> Evidence:
    """The span as a quotation of the original."""
    return Evidence(field.path, span.start, span.end, field.text[span.start : span.end])


def roots(text: str) -> list[str]:
    """Roots of the words that carry meaning, in order."""
    forms = (text[start:end] for start, end in spans(text))
    return [stem(form) for form in forms if canonical(form) not in FUNCTION_WORDS]


def _passages(field: TextField, text: str, parts: list[Stretch]) -> list[Passage]:
    found = []
    for part in parts:
        for span in passages(text[part.span.start : part.span.end]):
            place = Span(part.span.start + span.start, part.span.start + span.end)
            # White space carries no meaning: however it was laid out, the same words give the same vector.
            found.append(Passage(field, place, part.telling, " ".join(text[place.start : place.end].split())))
    return found


def _claims(field: TextField, text: str, parts: list[Stretch], linker: Linker) -> list[Claim]:
    starts = [part.span.start for part in parts]
    found = []
    for mention in linker.link(text, listed=field.kind == "skills"):
        if not mention.negated:
            part = parts[max(0, bisect_right(starts, mention.start) - 1)]
            found.append(Claim(mention.skill_id, field, Span(mention.start, mention.end), part.telling))
    return found
