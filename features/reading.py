"""A profile read once: its passages and the skills mentioned in them, each with its place.

Indexing turns readings into arrays; explaining reads the same profile again the same way, so what is quoted is what
was counted. Redaction happens here, before anything looks at the words; so does everything that makes two ways of
writing the same thing one: marks and line ends (`typography.py`), the order of lists and other names (`ordering.py`).
"""

import dataclasses
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from features.ordering import fields_in_order, name_of
from features.passages import Span, headline_parts, is_list, passages, without_repeats
from features.redaction import DEFAULT_POLICY, RedactionPolicy, redacted_fields
from features.sections import stretches
from features.taxonomy import Taxonomy
from features.tenure import told_in
from features.titles import names_a_person, skill_alone, title_place
from features.typography import as_encoded, caseless, found_through, settled, unwrapped, visible
from features.words import FUNCTION_WORDS, canonical, spans, stem
from matching.lexical import words
from matching.pool import TELLINGS, Telling
from matching.ports import Encoder
from matching.profiles import Profile, TextField
from matching.shortlist import Evidence

# What a mention counts: full where work is described, less where it is only said.
STRENGTH: dict[Telling, float] = {"work": 1.0, "training": 0.7, "listed": 0.6}

# Words that are mostly names of skills, at least this many of them, describe no work.
RECITED_SKILLS, RECITED_SHARE = 4, 0.6

