"""What a person ranked or left out is told."""

from typing import Any

from fastapi import APIRouter

from governance.notices import notices_of
from review_ui.web.api.values import as_objects
from review_ui.web.caller import Api

router = APIRouter(prefix="/people", tags=["people"])


@router.get("/{person_id}/notices", summary="Every notice of a person, the newest first")
def notices(caller: Api, person_id: str) -> list[dict[str, Any]]:
    with caller.reading() as session:
        return as_objects(notices_of(session, caller.actor, person_id))
