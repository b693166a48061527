"""Runs and aliases in MLflow: in the home, and nowhere else."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from models.training import Trained, train, write_trained
from tests.models.toys import SPECS, past_data

# A process of its own: MLflow fills the one it is in with state, and the test looks at what it leaves behind.
SCRIPT = """
import json, sys
from pathlib import Path
from models import tracking
home, bundle = Path(sys.argv[1]), sys.argv[2]
run = tracking.log_training(home, bundle)
tracking.mirror_approval(home, bundle)
client = tracking._client(home)
logged = client.get_run(run)
version = client.get_model_version_by_alias("candor", "champion")
print(json.dumps({
    "metrics": logged.data.metrics, "params": logged.data.params, "tags": logged.data.tags, "status": logged.info.status,
    "artifacts": logged.info.artifact_uri, "champion": version.tags["candor.bundle"], "run": version.run_id == run,
    "experiments": sorted(found.name for found in client.search_experiments()),
}))
"""


@cache
def trained() -> Trained:
    return train(past_data(20), specs=SPECS)


def log(home: Path, elsewhere: Path) -> tuple[dict, str]:
    bundle = write_trained(
        home / "bundles",
        trained(),
        basis="simulated",
        created_at="2026-01-01T00:00:00Z",
        author="a",
        encoder=None,
        taxonomy=None,
    )
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(home), bundle],
        cwd=elsewhere,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "HOME": str(elsewhere),
            "MLFLOW_TRACKING_URI": "http://127.0.0.1:9",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout), bundle


@pytest.mark.slow
def test_a_training_is_mirrored_in_the_home_and_nowhere_else(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    elsewhere.mkdir()

    found, bundle = log(home, elsewhere)

    assert found["status"] == "FINISHED"
    assert found["metrics"]["candor.ndcg_at_10"] == pytest.approx(
        trained().metrics["systems"]["candor"]["ndcg@10"]["mean"]
    )
    assert found["metrics"]["shuffle.map.low"] == pytest.approx(
        trained().metrics["systems"]["shuffle"]["map"]["low"]
    )
    assert found["params"]["objective"] == "lambdarank"
    assert found["tags"]["candor.bundle"] == bundle
    assert found["champion"] == bundle
    assert found["run"]
    assert found["artifacts"].startswith((home / "runs" / "artifacts").as_uri())
    assert sorted(path.name for path in home.iterdir()) == ["bundles", "runs"]
    assert list(elsewhere.iterdir()) == []

    moved = tmp_path / "moved"
    home.rename(moved)
    again, _ = log(moved, elsewhere)

    assert again["artifacts"].startswith((moved / "runs" / "artifacts").as_uri())
    assert not home.exists()
