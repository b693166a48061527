"""What the project declares about itself: dependencies, pins, packages. Read from the files, not from what is installed."""

import ast
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PACKAGES = ("matching", "features", "models", "governance", "review_ui")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def declared(*, dev: bool = False) -> set[str]:
    """Canonical names of the declared dependencies, with those of the extra `dev` if asked."""
    named = list(PROJECT["dependencies"])
    if dev:
        named += PROJECT["optional-dependencies"]["dev"]
    return {canonicalize_name(Requirement(text).name) for text in named}


def pins() -> dict[str, str]:
    """Canonical name -> the whole line, of each package in constraints.txt."""
    lines = [line.strip() for line in (ROOT / "constraints.txt").read_text().splitlines()]
    return {
        canonicalize_name(Requirement(line).name): line for line in lines if line and not line.startswith("#")
    }


def third_party_imports() -> dict[str, Path]:
    """Top-level module that is neither ours nor Python's -> a file that imports it."""
    found: dict[str, Path] = {}
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            for module in _imported(ast.parse(file.read_text())):
                found.setdefault(module, file.relative_to(ROOT))
    return {name: file for name, file in found.items() if name not in {*PACKAGES, *sys.stdlib_module_names}}


def _imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name.split(".")[0] for name in names}
