"""Hours east of UTC, of a person's zone and of a country, and how far two working days overlap.

Offsets are those of January: a shift of an hour in summer changes no working day by more than that.
"""

import re
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from matching.feature_spec import FloatArray

# A working day of the same length everywhere; nobody is asked to work at night.
WORKING_DAY_HOURS = 8.0

_WRITTEN = re.compile(r"(?:UTC|GMT)?\s*([+-]\d{1,2})(?::?(\d\d))?", re.IGNORECASE)


def utc_offset(name: str | None) -> float | None:
    """From an IANA zone (`Europe/Berlin`) or `UTC+2`; None when it cannot be read."""
    if not name:
        return None
    written = _WRITTEN.fullmatch(name.strip())
    if written:
        hours = int(written[1])
        return hours + (1 if hours >= 0 else -1) * int(written[2] or 0) / 60
    try:
        offset = datetime(2026, 1, 15, tzinfo=ZoneInfo(name.strip())).utcoffset()
    except (KeyError, ValueError, OSError):
        return 0.0 if name.strip().upper() in ("UTC", "GMT", "Z") else None
    return offset.total_seconds() / 3600 if offset is not None else None


@cache
def country_offsets(country: str) -> tuple[float, ...]:
    """Every offset in use in a country by its ISO code, ascending; none for a country without a zone of its own."""
    from babel.core import get_global

    zones = (zone for zone, territory in get_global("zone_territories").items() if territory == country)
    return tuple(sorted({offset for zone in zones if (offset := utc_offset(zone)) is not None}))


def shared_hours(offsets: FloatArray, place: tuple[float, ...]) -> FloatArray:
    """Working hours shared with the best of a place's zones, `(n,)` in 0..8; NaN where either side is unknown."""
    if not place:
        return np.full(len(offsets), np.nan)
    apart = np.abs(offsets[:, None] - np.array(place))
    # Round the world the short way: +13 and -11 keep the same hours.
    return np.maximum(0.0, WORKING_DAY_HOURS - np.minimum(apart, 24 - apart).min(axis=1))
