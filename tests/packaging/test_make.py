"""`make` explains itself, and says what is missing on a machine that lacks Python or its venv module."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.packaging.project import ROOT

TOOLS = ("mkdir", "grep", "sed", "expand", "rm", "touch", "test")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with the Makefile alone, and `bin/` with a few tools and no Python."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(str(shutil.which(tool)))
    return tmp_path


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(shutil.which("make")), *words]
    environment = {"PATH": str(folder / "bin")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def python_that(folder: Path, script: str, *, name: str = "python3") -> None:
    program = folder / "bin" / name
    program.write_text(f"#!/bin/bash\n{script}\n")
    program.chmod(0o755)


def test_help_lists_every_everyday_command(bare: Path) -> None:
    listed = [line.split()[1] for line in make(bare, "help").stdout.splitlines()]

    assert listed == ["help", "run", "test", "check", "fix", "bench", "screenshots", "constraints", "clean"]


def test_help_is_what_make_alone_does(bare: Path) -> None:
    assert make(bare).stdout == make(bare, "help").stdout


def test_without_any_python_it_says_what_to_install(bare: Path) -> None:
    result = make(bare, "run")

    assert result.returncode == 2
    assert "Python 3.11 or newer is needed, and none was found" in result.stderr
    assert "apt install python3 python3-venv" in result.stderr


def test_an_older_python_is_passed_over(bare: Path) -> None:
    python_that(bare, "exit 1", name="python3.11")  # a version manager's name that starts nothing
    python_that(bare, "exit 1")

    result = make(bare, "run")

    assert result.returncode == 2
    assert "none was found" in result.stderr


def test_an_older_python_that_was_named_is_refused(bare: Path) -> None:
    python_that(bare, '[ "$1" = --version ] && echo "Python 3.9.2"; exit 1', name="python3.9")

    result = make(bare, "run", "PYTHON=python3.9")

    assert result.returncode == 2
    assert "needed, and python3.9 is Python 3.9.2" in result.stderr


def test_without_the_venv_module_it_says_so_and_leaves_nothing_half_made(bare: Path) -> None:
    python_that(bare, '[ "$1" = -c ] && exit 0; mkdir -p .venv; exit 1')

    result = make(bare, "run")

    assert result.returncode == 2
    assert "its venv module is missing" in result.stderr
    assert not (bare / ".venv").exists()
