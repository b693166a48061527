"""The order in which a record is read, whatever order it was written in: latest work first, lists by what they name.

A list says that its entries hold, not which comes first, and each entry says it once however often it stands there.
Work without dates keeps the order it was written in: there the order is all one has.
"""

import re
from collections.abc import Iterator, Sequence

from features.taxonomy import Taxonomy
from features.tenure import span_of
from features.typography import as_encoded, settled
from features.words import keys
from matching.profiles import Experience, Profile, TextField, text_fields

_PLACE = re.compile(r"(\w+)(?:\[(\d+)\])?")
_ITEM = re.compile(r"\[\d+\]")
_LISTS = frozenset({"skills", "education", "certifications"})
_NEVER_ENDED = float("inf")


def fields_in_order(profile: Profile, taxonomy: Taxonomy) -> Iterator[TextField]:
    """`text_fields`, the same for every order of the lists; a second entry of the same name is left out."""
    jobs = {item: place for place, item in enumerate(latest_first(profile.experience))}
    placed: list[tuple[int, int, str, int, TextField]] = []
    said: set[tuple[str, str]] = set()
    sections: dict[str, int] = {}
    for number, field in enumerate(text_fields(profile)):
        section, item = _PLACE.match(field.path).groups()  # type: ignore[union-attr]  # it matches every path
        at = sections.setdefault(section, len(sections))
        name = name_of(field.text, taxonomy).casefold() if section in _LISTS else ""
        placed.append((at, jobs[int(item)] if section == "experience" else 0, name, number, field))
    for *_, name, _, field in sorted(placed, key=lambda one: one[:4]):
        entry = (_ITEM.sub("[]", field.path), name)
        if not name or entry not in said:
            yield field
        said.add(entry)


def latest_first(experience: Sequence[str | Experience]) -> list[int]:
    """Positions of the pieces of work, ongoing and latest first; as written unless every piece has a start."""
    spans = [span_of(item) if isinstance(item, Experience) else None for item in experience]
    if any(span is None for span in spans):
        return list(range(len(experience)))

    def newest(item: int) -> tuple[float, float, str]:
        start, end = spans[item] or (0.0, 0.0)
        work = experience[item]
        words = "" if isinstance(work, str) else f"{work.title}\n{work.description}"
        return -(_NEVER_ENDED if end != end else end), -start, settled(words).casefold()

    return sorted(range(len(experience)), key=newest)


def name_of(entry: str, taxonomy: Taxonomy) -> str:
    """What a list entry names: the taxonomy's label where the whole entry is one of its names, else its own words."""
    words = as_encoded(settled(entry))
    skill = taxonomy.find(words)
    return skill.label if skill else words


def distinct(entries: Sequence[str]) -> int:
    """How many different things a list names, whatever their case, accents and marks."""
    return len(
        {(keys(as_encoded(settled(entry))) or (entry.strip(),))[0] for entry in entries if entry.strip()}
    )
