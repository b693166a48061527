"""From a need in somebody's own words to the role templates that fit it, with the skills that speak for each.

The signs that ranking people goes by, over templates: the skills a text names or is near to (`linking/`), nearness of
meaning (the encoder) and shared words (BM25), added up. Nothing is learned here; what each sign counts was chosen among
round numbers on descriptions of occupations and checked on needs as people write them (`tests/bench/suggesting.py`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.linking.linker import SkillLinker
from matching.lexical import LexicalIndex, words
from matching.ports import Encoder
from matching.roles import Role

# What a sign counts beside nearness of meaning (a cosine), at the template that has most of it.
SKILLS, WORDS = 0.1, 0.1
_MOST_REASONS = 6
_MOST_SENTENCES = 50
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reason:
    """A skill that the template asks for and the text names: its label and the words of the text."""

    skill: str
    words: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """A template with its fused score, for ordering alone, and what speaks for it.

    `nearness` is the cosine of meaning, None without an encoder; `shared_words` are those of the text that the template has.
    """

    template_id: str
    title: str
    score: float
    skills: tuple[Reason, ...]
    nearness: float | None
    shared_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """One value a template for each sign; `meaning` is None without an encoder."""

    skills: Scores
    meaning: Scores | None
    words: Scores


class TemplateSuggester:
    """Orders role documents for a text. `roles`: documents of templates, each with an `id`.

    `vectors` are the encoder's of `described(roles)`, where they are at hand already.
    """

    def __init__(
        self,
        roles: Sequence[Mapping[str, Any]],
        linker: SkillLinker,
        encoder: Encoder | None,
        vectors: NDArray[np.float32] | None = None,
    ) -> None:
        self._roles = [Role.model_validate(role) for role in roles]
        self._given = vectors
        self._linker = linker
        self._encoder = encoder

    def suggest(self, text: str, *, top: int = 3) -> list[Suggested]:
        """The `top` templates, best first; none where nothing of the text speaks for any."""
        signs = self.signs(text)
        scores = fused(signs)
        order = [int(row) for row in np.argsort(-scores, kind="stable")[:top] if scores[row] > 0]
        return [self._suggested(row, text, signs, scores) for row in order]

    def signs(self, text: str) -> Signs:
        return Signs(self._skills(text), self._meaning(text), self._index.scores(words(text)))

    def _skills(self, text: str) -> Scores:
        """The rarity of every skill that is named and asked for; a must-have counts double."""
        named = {mention.skill_id for mention in self._linker.link(text) if not mention.negated}
        return np.array(
            [
                sum(weight * self._rarity[skill] for skill, weight in asked.items() if skill in named)
                for asked in self._asked
            ]
        )

    def _meaning(self, text: str) -> Scores | None:
        """The whole text against the role in prose, and its nearest sentence; their mean."""
        if self._encoder is None:
            return None
        sentences = [one for one in _SENTENCE_END.split(text) if one.strip()][:_MOST_SENTENCES]
        near = self._encoder.encode([text, *sentences]) @ self._vectors.T
        return np.asarray((near[0] + near.max(axis=0)) / 2, np.float64)

    def _suggested(self, row: int, text: str, signs: Signs, scores: Scores) -> Suggested:
        role, spoken = self._roles[row], set(words(text))
        shared = [word for word in dict.fromkeys(words(role.query_text)) if word in spoken]
        return Suggested(
            template_id=role.id,
            title=role.title,
            score=float(scores[row]),
            skills=tuple(self._reasons(row, text)),
            nearness=None if signs.meaning is None else float(signs.meaning[row]),
            shared_words=tuple(shared),
        )

    def _reasons(self, row: int, text: str) -> list[Reason]:
        found: dict[str, Reason] = {}
        for mention in self._linker.link(text):
            if not mention.negated and mention.skill_id in self._asked[row]:
                label = self._linker.taxonomy.skill(mention.skill_id).label
                found.setdefault(mention.skill_id, Reason(label, mention.surface))
        return list(found.values())[:_MOST_REASONS]

    @cached_property
    def _asked(self) -> list[dict[str, float]]:
        """For each template: skill of the taxonomy -> 2 for a must-have, 1 for a nice-to-have."""
        return [
            {
                mention.skill_id: 2.0 if requirement.importance == "must" else 1.0
                for requirement in reversed(role.requirements)
                for mention in self._linker.link(requirement.name, listed=True)
            }
            for role in self._roles
        ]

    @cached_property
    def _rarity(self) -> dict[str, float]:
        counts: dict[str, int] = {}
        for asked in self._asked:
            for skill in asked:
                counts[skill] = counts.get(skill, 0) + 1
        return {skill: float(np.log1p(len(self._asked) / count)) for skill, count in counts.items()}

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        if self._given is not None:
            return self._given
        assert self._encoder is not None
        return self._encoder.encode([role.query_text for role in self._roles])

    @cached_property
    def _index(self) -> LexicalIndex:
        return LexicalIndex.build([words(role.query_text) for role in self._roles])


def described(roles: Sequence[Mapping[str, Any]]) -> list[str]:
    """The words of each role that its vector is made of."""
    return [Role.model_validate(role).query_text for role in roles]


def fused(signs: Signs, *, skills: float = SKILLS, shared: float = WORDS) -> Scores:
    """The signs added up; 0 for a template that no sign speaks for."""
    total = skills * _scaled(signs.skills) + shared * _scaled(signs.words)
    return total if signs.meaning is None else total + np.maximum(signs.meaning, 0.0)


def _scaled(sign: Scores) -> Scores:
    """0 to 1: as a share of the highest."""
    most = float(sign.max(initial=0.0))
    return sign / most if most > 0 else sign
