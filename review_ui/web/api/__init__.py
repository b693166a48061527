"""The JSON API under /api/v1: the same commands as the pages, for scripts. Session cookie with CSRF header, or token."""

from fastapi import APIRouter, Depends

from review_ui.web.api import (
    classification,
    extensions,
    lists,
    models,
    people,
    ranking,
    requisitions,
    review,
    work,
)
from review_ui.web.caller import api_csrf


def api_router() -> APIRouter:
    router = APIRouter(prefix="/api/v1", dependencies=[Depends(api_csrf)])
    for part in (requisitions, review, lists, ranking, classification, work, extensions, people, models):
        router.include_router(part.router)
    return router
