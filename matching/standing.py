"""Where people of a pool stand for a request before anybody compares them: held for its business unit, embedded, fresh.

Columns of the pool, filled from what the record lets be done with each person. A pool without a record has no units and
knows no bar. Who may ask is for others.
"""

import numpy as np
from numpy.typing import NDArray

from matching.errors import Conflict
from matching.pool import Pool

EVERYWHERE = "*"

# A record last seen longer ago than this is marked.
STALE_DAYS = 365

BoolArray = NDArray[np.bool_]
Rows = NDArray[np.intp]


def in_scope(pool: Pool, business_unit: str | None) -> BoolArray | None:
    """Who is there at all for a request of this unit: its own people and those held for all; None: everybody.

    Whoever is out of scope is absent: not ranked, not excluded, not counted.
    """
    if business_unit is None:
        return None
    units = pool.labels.get("business_unit")
    if units is None:
        raise Conflict(
            "expected a snapshot that knows which business unit holds each person, found an older one",
            hint="candor serve or candor import makes a new one",
        )
    return units.is_label(business_unit) | units.is_label(EVERYWHERE)


def embedded(pool: Pool, rows: Rows) -> BoolArray:
    """Whose words may be compared by meaning, bool `(len(rows),)`: all, in a pool without the column; others have no vectors."""
    barred = pool.numbers.get("not_embedded")
    return np.ones(len(rows), bool) if barred is None else ~(barred[rows] > 0)


def flags(pool: Pool, row: int, as_of: int) -> tuple[str, ...]:
    """What a reader must know of this record: `not_embedded`, `stale`. An unknown day is not called stale."""
    seen, barred = pool.numbers.get("seen_on"), pool.numbers.get("not_embedded")
    said = {
        "not_embedded": barred is not None and barred[row] > 0,
        "stale": seen is not None and as_of - seen[row] > STALE_DAYS,
    }
    return tuple(flag for flag, holds in said.items() if holds)
