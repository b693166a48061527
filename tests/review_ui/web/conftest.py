"""The home is made once and copied for each test, since hashing and indexing take their time."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.review_ui.web.world import Site, found


@pytest.fixture(scope="session")
def _founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("founded") / "home"
    found(home)
    return home


@pytest.fixture
def site(_founded: Path, tmp_path: Path) -> Iterator[Site]:
    home = tmp_path / "home"
    shutil.copytree(_founded, home)
    site = Site.at(home)
    yield site
    site.close()
