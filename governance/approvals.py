"""Procurement's answer to the manager's choice: approve, override, send back, deny.

Approving takes a person who neither asked nor chose nor changed the list, for every amount and role. Who overrides has chosen,
so another must then approve. The database keeps the same rule by itself (`storage/guards/`).
"""

from collections.abc import Mapping, Sequence

from governance import cases
from governance.access import require_another
from governance.database import UnitOfWork
from governance.lists.overrides import refuse_excluded
from governance.reasons import OVERRIDE_REASONS, REFUSAL_REASONS, check_reason
from governance.review import add_selections
from governance.routing import routes
from governance.routing.routes import Answered
from governance.staleness import refuse_outdated
from governance.storage.tables import Approval, Candidate, Requisition
from governance.vault import Owner
from matching.errors import Conflict, InputError


def approve_selection(
    work: UnitOfWork,
    requisition_id: str,
    *,
    note: str | None = None,
    step: str | None = None,
    expected_version: int | None = None,
) -> Answered:
    """A yes to the open step that is the actor's (or `step`); with the last one the selected may be engaged."""
    row = cases.requisition(work, requisition_id, "selection.approve", expected_version=expected_version)
    cases.check_move(row, "approve_selection")
    involved = [
        *cases.requesters(work.session, row),
        *cases.selectors(work.session, row),
        *cases.list_changers(work.session, row),
    ]
    answered, authority, waits = routes.answer(
        work,
        row,
        "selection",
        "approved",
        hands=involved,
        act="approve the selection",
        note=note,
        step_id=step,
    )
    selected = _selected(work, row)
    cases.refuse_restricted(work.session, row, selected)
    refuse_outdated(work.session, row)
    facts = routes.answer_facts(answered, authority)
    if waits:
        words = {"note": (Owner("requisition", row.id), note)}
        work.audit(
            "selection.step_approved",
            "requisition",
            row.id,
            business_unit=row.business_unit,
            facts=facts,
            words=words,
        )
        return Answered(answered.id, None, waits)
    approval = _answer(work, row, "approved", None, note, facts, after=selected)
    cases.move(work, row, "approve_selection")
    return Answered(answered.id, approval, ())


def override_selection(
    work: UnitOfWork,
    requisition_id: str,
    person_ids: Sequence[str],
    *,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> str:
    """Put these people of the list, in this order, in place of the selected; gives the override's id.

    The actor then counts as who selected them: the approval must come from yet another person.
    """
    row = cases.requisition(work, requisition_id, "selection.change", expected_version=expected_version)
    cases.check_move(row, "override")
    check_reason(OVERRIDE_REASONS, reason_code, note)
    involved = [*cases.requesters(work.session, row), *cases.selectors(work.session, row)]
    require_another(work.actor, involved, "override the selection")
    before, after = _selected(work, row), list(person_ids)
    _check_replacement(work, row, before, after)
    shortlist = cases.current_shortlist(work.session, row.id)
    for chosen in cases.selections(work.session, row.id):
        chosen.voided_at = work.now
    cases.void_routes(work, row.id, kinds=("selection",))
    add_selections(work, row, [(person_id, work.actor.id) for person_id in after], shortlist.id, "override")
    facts = routes.route_facts(*routes.make_route(work, row, "selection"))
    cases.move(work, row, "override")
    return _answer(work, row, "overridden", reason_code, note, facts, before=before, after=after)


def send_back(
    work: UnitOfWork,
    requisition_id: str,
    *,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> str:
    """Ask the manager to look again; the selection is void, the decisions stand."""
    row = cases.requisition(work, requisition_id, "selection.change", expected_version=expected_version)
    cases.check_move(row, "send_back")
    check_reason(REFUSAL_REASONS, reason_code, note)
    return _end(work, row, "send_back", "sent_back", reason_code, note, {})


def deny_selection(
    work: UnitOfWork,
    requisition_id: str,
    *,
    reason_code: str,
    note: str | None = None,
    expected_version: int | None = None,
) -> str:
    """A final no to the requisition by whoever may answer an open step; one person is enough for it."""
    row = cases.requisition(work, requisition_id, "selection.approve", expected_version=expected_version)
    cases.check_move(row, "deny_selection")
    check_reason(REFUSAL_REASONS, reason_code, note)
    answered, authority, _ = routes.answer(
        work, row, "selection", "denied", hands=(), act="deny the selection", note=note
    )
    facts = routes.answer_facts(answered, authority)
    return _end(work, row, "deny_selection", "denied", reason_code, note, facts)


def _end(
    work: UnitOfWork,
    row: Requisition,
    move: str,
    decision: str,
    reason_code: str,
    note: str | None,
    facts: Mapping[str, object],
) -> str:
    before = _selected(work, row)
    cases.void(work, row.id, kinds=("selection",))
    cases.move(work, row, move)
    return _answer(work, row, decision, reason_code, note, facts, before=before)


def _selected(work: UnitOfWork, row: Requisition) -> list[str]:
    return [chosen.person_id for chosen in cases.selections(work.session, row.id)]


def _check_replacement(work: UnitOfWork, row: Requisition, before: list[str], after: list[str]) -> None:
    if not after or len(set(after)) != len(after):
        raise InputError(f"expected each person once and at least one, found {after}")
    if before == after:
        raise InputError("expected another choice or order, found the same", hint="approve it instead")
    for person_id in after:
        candidate = cases.candidate(work, row, person_id, expected_version=None)
        _refuse_gone(candidate)
    cases.refuse_restricted(work.session, row, after)
    refuse_excluded(work.session, cases.current_shortlist(work.session, row.id).id, after)


def _refuse_gone(candidate: Candidate) -> None:
    if candidate.stage in ("declined", "withdrawn"):
        raise Conflict(
            f"{candidate.person_id} has {candidate.stage}", hint="choose someone who is still available"
        )
    if candidate.stage in ("not_reached", "set_aside"):
        candidate.stage = "shortlisted"


def _answer(
    work: UnitOfWork,
    row: Requisition,
    decision: str,
    reason_code: str | None,
    note: str | None,
    facts: Mapping[str, object],
    *,
    before: Sequence[str] | None = None,
    after: Sequence[str] | None = None,
) -> str:
    approval_id, owner = work.new_id("V"), Owner("requisition", row.id)
    shortlist = cases.current_shortlist(work.session, row.id)
    exchanged: Mapping[str, list[str] | None] = {
        "before": None if before is None else list(before),
        "after": None if after is None else list(after),
    }
    work.add(
        Approval(
            id=approval_id,
            kind="selection",
            requisition_id=row.id,
            role_version=row.role_version,
            shortlist_id=shortlist.id,
            business_unit=row.business_unit,
            decision=decision,
            reason_code=reason_code,
            note=work.seal(owner, note, place=f"approval.note:{approval_id}"),
            decided_by=work.actor.id,
            decided_at=work.now,
            **exchanged,
        )
    )
    work.audit(
        f"selection.{decision}",
        "requisition",
        row.id,
        business_unit=row.business_unit,
        facts={
            "approval": approval_id,
            "shortlist": shortlist.id,
            "budget": cases.money_facts(row.budget),
            "reason": reason_code,
            **exchanged,
            **facts,
        },
        words={"note": (owner, note)},
    )
    return approval_id
