"""Letting go of what licences no longer allow, everywhere in a home: record, snapshots, cached vectors.

The record is purged first, in one transaction; whatever is left outside it is then made to follow, so a purge that was
cut short is finished by the next one. Runs after an import, when serving starts, and on request. What is due, and who
holds a person, is decided in `governance/retention.py`.
"""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from review_ui.bootstrap import VECTORS, Workspace
from review_ui.services import publish_snapshot

if TYPE_CHECKING:
    from datetime import date

    from governance.access import Actor
    from governance.retention import Expired

Progress = Callable[[int, int], None]
SCHEMA = "candor.purge/1"


@dataclass(frozen=True)
class Purged:
    """What was let go, or on a dry run would be. `snapshot` is new in service, `removed` are older ones."""

    on: "date"
    dry_run: bool
    sources: "tuple[Expired, ...]"
    snapshot: str | None = None
    removed: tuple[str, ...] = field(default=())

    @property
    def records(self) -> int:
        """How many go: what a later purge may be told to expect."""
        return sum(one.records for one in self.sources)

    def as_dict(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "on": self.on.isoformat(),
            "dry_run": self.dry_run,
            "records": self.records,
            "sources": [one.as_dict() for one in self.sources],
            "snapshot": self.snapshot,
            "removed_snapshots": list(self.removed),
        }

    def in_words(self) -> str:
        """The report as people read it."""
        verb = "would let go" if self.dry_run else "let go"
        lines = [
            f"{one.source}: {verb} {one.profiles} profiles, {one.protected} protected values, "
            f"{one.people} people nothing else holds"
            + (f"; {one.held} stay, at work or under a legal hold" if one.held else "")
            for one in self.sources
        ]
        if self.records:
            lines.append(f"{self.records} records in all")
        lines = lines or [f"nothing is past its last day on {self.on.isoformat()}"]
        if self.snapshot:
            lines.append(f"ranking now uses snapshot {self.snapshot[:16]}")
        if self.removed:
            lines.append(f"{len(self.removed)} older snapshots removed")
        return "\n".join(lines)


def preview(workspace: Workspace) -> Purged:
    """What a purge would let go today; changes nothing."""
    from governance.retention import expired

    with workspace.database.read() as session:
        return Purged(workspace.today(), True, expired(session, workspace.today()))


def purge(
    workspace: Workspace,
    actor: "Actor | None" = None,
    *,
    expected: int | None = None,
    progress: Progress | None = None,
) -> Purged:
    """Let go of everything past its last day, in a person's name or else the home's own."""
    return follow(workspace, purge_record(workspace, actor, expected=expected), actor, progress=progress)


def purge_record(
    workspace: Workspace, actor: "Actor | None" = None, *, expected: int | None = None
) -> "tuple[Expired, ...]":
    """The record alone; what lies outside it is for `follow`. `expected`: how many records they were told of."""
    from governance.access import HOME
    from governance.retention import purge_expired

    with workspace.command(actor or HOME) as work:
        return purge_expired(work, work.today, expected=expected)


def follow(
    workspace: Workspace,
    gone: "tuple[Expired, ...]",
    actor: "Actor | None" = None,
    *,
    publish_as: "Actor | None" = None,
    progress: Progress | None = None,
) -> Purged:
    """Make snapshots and cached vectors follow the record, of which this has just `gone`.

    A new snapshot is made where something went, and always when `publish_as` says in whose name.
    """
    from governance.access import HOME

    outdated = _outdated(workspace)
    rebuilt = None
    went = any(one.goes for one in gone)
    if publish_as or went or workspace.snapshot_hash() in outdated:
        with _only_what_is_held(workspace, clear=bool(went or outdated)):
            rebuilt = publish_snapshot(workspace, publish_as or actor or HOME, progress=progress)
    removed = _remove(workspace, outdated - {workspace.snapshot_hash()})
    return Purged(workspace.today(), False, gone, rebuilt, removed)


def _outdated(workspace: Workspace) -> set[str]:
    """Snapshots that hold somebody, or words, that the record no longer does, or that do not know whose people they hold."""
    from governance.people.profiles import held_ids
    from governance.retention import holding_lost_words
    from matching.snapshot import list_snapshots

    snapshots = list_snapshots(workspace.snapshots)
    with workspace.database.read() as session:
        held = held_ids(session)
        lost = holding_lost_words(session, {one.name: one.ids for one in snapshots})
    return lost | {one.name for one in snapshots if "business_unit" not in one.labels or not one.ids <= held}


def _remove(workspace: Workspace, names: set[str]) -> tuple[str, ...]:
    """Frozen lists need none of them: a list is kept as its own document, and names its snapshot by hash alone."""
    from matching.snapshot import remove_snapshot

    for name in sorted(names):
        remove_snapshot(workspace.snapshots, name)
    return tuple(sorted(names))


def _only_what_is_held(workspace: Workspace, *, clear: bool) -> AbstractContextManager[None]:
    """While the pool is built, note which vectors it needs, and drop all others when that is done.

    A cached vector is found by the hash of its text alone, and a text may come from a version of a profile, or of the
    reader, that is no more. So what is kept is what is held, not all but what went.
    """
    if not clear:
        return nullcontext()
    if workspace.encoder is None:
        shutil.rmtree(workspace.home / VECTORS, ignore_errors=True)
        return nullcontext()
    return workspace.encoder.keeping_only_used()
