"""A site over a copy of the small enterprise, for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from features.linking import SkillLinker
from tests.review_ui.web.world import Site


@pytest.fixture
def site(_founded: Path, _linker: SkillLinker, tmp_path: Path) -> Iterator[Site]:
    home = tmp_path / "home"
    shutil.copytree(_founded, home)
    site = Site.at(home, _linker)
    yield site
    site.close()
