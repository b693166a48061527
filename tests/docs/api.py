"""The JSON API as a table: makes the block of `docs/reference/api.md` anew out of the OpenAPI document and the routes.

`python -m tests.docs.api` writes it; a test holds the page to it.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from review_ui.web.api import PARTS, PREFIX
from review_ui.web.api.routes import ApiRoute
from tests.docs.pages import ROOT, made_blocks, refilled

PAGE = ROOT / "docs/reference/api.md"
BLOCK = made_blocks("api")


def main() -> None:
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def filled(page: str) -> str:
    """The page with every block made anew."""
    return refilled(page, "api", lambda tag: _table(tag))


def tags() -> list[str]:
    return list(dict.fromkeys(str(route.tags[0]) for route in routes()))


@cache
def routes() -> tuple[ApiRoute, ...]:
    return tuple(route for part in PARTS for route in part.router.routes if isinstance(route, ApiRoute))


def _table(tag: str) -> Iterator[str]:
    yield f"| call, under `{PREFIX}` | what it is | takes | headers and parts |"
    yield "|---|---|---|---|"
    for route in routes():
        if route.tags == [tag]:
            (method,) = route.methods or ("",)
            told = f"{route.summary} | {_takes(route)} | {', '.join(_marks(route, method))}"
            yield f"| `{method} {route.path}` | {told} |"


def _takes(route: ApiRoute) -> str:
    said = route.permission
    actions = ", ".join(f"`{action}`" for action in said["all_of"])
    return "; ".join(filter(None, (actions, said.get("but"))))


def _marks(route: ApiRoute, method: str) -> Iterator[str]:
    if route.is_paged:
        yield "in parts"
    if route.has_version:
        yield "`ETag`"
    if route.takes_version:
        yield "`If-Match`"
    if method == "POST" and route.told_once:
        yield "told once"


def described(document: dict[str, Any]) -> set[tuple[str, str]]:
    """What the OpenAPI document tells of, as (method, path below the prefix)."""
    return {
        (method.upper(), path.removeprefix(PREFIX))
        for path, methods in document["paths"].items()
        for method in methods
    }


if __name__ == "__main__":
    main()
