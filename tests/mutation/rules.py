"""What a rule is, where it stands, and the source of its file without it.

A rule is a statement that only refuses: a call named `require…`, `refuse…` or `check…`, an `if` that does nothing but raise, or one
of the database's guards. `taking.py` takes one away, `recording.py` knows which tests reach it.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"_?(require|refuse|check)(_\w+)?$")
NO_RULES = ("migrations", "tables", "reading.py", "views.py", "schema.py")
GUARDS = Path("governance/storage/guards")


@dataclass(frozen=True)
class Rule:
    """`lines` of a file's source; what decides in it goes from (line, column) to (line, column)."""

    path: Path
    lines: range
    start: tuple[int, int]
    end: tuple[int, int]
    words: str
    within: frozenset[tuple[str, int]] = frozenset()  # the functions around it: name and first line
    guard: str | None = None  # its name in the database
    writes: str | None = None  # the statement it looks at, as "UPDATE engagement"
    says: str | None = None  # its words when it refuses

    def without(self) -> str:
        """The file's source with what decides never asked. Its names stay, or a closure would be another."""
        lines = (ROOT / self.path).read_bytes().splitlines(keepends=True)
        for (line, column), word in ((self.end, b")"), (self.start, b"False and (")):
            lines[line - 1] = lines[line - 1][:column] + word + lines[line - 1][column:]
        return b"".join(lines).decode()

    def __str__(self) -> str:
        return f"{self.path}:{self.lines.start} {self.words}"


def files_of_governance() -> list[Path]:
    return sorted(path.relative_to(ROOT) for path in (ROOT / "governance").rglob("*.py"))


def rules_of(path: Path) -> list[Rule]:
    """The rules of one file, in its order."""
    if any(part in str(path) for part in NO_RULES):
        return []
    tree = ast.parse((ROOT / path).read_text())
    found = _guards(path, tree) if path.parent == GUARDS else _statements(path, tree)
    return sorted(found, key=lambda rule: rule.lines.start)


def _guards(path: Path, tree: ast.Module) -> Iterator[Rule]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Guard":
            name, table, event, message = map(ast.literal_eval, node.args[:4])
            yield _rule(path, node, f"{name}: {message}", frozenset(), name, f"{event} {table}", message)


def _statements(path: Path, tree: ast.Module) -> Iterator[Rule]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and (words := _refusing(node)):
            around = [each for each in functions if each.lineno <= node.lineno <= (each.end_lineno or 0)]
            yield _rule(path, node, words, frozenset(map(_name_and_line, around)))


def _refusing(node: ast.stmt) -> str | None:
    """How the statement reads, where it only refuses."""
    if isinstance(node, ast.If) and not node.orelse and [type(each) for each in node.body] == [ast.Raise]:
        return f"if {ast.unparse(node.test)}: raise"
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        called = node.value.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        return ast.unparse(node) if NAMED.match(name) else None
    return None


def _name_and_line(function: ast.FunctionDef) -> tuple[str, int]:
    """As a code object has them: decorators count."""
    return function.name, min(each.lineno for each in (function, *function.decorator_list))


def _rule(
    path: Path, node: ast.stmt | ast.expr, words: str, within: frozenset[tuple[str, int]], *guard: str
) -> Rule:
    decides = node.test if isinstance(node, ast.If) else node
    lines = range(node.lineno, _end(node)[0] + 1)
    start = (decides.lineno, decides.col_offset)
    return Rule(path, lines, start, _end(decides), words.replace("\n", " "), within, *guard)


def _end(node: ast.stmt | ast.expr) -> tuple[int, int]:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return node.end_lineno, node.end_col_offset
