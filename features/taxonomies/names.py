"""Names as publishers write them, made fit for linking: which are ambiguous, what else they are called.

Publishers do not say that `LESS` or `R` is also a word or a letter. Names of one or two letters, and names in capitals
that the publisher's own prose uses as a plain word, count only as they are written; `css` is no such word. What the starter
taxonomy says of the same name (`Go` needs context, `k8s` is Kubernetes) holds for an imported one too.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from features.skills import Skill, Taxonomy
from features.words import keys

_BRACKET = re.compile(r"\s*\([^()]*\)\s*$")
_AS_WRITTEN = ("~",)
_SHORT = 2
_LOWER_CASE = re.compile(r"\b[a-z]{3,}\b")


def plain(label: str) -> str:
    """`Java (computer programming)` -> `Java`."""
    return _BRACKET.sub("", label)


def fit_for_linking(skills: Sequence[Skill], starter: Taxonomy, prose: Iterable[str]) -> list[Skill]:
    """The skills with ambiguous names marked, their unbracketed labels and the starter's aliases added where free.

    `prose` is running text of the publisher: what stands there in lower case is an ordinary word.
    """
    taken = {key for skill in skills for name, _ in skill.surfaces() for key in keys(name)[:1]}
    ordinary = frozenset(word for text in prose for word in _LOWER_CASE.findall(text))
    return [_fit(skill, starter, taken, ordinary) for skill in skills]


def _fit(skill: Skill, starter: Taxonomy, taken: set[str], ordinary: frozenset[str]) -> Skill:
    known = starter.find(plain(skill.label))
    extra: list[str] = [plain(skill.label)] if plain(skill.label) != skill.label else []
    if known is not None:
        extra += [name for name, unclear in known.surfaces() if not unclear]
    names = [*skill.aliases, *_free(extra, taken)]
    written = {name for name in [skill.label, *names] if _only_as_written(name, ordinary)}
    written |= _unclear_in(known, [skill.label, *names])
    declared = known.context_words if known is not None and known.context_words else ()
    return replace(
        skill,
        aliases=tuple(name for name in names if name not in written),
        context=skill.label in written,
        context_aliases=tuple(name for name in names if name in written),
        context_words=(declared or _AS_WRITTEN) if written else (),
    )


def _free(names: Iterable[str], taken: set[str]) -> list[str]:
    """Those names nobody has yet; they are taken from now on."""
    found = []
    for name in names:
        key = next(iter(keys(name)), None)
        if key is not None and key not in taken:
            taken.add(key)
            found.append(name)
    return found


def _only_as_written(name: str, ordinary: frozenset[str]) -> bool:
    return len(name) <= _SHORT or (name.isupper() and name.lower() in ordinary)


def _unclear_in(known: Skill | None, names: Iterable[str]) -> set[str]:
    unclear = {key for name, yes in known.surfaces() if yes for key in keys(name)[:1]} if known else set()
    return {name for name in names if keys(name)[:1] and keys(name)[0] in unclear}
