"""A draft of a role from what a published taxonomy says of an occupation: a beginning for a person, never a decision.

Chooses and words; who saves it as a template is for others. Which occupation is meant: `taxonomies/occupations.py`.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from features.linking.semantic import stems_of
from features.taxonomies.catalogue import Catalogue, Occupation
from features.taxonomies.names import plain

MOST_MUST, MOST_NICE = 8, 6
MOST_DELIVERABLES, MOST_DESCRIBED = 5, 4

# A skill that fewer occupations use tells no more: publishers word many for one occupation alone.
_FEW = 8
_SMALL = 64  # in a taxonomy of fewer occupations no skill is used by many
# What more than this share of all occupations use (word processing) tells nothing of one of them.
_COMMON = 0.2
_MAKES = re.compile(
    r"(?i)(?:prepare|develop|write|design|create|produce|compile|document|draft|build|generate|draw|deliver|publish"
    r"|edit|test|model)\b"
)
_NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")
_LONGEST_ID = 80
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Draft:
    """`role` in the role format; what the occupation asks for and the draft does not, most telling first."""

    role: dict[str, Any]
    occupation: Occupation
    left_out: tuple[str, ...]
    left_out_optional: tuple[str, ...]


def draft_role(catalogue: Catalogue, occupation: Occupation, *, title: str | None = None) -> Draft:
    """The role an occupation describes: its most telling skills, about as many kinds of knowledge as of practice."""
    chooser = _Chooser(catalogue, occupation)
    must = chooser.choose(occupation.essential, MOST_MUST, chooser.tells)
    nice = chooser.choose(occupation.optional, MOST_NICE, chooser.is_known)
    named = title or occupation.label
    makes = [task for task in occupation.tasks if _MAKES.match(task)][:MOST_DELIVERABLES]
    does = [task for task in occupation.tasks if task not in makes][:MOST_DESCRIBED]
    role = {
        "id": _id_of(named),
        "title": named[:1].upper() + named[1:],
        "description": occupation.description or " ".join(does),
        "must_have": chooser.names(must),
        "nice_to_have": chooser.names(nice),
        "deliverables": [task.rstrip(".") for task in makes],
    }
    return Draft(
        role={key: value for key, value in role.items() if value},
        occupation=occupation,
        left_out=chooser.rest(occupation.essential, must),
        left_out_optional=chooser.rest(occupation.optional, nice),
    )


def as_yaml(draft: Draft, *, source: str) -> str:
    """The draft as a role file that says of itself that it is one; `source` names the taxonomy and its version."""
    notes = [
        f"A draft, made from the occupation {draft.occupation.label} ({draft.occupation.uri}) of {source}.",
        "Nobody has checked it: strike what the work does not need, add rate, hours and start, then import it as a template.",
    ]
    if not draft.role.get("must_have"):
        notes.append("No skill tells this occupation from others there, so must_have is for you to fill.")
    if draft.left_out:
        notes.append(f"Essential there too, left out here: {'; '.join(draft.left_out)}.")
    if draft.left_out_optional:
        notes.append(f"{len(draft.left_out_optional)} more may help; --json names them.")
    body: str = yaml.safe_dump(draft.role, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return "".join(f"# {' '.join(note.split())}\n" for note in notes) + body


class _Chooser:
    """Picks skills of one occupation, none of which says the same as another."""

    def __init__(self, catalogue: Catalogue, occupation: Occupation) -> None:
        self._taxonomy = catalogue.taxonomy
        self._count = len(catalogue.occupations)
        self._few = _FEW if self._count >= _SMALL else 1
        self._users = Counter(
            skill for one in catalogue.occupations for skill in {*one.essential, *one.optional}
        )
        self._groups = {skill.broader for skill in self._taxonomy if skill.kind == "tool"}
        self._own = stems_of(" ".join([occupation.label, *occupation.aliases, occupation.description]))
        self._taken: list[frozenset[str]] = []

    def choose(self, skills: Sequence[str], most: int, fits: Callable[[str], bool]) -> list[str]:
        """At most `most` that fit, best first; half of them knowledge as long as there is enough of both."""
        ranked = [skill for skill in self._ranked(skills) if fits(skill)]
        chosen: list[str] = []
        kinds: Counter[bool] = Counter()
        for half in (most / 2, most):
            for skill in ranked:
                if len(chosen) < most and kinds[self._is_knowledge(skill)] < half and self._is_new(skill):
                    chosen.append(skill)
                    kinds[self._is_knowledge(skill)] += 1
                    self._taken.append(self._roots(skill))
        return sorted(chosen, key=ranked.index)

    def tells(self, skill: str) -> bool:
        """Whether it is neither used by everybody nor a mere group of products."""
        return skill not in self._groups and self._users[skill] <= max(_FEW, _COMMON * self._count)

    def is_known(self, skill: str) -> bool:
        """Whether it tells, and enough occupations use it for a record to be likely to name it."""
        return self.tells(skill) and self._users[skill] >= self._few

    def names(self, skills: Iterable[str]) -> list[str]:
        return list(
            dict.fromkeys(" ".join(plain(self._taxonomy.skill(skill).label).split()) for skill in skills)
        )

    def rest(self, skills: Sequence[str], chosen: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.names(skill for skill in self._ranked(skills) if skill not in chosen))

    def _ranked(self, skills: Sequence[str]) -> list[str]:
        return sorted(skills, key=lambda skill: -self._telling(skill))

    def _telling(self, skill: str) -> float:
        """`ln(occupations / users) x (1 + share of its words that the occupation's own words hold)`."""
        roots = self._roots(skill)
        own = len(roots & self._own) / max(1, len(roots))
        return math.log(self._count / max(self._users[skill], self._few)) * (1 + own)

    def _is_new(self, skill: str) -> bool:
        """Whether no chosen skill has all its words, nor it all of theirs: `data mining` and `perform data mining`."""
        roots = self._roots(skill)
        return not any(roots <= taken or taken <= roots for taken in self._taken)

    def _is_knowledge(self, skill: str) -> bool:
        return self._taxonomy.skill(skill).kind == "knowledge"

    def _roots(self, skill: str) -> frozenset[str]:
        return stems_of(plain(self._taxonomy.skill(skill).label))


def _id_of(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_AN_ID.sub("-", bare)[:_LONGEST_ID].strip("-") or "role"
