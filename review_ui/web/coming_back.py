"""A refused form comes back as it was typed, in its place, with what is wrong; to a browser with scripts and without.

A route says by `comes_back` which page has its form. `answers.py` asks for that page before it tells of a refusal by itself, so that
what is refused before the route is reached (a reason left out, a number that is none) comes back the same way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request, Response
from jinja2.filters import do_forceescape
from starlette.datastructures import FormData

from matching.errors import CandorError, InputError, Stale
from review_ui.problems import status_of
from review_ui.web.caller import Caller
from review_ui.web.contexts.base import PageContext
from review_ui.web.layout import respond
from review_ui.web.views.problems import Refused, refused

PageOf = Callable[[Request, Caller, Refused], PageContext]
_Route = TypeVar("_Route", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Way:
    """Of one route, as `comes_back` was told."""

    page: PageOf
    about: str
    on: tuple[type[CandorError], ...]
    apart_by: tuple[str, ...]


WAYS: dict[Callable[..., Any], Way] = {}


def comes_back(
    page: PageOf,
    *,
    about: str = "",
    on: tuple[type[CandorError], ...] = (InputError,),
    apart_by: tuple[str, ...] = (),
) -> Callable[[_Route], _Route]:
    """`about`: the field meant by a refusal that names none; `on`: which refusals come back.

    A page knows its forms by their addresses; `apart_by`: the fields that tell those of one address apart, said after it.
    """

    def mark(route: _Route) -> _Route:
        WAYS[route] = Way(page, about, on, apart_by)
        return route

    return mark


def come_back(request: Request, caller: Caller | None, refusal: CandorError) -> Response | None:
    """The page with its form filled in; None where it has none, or has that form no more."""
    way = WAYS.get(request.scope.get("endpoint", come_back))
    if way is None or caller is None or not _is_of(refusal, way.on):
        return None
    path, typed = request.scope["path"], _typed(request)
    to = " ".join([path, *(typed.get(name, [""])[-1] for name in way.apart_by)])
    try:
        context = way.page(request, caller, refused(to, typed, refusal, way.about))
    except CandorError:
        return None
    answer = respond(
        request, context, caller=caller, status=status_of(refusal), headers=_in_its_place(request)
    )
    return answer if f'action="{do_forceescape(path)}"'.encode() in answer.body else None


def _is_of(refusal: CandorError, kinds: tuple[type[CandorError], ...]) -> bool:
    """Who wrote on an older state is told what changed since, unless the page tells that itself."""
    return isinstance(refusal, kinds) and (Stale in kinds or not isinstance(refusal, Stale))


def _typed(request: Request) -> dict[str, list[str]]:
    sent: FormData = getattr(request.state, "form", FormData())
    return {name: [words for words in sent.getlist(name) if isinstance(words, str)] for name in sent}


def _in_its_place(request: Request) -> dict[str, str]:
    """A refusal goes where the last message stands; a form that comes back, into the part of the page it was sent from."""
    part = request.headers.get("hx-target")
    return {"HX-Retarget": f"#{part}", "HX-Reswap": "outerHTML show:none"} if part else {}
