"""Model bundles: which there are, proposing and approving one."""

from typing import Any

from fastapi import APIRouter

from governance import promotion
from review_ui import learning
from review_ui.web.api.paging import Listing, Paged, moment
from review_ui.web.caller import Api
from review_ui.web.requests import Noted, Refusal

router = APIRouter(prefix="/models", tags=["models"])


@router.get("", summary="Every bundle and its state")
def list_all(caller: Api, paging: Paged) -> Listing:
    caller.require("bundle.read")
    with caller.reading() as session:
        found = promotion.list_bundles(session)
    return paging.of(found, lambda one: (moment(one.registered_at), one.hash), down=True)


@router.post("/{bundle_hash}/propose", summary="Ask for a bundle to serve")
def propose(caller: Api, bundle_hash: str, sent: Noted) -> dict[str, Any]:
    full = learning.propose_bundle(caller.workspace, caller.actor, bundle_hash, note=sent.note)
    return {"bundle": full, "state": "proposed"}


@router.post("/{bundle_hash}/approve", summary="Another person than author and proposer lets it serve")
def approve(caller: Api, bundle_hash: str, sent: Noted) -> dict[str, Any]:
    full = learning.approve_bundle(caller.workspace, caller.actor, bundle_hash, note=sent.note)
    return {"bundle": full, "state": "approved"}


@router.post("/{bundle_hash}/deny", summary="A no to a proposed bundle")
def deny(caller: Api, bundle_hash: str, sent: Refusal) -> dict[str, Any]:
    with caller.command() as work:
        return {
            "approval": promotion.deny_bundle(work, bundle_hash, reason_code=sent.reason_code, note=sent.note)
        }
