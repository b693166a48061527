"""The pool, ranked with the encoder that ships (vectors kept for the session) and with word counts."""

import pytest

from features.encoding import default_encoder
from tests.fakes import WordEncoder
from tests.review_ui.cli.conftest import files, home, run  # noqa: F401 - the command line, over small files
from tests.robustness.pool import Bench, people


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """Real vectors. Encoding the pool takes half a minute, once."""
    return Bench(default_encoder(tmp_path_factory.mktemp("vectors")), people())


@pytest.fixture(scope="session")
def words_bench() -> Bench:
    return Bench(WordEncoder(), people())
