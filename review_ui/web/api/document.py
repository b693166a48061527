"""The OpenAPI document: what FastAPI reads off the routes, with what it cannot know of them."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from governance.once import LONGEST_KEY
from review_ui.web.api import PARTS, PREFIX
from review_ui.web.api.problems import problem_schemas, refusal
from review_ui.web.api.routes import HEADER, PERMISSION, ApiRoute
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


_KEY = {
    "name": HEADER,
    "in": "header",
    "description": "Of your own making, such as a UUID: sent again under it, the request is answered and not repeated",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The `ETag` of what you read, so that nothing is changed that has changed since",
    "schema": {"type": "string"},
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The `ETag` of what you have: 304 if that is what there is",
    "schema": {"type": "string"},
}
_TAG = {
    "ETag": {
        "description": "Names what it is, its version and this very answer",
        "schema": {"type": "string"},
    }
}
_LINK = {"Link": {"description": "The next part, where there is one", "schema": {"type": "string"}}}


def describe_api(app: FastAPI) -> None:
    """Make `app.openapi()` tell how to sign in and what a refusal looks like."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
            components = made.setdefault("components", {})
            components["schemas"] = {**components.get("schemas", {}), **problem_schemas()}
            components["securitySchemes"] = SCHEMES
            made["security"] = [{name: []} for name in SCHEMES]
            for route in _routes():
                for method in route.methods or ():
                    _tell_headers(made["paths"][PREFIX + route.path][method.lower()], route, method)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _routes() -> Iterator[ApiRoute]:
    for part in PARTS:
        yield from (route for route in part.router.routes if isinstance(route, ApiRoute))


def _tell_headers(operation: dict[str, Any], route: ApiRoute, method: str) -> None:
    """What a route class reads and answers beside what its function says."""
    sent, answers = operation.setdefault("parameters", []), operation["responses"]
    operation[PERMISSION] = route.permission
    if method == "POST":
        sent.append(_KEY)
        if route.takes_version:
            sent.append(_IF_MATCH)
            answers["412"] = refusal("It has changed since it was read")
    if route.has_version:
        sent.append(_IF_NONE_MATCH)
        answers["200"]["headers"] = _TAG
        answers["304"] = {"description": "What you have is what there is", "headers": _TAG}
    if route.is_paged:
        answers["200"]["headers"] = _LINK
