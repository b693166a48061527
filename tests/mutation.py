"""Does a test fail when a rule is taken away? `python -m tests.mutation [PATH ...]` takes each away in turn and says.

A rule is a statement that only refuses: a call named `require…`, `refuse…` or `check…`, an `if` that does nothing but raise, or one
of the database's guards. Each is left out of a copy of the tree, and the tests of that package run on the copy, the nearest
first, until one fails. What survives is a rule that nothing holds in place, or one that another rule stands behind; the two
are told apart by reading. Takes hours for all of `governance`; nothing here is a test.
"""

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("matching", "features", "models", "governance", "review_ui", "tests")
NAMED = re.compile(r"_?(require|refuse|check)(_\w+)?$")
NO_RULES = ("migrations", "tables", "reading.py", "views.py", "schema.py")
GUARDS = Path("governance/storage/guards")


@dataclass(frozen=True)
class Rule:
    """A stretch of a file's source, from (line, column) to (line, column), and what stands in its place."""

    path: Path
    start: tuple[int, int]
    end: tuple[int, int]
    words: str
    instead: str = "pass"

    def without(self) -> str:
        lines = (ROOT / self.path).read_bytes().splitlines(keepends=True)
        (first, column), (last, stop) = self.start, self.end
        before = [*lines[: first - 1], lines[first - 1][:column]]
        after = [lines[last - 1][stop:], *lines[last:]]
        return b"".join([*before, self.instead.encode(), *after]).decode()

    def __str__(self) -> str:
        return f"{self.path}:{self.start[0]} {self.words}"


def rules(path: Path) -> Iterator[Rule]:
    """The rules of one file, in its order."""
    source = (ROOT / path).read_text()
    tree = ast.parse(source)
    for node in ast.walk(tree):
        declares = (
            path.parent == GUARDS and isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Tuple)
        )
        if declares:
            for guard in node.value.elts:
                yield _rule(path, guard, ast.unparse(guard)[:150], instead="*()")
        elif isinstance(node, ast.If) and not node.orelse and [type(s) for s in node.body] == [ast.Raise]:
            yield _rule(path, node, f"if {ast.unparse(node.test)}: raise")
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = node.value.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if NAMED.match(name):
                yield _rule(path, node, ast.unparse(node))


def _rule(path: Path, node: ast.stmt | ast.expr, words: str, instead: str = "pass") -> Rule:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    end = (node.end_lineno, node.end_col_offset)
    return Rule(path, (node.lineno, node.col_offset), end, words.replace("\n", " "), instead)


def killed_by(rule: Rule, copy: Path, tests: list[str]) -> str | None:
    """The first test that fails without the rule; None when all pass."""
    target = copy / rule.path
    kept = target.read_bytes()
    target.write_text(rule.without())
    chosen = ["-m", "not postgresql and not browser"]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", *chosen, *tests]
    try:
        ran = subprocess.run(command, cwd=copy, capture_output=True, text=True, env=_environment(copy))
    finally:
        target.write_bytes(kept)
    if ran.returncode == 0:
        return None
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", ran.stdout, re.M)
    return failed[0] if failed else "could not be run"


def tests_of(rule: Rule) -> list[str]:
    """The module's own tests, those that quote the guard or import the module, then all that reach the rules."""
    own = Path("tests") / rule.path.parent / f"test_{rule.path.stem}.py"
    module = ".".join(rule.path.with_suffix("").parts)
    marks = re.findall(r"'([^']{20,40})", rule.words) if rule.path.parent == GUARDS else [module]
    files = sorted(path.relative_to(ROOT) for path in (ROOT / "tests/governance").rglob("test_*.py"))
    near = [path for path in files if any(mark in (ROOT / path).read_text() for mark in marks)]
    found = [own] * (ROOT / own).exists() + near + [Path("tests/governance")]
    return list(dict.fromkeys(map(str, found)))


def _environment(copy: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.mutation")
    arguments.add_argument("paths", nargs="*", type=Path, help="files of governance; by default all")
    arguments.add_argument("--list", action="store_true", help="only say which rules there are")
    asked = arguments.parse_args()
    paths = asked.paths or sorted(path.relative_to(ROOT) for path in (ROOT / "governance").rglob("*.py"))
    found = [
        rule for path in paths if not any(part in str(path) for part in NO_RULES) for rule in rules(path)
    ]
    if asked.list:
        print(*found, sep="\n")
        return
    with tempfile.TemporaryDirectory(prefix="candor-mutation-") as folder:
        copy = Path(folder)
        for package in PACKAGES:
            shutil.copytree(ROOT / package, copy / package)
        shutil.copy(ROOT / "pyproject.toml", copy)
        survivors = [rule for rule in found if _tried(rule, copy)]
    print(f"\n{len(found) - len(survivors)} of {len(found)} rules are held by a test; not held:")
    print(*survivors, sep="\n")


def _tried(rule: Rule, copy: Path) -> bool:
    began = time.monotonic()
    by = killed_by(rule, copy, tests_of(rule))
    print(f"{time.monotonic() - began:4.0f} s  {rule}\n        {by or 'SURVIVES'}", flush=True)
    return by is None


if __name__ == "__main__":
    main()
