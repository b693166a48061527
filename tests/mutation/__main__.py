"""`python -m tests.mutation [PATH ...]`: take each rule of the files away and say which test fails, first those it refuses.

One pytest session collects all tests of governance and forks for every rule (`running.py`). Two rounds: the tests that the rule
refuses, which takes seconds, then for what none of them held every other test that comes by.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pytest

from tests.mutation import recording
from tests.mutation.kept import TESTS, Kept
from tests.mutation.recording import Seen
from tests.mutation.rules import ROOT, Rule, files_of_governance, rules_of
from tests.mutation.running import in_a_fork, make_the_record, passes
from tests.mutation.taking import take_away

CHOSEN = ["-q", "-s", "-m", "not postgresql and not browser", "-o", "tmp_path_retention_policy=failed"]


class Run:
    """A plugin: instead of running the tests once, run some of them for every rule."""

    def __init__(self, rules: list[Rule], kept: Kept) -> None:
        self.rules = rules
        self.kept = kept
        self.held: dict[Rule, str] = {}
        self.not_held: list[Rule] = []
        self._sound: dict[str, bool] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.session = session
        make_the_record(session.items)
        all_rules = [rule for path in files_of_governance() for rule in rules_of(path)]
        self.seen = self.kept.recorded(
            session.items, lambda items: in_a_fork(lambda: recording.record(items, all_rules))
        )
        open_rules = [rule for rule in self.rules if not self._known(rule)]
        for tries in (recording.refused_at, recording.comes_by):
            open_rules = [rule for rule in open_rules if not self._holds(rule, tries)]
        return True

    def _known(self, rule: Rule) -> bool:
        before = self.kept.tried(rule)
        if before is not None and before["by"]:
            self.held[rule] = before["by"]
        elif before is not None:
            self.not_held.append(rule)
        return before is not None

    def _holds(self, rule: Rule, reached: Callable[[Rule, Seen], bool]) -> bool:
        """Whether one of the tests that reach the rule so fails without it."""
        began = time.monotonic()
        items = [item for item in self.session.items if reached(rule, self.seen[item.nodeid])]
        by = self._failing(rule, sorted(items, key=partial(self._nearest_and_cheapest, rule)))
        took = time.monotonic() - began
        last = reached is recording.comes_by
        print(
            f"\n{took:4.0f} s {len(items):5} tests  {rule}\n        {by or ('SURVIVES' if last else 'later')}",
            flush=True,
        )
        if by or last:
            self.kept.keep(rule, by, took)
            self._known(rule)
        return by is not None

    def _failing(self, rule: Rule, items: list[pytest.Item]) -> str | None:
        """The first test that fails without the rule, alone too, and passes with it."""
        while items:
            at = in_a_fork(partial(self._first_failing, rule, items))
            if at is None:
                return None
            item = items[at]
            alone = at == 0 or in_a_fork(partial(self._first_failing, rule, [item])) == 0
            if alone and self._passes_with_all_rules(item):
                return item.nodeid
            items = items[at + 1 :]
        return None

    def _first_failing(self, rule: Rule, items: Iterable[pytest.Item]) -> int | None:
        take_away(rule, self.session)
        return next((at for at, item in enumerate(items) if not passes(item)), None)

    def _passes_with_all_rules(self, item: pytest.Item) -> bool:
        if item.nodeid not in self._sound:
            self._sound[item.nodeid] = in_a_fork(lambda: passes(item))
        return self._sound[item.nodeid]

    def _nearest_and_cheapest(self, rule: Rule, item: pytest.Item) -> tuple[int, float]:
        own = TESTS.parent / rule.path.with_name(f"test_{rule.path.stem}.py")
        path = Path(item.nodeid.partition("::")[0])
        nearness = 0 if path == own else 1 if path.parent == own.parent else 2
        return nearness, self.seen[item.nodeid]["seconds"]


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.mutation")
    arguments.add_argument("paths", nargs="*", type=Path, help="files of governance; by default all")
    arguments.add_argument("--list", action="store_true", help="only say which rules there are")
    arguments.add_argument("--kept", type=Path, default=ROOT / ".candor/mutation", help="where to go on from")
    asked = arguments.parse_args()
    rules = [rule for path in asked.paths or files_of_governance() for rule in rules_of(path)]
    if asked.list:
        print(*rules, sep="\n")
        return
    run = Run(rules, Kept(asked.kept))
    status = pytest.main([*CHOSEN, str(ROOT / TESTS)], plugins=[run])
    if status:
        sys.exit(status)
    _report(run)
    sys.exit(bool(run.not_held))


def _report(run: Run) -> None:
    print(f"\n{len(run.held)} of {len(run.rules)} rules are held by a test; not held:")
    print(*run.not_held, sep="\n")


if __name__ == "__main__":
    main()