# Nobody vouches for more skills than this; a longer list is believed the less, the longer it is.
MOST_LISTED = 60


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

    def link(self, text: str, *, listed: bool = False, caseless: bool = False) -> "Sequence[Mention]": ...


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one field; `text` is redacted and as it is encoded, `span` is its place in the original.

    `recites` are the skills it strings together where it does nothing else. `said` is the text without the skills it
    denies: what may be held for somebody by their words. Absent: as the text. `written` are the words that prose itself has
    for the skills that the text calls by their labels.
    """

    field: TextField
    span: Span
    telling: Telling
    text: str
    recites: frozenset[str] = frozenset()
    said: str | None = None
    written: str = ""

    @property
    def words(self) -> list[str]:
        """The words that search counts, each once: a word said twice in one passage says it once."""
        return list(dict.fromkeys((*words(self.text), *words(self.written))))

    @property
    def roots(self) -> list[str]:
        """Roots of the words it holds for somebody."""
        return roots(f"{self.text if self.said is None else self.said}\n{self.written}")


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
    """Everything found in one profile's words; `texts` are those of `fields` as they were read, position for position.

    `tenures` are where they say how long somebody has worked, `title` where somebody says what they call their work.
    """

    fields: tuple[TextField, ...]
    texts: tuple[str, ...]
    passages: Sequence[Passage]
    claims: Sequence[Claim]
    tenures: tuple[Evidence, ...] = ()
    title: Evidence | None = None
    _vectors: NDArray[np.float32] | None = dataclasses.field(
        default=None, init=False, repr=False, compare=False
    )

    @property
    def text(self) -> str:
        """All words, redacted, with their lines, one field after another."""
        return visible("\n".join(self.texts))

    @property
    def searched(self) -> list[str]:
        """The words search counts, passage after passage."""
        return [word for passage in self.passages for word in passage.words]

    @cached_property
    def telling(self) -> NDArray[np.int8]:
        """How each passage tells, `(len(passages),)`, an index into `TELLINGS`."""
        return np.array([TELLINGS.index(passage.telling) for passage in self.passages], np.int8)

    @property
    def cut_fields(self) -> Iterable[TextField]:
        """The fields that passages were cut from, in the order of passages."""
        return (passage.field for passage in self.passages)

    @cached_property
    def listed_weight(self) -> float:
        """What a listed skill still counts, in 0..1: 1 up to `MOST_LISTED` of them, then ever less."""
        named = {claim.skill_id for claim in self.claims if claim.telling == "listed"}
        entries = sum(passage.field.kind == "skills" for passage in self.passages)
        return min(1.0, MOST_LISTED / max(len(named), entries, 1))

    def strength(self, telling: Telling) -> float:
        """What a mention so told counts in this record."""
        return STRENGTH[telling] * (self.listed_weight if telling == "listed" else 1.0)

    @cached_property
    def claims_by_skill(self) -> Mapping[str, Sequence[Claim]]:
        """The mentions of each skill, in order."""
        found: dict[str, list[Claim]] = {}
        for claim in self.claims:
            found.setdefault(claim.skill_id, []).append(claim)
        return found

    def holding(self, stems: Sequence[tuple[str, ...]]) -> list[list[int]]:
        """For each request, places of the passages in which every one of its word roots occurs; none for an empty request."""
        if not any(stems):
            return [[] for _ in stems]
        held = [set(one.roots) for one in self.passages]
        return [
            [place for place, found in enumerate(held) if wanted and found.issuperset(wanted)]
            for wanted in stems
        ]

    def root_counts(self, groups: Sequence[Collection[str]]) -> NDArray[np.int64]:
        """How many different word roots each passage has, and how many of each group, `(len(passages), 1 + len(groups))`."""
        held = [set(one.roots) for one in self.passages]
        counts = [[len(own), *(len(own.intersection(group)) for group in groups)] for own in held]
        return np.array(counts, np.int64).reshape(-1, 1 + len(groups))

    def only(self, kept: NDArray[np.bool_]) -> "Reading":
        """The reading with these of its passages, and what is claimed in them."""
        passages = self._passages_at(kept)
        return replace(self, passages=passages, claims=claims_within(passages, self.claims))

    def _passages_at(self, kept: NDArray[np.bool_]) -> tuple[Passage, ...]:
        return tuple(passage for passage, stays in zip(self.passages, kept, strict=True) if stays)

    def vectors(self, encoder: Encoder) -> NDArray[np.float32]:
        """The vectors of the passages, `(len(passages), d)`, made once."""
        if self._vectors is None:
            object.__setattr__(self, "_vectors", self._encoded(encoder))
        assert self._vectors is not None
        return self._vectors

    def _encoded(self, encoder: Encoder) -> NDArray[np.float32]:
        return encoder.encode([one.text for one in self.passages])


def read(profile: Profile, linker: Linker, *, policy: RedactionPolicy = DEFAULT_POLICY) -> Reading:
    """Cut a profile's words into passages and find the skills they name; denied skills are left out."""
    fields = tuple(fields_in_order(profile, linker.taxonomy))
    texts = _readable(profile, fields, policy)
    found: list[Passage] = []
    claims: list[Claim] = []
    tenures: list[Evidence] = []
    without_case = caseless(
        "\n".join(text for text, field in zip(texts, fields, strict=True) if field.kind != "skills")
    )
    for field, text in zip(fields, texts, strict=True):
        mentions = _mentions(field, text, linker, caseless=without_case or caseless(text))
        parts = [_as_told(part, mentions) for part in _passages(field, text, mentions, linker.taxonomy)]
        tenures += [evidence_of(field, Span(*place)) for place in found_through(text, told_in)]
        found += parts
        claims += _claims(field, parts, mentions)
    named = title_place(fields, texts, linker.taxonomy)
    title = evidence_of(fields[named[0]], named[1]) if named else None
    return Reading(fields, texts, _said_once(found, claims), tuple(claims), tuple(tenures), title)


def evidence_of(field: TextField, span: Span) -> Evidence:
    """The span as a quotation of the original."""
    return Evidence(field.path, span.start, span.end, field.text[span.start : span.end])


def in_labels(text: str, linker: Linker, *, listed: bool = False, title: bool = False) -> str:
    """Words as those of a record are read: settled, skills by their labels; lines are kept.

    Titles are too short to show whether their writer made use of case.
    """
    plain = settled(text)
    mentions = linker.link(plain, listed=listed, caseless=listed or title or caseless(plain))
    named = _by_label(plain, Span(0, len(plain)), mentions, linker.taxonomy)
    return "\n".join(as_encoded(line) for line in named.split("\n"))


