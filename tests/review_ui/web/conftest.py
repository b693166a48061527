"""The home is made once and copied for each test, since hashing and indexing take their time."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from features.linking import SkillLinker
from features.taxonomy import load_starter
from tests.review_ui.web.world import Site, found


@pytest.fixture(scope="session")
def _linker() -> SkillLinker:
    return SkillLinker(load_starter())


@pytest.fixture(scope="session")
def _founded(tmp_path_factory: pytest.TempPathFactory, _linker: SkillLinker) -> Path:
    home = tmp_path_factory.mktemp("founded") / "home"
    found(home, _linker)
    return home


@pytest.fixture
def site(_founded: Path, _linker: SkillLinker, tmp_path: Path) -> Iterator[Site]:
    home = tmp_path / "home"
    shutil.copytree(_founded, home)
    site = Site.at(home, _linker)
    yield site
    site.close()
