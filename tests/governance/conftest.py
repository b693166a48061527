"""A record with people in it: made once for each engine, copied for each test, since hashing passwords is slow on purpose.

`world` runs a test on SQLite and on PostgreSQL. `file_world` is for what only a file has.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.governance.world import World, found
from tests.postgresql import Server


@pytest.fixture(scope="session")
def file_founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founded")
    found(folder)
    return folder


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory, postgresql: Server) -> Iterator[tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("founded_postgresql")
    with postgresql.database() as name:
        found(folder, postgresql.url(name))
        yield folder, name


@pytest.fixture
def file_world(file_founded: Path, tmp_path: Path) -> Iterator[World]:
    with _opened(file_founded, tmp_path / "home") as world:
        yield world


@pytest.fixture
def server_world(founded: tuple[Path, str], postgresql: Server, tmp_path: Path) -> Iterator[World]:
    keys, template = founded
    with (
        postgresql.database(template) as name,
        _opened(keys, tmp_path / "home", postgresql.url(name)) as world,
    ):
        yield world


@pytest.fixture(params=["file_world", pytest.param("server_world", marks=pytest.mark.postgresql)])
def world(request: pytest.FixtureRequest) -> World:
    made: World = request.getfixturevalue(request.param)
    return made


@contextmanager
def _opened(founded: Path, home: Path, url: str | None = None) -> Iterator[World]:
    shutil.copytree(founded, home)
    world = World(home, url)
    try:
        yield world
    finally:
        world.database.close()
