"""The JSON API under /api/v1: the same commands as the pages, for scripts. Session cookie with CSRF header, or token."""

from fastapi import APIRouter, Depends

from review_ui.web.api import (
    accounts,
    auditing,
    blind,
    cases,
    classification,
    extensions,
    keeping,
    lists,
    models,
    oversight,
    people,
    proving,
    ranking,
    requisitions,
    review,
    routing,
    rules,
    work,
)
from review_ui.web.api.problems import problem_responses
from review_ui.web.caller import api_csrf

PREFIX = "/api/v1"
PARTS = (
    requisitions,
    routing,
    review,
    blind,
    cases,
    lists,
    ranking,
    classification,
    work,
    extensions,
    people,
    keeping,
    proving,
    auditing,
    oversight,
    models,
    accounts,
    rules,
)


def api_router() -> APIRouter:
    router = APIRouter(prefix=PREFIX, dependencies=[Depends(api_csrf)], responses=problem_responses())
    for part in PARTS:
        router.include_router(part.router)
    return router
