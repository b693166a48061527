"""Every name of every skill, keyed so that a text is linked with one dictionary look-up a word.

Single words are looked up whole; longer names lie in one dictionary of their prefixes, so a pass costs the same for a
thousand names and for a hundred thousand. Knows no text; `linker.py` walks these tables.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from features.skills import Kind, Skill, Taxonomy
from features.words import FUNCTION_WORDS, canonical, singular, spans

PREFIX_ONLY = -1
_SHORTEST_JOINED = 6
_ORDINARY = FUNCTION_WORDS - {"and", "i", "a"}
_INNER_MARK = re.compile(r"(?<=[^\W_]{2})[-\u2010.](?=[^\W_]{2})")


@dataclass(frozen=True, slots=True)
class Cues:
    """What makes an ambiguous name mean its skill: words near it, directly before it, directly after it.

    `case_suffices` names (`HR`, never `hr`) need nothing around them, only to be written as they are.
    """

    near: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    case_suffices: bool = False


@dataclass(frozen=True, slots=True)
class Surface:
    """One name of one skill. `tight` names (`A/P`) need a mark, not a space, between their letters.

    `loud` words of a name (the `IT` of `IT support`) are ordinary words in lower case, and count in capitals only.
    """

    skill_id: str
    kind: Kind
    written: str
    tight: bool = False
    cues: Cues | None = None
    loud: tuple[str, ...] = ()

    @property
    def ambiguous(self) -> bool:
        return self.cues is not None


class SurfaceIndex:
    """`singles`: canonical word -> surface; `phrases`: prefix of singular words -> surface or PREFIX_ONLY.

    `heads` are the beginnings of names of one word, which people tear apart (`Postgre SQL`).
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.surfaces: list[Surface] = []
        self.singles: dict[str, int] = {}
        self.phrases: dict[str, int] = {}
        joined = self._index(taxonomy)
        self.heads = frozenset(
            _heads(word for word, n in self.singles.items() if not self.surfaces[n].ambiguous)
        )
        for word, number in joined:
            self.singles.setdefault(word, number)

    def _index(self, taxonomy: Taxonomy) -> list[tuple[str, int]]:
        """Enter every name as it is written; gives the longer names joined to one word (`machinelearning`)."""
        joined: list[tuple[str, int]] = []
        labels = [(skill, skill.label, skill.context) for skill in taxonomy]
        aliases = [
            (skill, name, unclear) for skill in taxonomy for name, unclear in list(skill.surfaces())[1:]
        ]
        cues = {skill.id: _cues(skill) for skill in taxonomy if skill.context_words}
        for skill, name, unclear in labels + aliases:
            forms = _forms(name)
            if not forms:
                continue
            number = self._add(skill, name, forms, cues.get(skill.id, _NO_CUES) if unclear else None)
            if not unclear and _is_read_as_one_word(forms):
                joined.append(("".join(forms), number))
        return joined

    def _add(self, skill: Skill, name: str, forms: tuple[str, ...], cues: Cues | None) -> int:
        number = len(self.surfaces)
        tight = len(forms) > 1 and all(len(form) == 1 for form in forms)
        loud = tuple(
            name[a:b] for a, b in spans(name) if name[a:b].isupper() and canonical(name[a:b]) in _ORDINARY
        )
        self.surfaces.append(Surface(skill.id, skill.kind, name, tight, cues, loud))
        if len(forms) == 1:
            self.singles.setdefault(forms[0], number)
            return number
        for variant in _variants(name):
            self._add_phrase(variant, number)
        return number

    def _add_phrase(self, forms: tuple[str, ...], number: int) -> None:
        words = [singular(form) for form in forms]
        for length in range(1, len(words)):
            self.phrases.setdefault(" ".join(words[:length]), PREFIX_ONLY)
        whole = " ".join(words)
        if self.phrases.get(whole, PREFIX_ONLY) == PREFIX_ONLY:
            self.phrases[whole] = number


_NO_CUES = Cues(frozenset(), frozenset(), frozenset())


def _is_read_as_one_word(forms: tuple[str, ...]) -> bool:
    return len(forms) > 1 and "and" not in forms and len("".join(forms)) >= _SHORTEST_JOINED


def _heads(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if len(word) >= _SHORTEST_JOINED and word.isalnum():
            yield from (word[:cut] for cut in range(2, len(word) - 1))


def _variants(name: str) -> set[tuple[str, ...]]:
    """`front-end design` is written `frontend design` too, and `ASP.NET` also `ASP .NET`."""
    forms = _forms(name)
    found = {forms, _forms(_INNER_MARK.sub("", name))}
    if forms[-1] == "net":
        found.add((*forms[:-1], ".net"))
    return {variant for variant in found if len(variant) > 1}


def _forms(name: str) -> tuple[str, ...]:
    return tuple(canonical(name[start:end]) for start, end in spans(name))


def _cues(skill: Skill) -> Cues:
    before, after, near = set(), set(), set()
    for word in skill.context_words:
        if word == "~":
            continue
        if word.endswith("~"):
            before.add(singular(canonical(word[:-1].strip())))
        elif word.startswith("~"):
            after.add(singular(canonical(word[1:].strip())))
        else:
            near.add(singular(canonical(word)))
    # Said twice a name is no clearer, even where skills share their words.
    near.discard(singular(canonical(skill.label)))
    return Cues(frozenset(near), frozenset(before), frozenset(after), "~" in skill.context_words)


def may_join(left: str, right: str, *, spaced: bool) -> bool:
    """Whether two words written apart may be one name; "in design" may not, "in-design" may."""
    if min(len(left), len(right)) < 2 or len(left) + len(right) < _SHORTEST_JOINED:
        return False
    return not (spaced and (left in FUNCTION_WORDS or right in FUNCTION_WORDS))
