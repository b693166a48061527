"""Procurement and compliance: pairs of source profiles that may be one person, and the answer to each."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from governance.people.profiles import source_profiles
from governance.people.same_person import doubts, keep_apart, link_profiles
from matching.errors import Conflict, InputError, NotFound
from review_ui.web.caller import Caller, Page
from review_ui.web.coming_back import comes_back
from review_ui.web.contexts.people import DuplicatesPage
from review_ui.web.layout import redirect, respond
from review_ui.web.requests import Identifying
from review_ui.web.views.identity import pair_in_doubt
from review_ui.web.views.problems import NOTHING_REFUSED, Refused

router = APIRouter()

# As many as somebody answers in one sitting; the rest follow when these are decided.
_SHOWN = 25


def _page(_: Request, caller: Caller, refused: Refused = NOTHING_REFUSED) -> DuplicatesPage:
    with caller.reading() as session:
        waiting = doubts(session, caller.actor, limit=_SHOWN)
        sides = {side.came_as for doubt in waiting for side in (doubt.left, doubt.right)}
        profiles = source_profiles(session, sides)
    pairs = tuple(pair_in_doubt(doubt, profiles) for doubt in waiting)
    waits = {f"/duplicates {doubt.left.came_as} {doubt.right.came_as}" for doubt in waiting}
    if refused.form is not None and refused.form.to not in waits:
        raise NotFound("this pair waits for no answer any more")
    return DuplicatesPage(pairs, refused)


@router.get("/duplicates")
def queue(request: Request, caller: Page) -> Response:
    return respond(request, _page(request, caller), caller=caller)


@router.post("/duplicates")
@comes_back(_page, on=(InputError, Conflict), apart_by=("a", "b"))
def answer(caller: Page, sent: Annotated[Identifying, Form()]) -> Response:
    with caller.command() as work:
        act = link_profiles if sent.answer == "same" else keep_apart
        act(work, sent.a, sent.b, sent.reason)
    return redirect("/duplicates", "joined" if sent.answer == "same" else "kept-apart")
