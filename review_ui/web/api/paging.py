"""A list a part at a time: `?limit=` and `?cursor=`, `items` with `next`, and a `Link` to the next part (RFC 8288).

A cursor says after which item to go on, by what the list is in order of, never how many to skip: whatever is added
meanwhile, nothing comes twice and nothing is left out. It holds no secret and opens nothing: a list answers only what
its reader may see, wherever they start.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel

from matching.errors import Fault, InputError
from review_ui.web.api.values import as_object

AT_ONCE: Final = 50
MOST_AT_ONCE: Final = 200
_LONGEST_CURSOR = 1000
# What narrows no list: the part asked for is not another list.
_NOT_THE_LIST = frozenset({"limit", "cursor"})

Key = tuple[str | int | float, ...]
Row = TypeVar("Row")


class Listing(BaseModel):
    """One part of a list. `next` is the cursor of the part after it, null at the end."""

    items: list[dict[str, Any]]
    next: str | None


class Paging:
    """Which part of a list was asked for, and how to answer with it."""

    def __init__(
        self,
        request: Request,
        response: Response,
        limit: Annotated[int, Query(ge=1, le=MOST_AT_ONCE, description="At most this many items")] = AT_ONCE,
        cursor: Annotated[
            str | None,
            Query(min_length=1, max_length=_LONGEST_CURSOR, description="`next` of the part before"),
        ] = None,
    ) -> None:
        self.limit = limit
        self._request, self._response = request, response
        self.after = None if cursor is None else _read(cursor, _list_of(request))

    def of(
        self,
        rows: Iterable[Row],
        key: Callable[[Row], Key],
        *,
        down: bool = False,
        shown: Callable[[Row], dict[str, Any]] = as_object,
    ) -> Listing:
        """The part of rows that are at hand in full, in the order of `key` (`down`: the greatest first)."""
        ordered = sorted(rows, key=key, reverse=down)
        try:
            rest = [row for row in ordered if self._is_after(key(row), down=down)]
        except TypeError:
            raise _unreadable() from None
        return self.part(rest[: self.limit + 1], key, shown=shown)

    def part(
        self,
        rows: Sequence[Row],
        key: Callable[[Row], Key],
        *,
        shown: Callable[[Row], dict[str, Any]] = as_object,
    ) -> Listing:
        """The part of rows that were read from `after` on, one more than `limit` of them where there are more."""
        taken = rows[: self.limit]
        following = _written(key(taken[-1]), _list_of(self._request)) if len(rows) > self.limit else None
        if following is not None:
            url = self._request.url.include_query_params(cursor=following)
            self._response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
        return Listing(items=[shown(row) for row in taken], next=following)

    def after_number(self) -> int | None:
        """The number that a list in order of one number goes on after."""
        if self.after is None:
            return None
        if len(self.after) != 1 or not isinstance(self.after[0], int) or not 0 <= self.after[0] < 2**53:
            raise _unreadable()
        return self.after[0]

    def after_weight(self) -> tuple[float, str] | None:
        """The weight and id that a list in order of both goes on after."""
        if self.after is None:
            return None
        if len(self.after) != 2 or isinstance(self.after[0], str):
            raise _unreadable()
        return float(self.after[0]), str(self.after[1])

    def after_moment(self) -> tuple[datetime, str] | None:
        """The moment and id that a list in order of both goes on after."""
        if self.after is None:
            return None
        try:
            at, one = self.after
            return datetime.fromisoformat(str(at)).astimezone(UTC), str(one)
        except (ValueError, OverflowError):
            raise _unreadable() from None

    def _is_after(self, key: Key, *, down: bool) -> bool:
        if self.after is None:
            return True
        return key < self.after if down else key > self.after


Paged = Annotated[Paging, Depends()]


def moment(at: datetime) -> str:
    """A moment as a key: in one zone and of one length, so that text order is time order."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _list_of(request: Request) -> str:
    """Which list this is: its path, and whatever narrows it."""
    narrowed = sorted((name, value) for name, value in request.query_params.multi_items() if value)
    told = json.dumps(
        [request.url.path, [pair for pair in narrowed if pair[0] not in _NOT_THE_LIST]], ensure_ascii=True
    )
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _written(key: Key, of_list: str) -> str:
    told = json.dumps([of_list, *key], separators=(",", ":"), ensure_ascii=True)
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _read(cursor: str, of_list: str) -> Key:
    try:
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        raise _unreadable() from None
    if not isinstance(found, list) or not all(_is_plain(one) for one in found):
        raise _unreadable()
    if len(found) < 2 or found[0] != of_list:
        raise InputError(
            "expected a cursor of this list, found one of another",
            faults=[Fault("`next` of an answer to this very question", "another list's", field="cursor")],
            hint="leave `cursor` out to start over; change nothing else while you go through a list",
        )
    return tuple(found[1:])


def _is_plain(value: Any) -> bool:
    return type(value) in (int, float) or (isinstance(value, str) and value.isprintable())


def _unreadable() -> InputError:
    return InputError(
        "expected a cursor as an answer gave it, found something else",
        faults=[Fault("`next` of an earlier answer", "something else", field="cursor")],
        hint="leave `cursor` out to start over",
    )
