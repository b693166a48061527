"""What the pages of access show of a demo: a role that waits for a second person, and somebody who answers for another."""

from datetime import timedelta

from governance.accounts import grant
from governance.routing.delegation import delegate
from review_ui.bootstrap import Workspace
from review_ui.demo.accounts import DIGITAL, OPERATIONS, Cast


def play_access(workspace: Workspace, cast: Cast) -> None:
    """Robin proposes that Rene decides candidates too; Viktor is away, and Felix answers for him in operations."""
    with workspace.command(cast["robin"]) as work:
        grant(work, cast["rene"].id, "hiring_manager", DIGITAL)
    with workspace.command(cast["viktor"]) as work:
        delegate(
            work,
            cast["felix"].id,
            "procurement",
            OPERATIONS,
            starts=work.today,
            ends=work.today + timedelta(days=13),
            reason="On leave",
        )
