"""For the hiring manager: what was asked and where it shows, which way each group pulls, what would change it."""

from collections.abc import Iterator

from models.explained import Explanation
from models.renderings.sections import Item, Section
from models.renderings.shared import (
    LEVEL_BELOW,
    against,
    basis,
    open_facts,
    requirement,
    role_name,
    standing,
    would_change,
)

REASONS_SHOWN = 6
BAR = 12


def sections(found: Explanation, called: str) -> Iterator[Section]:
    person = found.candidate
    yield Section(
        f"{called} for {role_name(found)}",
        (Item(standing(found)), Item(basis(found))),
    )
    yield Section(
        "What was asked, and where it shows", tuple(map(requirement, person.get("requirements", ())))
    )
    reasons = [one for one in person.get("reasons", ()) if one.get("fields", True)][:REASONS_SHOWN]
    most = max((abs(reason["contribution"]) for reason in person.get("reasons", ())), default=0.0) or 1.0
    yield Section(
        f"Why, against the {found.frame['pool']['ranked']} ranked",
        tuple(
            Item(f"{_bar(reason['contribution'] / most)} {reason['label']}: {reason['sentence']}")
            for reason in reasons
        ),
    )
    yield from open_facts(person)
    yield from against(found)
    yield from would_change(found.change)


def _bar(share: float) -> str:
    """A diverging bar in characters: the same meaning without colour."""
    width = round(abs(share) * BAR) if abs(share) >= LEVEL_BELOW else 0
    width = max(width, 1) if abs(share) >= LEVEL_BELOW else 0
    left, right = ("-" * width, "") if share < 0 else ("", "+" * width)
    return f"{left:>{BAR}}|{right:<{BAR}}"
