"""Which rules a text can meet at all: a rule is tried only where one of the words it cannot do without is there.

Most texts hold no word of most rules, and looking words up in a set costs far less than trying an expression at every
letter. Knows no rule; `facts.py` and `names.py` say what theirs cannot do without.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Clues:
    """One text, and its words in small letters, found when first asked for."""

    text: str

    @cached_property
    def low(self) -> str:
        """The text in small letters, letter for letter, so that positions in it are those of the text."""
        low = self.text.lower()
        return low if len(low) == len(self.text) else "".join(map(_small, self.text))

    @cached_property
    def words(self) -> frozenset[str]:
        """Its different words, in small letters."""
        return frozenset(_LETTERS.findall(self.low))


@dataclass(frozen=True)
class Rule:
    """An expression and what it needs: one of `words` as a word, or one of `parts` anywhere."""

    pattern: re.Pattern[str]
    words: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()

    small: bool = False

    def found(self, clues: Clues) -> Iterator[re.Match[str]]:
        """What the expression finds; nothing where the text lacks what it cannot do without.

        Written for small letters (`small`) it is several times as fast as one that ignores case.
        """
        needs = bool(self.words or self.parts)
        if needs and self.words.isdisjoint(clues.words) and not any(part in clues.low for part in self.parts):
            return iter(())
        return self.pattern.finditer(clues.low if self.small else clues.text)


def needing(pattern: re.Pattern[str], words: str = "", parts: str = "", *, small: bool = False) -> Rule:
    """A rule whose needs are written as words with spaces between."""
    return Rule(pattern, frozenset(words.split()), tuple(parts.split()), small)


def _small(letter: str) -> str:
    low = letter.lower()
    return low if len(low) == 1 else letter
