"""Training runs in MLflow, for whoever compares them: a mirror that nothing here ever reads to serve or approve.

Everything lies in the home (`runs/mlflow.db`, `runs/artifacts`); nothing is written beside the caller and nothing is
sent. MLflow takes seconds to import and seconds more to make its database, once: it is loaded inside these functions.
"""

import json
import logging
import os
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.bundle import read_manifest

if TYPE_CHECKING:
    from mlflow.tracking import MlflowClient

NAME = "candor"
ALIAS = "champion"
BUNDLE_TAG = "candor.bundle"

# MLflow's telemetry and what it would gather of the machine and the folder it runs in.
_QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING": "false",
}

# Longest value of a parameter MLflow keeps.
_LONGEST = 500


def prepare(home: Path) -> None:
    """Make the database now (some seconds, once), so that a later training need not."""
    _experiment(_client(home), home)


def log_training(home: Path, bundle_hash: str) -> str:
    """Write the bundle's figures, parameters and card as a run, and a model version that names the bundle; gives the run's id."""
    folder = home / "bundles" / bundle_hash
    stated = read_manifest(folder)
    client = _client(home)
    run = client.create_run(
        _experiment(client, home),
        run_name=bundle_hash[:12],
        tags={BUNDLE_TAG: bundle_hash, "candor.basis": stated["basis"], "candor.kind": stated["kind"]},
    )
    run_id = str(run.info.run_id)
    _log(client, run_id, stated)
    for name in ("manifest.json", "card.md"):
        client.log_artifact(run_id, str(folder / name), "bundle")
    client.set_terminated(run_id)
    _register(client, home, bundle_hash, run_id)
    return run_id


def mirror_approval(home: Path, bundle_hash: str) -> None:
    """Point the registered model's `champion` at this bundle; a bundle never logged gets its version now."""
    client = _client(home)
    version = _version(client, bundle_hash) or _register(client, home, bundle_hash, None)
    client.set_registered_model_alias(NAME, ALIAS, version)


def _client(home: Path) -> "MlflowClient":
    os.environ.update(_QUIET)
    runs = home.resolve() / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    store = f"sqlite:///{runs / 'mlflow.db'}"
    with warnings.catch_warnings():
        # It calls what SQLAlchemy and Alembic have deprecated; that is between the two of them.
        warnings.simplefilter("ignore")
        from mlflow.tracking import MlflowClient

        # Its making of tables is no news to anybody; importing it sets the levels, so they are set after.
        logging.getLogger("mlflow").setLevel(logging.WARNING)
        logging.getLogger("alembic").setLevel(logging.WARNING)
        return MlflowClient(tracking_uri=store, registry_uri=store)


def _experiment(client: "MlflowClient", home: Path) -> str:
    """The experiment whose artifacts lie in this home. MLflow keeps absolute paths: a home that moved gets a new one."""
    root = home.resolve() / "runs" / "artifacts"
    for name in (NAME, f"{NAME} at {root}"):
        found = client.get_experiment_by_name(name)
        if found is None:
            return str(client.create_experiment(name, artifact_location=root.as_uri()))
        if found.artifact_location == root.as_uri():
            return str(found.experiment_id)
    raise AssertionError("unreachable: an experiment named for its root has that root")


def _log(client: "MlflowClient", run_id: str, stated: Mapping[str, Any]) -> None:
    from mlflow.entities import Metric, Param

    params = {
        **stated["params"],
        "fingerprint": stated["fingerprint"],
        "data": stated["data"].get("fingerprint", ""),
    }
    client.log_batch(
        run_id,
        metrics=[Metric(name, value, 0, 0) for name, value in _figures(stated["metrics"])],
        params=[Param(name, _short(value)) for name, value in params.items()],
    )


def _figures(metrics: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """`candor.ndcg_at_10`, `candor.ndcg_at_10.low` ... of every system; MLflow takes no `@` in a name."""
    for system, found in metrics.get("systems", {}).items():
        for metric, interval in found.items():
            name = f"{system}.{metric.replace('@', '_at_')}"
            yield name, interval["mean"]
            yield f"{name}.low", interval["low"]
            yield f"{name}.high", interval["high"]


def _register(client: "MlflowClient", home: Path, bundle_hash: str, run_id: str | None) -> str:
    if not client.search_registered_models(f"name = '{NAME}'"):
        client.create_registered_model(NAME)
    source = (home.resolve() / "bundles" / bundle_hash).as_uri()
    made = client.create_model_version(NAME, source, run_id=run_id, tags={BUNDLE_TAG: bundle_hash})
    return str(made.version)


def _version(client: "MlflowClient", bundle_hash: str) -> str | None:
    found = client.search_model_versions(f"name = '{NAME}' and tags.`{BUNDLE_TAG}` = '{bundle_hash}'")
    return str(found[0].version) if found else None


def _short(value: Any) -> str:
    return (value if isinstance(value, str) else json.dumps(value))[:_LONGEST]
