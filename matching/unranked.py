"""An unranked list: everybody eligible in an order nobody chose, for when ranking by machine is stopped.

Gates apply as always and no model is asked: no score, fit, reasons or rank. The order is drawn by a seed that the
document states, so whoever holds the document can draw it again. Who stops ranking, is for others.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from matching.gates import apply_gates
from matching.pool import Pool
from matching.roles import Role
from matching.shortlist import PoolCounts
from matching.standing import flags, in_scope

SCHEMA = "candor.unranked/1"

# How many of those eligible are listed: as many as a person can still read.
MOST = 100
RULE = "ascending by SHA-256 of 'seed:id'"


def drawn(ids: Iterable[str], seed: str) -> list[str]:
    """The ids in the order that the seed draws: ascending by SHA-256 of `seed:id`."""
    return sorted(ids, key=lambda one: hashlib.sha256(f"{seed}:{one}".encode()).digest())


def unranked_document(
    pool: Pool,
    role: Role,
    *,
    seed: str,
    stops: Iterable[str],
    as_of: date,
    restricted: Mapping[str, str] | None = None,
    business_unit: str | None = None,
    most: int = MOST,
) -> dict[str, Any]:
    """The document `candor.unranked/1`: the first `most` of those eligible as drawn. `stops` are why it is unranked."""
    present = in_scope(pool, business_unit)
    gated = apply_gates(role, pool, restricted=restricted, present=present)
    row_of = {pool.ids[row]: int(row) for row in gated.eligible.nonzero()[0]}
    listed = drawn(row_of, seed)[:most]
    counts = PoolCounts(int(gated.present.sum()), len(row_of), 0, 0, len(listed))
    return {
        "schema": SCHEMA,
        "unranked": True,
        "stops": list(stops),
        "role": role.model_dump(mode="json", exclude_defaults=True),
        "snapshot": pool.about,
        "as_of": as_of.isoformat(),
        "order": {"rule": RULE, "seed": seed, "most": most},
        "pool": asdict(counts),
        "candidates": [
            {"id": one, "flags": [*gated.flags(row_of[one]), *flags(pool, row_of[one], as_of.toordinal())]}
            for one in listed
        ],
        "excluded_counts": gated.excluded_counts,
        "excluded": [
            {"id": one.id, "gates": [asdict(gate) for gate in one.gates]} for one in gated.excluded(pool.ids)
        ],
        "unrankable": [],
    }
