"""Whether the clause around a named skill says that it is held a little, or only just being learned.

"Familiar with Docker", "learning Rust", "some exposure to SQL", "Java (basic)": said, not shown, wherever it stands. A wish
("interested in", "want to learn") is no skill yet and is told by `negation.py`; "trained forty people in Excel" is work.
"""

from features.linking.negation import along_the_list
from features.linking.reading import Gap, Reading

_REACH = 6

# A head of the phrase, and what must follow it.
_LEANS = {
    "familiar": frozenset({"with"}),
    "familiarity": frozenset({"with"}),
    "familiarization": frozenset({"with"}),
    "acquainted": frozenset({"with"}),
    "exposure": frozenset({"to", "with"}),
    "exposed": frozenset({"to"}),
    "beginner": frozenset({"in", "with", "at"}),
    "novice": frozenset({"in", "with", "at"}),
    "basics": frozenset({"of", "in"}),
    "fundamentals": frozenset({"of", "in"}),
}
_LEARNS = frozenset({"learning", "studying"})
_LITTLE = frozenset({"basic", "elementary", "limited", "little", "minimal", "minor", "some", "rudimentary"})
_HELD = frozenset({"experience", "exposure", "familiarity", "knowledge", "skills", "understanding"})
_CARRIERS = frozenset(
    ["a", "about", "as", "at", "how", "in", "of", "on", "or", "and", "the", "to", "use", "using", "with", "work", "working"]
)  # fmt: skip
_ANSWERS = frozenset({"basic", "basics", "beginner", "elementary", "learning", "novice", "familiar"})
_MARKS = frozenset({":", "-", "\u2013", "\u2014", "(", "="})


def hedged_matches(reading: Reading, matches: list[tuple[int, int]]) -> set[int]:
    """Numbers of the matches (first word, last word) that the text claims with a reservation."""
    named = {i for first, last in matches for i in range(first, last + 1)}
    hedged = {
        i
        for i, (first, last) in enumerate(matches)
        if _hedged_before(reading, first, named) or _hedged_after(reading, last)
    }
    along: set[int] = set()
    for i in sorted(hedged):
        if i not in along and not _hedged_after(reading, matches[i][1]):
            along.update(along_the_list(reading, matches, i))
    return hedged | along


def _hedged_before(reading: Reading, first: int, named: set[int]) -> bool:
    words = reading.words
    for i in range(first - 1, max(-1, first - 1 - _REACH), -1):
        if not reading.same_clause(i) or "," in reading.between(i) or ":" in reading.between(i):
            return False
        form, following = words[i].form, words[i + 1].form if i + 1 < first else ""
        # The learning of "deep learning" and "e-learning" is no one's.
        if form in _LEARNS and i not in named and (i == 0 or reading.gap(i - 1) is not Gap.MARK):
            return following in {"", "to", "about", "how", "the"}
        if form in _LEANS and following in _LEANS[form]:
            return True
        if form in _HELD:
            return i > 0 and words[i - 1].form in _LITTLE and reading.same_clause(i - 1)
        if form not in _CARRIERS:
            return False
    return False


def _hedged_after(reading: Reading, last: int) -> bool:
    """`Java (basic)`, `Java - beginner`: one word, and nothing that goes on from it."""
    if last + 1 >= len(reading) or reading.between(last).strip() not in _MARKS:
        return False
    after = reading.between(last + 1)
    return reading.words[last + 1].form in _ANSWERS and (last + 2 >= len(reading) or not after.isspace())
