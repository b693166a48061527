"""The pass over a text that finds skills: one look-up a word, the longest name wins.

Knows how names are written (versions, plurals, hyphens, torn words). Whether an ambiguous name means its skill is for
`context.py`, whether the text denies it for `negation.py` or only half claims it for `hedging.py`.
"""

from collections.abc import Iterator

from features.linking.context import confirmed
from features.linking.hedging import hedged_matches
from features.linking.mentions import Mention
from features.linking.negation import negated_matches
from features.linking.reading import Gap, Reader, Reading
from features.linking.surfaces import PREFIX_ONLY, SurfaceIndex, may_join
from features.skills import Taxonomy

Match = tuple[int, int, int]  # first word, last word, surface number
_A_WORD = 4


class SkillLinker:
    """Finds the skills of one taxonomy in texts. Building it costs once; linking is then linear in the text."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._index = SurfaceIndex(taxonomy)
        self._reader = Reader(self._index)

    def link(self, text: str, *, listed: bool = False) -> list[Mention]:
        """Every skill `text` names, in order, none overlapping.

        `listed` says that the text is an entry of a skill list or a requirement, not prose: `Go` then needs no
        context around it.
        """
        reading = self._reader.read(text)
        matches = list(self._matches(reading))
        if not matches:
            return []
        if not listed:
            matches = confirmed(reading, matches, self._index.surfaces)
        places = [(first, last) for first, last, _ in matches]
        denied = negated_matches(reading, places)
        hedged = hedged_matches(reading, places) - denied
        starts, ends, surfaces = reading.starts, reading.ends, self._index.surfaces
        return [
            Mention(
                surfaces[number].skill_id,
                starts[first],
                ends[last],
                i in denied,
                text[starts[first] : ends[last]],
                i in hedged,
            )
            for i, (first, last, number) in enumerate(matches)
        ]

    def _matches(self, reading: Reading) -> Iterator[Match]:
        free = 0
        for first, word in enumerate(reading.words):
            if first < free or not word.worth_a_look:
                continue
            last, number = self._longest(reading, first)
            if number >= 0:
                yield first, last, number
                free = last + 1

    def _longest(self, reading: Reading, first: int) -> tuple[int, int]:
        """Last word and surface of the longest name that begins at word `first`; surface -1 for none."""
        word = reading.words[first]
        best = (first, word.single if self._as_written(reading, first, first, word.single) else -1)
        more = first + 1 < len(reading)
        if more and word.is_head:
            best = self._torn(reading, first) or best
        if more and word.begins_phrase:
            best = self._phrase(reading, first) or best
        return best

    def _phrase(self, reading: Reading, first: int) -> tuple[int, int] | None:
        phrases, words = self._index.phrases, reading.words
        found = None
        key = words[first].stem
        if key not in phrases:
            key = key[1:]
        for last in range(first + 1, len(words)):
            if reading.gap(last - 1) is Gap.APART:
                break
            key = f"{key} {words[last].stem}"
            number = phrases.get(key)
            if number is None:
                break
            if number != PREFIX_ONLY and self._as_written(reading, first, last, number):
                found = (last, number)
        return found

    def _torn(self, reading: Reading, first: int) -> tuple[int, int] | None:
        gap = reading.gap(first)
        if gap is Gap.APART or reading.between(first) not in {" ", "-", "."}:
            return None
        left, right = reading.words[first].form, reading.words[first + 1].form
        spaced = gap is Gap.SPACE
        if not may_join(left, right, spaced=spaced) or (spaced and self._two_words(reading, first)):
            return None
        number = self._index.singles.get(left + right, -1)
        if number < 0 or self._index.surfaces[number].ambiguous:
            return None
        return first + 1, number

    def _two_words(self, reading: Reading, first: int) -> bool:
        """Two words of some length in lower case are two words: the sales force is no Salesforce."""
        right = reading.text[reading.starts[first + 1] : reading.ends[first + 1]]
        return len(right) >= _A_WORD and right.islower()

    def _as_written(self, reading: Reading, first: int, last: int, number: int) -> bool:
        """Whether the text honours what this name is particular about: its case, the marks between its letters."""
        if number < 0:
            return False
        surface = self._index.surfaces[number]
        if surface.tight and any(
            reading.gap(i) is not Gap.MARK or not reading.between(i) for i in range(first, last)
        ):
            return False
        if not surface.ambiguous:
            return True
        found, written = reading.text[reading.starts[first] : reading.ends[last]], surface.written
        return found == written or (len(written) > 3 and found == written.upper())
