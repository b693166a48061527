"""Take a rule away from the program that is running: for a fork to do, which ends with what it changed.

Everything is imported before, once. A statement goes by giving the function it stands in the code of a function without it;
a guard by leaving it out of what the database is given, and out of the record that tests are given copies of.
"""

import gc
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from sqlalchemy import create_engine

from governance.storage import guards
from tests.governance.world import file_url
from tests.mutation.rules import ROOT, Rule


def take_away(rule: Rule, session: pytest.Session) -> None:
    if rule.guard is None:
        _without_statement(rule)
    else:
        _without_guard(rule.guard, session)


def _without_statement(rule: Rule) -> None:
    """A function's first line stands before the rule, and so is the same with and without it."""
    file = str(ROOT / rule.path)
    codes = _codes(compile(rule.without(), file, "exec"))
    new = {at: code for code in codes if (at := _name_and_line(code)) in rule.within}
    old = [each for each in gc.get_objects() if isinstance(each, FunctionType)]
    changed = [
        each for each in old if each.__code__.co_filename == file and _name_and_line(each.__code__) in new
    ]
    if not changed:
        raise LookupError(f"expected a function with the rule in it, found none in the program: {rule}")
    for function in changed:
        function.__code__ = new[_name_and_line(function.__code__)]


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _name_and_line(code: CodeType) -> tuple[str, int]:
    return code.co_name, code.co_firstlineno


def _without_guard(name: str, session: pytest.Session) -> None:
    (gone,) = (guard for guard in guards.GUARDS if guard.name == name)
    for module in list(sys.modules.values()):
        declared = getattr(module, "GUARDS", None)
        if isinstance(declared, tuple) and gone in declared:
            module.GUARDS = tuple(guard for guard in declared if guard is not gone)  # type: ignore[attr-defined]
    (fixture,) = session._fixturemanager.getfixturedefs("file_founded", session.items[0])
    founded, key, failed = fixture.cached_result
    fixture.cached_result = (_copy_without(gone, founded), key, failed)


def _copy_without(gone: guards.Guard, founded: Path) -> Path:
    copy = Path(tempfile.mkdtemp(dir=founded.parent)) / "founded"
    shutil.copytree(founded, copy)
    engine = create_engine(file_url(copy))
    with engine.begin() as connection:
        guards.drop(connection, gone)
    engine.dispose()
    return copy
