"""Whether an ambiguous name (`Go`, `R`, `Excel`, `AR`) means its skill where it stands.

It does beside a word its skill declares, or in a list next to another skill of its kind. Knows no skill by name: the
words come with the taxonomy.
"""

from collections.abc import Sequence

from features.linking.reading import Reading
from features.linking.surfaces import Cues, Surface
from features.typography import visible

_WINDOW = 6
_ABBREVIATION = 3
_LINKS = frozenset({"and", "or"})
_HEADINGS = frozenset(
    {"framework", "language", "library", "programming", "software", "stack", "technology", "tool"}
)
_OPENERS = frozenset(" \t\n\r,;/|([\"'\u2018\u201c:\u2022\u00b7\u25cf*\u00a0")
_CLOSERS = frozenset(" \t\n\r,;/|)]\"'\u2019\u201d:\u2022\u00b7\u25cf*\u00a0")

Match = tuple[int, int, int]


def confirmed(reading: Reading, matches: list[Match], surfaces: Sequence[Surface]) -> list[Match]:
    """The matches without those ambiguous ones that nothing around them supports."""
    matches = [match for match in matches if _is_loud_enough(reading, match, surfaces[match[2]])]
    accepted = [not surfaces[number].ambiguous for _, _, number in matches]
    if all(accepted):
        return matches
    open_ones = [i for i, yes in enumerate(accepted) if not yes and _stands_free(reading, matches[i])]
    for i in open_ones:
        cues = surfaces[matches[i][2]].cues
        accepted[i] = cues is not None and _cued(reading, matches[i], cues)
    for i in open_ones:
        accepted[i] = accepted[i] or _heads_a_list(reading, matches[i])
    # A confirmed name confirms its neighbour in turn ("Python, Go, R"): once along the text, once back.
    for step, order in ((-1, open_ones), (1, reversed(open_ones))):
        for i in order:
            accepted[i] = accepted[i] or _listed_beside_its_kind(
                reading, matches, accepted, i, step, surfaces
            )
    return [match for match, yes in zip(matches, accepted, strict=True) if yes]


def _is_loud_enough(reading: Reading, match: Match, surface: Surface) -> bool:
    """`IT support` but not "it supports": an ordinary word within a name stands in capitals.

    Where case says nothing, the name must stand there letter by letter instead.
    """
    written = reading.text[reading.starts[match[0]] : reading.ends[match[1]]]
    if surface.loud and reading.caseless:
        return " ".join(visible(written).casefold().split()) == surface.written.casefold()
    return all(word in written for word in surface.loud)


def _heads_a_list(reading: Reading, match: Match) -> bool:
    """Whether it is the first item under a heading on the same line: "Languages: Go, Rust"."""
    first = match[0]
    return (
        first > 0
        and reading.words[first - 1].stem in _HEADINGS
        and reading.between(first - 1).strip(" \t") == ":"
    )


def _stands_free(reading: Reading, match: Match) -> bool:
    """A single letter is a name only with room around it: not in `R&D`, `C-level`, `C.V.`, `John C. Smith`."""
    first, last, _ = match
    if reading.ends[last] - reading.starts[first] > 1:
        return True
    before, after = reading.between(first - 1), reading.between(last)
    if (first > 0 and not before) or (before and before[-1] not in _OPENERS):
        return False
    if last + 1 < len(reading) and not after:
        return False
    return not after or after[0] in _CLOSERS or (after[0] == "." and _sentence_ends(reading, last))


def _sentence_ends(reading: Reading, last: int) -> bool:
    between = reading.between(last)
    return last + 1 >= len(reading) or "\n" in between or not reading.text[reading.starts[last + 1]].isupper()


def _cued(reading: Reading, match: Match, cues: Cues) -> bool:
    first, last, _ = match
    # Where case says nothing, it suffices for abbreviations alone: `hr` is hardly another word, `rest` is.
    if cues.case_suffices and (
        not reading.caseless or reading.ends[last] - reading.starts[first] <= _ABBREVIATION
    ):
        return True
    words = reading.words
    if first > 0 and words[first - 1].stem in cues.before and reading.between(first - 1).isspace():
        return True
    if (
        last + 1 < len(words)
        and words[last + 1].stem in cues.after
        and reading.between(last).strip(" ") in {"", "-", "\n"}
    ):
        return True
    around = words[max(0, first - _WINDOW) : first] + words[last + 1 : last + 1 + _WINDOW]
    return any(word.stem in cues.near for word in around)


def _listed_beside_its_kind(
    reading: Reading,
    matches: list[Match],
    accepted: list[bool],
    i: int,
    step: int,
    surfaces: Sequence[Surface],
) -> bool:
    """Whether the match `step` away is a confirmed skill of the same kind in the same list."""
    other = i + step
    if not 0 <= other < len(matches) or not accepted[other]:
        return False
    if surfaces[matches[other][2]].kind != surfaces[matches[i][2]].kind:
        return False
    left, right = sorted((i, other))
    return _adjoin(reading, matches[left], matches[right])


def _adjoin(reading: Reading, left: Match, right: Match) -> bool:
    """Whether two matches are neighbours in a list; a version or "and" may stand between them."""
    separated = reading.ends_item(left[1])
    for i in range(left[1] + 1, right[0]):
        form = reading.words[i].form
        if form not in _LINKS and not form[0].isdigit():
            return False
        separated = separated or form in _LINKS or reading.ends_item(i)
    return separated
