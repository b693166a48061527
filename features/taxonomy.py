"""Reads a taxonomy from YAML files, one family a file, and reports everything wrong with them at once.

Knows the file format and what makes a taxonomy sound; `skills.py` is what comes out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import combinations
from typing import Any, get_args

import yaml

from features.skills import RELATED_WEIGHT, Family, Kind, Skill, Taxonomy
from features.words import keys
from matching.errors import Fault, InputError

__all__ = ["Family", "Skill", "Taxonomy", "load_starter", "read_taxonomy"]

# The C reader is ten times faster; some builds of PyYAML come without it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KINDS = get_args(Kind)
_FAMILY_KEYS = {"family", "label", "role_family", "skills", "words", "alike"}
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")
_SKILL_KEYS = {
    "id", "label", "aliases", "kind", "related", "broader", "context", "context_aliases", "context_words", "narrower",
}  # fmt: skip


@cache
def load_starter() -> Taxonomy:
    """The taxonomy that ships with the software. It is read once; every caller gets the same object."""
    folder = files("features") / "data" / "taxonomy"
    return read_taxonomy(sorted(folder.iterdir(), key=lambda file: file.name))


def read_taxonomy(paths: Iterable[Traversable]) -> Taxonomy:
    """The taxonomy in these files; InputError with every fault when they are not sound."""
    faults: list[Fault] = []
    families: list[Family] = []
    skills: list[Skill] = []
    origins: list[str] = []
    alike: list[tuple[str, str, float]] = []
    for path in paths:
        document = _parse(path, faults)
        if document is None:
            continue
        families.append(_family(document))
        for entry in document.get("skills") or []:
            skill = _skill(entry, families[-1].id, path.name, faults)
            if skill is not None:
                entered = [skill, *_narrower(entry, skill, path.name, faults)]
                skills += entered
                origins += [path.name] * len(entered)
        alike += _alike(document.get("alike"), path.name, faults)
    skills = _with_alike(skills, alike, faults)
    faults.extend(_unsound(families, skills, origins))
    if faults:
        raise InputError(
            f"expected a sound taxonomy, found {len(faults)} faults in its files",
            faults=faults,
            hint="correct the entries named below",
        )
    return Taxonomy(skills, families)


def _parse(path: Traversable, faults: list[Fault]) -> dict[str, Any] | None:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - safe either way
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        faults.append(Fault("YAML", " ".join(str(error).split()), path.name, mark.line + 1 if mark else None))
        return None
    if not isinstance(document, dict) or not isinstance(document.get("family"), str):
        faults.append(Fault("a mapping with `family`, `label`, `skills`", type(document).__name__, path.name))
        return None
    for key in sorted(set(document) - _FAMILY_KEYS, key=str):
        faults.append(Fault(f"one of {', '.join(sorted(_FAMILY_KEYS))}", repr(key), path.name))
    return document


def _family(document: dict[str, Any]) -> Family:
    name = document["family"]
    return Family(name, str(document.get("label", name)), bool(document.get("role_family", False)))


def _skill(entry: Any, family: str, file: str, faults: list[Fault]) -> Skill | None:
    if (
        not isinstance(entry, dict)
        or not isinstance(entry.get("id"), str)
        or not isinstance(entry.get("label"), str)
    ):
        faults.append(Fault("a skill with `id` and `label` in words", repr(entry)[:80], file))
        return None
    name = entry["id"]
    before = len(faults)
    if not _ID.fullmatch(name):
        faults.append(Fault("an id like `kebab-case`", repr(name), file, field=name))
    for key in sorted(set(entry) - _SKILL_KEYS, key=str):
        faults.append(Fault(f"one of {', '.join(sorted(_SKILL_KEYS))}", repr(key), file, field=name))
    if entry.get("kind") not in _KINDS:
        faults.append(Fault(f"kind: one of {', '.join(_KINDS)}", repr(entry.get("kind")), file, field=name))
    words = {
        key: _strings(entry.get(key), key, name, file, faults)
        for key in ("aliases", "context_aliases", "context_words")
    }
    related = tuple(_related(entry.get("related"), name, file, faults))
    if len(faults) > before:
        return None
    return Skill(
        id=name, label=entry["label"], family=family, kind=entry["kind"], related=related,
        broader=entry.get("broader"), context=bool(entry.get("context", False)), **words,
    )  # fmt: skip


def _narrower(entry: dict[str, Any], parent: Skill, file: str, faults: list[Fault]) -> Iterator[Skill]:
    """`narrower: [Grafana, VMware = ESXi]`: products that are skills of their own, not other names of this one."""
    for line in _strings(entry.get("narrower"), "narrower", parent.id, file, faults):
        label, *aliases = (name.strip() for name in line.split(" = "))
        own_id = _NOT_IN_AN_ID.sub("-", label.lower()).strip("-")
        kind: Kind = "knowledge" if parent.kind == "knowledge" else "tool"
        yield Skill(own_id, label, parent.family, kind, tuple(aliases), broader=parent.id)


def _strings(value: Any, key: str, skill: str, file: str, faults: list[Fault]) -> tuple[str, ...]:
    """A list of strings; one list inside it is spliced in, so that skills may share words by a YAML anchor."""
    if value is None:
        return ()
    if not isinstance(value, list):
        faults.append(Fault(f"{key}: a list", repr(value), file, field=skill))
        return ()
    flat = [part for item in value for part in (item if isinstance(item, list) else [item])]
    for part in flat:
        if not isinstance(part, str):
            faults.append(Fault(f"{key}: words (put quotes around them)", repr(part), file, field=skill))
    return tuple(part for part in flat if isinstance(part, str))


def _related(value: Any, skill: str, file: str, faults: list[Fault]) -> Iterator[tuple[str, float]]:
    for item in value or []:
        if isinstance(item, str):
            yield item, RELATED_WEIGHT
            continue
        pairs = list(item.items()) if isinstance(item, dict) else []
        if len(pairs) == 1 and isinstance(pairs[0][1], int | float) and 0 < pairs[0][1] <= 1:
            yield str(pairs[0][0]), float(pairs[0][1])
        else:
            faults.append(
                Fault("related: a skill id, or {id: weight in 0..1}", repr(item), file, field=skill)
            )


def _alike(value: Any, file: str, faults: list[Fault]) -> Iterator[tuple[str, str, float]]:
    """`alike: [{share: 0.5, skills: [asana, trello, jira]}]`: every pair of a group, once."""
    for group in value or []:
        share, names = (group.get("share"), group.get("skills")) if isinstance(group, dict) else (None, None)
        if (
            not isinstance(share, int | float)
            or not 0 < share <= 1
            or not isinstance(names, list)
            or len(names) < 2
        ):
            faults.append(Fault("alike: {share: 0..1, skills: [two ids or more]}", repr(group)[:80], file))
            continue
        yield from ((str(one), str(other), float(share)) for one, other in combinations(names, 2))


def _with_alike(skills: list[Skill], alike: list[tuple[str, str, float]], faults: list[Fault]) -> list[Skill]:
    near: dict[str, list[tuple[str, float]]] = {}
    for one, other, share in alike:
        near.setdefault(one, []).append((other, share))
    unknown = near.keys() - {skill.id for skill in skills}
    faults.extend(Fault("alike: the id of a skill", repr(one)) for one in sorted(unknown))
    return [replace(skill, related=(*skill.related, *near.get(skill.id, ()))) for skill in skills]


def _unsound(families: list[Family], skills: list[Skill], origins: list[str]) -> Iterator[Fault]:
    yield from _repeats([(family.id, family.label) for family in families], "a family once")
    yield from _repeats(
        [(skill.id, file) for skill, file in zip(skills, origins, strict=True)], "a skill id once"
    )
    filled = {skill.family for skill in skills}
    yield from (
        Fault("at least one skill", "none", field=family.id) for family in families if family.id not in filled
    )
    known = {skill.id for skill in skills}
    for skill, file in zip(skills, origins, strict=True):
        named = [other for other, _ in skill.related] + ([skill.broader] if skill.broader else [])
        for other in named:
            if other not in known or other == skill.id:
                yield Fault("the id of another skill", repr(other), file, field=skill.id)
        if (skill.context or skill.context_aliases) and not skill.context_words:
            yield Fault("context_words for its ambiguous names", "none", file, field=skill.id)
    yield from _circles(skills)
    yield from _shared_names(skills, origins)


def _repeats(named: list[tuple[str, str]], expected: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for name, place in named:
        if name in seen:
            yield Fault(expected, "a second one", place, field=name)
        seen.add(name)


def _circles(skills: list[Skill]) -> Iterator[Fault]:
    broader = {skill.id: skill.broader for skill in skills}
    for skill in skills:
        seen = {skill.id}
        above = skill.broader
        while above is not None and above not in seen:
            seen.add(above)
            above = broader.get(above)
        if above == skill.id:
            yield Fault("broader skills that end somewhere", "a circle", field=skill.id)


def _shared_names(skills: list[Skill], origins: list[str]) -> Iterator[Fault]:
    owners: dict[str, str] = {}
    for skill, file in zip(skills, origins, strict=True):
        written: set[str] = set()
        for name, _ in skill.surfaces():
            forms = keys(name)
            if not forms:
                yield Fault("a name with a letter or digit in it", repr(name), file, field=skill.id)
                continue
            others = {owner for form in forms if (owner := owners.setdefault(form, skill.id)) != skill.id}
            for owner in sorted(others):
                yield Fault(
                    "a name of one skill only", f"{name!r}, which `{owner}` has too", file, field=skill.id
                )
            if forms[0] in written:
                yield Fault("each name once", f"{name!r} twice", file, field=skill.id)
            written.add(forms[0])
