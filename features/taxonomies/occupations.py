"""Occupations by name: the one that is meant, or those that may be.

A name is taken only as it is published, whatever its case, hyphens or number; a near one is never guessed, it is
suggested. Nearness of meaning is handed in: knows no encoder.
"""

import difflib
import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property

from features.taxonomies.catalogue import Catalogue, Occupation
from features.words import FUNCTION_WORDS, canonical, keys, spans, stem

MOST_SUGGESTED = 8
LONGEST_NAME = 200
_NEAR_ENOUGH = 0.4  # below this, in words and in meaning, a suggestion would help nobody
_LIKE = 0.8  # how alike a misspelt word and the word that was meant are, as difflib counts

Nearness = Callable[[str, Sequence[str]], Sequence[float]]


class Occupations:
    """The occupations of one catalogue, by any of their names."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._all = catalogue.occupations

    def named(self, name: str) -> list[Occupation]:
        """Those whose URI or label this is, else those with such an alias; more than one is for a person to choose."""
        asked = set(keys(name[:LONGEST_NAME]))
        by_uri = [one for one in self._all if one.uri == name]
        labelled = [one for one in self._all if asked & set(keys(one.label))]
        if by_uri or labelled:
            return by_uri or self._as_written(name, labelled)
        return [one for one in self._all if any(asked & set(keys(alias)) for alias in one.aliases)]

    def near(self, name: str, nearness: Nearness | None = None) -> list[Occupation]:
        """At most eight that may be meant, best first: by shared words, misspelt ones put right, and by meaning."""
        name = " ".join(self._put_right(word) for word in _words(name[:LONGEST_NAME]))
        by_words = self._by_words(name)
        meant = nearness(name, [one.label for one in self._all]) if nearness else [0.0] * len(self._all)
        worth = [
            (by_words[i] + max(0.0, meant[i]), i)
            for i in range(len(self._all))
            if max(by_words[i], meant[i]) >= _NEAR_ENOUGH
        ]
        best = sorted(worth, key=lambda one: (-one[0], one[1]))[:MOST_SUGGESTED]
        return [self._all[i] for _, i in best]

    def _as_written(self, name: str, found: list[Occupation]) -> list[Occupation]:
        """Of several labels that differ in number or joints only, the one as it was typed."""
        literal = [one for one in found if keys(one.label)[:1] == keys(name)[:1]]
        return literal if len(literal) == 1 else found

    def _by_words(self, name: str) -> list[float]:
        """For each occupation the share of rare words that the name and its nearest own name have in common."""
        asked = _roots(name)
        return [
            max((self._shared(asked, roots) for roots in names), default=0.0)
            for names in self._roots_of_names
        ]

    def _shared(self, asked: frozenset[str], roots: frozenset[str]) -> float:
        both = asked & roots
        if not both:
            return 0.0
        return sum(map(self._rarity, both)) / sum(map(self._rarity, asked | roots))

    def _rarity(self, root: str) -> float:
        return math.log1p(len(self._all) / max(1, self._spread[root]))

    def _put_right(self, word: str) -> str:
        if word in self._vocabulary:
            return word
        return next(iter(difflib.get_close_matches(word, self._vocabulary, n=1, cutoff=_LIKE)), word)

    @cached_property
    def _vocabulary(self) -> dict[str, None]:
        """Words of all names, those of the most occupations first, so that they win among words alike."""
        used = Counter(
            word for one in self._all for name in (one.label, *one.aliases) for word in _words(name)
        )
        return dict.fromkeys(word for word, _ in used.most_common())

    @cached_property
    def _roots_of_names(self) -> list[list[frozenset[str]]]:
        return [[_roots(name) for name in (one.label, *one.aliases)] for one in self._all]

    @cached_property
    def _spread(self) -> Counter[str]:
        """How many occupations have a word in one of their names."""
        return Counter(root for names in self._roots_of_names for root in frozenset().union(*names))


def published_name(occupation: Occupation, asked: str) -> str:
    """The occupation's own name that is nearest to what was typed: `Data Scientist`, not the heading `Data Scientists`."""
    names = (*occupation.aliases, occupation.label)
    wanted = keys(asked)
    literal = next((name for name in names if keys(name)[:1] == wanted[:1]), None)
    loose = next((name for name in names if set(keys(name)) & set(wanted)), None)
    return literal or loose or occupation.label


def _words(name: str) -> list[str]:
    forms = (canonical(name[start:end]) for start, end in spans(name))
    return [form for form in forms if form not in FUNCTION_WORDS]


def _roots(name: str) -> frozenset[str]:
    return frozenset(map(stem, _words(name)))
