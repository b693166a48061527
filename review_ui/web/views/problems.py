"""A refusal as the lines that stand over the form it was typed into."""

from matching.errors import CandorError, InputError


def faults_in(refusal: CandorError | None) -> tuple[str, ...]:
    """Every fault where there are some, else what was said, with what to do."""
    if refusal is None:
        return ()
    if isinstance(refusal, InputError) and refusal.faults:
        hint = (f"What to do: {refusal.hint}",) if refusal.hint else ()
        return (*map(str, refusal.faults), *hint)
    said = refusal.message[:1].upper() + refusal.message[1:]
    return (f"{said}; {refusal.hint}" if refusal.hint else said,)
