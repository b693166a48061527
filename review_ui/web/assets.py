"""The three files a browser fetches: our style sheet, our script, and htmx from the installed `django-htmx` wheel.

Read once at start and named by their hash, so that a browser may keep them for good. Django itself is never imported.
"""

import hashlib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from fastapi import APIRouter, Response

from matching.errors import NotFound, RunError

_STATIC = Path(__file__).parents[1] / "static"
_HTMX = "django_htmx/static/django_htmx/htmx-2.min.js"


@dataclass(frozen=True, slots=True)
class Asset:
    name: str
    kind: str
    body: bytes

    @property
    def url(self) -> str:
        return f"/static/{self.name}?v={hashlib.sha256(self.body).hexdigest()[:12]}"


def load_assets() -> dict[str, Asset]:
    """Every file pages link to, by name."""
    script = "text/javascript; charset=utf-8"
    return {
        asset.name: asset
        for asset in (
            Asset("candor.css", "text/css; charset=utf-8", (_STATIC / "candor.css").read_bytes()),
            Asset("candor.js", script, (_STATIC / "candor.js").read_bytes()),
            Asset("candor.svg", "image/svg+xml", (_STATIC / "candor.svg").read_bytes()),
            Asset("htmx.js", script, _htmx()),
        )
    }


def assets_router(assets: dict[str, Asset]) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/static/{name}")
    def static_file(name: str) -> Response:
        if name not in assets:
            raise NotFound("no such file")
        asset = assets[name]
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(asset.body, media_type=asset.kind, headers=kept)

    return router


def _htmx() -> bytes:
    try:
        path = Path(str(distribution("django-htmx").locate_file(_HTMX)))
        return path.read_bytes()
    except (PackageNotFoundError, OSError) as cause:
        raise RunError(
            f"expected htmx in the installed package django-htmx at {_HTMX}, found none",
            hint="install the pinned dependencies again",
        ) from cause
