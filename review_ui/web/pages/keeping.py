"""What must be kept and what must go: legal holds, the retention schedule, forgetting a person.

The rules are `governance/holds.py`, `keeping/`, `retention.py` and `erasures.py`. Whatever cannot be brought back shows what goes
before anybody can confirm it.
"""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response

from governance.erasures import foresee_erasure, request_erasure
from governance.holds import SUBJECTS, holds, lift_hold, may_lift, place_hold
from matching.errors import CandorError, InputError
from review_ui import keeping, retention
from review_ui.problems import status_of
from review_ui.web.caller import Caller, Page
from review_ui.web.contexts.safeguards import ErasurePage, HoldsPage, RetentionPage
from review_ui.web.layout import redirect, respond
from review_ui.web.requests import (
    Erasing,
    ErasureTyped,
    Holding,
    HoldTyped,
    LettingGo,
    Reasoned,
    ReasonTyped,
    read_form,
)
from review_ui.web.views.keeping import shown_hold, shown_kinds, what_goes
from review_ui.web.views.problems import NOTHING_REFUSED, Refused, refused

router = APIRouter()

Typed = Annotated[str, Query(max_length=80)]


@router.get("/holds")
def show_holds(request: Request, caller: Page, kind: Typed = "", subject: Typed = "") -> Response:
    return _holds(request, caller, kind, subject)


@router.post("/holds")
def place(request: Request, caller: Page, typed: Annotated[HoldTyped, Form()]) -> Response:
    try:
        sent = read_form(Holding, typed)
        with caller.command() as work:
            made = place_hold(work, sent.kind, sent.subject, sent.reason)
    except CandorError as refusal:
        about = refused("place", typed.model_dump(), refusal, "subject")
        return _holds(request, caller, typed.kind, typed.subject, about, refusal)
    return redirect(f"/holds#{made}", "held")


@router.post("/holds/{hold_id}/lift")
def lift(request: Request, caller: Page, hold_id: str, typed: Annotated[ReasonTyped, Form()]) -> Response:
    try:
        sent = read_form(Reasoned, typed)
        with caller.command() as work:
            erased = lift_hold(work, hold_id, sent.reason)
    except CandorError as refusal:
        about = refused(hold_id, typed.model_dump(), refusal)
        return _holds(request, caller, about=about, refusal=refusal)
    return redirect("/holds", "hold-lifted-erased" if erased else "hold-lifted")


def _holds(
    request: Request,
    caller: Caller,
    kind: str = "",
    subject: str = "",
    about: Refused = NOTHING_REFUSED,
    refusal: CandorError | None = None,
) -> Response:
    """Where the form that was refused is not there, since it is lifted by now or not this reader's, the refusal stands alone."""
    if refusal is not None and not caller.may("hold.read"):
        raise refusal
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
    may_hold = caller.may("hold.manage")
    forms = {one.record.id for one in shown if one.may_lift and not one.own} | (
        {"place"} if may_hold else set()
    )
    if refusal is not None and about.form not in forms:
        raise refusal
    context = HoldsPage(
        refused=about,
        in_force=tuple(one for one in shown if one.record.lifted_at is None),
        past=tuple(one for one in reversed(shown) if one.record.lifted_at is not None),
        may_hold=may_hold,
        kinds=SUBJECTS,
        kind=kind if kind in SUBJECTS else "requisition",
        subject=subject,
    )
    return respond(request, context, caller=caller, status=status_of(refusal))


@router.get("/retention")
def show_retention(request: Request, caller: Page) -> Response:
    """The whole schedule for whoever audits, the licences alone for whoever may only purge."""
    if not caller.may("people.purge"):
        caller.require("audit.read")
    schedule = keeping.schedule_of(caller.workspace)
    report = keeping.what_is_due(caller.workspace)
    reads = caller.may("audit.read")
    applies = reads and caller.may_everywhere("retention.apply")
    purges = not applies and caller.may_everywhere("people.purge")
    context = RetentionPage(
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
    )
    return respond(request, context, caller=caller)


@router.post("/retention/apply")
def apply(caller: Page, sent: Annotated[LettingGo, Form()]) -> Response:
    caller.require("retention.apply")
    keeping.apply(caller.workspace, caller.actor, expected=sent.expected_records)
    return redirect("/retention", "let-go")


@router.post("/retention/purge")
def purge(caller: Page, sent: Annotated[LettingGo, Form()]) -> Response:
    caller.require("people.purge")
    retention.purge(caller.workspace, caller.actor, expected=sent.expected_records)
    return redirect("/retention", "let-go")


@router.get("/erasure")
def foresee(request: Request, caller: Page, person: Typed = "") -> Response:
    """Without a person it asks for one; with one it says what erasing them would do now."""
    return _erasure(request, caller, person)


@router.post("/erasure")
def erase(request: Request, caller: Page, typed: Annotated[ErasureTyped, Form()]) -> Response:
    try:
        sent = read_form(Erasing, typed)
        with caller.command() as work:
            answer = request_erasure(work, sent.person, sent.reason)
    except InputError as refusal:
        return _erasure(
            request, caller, typed.person, refused("erase", typed.model_dump(), refusal, "reason"), refusal
        )
    address = f"/erasure?{urlencode({'person': sent.person})}"
    return redirect(address, "erased" if answer.erased else "erasure-waits")


def _erasure(
    request: Request,
    caller: Caller,
    person: str,
    about: Refused = NOTHING_REFUSED,
    refusal: CandorError | None = None,
) -> Response:
    caller.require("people.erase")
    ahead = None
    if person.strip():
        with caller.reading() as session:
            ahead = foresee_erasure(session, caller.actor, person.strip())
    if refusal is not None and (ahead is None or ahead.request or ahead.erased_at):
        raise refusal
    context = ErasurePage(ahead=ahead, reads_holds=caller.may("hold.read"), refused=about)
    return respond(request, context, caller=caller, status=status_of(refusal))
