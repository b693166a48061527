"""The OpenAPI document: what FastAPI reads off the routes, with what it cannot know of them."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from review_ui.web.api.problems import problem_schemas
from review_ui.web.security import CSRF_HEADER, SESSION_COOKIE

SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of one's own (`candor account token`)",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION_COOKIE,
        "description": f"The session of the pages; what changes something also sends `{CSRF_HEADER}`",
    },
}


def describe_api(app: FastAPI) -> None:
    """Make `app.openapi()` tell how to sign in and what a refusal looks like."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
            components = made.setdefault("components", {})
            components["schemas"] = {**components.get("schemas", {}), **problem_schemas()}
            components["securitySchemes"] = SCHEMES
            made["security"] = [{name: []} for name in SCHEMES]
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]
