"""`Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a POST that is sent again under its key is answered, not repeated.

The rules are `governance/once.py`. This is where a request becomes a claim and an answer is kept: every part of the API is
made by `api_part`, so none goes without.
"""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from governance import once
from governance.once import Answer, Claim
from review_ui.web.caller import api_caller, api_csrf

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
# Of a route whose answer is told once: it holds a secret, people's words or a file, none of which is kept beside the record.
TOLD_ONCE: Final[dict[str, Any]] = {"x-candor-answer": "told once"}

_LARGEST_ANSWER = 64 * 1024
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class OnceRoute(APIRoute):
    def get_route_handler(self) -> _Handler:
        handle = super().get_route_handler()
        if "POST" not in (self.methods or ()):
            return handle

        async def once_only(request: Request) -> Response:
            if HEADER not in request.headers:
                return await handle(request)
            await api_csrf(request)
            claim, earlier = await run_in_threadpool(_look_up, request, await request.body())
            if earlier is not None:
                return _replayed(earlier)
            return await self._carry_out(handle, request, claim)

        return once_only

    async def _carry_out(self, handle: _Handler, request: Request, claim: Claim) -> Response:
        before = once.CURRENT.set(claim)
        try:
            response = await handle(request)
        finally:
            once.CURRENT.reset(before)
        if claim.made and not self._told_once and _may_be_kept(response):
            await run_in_threadpool(_keep, request, claim, response)
        return response

    @property
    def _told_once(self) -> bool:
        return TOLD_ONCE.items() <= (self.openapi_extra or {}).items()


def api_part(tag: str, prefix: str = "") -> APIRouter:
    """The router of one part of the API."""
    return APIRouter(prefix=prefix, tags=[tag], route_class=OnceRoute)


def _look_up(request: Request, body: bytes) -> tuple[Claim, Answer | None]:
    caller = api_caller(request)
    key = request.headers[HEADER]
    quoted = len(key) >= 2 and key[0] == key[-1] == '"'  # the draft writes it as a string
    asked = f"{request.method} {request.url.path}?{request.url.query}\n".encode() + body
    claim = once.claim_of(caller.database.vault, caller.actor.id, key[1:-1] if quoted else key, asked)
    with caller.reading() as session:
        return claim, once.answer_to(session, claim, caller.now)


def _keep(request: Request, claim: Claim, response: Response) -> None:
    answer = Answer(response.status_code, bytes(response.body).decode())
    with request.app.state.workspace.database.upkeep() as session:
        once.keep_answer(session, claim, answer)


def _may_be_kept(response: Response) -> bool:
    is_json = response.headers.get("content-type") == "application/json"
    return is_json and response.status_code < 300 and len(response.body) <= _LARGEST_ANSWER


def _replayed(answer: Answer) -> Response:
    headers = {REPLAYED: "true"}
    return Response(answer.body, answer.status, headers, media_type="application/json")
