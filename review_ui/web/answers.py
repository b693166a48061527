"""What an error looks like: a page that says what to do, or problem details (RFC 9457) under /api.

The table from error to status is `review_ui/problems.py`; an expected refusal is never a 500.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from matching.errors import CandorError, InputError, NotFound, Stale, Unauthenticated
from review_ui.problems import PROBLEM_JSON, bare_problem, problem_document
from review_ui.web.caller import Caller, page_caller
from review_ui.web.coming_back import come_back
from review_ui.web.contexts.front import LoginPage, ProblemPage
from review_ui.web.layout import redirect, respond, wants_fragment
from review_ui.web.loading import load_case
from review_ui.web.requests import fault_of
from review_ui.web.security import drop_session, local_path
from review_ui.web.views.timeline import TimelineLine, timeline
from review_ui.web.words import decision_name, plain, reason_label

log = logging.getLogger(__name__)

_CHANGED = "It has changed in the meantime"
# How many of the last entries of a case are told to somebody who wrote on an older state of it.
_TOLD = 5
# What was chosen from a list is sent as a code, and given back as what the page called it.
_IN_WORDS: Mapping[str, Callable[[str, str], str]] = {
    "decision": lambda code, _: decision_name(code),
    "reason_code": reason_label,
}
_TITLES = {
    401: "Log in again",
    403: "Not yours to do",
    404: "Nothing here",
    409: "Not as things stand",
    413: "Too much at once",
    422: "Something needs another look",
}


def add_problem_answers(app: FastAPI) -> None:
    app.add_exception_handler(CandorError, _candor_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)


def is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _candor_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, CandorError)
    if is_api(request):
        unmet = isinstance(error, Stale) and "if-match" in request.headers
        return _problem_json(problem_document(error) | ({"status": 412} if unmet else {}))
    if isinstance(error, Unauthenticated):
        return _log_in(request, error)
    return come_back(request, _caller(request), error) or _told(request, error)


def _told(request: Request, error: CandorError) -> Response:
    faults = tuple(str(fault) for fault in error.faults) if isinstance(error, InputError) else ()
    changes = _changes(request) if isinstance(error, Stale) else None
    return _page(request, problem_document(error)["status"], error.message, error.hint, faults, changes)


def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [fault_of(dict(one)) for one in error.errors()]
    message, hint = "what was sent cannot be read", "correct what is named and send it again"
    refusal = InputError(message, faults=faults, hint=hint)
    if is_api(request):
        return _problem_json(problem_document(refusal))
    at_its_form = InputError(message, faults=faults)  # there it goes without saying what to do
    return come_back(request, _caller(request), at_its_form) or _told(request, refusal)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return _candor_error(request, NotFound("there is no such page", hint="check the address"))
    if is_api(request):
        return _problem_json(bare_problem(error.status_code, error.detail), error.headers)
    return _page(request, error.status_code, str(error.detail).lower(), None)


def _unexpected(request: Request, error: Exception) -> Response:
    log.exception("unexpected error at %s %s", request.method, request.url.path, exc_info=error)
    if is_api(request):
        return _problem_json(problem_document(error))
    return _page(
        request,
        500,
        "something broke that should not; it is in the log",
        "try again, and tell whoever runs this",
    )


def _page(
    request: Request,
    status: int,
    message: str,
    hint: str | None,
    faults: tuple[str, ...] = (),
    changes: tuple[TimelineLine, ...] | None = None,
) -> Response:
    back = _back(request)
    context = ProblemPage(
        status=status,
        title=_CHANGED if changes is not None else _TITLES.get(status, "It did not work"),
        message=message.rstrip("."),
        hint=hint,
        faults=faults,
        back=back,
        reload=(_case_of(request) if back == "/" else back) if status == 409 else None,
        changes=changes or (),
        kept=_typed(request),
    )
    return respond(request, context, caller=_caller(request), status=status)


def _log_in(request: Request, error: Unauthenticated) -> Response:
    """To the log-in page; what was being written comes along, so that nothing typed is lost."""
    if request.method == "GET" and not wants_fragment(request):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        response = redirect("/login" if wanted == "/" else f"/login?next={quote(wanted, safe='')}")
        drop_session(response)
        return response
    if wants_fragment(request):
        message, hint = (
            "your session has ended",
            "log in in a new tab, then send this again: what you wrote is still here",
        )
        problem = ProblemPage(401, _TITLES[401], message, hint, (), "/", "/login", (), _typed(request))
        return respond(request, problem, status=401)
    context = LoginPage(
        next=_back(request),
        problem=f"{error.message.capitalize()}. Nothing was changed; log in and do it again.",
        kept="\n".join(f"{name}: {words}" for name, words in _typed(request)) or None,
        name="",
        demo_accounts=(),
        demo_password=None,
        sign_on=None,
    )
    return respond(request, context, status=401)


def _typed(request: Request) -> tuple[tuple[str, str], ...]:
    """What was typed into the form that was sent, field by field, so that it can be copied."""
    sent: Mapping[str, str] = getattr(request.state, "typed", {})
    act = request.url.path.rpartition("/")[2]
    return tuple(
        (plain(name), _IN_WORDS[name](words, act) if name in _IN_WORDS else words)
        for name, words in sent.items()
    )


def _changes(request: Request) -> tuple[TimelineLine, ...]:
    """The last that happened to the case, or to the person, that the form was about: the newest first."""
    caller, requisition_id = _caller(request), request.path_params.get("requisition_id")
    if caller is None or requisition_id is None:
        return ()
    try:
        entries = load_case(caller, requisition_id).timeline
    except CandorError:
        return ()
    person_id = request.path_params.get("person_id")
    concerned = [one for one in entries if person_id is None or one.facts.get("person") == person_id]
    return timeline(reversed((concerned or entries)[-_TOLD:]))


def _case_of(request: Request) -> str:
    requisition_id = request.path_params.get("requisition_id")
    return f"/requisitions/{quote(requisition_id)}" if requisition_id else "/"


def _caller(request: Request) -> Caller | None:
    known: Caller | None = getattr(request.state, "caller", None)
    if known is None:
        try:
            known = page_caller(request)
        except CandorError:
            return None
    return known


def _back(request: Request) -> str:
    """The page the request came from, when it was one of ours."""
    origin = f"{request.url.scheme}://{request.url.netloc}"
    came_from = request.headers.get("referer", "")
    return local_path(came_from.removeprefix(origin)) if came_from.startswith(origin + "/") else "/"


def _problem_json(document: dict[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(document, document["status"], headers, media_type=PROBLEM_JSON)
