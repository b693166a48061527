"""The same input gives the same bytes: in another process, with other hash seeds, line orders and numbers of threads."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.robustness.pool import AS_OF, DATA, served

TREE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty people in two orders, and a role with prose and lists."""
    made = tmp_path_factory.mktemp("same")
    draw = random.Random(4)
    people = draw.sample(served(), 20)
    for name in ("one", "other"):
        draw.shuffle(people)
        (made / f"{name}.jsonl").write_text(
            "".join(json.dumps(person) + "\n" for person in people), encoding="utf-8"
        )
    return made


def ranked(folder: Path, people: str, *, seed: str, threads: str, encoder: str) -> bytes:
    """`candor rank --json` in a process and a home of its own."""
    command = [sys.executable, "-m", "review_ui.cli.main", "rank", DATA / "roles/accountant.yaml"]
    options = ["--profiles", folder / people, "--as-of", AS_OF.isoformat(), "--excluded", "--json"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(TREE),
        "PYTHONHASHSEED": seed,
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "MKL_NUM_THREADS": threads,
        "CANDOR_HOME": str(folder / "nowhere"),
        **({"CANDOR_ENCODER": encoder} if encoder else {}),
    }
    done = subprocess.run(
        [*map(str, command + options)], capture_output=True, env=environment, cwd=folder, check=True
    )
    return done.stdout


def test_hash_seeds_orders_and_threads_change_no_byte_by_words_alone(folder: Path) -> None:
    first = ranked(folder, "one.jsonl", seed="0", threads="1", encoder="none")

    assert json.loads(first)["schema"] == "candor.rank/1"
    assert ranked(folder, "other.jsonl", seed="1", threads="2", encoder="none") == first


@pytest.mark.slow
def test_nor_with_the_encoder_that_ships(folder: Path) -> None:
    first = ranked(folder, "one.jsonl", seed="2", threads="1", encoder="")

    assert json.loads(first)["snapshot"]["encoder"].startswith("all-MiniLM-L6-v2")
    assert ranked(folder, "other.jsonl", seed="3", threads="2", encoder="") == first
