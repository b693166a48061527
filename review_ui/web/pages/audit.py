"""The audit log: searching it and verifying it."""

from dataclasses import asdict, dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from governance.audit import verify as verify_log
from governance.identity import names_of
from governance.reading import audit_timeline
from review_ui.web.caller import Page
from review_ui.web.contexts.safeguards import AuditPage
from review_ui.web.layout import respond
from review_ui.web.requests import read_date
from review_ui.web.views.timeline import ABOUT, timeline
from review_ui.web.zones import readers_zone

router = APIRouter(prefix="/audit")

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for, as typed; blank: everything. `about` is the first part of an action, such as `selection`."""

    subject: Annotated[str, Query(max_length=200)] = ""
    who: Annotated[str, Query(max_length=80)] = ""
    about: Annotated[str, Query(max_length=40)] = ""
    since: Annotated[str, Query(max_length=10)] = ""
    until: Annotated[str, Query(max_length=10)] = ""

    @property
    def typed(self) -> dict[str, str]:
        return {name: value.strip() for name, value in asdict(self).items() if value.strip()}


@router.get("")
def log(
    request: Request,
    caller: Page,
    search: Annotated[Search, Depends()],
    after: Annotated[int, Query(ge=0)] = 0,
    verify: bool = False,
) -> Response:
    caller.require("audit.read")
    typed = search.typed
    with caller.reading() as session:
        people = sorted(names_of(session).items(), key=lambda one: one[1].casefold())
        entries = audit_timeline(
            session,
            caller.actor,
            subject_id=typed.get("subject"),
            actor_id=typed.get("who"),
            action=f"{typed['about']}." if "about" in typed else None,
            since=read_date(typed.get("since", ""), "since"),
            until=read_date(typed.get("until", ""), "until"),
            zone=readers_zone(),
            after=after,
            limit=_AT_ONCE,
        )
    context = AuditPage(
        search=typed,
        people=tuple(people),
        about=ABOUT,
        lines=timeline(entries),
        report=verify_log(caller.database) if verify else None,
        later=urlencode(typed | {"after": str(entries[-1].seq)}) if len(entries) == _AT_ONCE else None,
    )
    return respond(request, context, caller=caller)
