"""A role template before it is saved: what it would say, beside what its version in force says.

Both are read as role documents; which keys there are is `matching/roles.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from governance.templates import TemplatePlan
from matching.codes import country_names, language_names
from review_ui.web import words
from review_ui.web.views.facts import skill_words

# Comparing longer texts word by word takes longer than it helps.
_MOST_WORDS = 2_000
Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Point:
    """One thing a role says: each side as items, an item in pieces. `prose`: the items are running text."""

    label: str
    before: "_Side"
    after: "_Side"
    changed: bool
    prose: bool = False


@dataclass(frozen=True, slots=True)
class TemplateShown:
    """`version`: that it would be. `before` None: a new template. `said`: what stays the same, which a new one has nothing of."""

    id: str
    title: str
    version: int
    before: int | None
    family: str | None
    unchanged: bool
    changed: tuple[Point, ...]
    said: tuple[Point, ...]
    digest: str


_Side = tuple[tuple[Piece, ...], ...]
_Sides = tuple[_Side, _Side]
_Said = Callable[[Any], Sequence[str]]


def template_shown(plan: TemplatePlan) -> TemplateShown:
    old = plan.before.role if plan.before else {}
    points = [point for name in _SAID if (point := _point(name, old, plan.role, is_new=plan.before is None))]
    before = plan.before.version if plan.before else None
    return TemplateShown(
        id=plan.role["id"],
        title=plan.role.get("title") or plan.role["id"],
        version=before if before and plan.unchanged else (before or 0) + 1,
        before=before,
        family=plan.family,
        unchanged=plan.unchanged,
        changed=tuple(one for one in points if one.changed),
        said=tuple(one for one in points if not one.changed),
        digest=plan.digest,
    )


def _point(name: str, old: Mapping[str, Any], new: Mapping[str, Any], *, is_new: bool) -> Point | None:
    label, say = _SAID[name]
    before, after = (tuple(say(role[name])) if role.get(name) else () for role in (old, new))
    if not before and not after:
        return None
    prose = name in ("title", "description")
    if is_new or before == after:
        return Point(label, _plain(before), _plain(after), is_new, prose)
    sides = _apart(before[0], after[0]) if prose and before and after else _listed_apart(before, after)
    return Point(label, sides[0], sides[1], True, prose)


def _plain(items: Iterable[str]) -> _Side:
    return tuple((Piece("same", item),) for item in items)


def _listed_apart(before: Sequence[str], after: Sequence[str]) -> _Sides:
    return (
        tuple((Piece("same" if item in after else "gone", item),) for item in before),
        tuple((Piece("same" if item in before else "new", item),) for item in after),
    )


def _apart(before: str, after: str) -> _Sides:
    """Running text word by word: what went on the one side, what came on the other."""
    old, new = before.split(), after.split()
    if len(old) + len(new) > _MOST_WORDS:
        return ((Piece("gone", before),),), ((Piece("new", after),),)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = tag == "equal"
        left += [Piece("same" if same else "gone", " ".join(old[a:b]))] if b > a else []
        right += [Piece("same" if same else "new", " ".join(new[c:d]))] if d > c else []
    return (tuple(left),), (tuple(right),)


def _text(value: Any) -> Sequence[str]:
    return [str(value).strip()]


def _items(value: Any) -> Sequence[str]:
    return [str(item) for item in value]


def _skills(value: Any) -> Sequence[str]:
    return [skill_words(skill) for skill in value]


def _rate(value: Any) -> Sequence[str]:
    return [f"{words.amount(value['amount'], value['currency'])}/h"]


def _range(value: Any) -> Sequence[str]:
    ends = [
        f"{word} {words.amount(value[end], value['currency'])}"
        for word, end in (("from", "min"), ("to", "max"))
        if value.get(end) is not None
    ]
    return [" ".join(ends) or value["currency"]]


def _count(unit: str) -> _Said:
    return lambda value: [f"{words.number(value)} {unit}".strip()]


def _proposed(value: Any) -> Sequence[str]:
    return [
        f"{words.plain(name)}: {said if name == 'jurisdiction' else words.plain(str(said))}"
        for name, said in value.items()
        if said
    ]


_SAID: Mapping[str, tuple[str, _Said]] = {
    "title": ("Title", _text),
    "description": ("Description", _text),
    "must_have": ("Must have", _skills),
    "nice_to_have": ("Nice to have", _skills),
    "max_hourly_rate": ("Hourly rate cap", _rate),
    "budget": ("Budget", _range),
    "countries": ("Works in", lambda value: [country_names().get(code, code) for code in value]),
    "languages": ("Languages", lambda value: [language_names().get(code, code) for code in value]),
    "timezone_overlap_hours": ("Shared hours a day", _count("hours")),
    "hours_per_week": ("Hours a week", _count("")),
    "start_by": ("Start by", lambda value: [words.day(value)]),
    "duration_weeks": ("How long", _count("weeks")),
    "min_years": ("Years of experience", _count("")),
    "security_level": ("Clearance", _text),
    "data_sensitivity": ("Sensitive data", _text),
    "work_type": ("Kind of work", _text),
    "deliverables": ("Deliverables", _items),
    "acceptance_criteria": ("Accepted when", _items),
    "business_unit": ("Business unit", _text),
    "intake": ("Proposed for the request", _proposed),
}
