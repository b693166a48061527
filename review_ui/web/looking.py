"""Noting that somebody opened a requisition's page, so that what changes later can be marked for them.

Noted once the answer is out, and never in its way: a look that cannot be written down is let go. What counts as one visit and as
a change is `governance/looks.py`; a script's reading through the API is no look.
"""

from datetime import datetime

from fastapi import BackgroundTasks, Request

from governance.looks import log_size, note_look
from matching.errors import CandorError
from review_ui.bootstrap import Workspace


def note_opened(request: Request, after: BackgroundTasks) -> None:
    """For every page: notes its reader where it is of one requisition and they may read it."""
    requisition_id = request.path_params.get("requisition_id")
    if request.method != "GET" or requisition_id is None:
        return
    workspace: Workspace = request.app.state.workspace
    # Before the page reads the case, so that what happens meanwhile counts as not seen.
    with workspace.database.read() as session:
        seen = log_size(session)
    after.add_task(_note, request, requisition_id, seen, workspace.clock())


def _note(request: Request, requisition_id: str, seen: int, now: datetime) -> None:
    caller = getattr(request.state, "caller", None)
    if caller is None:
        return
    try:
        note_look(caller.database, caller.actor.id, requisition_id, seen=seen, now=now)
    except CandorError:  # somebody else holds the record for long
        return
