"""A third business unit with five hiring managers, each of whom rated a list blind, then chose, in two months: so that oversight has
figures and a trend.

Oversight withholds what fewer than five people stand behind; the two units of the story have one manager each.
"""

from collections.abc import Iterable, Sequence

from governance.access import RoleName
from review_ui.bootstrap import Workspace
from review_ui.demo.accounts import STORES, Cast, DemoGrant, DemoPerson, open_more
from review_ui.demo.classification import INDEPENDENT
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
FIRST_REQUESTS = (
    Request("technical-writer", "Guide to the new stock list", STORES, "lukas", 12_000, 160),
    Request("quality-inspector", "Spot checks of autumn deliveries", STORES, "ines", 8_000, 160),
    Request("content-producer", "Cards for the autumn shelves", STORES, "kwame", 10_000, 160),
    Request("accountant", "Stock count of the Leith store", STORES, "yuki", 15_000, 200),
    Request("executive-assistant", "Desk for the regional managers", STORES, "paula", 16_000, 240),
)
REQUESTS = (
    Request("data-analyst", "Which shelves empty first", STORES, "lukas", 16_000, 200),
    Request("project-manager", "Refit of the Bristol store", STORES, "ines", 38_000, 400),
    Request("recruiter", "Seasonal staff for spring", STORES, "kwame", 14_000, 200),
    Request("graphic-designer", "Signs for the new entrance", STORES, "yuki", 12_000, 160),
    Request("it-support-technician", "New tills in forty stores", STORES, "paula", 22_000, 320),
)
REPLACED = (FIRST_REQUESTS[0], FIRST_REQUESTS[2], REQUESTS[-1])


# How the work of the first month went, in the order of its requests.
_WENT = (
    (4, "Clear and complete; two chapters needed our words for the shelves."),
    (5, "Found what our own checks had missed."),
    (4, "Bright cards, on the day; one had the wrong price."),
    (3, "Counted twice, since the first count left out the cellar."),
    (5, "The managers asked to keep the same person next autumn."),
)


def play_first_reviews(workspace: Workspace, cast: Cast) -> list[Case]:
    """The managers' first month, on lists of the model that ships with the software; new to it, they take longer."""
    open_more(workspace, cast, REVIEWERS)
    chosen = _review(workspace, cast, FIRST_REQUESTS, shortest=65)
    return [case.offer().classify(INDEPENDENT).to_engagement() for case in chosen]


def end_first_work(cases: Sequence[Case]) -> None:
    """A month later the work is done, and how it went is said."""
    for case, (rating, note) in zip(cases, _WENT, strict=True):
        case.complete(rating, note)


def play_reviewers(workspace: Workspace, cast: Cast) -> None:
    """Their second, on lists of the newly approved model."""
    _review(workspace, cast, REQUESTS, shortest=40)


def _review(workspace: Workspace, cast: Cast, requests: Iterable[Request], *, shortest: int) -> list[Case]:
    """Each rates the first six by their evidence, opens the list and chooses; procurement approves, at times after replacing the choice."""
    cases = []
    for request in requests:
        case = (
            Case(workspace, cast, request).to_shortlist(blind=True).rate_blind(shortest=shortest).to_choice()
        )
        if request in REPLACED:
            case.override()
        cases.append(case.approve())
    return cases
