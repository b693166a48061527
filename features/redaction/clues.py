"""Where a text can meet a rule at all: a rule is tried only on the lines that hold a word it cannot do without.

Most texts hold no word of most rules, and looking words up costs far less than trying an expression at every letter.
Knows no rule; `facts.py`, `names.py` and `schooling.py` say what theirs cannot do without.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from features.words import FUNCTION_WORDS

_LETTERS = re.compile(r"[^\W\d_]+")

# Every word that some rule needs; the rules put theirs in as they are made.
_WATCHED: set[str] = set()


class _LettersAlone(dict[int, int]):
    """Letters and line ends as they are, everything else as a space."""

    def __missing__(self, code: int) -> int:
        self[code] = code if code == 10 or chr(code).isalpha() else 32
        return self[code]


_LETTERS_ALONE = _LettersAlone()


@dataclass(frozen=True)
class Clues:
    """One text, its lines and its words; `caseless` says that its writer made no use of case."""

    text: str
    caseless: bool = False

    @classmethod
    def of(cls, text: str, *, caseless: bool = False) -> "Clues":
        """A text without case is read as if every word that may be a name were capitalised: both cases read alike."""
        return cls(_LETTERS.sub(_capitalised, _lowered(text)) if caseless else text, caseless)

    @cached_property
    def low(self) -> str:
        """The text in small letters, letter for letter, so that positions in it are those of the text."""
        return _lowered(self.text)

    @cached_property
    def starts(self) -> list[int]:
        """Where its lines begin."""
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))][:-1]

    @cached_property
    def lines_of(self) -> dict[str, list[int]]:
        """The numbers of the lines that hold a word which some rule needs, by the word in small letters."""
        found: dict[str, list[int]] = {}
        for number, line in enumerate(self.low.translate(_LETTERS_ALONE).split("\n")):
            for word in _WATCHED.intersection(line.split()):
                found.setdefault(word, []).append(number)
        return found

    def line(self, number: int) -> tuple[int, int]:
        """Start and end of a line."""
        following = self.starts[number + 1] - 1 if number + 1 < len(self.starts) else len(self.text)
        return self.starts[number], following

    def line_at(self, position: int) -> int:
        return bisect_right(self.starts, position) - 1


@dataclass(frozen=True)
class Rule:
    """An expression within one line, and what it needs there: one of `words` as a word, or one of `parts` anywhere.

    Written for small letters (`small`) it is several times as fast as one that ignores case.
    """

    pattern: re.Pattern[str]
    words: frozenset[str]
    parts: tuple[str, ...] = ()
    small: bool = False

    def found(self, clues: Clues) -> Iterator[re.Match[str]]:
        """What the expression finds, in order; nothing where the text lacks what it cannot do without."""
        text = clues.low if self.small else clues.text
        for number in self.lines(clues):
            yield from self.pattern.finditer(text, *clues.line(number))

    def lines(self, clues: Clues) -> list[int]:
        """The lines worth looking at."""
        held = {number for word in self.words & clues.lines_of.keys() for number in clues.lines_of[word]}
        for part in self.parts:
            at = clues.low.find(part)
            while at >= 0:
                number = clues.line_at(at)
                held.add(number)
                at = clues.low.find(part, clues.line(number)[1])
        return sorted(held)


class Rules:
    """Rules that are looked through together: which of them are worth trying is told by the words of the text."""

    def __init__(self, *rules: Rule) -> None:
        self._rules = rules
        self._by_word: dict[str, list[int]] = {}
        for number, rule in enumerate(rules):
            for word in rule.words:
                self._by_word.setdefault(word, []).append(number)
        self._by_part = [(part, number) for number, rule in enumerate(rules) for part in rule.parts]

    def found(self, clues: Clues) -> Iterator[re.Match[str]]:
        """What any of them finds, rule by rule."""
        worth = {number for word in clues.lines_of for number in self._by_word.get(word, ())}
        worth |= {number for part, number in self._by_part if part in clues.low}
        for number in sorted(worth):
            yield from self._rules[number].found(clues)


def needing(pattern: re.Pattern[str], words: str = "", *parts: str, small: bool = False) -> Rule:
    """A rule whose needs are written as words with spaces between; parts may hold spaces themselves."""
    _WATCHED.update(words.split())
    return Rule(pattern, frozenset(words.split()), parts, small)


def _lowered(text: str) -> str:
    low = text.lower()
    return low if len(low) == len(text) else "".join(map(_small, text))


def _small(letter: str) -> str:
    low = letter.lower()
    return low if len(low) == 1 else letter


def _capitalised(found: re.Match[str]) -> str:
    word = found[0]
    first = word[0].upper()
    return word if word in FUNCTION_WORDS or len(first) > 1 else first + word[1:]
