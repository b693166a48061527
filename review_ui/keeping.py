"""The retention schedule of a home: which one is in force, what is past its time, and letting that go everywhere.

The rules are `governance/keeping`; what lies outside the record follows as after a purge (`retention.py`).
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from review_ui.bootstrap import Workspace
from review_ui.retention import Progress, follow

if TYPE_CHECKING:
    from governance.access import Actor
    from governance.keeping.applying import Report
    from governance.keeping.schedule import Schedule

SCHEMA = "candor.retention/1"


def schedule_of(workspace: Workspace) -> "Schedule":
    """The home's own `retention.yaml`, else the schedule of this release."""
    from governance.keeping.schedule import load_schedule

    return load_schedule(workspace.home)


def what_is_due(workspace: Workspace) -> "Report":
    """What applying the schedule would let go today; changes nothing."""
    from governance.keeping.applying import what_is_due as due

    with workspace.database.read() as session:
        return due(session, schedule_of(workspace), workspace.today())


def apply(
    workspace: Workspace,
    actor: "Actor | None" = None,
    *,
    expected: int | None = None,
    progress: Progress | None = None,
) -> "Report":
    """Let go of everything past its time, in a person's name or else the home's own; snapshots and vectors follow.

    `expected`: how many records they were told of.
    """
    from governance.access import HOME
    from governance.keeping.applying import apply_schedule

    with workspace.command(actor or HOME) as work:
        report = apply_schedule(work, schedule_of(workspace), work.today, expected=expected)
    follow(workspace, report.sources, actor, progress=progress)
    return report


def as_document(schedule: "Schedule", report: "Report", *, dry_run: bool) -> dict[str, Any]:
    """The document `candor.retention/1`."""
    return {
        "schema": SCHEMA,
        "on": report.on.isoformat(),
        "dry_run": dry_run,
        "records": report.records,
        "schedule": {"version": schedule.version, "sha256": schedule.sha256},
        "not_legal_advice": schedule.not_legal_advice,
        "kinds": [
            {**kind.model_dump(), "due": due, "held": held} for kind, due, held in counted(schedule, report)
        ],
        "sources": [asdict(one) for one in report.sources],
    }


def in_words(schedule: "Schedule", report: "Report", *, dry_run: bool) -> str:
    """The report as people read it."""
    verb = "due" if dry_run else "let go"
    lines = [f"retention schedule {schedule.version} ({schedule.sha256[:12]}) on {report.on.isoformat()}"]
    for kind, due, held in counted(schedule, report):
        count = "" if due is None else f"  {due} {verb}" + (f", {held} held" if held else "")
        lines.append(f"{kind.id}: {kind.keep.replace('_', ' ')} from {kind.since}{count}")
    return "\n".join([*lines, f"{report.records} records {verb} in all", schedule.not_legal_advice])


def counted(schedule: "Schedule", report: "Report") -> list[tuple[Any, int | None, int | None]]:
    """Each kind with what is due of it and what is held; None where the schedule sets no time."""
    counts: dict[str, tuple[int, int]] = {one.kind: (one.due, one.held) for one in report.kinds}
    counts["profiles"] = (
        sum(one.profiles for one in report.sources),
        sum(one.held for one in report.sources),
    )
    return [(kind, *counts.get(kind.id, (None, None))) for kind in schedule.kinds]
