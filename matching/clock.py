"""What time it is, as something that can be handed in.

Availability and freshness depend on the day, so no other module asks the operating system.
"""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


def fixed_clock(moment: datetime) -> Clock:
    """A clock that stands still at `moment`, for tests and replays."""
    if moment.tzinfo is None:
        raise ValueError(f"expected an aware datetime, found the naive {moment!r}; give it a time zone")
    return lambda: moment
