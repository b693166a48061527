"""A stop of ranking that was placed and lifted, and a legal hold in force, so that their pages have something to show.

Played through the commands that people use, after all cases (`story.py`), so that no list of the demo is touched by them.
"""

from governance.holds import place_hold
from governance.reading import requisition_case, requisitions_for
from governance.stops import lift_stop, stop_ranking
from review_ui.bootstrap import Workspace
from review_ui.demo.accounts import DIGITAL, Cast
from review_ui.demo.pace import take
from review_ui.demo.story import ACTIVE


def play_safeguards(workspace: Workspace, cast: Cast) -> None:
    """Compliance stops and procurement lifts; compliance holds the engagement that runs."""
    with workspace.command(cast["helene"]) as work:
        stop = stop_ranking(
            work,
            business_unit=DIGITAL,
            family="software-engineering",
            reason="Three lists in a row had nobody from one of the platforms.",
        )
    take(workspace, minutes=25)
    with workspace.command(cast["viktor"]) as work:
        lift_stop(
            work, stop, reason="Its import had failed overnight. It is in again, and so are its people."
        )
    engagement = _running(workspace, cast)
    with workspace.command(cast["helene"]) as work:
        place_hold(work, "engagement", engagement, "The hours of the first week are in dispute, file 26-114.")


def _running(workspace: Workspace, cast: Cast) -> str:
    reader = cast["priya"]
    with workspace.database.read() as session:
        [found] = [one.id for one in requisitions_for(session, reader) if one.title == ACTIVE.title]
        return requisition_case(session, reader, found).engagements[0].id
