"""Oversight: how people decide beside the machine, by business unit; and, once two people agreed, by reviewer.

A look at reviewers is recorded, so it is a POST. No token asks for one or takes one.
"""

from typing import Annotated, Any

from fastapi import Query

from governance.oversight import by_reviewer
from governance.oversight.report import oversight
from review_ui.web.api.paging import Listing, Paged, moment
from review_ui.web.api.routes import TOLD_ONCE, api_part, takes
from review_ui.web.api.values import as_object
from review_ui.web.caller import Api
from review_ui.web.requests import AskingView

router = api_part("oversight", "/oversight")

Year = Annotated[int | None, Query(description="A calendar year; by default that of the last whole month")]


@router.get(
    "",
    openapi_extra=takes("oversight.read"),
    summary="Figures of a year by business unit and month; null is withheld, or of nothing",
)
def figures(caller: Api, year: Year = None) -> dict[str, Any]:
    with caller.reading() as session:
        return as_object(oversight(session, caller.actor, year=year))


@router.get(
    "/views",
    openapi_extra=takes("oversight.read"),
    summary="Views by reviewer that were asked for, the newest first",
)
def list_views(caller: Api, paging: Paged) -> Listing:
    with caller.reading() as session:
        found = by_reviewer.list_views(session, caller.actor)
    return paging.of(found, lambda one: (moment(one.asked_at), one.id), down=True)


@router.post(
    "/views",
    status_code=201,
    openapi_extra=takes("oversight.read", but="by no token"),
    summary="Ask to see a business unit by reviewer, saying what for",
)
def ask(caller: Api, sent: AskingView) -> dict[str, Any]:
    with caller.command() as work:
        return {"view": by_reviewer.ask_view(work, sent.business_unit, sent.purpose, sent.last_day)}


@router.post(
    "/views/{view_id}/approve",
    openapi_extra=takes("oversight.read", "oversight.approve_people"),
    summary="Compliance's yes to what another person asked for",
)
def approve(caller: Api, view_id: str) -> dict[str, Any]:
    with caller.command() as work:
        by_reviewer.approve_view(work, view_id)
    return {"view": view_id}


@router.post(
    "/views/{view_id}/refuse",
    openapi_extra=takes("oversight.read", "oversight.approve_people"),
    summary="Compliance's no",
)
def refuse(caller: Api, view_id: str) -> dict[str, Any]:
    with caller.command() as work:
        by_reviewer.refuse_view(work, view_id)
    return {"view": view_id}


@router.post(
    "/views/{view_id}/reading",
    openapi_extra=TOLD_ONCE | takes("oversight.read", but="by no token"),
    summary="The figures by reviewer, for whoever asked; recorded in the log",
)
def read(caller: Api, view_id: str, year: Year = None) -> dict[str, Any]:
    with caller.command() as work:
        return as_object(by_reviewer.look(work, view_id, year=year))


@router.post(
    "/views/{view_id}/end",
    openapi_extra=takes(
        "oversight.read", "oversight.approve_people", but="`oversight.read` alone where you asked for it"
    ),
    summary="End a view: whoever asked, or compliance",
)
def end(caller: Api, view_id: str) -> dict[str, Any]:
    with caller.command() as work:
        by_reviewer.end_view(work, view_id)
    return {"view": view_id}
