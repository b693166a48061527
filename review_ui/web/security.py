"""What guards the door: cookies, the CSRF token, response headers, the size of a body.

Knows nothing of accounts: who a session belongs to is `caller.py`, lock-out is `governance.accounts`.
The CSRF token is a signed double submit: an HttpOnly random cookie and its HMAC in each form. It outlives a session,
so a form that was being filled when the session ended can still be sent after logging in again.
"""

import hashlib
import hmac
import secrets
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matching.errors import Forbidden
from review_ui.problems import PROBLEM_JSON, bare_problem

SESSION_COOKIE: Final = "candor_session"
VISIT_COOKIE: Final = "candor_visit"
CSRF_FIELD: Final = "csrf"
CSRF_HEADER: Final = "X-CSRF-Token"
BODY_LIMIT: Final = 512 * 1024

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
# Fields of a form that nobody typed, or that must not be shown again.
_NOT_WORDS = frozenset(
    {
        CSRF_FIELD,
        "password",
        "back",
        "confirmed",
        "current_password",
        "expected_records",
        "expected_version",
        "next",
        "once",
        "seen",
        "template_id",
        "then",
    }
)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def visit(request: Request) -> str:
    """The random value of this browser; a new one is put on the answer by `keep_visit`."""
    if not hasattr(request.state, "visit"):
        known = request.cookies.get(VISIT_COOKIE, "")
        request.state.visit = known if len(known) >= 32 else secrets.token_urlsafe(32)
    return str(request.state.visit)


def csrf_token(request: Request) -> str:
    return hmac.new(visit(request).encode(), b"candor form", hashlib.sha256).hexdigest()


async def check_csrf(request: Request) -> None:
    """Refuse a changing request that does not carry this browser's token or comes from another site."""
    if request.method in _SAFE_METHODS:
        return
    if not from_this_site(request):
        raise Forbidden(
            "the request comes from another site", hint="open the page here and send the form again"
        )
    sent = request.headers.get(CSRF_HEADER, "")
    if "json" not in request.headers.get("content-type", ""):
        form = await request.form()
        sent = sent or str(form.get(CSRF_FIELD, ""))
        request.state.form = form
        request.state.typed = {
            name: words
            for name, words in form.items()
            if isinstance(words, str) and words.strip() and name not in _NOT_WORDS
        }
    if VISIT_COOKIE not in request.cookies or not hmac.compare_digest(
        sent.encode(), csrf_token(request).encode()
    ):
        raise Forbidden(
            "the form's security token is missing or no longer holds",
            hint="load the page again, then send the form once more",
        )


def from_this_site(request: Request) -> bool:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def keep_visit(request: Request, response: Response) -> None:
    if request.cookies.get(VISIT_COOKIE) != visit(request):
        _set_cookie(request, response, VISIT_COOKIE, visit(request))


def keep_session(request: Request, response: Response, token: str) -> None:
    _set_cookie(request, response, SESSION_COOKIE, token)


def drop_session(response: Response) -> None:
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")


def local_path(wanted: str | None) -> str:
    """Where to go after logging in: a path of this site and nothing else."""
    if (
        not wanted
        or not wanted.startswith("/")
        or wanted.startswith(("//", "/\\"))
        or "\n" in wanted
        or "\r" in wanted
    ):
        return "/"
    return wanted


def _set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, path="/", httponly=True, samesite="lax", secure=secure)


class SecurityHeaders:
    """Adds the headers to every answer, and `no-store` wherever an answer does not say otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with_headers)


class BodyLimit:
    """Answers 413 to a body above the limit, whether it declares its length or not."""

    def __init__(self, app: ASGIApp, limit: int = BODY_LIMIT) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _SAFE_METHODS:
            await self.app(scope, receive, send)
            return
        chunks, size, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            chunks.append(message.get("body", b""))
            size += len(chunks[-1])
            more = message.get("more_body", False)
            if size > self.limit:
                await _refuse(scope, receive, send)
                return
        body: Message = {"type": "http.request", "body": b"".join(chunks), "more_body": False}
        waiting = [body]

        async def replay() -> Message:
            return waiting.pop() if waiting else await receive()

        await self.app(scope, replay, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    said, hint = f"expected at most {BODY_LIMIT // 1024} KiB, found more", "send less text"
    answer: Response = PlainTextResponse(f"{said}; {hint}\n", 413)
    if scope["path"].startswith("/api/"):
        answer = JSONResponse(bare_problem(413, said, hint), 413, media_type=PROBLEM_JSON)
    answer.headers["connection"] = "close"
    await answer(scope, receive, send)
