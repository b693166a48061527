"""Stopping ranking by machine, letting it go on, and what was stopped before. The rules are `governance/stops.py`."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from governance import stops as commands
from governance.access import EVERYWHERE
from governance.stop_reading import may_lift, units_to_stop
from governance.templates import families
from matching.errors import CandorError
from review_ui.problems import status_of
from review_ui.web.caller import Caller, Page
from review_ui.web.contexts.safeguards import StopsPage
from review_ui.web.layout import redirect, respond
from review_ui.web.requests import Lifting, ReasonTyped, StoppingFields, StopTyped, read_form
from review_ui.web.views.keeping import family_name, shown_stops, unit_name
from review_ui.web.views.problems import NOTHING_REFUSED, Refused, refused

router = APIRouter(prefix="/stops")


@router.get("")
def show(request: Request, caller: Page) -> Response:
    return _page(request, caller)


@router.post("")
def stop(request: Request, caller: Page, typed: Annotated[StopTyped, Form()]) -> Response:
    try:
        sent = read_form(StoppingFields, typed)
        with caller.command() as work:
            made = commands.stop_ranking(work, **sent.model_dump())
    except CandorError as refusal:
        about = refused("stop", typed.model_dump(), refusal, "business_unit")
        return _page(request, caller, about, refusal)
    return redirect(f"/stops#{made}", "stopped")


@router.post("/{stop_id}/lift")
def lift(request: Request, caller: Page, stop_id: str, typed: Annotated[ReasonTyped, Form()]) -> Response:
    try:
        sent = read_form(Lifting, typed)
        with caller.command() as work:
            commands.lift_stop(work, stop_id, reason=sent.reason)
    except CandorError as refusal:
        return _page(request, caller, refused(stop_id, typed.model_dump(), refusal), refusal)
    return redirect("/stops", "stop-lifted")


def _page(
    request: Request, caller: Caller, about: Refused = NOTHING_REFUSED, refusal: CandorError | None = None
) -> Response:
    """Where the form that was refused is not there, since it is lifted by now or not this reader's, the refusal stands alone."""
    if refusal is not None and not caller.may("requisition.read"):
        raise refusal
    with caller.reading() as session:
        found = commands.stops_for(session, caller.actor)
        units = units_to_stop(session, caller.actor)
        known = sorted(families(session))
        liftable = frozenset(
            one.id for one in found if one.lifted_at is None and may_lift(session, caller.actor, one)
        )
    shown = shown_stops(found, caller.actor.id, liftable)
    forms = {one.record.id for one in shown if one.may_lift and not one.own} | ({"stop"} if units else set())
    if refusal is not None and about.form not in forms:
        raise refusal
    context = StopsPage(
        refused=about,
        in_force=tuple(one for one in shown if one.record.lifted_at is None),
        past=tuple(one for one in shown if one.record.lifted_at is not None),
        units=tuple((unit, unit_name(unit).capitalize() if unit == EVERYWHERE else unit) for unit in units),
        families=tuple((family, family_name(family).capitalize()) for family in known),
    )
    return respond(request, context, caller=caller, status=status_of(refusal))
