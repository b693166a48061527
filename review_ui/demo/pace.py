"""The demo's own time: its story began months ago, and its people took as long to read and decide as people do.

A build takes seconds; without this every look at somebody would have lasted a millisecond, and no month would be over, which is
what figures of oversight stand on; two of them make a trend. It never gets ahead of the real clock, and when the build is over it
is the real clock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from matching.clock import Clock
from review_ui.bootstrap import Workspace

BEGAN = timedelta(days=76)  # another month than a month later, however long it is
A_MONTH_LATER = timedelta(days=45)  # before today: longer than any month lasts
TODAY = timedelta(hours=5)


class StoryClock:
    """Stands still but for `advance`, until `catch_up`."""

    def __init__(self, real: Clock) -> None:
        self._real = real
        self._now: datetime | None = self._morning(BEGAN)

    def __call__(self) -> datetime:
        return self._real() if self._now is None else self._now

    def advance(self, passed: timedelta) -> None:
        if self._now is not None:
            self._now = min(self._now + passed, self._real())

    def come_to(self, ago: timedelta) -> None:
        """To the morning of a day so long ago."""
        if self._now is not None:
            self._now = max(self._now, self._morning(ago))

    def come_to_today(self) -> None:
        """Some hours ago, or the midnight since."""
        now = self._real()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        self._now = max(now - TODAY, midnight)

    def catch_up(self) -> None:
        self._now = None

    def _morning(self, ago: timedelta) -> datetime:
        """Early enough that a day's cases end before its midnight, which may be a month's."""
        return (self._real() - ago).replace(hour=7, minute=30, second=0, microsecond=0)


@contextmanager
def on_story_time(workspace: Workspace) -> Iterator[StoryClock]:
    """The workspace on the story's clock, for as long as the story is told."""
    real, clock = workspace.clock, StoryClock(workspace.clock)
    workspace.clock = clock
    try:
        yield clock
    finally:
        clock.catch_up()
        workspace.clock = real


def take(workspace: Workspace, **passed: float) -> None:
    """Let some time pass, as in `take(workspace, minutes=2)`; on any other clock nothing happens."""
    if isinstance(workspace.clock, StoryClock):
        workspace.clock.advance(timedelta(**passed))
