"""A profile read once: its passages and the skills mentioned in them, each with its place.

Indexing turns readings into arrays; explaining reads the same profile again the same way, so what is quoted is what
was counted. Redaction happens here, before anything looks at the words.
"""

import dataclasses
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from features.passages import Span, passages
from features.redaction import redact
from features.sections import Stretch, stretches
from features.taxonomy import Taxonomy
from features.tenure import told_in
from features.words import FUNCTION_WORDS, canonical, spans, stem
from matching.pool import Telling
from matching.ports import Encoder
from matching.profiles import Profile, TextField, text_fields
from matching.shortlist import Evidence

# What a mention counts: full where work is described, less where it is only said.
STRENGTH: dict[Telling, float] = {"work": 1.0, "training": 0.7, "listed": 0.6}

# One field is read to this many characters; a longer one is read as far as that.
LONGEST_READ = 200_000


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
    @property
    def hedged(self) -> bool: ...


class Linker(Protocol):
    """Finds skills in text; `features.linking.SkillLinker` is one."""

    @property
    def taxonomy(self) -> Taxonomy: ...

    def link(self, text: str, *, listed: bool = False) -> "Sequence[Mention]": ...


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one field; `span` is its place in the original. `words` spares redacting the field again.

    `said` is the text without the skills it denies: what may be held for somebody by their words. Absent: as the text.
    """

    field: TextField
    span: Span
    telling: Telling
    words: str | None = None
    said: str | None = None

    @property
    def text(self) -> str:
        """What it says, redacted. White space carries no meaning: however laid out, the same words give the same vector."""
        if self.words is not None:
            return self.words
        return " ".join(redact(self.field.text[:LONGEST_READ])[self.span.start : self.span.end].split())

    @property
    def roots(self) -> list[str]:
        """Roots of the words it holds for somebody."""
        return roots(self.text if self.said is None else self.said)


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


@dataclass(frozen=True)
class Reading:
    """Everything found in one profile's words; `tenures` are where they say how long somebody has worked."""

    fields: tuple[TextField, ...]
    passages: tuple[Passage, ...]
    claims: tuple[Claim, ...]
    tenures: tuple[Evidence, ...] = ()
    _vectors: NDArray[np.float32] | None = dataclasses.field(
        default=None, init=False, repr=False, compare=False
    )

    @property
    def text(self) -> str:
        """All words, redacted, one field after another."""
        return "\n".join(redact(field.text[:LONGEST_READ]) for field in self.fields)

    @cached_property
    def claims_by_skill(self) -> dict[str, list[Claim]]:
        """The mentions of each skill, in order."""
        found: dict[str, list[Claim]] = {}
        for claim in self.claims:
            found.setdefault(claim.skill_id, []).append(claim)
        return found

    def holding(self, stems: Sequence[tuple[str, ...]]) -> list[list[Passage]]:
        """For each request, the passages in which every one of its word roots occurs; none for an empty request."""
        if not any(stems):
            return [[] for _ in stems]
        held = [(one, set(one.roots)) for one in self.passages]
        return [[one for one, found in held if wanted and found.issuperset(wanted)] for wanted in stems]

    def vectors(self, encoder: Encoder) -> NDArray[np.float32]:
        """The vectors of the passages, `(len(passages), d)`, made once."""
        if self._vectors is None:
            object.__setattr__(self, "_vectors", self._encoded(encoder))
        assert self._vectors is not None
        return self._vectors

    def _encoded(self, encoder: Encoder) -> NDArray[np.float32]:
        return encoder.encode([one.text for one in self.passages])


def read(profile: Profile, linker: Linker) -> Reading:
    """Cut a profile's words into passages and find the skills they name; denied skills are left out."""
    fields = tuple(text_fields(profile))
    found_passages: list[Passage] = []
    claims: list[Claim] = []
    tenures: list[Evidence] = []
    for field in fields:
        text = redact(field.text[:LONGEST_READ])
        parts = stretches(text, field.kind)
        mentions = linker.link(text, listed=field.kind == "skills")
        tenures += [evidence_of(field, Span(*place)) for place in told_in(text)]
        found_passages += _passages(field, text, parts, mentions)
        claims += _claims(field, parts, mentions)
    return Reading(fields, tuple(found_passages), tuple(claims), tuple(tenures))


def evidence_of(field: TextField, span: Span) -> Evidence:
    """The span as a quotation of the original."""
    return Evidence(field.path, span.start, span.end, field.text[span.start : span.end])


def roots(text: str) -> list[str]:
    """Roots of the words that carry meaning, in order."""
    forms = (text[start:end] for start, end in spans(text))
    return [stem(form) for form in forms if canonical(form) not in FUNCTION_WORDS]


def _passages(
    field: TextField, text: str, parts: list[Stretch], mentions: Sequence[Mention]
) -> list[Passage]:
    said = _without_denied(text, mentions)
    found = []
    for part in parts:
        for span in passages(text[part.span.start : part.span.end]):
            start, end = part.span.start + span.start, part.span.start + span.end
            words = " ".join(text[start:end].split())
            found.append(Passage(field, Span(start, end), part.telling, words, said[start:end]))
    return found


def _without_denied(text: str, mentions: Sequence[Mention]) -> str:
    """The text with as many spaces in place of what it says is lacking."""
    for mention in mentions:
        if mention.negated:
            gap = " " * (mention.end - mention.start)
            text = text[: mention.start] + gap + text[mention.end :]
    return text


def _claims(field: TextField, parts: list[Stretch], mentions: Sequence[Mention]) -> list[Claim]:
    starts = [part.span.start for part in parts]
    found = []
    for mention in mentions:
        if not mention.negated:
            part = parts[max(0, bisect_right(starts, mention.start) - 1)]
            # "Familiar with Docker" is said, not shown, even where work is described.
            telling: Telling = "listed" if mention.hedged and part.telling == "work" else part.telling
            found.append(Claim(mention.skill_id, field, Span(mention.start, mention.end), telling))
    return found
