"""Names and other protected facts of simulated people: invented, and apart from everything that scores.

The truth does not depend on any of them. Governance sets them aside at import like a real person's.
"""

from datetime import date
from typing import Any

from models.simulation.chance import seeded
from models.simulation.crafts import read_data

# Share of people who gave the fact, of their own will.
_GAVE_GENDER = 0.7
_GAVE_BIRTH = 0.5


def identity(seed: int, row: int, years: float, as_of: date) -> dict[str, Any]:
    """Protected keys of one person. The name is always there; the rest only where it was given voluntarily."""
    draw, words = seeded("identity", seed, row), read_data("names")
    first = draw.choice(words["openings"]) + draw.choice(words["middles"]) + draw.choice(words["closings"])
    last = draw.choice(words["houses"]) + draw.choice(words["ends"])
    known: dict[str, Any] = {"name": f"{first} {last}"}
    if draw.random() < _GAVE_GENDER:
        known["gender"] = draw.choices(list(words["genders"]), list(words["genders"].values()))[0]
    if draw.random() < _GAVE_BIRTH:
        known["year_of_birth"] = as_of.year - round(years) - draw.randint(19, 32)
    return known
