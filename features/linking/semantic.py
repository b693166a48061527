"""Skills that a text is about, whether it names them or not: mentions, nearness of meaning and shared words, added up.

`SkillLinker` says what a text names and where; this puts every skill of the taxonomy in an order. What has no span is a
suggestion, not evidence, and nothing that ranks people reads it. `tests/bench/skills.py` measures it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from features.encoding import Vectors
from features.linking.linker import SkillLinker
from features.linking.mentions import Mention
from features.skills import Taxonomy
from features.words import FUNCTION_WORDS, WORD, canonical, stem
from matching.ports import Encoder

Scores = NDArray[np.float32]

_CLAUSE_END = re.compile(r"[.!?](?=\s|$)|[,;:()|\n\u2022]")
_SHORTEST, _LONGEST = 2, 6
# Each part costs about a millisecond; a long text is read by its first ones.
_MOST_PARTS = 2_000


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign counts. Chosen among round numbers on one annotated set and checked on another."""

    mention: float = 0.5
    text: float = 1.0
    part: float = 1.0
    words: float = 1.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A skill and how strongly the text speaks for it, 0 to 1; `mentions` are the places that name it."""

    skill_id: str
    score: float
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for each skill, one column a skill. `denied` skills are those the text says are lacking."""

    mention: Scores
    text: Scores
    part: Scores
    words: Scores
    denied: NDArray[np.bool_]


class SemanticLinker:
    """Orders the skills of a linker's taxonomy for a text. `labels` are the encoder's vectors of their labels, in order."""

    def __init__(
        self, linker: SkillLinker, encoder: Encoder, labels: Vectors, *, weights: Weights | None = None
    ) -> None:
        if len(labels) != len(linker.taxonomy):
            raise ValueError(
                f"expected a vector for each of {len(linker.taxonomy)} skills, found {len(labels)}"
            )
        self._linker = linker
        self._encoder = encoder
        self._labels = labels
        self._weights = weights or Weights()
        self._ids = [skill.id for skill in linker.taxonomy]

    def suggest(self, text: str, top: int = 10) -> list[Suggestion]:
        """The `top` skills, best first; denied ones are left out."""
        mentions = self._linker.link(text)
        signs = self.signs(text, mentions)
        scores = fused(signs, self._weights)
        best = best_columns(scores, top)
        named = _by_skill(mentions)
        return [
            Suggestion(self._ids[column], float(scores[column]), tuple(named.get(self._ids[column], ())))
            for column in best
            if scores[column] > 0
        ]

    def signs(self, text: str, mentions: list[Mention] | None = None) -> Signs:
        """Every sign for every skill, before they are weighed."""
        found = self._linker.link(text) if mentions is None else mentions
        columns = self._linker.taxonomy.columns
        mention = np.zeros(len(columns), np.float32)
        denied = np.zeros(len(columns), np.bool_)
        named = _by_skill(found)
        for hit in found:
            mention[columns[hit.skill_id]] = 1
            denied[columns[hit.skill_id]] = hit.skill_id not in named
        whole, *parts = [text, *parts_of(text)]
        near = self._encoder.encode([whole, *parts]) @ self._labels.T
        return Signs(mention, near[0], near.max(axis=0), self._shared.with_text(text), denied)

    @cached_property
    def _shared(self) -> "SharedWords":
        return SharedWords(self._linker.taxonomy)


def by_name(linker: SkillLinker, text: str) -> list[Suggestion]:
    """What the text names and does not deny, by first mention: all that can be said without an encoder."""
    return [Suggestion(skill_id, 1.0, tuple(hits)) for skill_id, hits in _by_skill(linker.link(text)).items()]


class SharedWords:
    """How much of a skill's name, weighed by how rare its words are among names, stands in a text."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        from scipy.sparse import csr_array

        names = [[stems_of(name) for name, _ in skill.surfaces()] for skill in taxonomy]
        self._vocabulary: dict[str, int] = {}
        rows = [
            [self._vocabulary.setdefault(root, len(self._vocabulary)) for root in sorted(roots)]
            for forms in names
            for roots in forms
        ]
        self._starts = np.cumsum([0, *(len(forms) for forms in names)])[:-1]
        indices = np.array([column for row in rows for column in row], np.int64)
        lengths = np.array([len(row) for row in rows], np.int64)
        spread = np.bincount(indices, minlength=len(self._vocabulary))
        rarity = np.log1p(len(rows) / np.maximum(spread, 1))
        weights = rarity[indices]
        owner = np.repeat(np.arange(len(rows)), lengths)
        total = np.bincount(owner, weights, minlength=len(rows))
        self._names = csr_array(
            ((weights / total[owner]).astype(np.float32), indices, np.concatenate([[0], np.cumsum(lengths)])),
            shape=(len(rows), len(self._vocabulary)),
        )

    def with_text(self, text: str) -> Scores:
        """For each skill the share of its best-covered name that the text holds."""
        held = np.zeros(len(self._vocabulary), np.float32)
        held[[self._vocabulary[root] for root in stems_of(text) if root in self._vocabulary]] = 1
        if not len(self._starts):
            return np.zeros(0, np.float32)
        covered: Scores = np.maximum.reduceat(np.asarray(self._names @ held, np.float32), self._starts)
        return covered


def fused(signs: Signs, weights: Weights) -> Scores:
    """The weighed mean of the signs, nearness counted from 0; denied skills get 0."""
    total = weights.mention + weights.text + weights.part + weights.words
    added = (
        weights.mention * signs.mention
        + weights.text * np.maximum(signs.text, 0)
        + weights.part * np.maximum(signs.part, 0)
        + weights.words * signs.words
    )
    return np.where(signs.denied, 0, added / total).astype(np.float32)


def best_columns(scores: Scores, top: int) -> list[int]:
    """Columns of the `top` highest in falling order; ties go to the earlier column."""
    if top >= len(scores):
        return [int(column) for column in np.argsort(-scores, kind="stable")]
    kept = np.argpartition(-scores, top - 1)[:top]
    bound = scores[kept].min()
    tied = np.flatnonzero(scores >= bound)
    return [int(column) for column in tied[np.argsort(-scores[tied], kind="stable")]][:top]


def parts_of(text: str) -> list[str]:
    """The clauses of a text and their windows of two to six words that begin and end with a content word."""
    found: dict[str, None] = {}
    for clause in _CLAUSE_END.split(text):
        for part in _windows(clause):
            found[part] = None
            if len(found) == _MOST_PARTS:
                return list(found)
    return list(found)


def _windows(clause: str) -> Iterator[str]:
    if clause.strip():
        yield clause.strip()
    words = [(match.start(), match.end()) for match in WORD.finditer(clause)]
    telling = [canonical(clause[start:end]) not in FUNCTION_WORDS for start, end in words]
    for first in range(len(words)):
        for last in range(first + _SHORTEST - 1, min(first + _LONGEST, len(words))):
            if telling[first] and telling[last]:
                yield clause[words[first][0] : words[last][1]]


def stems_of(text: str) -> frozenset[str]:
    """The stems of the content words."""
    forms = (canonical(match[0]) for match in WORD.finditer(text))
    return frozenset(stem(form) for form in forms if form not in FUNCTION_WORDS and form != "and")


def _by_skill(mentions: list[Mention]) -> dict[str, list[Mention]]:
    """The mentions that deny nothing."""
    named: dict[str, list[Mention]] = {}
    for hit in mentions:
        if not hit.negated:
            named.setdefault(hit.skill_id, []).append(hit)
    return named
