"""Procurement and compliance: pairs of source profiles that may be one person, and the answer to each."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from governance.people import source_profiles
from governance.same_person import doubts, keep_apart, link_profiles
from review_ui.web.caller import Page
from review_ui.web.contexts.people import DuplicatesPage
from review_ui.web.layout import redirect, respond
from review_ui.web.requests import Identifying
from review_ui.web.views.identity import pair_in_doubt

router = APIRouter()

# As many as somebody answers in one sitting; the rest follow when these are decided.
_SHOWN = 25


@router.get("/duplicates")
def queue(request: Request, caller: Page) -> Response:
    with caller.reading() as session:
        waiting = doubts(session, caller.actor, limit=_SHOWN)
        sides = {side.came_as for doubt in waiting for side in (doubt.left, doubt.right)}
        profiles = source_profiles(session, sides)
    pairs = tuple(pair_in_doubt(doubt, profiles) for doubt in waiting)
    return respond(request, DuplicatesPage(pairs), caller=caller)


@router.post("/duplicates")
def answer(caller: Page, sent: Annotated[Identifying, Form()]) -> Response:
    with caller.command() as work:
        if sent.answer == "same":
            link_profiles(work, sent.a, sent.b, sent.reason)
        else:
            keep_apart(work, sent.a, sent.b, sent.reason)
    return redirect("/duplicates", "joined" if sent.answer == "same" else "kept-apart")
