"""Run some of the tests in a fork of the session that collected them all.

Nothing is imported or collected again, and nothing a test or a missing rule leaves behind outlives the fork.
"""

import json
import os
import signal
import traceback
from collections.abc import Callable, Iterable
from typing import Any

import pytest

LONGEST_S = 1800


class Reports:
    """A plugin that keeps what the last test came to."""

    def __init__(self) -> None:
        self.failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed


def passes(item: pytest.Item) -> bool:
    """Run one test as pytest does. What is made for the whole session stays; the rest is torn down after each."""
    reports = Reports()
    item.config.pluginmanager.register(reports)
    try:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=item.session)
    finally:
        item.config.pluginmanager.unregister(reports)
    return not reports.failed


def make_the_record(items: Iterable[pytest.Item]) -> None:
    """Make the record that tests are given copies of, so that no fork has to: hashing passwords is slow on purpose."""
    item = next(item for item in items if {"world", "file_world"} & set(getattr(item, "fixturenames", ())))
    if not passes(item):
        raise RuntimeError(f"{item.nodeid} fails with every rule in place; mend it first")


def in_a_fork(work: Callable[[], Any]) -> Any:
    """What `work` gives, as JSON carries it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _work_and_end(work, writing)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    if status:
        raise ChildProcessError(
            f"expected an answer of a fork, found that it ended with {status}: {said[:500]!r}"
        )
    return json.loads(said)


def _work_and_end(work: Callable[[], Any], writing: int) -> None:
    signal.alarm(LONGEST_S)
    status = 1
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        answer = json.dumps(work())
        with os.fdopen(writing, "w") as pipe:
            pipe.write(answer)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)
