"""Stopping ranking by machine, letting it go on, and what was stopped before. The rules are `governance/stops.py`."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from governance import stops as commands
from governance.access import EVERYWHERE
from governance.stop_reading import may_lift, units_to_stop
from governance.templates import families
from matching.errors import CandorError
from review_ui.web.caller import Caller, Page
from review_ui.web.coming_back import comes_back
from review_ui.web.contexts.safeguards import StopsPage
from review_ui.web.layout import redirect, respond
from review_ui.web.requests import Lifting, StoppingFields
from review_ui.web.views.keeping import family_name, shown_stops, unit_name
from review_ui.web.views.problems import NOTHING_REFUSED, Refused

router = APIRouter(prefix="/stops")


def _page(_: Request, caller: Caller, refused: Refused = NOTHING_REFUSED) -> StopsPage:
    with caller.reading() as session:
        found = commands.stops_for(session, caller.actor)
        units = units_to_stop(session, caller.actor)
        known = sorted(families(session))
        liftable = frozenset(
            one.id for one in found if one.lifted_at is None and may_lift(session, caller.actor, one)
        )
    shown = shown_stops(found, caller.actor.id, liftable)
    return StopsPage(
        refused=refused,
        in_force=tuple(one for one in shown if one.record.lifted_at is None),
        past=tuple(one for one in shown if one.record.lifted_at is not None),
        units=tuple((unit, unit_name(unit).capitalize() if unit == EVERYWHERE else unit) for unit in units),
        families=tuple((family, family_name(family).capitalize()) for family in known),
    )


@router.get("")
def show(request: Request, caller: Page) -> Response:
    return respond(request, _page(request, caller), caller=caller)


@router.post("")
@comes_back(_page, about="business_unit", on=(CandorError,))
def stop(caller: Page, sent: Annotated[StoppingFields, Form()]) -> Response:
    with caller.command() as work:
        made = commands.stop_ranking(work, **sent.model_dump())
    return redirect(f"/stops#{made}", "stopped")


@router.post("/{stop_id}/lift")
@comes_back(_page, on=(CandorError,))
def lift(caller: Page, stop_id: str, sent: Annotated[Lifting, Form()]) -> Response:
    with caller.command() as work:
        commands.lift_stop(work, stop_id, reason=sent.reason)
    return redirect("/stops", "stop-lifted")
