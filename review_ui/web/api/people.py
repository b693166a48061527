"""People of the record: who may be the same person, what each is told, whom no licence holds any longer."""

from typing import Any

from governance.notices import notices_of
from governance.people.same_person import Doubt, doubts, keep_apart, link_profiles, unlink
from review_ui import retention
from review_ui.web.api.paging import Key, Listing, Paged, moment
from review_ui.web.api.routes import api_part, takes
from review_ui.web.caller import Api
from review_ui.web.requests import Agreed, Identifying, Splitting

router = api_part("people", "/people")


@router.get(
    "/duplicates",
    openapi_extra=takes("people.identify", "people.read"),
    summary="Pairs of profiles that may be one person, the strongest evidence first",
)
def duplicates(caller: Api, paging: Paged) -> Listing:
    with caller.reading() as session:
        found = doubts(session, caller.actor, limit=paging.limit + 1, after=paging.after_weight())
    return paging.part(found, _strongest)


@router.post(
    "/duplicates",
    openapi_extra=takes("people.identify"),
    summary="Say whether two profiles are one person; gives who then stands for both",
)
def answer(caller: Api, sent: Identifying) -> dict[str, Any]:
    with caller.command() as work:
        if sent.answer == "same":
            return {"person": link_profiles(work, sent.a, sent.b, sent.reason)}
        keep_apart(work, sent.a, sent.b, sent.reason)
    return {"person": None}


@router.post(
    "/{person_id}/split",
    openapi_extra=takes("people.identify"),
    summary="Take one source's profile out of a joined person",
)
def split(caller: Api, person_id: str, sent: Splitting) -> dict[str, Any]:
    with caller.command() as work:
        return {"person": unlink(work, person_id, sent.source, sent.reason)}


@router.get(
    "/{person_id}/notices",
    openapi_extra=takes("notice.read"),
    summary="Every notice of a person, the newest first",
)
def notices(caller: Api, person_id: str, paging: Paged) -> Listing:
    with caller.reading() as session:
        found = notices_of(session, caller.actor, person_id)
    return paging.of(found, lambda one: (moment(one.at), one.shortlist_id), down=True)


@router.get(
    "/purge",
    openapi_extra=takes("people.purge"),
    summary="Whom a purge would let go today, by source (candor.purge/1)",
)
def preview(caller: Api) -> dict[str, Any]:
    caller.require("people.purge")
    return retention.preview(caller.workspace).as_dict()


@router.post(
    "/purge",
    openapi_extra=takes("people.purge", but="for all business units"),
    summary="Let go of every profile past its last day; snapshots and vectors follow",
)
def purge(caller: Api, sent: Agreed | None = None) -> dict[str, Any]:
    caller.require("people.purge")
    expected = sent.expected_records if sent else None
    return retention.purge(caller.workspace, caller.actor, expected=expected).as_dict()


def _strongest(doubt: Doubt) -> Key:
    return (doubt.bits, doubt.id)
