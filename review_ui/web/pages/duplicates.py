"""Procurement and compliance: pairs of source profiles that may be one person, and the answer to each."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from governance.people import source_profiles
from governance.same_person import doubts, keep_apart, link_profiles
from matching.errors import CandorError, Conflict, InputError
from review_ui.problems import status_of
from review_ui.web.caller import Caller, Page
from review_ui.web.contexts.people import DuplicatesPage
from review_ui.web.layout import redirect, respond
from review_ui.web.requests import Identifying, PairTyped, read_form
from review_ui.web.views.identity import pair_in_doubt
from review_ui.web.views.problems import NOTHING_REFUSED, Refused, refused

router = APIRouter()

# As many as somebody answers in one sitting; the rest follow when these are decided.
_SHOWN = 25


@router.get("/duplicates")
def queue(request: Request, caller: Page) -> Response:
    return _page(request, caller)


@router.post("/duplicates")
def answer(request: Request, caller: Page, typed: Annotated[PairTyped, Form()]) -> Response:
    try:
        sent = read_form(Identifying, typed)
        with caller.command() as work:
            act = link_profiles if sent.answer == "same" else keep_apart
            act(work, sent.a, sent.b, sent.reason)
    except (InputError, Conflict) as refusal:
        about = refused(f"{typed.a} {typed.b}", typed.model_dump(), refusal)
        return _page(request, caller, about, refusal)
    return redirect("/duplicates", "joined" if sent.answer == "same" else "kept-apart")


def _page(
    request: Request, caller: Caller, about: Refused = NOTHING_REFUSED, refusal: CandorError | None = None
) -> Response:
    """Where the pair that was answered waits no longer, the refusal stands alone."""
    with caller.reading() as session:
        waiting = doubts(session, caller.actor, limit=_SHOWN)
        sides = {side.came_as for doubt in waiting for side in (doubt.left, doubt.right)}
        profiles = source_profiles(session, sides)
    pairs = tuple(pair_in_doubt(doubt, profiles) for doubt in waiting)
    waits = {f"{doubt.left.came_as} {doubt.right.came_as}" for doubt in waiting}
    if refusal is not None and about.form not in waits:
        raise refusal
    return respond(request, DuplicatesPage(pairs, about), caller=caller, status=status_of(refusal))
