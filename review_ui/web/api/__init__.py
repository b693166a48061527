"""The JSON API under /api/v1: the same commands as the pages, for scripts. Session cookie with CSRF header, or token."""

from fastapi import APIRouter, Depends

from review_ui.web.api import accounts, classification, models, requisitions, review, work
from review_ui.web.caller import api_csrf


def api_router() -> APIRouter:
    router = APIRouter(prefix="/api/v1", dependencies=[Depends(api_csrf)])
    for part in (
        requisitions.router,
        review.router,
        classification.router,
        work.router,
        models.router,
        accounts.router,
    ):
        router.include_router(part)
    return router
