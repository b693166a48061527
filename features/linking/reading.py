"""One text as linking reads it: words with their places, what each may begin, and what stands between them.

Knows the shapes of gaps (a hyphen continues a name, a comma ends it) but decides nothing about skills.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from features.linking.surfaces import SurfaceIndex
from features.words import WORD, canonical, singular

_LONGEST_GAP = 6
_HYPHENS = frozenset("-\u2010\u2011\u2013./_'\u2019\u00ad")
_ITEM_MARKS = frozenset(",;/|\n\r\t\u2022\u00b7\u25cf\u25aa\u25e6\uf0b7*()[]:+")
_CLAUSE_MARKS = frozenset(".;!?\n\r\u2022\u00b7\u25cf\u25aa\uf0b7|")
_CACHE_LIMIT = 200_000


class Gap(IntEnum):
    """How two neighbouring words hang together."""

    APART = 0
    NEW_LINE = 1  # apart, unless the next word goes on in lower case
    SPACE = 2
    MARK = 3  # a hyphen, dot, slash or nothing: one written unit


@dataclass(frozen=True, slots=True)
class Word:
    """What the index says of one spelling. `single` is a surface number or -1."""

    form: str
    stem: str
    single: int
    begins_phrase: bool
    is_head: bool
    worth_a_look: bool


class Reading:
    """The words of one text: parallel lists, addressed by word number.

    A `caseless` text is written in small letters throughout, or in capitals: there the case of a word says nothing.
    """

    __slots__ = ("caseless", "ends", "starts", "text", "words")

    def __init__(
        self, text: str, words: list[Word], starts: list[int], ends: list[int], caseless: bool
    ) -> None:
        self.text = text
        self.caseless = caseless
        self.words = words
        self.starts = starts
        self.ends = ends

    def __len__(self) -> int:
        return len(self.words)

    def between(self, left: int) -> str:
        """What stands between word `left` and the next one; before the first word for -1, after the last one at the end."""
        start = self.ends[left] if left >= 0 else 0
        end = self.starts[left + 1] if left + 1 < len(self.starts) else len(self.text)
        return self.text[start:end]

    def gap(self, left: int) -> Gap:
        """How word `left` and the next one hang together."""
        start, end = self.ends[left], self.starts[left + 1]
        if end - start > _LONGEST_GAP:
            return Gap.APART
        kind = gap_kind(self.text[start:end])
        if kind is Gap.NEW_LINE:
            return Gap.SPACE if self.text[end].islower() and not self.caseless else Gap.APART
        return kind

    def same_clause(self, left: int) -> bool:
        """Whether nothing between word `left` and the next one ends the clause."""
        between = self.between(left)
        if "\n" in between or "\r" in between:
            return self.gap(left) is not Gap.APART
        return not any(mark in _CLAUSE_MARKS for mark in between) or self.gap(left) is Gap.MARK

    def ends_item(self, left: int) -> bool:
        """Whether a list item may end between word `left` and the next one."""
        between = self.between(left)
        at_the_edge = left < 0 or left + 1 >= len(self.words)
        return at_the_edge or any(mark in _ITEM_MARKS for mark in between)


@lru_cache(maxsize=4_096)
def gap_kind(between: str) -> Gap:
    if not between:
        return Gap.MARK
    bare = between.strip()
    if not bare:
        lines = between.count("\n") or between.count("\r")
        return Gap.SPACE if not lines else Gap.NEW_LINE if lines == 1 else Gap.APART
    if len(bare) > 1 or bare not in _HYPHENS or "\n" in between:
        return Gap.APART
    if bare in ".'\u2019" and bare != between:
        return Gap.APART
    return Gap.MARK


class Reader:
    """Turns texts into readings, remembering what the index says of each spelling."""

    def __init__(self, index: SurfaceIndex) -> None:
        self._index = index
        self._known: dict[str, Word] = {}

    def read(self, text: str, *, caseless: bool = False) -> Reading:
        words: list[Word] = []
        starts: list[int] = []
        ends: list[int] = []
        known = self._known
        for match in WORD.finditer(text):
            spelling = match[0]
            word = known.get(spelling)
            words.append(word if word is not None else self._look_up(spelling))
            start, end = match.span()
            starts.append(start)
            ends.append(end)
        return Reading(text, words, starts, ends, caseless)

    def _look_up(self, spelling: str) -> Word:
        form = canonical(spelling)
        stem = singular(form)
        single = self._single(form, stem)
        begins_phrase = stem in self._index.phrases or (stem[:1] == "." and stem[1:] in self._index.phrases)
        is_head = form in self._index.heads
        word = Word(form, stem, single, begins_phrase, is_head, single >= 0 or begins_phrase or is_head)
        if len(spelling) <= 40:
            if len(self._known) >= _CACHE_LIMIT:
                self._known.clear()
            self._known[spelling] = word
        return word

    def _single(self, form: str, stem: str) -> int:
        number = self._index.singles.get(form, -1)
        if number >= 0:
            return number
        # A plural or a version in the same word (`APIs`, `python3`) never revives an ambiguous name.
        for weaker in (stem, form.rstrip("0123456789")):
            number = self._index.singles.get(weaker, -1) if len(weaker) > 1 else -1
            if number >= 0 and not self._index.surfaces[number].ambiguous:
                return number
        return -1
