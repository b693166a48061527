"""Model bundles: which there are, proposing and approving one."""

from typing import Any

from governance import promotion
from review_ui import learning
from review_ui.web.api.paging import Listing, Paged, moment
from review_ui.web.api.routes import api_part, takes
from review_ui.web.api.values import as_object
from review_ui.web.caller import Api
from review_ui.web.loading import find_model, load_models, read_card, read_manifest
from review_ui.web.requests import Noted, Refusal

router = api_part("models", "/models")


@router.get("", openapi_extra=takes("bundle.read"), summary="Every bundle and its state")
def list_all(caller: Api, paging: Paged) -> Listing:
    return paging.of(load_models(caller), lambda one: (moment(one.registered_at), one.hash), down=True)


@router.get(
    "/{bundle_hash}",
    openapi_extra=takes("bundle.read"),
    summary="A bundle with what its manifest and its card say",
)
def show(caller: Api, bundle_hash: str) -> dict[str, Any]:
    bundle = find_model(caller, bundle_hash)
    said = {"manifest": read_manifest(caller, bundle), "card": read_card(caller, bundle)}
    return as_object(bundle) | said


@router.post(
    "/train",
    openapi_extra=takes("bundle.propose"),
    summary="Train on the workspace's own outcomes; takes minutes and registers a bundle",
)
def train(caller: Api) -> dict[str, Any]:
    return learning.train(caller.workspace, caller.actor).as_dict()


@router.post(
    "/{bundle_hash}/propose", openapi_extra=takes("bundle.propose"), summary="Ask for a bundle to serve"
)
def propose(caller: Api, bundle_hash: str, sent: Noted) -> dict[str, Any]:
    full = learning.propose_bundle(caller.workspace, caller.actor, bundle_hash, note=sent.note)
    return {"bundle": full, "state": "proposed"}


@router.post(
    "/{bundle_hash}/approve",
    openapi_extra=takes("bundle.approve"),
    summary="Another person than author and proposer lets it serve",
)
def approve(caller: Api, bundle_hash: str, sent: Noted) -> dict[str, Any]:
    full = learning.approve_bundle(caller.workspace, caller.actor, bundle_hash, note=sent.note)
    return {"bundle": full, "state": "approved"}


@router.post(
    "/{bundle_hash}/deny", openapi_extra=takes("bundle.approve"), summary="A no to a proposed bundle"
)
def deny(caller: Api, bundle_hash: str, sent: Refusal) -> dict[str, Any]:
    with caller.command() as work:
        return {
            "approval": promotion.deny_bundle(work, bundle_hash, reason_code=sent.reason_code, note=sent.note)
        }
