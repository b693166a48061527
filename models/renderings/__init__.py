"""One explanation for three readers: a hiring manager, procurement, the person it is about.

    sections.py      what a rendering is made of, and the same as plain text
    shared.py        what several readers are told in the same words
    manager.py, procurement.py, candidate.py     one reader each

Nothing is claimed here that the explanation does not hold.
"""

from collections.abc import Callable, Iterator
from typing import Literal

from models.explained import Explanation
from models.renderings import candidate, manager, procurement
from models.renderings.sections import Section, as_text
from models.renderings.shared import handle

__all__ = ["READERS", "Reader", "Section", "as_text", "render_for"]

Reader = Literal["manager", "procurement", "candidate"]

READERS: dict[Reader, Callable[[Explanation, str], Iterator[Section]]] = {
    "manager": manager.sections,
    "procurement": procurement.sections,
    "candidate": candidate.sections,
}


def render_for(reader: Reader, explanation: Explanation, called: str | None = None) -> tuple[Section, ...]:
    """The sections a reader gets; an empty one is left out. `called`: what the reader knows the person by."""
    title = called or handle(explanation.candidate["id"])
    return tuple(section for section in READERS[reader](explanation, title) if section.items or section.table)
