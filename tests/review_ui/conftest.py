"""The small enterprise behind pages and commands: made once, since hashing and indexing take their time, and copied for each test."""

from pathlib import Path

import pytest

from features.linking import SkillLinker
from features.taxonomy import load_starter
from tests.review_ui.web.world import found


@pytest.fixture(scope="session")
def _linker() -> SkillLinker:
    return SkillLinker(load_starter())


@pytest.fixture(scope="session")
def _founded(tmp_path_factory: pytest.TempPathFactory, _linker: SkillLinker) -> Path:
    home = tmp_path_factory.mktemp("founded") / "home"
    found(home, _linker)
    return home
