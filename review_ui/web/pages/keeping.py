"""What must be kept and what must go: legal holds, the retention schedule, forgetting a person.

The rules are `governance/holds.py`, `keeping/`, `retention.py` and `people/erasures.py`. Whatever cannot be brought back shows what goes
before anybody can confirm it.
"""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response

from governance.holds import SUBJECTS, holds, lift_hold, may_lift, place_hold
from governance.people.erasures import foresee_erasure, request_erasure
from matching.errors import CandorError
from review_ui import keeping, retention
from review_ui.web.caller import Caller, Page
from review_ui.web.coming_back import comes_back
from review_ui.web.contexts.safeguards import ErasurePage, HoldsPage, RetentionPage
from review_ui.web.layout import redirect, respond
from review_ui.web.requests import Erasing, Holding, LettingGo, Reasoned
from review_ui.web.views.keeping import shown_hold, shown_kinds, what_goes
from review_ui.web.views.problems import NOTHING_REFUSED, Refused

router = APIRouter()

Typed = Annotated[str, Query(max_length=80)]


def _holds(
    _: Request, caller: Caller, refused: Refused = NOTHING_REFUSED, *, kind: str = "", subject: str = ""
) -> HoldsPage:
    with caller.reading() as session:
        found = holds(session, caller.actor, lifted=True)
    shown = [
        shown_hold(
            one,
            caller.actor.id,
            may_lift=one.lifted_at is None and may_lift(caller.actor, one.business_unit, on=caller.today),
        )
        for one in found
    ]
    return HoldsPage(
        refused=refused,
        in_force=tuple(one for one in shown if one.record.lifted_at is None),
        past=tuple(one for one in reversed(shown) if one.record.lifted_at is not None),
        may_hold=caller.may("hold.manage"),
        kinds=SUBJECTS,
        kind=kind if kind in SUBJECTS else "requisition",
        subject=subject,
    )


@router.get("/holds")
def show_holds(request: Request, caller: Page, kind: Typed = "", subject: Typed = "") -> Response:
    return respond(request, _holds(request, caller, kind=kind, subject=subject), caller=caller)


@router.post("/holds")
@comes_back(_holds, about="subject", on=(CandorError,))
def place(caller: Page, sent: Annotated[Holding, Form()]) -> Response:
    with caller.command() as work:
        made = place_hold(work, sent.kind, sent.subject, sent.reason)
    return redirect(f"/holds#{made}", "held")


@router.post("/holds/{hold_id}/lift")
@comes_back(_holds, on=(CandorError,))
def lift(caller: Page, hold_id: str, sent: Annotated[Reasoned, Form()]) -> Response:
    with caller.command() as work:
        erased = lift_hold(work, hold_id, sent.reason)
    return redirect("/holds", "hold-lifted-erased" if erased else "hold-lifted")


def _retention(_: Request, caller: Caller, refused: Refused = NOTHING_REFUSED) -> RetentionPage:
    """The whole schedule for whoever audits, the licences alone for whoever may only purge."""
    if not caller.may("people.purge"):
        caller.require("audit.read")
    schedule = keeping.schedule_of(caller.workspace)
    report = keeping.what_is_due(caller.workspace)
    reads = caller.may("audit.read")
    applies = reads and caller.may_everywhere("retention.apply")
    purges = not applies and caller.may_everywhere("people.purge")
    return RetentionPage(
        on=report.on,
        version=schedule.version if reads else None,
        sha256=schedule.sha256,
        not_legal_advice=schedule.not_legal_advice,
        kinds=shown_kinds(keeping.counted(schedule, report)) if reads else (),
        sources=report.sources,
        act="apply" if applies else "purge" if purges else None,
        goes=report.goes if reads else any(one.goes for one in report.sources),
        records=report.records if applies else sum(one.records for one in report.sources),
        people=sum(one.people for one in report.sources),
        said=what_goes(report, licences_only=not applies),
        may_erase=caller.may("people.erase"),
        refused=refused,
    )


@router.get("/retention")
def show_retention(request: Request, caller: Page) -> Response:
    return respond(request, _retention(request, caller), caller=caller)


@router.post("/retention/apply")
@comes_back(_retention)
def apply(caller: Page, sent: Annotated[LettingGo, Form()]) -> Response:
    caller.require("retention.apply")
    keeping.apply(caller.workspace, caller.actor, expected=sent.expected_records)
    return redirect("/retention", "let-go")


@router.post("/retention/purge")
@comes_back(_retention)
def purge(caller: Page, sent: Annotated[LettingGo, Form()]) -> Response:
    caller.require("people.purge")
    retention.purge(caller.workspace, caller.actor, expected=sent.expected_records)
    return redirect("/retention", "let-go")


def _erasure(
    _: Request, caller: Caller, refused: Refused = NOTHING_REFUSED, *, person: str = ""
) -> ErasurePage:
    caller.require("people.erase")
    named = str(refused.sent("/erasure").given("person", person)).strip()
    ahead = None
    if named:
        with caller.reading() as session:
            ahead = foresee_erasure(session, caller.actor, named)
    return ErasurePage(ahead=ahead, reads_holds=caller.may("hold.read"), refused=refused)


@router.get("/erasure")
def foresee(request: Request, caller: Page, person: Typed = "") -> Response:
    """Without a person it asks for one; with one it says what erasing them would do now."""
    return respond(request, _erasure(request, caller, person=person), caller=caller)


@router.post("/erasure")
@comes_back(_erasure, about="reason")
def erase(caller: Page, sent: Annotated[Erasing, Form()]) -> Response:
    with caller.command() as work:
        answer = request_erasure(work, sent.person, sent.reason)
    address = f"/erasure?{urlencode({'person': sent.person})}"
    return redirect(address, "erased" if answer.erased else "erasure-waits")
