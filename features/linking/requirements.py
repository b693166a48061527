"""Requirements as people write them: found in the taxonomy where they can be, by their own words where they cannot.

"Python (3+ years)" is a skill; "inventory optimisation for vineyards" is a phrase whose content words must stand close
together. Knows nothing of scores; what a match counts is for the features.
"""

from features.linking.linker import SkillLinker
from features.linking.mentions import Mention, Span
from features.linking.negation import negated_matches
from features.linking.reading import Reader, Reading
from features.linking.surfaces import SurfaceIndex
from features.skills import Taxonomy
from features.words import FUNCTION_WORDS, WORD, canonical, stem

# Words of a requirement that say how much or ask, and name no skill.
_ASKING = frozenset(
    [
        "ability",
        "able",
        "advanced",
        "background",
        "basic",
        "certified",
        "competent",
        "competency",
        "competence",
        "demonstrated",
        "deep",
        "desirable",
        "excellent",
        "experience",
        "experienced",
        "expert",
        "expertise",
        "extensive",
        "familiar",
        "familiarity",
        "fluent",
        "fluency",
        "good",
        "great",
        "hands-on",
        "hands",
        "essential",
        "ideally",
        "intermediate",
        "junior",
        "knowledge",
        "level",
        "lead",
        "minimum",
        "must",
        "nice",
        "no",
        "plus",
        "preferred",
        "primary",
        "proficiency",
        "proficient",
        "proven",
        "required",
        "requirement",
        "senior",
        "secondary",
        "skill",
        "skills",
        "skilled",
        "solid",
        "strong",
        "sound",
        "understanding",
        "use",
        "using",
        "used",
        "well",
        "work",
        "working",
        "year",
        "years",
        "yrs",
        "yr",
        "etc",
        "least",
        "more",
        "or",
        "similar",
        "other",
        "related",
        "relevant",
        "including",
        "include",
        "such",
        "e.g",
    ]
)
_SLACK = 2  # words that may stand between, for each content word


class PhraseMatcher:
    """Finds a phrase no alias names: all its content words, in any order and ordinary form, near each other."""

    def __init__(self, phrase: str) -> None:
        self.phrase = phrase
        self.stems = _content_stems(phrase) or frozenset(stem(match[0]) for match in WORD.finditer(phrase))

    def find(self, text: str) -> list[Span]:
        """Shortest stretches of `text` that hold every content word, in order, none overlapping."""
        if not self.stems:
            return []
        reading = _PLAIN.read(text)
        places = [
            (i, root) for i, word in enumerate(reading.words) if (root := stem(word.form)) in self.stems
        ]
        if len({root for _, root in places}) < len(self.stems):
            return []
        found = _windows(reading, places, self.stems)
        denied = negated_matches(reading, found)
        starts, ends = reading.starts, reading.ends
        return [
            Span(starts[first], ends[last], i in denied, text[starts[first] : ends[last]])
            for i, (first, last) in enumerate(found)
        ]


def link_phrase(text: str, phrase: str) -> list[Span]:
    """Where `text` speaks of `phrase`. For many texts make one `PhraseMatcher`."""
    return PhraseMatcher(phrase).find(text)


class RequirementMatcher:
    """What one requirement asks for: `skill_ids` when the taxonomy knows it, else its phrase."""

    def __init__(self, name: str, linker: SkillLinker) -> None:
        self.name = name
        self._linker = linker
        self.skill_ids = _skills_named(name, linker)
        self._phrase = None if self.skill_ids else PhraseMatcher(name)

    @property
    def known(self) -> bool:
        return bool(self.skill_ids)

    def find(self, text: str, mentions: list[Mention] | None = None) -> list[Span]:
        """Where `text` speaks of the requirement. `mentions` spares linking the text again."""
        if self._phrase is not None:
            return self._phrase.find(text)
        linked = self._linker.link(text) if mentions is None else mentions
        wanted = set(self.skill_ids)
        return [
            Span(hit.start, hit.end, hit.negated, hit.surface) for hit in linked if hit.skill_id in wanted
        ]


def _skills_named(name: str, linker: SkillLinker) -> tuple[str, ...]:
    """The skills a requirement names, provided that they are all it asks for."""
    whole = linker.taxonomy.find(name)
    if whole is not None:
        return (whole.id,)
    mentions = linker.link(name, listed=True)
    left = _content_stems(_without(name, mentions))
    return () if left else tuple(dict.fromkeys(hit.skill_id for hit in mentions))


def _without(text: str, mentions: list[Mention]) -> str:
    kept, start = [], 0
    for hit in mentions:
        kept.append(text[start : hit.start])
        start = hit.end
    return " ".join([*kept, text[start:]])


def _content_stems(phrase: str) -> frozenset[str]:
    forms = [canonical(match[0]) for match in WORD.finditer(phrase)]
    content = [
        form for form in forms if form not in FUNCTION_WORDS and form not in _ASKING and not form[0].isdigit()
    ]
    return frozenset(map(stem, content))


def _windows(
    reading: Reading, places: list[tuple[int, str]], wanted: frozenset[str]
) -> list[tuple[int, int]]:
    widest = len(wanted) * (1 + _SLACK) if len(wanted) > 1 else 1
    found: list[tuple[int, int]] = []
    latest: dict[str, int] = {}
    for i, root in places:
        latest[root] = i
        if len(latest) < len(wanted):
            continue
        first = min(latest.values())
        if i - first < widest and all(reading.same_clause(k) for k in range(first, i)):
            found.append((first, i))
            latest.clear()
    return found


_PLAIN = Reader(SurfaceIndex(Taxonomy((), ())))
