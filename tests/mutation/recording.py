"""Which test reaches which rule, and at which rule it is refused: one run of all the tests, every rule in place.

A test can miss a rule only where that rule refuses: it raises, an exception leaves its call, or the database says the guard's
words. Such tests are asked first. Those that only come by are asked when none of these fails.
"""

import re
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.mutation.rules import ROOT, Rule
from tests.mutation.running import passes

GOVERNANCE = str(ROOT / "governance") + "/"
WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE)\s+(?:OR \w+ )?(?:INTO |FROM )?\"?(\w+)", re.I)
SAID = re.compile(r"guard: ([^\n]*)")
Seen = dict[str, Any]


@dataclass
class Watch:
    """Places as "path:line", a guard's words, and writes as "UPDATE table"."""

    came_by: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    def trace(self, frame: FrameType, happened: str, _: Any) -> Any:
        return self._line if frame.f_code.co_filename.startswith(GOVERNANCE) else None

    def _line(self, frame: FrameType, happened: str, _: Any) -> Any:
        place = f"{frame.f_code.co_filename[len(str(ROOT)) + 1 :]}:{frame.f_lineno}"
        (self.refused if happened == "exception" else self.came_by).add(place)
        return self._line

    def wrote(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if found := WRITE.match(statement):
            self.came_by.add(f"{found[1].upper()} {found[2]}")

    def failed(self, context: Any) -> None:
        if found := SAID.search(str(context.original_exception)):
            self.refused.add(found[1])


def record(items: Sequence[pytest.Item], rules: Sequence[Rule]) -> dict[str, Seen]:
    """By test: whether it passes, its seconds, and the marks of the rules it reaches and is refused at."""
    marks = {mark for rule in rules for mark in (*_marks(rule), rule.says)}
    return {item.nodeid: _watched(item, marks) for item in items}


def refused_at(rule: Rule, seen: Seen) -> bool:
    if rule.guard is not None:
        return rule.says in seen["refused"]
    return not set(_marks(rule)).isdisjoint(seen["refused"])


def comes_by(rule: Rule, seen: Seen) -> bool:
    return not set(_marks(rule)).isdisjoint(seen["came_by"])


def _marks(rule: Rule) -> list[str]:
    return [rule.writes] if rule.writes else [f"{rule.path}:{line}" for line in rule.lines]


def _watched(item: pytest.Item, marks: set[str | None]) -> Seen:
    print(item.nodeid, file=sys.stderr, flush=True)
    watch = Watch()
    began = time.monotonic()
    with _watching(watch):
        passed = passes(item)
    return {
        "passes": passed,
        "seconds": round(time.monotonic() - began, 3),
        "came_by": sorted(marks & watch.came_by),
        "refused": sorted(marks & watch.refused),
    }


@contextmanager
def _watching(watch: Watch) -> Iterator[None]:
    event.listen(Engine, "before_cursor_execute", watch.wrote)
    event.listen(Engine, "handle_error", watch.failed)
    threading.settrace(watch.trace)
    sys.settrace(watch.trace)
    try:
        yield
    finally:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]
        event.remove(Engine, "before_cursor_execute", watch.wrote)
        event.remove(Engine, "handle_error", watch.failed)
