"""What linking finds. Plain values; offsets are half-open code points of the text exactly as it was given."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a text that stand for a requirement. `surface` is `text[start:end]`."""

    start: int
    end: int
    negated: bool
    surface: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill named in a text.

    `negated` means that the text says it is lacking, `hedged` that it claims it with a reservation ("familiar with").
    """

    skill_id: str
    start: int
    end: int
    negated: bool
    surface: str
    hedged: bool = False
