"""Whether a home holds a finished demo, a half-built one, or somebody's own work.

Two small files say so: `demo.building` from the first moment, `demo.json` as the last act of a build.
"""

import json
import shutil
from dataclasses import asdict, dataclass, field

from governance.accounts import has_accounts
from matching.errors import Conflict
from review_ui.bootstrap import BUNDLES, DATABASE, KEYS, RUNS, SNAPSHOTS, Workspace

FINISHED, BUILDING = "demo.json", "demo.building"


@dataclass(frozen=True)
class DemoMarker:
    """What was built. `seconds` each stage took; `password` is that of every demo account."""

    size: int
    seed: int
    password: str
    fingerprint: str
    seconds: dict[str, float] = field(default_factory=dict)
    synthetic: bool = True


def read_marker(workspace: Workspace) -> DemoMarker | None:
    """The marker of a finished demo, or None."""
    path = workspace.home / FINISHED
    if not path.is_file():
        return None
    try:
        return DemoMarker(**json.loads(path.read_bytes()))
    except (ValueError, TypeError):
        raise Conflict(
            f"expected the marker of a demo in {path}, found something else",
            hint="use another --home, or remove this one",
        ) from None


def begin(workspace: Workspace) -> None:
    """Claim an empty home, or clear away a build that was interrupted; refuses a home with work of its own."""
    building = workspace.home / BUILDING
    if building.is_file():
        _clear(workspace)
    elif workspace.exists and has_accounts(workspace.database):
        raise Conflict(
            f"{workspace.home} holds a workspace that is not a demo",
            hint="build the demo in another --home; a demo never mixes with real people",
        )
    workspace.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    building.write_text("a demo is being built here\n", encoding="ascii")


def finish(workspace: Workspace, marker: DemoMarker) -> None:
    """Say that the demo is whole, as the last act."""
    draft = workspace.home / f".{FINISHED}"
    draft.write_text(json.dumps(asdict(marker), indent=2) + "\n", encoding="utf-8")
    draft.replace(workspace.home / FINISHED)
    (workspace.home / BUILDING).unlink()


def _clear(workspace: Workspace) -> None:
    """Remove what an interrupted build left; vectors of texts stay, they are true of any build."""
    if workspace.settings.database is not None:
        raise Conflict(
            "a demo was interrupted in a database that is not in this home",
            hint="empty that database, or unset CANDOR_DATABASE",
        )
    workspace.close()
    for suffix in ("", "-wal", "-shm"):
        (workspace.home / f"{DATABASE}{suffix}").unlink(missing_ok=True)
    for folder in (KEYS, SNAPSHOTS, BUNDLES, RUNS):
        shutil.rmtree(workspace.home / folder, ignore_errors=True)
