"""Models: which one serves, candidates with their figures, and the one button that only someone else can press."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from governance import promotion, reasons
from review_ui import learning
from review_ui.web.caller import Caller, Page
from review_ui.web.coming_back import comes_back
from review_ui.web.contexts.rules import ModelPage, ModelsPage
from review_ui.web.layout import redirect, respond
from review_ui.web.loading import find_model, load_models, model_rows, read_card, read_manifest
from review_ui.web.requests import Noted, Refusal
from review_ui.web.views.models import charts_of, make_card
from review_ui.web.views.problems import NOTHING_REFUSED, Refused

router = APIRouter(prefix="/models")


@router.get("")
def list_page(request: Request, caller: Page) -> Response:
    rows = model_rows(caller, load_models(caller))
    context = ModelsPage(
        champion=next((row for row in rows if row.champion), None),
        others=tuple(row for row in rows if not row.champion),
        may_train=caller.may("bundle.propose"),
    )
    return respond(request, context, caller=caller)


@router.post("/train")
def train(caller: Page) -> Response:
    report = learning.train(caller.workspace, caller.actor)
    return redirect(f"/models/{report.bundle_hash}", "trained")


def _again(request: Request, caller: Caller, refused: Refused) -> ModelPage:
    return _page(caller, request.path_params["bundle_hash"], refused)


def _page(caller: Caller, bundle_hash: str, refused: Refused = NOTHING_REFUSED) -> ModelPage:
    bundle = find_model(caller, bundle_hash)
    manifest = read_manifest(caller, bundle)
    return ModelPage(
        model=model_rows(caller, [bundle])[0],
        card=make_card(manifest, read_card(caller, bundle)),
        charts=charts_of(manifest),
        refusal_reasons=reasons.REFUSAL_REASONS,
        refused=refused,
    )


@router.get("/{bundle_hash}")
def show(request: Request, caller: Page, bundle_hash: str) -> Response:
    return respond(request, _page(caller, bundle_hash), caller=caller)


@router.post("/{bundle_hash}/propose")
@comes_back(_again)
def propose(caller: Page, bundle_hash: str, sent: Annotated[Noted, Form()]) -> Response:
    learning.propose_bundle(caller.workspace, caller.actor, bundle_hash, note=sent.note)
    return redirect(f"/models/{bundle_hash}", "proposed")


@router.post("/{bundle_hash}/approve")
@comes_back(_again)
def approve(caller: Page, bundle_hash: str, sent: Annotated[Noted, Form()]) -> Response:
    learning.approve_bundle(caller.workspace, caller.actor, bundle_hash, note=sent.note)
    return redirect(f"/models/{bundle_hash}", "model-approved")


@router.post("/{bundle_hash}/deny")
@comes_back(_again, about="reason_code")
def deny(caller: Page, bundle_hash: str, sent: Annotated[Refusal, Form()]) -> Response:
    with caller.command() as work:
        promotion.deny_bundle(work, bundle_hash, reason_code=sent.reason_code, note=sent.note)
    return redirect(f"/models/{bundle_hash}", "model-denied")
