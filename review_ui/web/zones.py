"""The zone of the reader's clock, in which pages show times. Records, exports and evidence packs stay in UTC.

The browser says its zone in a cookie (`candor.js`); one that says none, or none that is known, reads UTC. A page names
the zone beside each time of day, so that no reader has to know which of the two it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, tzinfo
from typing import Final
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

ZONE_COOKIE: Final = "candor_zone"
_LONGEST = 64
_zone: ContextVar[tzinfo] = ContextVar("zone", default=UTC)


def local(moment: datetime) -> datetime:
    """The moment on the reader's clock; one without a zone is UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(_zone.get())


def readers_zone() -> tzinfo:
    return _zone.get()


def zone_named(name: str) -> tzinfo:
    """UTC for a name that is no zone's."""
    try:
        return ZoneInfo(name) if 0 < len(name) <= _LONGEST else UTC
    except (KeyError, ValueError, OSError):
        return UTC


@contextmanager
def reading_in(zone: tzinfo) -> Iterator[None]:
    kept = _zone.set(zone)
    try:
        yield
    finally:
        _zone.reset(kept)


class ReadersZone:
    """Sets the zone for the length of a request, before anything of it is worded."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with reading_in(zone_named(unquote(Request(scope).cookies.get(ZONE_COOKIE, "")))):
            await self.app(scope, receive, send)
