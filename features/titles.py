"""What somebody calls their work: the headline, else the title of the latest work, else the first words of the text.

Looks at words as they were read (`reading.py`) and gives their place, so that what is quoted is what was counted.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from features.passages import Span, headline_parts
from features.skills import Skill
from features.taxonomy import Taxonomy
from features.typography import as_encoded, visible
from matching.profiles import TextField

# What stops after fewer words is an abbreviation (`Sr. accountant`) and no sentence.
FEWEST_WORDS, MOST_WORDS = 2, 12

# How words for people end whose work is a skill: an accountant is not accounting.
_PERSON = ("er", "ers", "or", "ors", "ant", "ants", "ist", "ists", "ian", "ians")

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"\S+")
_ENDS = (".", "!", "?", ";")

# The number of a field, and a place in it.
_Place = tuple[int, Span]


def title_place(fields: Sequence[TextField], texts: Sequence[str], taxonomy: Taxonomy) -> _Place | None:
    """Where the title stands; `texts` are the fields as they were read. None without any.

    `Payroll accountant | Xero | Sage` is a payroll accountant: a skill strung on after a title is no title. Somebody who
    gives nothing but skills is called by the first of them.
    """
    stated = [
        (number, part)
        for number, field in enumerate(fields)
        if field.path == "headline" or field.path.endswith("].title")
        for part in headline_parts(texts[number])
    ]
    own = (
        (number, part)
        for number, part in stated
        if skill_alone(texts[number][part.start : part.end], taxonomy) is None
    )
    begins = (
        place
        for number, field in enumerate(fields)
        if field.path == "text"
        for place in _openings(number, texts[number])
    )
    headline = (place for place in stated if fields[place[0]].path == "headline")
    return next(chain(own, begins, headline), None)


def skill_alone(words: str, taxonomy: Taxonomy) -> Skill | None:
    """The skill that these words name and nothing else; None where they name a person (`Graphic designer`)."""
    skill = taxonomy.find(as_encoded(words))
    return None if skill and names_a_person(as_encoded(words), skill.label) else skill


def names_a_person(surface: str, label: str) -> bool:
    """Whether a skill's name is written as the name of who does it (`auditor`)."""
    return visible(surface).casefold().endswith(_PERSON) and not label.casefold().endswith(_PERSON)


def _openings(number: int, text: str) -> Iterator[_Place]:
    """The first words of every line that has any, no further than to the end of a sentence."""
    for line in _LINE.finditer(text):
        found = [word for word in _WORD.finditer(text, *line.span()) if as_encoded(word[0])][:MOST_WORDS]
        if found:
            ends = (i for i, word in enumerate(found) if i + 1 >= FEWEST_WORDS and word[0].endswith(_ENDS))
            yield number, Span(found[0].start(), found[next(ends, -1)].end())
