"""What a context is: which templates it is for."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class PageContext:
    """`template` is the full page, `fragment` the partial of it that htmx swaps."""

    template: ClassVar[str]
    fragment: ClassVar[str | None] = None