def claims_within(passages: Sequence[Passage], claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims made in one of these passages."""
    spans: dict[str, list[Span]] = {}
    for passage in passages:
        spans.setdefault(passage.field.path, []).append(passage.span)
    return tuple(
        claim
        for claim in claims
        if any(span.start <= claim.span.start < span.end for span in spans.get(claim.field.path, ()))
    )


def roots(text: str) -> list[str]:
    """Roots of the words that carry meaning, in order."""
    forms = (text[start:end] for start, end in spans(text))
    return [stem(form) for form in forms if canonical(form) not in FUNCTION_WORDS]


def _readable(profile: Profile, fields: Sequence[TextField], policy: RedactionPolicy) -> tuple[str, ...]:
    """The fields' words as they are read: settled, redacted, unwrapped, once; every position as in the original."""
    redacted = redacted_fields(profile, fields, policy=policy)
    return tuple(without_repeats(unwrapped(text)) for text in redacted)


@dataclass(frozen=True, slots=True)
class _Named:
    """A list entry that is one of a skill's names, whole."""

    skill_id: str
    start: int
    end: int
    negated: bool = False
    hedged: bool = False


def _mentions(field: TextField, text: str, linker: Linker, *, caseless: bool) -> Sequence[Mention]:
    if field.kind == "skills":
        skill = linker.taxonomy.find(as_encoded(text))
        if skill:
            start = len(text) - len(text.lstrip())
            return [_Named(skill.id, start, start + len(text.strip()))]
    listed = field.kind == "skills"
    return linker.link(text, listed=listed, caseless=caseless or listed)


def _passages(field: TextField, text: str, mentions: Sequence[Mention], taxonomy: Taxonomy) -> list[Passage]:
    said = _without_denied(text, mentions)
    if field.path == "headline":
        return _headline(field, text, said, mentions, taxonomy)
    found = []
    starts = [one.start for one in mentions]
    for part in stretches(text, field.kind):
        for span in passages(text[part.span.start : part.span.end]):
            place = Span(part.span.start + span.start, part.span.start + span.end)
            # However it was laid out and by whichever name, the same words give the same vector.
            written = ""
            if field.kind == "skills":
                shown, held = (name_of(words[place.start : place.end], taxonomy) for words in (text, said))
            else:
                within = mentions[bisect_left(starts, place.start) : bisect_left(starts, place.end)]
                shown, held = _as_passage(text, said, [place], within, taxonomy)
                written = _written(text, place, within, taxonomy)
            found.append(_passage(field, place, part.telling, shown, held, written))
    return found


def _headline(
    field: TextField, text: str, said: str, mentions: Sequence[Mention], taxonomy: Taxonomy
) -> list[Passage]:
    """What the person calls their work, in one; each skill strung on after it as the list entry that it is."""
    own, found = [], []
    for part in headline_parts(text):
        skill = skill_alone(text[part.start : part.end], taxonomy)
        if skill is None:
            own.append(part)
        else:
            found.append(Passage(field, part, "listed", skill.label, frozenset({skill.id})))
    if not own:
        return found
    shown, held = _as_passage(text, said, own, mentions, taxonomy)
    return [_passage(field, Span(own[0].start, own[-1].end), "listed", shown, held), *found]


def _passage(
    field: TextField, place: Span, telling: Telling, shown: str, held: str, written: str = ""
) -> Passage:
    return Passage(field, place, telling, shown, said=None if held == shown else held, written=written)


def _written(text: str, place: Span, mentions: Sequence[Mention], taxonomy: Taxonomy) -> str:
    """The names that a stretch of prose itself has for its skills, where they are not the labels."""
    named = [
        (as_encoded(text[one.start : one.end]), taxonomy.skill(one.skill_id).label)
        for one in mentions
        if not one.negated and one.end <= place.end
    ]
    return "\n".join(name for name, label in named if name.casefold() != label.casefold())


def _as_passage(
    text: str, said: str, parts: Sequence[Span], mentions: Sequence[Mention], taxonomy: Taxonomy
) -> tuple[str, str]:
    """What these parts of a text say, and what of it may be held for somebody."""
    kept = [one for one in mentions if not one.negated]
    return (
        ", ".join(as_encoded(_by_label(text, part, _within(mentions, part), taxonomy)) for part in parts),
        ", ".join(as_encoded(_by_label(said, part, _within(kept, part), taxonomy)) for part in parts),
    )


def _within(mentions: Sequence[Mention], place: Span) -> list[Mention]:
    return [one for one in mentions if place.start <= one.start < place.end]


def _by_label(text: str, place: Span, mentions: Sequence[Mention], taxonomy: Taxonomy) -> str:
    """The words of a stretch, every skill called by the taxonomy's name for it; who does it (`auditor`) stays."""
    written, at = [], place.start
    for mention in mentions:
        label = taxonomy.skill(mention.skill_id).label
        if mention.end <= place.end and not names_a_person(text[mention.start : mention.end], label):
            written += [text[at : mention.start], label]
            at = mention.end
    return "".join((*written, text[at : place.end]))


def _without_denied(text: str, mentions: Sequence[Mention]) -> str:
    """The text with as many spaces in place of what it says is lacking."""
    for mention in mentions:
        if mention.negated:
            gap = " " * (mention.end - mention.start)
            text = text[: mention.start] + gap + text[mention.end :]
    return text


def _as_told(passage: Passage, mentions: Sequence[Mention]) -> Passage:
    """The passage, as a list where it is one: naming skills one after another shows none of them."""
    if passage.field.kind in ("skills", "education", "certification"):
        return passage
    if passage.recites:
        return passage
    within = _within(mentions, passage.span)
    written = passage.field.text[passage.span.start : passage.span.end]
    named = sum(len(passage.field.text[one.start : one.end].split()) for one in within)
    skills = frozenset(one.skill_id for one in within)
    if len(skills) >= RECITED_SKILLS and named >= RECITED_SHARE * len(written.split()):
        return replace(passage, telling="listed", recites=skills)
    return (
        replace(passage, telling="listed") if passage.telling == "work" and is_list(passage.text) else passage
    )


def _claims(field: TextField, parts: Sequence[Passage], mentions: Sequence[Mention]) -> list[Claim]:
    parts = sorted(parts, key=lambda part: part.span.start)
    starts = [part.span.start for part in parts]
    found = []
    for mention in mentions:
        if not mention.negated and parts:
            part = parts[max(0, bisect_right(starts, mention.start) - 1)]
            # "Familiar with Docker" is said, not shown, even where work is described.
            telling: Telling = "listed" if mention.hedged and part.telling == "work" else part.telling
            found.append(Claim(mention.skill_id, field, Span(mention.start, mention.end), telling))
    return found


def _said_once(found: Sequence[Passage], claims: Sequence[Claim]) -> tuple[Passage, ...]:
    """Without those that say word for word what another one said, and without lists of what a list says already.

    A string of skills inside prose is no more than a list, so it stands where lists do: after all that tells of work.
    """
    kept: dict[str, Passage] = {}
    listed = {claim.skill_id for claim in claims if claim.field.kind == "skills"}
    for passage in sorted(found, key=lambda one: bool(one.recites) and one.field.kind != "text"):
        if not passage.text or (passage.recites and passage.recites <= listed):
            continue
        listed |= passage.recites
        held = kept.get(passage.text.casefold())
        if held is None or STRENGTH[passage.telling] > STRENGTH[held.telling]:
            kept[passage.text.casefold()] = passage
    return tuple(kept.values())
