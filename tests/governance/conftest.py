"""A record with people in it: made once, copied for each test, since hashing passwords is slow on purpose."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.governance.world import World, found


@pytest.fixture(scope="session")
def _founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founded")
    found(folder)
    return folder


@pytest.fixture
def world(_founded: Path, tmp_path: Path) -> Iterator[World]:
    home = tmp_path / "home"
    shutil.copytree(_founded, home)
    world = World(home)
    yield world
    world.database.close()
