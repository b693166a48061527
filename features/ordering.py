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

_PLACE = re.compile(r"(?P<list>\w+)\[(?P<item>\d+)\]")
_LISTS = frozenset({"skills", "education", "certifications"})
_NEVER_ENDED = float("inf")


def fields_in_order(profile: Profile, taxonomy: Taxonomy) -> Iterator[TextField]:
    """`text_fields`, the same for every order of the lists; a second entry of the same name is left out."""
    jobs = {item: place for place, item in enumerate(latest_first(profile.experience))}
    said: set[tuple[str, str]] = set()

    def place(numbered: tuple[int, TextField]) -> tuple[int, int, str, int]:
        number, field = numbered
        found = _PLACE.match(field.path)
        if found is None:
            return sections.index(field.path), 0, "", number
        name = found["list"]
        if name == "experience":
            return sections.index(name), jobs[int(found["item"])], "", number
        return sections.index(name), 0, name_of(field.text, taxonomy).casefold(), number

    fields = list(text_fields(profile))
    sections = list(dict.fromkeys(re.split(r"[.\[]", field.path)[0] for field in fields))
    for _, field in sorted(enumerate(fields), key=place):
        entry = (re.sub(r"\[\d+\]", "[]", field.path), name_of(field.text, taxonomy).casefold())
        if not entry[0].startswith(tuple(_LISTS)) or entry not in said:
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
