"""Oversight: how people decide beside the machine, by business unit; and, once two people agreed, by reviewer."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from governance.oversight import by_reviewer, thresholds
from governance.oversight.measures import MEASURES
from governance.oversight.report import oversight
from matching.errors import InputError, NotFound
from review_ui.web.caller import Caller, Page
from review_ui.web.coming_back import comes_back
from review_ui.web.contexts.safeguards import OversightPage, OversightPeoplePage
from review_ui.web.layout import redirect, respond
from review_ui.web.requests import AskingView
from review_ui.web.views.oversight import (
    RULES,
    WORDS,
    charts_of,
    has_figures,
    notices_of,
    person_rows,
    reasons_of,
    span,
    trends_of,
)
from review_ui.web.views.problems import NOTHING_REFUSED, Refused

router = APIRouter(prefix="/oversight")

# What the form offers before anybody chooses.
_USUAL_VIEW = timedelta(days=30)


def _again(_: Request, caller: Caller, refused: Refused) -> OversightPage:
    return _page(caller, refused=refused)


def _page(
    caller: Caller, year: int | None = None, unit: str = "", refused: Refused = NOTHING_REFUSED
) -> OversightPage:
    with caller.reading() as session:
        report = oversight(session, caller.actor, year=year)
        views = by_reviewer.list_views(session, caller.actor)
    shown = [team for team in report.teams if has_figures(team.figures)]
    chosen = next((team for team in shown if team.unit == unit), shown[0] if shown else None)
    return OversightPage(
        year=report.year,
        years=report.years,
        months=span(report.months),
        recent=span(report.recent),
        notices=tuple(
            one for team in report.teams for one in notices_of(team.unit, team.attention, report.recent)
        ),
        charts=charts_of(report),
        reasons=reasons_of(report),
        unit=chosen.unit if chosen else "",
        units=tuple(team.unit for team in shown),
        withheld=tuple(team.unit for team in report.teams if team not in shown),
        trends=trends_of(chosen),
        views=tuple(views),
        may_end=caller.may("oversight.approve_people"),
        fewest_cases=thresholds.FEWEST_CASES,
        fewest_reviewers=thresholds.FEWEST_REVIEWERS,
        rules=RULES,
        usual_day=caller.today + _USUAL_VIEW,
        latest_day=caller.today + thresholds.LONGEST_VIEW,
        refused=refused,
    )


@router.get("")
def show(
    request: Request,
    caller: Page,
    year: Annotated[int | None, Query()] = None,
    unit: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    return respond(request, _page(caller, year, unit), caller=caller)


@router.post("/views")
@comes_back(_again, about="business_unit", on=(InputError, NotFound))
def ask(caller: Page, sent: Annotated[AskingView, Form()]) -> Response:
    with caller.command() as work:
        by_reviewer.ask_view(work, sent.business_unit, sent.purpose, sent.last_day)
    return redirect("/oversight#by-reviewer", "view-asked")


@router.post("/views/{view_id}/approve")
def approve(caller: Page, view_id: str) -> Response:
    with caller.command() as work:
        by_reviewer.approve_view(work, view_id)
    return redirect("/oversight#by-reviewer", "view-approved")


@router.post("/views/{view_id}/refuse")
def refuse(caller: Page, view_id: str) -> Response:
    with caller.command() as work:
        by_reviewer.refuse_view(work, view_id)
    return redirect("/oversight#by-reviewer", "view-refused")


@router.post("/views/{view_id}/reading")
def read(request: Request, caller: Page, view_id: str) -> Response:
    """A look goes on record, so it is sent and not merely followed."""
    with caller.command() as work:
        found = by_reviewer.look(work, view_id)
    context = OversightPeoplePage(
        unit=found.business_unit,
        view=found.view,
        months=span(found.months),
        measures=tuple(WORDS[key].name for key in MEASURES),
        people=person_rows(found),
        fewest=thresholds.FEWEST_CASES,
    )
    return respond(request, context, caller=caller)


@router.post("/views/{view_id}/end")
def end(caller: Page, view_id: str) -> Response:
    with caller.command() as work:
        by_reviewer.end_view(work, view_id)
    return redirect("/oversight#by-reviewer", "view-ended")
