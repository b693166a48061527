"""What every route of the API does with a request's headers, whatever it is about: keys and entity tags.

`Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a POST that is sent again under its key is answered, not
repeated; the rules are `governance/once.py`. `ETag`, `If-None-Match` and `If-Match`: `review_ui/web/tags.py`.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from governance import once
from governance.once import Answer, Claim
from matching.errors import InputError
from review_ui.web.api.paging import Paging
from review_ui.web.caller import api_caller, api_csrf
from review_ui.web.tags import with_tag

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
# Of a route whose answer is told once: it holds a secret, people's words or a file, none of which is kept beside the record.
TOLD_ONCE: Final[dict[str, Any]] = {"x-candor-answer": "told once"}
PERMISSION: Final = "x-candor-permission"
# To find a case at all, whatever is then done with it.
_OF_A_CASE: Final = frozenset({"requisition_id", "engagement_id", "extension_id"})

_LARGEST_ANSWER = 64 * 1024
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def takes(*actions: str, but: str = "") -> dict[str, Any]:
    """What a call asks of who makes it, all of these; `but` says in words where that depends on what it is about.

    It tells and does not guard: commands do, and `tests/review_ui/web/test_permissions_told.py` holds one to the other.
    """
    return {PERMISSION: {"all_of": list(actions), **({"but": but} if but else {})}}


class ApiRoute(APIRoute):
    def get_route_handler(self) -> _Handler:
        handle = super().get_route_handler()
        return self._changing(handle) if "POST" in (self.methods or ()) else self._reading(handle)

    @property
    def takes_version(self) -> bool:
        """Whether what is sent may say which version it changes."""
        sent = [param.field_info.annotation for param in self.dependant.body_params]
        return any("expected_version" in getattr(one, "model_fields", {}) for one in sent)

    @property
    def permission(self) -> dict[str, Any]:
        """What `takes` says of it, and `requisition.read` for what belongs to a case."""
        said = (self.openapi_extra or {}).get(PERMISSION, {"all_of": []})
        if not _OF_A_CASE & self.param_convertors.keys():
            return said
        return said | {"all_of": list(dict.fromkeys(("requisition.read", *said["all_of"])))}

    @property
    def has_version(self) -> bool:
        return any(one.call is _versioned for one in self.dependant.dependencies)

    @property
    def is_paged(self) -> bool:
        return any(one.call is Paging for one in self.dependant.dependencies)

    @property
    def told_once(self) -> bool:
        return TOLD_ONCE.items() <= (self.openapi_extra or {}).items()

    def _reading(self, handle: _Handler) -> _Handler:
        async def read(request: Request) -> Response:
            response = await handle(request)
            version: int | None = getattr(request.state, "version", None)
            return response if version is None else with_tag(request, response, version)

        return read

    def _changing(self, handle: _Handler) -> _Handler:
        async def change(request: Request) -> Response:
            if "if-match" in request.headers and not self.takes_version:
                raise InputError(
                    "expected no If-Match here, found one: this changes nothing that has a version",
                    hint="leave If-Match out",
                )
            if HEADER not in request.headers:
                return await handle(request)
            await api_csrf(request)
            claim, earlier = await run_in_threadpool(_look_up, request, await request.body())
            if earlier is not None:
                return _replayed(earlier)
            return await self._carry_out(handle, request, claim)

        return change

    async def _carry_out(self, handle: _Handler, request: Request, claim: Claim) -> Response:
        with once.carrying_out(claim):
            response = await handle(request)
        if claim.made and not self.told_once and _may_be_kept(response):
            await run_in_threadpool(_keep, request, claim, response)
        return response


def api_part(tag: str, prefix: str = "") -> APIRouter:
    """The router of one part of the API."""
    return APIRouter(prefix=prefix, tags=[tag], route_class=ApiRoute)


def _versioned(request: Request) -> Callable[[int], None]:
    def versioned(version: int) -> None:
        request.state.version = version

    return versioned


# Of a thing with a version: saying which it is gives the answer its tag.
Versioned = Annotated[Callable[[int], None], Depends(_versioned)]


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
