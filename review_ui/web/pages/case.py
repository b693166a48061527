"""The case of one requisition on one screen, as `requisitions.py` answers with it, and as the forms on it come back."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi import Request

from governance import reasons
from governance.holds import holds
from governance.identity import names_of
from governance.people.profiles import read_profiles
from governance.reading import QueueItem, RequisitionCase, ShortlistRecord, approval_queue
from governance.routing.delegation import StandIn, stand_ins
from matching.errors import CandorError
from review_ui.web.caller import Caller
from review_ui.web.contexts.cases import CasePage
from review_ui.web.loading import (
    frozen,
    load_case,
    may_in,
    may_replay,
    names_for,
    new_in,
    pick_shortlist,
    stops_over,
)
from review_ui.web.requests import SCORECARD
from review_ui.web.views.blind import blind_outcome
from review_ui.web.views.channel import channels
from review_ui.web.views.classification import classification_view
from review_ui.web.views.extensions import extensions_of
from review_ui.web.views.facts import asked_of, estimate, over_budget, text_of
from review_ui.web.views.names import basis_sentence, model_name
from review_ui.web.views.people import (
    RankedWith,
    actions_for,
    differences,
    listed_people,
    people_of,
    steps_of,
)
from review_ui.web.views.problems import NOTHING_REFUSED, Refused
from review_ui.web.views.proof import Safeguards, holds_of
from review_ui.web.views.timeline import timeline


def case_again(request: Request, caller: Caller, refused: Refused) -> CasePage:
    """For what is sent from the case and comes back."""
    return case_page(caller, request.path_params["requisition_id"], refused)


def case_page(caller: Caller, requisition_id: str, refused: Refused = NOTHING_REFUSED) -> CasePage:
    case = load_case(caller, requisition_id)
    shortlist = pick_shortlist(case, None)
    document = frozen(caller, shortlist.id) if shortlist else {}
    names = names_for(caller, [c.person_id for c in case.candidates])
    turns = _turns(caller, case)
    mine, clearing = turns.get("requisition") or turns.get("selection"), turns.get("classification")
    may = partial(may_in, caller, case)
    actions = actions_for(case, may, mine.why_not if mine else None)
    fits = {person["id"]: person.get("fit", "") for person in document.get("candidates", ())}
    answer = turns.get("extension")
    extended = {
        one.id: extensions_of(case, one.id, may, answer.why_not if answer else None)
        for one in case.engagements
    }
    people = people_of(case, names, reasons.REASON_CODES, fits, actions, extended)
    listed = listed_people(case, names)
    waits = case.summary.state == "selected"
    on_list = [candidate.person_id for candidate in case.candidates] if waits else case.selected
    chosen = read_profiles(caller.database, on_list)
    costs = {
        person: over_budget(chosen.get(person, {}), case.role, case.summary.budget)
        for person in case.selected
    }
    new, _ = new_in(caller, case)
    return CasePage(
        case=case,
        role=text_of(case.role),
        actions=actions,
        classification=classification_view(
            case,
            may_answer=actions.may("classify"),
            may_decide=may_in(caller, case, "classification.decide"),
            why_not=clearing.why_not if clearing else None,
        ),
        asked=asked_of(case.role),
        steps=steps_of(case.summary.state),
        people=people,
        candidates=listed,
        undecided=sum(c.decision is None for c in case.candidates),
        differs=differences(people, costs) if case.selected else (),
        asks={person: estimate(chosen.get(person, {}), case.role) for person in case.selected},
        channels=channels(case.selected, chosen, names, fits) if waits else (),
        on_behalf_of=mine.on_behalf_of if mine else None,
        stand_ins=_stand_ins(caller, case),
        ranked=_ranked(shortlist, document) if shortlist else None,
        stops=stops_over(caller, requisition_id),
        safeguards=_safeguards(caller, case),
        blind=blind_outcome(case, names),
        timeline=timeline(reversed(case.timeline), new.numbers if new else ()),
        new=new,
        names={person.person_id: person.called for person in listed},
        override_reasons=reasons.OVERRIDE_REASONS,
        refusal_reasons=reasons.REFUSAL_REASONS,
        decline_reasons=reasons.DECLINE_REASONS,
        termination_reasons=reasons.TERMINATION_REASONS,
        criteria=SCORECARD,
        refused=refused,
    )


def _safeguards(caller: Caller, case: RequisitionCase) -> Safeguards:
    with caller.reading() as session:
        of_case = [case.summary.id, *(one.id for one in case.engagements)]
        found = holds(session, caller.actor, subjects=of_case) if caller.may("hold.read") else ()
    return Safeguards(
        lists=len(case.shortlists),
        may_replay=may_replay(caller, case),
        may_pack=may_in(caller, case, "evidence.make"),
        may_hold=may_in(caller, case, "hold.manage"),
        holds=holds_of(found),
    )


def _turns(caller: Caller, case: RequisitionCase) -> dict[str, QueueItem]:
    """What waits for this person in the case, by kind."""
    with caller.reading() as session:
        try:
            queue = approval_queue(session, caller.actor, requisition_id=case.summary.id)
        except CandorError:
            return {}
    return {item.kind: item for item in queue}


def _stand_ins(caller: Caller, case: RequisitionCase) -> tuple[StandIn, ...]:
    """Who may answer for another, of the roles that the open steps ask."""
    live = [route for route in case.routes if route.voided_at is None][-1:]
    steps = [step for route in live for step in route.steps]
    roles = {role for step in steps if step.state in ("open", "escalated") for role in step.roles}
    if not roles:
        return ()
    with caller.reading() as session:
        place = (case.summary.business_unit, case.intake.jurisdiction)
        return tuple(stand_ins(session, roles, *place, names_of(session)))


def _ranked(shortlist: ShortlistRecord, document: Mapping[str, Any]) -> RankedWith:
    return RankedWith(
        id=shortlist.id,
        ranked=shortlist.ranked,
        sha256=shortlist.sha256,
        created_at=shortlist.created_at,
        model=model_name(document.get("model", {"hash": shortlist.model_hash})),
        pool=document.get("pool", {}),
        basis=basis_sentence(document),
    )
