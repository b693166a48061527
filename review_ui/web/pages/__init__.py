"""The pages' routes, one module a concept. Each loads, calls one command or service, and answers."""

from fastapi import APIRouter

from review_ui.web.pages import (
    approvals,
    audit,
    blind,
    candidates,
    classification,
    duplicates,
    engagements,
    explaining,
    home,
    lists,
    login,
    messages,
    models,
    oversight,
    policy,
    requisitions,
    shortlist,
    sign_on,
    templates,
)


def page_routers() -> tuple[APIRouter, ...]:
    return (
        login.router,
        sign_on.router,
        home.router,
        requisitions.router,
        blind.router,
        shortlist.router,
        lists.router,
        explaining.router,
        messages.router,
        candidates.router,
        classification.router,
        approvals.router,
        duplicates.router,
        engagements.router,
        templates.router,
        models.router,
        oversight.router,
        policy.router,
        audit.router,
    )
