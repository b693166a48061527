"""What a person ranked or left out is told."""

from fastapi import APIRouter

from governance.notices import notices_of
from review_ui.web.api.paging import Listing, Paged, moment
from review_ui.web.caller import Api

router = APIRouter(prefix="/people", tags=["people"])


@router.get("/{person_id}/notices", summary="Every notice of a person, the newest first")
def notices(caller: Api, person_id: str, paging: Paged) -> Listing:
    with caller.reading() as session:
        found = notices_of(session, caller.actor, person_id)
    return paging.of(found, lambda one: (moment(one.at), one.shortlist_id), down=True)
