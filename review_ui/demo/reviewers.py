"""A third business unit with five hiring managers, each of whom rated a list blind, then chose: so that oversight has figures.

Oversight withholds what fewer than five people stand behind; the two units of the story have one manager each.
"""

from governance.access import RoleName
from review_ui.bootstrap import Workspace
from review_ui.demo.accounts import STORES, Cast, DemoGrant, DemoPerson, open_more
from review_ui.demo.story import Case, Request

_GRANTS = (DemoGrant(RoleName.REQUESTER, STORES), DemoGrant(RoleName.HIRING_MANAGER, STORES))

REVIEWERS = tuple(
    DemoPerson(name, display_name, "hiring manager in stores", _GRANTS)
    for name, display_name in (
        ("lukas", "Lukas Brenner"),
        ("ines", "Ines Carvalho"),
        ("kwame", "Kwame Boateng"),
        ("yuki", "Yuki Tanabe"),
        ("paula", "Paula Novak"),
    )
)
REQUESTS = (
    Request("data-analyst", "Which shelves empty first", STORES, "lukas", 16_000, 200),
    Request("project-manager", "Refit of the Bristol store", STORES, "ines", 38_000, 400),
    Request("recruiter", "Seasonal staff for spring", STORES, "kwame", 14_000, 200),
    Request("graphic-designer", "Signs for the new entrance", STORES, "yuki", 12_000, 160),
    Request("it-support-technician", "New tills in forty stores", STORES, "paula", 22_000, 320),
)
REPLACED = REQUESTS[-1]


def play_reviewers(workspace: Workspace, cast: Cast) -> None:
    """Each rates the first six by their evidence, opens the list and chooses; procurement approves, once after replacing the choice."""
    open_more(workspace, cast, REVIEWERS)
    for request in REQUESTS:
        case = Case(workspace, cast, request).to_shortlist(blind=True).rate_blind().to_choice()
        if request is REPLACED:
            case.override()
        case.approve()
