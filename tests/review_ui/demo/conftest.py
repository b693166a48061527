"""One small demo, built once and by words alone: the encoder adds minutes here and nothing to what is tested.

Kept for this package and no longer: the tests after it want the encoder again.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_ui.bootstrap import Workspace, open_workspace
from review_ui.demo import DemoSummary, build_demo

SIZE, SEED = 120, 7


@pytest.fixture(scope="package")
def _by_words_alone() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CANDOR_ENCODER", "none")
        yield


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory, _by_words_alone: None) -> tuple[Workspace, DemoSummary]:
    workspace = open_workspace(tmp_path_factory.mktemp("demo") / "home")
    return workspace, build_demo(workspace, size=SIZE, seed=SEED)


@pytest.fixture
def demo(built: tuple[Workspace, DemoSummary]) -> Workspace:
    return built[0]


@pytest.fixture
def empty(tmp_path: Path, _by_words_alone: None) -> Iterator[Workspace]:
    workspace = open_workspace(tmp_path / "home")
    yield workspace
    workspace.close()
