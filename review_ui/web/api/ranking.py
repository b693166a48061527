"""Stopping ranking by machine, letting it go on, and what is stopped."""

from typing import Any

from governance import stops
from review_ui.web.api.paging import Listing, Paged, moment
from review_ui.web.api.routes import api_part
from review_ui.web.api.values import as_object
from review_ui.web.caller import Api
from review_ui.web.requests import Lifting, Stopping

router = api_part("ranking", "/ranking/stops")


@router.get("", summary="Every stop of ranking that concerns your business units, the last made first")
def list_all(caller: Api, paging: Paged, in_force: bool = False) -> Listing:
    with caller.reading() as session:
        found = stops.stops_for(session, caller.actor)
    wanted = [one for one in found if one.lifted_at is None or not in_force]
    return paging.of(wanted, lambda one: (moment(one.stopped_at), one.id), down=True, shown=_shown)


@router.post("", status_code=201, summary="Stop ranking by machine; one person is enough")
def stop(caller: Api, sent: Stopping) -> dict[str, Any]:
    with caller.command() as work:
        return {"stop": stops.stop_ranking(work, **sent.model_dump())}


@router.post("/{stop_id}/lift", summary="Let ranking go on; another person than who stopped it")
def lift(caller: Api, stop_id: str, sent: Lifting) -> dict[str, Any]:
    with caller.command() as work:
        stops.lift_stop(work, stop_id, reason=sent.reason)
    return {"stop": stop_id}


def _shown(stop: stops.StopRecord) -> dict[str, Any]:
    return as_object(stop) | {"covers": stop.covers}
