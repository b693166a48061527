"""What is kept between runs: which test reaches what, and what each rule came to, so that an interrupted run goes on.

Each is kept with the hashes of what it was found on, and counts for nothing once that has changed.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.mutation.recording import Seen
from tests.mutation.rules import ROOT, Rule

TESTS = Path("tests/governance")
# As they were when this process began: it runs for a while, and files may change meanwhile.
HASHES = {
    path.relative_to(ROOT): hashlib.sha256(path.read_bytes()).hexdigest()
    for folder in (ROOT / "governance", ROOT / TESTS)
    for path in sorted(folder.rglob("*.py"))
}


class Kept:
    """A folder of two files: `recorded.json`, and `tried.jsonl`, a line a rule."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._recorded = folder / "recorded.json"
        self._tried = folder / "tried.jsonl"
        lines = self._tried.read_text().splitlines() if self._tried.exists() else []
        self._latest = {line["rule"]: line for line in map(json.loads, lines)}

    def recorded(
        self, items: Sequence[pytest.Item], record: Callable[[list[pytest.Item]], dict[str, Seen]]
    ) -> dict[str, Seen]:
        """By test. All anew when the rules or what tests share have changed, else those of changed files alone."""
        found = json.loads(self._recorded.read_text()) if self._recorded.exists() else {}
        old = found.get("tests", {}) if found.get("shared") == _shared() else {}
        fresh = {item.nodeid: HASHES[Path(item.nodeid.partition("::")[0])] for item in items}
        seen = {name: old[name]["seen"] for name in fresh if name in old and old[name]["file"] == fresh[name]}
        if missing := [item for item in items if item.nodeid not in seen]:
            print(f"recording which rules {len(missing)} tests reach", flush=True)
            seen |= record(missing)
        tests = {name: {"file": fresh[name], "seen": seen[name]} for name in fresh}
        self._recorded.write_text(json.dumps({"shared": _shared(), "tests": tests}))
        return seen

    def tried(self, rule: Rule) -> dict[str, Any] | None:
        """What the rule came to, while its file is as it was, and so is the test that fails without it: or every test, if none does."""
        line = self._latest.get(str(rule))
        return line if line is not None and line["of"] == _basis(rule, line["by"]) else None

    def keep(self, rule: Rule, by: str | None, seconds: float) -> None:
        line = {"rule": str(rule), "by": by, "seconds": round(seconds, 1), "of": _basis(rule, by)}
        self._latest[str(rule)] = line
        with self._tried.open("a") as file:
            file.write(json.dumps(line) + "\n")


def _basis(rule: Rule, by: str | None) -> str:
    return _together([rule.path, Path(by.partition("::")[0])] if by else [rule.path, *_under(TESTS)])


def _shared() -> str:
    support = [path for path in _under(TESTS) if not path.name.startswith("test_")]
    return _together([*_under(Path("governance")), *support])


def _under(folder: Path) -> list[Path]:
    return [path for path in HASHES if path.is_relative_to(folder)]


def _together(paths: Iterable[Path]) -> str:
    return hashlib.sha256(" ".join(HASHES[path] for path in paths).encode()).hexdigest()[:16]
