"""Stopping ranking by machine, letting it go on, and what is stopped."""

from typing import Any

from fastapi import APIRouter

from governance import stops
from review_ui.web.api.values import as_object
from review_ui.web.caller import Api
from review_ui.web.requests import Lifting, Stopping

router = APIRouter(prefix="/ranking/stops", tags=["ranking"])


@router.get("", summary="Every stop of ranking that concerns your business units, those in force first")
def list_all(caller: Api) -> list[dict[str, Any]]:
    with caller.reading() as session:
        return [as_object(one) | {"covers": one.covers} for one in stops.stops_for(session, caller.actor)]


@router.post("", status_code=201, summary="Stop ranking by machine; one person is enough")
def stop(caller: Api, sent: Stopping) -> dict[str, Any]:
    with caller.command() as work:
        return {"stop": stops.stop_ranking(work, **sent.model_dump())}


@router.post("/{stop_id}/lift", summary="Let ranking go on; another person than who stopped it")
def lift(caller: Api, stop_id: str, sent: Lifting) -> dict[str, Any]:
    with caller.command() as work:
        stops.lift_stop(work, stop_id, reason=sent.reason)
    return {"stop": stop_id}
