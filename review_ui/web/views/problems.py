"""A refusal as the lines that stand over the form it was typed into."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matching.errors import CandorError, InputError


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that comes back as it was sent: which of the page's, what was typed, what stands in the way, and at which fields."""

    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset()

    def given(self, form: str, name: str, otherwise: str = "") -> str:
        return self.values.get(name, otherwise) if form == self.form else otherwise

    def of(self, form: str) -> tuple[str, ...]:
        return self.problems if form == self.form else ()

    def at(self, form: str, name: str) -> bool:
        return form == self.form and name in self.fields


NOTHING_REFUSED = Refused()


def refused(form: str, values: Mapping[str, Any], refusal: CandorError, about: str = "") -> Refused:
    """`about`: the field that a refusal speaks of which names none."""
    named = (
        {fault.field for fault in refusal.faults if fault.field} if isinstance(refusal, InputError) else set()
    )
    typed = {name: "" if value is None else str(value) for name, value in values.items()}
    return Refused(form, typed, faults_in(refusal), frozenset(named or filter(None, (about,))))


def faults_in(refusal: CandorError | None) -> tuple[str, ...]:
    """Every fault where there are some, else what was said, with what to do."""
    if refusal is None:
        return ()
    if isinstance(refusal, InputError) and refusal.faults:
        hint = (f"What to do: {refusal.hint}",) if refusal.hint else ()
        return (*map(str, refusal.faults), *hint)
    said = refusal.message[:1].upper() + refusal.message[1:]
    return (f"{said}; {refusal.hint}" if refusal.hint else said,)
