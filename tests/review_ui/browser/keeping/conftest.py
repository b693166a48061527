"""A demo of their own for those who let go of records and erase people: whoever reads the lists of the shared one would miss them."""

import re
from collections.abc import Callable, Iterator
from importlib.resources import files

import pytest

from governance.keeping.schedule import CURRENT, OWN_FILE
from review_ui.bootstrap import Workspace
from tests.review_ui.browser.conftest import built
from tests.review_ui.browser.serving import served


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with built(tmp_path_factory.mktemp("keeping") / "home") as workspace:
        yield workspace


@pytest.fixture(scope="session")
def address(demo: Workspace) -> Iterator[str]:
    with served(demo) as found:
        yield found


@pytest.fixture
def keep_for_a_week(demo: Workspace) -> Iterator[Callable[[str], None]]:
    """Of a kind of record the demo keeps what ended less than a week ago, by a schedule of its own, for as long as the test runs."""
    own = demo.home / OWN_FILE

    def keep(kind: str) -> None:
        shipped = (files("governance.keeping") / "data" / f"{CURRENT}.yaml").read_text("utf-8")
        shorter, times = re.subn(rf"(- id: {kind}\n.*\n    keep:) \d+ months", r"\1 7 days", shipped)
        assert times == 1
        own.write_text(shorter.replace(f'version: "{CURRENT}"', 'version: "ours-1"'), "utf-8")

    yield keep
    own.unlink(missing_ok=True)
