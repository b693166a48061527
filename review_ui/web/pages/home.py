"""The first page: what waits for this person, then what is under way."""

from fastapi import APIRouter, Request, Response

from governance.accounts.grants import pending_grants
from governance.looks import looks_of
from governance.promotion import list_bundles
from governance.reading import approval_queue, requisitions_for
from review_ui.web.caller import Caller, Page
from review_ui.web.contexts.front import HomePage
from review_ui.web.layout import respond
from review_ui.web.loading import model_rows, next_step_is_theirs
from review_ui.web.views.access import waiting_line
from review_ui.web.views.looks import marks_of

router = APIRouter()

# A whole list of roles may wait at once: the rest is on the page of access.
_GRANTS_AT_ONCE = 10
_CLOSED = ("completed", "terminated", "denied", "cancelled")


@router.get("/")
def home(request: Request, caller: Page) -> Response:
    reads = caller.may("requisition.read")
    with caller.reading() as session:
        requisitions = requisitions_for(session, caller.actor) if reads else []
        queue = approval_queue(session, caller.actor) if reads else []
        bundles = list_bundles(session) if caller.may("bundle.read") else []
        looks = looks_of(session, caller.actor)
        grants = pending_grants(session, caller.actor) if _may_confirm(caller) else []
    confirmable = [one for one in grants if one.why_not is None]
    mine = [r for r in requisitions if next_step_is_theirs(caller, r)]
    answerable = tuple(item for item in queue if item.why_not is None)
    waiting = (*(item.requisition.id for item in answerable), *(r.id for r in mine))
    context = HomePage(
        queue=answerable,
        proposed=tuple(row for row in model_rows(caller, bundles) if row.may_approve),
        grants=tuple(waiting_line(one, caller.actor) for one in confirmable[:_GRANTS_AT_ONCE]),
        more_grants=len(confirmable[_GRANTS_AT_ONCE:]),
        to_decide=tuple(mine),
        running=tuple(r for r in requisitions if r.state not in _CLOSED and r not in mine),
        done=tuple(r for r in requisitions if r.state in _CLOSED),
        marks=marks_of(looks, caller.now, waiting=waiting),
        may_create=caller.may("requisition.write"),
        reads_requisitions=reads,
    )
    return respond(request, context, caller=caller)


def _may_confirm(caller: Caller) -> bool:
    """Whether a second person's yes to a grant could ever be theirs."""
    return caller.may("account.manage") or caller.may("account.rescue")
