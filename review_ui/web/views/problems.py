"""A refusal as the lines that stand over the form it was typed into, and the form as it was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matching.errors import CandorError, InputError


@dataclass(frozen=True, slots=True)
class Sent:
    """One form of a page, by the address it is sent `to`; where it was refused, also what was typed, what is wrong, and at which fields."""

    to: str
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    def given(self, name: str, otherwise: object = "") -> object:
        """What a field holds: as it was typed, or before anything was refused what the page offers."""
        typed = self.values.get(name)
        return typed[-1] if typed else otherwise

    def chosen(self, name: str, value: str, otherwise: bool = False) -> bool:
        """Whether one of several answers is marked; none marked is an answer too."""
        return value in self.values.get(name, ()) if self.problems else otherwise

    def at(self, name: str) -> bool:
        return name in self.fields

    def first_at(self, name: str) -> bool:
        """Whether that is where to go on: one field of a page may have the focus."""
        return self.fields[:1] == (name,)


@dataclass(frozen=True, slots=True)
class Refused:
    """Which form of a page was refused, if any."""

    form: Sent | None = None

    def sent(self, to: str) -> Sent:
        return self.form if self.form is not None and self.form.to == to else Sent(to)


NOTHING_REFUSED = Refused()


def refused(to: str, values: Mapping[str, Sequence[str]], refusal: CandorError, about: str = "") -> Refused:
    """`about`: the field that a refusal speaks of which names none."""
    faults = refusal.faults if isinstance(refusal, InputError) else ()
    named = dict.fromkeys(fault.field for fault in faults if fault.field)
    return Refused(Sent(to, values, faults_in(refusal), tuple(named) or tuple(filter(None, (about,)))))


def faults_in(refusal: CandorError | None) -> tuple[str, ...]:
    """Every fault where there are some, else what was said, with what to do."""
    if refusal is None:
        return ()
    if isinstance(refusal, InputError) and refusal.faults:
        *others, last = map(str, refusal.faults)  # what to do is no fault of its own: they are counted
        return (*others, f"{last}; {refusal.hint}" if refusal.hint else last)
    said = refusal.message[:1].upper() + refusal.message[1:]
    return (f"{said}; {refusal.hint}" if refusal.hint else said,)
