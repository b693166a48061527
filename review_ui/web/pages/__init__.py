"""The pages' routes, one module a concept. Each loads, calls one command or service, and answers."""

from fastapi import APIRouter

from review_ui.web.pages import (
    access,
    account,
    approvals,
    audit,
    blind,
    candidates,
    classification,
    duplicates,
    engagements,
    explaining,
    grant_lists,
    home,
    keeping,
    login,
    models,
    oversight,
    policy,
    proof,
    requisitions,
    shortlist,
    sign_on,
    stops,
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
        explaining.router,
        candidates.router,
        classification.router,
        approvals.router,
        duplicates.router,
        engagements.router,
        proof.router,
        templates.router,
        models.router,
        oversight.router,
        policy.router,
        stops.router,
        keeping.router,
        grant_lists.router,
        access.router,
        account.router,
        audit.router,
    )
