"""Ranking the pool by machine, stopping that, letting it go on, and what is stopped."""

from typing import Any

from governance import stops
from matching.errors import InputError
from matching.shortlist import as_document
from review_ui.services import find_template, rank_pool
from review_ui.web.api.paging import Listing, Paged, moment
from review_ui.web.api.routes import api_part, takes
from review_ui.web.api.values import as_object
from review_ui.web.caller import Api
from review_ui.web.requests import Lifting, PoolRanking, Stopping, as_role

router = api_part("ranking", "/ranking")


@router.post(
    "",
    openapi_extra=takes("fit.read"),
    summary="Rank the pool as it is now, for a template or a role; keeps nothing (candor.rank/1)",
)
def rank(caller: Api, sent: PoolRanking) -> dict[str, Any]:
    if (sent.template_id is None) == (sent.role is None):
        raise InputError("expected a template or a role, found both or neither", hint="send one of them")
    role = find_template(caller.workspace, sent.template_id) if sent.template_id else as_role(sent.role or {})
    ranked = rank_pool(
        caller.workspace,
        caller.actor,
        role,
        template=sent.template_id,
        business_unit=sent.business_unit,
        as_of=caller.today,
        top=sent.top,
        diversity=sent.diversity,
    )
    return as_document(ranked, with_excluded=True)


@router.get(
    "/stops",
    openapi_extra=takes("requisition.read"),
    summary="Every stop of ranking that concerns your business units, the last made first",
)
def list_all(caller: Api, paging: Paged, in_force: bool = False) -> Listing:
    with caller.reading() as session:
        found = stops.stops_for(session, caller.actor)
    wanted = [one for one in found if one.lifted_at is None or not in_force]
    return paging.of(wanted, lambda one: (moment(one.stopped_at), one.id), down=True, shown=_shown)


@router.post(
    "/stops",
    status_code=201,
    openapi_extra=takes("ranking.stop", but="`ranking.stop_everywhere` for every business unit"),
    summary="Stop ranking by machine; one person is enough",
)
def stop(caller: Api, sent: Stopping) -> dict[str, Any]:
    with caller.command() as work:
        return {"stop": stops.stop_ranking(work, **sent.model_dump())}


@router.post(
    "/stops/{stop_id}/lift",
    openapi_extra=takes(
        "requisition.read", "ranking.stop", but="`ranking.stop_everywhere` for every business unit"
    ),
    summary="Let ranking go on; another person than who stopped it",
)
def lift(caller: Api, stop_id: str, sent: Lifting) -> dict[str, Any]:
    with caller.command() as work:
        stops.lift_stop(work, stop_id, reason=sent.reason)
    return {"stop": stop_id}


def _shown(stop: stops.StopRecord) -> dict[str, Any]:
    return as_object(stop) | {"covers": stop.covers}
